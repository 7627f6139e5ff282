"""A case that was erased is nowhere any more, whoever dies while it is destroyed."""

import re
import sqlite3
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client

from readingroom.accounts.models import Role
from readingroom.archive.models import (
    Instance,
    Patient,
    QuarantinedObject,
    Series,
    Study,
)
from readingroom.cases.models import Case, Erasure, ErasureStage, State, Visibility
from readingroom.cases.services.drafting import open_draft
from readingroom.cases.services.erase import erase_case, finish_erasures, reach_of
from readingroom.cases.services.erase_ledger import ledger_path
from readingroom.cases.services.erase_replay import replay_erasures
from readingroom.cases.services.revise import create_case
from readingroom.dicomweb.addresses import parse_address
from readingroom.dicomweb.models import StudyKeys
from readingroom.dicomweb.qido.catalogue import Catalogue
from readingroom.dicomweb.qido.query import parse_query
from readingroom.dicomweb.qido.shelved import Heads
from readingroom.dicomweb.shelves import Shelves
from readingroom.infra import faults
from readingroom.infra.audit_proof import prove
from readingroom.infra.models import AuditRecord
from readingroom.kernel.errors import InvalidInput, NotFound, Unavailable
from readingroom.search.index import rebuild
from tests.factories.cases import NOON, make_case, make_document
from tests.factories.marked import MARK, marked_case, shelved_series, stored_pieces
from tests.factories.people import amara, ben, dev, make_person
from tests.proof.search import Wanted, everything_stored, found_in

POINTS = (
    "erasure_asked", "off_the_shelf", "ledger_written", "pack_destroyed", "files_destroyed",
    "copies_destroyed", "scrubbed",
)  # fmt: skip


@pytest.fixture
def data(file_database: Path, settings: Any, tmp_path: Path) -> Iterator[Path]:
    settings.READINGROOM_DATA = tmp_path / "data"
    settings.READINGROOM_DATA.mkdir(mode=0o700)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode=WAL")
    yield settings.READINGROOM_DATA
    connections.close_all()


class Killed(BaseException):
    """What a process that is killed does: nothing more."""


@pytest.fixture
def dying(monkeypatch: pytest.MonkeyPatch) -> Any:
    def at(point: str) -> None:
        def reach(reached: str) -> None:
            if reached == point:
                raise Killed

        monkeypatch.setattr(faults, "reach", reach)

    return at


def erase(case: Case) -> None:
    erase_case(case_key=case.key, actor=None, reason="consent", now=NOON)
    finish_erasures(now=NOON)


def everything(root: Path) -> dict[str, bytes]:
    return dict(everything_stored(root))


def search_studies(data: Path) -> None:
    """What programs searched by is kept in rows of its own."""
    query = parse_query(parse_address("/dicomweb/studies"), "")
    Catalogue(Heads(Shelves(data))).search(ben(), query, root="")


def test_of_an_erased_case_a_tombstone_is_left_and_nothing_else(data: Path, tmp_path: Path) -> None:
    case, series = marked_case(data)
    other = make_case(state=State.PUBLISHED, visibility=Visibility.PUBLIC)
    search_studies(data)
    rebuild()
    pieces, wanted = stored_pieces(data), Wanted([MARK])
    stored = everything_stored(tmp_path)
    before = {place for place, body in stored if MARK.lower().encode() in body.lower()}
    assert {
        "row of cases_revision", "row of cases_draft", "row of cases_draftedit",
        "row of cases_review", "row of cases_casefacet", "row of archive_teachingnote",
        "row of dicomweb_studykeys",
    } <= before  # fmt: skip
    assert [place for place in before if "/search-index/" in place]
    assert len(pieces) > 8

    erase(case)

    assert found_in(wanted, everything_stored(tmp_path)) == []
    stored = everything(tmp_path)
    left = [place for place, body in stored.items() if any(piece in body for piece in pieces)]
    assert left == []
    uids = [row.series_instance_uid for row in series]
    assert not Series.objects.filter(series_instance_uid__in=uids).exists()
    assert Case.objects.get() == other
    assert (Study.objects.count(), StudyKeys.objects.count()) == (1, 0)
    check_tombstone(case)


def check_tombstone(case: Case) -> None:
    stone = Erasure.objects.get()
    assert (stone.case_key, stone.number, stone.reason) == (case.key, case.number, "consent")
    assert (stone.stage, stone.leftovers) == (ErasureStage.DONE, {})
    actions = AuditRecord.objects.filter(subject=str(case.key)).values_list("action", flat=True)
    assert list(actions)[-3:] == ["case.erasure_asked", "case.taken_out", "case.erased"]
    assert prove().fault is None
    erased = QuarantinedObject.objects.values_list("state", "reason_code", "source_digest")
    assert set(erased) == {("rejected", "case_erased", "")}


def test_the_number_of_an_erased_case_is_never_given_again(data: Path) -> None:
    case = make_case()
    erase(case)

    assert make_case().number == case.number + 1


def test_images_that_another_case_shows_stay(data: Path) -> None:
    owner = amara()
    shown, alone = shelved_series(data, owner), shelved_series(data, owner)
    Series.objects.filter(pk=alone.pk).update(study=shown.study)
    first = create_case(document=make_document(shown), owner=owner, now=NOON)
    second = create_case(document=make_document(shown), owner=owner, now=NOON)
    third = create_case(document=make_document(alone), owner=owner, now=NOON)
    packs = len(list((data / "blobs").glob("*/*")))

    told = reach_of(first.key, actor=None)
    erase(first)

    assert (told.series, told.instances, told.shared, told.beside) == (0, 0, 2, 0)
    assert Series.objects.count() == 2
    assert len(list((data / "blobs").glob("*/*"))) == packs
    erase(second)
    assert Series.objects.get() == alone
    erase(third)
    assert not Series.objects.exists()
    assert not Patient.objects.filter(studies__series=alone).exists()
    assert list((data / "blobs").glob("*/*")) == []


def test_images_in_a_working_copy_of_another_case_stay(data: Path) -> None:
    owner = amara()
    shown = shelved_series(data, owner)
    case = create_case(document=make_document(shown), owner=owner, now=NOON)
    other = create_case(document=make_document(), owner=owner, now=NOON)
    other.refresh_from_db()
    draft = open_draft(other, now=NOON)
    draft.copy["notice"] = f"series:{shown.series_instance_uid}"
    draft.save()

    erase(case)

    assert Series.objects.get() == shown


@pytest.mark.parametrize("point", POINTS)
def test_an_erasure_that_was_cut_anywhere_is_brought_to_its_end(
    data: Path, tmp_path: Path, dying: Any, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    shown = shelved_series(data, amara())
    case = create_case(document=make_document(shown, title=MARK), owner=amara(), now=NOON)
    dying(point)
    with pytest.raises(Killed):
        erase(case)
    monkeypatch.undo()

    assert replay_erasures(now=NOON).finished == 1

    assert Erasure.objects.get().stage == ErasureStage.DONE
    assert found_in(Wanted([MARK]), everything_stored(tmp_path)) == []
    assert not [p for p in everything(data) if re.search(r"blobs/../|series/", p)]
    assert replay_erasures(now=NOON).finished == 0


def test_one_who_comes_when_the_database_is_in_use_is_told_and_comes_again(
    data: Path, file_database: Path
) -> None:
    case = make_case()
    erase_case(case_key=case.key, actor=None, reason="order", now=NOON)
    connection.cursor().execute("PRAGMA busy_timeout=1")
    with sqlite3.connect(file_database) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM cases_case").fetchone()
        with pytest.raises(Unavailable):
            finish_erasures(now=NOON)
        assert Erasure.objects.get().stage == ErasureStage.COPIED
    reader.close()

    assert finish_erasures(now=NOON) == 1


def test_a_backup_that_brings_a_case_back_is_erased_again(
    data: Path, file_database: Path, tmp_path: Path
) -> None:
    shown = shelved_series(data, amara())
    case = create_case(document=make_document(shown, title=MARK), owner=amara(), now=NOON)
    loose = shelved_series(data, amara())
    backup = connection.connection.serialize()
    kept = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    gone = create_case(document=make_document(loose), owner=amara(), now=NOON)
    erase(case)
    erase(gone)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(ledger_path().read_bytes() + b"1 case 0123")
    ledger_path().unlink()

    restore(file_database, backup, kept)
    assert Case.objects.get() == case
    told = replay_erasures(now=NOON, ledger=elsewhere)

    assert (told.lines, told.cases, told.series, told.finished) == (4, 1, 1, 1)
    assert not Case.objects.exists()
    assert not Series.objects.exists()
    assert found_in(Wanted([MARK]), everything_stored(data, file_database.parent)) == []
    assert Erasure.objects.get().reason == "restored"


def restore(database: Path, backup: bytes, kept: dict[Path, bytes]) -> None:
    connection.close()
    for path in database.parent.glob(f"{database.name}*"):
        path.unlink()
    database.write_bytes(backup)
    for path, body in kept.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)


def test_a_series_that_was_sent_in_anew_is_not_erased_by_a_replay(data: Path) -> None:
    shown = shelved_series(data, amara())
    uid = shown.series_instance_uid
    erase(create_case(document=make_document(shown), owner=amara(), now=NOON))
    again = shelved_series(data, amara())
    later = NOON.replace(hour=23)
    Series.objects.filter(pk=again.pk).update(series_instance_uid=uid, created_at=later)

    assert replay_erasures(now=later).series == 0
    assert Series.objects.filter(series_instance_uid=uid).exists()


def test_the_ledger_tells_nothing_of_what_was_erased(data: Path) -> None:
    case = make_case()
    erase(case)

    line = rb"\n1 (case|series) [0-9a-f]{64} \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00\n"
    assert re.fullmatch(rb"(" + line + rb")+", ledger_path().read_bytes())
    assert ledger_path().stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_no_ledger_is_refused(data: Path, tmp_path: Path) -> None:
    other = tmp_path / "notes"
    other.write_text("2 case of beer\n")

    with pytest.raises(InvalidInput):
        replay_erasures(now=NOON, ledger=other)
    with pytest.raises(InvalidInput):
        replay_erasures(now=NOON, ledger=tmp_path / "absent")


@pytest.mark.django_db
def test_only_administrators_may_erase() -> None:
    case = make_case()

    for person in (amara(), ben(), dev(), make_person("tim", Role.TEACHER)):
        with pytest.raises(NotFound):
            erase_case(case_key=case.key, actor=person, reason="consent", now=NOON)
        with pytest.raises(NotFound):
            reach_of(case.key, actor=person)
    assert Case.objects.get() == case


def test_the_command_asks_for_the_number_and_can_be_given_again(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, said = make_case(), StringIO()
    words = ("case", "erase", case.short_number, "--reason", "mistake")
    monkeypatch.setattr("builtins.input", lambda _question: "RR-1")
    with pytest.raises(Exception, match="Nothing was erased"):
        call_command(*words, stdout=said)
    assert Case.objects.exists()

    monkeypatch.setattr("builtins.input", lambda _question: case.short_number)
    call_command(*words, stdout=said)
    call_command(*words, stdout=said)
    call_command("erasures", "list", stdout=said)
    call_command("erasures", "replay", "--ledger", str(ledger_path()), stdout=said)

    assert not Case.objects.exists()
    assert "series of images     1, instances 0" in said.getvalue()
    assert "erased before. Nothing of it is left" in said.getvalue()
    assert f"{case.short_number}  " in said.getvalue().splitlines()[-4]
    assert "Erased again: 0 cases" in said.getvalue()


def test_an_erased_case_answers_like_one_that_never_was(data: Path, client: Client) -> None:
    case = make_case(state=State.PUBLISHED, visibility=Visibility.PUBLIC)
    erase(case)

    assert client.get(f"/cases/{case.key}/").status_code == 404
    assert not Instance.objects.exists()
