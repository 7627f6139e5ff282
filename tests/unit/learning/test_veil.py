"""A veiled document holds nothing of what comes later."""

import json

import pytest

from readingroom.casefile.document import CaseDocument, dump_document
from readingroom.casefile.study import StudyStage
from readingroom.learning.unfolding import Unfolding
from readingroom.learning.veil import veil
from tests.unit.learning.cases import WORDS, marked_document
from tests.unit.web.documents import document, study

MADE_OF_IT = ("findings", "limits", "diagnosis", "for", "against", "title", "id", "caption",
              "below", "arrow", "final", "trouble", "stain", "series", "axial", "best")  # fmt: skip


def told(course: Unfolding) -> str:
    return json.dumps(dump_document(veil(course).document), ensure_ascii=False)


@pytest.mark.parametrize("committed", range(7))
def test_no_word_of_a_later_stage_is_in_it(committed: int) -> None:
    text = told(Unfolding(marked_document(), committed))

    assert [word for word in WORDS[committed + 1 :] if word in text] == []
    assert "zwhole" not in text
    assert "haematology" not in text


@pytest.mark.parametrize("committed", range(7))
def test_of_the_stage_that_waits_only_what_there_is_to_see_is_in_it(committed: int) -> None:
    text = told(Unfolding(marked_document(), committed))

    here = WORDS[committed]
    assert [part for part in MADE_OF_IT if f"{here}-{part}" in text] == []


def test_what_was_found_opens_by_the_commit() -> None:
    text = told(Unfolding(marked_document(), 3))

    for part in ("findings", "limits", "diagnosis", "for", "against"):
        assert f"zmri-{part}" in text


def test_an_authors_heading_and_name_of_a_stage_come_at_the_end() -> None:
    text = told(Unfolding(marked_document(), 6))

    assert [part for part in ("-title", "-id") if part in text] == []


def test_at_the_end_it_is_the_whole_document() -> None:
    whole = marked_document()

    assert veil(Unfolding(whole, 7)).document is whole


def test_no_key_image_window_or_mark_is_in_it_before_the_end() -> None:
    seen = veil(Unfolding(marked_document(), 6)).document

    shown = list(seen.all_series())
    assert len(shown) == 4
    assert all(s.key_image is None and s.initial_window is None for s in shown)
    assert not any(s.annotations or s.caption or s.stain for s in shown)


def hung(case: CaseDocument) -> list[str]:
    (stage,) = veil(Unfolding(case, 0)).document.stages
    assert isinstance(stage, StudyStage)
    return [series.label for series in stage.series]


def test_series_lie_in_the_order_of_the_protocol_and_not_the_authors() -> None:
    told_first = [
        {"id": "c", "images": "c", "plane": "Sagittal", "sequence": "T1",
         "phase": "After contrast"},
        {"id": "x", "images": "x", "plane": "Axial", "sequence": "T2"},
        {"id": "a", "images": "a", "plane": "Sagittal", "sequence": "ADC"},
        {"id": "s", "images": "s", "plane": "Sagittal", "sequence": "STIR"},
        {"id": "t", "images": "t", "plane": "Sagittal", "sequence": "T1"},
    ]  # fmt: skip

    in_order = hung(document({**study("mri"), "series": told_first}))
    assert in_order == [
        "Sagittal T1", "Sagittal STIR", "Sagittal ADC", "Sagittal T1, After contrast", "Axial T2",
    ]  # fmt: skip
    assert hung(document({**study("mri"), "series": told_first[::-1]})) == in_order


def test_a_series_without_technique_is_called_by_a_number_and_never_by_its_id() -> None:
    case = document(study("mri", "right-upper-lobe-mass"))

    assert hung(case) == ["Series 1"]


def test_a_name_that_an_author_chose_too_leads_to_its_own_images() -> None:
    case = document(study("one", "s2-1"), study("two", "lung"))

    veiled = veil(Unfolding(case, 1))

    assert dict(veiled.series_ids) == {"s2-1": "s2-1", "s2-1-0": "lung"}


def test_what_an_author_keeps_back_of_a_stack_stays_back() -> None:
    series = {"id": "a", "images": "a", "first_slice": 5, "last_slice": 9, "every": 2}
    case = document({**study("mri"), "series": [series]})

    (shown,) = veil(Unfolding(case, 0)).document.all_series()

    assert [number for number in range(1, 12) if shown.shows(number)] == [5, 7, 9]
