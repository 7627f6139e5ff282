"""Searches that someone keeps, and being told when something new fits."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction

from readingroom.accounts.models import Person
from readingroom.cases.access import listed_cases
from readingroom.cases.models import Case
from readingroom.kernel.errors import InvalidInput, NotFound, StateConflict
from readingroom.search.engines.base import Engine
from readingroom.search.finding import Wish, fitting, scope_of
from readingroom.search.language import read
from readingroom.search.models import NewFit, PendingCase, SavedSearch, UntoldCase
from readingroom.search.planning import denies
from readingroom.search.vocabulary import Vocabulary

MOST_SAVED: Final = 50
LONGEST_NAME: Final = 100
_AT_ONCE: Final = 200


@dataclass(frozen=True)
class Kept:
    """A saved search as its person sees it.

    Attributes:
        new: how many cases came to fit it since it was last opened.
    """

    saved: SavedSearch
    wish: Wish
    new: int


def wish_of(saved: SavedSearch) -> Wish:
    """What a saved search asks for."""
    wanted: Mapping[str, Any] = saved.wanted
    chosen = {name: tuple(values) for name, values in wanted["chosen"].items()}
    return Wish(text=wanted["q"], chosen=chosen, in_findings=wanted["in_findings"])


def save_search(person: Person, wish: Wish, *, name: str, now: datetime) -> SavedSearch:
    """Keep a search; the same search again takes the new name.

    Raises:
        InvalidInput: it asks for nothing, or the name is empty or too long.
        StateConflict: there are too many.
    """
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise InvalidInput(f"Give the search a name of up to {LONGEST_NAME} letters.")
    wanted = _wanted(wish)
    if not wanted["q"] and not wanted["chosen"]:
        raise InvalidInput("There is nothing to save yet. Type words or choose a filter first.")
    digest = _digest(wanted)
    known = SavedSearch.objects.filter(person=person, digest=digest).first()
    if known is not None:
        known.name = name
        known.save(update_fields=["name"])
        return known
    if SavedSearch.objects.filter(person=person).count() >= MOST_SAVED:
        raise StateConflict(
            f"You have {MOST_SAVED} saved searches, which is as many as there can be. "
            "Remove one that you no longer need."
        )
    try:
        with transaction.atomic():
            return SavedSearch.objects.create(
                person=person, name=name, wanted=wanted, digest=digest, saved_at=now
            )
    except IntegrityError:  # sent twice at the same moment
        return SavedSearch.objects.get(person=person, digest=digest)


def is_same(one: Wish, other: Wish) -> bool:
    """Whether two wishes ask for the same, whatever their order and page."""
    return _wanted(one) == _wanted(other)


def remove_search(person: Person, key: UUID) -> SavedSearch:
    """Keep a search no longer; what it was.

    Raises:
        NotFound: there is none of this key that is the person's.
    """
    saved = own_search(person, key)
    SavedSearch.objects.filter(pk=saved.pk).delete()
    return saved


def own_search(person: Person, key: UUID) -> SavedSearch:
    """The person's own saved search.

    Raises:
        NotFound: there is none of this key that is theirs.
    """
    saved = SavedSearch.objects.filter(person=person, key=key).first()
    if saved is None:
        raise NotFound("There is no such saved search. It may have been removed.")
    return saved


def look(person: Person, key: UUID) -> SavedSearch:
    """Open a saved search: what was new is new no longer.

    Raises:
        NotFound: there is none of this key that is theirs.
    """
    saved = own_search(person, key)
    NewFit.objects.filter(search=saved, is_seen=False).update(is_seen=True)
    return saved


def kept_searches(person: Person) -> tuple[Kept, ...]:
    """All that ``person`` keeps, each with how many cases are new to it and open to them now."""
    searches = SavedSearch.objects.filter(person=person)
    new = _new_to(person) if searches else {}
    return tuple(Kept(one, wish_of(one), len(new.get(one.pk, ()))) for one in searches)


def kept_hidden(person: Person, engine: Engine | None, vocabulary: Vocabulary) -> tuple[Kept, ...]:
    """The same where answers are kept back: a case they have not opened counts only where it is
    found by what anybody sees. While there is no index, none does.
    """
    searches = SavedSearch.objects.filter(person=person)
    new = _new_to(person) if engine is not None and searches else {}
    scope = scope_of(person, hide=True)
    kept = []
    for saved in searches:
        wish, among = wish_of(saved), frozenset(new.get(saved.pk, ()))
        if denies(read(wish.text).tree):
            # It came to fit by all that it says: that it did, or did not, would tell.
            among &= scope.seen or frozenset()
        fits = fitting(engine, vocabulary, scope, wish, among=among) if engine and among else ()
        kept.append(Kept(saved, wish, len(fits)))
    return tuple(kept)


def _new_to(person: Person) -> dict[int, list[int]]:
    """For each search what came to fit it, of what may be listed to its person now."""
    fits = NewFit.objects.filter(
        search__person=person, is_seen=False, case__in=listed_cases(person)
    )
    new: dict[int, list[int]] = {}
    for search_id, case_id in fits.values_list("search_id", "case_id"):
        new.setdefault(search_id, []).append(case_id)
    return new


def tell_of_new(engine: Engine, words: Vocabulary) -> int:
    """Note which saved searches the newly published cases fit; how many fits there are.

    What the index does not have yet waits. Cut anywhere, it is done again and noted once.
    """
    waiting = UntoldCase.objects.exclude(case_id__in=PendingCase.objects.values("case_id"))
    marks = dict(waiting.order_by("pk").values_list("pk", "case_id")[:_AT_ONCE])
    if not marks:
        return 0
    told = 0
    searches = SavedSearch.objects.select_related("person").filter(person__is_active=True)
    for saved in searches.iterator(chunk_size=_AT_ONCE):
        scope = scope_of(saved.person, hide=False)
        fits = fitting(engine, words, scope, wish_of(saved), among=frozenset(marks.values()))
        told += _note(saved, fits)
    UntoldCase.objects.filter(pk__in=marks).delete()
    return told


def _note(saved: SavedSearch, case_ids: Iterable[int]) -> int:
    rows = [
        NewFit(search=saved, case_id=case_id)
        for case_id in Case.objects.filter(
            pk__in=case_ids, published_at__gt=saved.saved_at
        ).values_list("pk", flat=True)
    ]
    NewFit.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _wanted(wish: Wish) -> dict[str, Any]:
    """What tells one search from another: the order and the page do not."""
    chosen = {name: sorted(values) for name, values in sorted(wish.chosen.items()) if values}
    return {"q": " ".join(wish.text.split()), "in_findings": wish.in_findings, "chosen": chosen}


def _digest(wanted: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(wanted, sort_keys=True).encode()).hexdigest()
