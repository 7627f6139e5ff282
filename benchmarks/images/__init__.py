"""How fast images go out."""
