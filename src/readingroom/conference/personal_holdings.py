"""What this package keeps of people, and how it is told; votes are of seats, and of nobody."""

from readingroom.learning.personal import register
from readingroom.learning.personal_rows import own_rows


def register_holdings() -> None:
    """Register everything of this package."""
    register(
        own_rows(
            "conference.Room",
            "conferences",
            "Conferences you opened",
            through="presenter",
            goes=False,
            stays="What you teach stays, for it is also others’.",
        )
    )
