"""Taking along what one wrote, and going: nothing is orphaned, and nothing of oneself stays."""

import io
import json
import re
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from readingroom.accounts.models import (
    ApiToken,
    ExportState,
    Institution,
    Person,
    Reach,
    Role,
    WritingExport,
)
from readingroom.accounts.services.api_tokens import issue_token
from readingroom.accounts.services.leaving import leave
from readingroom.casefile.folder import read_case_file
from readingroom.casefile.validation import parse_document
from readingroom.cases.access import editable_cases
from readingroom.cases.models import Case, CaseOpening, State, Visibility
from readingroom.cases.selectors.writing import read_lately, writing_of
from readingroom.cases.services.hand_over import hand_over_cases
from readingroom.cases.services.writing_export import (
    LIFETIME,
    ask_for_export,
    exports_of,
    make,
    sweep_exports,
)
from readingroom.infra import events
from readingroom.infra.models import AuditRecord
from readingroom.kernel.errors import NotFound, NotPermitted, StateConflict
from tests.factories.cases import make_case
from tests.factories.people import amara, ben, dev, make_person
from tests.factories.shelved import shelve_row

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def data(settings: Any, tmp_path: Path) -> Path:
    settings.READINGROOM_DATA = tmp_path / "data"
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


def written(data: Path, **fields: Any) -> Case:
    case = make_case(**fields)
    assert case.draft_revision
    for row in case.draft_revision.series.all():
        row.series.study.submission.owner = amara()
        row.series.study.submission.save()
        shelve_row(data, row.series, slices=2)
    return case


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def taken(client: Client, export: WritingExport) -> zipfile.ZipFile:
    answer = client.get(f"/profile/writing/{export.key}/")
    assert answer.status_code == 200
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined,arg-type]  # it streams


def test_everything_i_wrote_comes_as_folders_that_can_be_taken_in_again(data: Path) -> None:
    case = written(data)
    client = signed_in(amara())

    client.post("/profile/writing/", {"images": "on"})
    export = WritingExport.objects.get()
    make(export.key, now=timezone.now())
    found = taken(client, export)

    names = set(found.namelist())
    kept = parse_document(case.draft_revision.document)  # type: ignore[union-attr]  # it has one
    document = read_case_file(found.read(f"{case.short_number}/case.yaml"))
    folders = [series.images for series in document.all_series()]
    assert document.title == kept.title
    assert {
        f"{case.short_number}/{folder}/0000{n}.dcm" for folder in folders for n in (1, 2)
    } < names
    assert f"{case.short_number}/history/0001.yaml" in names
    assert json.loads(found.read("account.json"))["username"] == "amara"
    assert found.testzip() is None


def test_the_page_looks_again_by_itself_while_it_is_put_together(data: Path) -> None:
    written(data)
    client = signed_in(amara())

    client.post("/profile/writing/", {"images": "on"})
    page = client.get("/profile/writing/").content.decode()

    assert 'hx-trigger="every 2s"' in page
    assert re.search(r"<script[^>]* src=\"[^\"]*htmx[^\"]*\"", page)


def test_images_of_others_stay_where_they_are(data: Path) -> None:
    case = written(data)
    for row in case.draft_revision.series.all():  # type: ignore[union-attr]  # it has one
        row.series.study.submission.owner = dev()
        row.series.study.submission.save()

    export = ask_for_export(amara(), with_images=True, now=timezone.now())
    make(export.key, now=timezone.now())

    found = taken(signed_in(amara()), export)
    document = read_case_file(found.read(f"{case.short_number}/case.yaml"))
    assert not [name for name in found.namelist() if name.endswith(".dcm")]
    assert all(series.series_instance_uid for series in document.all_series())


def test_an_export_is_for_whoever_asked_and_ends_with_its_time(data: Path) -> None:
    now = timezone.now()
    export = ask_for_export(amara(), with_images=False, now=now)
    assert ask_for_export(amara(), with_images=True, now=now) == export
    make(export.key, now=now)
    address = f"/profile/writing/{export.key}/"

    assert signed_in(ben()).get(address).status_code == 404
    assert Client().get(address).status_code == 302
    assert taken(signed_in(amara()), export).namelist()
    sweep_exports(now=now + LIFETIME)
    assert signed_in(amara()).get(address).status_code == 404
    assert list((data / "exports").iterdir()) == []


def test_an_erased_case_leaves_no_export_that_holds_it(data: Path) -> None:
    export = ask_for_export(amara(), with_images=False, now=timezone.now())
    make(export.key, now=timezone.now())

    events.publish(events.EraseCopies())

    assert list((data / "exports").iterdir()) == []
    assert not WritingExport.objects.filter(state=ExportState.READY).exists()


def test_an_export_that_nobody_goes_on_with_is_given_up(data: Path) -> None:
    now = timezone.now()
    ask_for_export(amara(), with_images=False, now=now)

    sweep_exports(now=now + timedelta(hours=13))

    assert [row.state for row in exports_of(amara(), now=now)] == [ExportState.FAILED]
    with pytest.raises(NotFound):
        make(WritingExport.objects.get().key, now=now)


@pytest.mark.parametrize(("choice", "line"), [("keep", "A. Okafor"), ("drop", "A former member")])
def test_whoever_goes_leaves_their_cases_to_the_editors_and_nothing_of_themselves(
    choice: str, line: str
) -> None:
    case = make_case(state=State.PUBLISHED, visibility=Visibility.PUBLIC)
    person = amara()
    Person.objects.filter(pk=person.pk).update(
        credit_line="A. Okafor", name="Amara Okafor", email="amara@hospital.example", orcid="1"
    )
    issue_token(person, label="", now=NOW)
    client, other = signed_in(person), signed_in(person)

    refused = client.post("/profile/leave/", {"credit": choice, "username": "ben"})
    assert refused.status_code == 422
    answer = client.post("/profile/leave/", {"credit": choice, "username": "amara"})

    person.refresh_from_db()
    assert answer.status_code == 302
    assert other.get("/profile/").status_code == 302
    assert (person.display_name, person.is_active) == (line, False)
    values = str(Person.objects.filter(pk=person.pk).values())
    assert not [word for word in ("amara", "Amara", "hospital") if word in values]
    assert not ApiToken.objects.exists()
    assert Case.objects.get(pk=case.pk).owner == person
    assert editable_cases(dev()).filter(pk=case.pk).exists()
    assert Client().get(f"/cases/{case.key}/").status_code == 200
    assert AuditRecord.objects.filter(action="person.left").count() == 1


def test_cases_of_no_institution_pass_to_an_administrator() -> None:
    case = make_case()
    Case.objects.filter(pk=case.pk).update(institution=None)
    with pytest.raises(StateConflict, match="administrator"):
        hand_over_cases(amara(), now=NOW)
    root = make_person("root", Role.ADMINISTRATOR)

    assert hand_over_cases(amara(), now=NOW) == 1
    assert Case.objects.get(pk=case.pk).owner == root


def test_the_last_administrator_can_not_go() -> None:
    root = make_person("root", Role.ADMINISTRATOR)

    with pytest.raises(StateConflict, match="last administrator"):
        leave(root, keep_credit=True, now=NOW)

    answer = signed_in(root).post("/profile/leave/", {"credit": "keep", "username": "root"})
    assert "last administrator" in answer.content.decode()
    root.refresh_from_db()
    assert root.is_active


def test_a_page_of_ones_own_shows_what_one_writes_and_has_read() -> None:
    mine = make_case()
    theirs = make_case(owner=dev(), state=State.PUBLISHED, visibility=Visibility.PUBLIC)
    hidden = make_case(owner=dev())
    for case in (theirs, hidden):
        CaseOpening.objects.create(case=case, person=amara(), opened_at=NOW)

    writing, reads = writing_of(amara()), read_lately(amara())
    page = signed_in(amara()).get("/mine/").content.decode()

    assert [row.number for row in writing.drafts] == [mine.short_number]
    assert not writing.published
    assert [row.number for row in reads] == [theirs.short_number]
    assert f'href="/cases/{mine.key}/edit/"' in page
    assert "Read last" in page
    assert str(hidden.key) not in page


def test_an_institution_says_how_far_its_cases_go() -> None:
    Institution.objects.filter(pk=amara().institution_id).update(reach=Reach.INSTITUTION)

    with pytest.raises(NotPermitted, match="its own people"):
        make_case(state=State.PUBLISHED, visibility=Visibility.PUBLIC)
    make_case(state=State.PUBLISHED, visibility=Visibility.INSTITUTION)
