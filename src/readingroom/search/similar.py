"""Cases like one: in all it says, and the two pairs a teacher wants."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from readingroom.accounts.actor import Actor
from readingroom.cases.access import listed_cases
from readingroom.cases.selectors.listing import CaseCard, cards_of
from readingroom.search.engines.base import AnyOf, Clause, Engine, Like, Said, Scope, Without
from readingroom.search.entries import Entry, make_entry
from readingroom.search.finding import scope_of
from readingroom.search.rows import published_rows
from readingroom.search.texts import Section
from readingroom.search.vocabulary import Vocabulary

_SHOWN: Final = 3
_LOOKED_AT: Final = 30


@dataclass(frozen=True)
class Alike:
    """Cases beside one, at most three of a kind, the best first.

    Attributes:
        like: like it in diagnosis, findings and discussion.
        same_diagnosis: of its diagnosis, with findings unlike its own.
        same_look: of another diagnosis, with findings like its own.
    """

    like: tuple[CaseCard, ...] = ()
    same_diagnosis: tuple[CaseCard, ...] = ()
    same_look: tuple[CaseCard, ...] = ()

    @property
    def rows(self) -> tuple[tuple[str, tuple[CaseCard, ...]], ...]:
        """Each kind that has any, with its heading."""
        kinds = (
            ("Same diagnosis, different look", self.same_diagnosis),
            ("Same look, different diagnosis", self.same_look),
            ("Like this case", self.like),
        )
        return tuple((heading, cards) for heading, cards in kinds if cards)


def cases_alike(
    engine: Engine, vocabulary: Vocabulary, actor: Actor, key: UUID, *, hide: bool, now: datetime
) -> Alike:
    """What to open next to the case of ``key``; with ``hide`` only cases they have opened."""
    case_id = listed_cases(actor).filter(key=key).values_list("pk", flat=True).first()
    rows = list(published_rows([case_id])) if case_id is not None else []
    if not rows:
        return Alike()
    entry, scope = make_entry(rows[0], vocabulary), scope_of(actor, hide=hide)
    same = _same_diagnosis(entry, vocabulary)
    by_look = _ask(engine, scope, Like(entry, (Section.FINDINGS,), same))
    of_it = _ask(engine, scope, Like(entry, (Section.TITLE,), same))
    unlike = [case for case in of_it if case not in by_look] + list(reversed(by_look))
    shown = {
        "same_diagnosis": unlike[:_SHOWN],
        "same_look": _ask(engine, scope, Like(entry, (Section.FINDINGS,), Without(same)))[:_SHOWN],
    }
    paired = {case for cases in shown.values() for case in cases}
    like = [case for case in _ask(engine, scope, Like(entry)) if case not in paired]
    shown["like"] = like[:_SHOWN]
    return Alike(**{kind: _cards(actor, cases, now) for kind, cases in shown.items()})


def _same_diagnosis(entry: Entry, vocabulary: Vocabulary) -> Clause:
    """The title names what this one names; where that is no disease we know, nothing does."""
    tokens = (vocabulary.concepts[key].token for key in entry.diagnoses)
    return AnyOf(tuple(Said(((token,),), (Section.TITLE,)) for token in tokens))


def _ask(engine: Engine, scope: Scope, like: Like) -> list[int]:
    return list(engine.alike(like, scope, _LOOKED_AT))


def _cards(actor: Actor, case_ids: Sequence[int], now: datetime) -> tuple[CaseCard, ...]:
    return tuple(card for card, _document in cards_of(actor, case_ids, now=now))


def of_same_diagnosis(
    engine: Engine, vocabulary: Vocabulary, actor: Actor, key: UUID
) -> tuple[UUID, ...]:
    """Keys of other cases of its diagnosis that the library may list to ``actor``, at most thirty.

    None where its title names no disease that the words of radiology know.
    """
    case_id = listed_cases(actor).filter(key=key).values_list("pk", flat=True).first()
    rows = list(published_rows([case_id])) if case_id is not None else []
    if not rows:
        return ()
    entry = make_entry(rows[0], vocabulary)
    like = Like(entry, (Section.TITLE,), _same_diagnosis(entry, vocabulary))
    found = _ask(engine, scope_of(actor, hide=False), like)
    keys = dict(listed_cases(actor).filter(pk__in=found).values_list("pk", "key"))
    return tuple(keys[case] for case in found if case in keys and case != case_id)
