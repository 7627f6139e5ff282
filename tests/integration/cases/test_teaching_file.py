"""Teaching-file manifests: from what a workstation sends to a draft case."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult
from pydicom.dataset import Dataset

from readingroom.accounts.models import Role
from readingroom.archive.models import Submission, TeachingNote
from readingroom.archive.services.process import process_submission
from readingroom.archive.services.receive import receive_paths
from readingroom.casefile.document import CaseDocument
from readingroom.casefile.validation import parse_document
from readingroom.cases.access import visible_cases
from readingroom.cases.models import Case, State
from readingroom.cases.services.teaching_file import CHECK, make_drafts
from readingroom.imaging.teaching_file import read_teaching_file
from tests.factories import dicom, people, teaching
from tests.integration.archive.conftest import NOW, put

IMAGES = dicom.mr_series(3)
MANIFEST = teaching.manifest([IMAGES[1]], description="For Nora Nobody mirc:title=Spine metastasis")
REPORT = teaching.report(
    teaching.text_item("121060", "Neck pain. Seen by Dr Nora Nobody.", scheme="DCM"),
    teaching.text_item("121071", "Enhancement of the vertebral body.", scheme="DCM"),
    teaching.text_item("TCE106", "Metastasis or infection."),
    teaching.text_item("TCE105", "spine; metastasis"),
    teaching.code_item("TCE109", "TCE301", "Musculoskeletal;"),
    teaching.code_item("TCE110", "TCE202", "Intermediate"),
    teaching.code_item("TCE111", "R-00339", "Yes"),  # the swap of one known sender
)


@pytest.fixture(autouse=True)
def data(db: None, settings: Any, tmp_path: Path) -> Path:
    settings.READINGROOM_DATA = tmp_path / "data"
    settings.READINGROOM_DATA.mkdir(mode=0o700)
    return tmp_path


def send(data: Path, *datasets: Dataset) -> None:
    """Send these objects as Amara, all the way."""
    folder = data / f"given-{len(list(data.iterdir()))}"
    put(folder, *datasets)
    received = receive_paths([folder], owner=people.amara(), now=NOW)
    process_submission(received.submission.key, now=NOW)


def draft() -> CaseDocument:
    case = Case.objects.get()
    assert case.draft_revision
    return parse_document(case.draft_revision.document)


@pytest.mark.parametrize(
    "order",
    [
        [[*IMAGES, MANIFEST, REPORT]],
        [[MANIFEST], [REPORT], IMAGES],
        [[REPORT], IMAGES, [MANIFEST]],
        [IMAGES, [MANIFEST], [REPORT]],
    ],
    ids=["at once", "images last", "manifest last", "report last"],
)
def test_a_draft_is_made_in_whichever_order_the_objects_come(
    data: Path, order: list[list[Dataset]]
) -> None:
    for part in order:
        send(data, *part)
        make_drafts(now=NOW)

    case, document = Case.objects.get(), draft()
    assert (case.owner, case.state) == (people.amara(), State.DRAFT)
    assert document.title == "Spine metastasis"
    assert document.notice == CHECK
    assert document.patient.history.startswith("Neck pain")
    assert document.studies[0].findings == "Enhancement of the vertebral body."
    assert document.tags == ("spine", "metastasis")
    assert [s.value for s in document.systems] == ["musculoskeletal"]
    assert document.difficulty == "intermediate"
    assert document.certainty == "certain"
    (series,) = document.studies[0].series
    assert series.key_image == 2


def test_no_word_of_identity_is_in_the_draft_and_none_stays_behind(data: Path) -> None:
    send(data, *IMAGES, MANIFEST, REPORT)
    make_drafts(now=NOW)

    assert "nobody" not in str(Case.objects.get().draft_revision.document).lower()  # type: ignore[union-attr]  # it has one
    assert [note.words for note in TeachingNote.objects.all()] == [{}, {}]


def test_a_second_look_makes_no_second_draft(data: Path) -> None:
    send(data, *IMAGES, MANIFEST)

    assert len(make_drafts(now=NOW)) == 1
    assert make_drafts(now=NOW) == []


def test_a_manifest_waits_a_day_for_images_and_then_goes_without(data: Path) -> None:
    send(data, IMAGES[0], teaching.manifest(IMAGES))

    assert make_drafts(now=NOW) == []
    assert len(make_drafts(now=NOW + timedelta(days=2))) == 1


def test_a_manifest_is_looked_at_again_when_it_has_waited_long_enough(
    data: Path, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        send(data, IMAGES[0], teaching.manifest(IMAGES))

    due = DBTaskResult.objects.filter(task_path__endswith="make_teaching_drafts")
    assert due.earliest("run_after").run_after == NOW + timedelta(days=1)
    assert due.count() == 2
    assert len(make_drafts(now=NOW + timedelta(days=1))) == 1


def test_what_comes_for_an_institution_becomes_a_draft_of_its_editor(data: Path) -> None:
    dev, second = people.dev(), people.make_person("second", Role.EDITOR)
    send(data, *IMAGES, MANIFEST, REPORT)
    Submission.objects.update(owner=None)

    (case,) = make_drafts(now=NOW)

    assert case.owner == dev
    assert draft().title == "Spine metastasis"
    assert draft().patient.history.startswith("Neck pain")
    assert draft().contributors == ()
    assert case in visible_cases(second)
    assert case not in visible_cases(people.chiara())


def test_what_comes_for_an_institution_without_an_editor_waits_for_one(data: Path) -> None:
    people.chiara()
    send(data, *IMAGES, MANIFEST)
    Submission.objects.update(owner=None)

    assert make_drafts(now=NOW) == []

    people.dev()
    assert len(make_drafts(now=NOW)) == 1


def test_an_edited_draft_keeps_its_author_s_words(data: Path) -> None:
    send(data, *IMAGES, teaching.manifest([IMAGES[1]], description="mirc:title=Disc infection"))
    make_drafts(now=NOW)
    send(data, teaching.report(teaching.text_item("TF001", "Spine metastasis")))
    make_drafts(now=NOW)

    assert draft().title == "Disc infection"


@pytest.mark.parametrize("title", ["TCE001", "TCE002", "TCE007", "TCE008"])
def test_every_title_of_a_manifest_is_known(title: str) -> None:
    found = read_teaching_file(teaching.manifest(IMAGES, title=title))

    assert found
    assert len(found.images) == 3


@pytest.mark.parametrize("other", [IMAGES[0], teaching.manifest(IMAGES, title="113000")])
def test_what_is_no_teaching_file_is_left_alone(other: Dataset) -> None:
    assert read_teaching_file(other) is None


@pytest.mark.parametrize(
    ("value", "meaning", "answer"),
    [
        ("R-0038D", "Yes", "yes"),
        ("R-00339", "No", "no"),
        ("R-0038D", "No", "no"),
        ("R-00339", "Yes", "yes"),
        ("373066001", "", "yes"),
        ("373067005", "", "no"),
    ],
)
def test_swapped_codes_of_yes_and_no_are_read_by_their_meaning(
    value: str, meaning: str, answer: str
) -> None:
    found = read_teaching_file(teaching.report(teaching.code_item("TCE111", value, meaning)))

    assert found
    assert found.words["confirmed"] == answer
