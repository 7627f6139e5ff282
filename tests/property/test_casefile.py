"""Laws of the case document."""

import json
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from readingroom.casefile.completeness import completeness
from readingroom.casefile.diff import diff_documents, diff_words
from readingroom.casefile.document import CaseDocument, dump_document
from readingroom.casefile.errors import InvalidCase
from readingroom.casefile.folder import read_case_file, write_case_file
from readingroom.casefile.patient import Age, coarsen_age
from readingroom.casefile.spoiler import find_spoilers
from readingroom.casefile.validation import parse_document
from readingroom.casefile.vocab import AgeUnit
from tests.unit.casefile.strategies import JSON_LIKE, TEXTS, documents

FEW = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
        HealthCheck.data_too_large,
    ],
)


def refusal_of(attempt: Callable[[], object]) -> InvalidCase | None:
    """Why an attempt was refused; anything raised beside a refusal goes through."""
    try:
        attempt()
    except InvalidCase as refusal:
        return refusal
    return None


@FEW
@given(documents())
def test_document_comes_back_from_yaml_and_json_unchanged(data: dict[str, Any]) -> None:
    document = parse_document(data)

    written = write_case_file(document)

    assert read_case_file(written) == document
    assert write_case_file(read_case_file(written)) == written
    assert parse_document(json.loads(json.dumps(dump_document(document)))) == document
    assert CaseDocument.model_validate_json(json.dumps(dump_document(document))) == document


@FEW
@given(documents(), documents())
def test_only_equal_documents_have_no_differences(
    first: dict[str, Any], second: dict[str, Any]
) -> None:
    old, new = parse_document(first), parse_document(second)

    changes = diff_documents(old, new)

    assert diff_documents(old, old) == ()
    assert bool(changes) == (old != new)
    assert all(change.sentence and change.place for change in changes)
    assert bool(diff_documents(new, old)) == bool(changes)


@FEW
@given(documents(), st.data())
def test_leaving_one_field_out_is_told_as_at_least_one_change(
    whole: dict[str, Any], data: st.DataObject
) -> None:
    fields = [
        (group, name)
        for group in (whole, *whole["stages"])
        for name in group
        if name not in {"schema_version", "title", "stages", "kind", "id", "modality", "items"}
    ]
    old = parse_document(whole)
    for group, name in data.draw(st.lists(st.sampled_from(fields), max_size=1)) if fields else ():
        del group[name]
    new = refusal_of(lambda: parse_document(whole)) or parse_document(whole)

    assert isinstance(new, CaseDocument)
    assert bool(diff_documents(old, new)) == (old != new)


@FEW
@given(documents())
def test_score_lies_between_nothing_and_all_and_is_all_when_nothing_is_missing(
    data: dict[str, Any],
) -> None:
    document = parse_document(data)

    found = completeness(document)

    assert 0 <= found.score <= 100
    assert (found.score == 100) == (found.reasons == ())
    assert all(spoiler.word for spoiler in find_spoilers(document))


@settings(max_examples=200, deadline=None)
@given(JSON_LIKE)
@example({"schema_version": 1, "title": "x", "stages": [{"kind": ["study"]}]})
@example({"schema_version": 1, "title": "x", "stages": [{"kind": {}, "shape": None}]})
@example({"schema_version": 1, "title": "x", "stages": [[]], "items": [[[]]]})
@example({"schema_version": 1, "title": "x", "a[b": 1, "c.d[0": 2, "": 3})
@example({"schema_version": 10**30})
def test_nothing_but_a_refusal_ever_comes_of_other_data(data: object) -> None:
    for candidate in (data, {"schema_version": 1, "title": "x", "stages": data, "items": data}):
        refused = refusal_of(lambda candidate=candidate: parse_document(candidate))
        assert refused is None or (refused.problems and refused.message)


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.binary(max_size=60), TEXTS.map(str.encode)))
@example(b"schema_version: 9999999999999999999999999999\n")
@example(b"title: 1e999\nschema_version: 1\n")
@example(b"? \n")
@example(b"- - -\n")
@example(b"%YAML 9.9\n---\na\n")
def test_nothing_but_a_refusal_ever_comes_of_other_files(source: bytes) -> None:
    refused = refusal_of(lambda: read_case_file(source))

    assert refused is None or refused.problems


@settings(max_examples=100, deadline=None)
@given(TEXTS, TEXTS)
def test_words_of_a_difference_make_up_both_texts(old: str, new: str) -> None:
    words = diff_words(old, new)

    assert "".join(word.text for word in words if word.kind != "removed") == new
    assert "".join(word.text for word in words if word.kind != "added") == old


@given(st.integers(0, 999), st.sampled_from(AgeUnit))
def test_an_age_made_coarse_stays_as_it_is(value: int, unit: AgeUnit) -> None:
    coarse = coarsen_age(Age(value=value, unit=unit))

    assert coarsen_age(coarse) == coarse
    assert coarse.unit is not AgeUnit.YEARS or coarse.value < 18 or coarse.value % 5 == 0
