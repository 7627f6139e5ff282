"""What came in: who sees it, what is said of it, and the way to a case."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from pydicom.dataset import Dataset

from readingroom.accounts.models import Person, Role
from readingroom.archive.models import Door, Patient, Study, Submission
from readingroom.archive.services.process import process_submission
from readingroom.archive.services.receive import receive_paths
from readingroom.cases.models import Case, Draft
from readingroom.infra.models import AuditRecord
from readingroom.web.live import PATH, live_address, told_now
from readingroom.web.presentation.received import outcome_words, size_in_words
from tests.factories import dicom
from tests.factories.cases import NOON
from tests.factories.people import alone, amara, ben, chiara, dev, make_person
from tests.integration.archive.conftest import put
from tests.integration.web.test_editor import send as save

pytestmark = pytest.mark.django_db

Send = Callable[..., Submission]


@pytest.fixture(autouse=True)
def data(settings: Any, tmp_path: Path) -> Path:
    settings.READINGROOM_DATA = tmp_path / "data"
    settings.READINGROOM_DATA.mkdir(mode=0o700)
    return tmp_path / "data"


@pytest.fixture
def send(tmp_path: Path) -> Send:
    """Send objects all the way, as Amara or whoever is named."""
    count = 0

    def act(*datasets: Dataset, owner: Person | None = None) -> Submission:
        nonlocal count
        count += 1
        put(tmp_path / f"given-{count}", *datasets)
        received = receive_paths(
            [tmp_path / f"given-{count}"], owner=owner or amara(), now=NOON, door=Door.PAGE
        )
        return process_submission(received.submission.key, now=NOON)

    return act


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def another_patient(number: int = 1) -> Dataset:
    return dicom.mr_slice(
        number=number,
        PatientID="P-2",
        PatientName="Other^Olga",
        StudyInstanceUID=dicom.uid(2),
        SeriesInstanceUID=dicom.uid(2, 1),
        SOPInstanceUID=dicom.uid(2, 1, number),
    )


def later_study() -> Dataset:
    return dicom.mr_slice(
        StudyInstanceUID=dicom.uid(3),
        SeriesInstanceUID=dicom.uid(3, 1),
        SOPInstanceUID=dicom.uid(3, 1, 1),
        StudyDate="20240322",
    )


def page(person: Person, submission: Submission) -> str:
    return signed_in(person).get(f"/received/{submission.key}/").content.decode()


def test_the_list_shows_what_came_in_with_its_picture_and_state(send: Send) -> None:
    send(dicom.ct_slice(number=1), dicom.ct_slice(number=2))

    shown = signed_in(amara()).get("/received/").content.decode()

    assert "All 2 files are filed." in shown
    assert "/thumbnail" in shown
    assert "CT: 1 series, 2 images" in shown


def test_a_strangers_submission_is_not_there(send: Send) -> None:
    submission = send(dicom.ct_slice())

    for person in (ben(), chiara(), alone()):
        client = signed_in(person)
        assert client.get(f"/received/{submission.key}/").status_code == 404
        assert str(submission.key) not in client.get("/received/").content.decode()
        made = client.post(f"/received/{submission.key}/case/", {"study": []})
        assert made.status_code in {404, 422}
    assert signed_in(dev()).get(f"/received/{submission.key}/").status_code == 200


def test_a_visitor_is_asked_to_sign_in(client: Client) -> None:
    for path in (
        "/received/",
        "/received/new/",
        "/received/" + "0" * 8 + "-0000-7000-8000-" + "0" * 12 + "/",
    ):
        assert client.get(path)["Location"].startswith("/account/login/?next=/received/")


def test_the_receipt_names_no_file_and_no_patient(send: Send) -> None:
    submission = send(dicom.ct_slice(), dicom.us_clip())

    shown = page(amara(), submission)

    assert "Held." in shown
    assert "wait for an editor of your institution" in shown
    assert not any(told in shown for told in ("Nora", "Nobody^", "P-1", "IM0000", "given-"))


def test_an_editor_is_led_to_what_is_held(send: Send) -> None:
    assert '<a href="/held/">' in page(dev(), send(dicom.ct_slice(), dicom.us_clip()))


def test_a_case_is_made_in_one_click(send: Send) -> None:
    slices = [dicom.ct_slice(number=number, PatientAge="083Y") for number in (1, 2)]
    submission = send(*slices, later_study())
    studies = [str(study.key) for study in Study.objects.all()]

    answer = signed_in(amara()).post(f"/received/{submission.key}/case/", {"study": studies})

    case = Case.objects.get()
    document = case.draft_revision.document  # type: ignore[union-attr]  # it has one
    stages = document["stages"]
    assert document["patient"] == {"age": {"value": 85}, "sex": "female"}
    assert answer["Location"] == f"/cases/{case.key}/edit/"
    assert [(stage["modality"], stage["day"]) for stage in stages] == [("ct", 0), ("mri", 7)]
    assert case.owner == amara()
    take_out_and_see_it_offered(case)


def take_out_and_see_it_offered(case: Case) -> None:
    """A series that a study does not show any more stands below those that it does."""
    author, address = signed_in(amara()), f"/cases/{case.key}/edit/"
    assert '"leftOut": []' in author.get(address).content.decode()
    stage = Draft.objects.get(case=case).copy["stages"][1]
    entry = stage["series"][0]
    path = f"stages/{stage['_id']}/series/{entry['_id']}"
    save(author, case, {"kind": "remove", "path": path, "base": entry})

    offered = author.get(address).content.decode().partition('"leftOut": ')[2]

    found, _ = json.JSONDecoder().raw_decode(offered)
    assert [one["entry"]["images"] for one in found] == [entry["images"]]
    assert [one["label"] for one in found] == ["Axial · CT axial, 2 images"]


def test_studies_of_two_patients_make_no_case_together(send: Send) -> None:
    submission = send(dicom.ct_slice(), another_patient())
    studies = [str(study.key) for study in Study.objects.all()]

    answer = signed_in(amara()).post(f"/received/{submission.key}/case/", {"study": studies})

    assert answer.status_code == 422
    assert "different patients" in answer.content.decode()
    assert Case.objects.count() == 0


def test_three_patients_in_one_folder_are_split(send: Send) -> None:
    third = dicom.ct_slice(
        PatientID="P-3", StudyInstanceUID=dicom.uid(4), SeriesInstanceUID=dicom.uid(4, 1),
        SOPInstanceUID=dicom.uid(4, 1, 1),
    )  # fmt: skip
    submission = send(dicom.ct_slice(), another_patient(), third)

    shown = page(amara(), submission)

    assert "3 patients, kept apart" in shown
    assert (Patient.objects.count(), shown.count("Make a case")) == (3, 3)


def test_the_same_study_sent_twice_is_said_and_can_be_used(send: Send) -> None:
    slices = [dicom.ct_slice(number=n) for n in (1, 2, 3)]
    send(*slices)
    again = send(*slices, owner=make_person("second", Role.CONTRIBUTOR))

    shown = page(make_person("second", Role.CONTRIBUTOR), again)
    study = str(Study.objects.get().key)
    made = signed_in(make_person("second", Role.CONTRIBUTOR)).post(
        f"/received/{again.key}/case/", {"study": study}
    )

    assert "All 3 files were here already. Nothing was stored twice." in shown
    assert made.status_code == 302


def test_images_that_join_a_study_are_said_to(send: Send) -> None:
    send(dicom.ct_slice(number=1))

    shown = page(amara(), send(dicom.ct_slice(number=2)))

    assert "images joined a study that was here" in shown


def test_an_earlier_study_of_the_same_patient_is_offered(send: Send) -> None:
    send(dicom.ct_slice())
    submission = send(later_study())

    shown = page(amara(), submission)

    assert "Of the same patient, here already" in shown
    studies = [str(study.key) for study in Study.objects.all()]
    answer = signed_in(amara()).post(f"/received/{submission.key}/case/", {"study": studies})
    assert answer.status_code == 302


def test_two_pictures_under_one_number_are_both_kept_and_flagged(send: Send) -> None:
    other = dicom.noise((16, 16), low=0, high=9, dtype="int16")
    submission = send(dicom.ct_slice(), dicom.ct_slice(values=other))

    assert "1 of them carries the same number as another, different picture" in page(
        amara(), submission
    )


def test_looking_at_it_takes_the_mark_of_the_new_away(send: Send) -> None:
    submission = send(dicom.ct_slice())
    mark = 'aria-label="1 new"'

    before = signed_in(amara()).get("/").content.decode()
    page(amara(), submission)
    after = signed_in(amara()).get("/").content.decode()

    assert (mark in before, mark in after) == (True, False)


def test_an_editor_gives_a_submission_to_someone_else(send: Send) -> None:
    submission = send(dicom.ct_slice())
    second = make_person("second", Role.CONTRIBUTOR)

    answer = signed_in(dev()).post(f"/received/{submission.key}/owner/", {"person": second.key})

    submission.refresh_from_db()
    assert answer.status_code == 302
    assert submission.owner == second
    assert AuditRecord.objects.filter(action="submission.assigned").count() == 1
    assert signed_in(amara()).get(f"/received/{submission.key}/").status_code == 404


def test_only_editors_give_and_only_to_their_own(send: Send) -> None:
    submission = send(dicom.ct_slice())
    elsewhere = make_person("far", Role.CONTRIBUTOR, institution="Another hospital")
    address = f"/received/{submission.key}/owner/"

    assert signed_in(amara()).post(address, {"person": amara().key}).status_code == 403
    for wrong in (elsewhere.key, ben().key, "nobody"):
        assert signed_in(dev()).post(address, {"person": wrong}).status_code == 422


def test_learners_find_no_way_to_send(send: Send) -> None:
    client = signed_in(ben())

    assert client.get("/received/new/").status_code == 403
    assert "Add images" not in client.get("/").content.decode()
    opened = client.post(
        "/received/uploads/", {"files": 1, "bytes": 1}, content_type="application/json"
    )
    assert opened.status_code == 403


def test_the_talk_of_the_page_that_sends(send: Send) -> None:
    client = signed_in(amara())
    asked = json.dumps({"files": 1, "bytes": 3})
    opened = client.post("/received/uploads/", asked, content_type="application/json")
    url = opened.json()["url"]

    wrong = client.put(
        f"{url}{'0' * 64}?size=3&offset=0", b"abc", headers={"X-Piece-Digest": "1" * 64}
    )
    nonsense = client.put(f"{url}{'0' * 64}?size=-3&offset=x", b"abc")
    empty = client.post(f"{url}close/", "{}", content_type="application/json")
    strangers = signed_in(dev()).post(url, json.dumps({"ids": []}), content_type="application/json")
    gone = Client().post(url, "{}", content_type="application/json")

    assert opened.status_code == 201
    assert (wrong.status_code, wrong.json()["code"]) == (422, "wrong_hash")
    assert (nonsense.status_code, empty.status_code) == (422, 422)
    assert strangers.status_code == 404
    assert (gone.status_code, gone.json()["code"]) == (401, "signed_out")


def test_small_files_come_in_one_body(send: Send) -> None:
    client = signed_in(amara())
    asked = json.dumps({"files": 2, "bytes": 7})
    url = client.post("/received/uploads/", asked, content_type="application/json").json()["url"]
    files = [b"abc", b"defg"]
    ids = [hashlib.sha256(hashlib.sha256(data).digest()).hexdigest() for data in files]
    listed = json.dumps([[i, len(data)] for i, data in zip(ids, files, strict=True)]).encode()
    body = len(listed).to_bytes(4, "little") + listed + b"".join(files)

    taken = client.put(f"{url}small/", body)
    damaged = [
        client.put(f"{url}small/", wrong).status_code
        for wrong in (b"", body[:-1], body + b"x", b"\xff\xff\xff\x7f", listed)
    ]

    assert [one["whole"] for one in taken.json()["files"]] == [True, True]
    assert damaged == [422] * 5


def test_a_piece_without_the_pages_own_token_is_refused(send: Send) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(amara(), backend="django.contrib.auth.backends.ModelBackend")

    assert (
        client.post("/received/uploads/", "{}", content_type="application/json").status_code == 403
    )


def test_a_database_that_refuses_costs_the_bar_and_not_the_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def busy(_: Person) -> int:
        raise OperationalError("database is locked")

    monkeypatch.setattr("readingroom.web.context.unseen_count", busy)

    answer = signed_in(amara()).get("/")

    assert answer.status_code == 200
    assert "Received" not in answer.content.decode()


def test_watchers_are_told_words_and_counts_alone(send: Send) -> None:
    submission = send(dicom.ct_slice(), dicom.us_clip())

    (told,) = json.loads(told_now(str(amara().key), str(submission.key)) or "")

    assert (told["state"], told["letters"]) == ("finished", "fh")
    assert told["words"] == "1 filed, 1 held for a person."
    assert "Nobody" not in json.dumps(told)


def test_someone_who_left_is_told_nothing(send: Send) -> None:
    submission = send(dicom.ct_slice())
    person = amara()
    Person.objects.filter(pk=person.pk).update(is_active=False)

    assert told_now(str(person.key), str(submission.key)) is None


def test_a_watcher_of_another_hospital_is_told_of_nothing(send: Send) -> None:
    submission = send(dicom.ct_slice())

    assert told_now(str(chiara().key), str(submission.key)) == "[]"
    assert live_address(chiara()).startswith(f"{PATH}?token=")


def test_only_administrators_see_how_the_house_is_kept(send: Send) -> None:
    send(dicom.ct_slice(), dicom.us_clip())
    administrator = make_person("root", Role.ADMINISTRATOR)

    shown = signed_in(administrator).get("/housekeeping/")

    assert signed_in(dev()).get("/housekeeping/").status_code == 403
    assert "1 file, the oldest since" in shown.content.decode()
    assert "amara" in shown.content.decode()


@pytest.mark.parametrize(
    ("totals", "words"),
    [
        ({"filed": 1}, "Filed."),
        ({"filed": 2}, "All 2 files are filed."),
        ({"duplicate": 2}, "All 2 files were here already. Nothing was stored twice."),
        ({"filed": 1, "held": 2, "rejected": 1}, "1 filed, 2 held for a person, 1 not taken."),
        ({}, "Nothing came in."),
    ],
)
def test_outcomes_are_sentences(totals: dict[str, int], words: str) -> None:
    whole = dict.fromkeys(("filed", "duplicate", "held", "rejected", "waiting"), 0) | totals

    assert outcome_words(whole, sum(totals.values()) or 9) == words


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 bytes"), (999, "999 bytes"), (1500, "1.5 kB"), (250_000_000, "250 MB")],
)
def test_sizes_are_told_with_few_digits(size: int, words: str) -> None:
    assert size_in_words(size) == words
