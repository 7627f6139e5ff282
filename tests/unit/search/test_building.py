import json
import multiprocessing
from datetime import UTC, datetime

import pytest

from readingroom.search import building
from readingroom.search.building import written_cases
from readingroom.search.entries import StoredCase
from readingroom.search.vocabulary import load_vocabulary

WORDS = load_vocabulary()
WHEN = datetime(2026, 3, 2, tzinfo=UTC)


def stored(case_id: int) -> StoredCase:
    document = {"title": f"Oedema {case_id}", "stages": []}
    return StoredCase(case_id, "RR-1", 1, ("public",), "", WHEN, json.dumps(document))


def cases_of(documents: list[str]) -> list[int]:
    return [json.loads(document)["case"] for document in documents]


def test_many_cases_are_taken_apart_as_few_are_and_no_process_is_left() -> None:
    cases = [stored(number) for number in range(1, 451)]

    alone = list(written_cases(cases, WORDS))
    together = list(written_cases(cases, WORDS, few=0))

    # A set has no order of its own, and another process another one.
    assert cases_of(together) == cases_of(alone) == list(range(1, 451))
    assert [len(text) for text in together] == [len(text) for text in alone]
    assert not multiprocessing.active_children()


def test_what_a_process_that_ended_had_in_hand_is_taken_apart_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(building, "serve", _end_at_once)

    texts = list(written_cases(map(stored, range(1, 251)), WORDS, few=0))

    assert cases_of(texts) == list(range(1, 251))


def _end_at_once(*_args: object) -> None:
    return
