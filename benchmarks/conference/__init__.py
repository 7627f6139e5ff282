"""How fast a room follows: two hundred phones on one machine."""
