"""What is kept of someone who searches: told to them whole, and removed when they say so."""

from collections.abc import Iterable
from datetime import datetime

from readingroom.accounts.models import Person
from readingroom.learning.personal import Holding, Row, register
from readingroom.search.models import ArticleRevision, SavedSearch


def _tell(person: Person) -> Iterable[Row]:
    for saved in SavedSearch.objects.filter(person=person):
        yield {"name": saved.name, "wanted": saved.wanted, "saved_at": saved.saved_at.isoformat()}


def _remove(person: Person, _now: datetime) -> int:
    searches = SavedSearch.objects.filter(person=person)
    count = searches.count()
    searches.delete()
    return count


def _tell_written(person: Person) -> Iterable[Row]:
    for row in ArticleRevision.objects.filter(author=person).select_related("article"):
        yield {
            "article": row.article.name,
            "revision": row.number,
            "text": row.text,
            "written_at": row.written_at.isoformat(),
        }


def register_holdings() -> None:
    """Say it, once the models are there."""
    register(
        Holding(
            name="articles",
            title="Articles you wrote in",
            models=("search.ArticleRevision",),
            tell=_tell_written,
            stays="What you wrote in articles stays there, and its history keeps who wrote it.",
        )
    )
    register(
        Holding(
            name="saved-searches",
            title="Saved searches",
            models=("search.SavedSearch",),
            tell=_tell,
            remove=_remove,
        )
    )
