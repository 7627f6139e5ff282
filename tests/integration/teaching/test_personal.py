"""What is kept of a learner: told whole, taken, removed; exams until their date."""

import csv
import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from readingroom.accounts.models import Person
from readingroom.infra import events
from readingroom.infra.models import AuditRecord
from readingroom.learning.models import Attempt, ItemAnswer
from readingroom.learning.personal import everything_of
from readingroom.teaching.models import (
    Contribution,
    Ending,
    Membership,
    Mode,
    Playlist,
    SetPlaylist,
    Sitting,
    SittingEntry,
)
from readingroom.teaching.selectors.analysis import standings_of, works_of
from readingroom.teaching.services.analysis_sittings import take_in_sittings
from readingroom.teaching.services.retention import erase_due_records, erased_on
from tests.factories.cases import NOON
from tests.factories.classes import (
    HOUR,
    answer,
    asked,
    hand_in_as,
    make_cohort,
    make_member,
    make_set,
    take_case,
    teacher,
)
from tests.factories.people import ben, make_person

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def sat(person: Person, playlist: Playlist, *, at: Any = NOON + HOUR, **fields: Any) -> Sitting:
    """A finished sitting with one entry, and an answer given in it."""
    sitting = Sitting.objects.create(
        playlist=playlist, person=person, mode=playlist.mode, seed=1, started_at=at,
        finished_at=at + HOUR, ending=Ending.PERSON, **{"number": 1, **fields},
    )  # fmt: skip
    case = asked()
    SittingEntry.objects.create(
        sitting=sitting, number=1, kind="item", case_key=case.key, item="level", score=0.5
    )
    source = "exam" if playlist.is_exam else "playlist"
    answer(person, case, "level", at, source=source, context=str(sitting.key))
    return sitting


def playlist_of(mode: Mode, **fields: Any) -> Playlist:
    return Playlist.objects.create(
        owner=teacher(), title="Ten cases", mode=mode, made_at=NOON, changed_at=NOON, **fields
    )


def test_all_of_it_is_told_and_taken_as_one_file_and_nothing_of_anyone_else() -> None:
    case, client = asked(), Client()
    for person in (ben(), make_person("nia")):
        answer(person, case, "level", NOON, given={"chosen": [1]})
        take_case(person, case, [{"name": "=cmd", "points": 40, "code": ""}])
    client.force_login(ben())

    with zipfile.ZipFile(io.BytesIO(client.get("/mine/data/all.zip").content)) as archive:
        told = json.loads(archive.read("learning.json"))
        table = archive.read("answers.csv").decode("utf-8-sig")
        names = set(archive.namelist())

    assert told["person"] == "ben"
    assert [len(told["kept"][name]) for name in ("answers", "attempts", "commits")] == [1, 1, 1]
    assert told["kept"]["commits"][0]["rows"][0]["name"] == "=cmd"
    assert {f"{name}.csv" for name in told["kept"]} < names
    (row,) = csv.DictReader(io.StringIO(table))
    assert (row["item"], row["given"], row["is_right"]) == ("level", '{"chosen": [1]}', "true")
    assert "token" not in row
    assert "nia" not in json.dumps(told)


def test_removal_is_typed_takes_ones_own_alone_and_is_noted() -> None:
    case, client = asked(), Client()
    cohort = make_cohort()
    member, task = make_member(cohort, "nia"), make_set(cohort, case)
    hand_in_as(member, task, case)
    answer(ben(), case, "level", NOON)
    client.force_login(member)

    refused = client.post("/mine/data/remove/", {"name": "ben"})
    assert (refused.status_code, ItemAnswer.objects.count()) == (422, 2)
    for _ in range(2):
        assert client.post("/mine/data/remove/", {"name": " NIA "}).status_code == 302

    assert [one.person for one in ItemAnswer.objects.all()] == [ben()]
    assert not Attempt.objects.filter(person=member).exists()
    assert not Membership.objects.exists()
    assert not Contribution.objects.exists()
    first = AuditRecord.objects.filter(action="learner.removed").order_by("pk").first()
    assert first is not None
    assert (first.subject, first.codes["answers"]) == (str(member.key), 1)
    assert not any(everything_of(member).values())
    assert "Nothing is kept of you yet" in client.get("/mine/data/").content.decode()


def test_records_of_an_exam_outlive_a_removal_and_go_on_the_stated_date(settings: Any) -> None:
    settings.READINGROOM_EXAM_RETENTION_DAYS = 30
    cohort, exam = make_cohort(), playlist_of(Mode.EXAM)
    exam.cohorts.add(cohort)
    members = [make_member(cohort, f"m{number}") for number in range(5)]
    sittings = [sat(member, exam) for member in members]
    take_in_sittings(cohort, now=NOON + DAY)
    client = Client()
    client.force_login(members[0])

    client.post("/mine/data/remove/", {"name": "m0"})
    page = client.get("/mine/data/").content.decode()
    due = erased_on(sittings[0])
    at_last = NOON + 2 * HOUR + timedelta(days=30)

    assert due == at_last.date()
    assert f"{due.day} April 2026" in page
    assert Sitting.objects.count() == ItemAnswer.objects.count() == 5
    assert erase_due_records(now=at_last - HOUR) == 0
    assert erase_due_records(now=at_last) == 5
    assert not Sitting.objects.exists()
    assert not ItemAnswer.objects.exists()
    assert list(Contribution.objects.values_list("person", "batch")) == [(None, 1)] * 5
    assert AuditRecord.objects.filter(action="exam.record_erased").count() == 5


def test_a_download_during_an_exam_gives_no_key_and_no_score_away() -> None:
    exam = playlist_of(Mode.EXAM)
    sitting = sat(ben(), exam)
    exam.ends_at = NOON + timedelta(days=10_000)
    exam.save()

    told = everything_of(ben())

    assert (told["answers"], told["exam-answers"]) == ([], [])
    assert told["sittings"][0]["scores"] is None
    assert str(sitting.entries.get().case_key) not in json.dumps(told)
    exam.ends_at = NOON + DAY
    exam.save()
    told = everything_of(ben())
    assert (told["sittings"][0]["scores"], len(told["exam-answers"])) == ([0.5], 1)


def test_a_class_takes_in_what_was_sat_for_it_and_no_practice_from_before() -> None:
    cohort, practice = make_cohort(), playlist_of(Mode.PRACTICE)
    early, late = make_member(cohort, "early"), make_member(cohort, "late")
    stranger = make_person("stranger")
    sat(early, practice)
    practice.cohorts.add(cohort)
    take_in_sittings(cohort, now=NOON + 3 * HOUR)
    sat(early, practice, at=NOON + 4 * HOUR, number=2)
    sat(stranger, practice, at=NOON + 4 * HOUR)
    before_joining = sat(make_person("joins"), practice, at=NOON + 4 * HOUR)
    Membership.objects.create(
        cohort=cohort, person=before_joining.person, joined_at=NOON + 5 * HOUR, agreed_to="x"
    )

    for _ in range(2):
        take_in_sittings(cohort, now=NOON + 6 * HOUR)

    rows = standings_of(cohort, works_of(cohort))
    assert {row.name: row.standings[0].state for row in rows} == {
        "early": "done", "joins": "none", late.username: "none",
    }  # fmt: skip
    assert Contribution.objects.get().context == str(Sitting.objects.get(number=2).key)
    assert SetPlaylist.objects.count() == 1


def test_a_playlist_that_is_shared_anew_counts_from_then_on() -> None:
    cohort, practice = make_cohort(), playlist_of(Mode.PRACTICE)
    member = make_member(cohort, "nia")
    practice.cohorts.add(cohort)
    take_in_sittings(cohort, now=NOON)
    practice.cohorts.clear()
    take_in_sittings(cohort, now=NOON + HOUR)
    sat(member, practice, at=NOON + 2 * HOUR)
    assert take_in_sittings(cohort, now=NOON + 4 * HOUR) == 0
    practice.cohorts.add(cohort)
    assert take_in_sittings(cohort, now=NOON + 5 * HOUR) == 0

    sat(member, practice, at=NOON + 6 * HOUR, number=2)
    cohort.closed_at = NOON + 5 * HOUR
    cohort.save()
    assert take_in_sittings(cohort, now=NOON + 8 * HOUR) == 0
    cohort.closed_at = None
    cohort.save()
    assert take_in_sittings(cohort, now=NOON + 8 * HOUR) == 1


def test_deleting_the_account_takes_what_was_learned_along() -> None:
    answer(ben(), asked(), "level", NOON)

    events.publish(events.PersonLeaving(ben().key))

    assert not ItemAnswer.objects.exists()


def test_the_command_gives_out_and_removes_only_when_it_is_meant(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(ben(), asked(), "level", NOON)
    to = tmp_path / "ben.zip"

    call_command("learner", "export", "ben", to=to)
    with pytest.raises(CommandError):
        call_command("learner", "export", "ben", to=to)
    call_command("learner", "remove", "ben")
    assert ItemAnswer.objects.exists()
    call_command("learner", "remove", "ben", yes=True)

    assert zipfile.is_zipfile(to)
    assert not ItemAnswer.objects.exists()
    assert "1  Answers to questions" in capsys.readouterr().out
