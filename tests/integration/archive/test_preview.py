"""What would be removed is shown before anything is filed, to those alone who may see originals."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from readingroom.archive import pool
from readingroom.archive.models import QuarantinedObject, Submission
from readingroom.archive.services.decisions import take_decided
from readingroom.archive.services.preview import preview_of
from readingroom.archive.services.process import process_submission
from readingroom.archive.services.receive import receive_paths
from tests.factories import people
from tests.factories.dicom import ct_slice, mr_slice
from tests.integration.archive.conftest import NOW, put


@pytest.fixture
def waiting(given: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Submission:
    monkeypatch.setattr(pool, "START_METHOD", "fork")
    settings.READINGROOM_PREVIEW_FIRST = True
    put(given, ct_slice(), ct_slice(number=2), mr_slice())
    submission = receive_paths([given], owner=people.amara(), now=NOW).submission
    return process_submission(submission.key, now=NOW)


def states() -> list[str]:
    return list(QuarantinedObject.objects.order_by("ordinal").values_list("state", flat=True))


def test_nothing_is_filed_before_it_was_seen(waiting: Submission) -> None:
    assert states() == ["held"] * 3


def test_each_series_stands_side_by_side_as_the_route_would_file_it(waiting: Submission) -> None:
    preview = preview_of(waiting.key, actor=people.amara())

    assert [series.files for series in preview.series] == [2, 1]
    rows = {row.name: row for row in preview.series[0].rows}
    assert (rows["Patient's Name"].before, rows["Patient's Name"].after) == ("Nobody^Nora", "")
    assert rows["Study Date"].after == "20000101"
    assert (preview.waiting, preview.to_decide) == (3, 3)


def test_the_owner_lets_it_go_on(waiting: Submission, client: Client) -> None:
    client.force_login(people.amara())

    page = client.get(f"/received/{waiting.key}/preview/")
    client.post(f"/received/{waiting.key}/preview/decide/", {"decision": "go_on"})
    take_decided(waiting.key, before=NOW.replace(year=2100), now=NOW)
    process_submission(waiting.key, now=NOW)

    assert b"Nobody^Nora" in page.content
    assert "no-store" in page["Cache-Control"]
    assert states() == ["filed"] * 3


def test_discarded_files_are_erased(waiting: Submission, client: Client) -> None:
    client.force_login(people.dev())

    client.post(f"/received/{waiting.key}/preview/decide/", {"decision": "discard"})
    take_decided(waiting.key, before=NOW.replace(year=2100), now=NOW)

    assert states() == ["rejected"] * 3


def test_strangers_learn_nothing_and_decide_nothing(waiting: Submission, client: Client) -> None:
    path = f"/received/{waiting.key}/preview/"
    for person in (people.ben(), people.chiara(), people.alone()):
        client.force_login(person)

        assert client.get(path).status_code == 404
        assert client.post(f"{path}decide/", {"decision": "go_on"}).status_code == 404
    client.logout()
    assert client.get(path).status_code == 302
    assert client.post(f"{path}decide/", {"decision": "go_on"}).status_code == 404
    assert states() == ["held"] * 3
