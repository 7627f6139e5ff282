from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from readingroom.casefile.completeness import Completeness
from readingroom.casefile.document import CaseDocument
from readingroom.cases.models import State, Visibility
from readingroom.cases.selectors import CasePage, SeriesView
from readingroom.web.presentation.case import (
    citation,
    hung_series,
    reading_minutes,
    short_label,
    stage_names,
    stage_views,
)
from readingroom.web.presentation.stains import StainColumns, stain_columns, stain_groups
from readingroom.web.presentation.viewer import viewer_props
from tests.unit.web.documents import document, study, view


def page_of(told: CaseDocument, *views: SeriesView) -> CasePage:
    return CasePage(
        key=UUID(int=7),
        number="RR-00001",
        document=told,
        series={one.id: one for one in views},
        revision_number=4,
        revision_at=datetime(2026, 5, 12, tzinfo=UTC),
        author_name="Amara",
        institution="",
        state=State.PUBLISHED,
        visibility=Visibility.PUBLIC,
        is_author=False,
        can_publish=False,
        can_revise=False,
        completeness=Completeness(100, ()),
        grants=(),
    )


def test_stages_are_called_by_what_they_are_and_longer_only_where_two_would_be_alike() -> None:
    told = document(
        {"kind": "presentation", "id": "start"},
        study("neck", region="Cervical spine"),
        study("back", region="Lumbar spine"),
        study("chest", modality="ct", region="Chest"),
    )

    assert stage_names(told) == ("Presentation", "MRI · Cervical spine", "MRI · Lumbar spine", "CT")


def test_the_film_hangs_what_the_text_cites_first_and_only_one_plane() -> None:
    told = document(
        study(
            "mri",
            "t2",
            "stir",
            "ax",
            "t1",
            findings="[b](image:stir/8) [a](image:ax/3) [c](image:t1/2)",
        )
    )
    shown = stage_views(
        page_of(told, view("t2"), view("stir"), view("ax", plane="Axial"), view("t1"))
    )

    assert hung_series(shown) == ("stir", "t1", "t2")


def test_the_plate_shows_the_slices_that_the_text_points_at_once_a_series() -> None:
    told = document(
        study(
            "mri", "t2", "stir", findings="[a](image:stir/9), [b](image:stir/10), [c](image:t2/3)"
        )
    )
    stage = stage_views(page_of(told, view("t2"), view("stir")))[0]

    assert [(i.series.id, i.frame) for i in stage.key_images] == [("stir", 9), ("t2", 3)]
    assert stage.key_images[0].alt == "Sagittal stir, slice 9 of 15"


def test_a_link_beyond_the_last_slice_shows_the_last() -> None:
    told = document(study("mri", "t2", findings="[a](image:t2/99)"))
    stage = stage_views(page_of(told, view("t2")))[0]

    assert stage.key_images[0].frame == 15


def test_a_study_without_links_shows_the_slices_it_opens_at() -> None:
    stage = stage_views(page_of(document(study("mri", "t2")), view("t2")))[0]

    assert [image.frame for image in stage.key_images] == [8]


def test_days_are_told_from_the_first_study() -> None:
    told = document(study("a", day=-2), study("b", day=0), study("c", day=1), study("d", day=12))

    assert [stage.when for stage in stage_views(page_of(told))] == [
        "2 days before the first study",
        "",
        "1 day after the first study",
        "12 days after the first study",
    ]


def test_a_citation_keeps_the_answer_back() -> None:
    page = page_of(document(unknown_title="Neck pain", contributors=[{"name": "R. T."}]))

    assert citation(page, "https://x/cases/7/") == (
        "R. T. “Neck pain”. Reading Room, RR-00001, revision 4, 12 May 2026. https://x/cases/7/"
    )


def test_the_viewer_is_told_of_series_whose_images_are_there_and_of_no_others() -> None:
    told = document(study("mri", "t2", "gone"), study("ct", "empty", modality="ct"))
    page = page_of(told, view("t2"), view("gone", frame_count=0), view("empty", frame_count=0))

    props = viewer_props(page, stage_views(page))

    assert props is not None
    assert [[s["id"] for s in one["series"]] for one in props["studies"]] == [["t2"]]
    assert props["hung"] == ["t2"]
    assert props["grantUrl"] == f"/cases/{UUID(int=7)}/grant"


def test_there_is_no_viewer_where_there_are_no_images() -> None:
    page = page_of(document(study("mri", "t2")), view("t2", frame_count=0))

    assert viewer_props(page, stage_views(page)) is None


def test_an_arrow_reaches_the_viewer_tip_first() -> None:
    arrow = {"frame": 8, "kind": "arrow", "points": [[0, 0], [9, 9]], "label": "C5"}
    page = page_of(document(study("mri", "t2")), replace(view("t2"), annotations=(arrow,)))

    props = viewer_props(page, stage_views(page))

    assert props is not None
    assert props["studies"][0]["series"][0]["annotations"][0]["points"] == [[9, 9], [0, 0]]


def test_only_the_first_stage_that_shares_out_explains_the_shares() -> None:
    shares = [{"diagnosis": "Tumour", "share": 40}]
    told = document(study("a"), study("b", differential=shares), study("c", differential=shares))

    explained = [stage.explains_shares for stage in stage_views(page_of(told))]

    assert explained == [False, True, False]


def test_a_series_is_named_shortly_inside_a_sentence() -> None:
    assert short_label("Sagittal T1 fat-saturated, After contrast") == "Sag T1 FS C+"
    assert short_label("Axial, Lung") == "Ax Lung"


def test_reading_takes_at_least_a_minute() -> None:
    assert reading_minutes(document()) == 1
    assert reading_minutes(document(study("a", findings="word " * 1000))) == 5


def test_stains_come_positive_first_and_not_done_last() -> None:
    results = ("not-done", "negative", "equivocal", "positive", "focal")
    stains = [{"marker": result, "result": result} for result in results]
    told = document({"kind": "pathology", "id": "p", "stains": stains})

    order = [group.result.value for group in stain_groups(told.stages[0].stains)]  # type: ignore[union-attr]  # it is a pathology stage

    assert order == ["positive", "focal", "equivocal", "negative", "not-done"]


def test_a_column_of_the_panel_that_no_stain_fills_is_left_out() -> None:
    stains = [
        {"marker": "TTF-1", "result": "positive", "location": ["nuclear"]},
        {"marker": "p40", "result": "negative"},
    ]
    told = document({"kind": "pathology", "id": "p", "stains": stains})

    shown = stain_columns(told.stages[0].stains)  # type: ignore[union-attr]  # it is a pathology stage

    assert shown == StainColumns(percent=False, intensity=False, location=True, note=False)


def test_readers_see_what_an_author_keeps_of_a_stack_and_whoever_draws_sees_it_whole() -> None:
    marks = tuple(
        {"frame": frame, "kind": "label", "points": [[1, 1]], "label": str(frame)}
        for frame in (9, 4, 5)
    )
    trimmed = replace(view("t2"), trim=(4, 13, 5), annotations=marks)
    page = page_of(document(study("mri", "t2")), trimmed)
    (shown,) = stage_views(page)

    reader, author = (viewer_props(page, [shown], can_draw=draws) for draws in (False, True))
    assert reader is not None
    assert author is not None

    assert reader["studies"][0]["series"][0]["trim"] == {"first": 4, "last": 13, "every": 5}
    assert author["studies"][0]["series"][0]["trim"] is None
    assert shown.image_count == 2
    assert [mark["frame"] for mark in shown.marked[0].shown_marks] == [4, 9]


def test_marks_are_off_at_first_for_whoever_keeps_answers_back() -> None:
    page = page_of(document(study("mri", "t2")), view("t2"))

    props = viewer_props(page, stage_views(page), is_revealed=False)

    assert props is not None
    assert props["annotated"] is False
