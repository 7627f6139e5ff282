"""What a room said to a question that was revealed: as bars, and in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from readingroom.conference.models import Entry, Poll, PollKind
from readingroom.conference.tally import Bar, choice_bars, points_bars


def bars_of(poll: Poll, ballots: Sequence[Mapping[str, Any]]) -> tuple[Bar, ...]:
    """Votes or mean points of each option; none of marks."""
    if poll.kind == PollKind.CHOICE:
        return choice_bars(poll.options, ballots, poll.answer.get("right"))
    return points_bars(poll.options, ballots) if poll.kind == PollKind.POINTS else ()


def said_of(entry: Entry) -> str:
    """What a room said of a case, a question a line, by nobody; empty where it was not asked."""
    polls = entry.polls.filter(revealed_at__isnull=False).prefetch_related("ballots")
    return "\n".join(_line(poll) for poll in polls)


def _line(poll: Poll) -> str:
    ballots = [ballot.given for ballot in poll.ballots.all()]
    told = [f"{bar.label} {bar.value:g}" for bar in bars_of(poll, ballots)]
    if poll.kind == PollKind.MARK:
        marks = sum("at" in ballot for ballot in ballots)
        told = [f"marked {marks}", f"none {len(ballots) - marks}"]
    count = len(ballots)
    return f"{poll.stem} ({count} vote{'' if count == 1 else 's'}): {', '.join(told)}"
