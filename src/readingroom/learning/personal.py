"""What is kept of what someone learns: told to them whole, and removed when they say so.

Whoever owns a model that names a person registers it here, in ``AppConfig.ready``, with how its
rows are told and how they go. A test finds the models that nobody registered.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    # Only for its name: packages register while Django's models are not all there yet.
    from readingroom.accounts.models import Person

Row = Mapping[str, Any]
Tell = Callable[["Person"], Iterable[Row]]
Remove = Callable[["Person", datetime], int]


@dataclass(frozen=True)
class Holding:
    """One kind of thing that is kept of a learner.

    Attributes:
        name: a short word in small letters; files that are downloaded are called so.
        title: what it is, in the words of the page.
        models: labels of the models it answers for, such as ``learning.Attempt``.
        tell: the person's rows, as plain data; a value is text, a number, a truth or JSON of them.
        remove: takes the rows away, or the person out of them, and returns how many; safe to be
            called again. Empty where the rows are the teaching of the person, or stay until
            ``stays`` says.
        stays: a sentence for whoever removes their data: what of it stays, and until when.
    """

    name: str
    title: str
    models: tuple[str, ...]
    tell: Tell
    remove: Remove | None = None
    stays: str = ""


_holdings: Final[dict[str, Holding]] = {}


def register(holding: Holding) -> None:
    """Have a kind of thing told and removed. Registering it again changes nothing.

    Raises:
        ValueError: another holding has the name; a mistake of ours.
    """
    known = _holdings.setdefault(holding.name, holding)
    if known.models != holding.models:
        raise ValueError(f"Two holdings are called {holding.name}.")


def holdings() -> tuple[Holding, ...]:
    """All of them, in the order of their names."""
    return tuple(_holdings[name] for name in sorted(_holdings))


def registered_models() -> frozenset[str]:
    """Labels of the models that some holding answers for."""
    return frozenset(label for holding in holdings() for label in holding.models)


def everything_of(person: "Person") -> dict[str, list[dict[str, Any]]]:
    """All that is kept of what ``person`` learns, by the name of the holding."""
    return {one.name: [dict(row) for row in one.tell(person)] for one in holdings()}
