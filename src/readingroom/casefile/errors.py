"""What is wrong with a case document, said so that its author can put it right."""

from dataclasses import dataclass

from readingroom.kernel.errors import InvalidInput

MAX_PROBLEMS = 200
_SHOWN_PROBLEMS = 5


@dataclass(frozen=True)
class Problem:
    """One thing to put right.

    Attributes:
        place: where in the document, such as ``stages[1].differential[0].for``; empty for all.
        message: a sentence without a place.
        line: the line of the file it stands on, counted from 1, where there is a file.
    """

    place: str
    message: str
    line: int | None = None

    def __str__(self) -> str:
        line = f"line {self.line}" if self.line else ""
        where = f"{self.place} ({line})" if self.place and line else self.place or line
        return f"{where}: {self.message}" if where else self.message


class InvalidCase(InvalidInput):
    """A case document that can't be taken as it is. ``problems`` holds everything found."""

    code = "invalid_case"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems[:MAX_PROBLEMS]
        shown = [str(problem) for problem in problems[:_SHOWN_PROBLEMS]]
        if len(problems) > _SHOWN_PROBLEMS:
            shown.append(f"and {len(problems) - _SHOWN_PROBLEMS} more.")
        super().__init__(
            "The case document needs correcting. " + " ".join(shown),
            detail=f"problems={len(problems)}",
        )


def refuse(message: str, *, place: str = "", line: int | None = None) -> InvalidCase:
    """An ``InvalidCase`` with a single problem, to be raised."""
    return InvalidCase((Problem(place, message, line),))
