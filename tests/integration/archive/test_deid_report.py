"""The report counts what was done as files are filed, outlives quarantine, and holds no value."""

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from readingroom.accounts.models import Person
from readingroom.archive.deid_report.totals import add_reports, no_totals
from readingroom.archive.linkfile import new_keys, read_links
from readingroom.archive.models import Submission
from readingroom.archive.places import Places
from readingroom.archive.services.decisions import reject_object
from readingroom.archive.services.deid_report import report_for
from readingroom.archive.services.hold import held_objects
from readingroom.archive.services.process import process_submission
from readingroom.archive.services.receive import receive_paths
from readingroom.imaging.deid.policy import sentences
from readingroom.kernel.errors import InvalidInput, NotFound
from tests.factories import people
from tests.factories.dicom import ct_slice, mr_slice, secondary_capture
from tests.integration.archive.conftest import NOW, put

TELLING = ("Nobody", "Nora", "P-1", "20240315", "2.25.70001", "Nowhere")


def sent(given: Path, owner: Person | None = None) -> Submission:
    submission = receive_paths([given], owner=owner, now=NOW).submission
    return process_submission(submission.key, now=NOW)


def test_the_report_adds_up_over_series_and_says_what_became_of_files(given: Path) -> None:
    put(given, ct_slice(), ct_slice(number=2), mr_slice(), secondary_capture())
    (given / "letter").write_bytes(b"a letter")

    report = report_for(sent(given).key, actor=None)

    assert report.files == 5
    assert report.outcomes == {"filed": 3, "held": 1, "rejected": 1}
    assert report.objects == 3
    counts = {a.keyword: a.count for x in report.actions for r in x.rules for a in r.attributes}
    assert counts["PatientName"] == 3
    assert {o.code: o.objects for o in report.options}["113100"] == 3


def test_the_report_outlives_quarantine(given: Path, data: Places) -> None:
    put(given, ct_slice(), secondary_capture())
    submission = sent(given)
    (held,) = held_objects(None)
    reject_object(held.key, actor=None, now=NOW)
    assert list((data.root / "quarantine").glob("*")) == []

    report = report_for(submission.key, actor=None)

    assert report.outcomes == {"filed": 1, "rejected": 1}
    assert report.objects == 1


def test_the_report_holds_no_value(given: Path) -> None:
    put(given, ct_slice(), mr_slice(), secondary_capture())

    text = report_for(sent(given).key, actor=None).to_json().decode()

    assert [telling for telling in TELLING if telling in text] == []


def test_the_report_says_what_the_policy_was(given: Path, data: Places) -> None:
    put(given, ct_slice(PatientAge="044Y"))
    (data.root / "policy.yaml").write_text("age: false\n")

    report = report_for(sent(given).key, actor=None)

    assert report.policy == sentences(data.policy())
    actions = {a.keyword: x.code for x in report.actions for r in x.rules for a in r.attributes}
    assert actions["PatientAge"] == "removed"


def test_a_policy_that_can_not_be_followed_stops_the_submission_with_nothing_lost(
    given: Path, data: Places
) -> None:
    put(given, ct_slice())
    (data.root / "policy.yaml").write_text("age: perhaps\n")

    with pytest.raises(InvalidInput, match="line 1"):
        sent(given)

    (data.root / "policy.yaml").unlink()
    process_submission(Submission.objects.get().key, now=NOW)
    assert report_for(Submission.objects.get().key, actor=None).outcomes == {"filed": 1}


def test_counts_of_many_objects_are_the_same_in_any_order() -> None:
    one = {"options": ["113100"], "actions": [action("removed", "private", private=2)]}
    other = {"options": [], "actions": [action("kept", "value", Rows=1, Columns=1)]}

    forth = add_reports(add_reports(no_totals(), [one]), [other, one])
    back = add_reports(no_totals(), [other, one, one])

    assert json.dumps(forth) == json.dumps(back)
    assert forth["objects"] == 3
    assert forth["actions"]["removed"]["private"] == {"private": 4}


def action(what: str, why: str, **attributes: int) -> dict[str, Any]:
    return {"action": what, "reason": why, "attributes": attributes}


def test_filing_seals_a_way_back_that_this_machine_can_not_read(
    given: Path, data: Places, settings: Any
) -> None:
    private, settings.READINGROOM_LINK_KEY = new_keys()
    put(given, ct_slice(), ct_slice(number=2), mr_slice())

    submission = sent(given)

    (link,) = read_links(data.links, private)
    study = submission.studies.get()
    assert (link.study, link.patient_id) == (study.study_instance_uid, "P-1")
    assert link.original_study == "2.25.70001.1"
    assert b"P-1" not in data.links.read_bytes()


def test_without_a_key_no_way_back_is_kept(given: Path, data: Places) -> None:
    put(given, ct_slice())

    sent(given)

    assert not data.links.exists()


def test_a_key_that_is_none_stops_the_submission_before_anything_is_done(
    given: Path, settings: Any
) -> None:
    settings.READINGROOM_LINK_KEY = "nonsense"
    put(given, ct_slice())

    with pytest.raises(InvalidInput, match="no public key"):
        sent(given)


@pytest.fixture
def page(given: Path, client: Client) -> tuple[Client, str]:
    put(given, ct_slice(), secondary_capture())
    submission = sent(given, owner=people.amara())
    return client, f"/received/{submission.key}/report"


def test_the_owner_and_editors_of_the_institution_see_the_page(page: tuple[Client, str]) -> None:
    client, path = page
    for person in (people.amara(), people.dev()):
        client.force_login(person)

        response = client.get(f"{path}/")

        assert response.status_code == 200
        assert b"What was removed" in response.content
        assert "no-store" in response["Cache-Control"]


def test_a_program_gets_json_and_paper_a_pdf(page: tuple[Client, str]) -> None:
    client, path = page
    client.force_login(people.amara())

    told = client.get(f"{path}.json")
    paper = client.get(f"{path}.pdf")

    assert told.json()["outcomes"] == {"filed": 1, "held": 1}
    assert paper.content.startswith(b"%PDF-")
    assert "attachment" in paper["Content-Disposition"]


def test_strangers_learn_nothing(page: tuple[Client, str]) -> None:
    client, path = page
    addresses = [f"{path}/", f"{path}.json", f"{path}.pdf"]
    for person in (people.ben(), people.chiara(), people.alone()):
        client.force_login(person)

        assert [client.get(address).status_code for address in addresses] == [404] * 3
    client.logout()
    assert [client.get(address).status_code for address in addresses] == [302, 404, 404]


def test_a_submission_that_is_none_has_no_report() -> None:
    with pytest.raises(NotFound):
        report_for(uuid4(), actor=None)
