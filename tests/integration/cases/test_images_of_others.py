"""Whoever knows the name of a series puts it into a case of their own only where it is theirs."""

import pytest

from readingroom.accounts.models import Person, Role
from readingroom.archive.models import QuarantinedObject, Series
from readingroom.archive.states import ObjectState
from readingroom.casefile.document import CaseDocument
from readingroom.cases.models import Case, State, Visibility
from readingroom.cases.selectors.editing import desk_of, editor_grants, left_out
from readingroom.cases.services.drafting import keep_revision, open_draft, save_edits
from readingroom.cases.services.revise import create_case, save_revision
from readingroom.kernel.errors import InvalidInput
from tests.factories.cases import NOON, make_case, make_document, make_series
from tests.factories.people import amara, dev, make_person

pytestmark = pytest.mark.django_db


def cora() -> Person:
    """Of Amara's institution, and writes cases as she does."""
    return make_person("cora", Role.CONTRIBUTOR)


def series_of(case: Case) -> Series:
    assert case.draft_revision
    return case.draft_revision.series.get().series


def beside(series: Series) -> Series:
    """Another series of the same study, which no case shows."""
    return Series.objects.create(
        series_instance_uid=f"{series.series_instance_uid}9", study=series.study, modality="MR",
        stack_count=1, is_simulated=True, created_at=NOON,
    )  # fmt: skip


def case_of(person: Person, series: Series) -> Case:
    case = create_case(document=make_document(series), owner=person, now=NOON)
    case.refresh_from_db()
    return case


def test_the_images_of_a_colleagues_draft_are_not_to_be_had_by_their_name() -> None:
    series = series_of(make_case())

    with pytest.raises(InvalidInput, match="not in the library"):
        case_of(cora(), series)


def test_nor_are_those_of_a_case_that_was_hidden() -> None:
    case = make_case(state=State.PUBLISHED, visibility=Visibility.PUBLIC)
    Case.objects.filter(pk=case.pk).update(state=State.HIDDEN)

    with pytest.raises(InvalidInput, match="not in the library"):
        case_of(cora(), series_of(case))


def test_what_a_published_case_shows_may_be_shown_again_but_nothing_beside_it() -> None:
    shown = series_of(make_case(state=State.PUBLISHED, visibility=Visibility.INSTITUTION))
    kept_back = beside(shown)

    own = case_of(cora(), shown)

    assert left_out(desk_of(cora(), own.key, now=NOON)) == ()
    with pytest.raises(InvalidInput, match="not in the library"):
        case_of(cora(), kept_back)


def test_a_name_that_is_written_into_a_working_copy_opens_no_images() -> None:
    hers, own = series_of(make_case()), case_of(cora(), make_series(cora()))
    write_images(own, cora(), hers)

    assert desk_of(cora(), own.key, now=NOON).page.series == {}
    assert editor_grants(cora(), own.key, now=NOON) == ()


def test_what_an_editor_wrote_into_a_working_copy_its_author_goes_on_with() -> None:
    case, series, other = make_case(), make_series(cora()), make_series(cora())
    write_images(case, dev(), series)

    assert [
        one.series_instance_uid for one in desk_of(amara(), case.key, now=NOON).page.series.values()
    ] == [series.series_instance_uid]
    keep_revision(case=case, author=amara(), note="", now=NOON)
    write_images(case, amara(), other)
    assert desk_of(amara(), case.key, now=NOON).page.series == {}


def write_images(case: Case, author: Person, series: Series) -> None:
    """Write another name of images into the one series of the working copy."""
    path = ("stages", *place_of_images(case))
    draft = open_draft(case, now=NOON)
    (shown,) = next(one for one in draft.copy["stages"] if one["_id"] == path[1])["series"]
    edit = {
        "kind": "set", "path": "/".join(path), "base": shown["images"],
        "value": f"series:{series.series_instance_uid}",
    }  # fmt: skip
    saved = save_edits(
        case=case, author=author, batch=f"b{draft.version}", version=1, now=NOON, edits=[edit]
    )
    assert saved.clashes == ()


def place_of_images(case: Case) -> tuple[str, ...]:
    stages = open_draft(case, now=NOON).copy["stages"]
    (stage,) = [stage for stage in stages if stage["kind"] == "study"]
    (series,) = stage["series"]
    return stage["_id"], "series", series["_id"], "images"


def test_whoever_sent_the_same_images_may_show_them() -> None:
    first = make_series(amara())
    again = make_series(cora())
    first.instances.create(
        sop_instance_uid="2.25.1", sop_class_uid="1.2", source_digest="s", content_digest="c",
        pack_key="0" * 64, frame_count=1,
    )  # fmt: skip
    QuarantinedObject.objects.create(
        submission=again.study.submission, ordinal=1, size_bytes=1, source_digest="s",
        state=ObjectState.DUPLICATE, moved_at=NOON,
    )  # fmt: skip

    assert series_of(case_of(cora(), first)) == first


def test_an_editor_may_show_what_came_to_the_institution_and_the_author_keeps_it() -> None:
    case, series = make_case(), make_series(cora())
    document: CaseDocument = make_document(series)

    save_revision(case=case, document=document, author=dev(), note="", now=NOON)

    save_revision(case=case, document=document, author=amara(), note="", now=NOON)
    case.refresh_from_db()
    assert series_of(case) == series
