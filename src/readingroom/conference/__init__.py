"""A conference: one screen drives the room, and the room votes."""
