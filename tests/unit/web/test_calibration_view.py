"""Calibration, drawn: nothing of fewer than twenty, and a verdict only where it stands."""

from datetime import UTC, datetime, timedelta

import pytest

from readingroom.assessment.calibration import Answer, Reading
from readingroom.learning.selectors.calibration import Read, Record, Told
from readingroom.web.presentation.calibration import CalibrationView, calibration_view

NOW = datetime(2026, 6, 1, tzinfo=UTC)
SPINE = {"system": frozenset({"spine"}), "modality": frozenset({"mri"})}
CHEST = {"system": frozenset({"chest"}), "difficulty": frozenset({"primary"})}


def told(count: int, *, said: float = 0.9, right: int = 0, facets=SPINE, days: int = 0):  # type: ignore[no-untyped-def]  # a tuple of Told
    return tuple(
        Told(
            NOW - timedelta(days=days, minutes=at), Answer(said, said, is_right=at < right), facets
        )
        for at in range(count)
    )


def seen(record: Record, **sent: str) -> CalibrationView:
    return calibration_view(record, sent, now=NOW)


def test_below_twenty_answers_in_the_filter_nothing_is_drawn() -> None:
    record = Record(by_points=(*told(19), *told(25, facets=CHEST)))

    filtered = seen(record, system="spine").points
    assert (filtered.figure, filtered.few and filtered.few.count) == (None, 19)
    whole = seen(record).points.figure
    assert whole
    assert whole.count == 44


@pytest.mark.parametrize(
    ("said", "right", "verdict"),
    [(0.9, 14, "overconfident"), (0.9, 17, ""), (0.4, 14, "underconfident")],
)
def test_a_verdict_is_given_only_where_the_interval_leaves_out_what_was_said(
    said: float, right: int, verdict: str
) -> None:
    figure = seen(Record(by_points=told(20, said=said, right=right))).points.figure

    assert figure
    assert (figure.verdict, [mark.verdict for mark in figure.marks]) == (verdict, [verdict])


def test_filters_offer_what_there_is_and_take_nothing_else() -> None:
    record = Record(by_points=(*told(3), *told(2, facets=CHEST)))

    view = seen(record, system="<script>", modality="mri", since="forever")

    labels = {f.name: [c.label for c in f.choices] for f in view.filters}
    assert labels == {
        "system": ["All", "Chest", "Spine"], "modality": ["All", "MRI"],
        "difficulty": ["All", "Primary"],
    }  # fmt: skip
    assert view.points.few
    assert view.points.few.count == 3
    assert view.is_filtered


def test_time_is_a_filter_and_a_second_drawing() -> None:
    record = Record(by_points=(*told(20, days=40), *told(20, right=20)))

    figure = seen(record).points.over_time
    assert figure
    assert [(s.right, s.verdict) for s in figure.steps] == [
        ("0 %", "overconfident"), ("100 %", ""),
    ]  # fmt: skip
    late = seen(record, since="30").points
    assert late.figure
    assert (late.figure.count, late.over_time) == (20, None)


def test_marks_lie_where_the_axes_say_and_the_words_tell_the_same() -> None:
    figure = seen(Record(by_points=told(20, said=0.5, right=10))).points.figure

    assert figure
    mark = figure.marks[0]
    assert (mark.x, mark.y) == (248.0, 134.0)
    assert mark.y_high < mark.y < mark.y_low
    assert "said 50 %, right 50 % of 20 (interval 30–70 %)" in figure.alt


def test_sensitivity_stands_with_specificity_and_the_mix() -> None:
    def read(count: int, *, abnormal: bool, called: bool) -> tuple[Read, ...]:
        return (Read(NOW, Reading(is_abnormal=abnormal, was_called=called), SPINE),) * count

    abnormal = (*read(12, abnormal=True, called=True), *read(3, abnormal=True, called=False))
    normal = read(5, abnormal=False, called=True)

    view = seen(Record(readings=(*abnormal, *normal)))

    assert view.detection
    assert (view.detection.sensitivity.share, view.detection.specificity.share) == (0.8, 0.0)
    assert view.detection.abnormal.share == 0.75
    assert seen(Record(readings=abnormal)).detection is None
    few = seen(Record(readings=(*abnormal[:3], *normal)))
    assert few.detection_few
    assert few.detection_few.count == 8
