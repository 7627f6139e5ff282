"""What writing in a picture is, told from what a recogniser read."""

import pytest

from readingroom.imaging.deid.identity import Identity
from readingroom.imaging.pixels.text import (
    TextBox,
    classify,
    covered_area,
    stands_beside,
    with_neighbours,
)

JANE = Identity(
    names=frozenset({"doe", "jane", "li"}),
    ids=frozenset({"mrn1234567", "1234567"}),
    dates=frozenset({"19800312"}),
)


def kind_of(text: str, *, confidence: float = 0.95) -> str:
    return classify(text, confidence=confidence, identity=JANE)


@pytest.mark.parametrize(
    "text",
    [
        "DOE^JANE", "DOEJANE", "D0E JANE", "DOE JAME", "Jane Doe 45Y", "LI",
        "MRN 123456I", "ID:I234567", "12.03.1980", "12/3/80", "1980-03-12", "03121980",
    ],
)  # fmt: skip
def test_the_patient_is_recognised_in_spite_of_letters_read_wrong(text: str) -> None:
    assert kind_of(text) == "identity"


@pytest.mark.parametrize(
    "text", ["L", "R", "AP", "T2 SAG", "SUPINE", "MI 0.6", "TIS0.4", "Gain 60%", "LIVER"]
)
def test_words_of_side_technique_and_anatomy_are_labels(text: str) -> None:
    assert kind_of(text) == "label"


@pytest.mark.parametrize("text", ["5 cm", "0.5", "-20", "120 kV", "15cm"])
def test_a_short_number_is_a_scale(text: str) -> None:
    assert kind_of(text) == "scale"


@pytest.mark.parametrize(
    "text", ["Smith", "DOB", "ST MARY HOSPITAL", "1980", "45Y", "555 987 6543", "L Smith", "", "?"]
)
def test_all_else_is_unknown(text: str) -> None:
    assert kind_of(text) == "unknown"


def test_what_was_hardly_read_is_no_label() -> None:
    assert kind_of("L", confidence=0.6) == "unknown"


def test_a_patient_named_like_a_label_is_no_label() -> None:
    assert classify("LAT", confidence=1, identity=Identity(names=frozenset({"lat"}))) == "identity"


def test_a_number_beside_doubtful_writing_is_part_of_it() -> None:
    mrn = TextBox(None, 10, 10, 40, 16, "unknown")
    beside, below = TextBox(None, 56, 11, 30, 15, "scale"), TextBox(None, 10, 60, 30, 15, "scale")

    assert [box.kind for box in with_neighbours([mrn, beside, below])] == [
        "unknown", "unknown", "scale",
    ]  # fmt: skip


NAME = TextBox(None, 80, 420, 260, 30)
UPRIGHT_NAME = TextBox(None, 40, 280, 24, 120)


@pytest.mark.parametrize(
    ("scrap", "line", "is_of_it"),
    [
        (TextBox(None, 318, 423, 50, 21), NAME, True),  # a letter at its end
        (TextBox(None, 44, 422, 30, 26), NAME, True),  # and one before it
        (TextBox(None, 420, 423, 20, 21), NAME, False),  # too far along
        (TextBox(None, 318, 470, 50, 21), NAME, False),  # another line
        (TextBox(None, 345, 380, 70, 80), NAME, False),  # of another size
        (TextBox(None, 42, 405, 20, 24), UPRIGHT_NAME, True),
        (TextBox(None, 42, 470, 20, 24), UPRIGHT_NAME, False),
        (TextBox(None, 70, 300, 24, 24), UPRIGHT_NAME, False),
        (TextBox(None, 318, 423, 50, 21), TextBox(None, 80, 420, 260, 30, "label"), False),
    ],
)
def test_a_letter_goes_with_the_line_that_it_ends_or_begins(
    scrap: TextBox, line: TextBox, *, is_of_it: bool
) -> None:
    assert stands_beside(scrap, [line]) is is_of_it


def test_a_box_comes_back_from_json_and_carries_no_text() -> None:
    box = TextBox(2, 1, 2, 3, 4, "label", 0.5)

    assert TextBox.from_json(box.to_json()) == box
    assert set(box.to_json()) == {"frame", "x", "y", "width", "height", "kind", "confidence"}


@pytest.mark.parametrize("wrong", [{"kind": "name"}, {"width": -1}])
def test_a_box_of_nonsense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="not a text box"):
        TextBox.from_json(TextBox(None, 0, 0, 1, 1).to_json() | wrong)


def test_what_lies_in_several_boxes_is_counted_once() -> None:
    twice = [TextBox(None, 0, 0, 10, 4), TextBox(3, 2, 1, 10, 4), TextBox(None, 2, 1, 3, 2)]

    assert covered_area(twice) == 10 * 4 + 2 * 3 + 10
    assert covered_area([*twice, TextBox(None, 50, 50, 2, 2)]) == 56 + 4
    assert covered_area([]) == 0
