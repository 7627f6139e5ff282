"""Each kind is judged by its own rule; what nobody can judge by rule waits."""

from typing import Any

import pytest

from readingroom.casefile.document import CaseDocument
from readingroom.learning.given import read_given
from readingroom.learning.hotspots import Ground
from readingroom.learning.judging import Aid, NoWords, Worth, judge_given
from tests.unit.learning.asking import ct_stack, hotspot, item, target

CHOICE = item("multiple-choice", options=[{"text": "a"}, {"text": "b", "is_key": True}])
SHORT = item("short-answer", accepted=["Lung carcinoma", "Bronchial cancer"],
             not_accepted=["Lung carcinoid"])  # fmt: skip
ORDER = item("ordered-list", entries=["a", "b", "c"])
ACCEPTED = [
    {"diagnosis": "Metastasis", "synonyms": ["Secondary"]},
    {"diagnosis": "Tumour", "credit": 0.5},
]
DIFFERENTIAL = item("differential", accepted=ACCEPTED)


def worth(asked: Any, **given: Any) -> Worth:
    document = CaseDocument(schema_version=1, title="Metastasis", items=(asked,))
    aid = Aid(document, NoWords(), lambda _: Ground(ct_stack(), "2.25.7"))
    return judge_given(asked, read_given(asked, given), aid)


@pytest.mark.parametrize(
    ("asked", "given", "score", "is_right"),
    [
        (CHOICE, {"chosen": [1]}, 1.0, True),
        (CHOICE, {"chosen": [0]}, 0.0, False),
        (SHORT, {"text": "carcinomas of the lung"}, 1.0, True),
        (SHORT, {"text": "bronchal cancer"}, 1.0, True),
        (SHORT, {"text": "lung carcinoid"}, 0.0, False),
        (ORDER, {"order": [0, 1, 2]}, 1.0, True),
        (ORDER, {"order": [1, 0, 2]}, 1 / 3, False),
        (DIFFERENTIAL, {"rows": [{"name": "secondary", "points": "100"}]}, 1.0, True),
        (DIFFERENTIAL, {"rows": [{"name": "Abscess", "points": "100"}]}, 0.0, False),
        (DIFFERENTIAL, {"rows": []}, 0.5, False),
        (hotspot(target()), {"marks": [{"slice": 5, "at_px": [15, 15]}]}, 1.0, True),
        (hotspot(target()), {"none": True}, 0.0, False),
        (hotspot(), {"none": True}, 1.0, True),
    ],
)  # fmt: skip
def test_what_an_answer_is_worth(asked: Any, given: Any, score: float, is_right: bool) -> None:
    found = worth(asked, **given)

    assert found.score == pytest.approx(score)
    assert found.is_right is is_right


def test_points_near_the_diagnosis_stand_beside_the_score() -> None:
    found = worth(DIFFERENTIAL, rows=[{"name": "Tumour", "points": "50"}])

    assert found.detail == {"truth": 0.0, "near": 0.25}


def test_words_wait_for_someone_who_reads_them() -> None:
    assert worth(item("free-text", rubric=[{"text": "Says it"}]), text="Yes.") == Worth()


def test_what_a_hotspot_found_is_kept_by_place() -> None:
    marks = [{"slice": 5, "at_px": [15, 15]}, {"slice": 9, "at_px": [40, 40]}]

    found = worth(hotspot(target("b", 1, 1), target("a", 5, 5)), marks=marks)

    assert found.detail == {"found": [[1, 0, 0.0]], "missed": [0], "false": [1], "repeats": []}
