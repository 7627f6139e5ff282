"""Rooms in which cases are shown, who sits in them, and what was voted there."""

from readingroom.conference.models.room import Entry, Openness, Room, Seat
from readingroom.conference.models.voting import Ballot, Poll, PollKind

__all__ = ["Ballot", "Entry", "Openness", "Poll", "PollKind", "Room", "Seat"]
