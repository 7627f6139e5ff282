from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from readingroom.search.negation import denied_spans

LABELLED = Path(__file__).with_name("negation.txt")
FEWEST, LEAST = 150, 0.95


def labelled() -> list[tuple[str, str, bool]]:
    lines = LABELLED.read_text(encoding="utf-8").splitlines()
    rows = [line.split(" | ") for line in lines if line and not line.startswith("#")]
    return [(sentence, thing, label == "absent") for sentence, thing, label in rows]


def is_denied(sentence: str, thing: str) -> bool:
    at = sentence.lower().index(thing.lower())
    return any(a <= at and at + len(thing) <= b for a, b in denied_spans(sentence))


def test_what_is_denied_is_found_in_the_labelled_sentences() -> None:
    rows = labelled()
    answers = [(is_denied(sentence, thing), label) for sentence, thing, label in rows]

    right = sum(found and label for found, label in answers)
    precision = right / sum(found for found, _ in answers)
    recall = right / sum(label for _, label in answers)

    assert len(rows) >= FEWEST
    assert precision >= LEAST
    assert recall >= LEAST


def test_a_text_that_denies_nothing_has_no_spans() -> None:
    assert denied_spans("A large effusion on the left.") == []


def test_a_denial_ends_with_its_sentence() -> None:
    assert is_denied("No effusion. A mass.", "effusion")
    assert not is_denied("No effusion. A mass.", "mass")


@given(st.text(max_size=300))
def test_any_text_is_taken_and_its_spans_lie_within_it(text: str) -> None:
    for start, end in denied_spans(text):
        assert 0 <= start < end <= len(text)
