"""What is kept of someone who searches: told to them whole, and removed when they say so."""

from collections.abc import Iterable
from datetime import datetime

from readingroom.accounts.models import Person
from readingroom.learning.personal import Holding, Row, register
from readingroom.search.models import SavedSearch


def _tell(person: Person) -> Iterable[Row]:
    for saved in SavedSearch.objects.filter(person=person):
        yield {"name": saved.name, "wanted": saved.wanted, "saved_at": saved.saved_at.isoformat()}


def _remove(person: Person, _now: datetime) -> int:
    searches = SavedSearch.objects.filter(person=person)
    count = searches.count()
    searches.delete()
    return count


def register_holdings() -> None:
    """Say it, once the models are there."""
    register(
        Holding(
            name="saved-searches",
            title="Saved searches",
            models=("search.SavedSearch",),
            tell=_tell,
            remove=_remove,
        )
    )
