"""Addresses for frames of other pages: what they show, to whom, and until when."""

import gzip
import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from readingroom.cases.embedding import read_embed, sign_embed
from readingroom.cases.models import Case, Visibility
from readingroom.cases.services.publish import publish_case
from readingroom.cases.services.revise import create_case
from readingroom.kernel.errors import NotFound
from readingroom.storage.shelf import STACKS, SeriesShelf
from tests.factories.cases import NOON, make_document, make_series
from tests.factories.people import amara, dev
from tests.factories.shelved import shelve_row

pytestmark = pytest.mark.django_db
LESION = {"shape": "label", "slice": 3, "at_px": [5, 5], "label": "the lesion"}


Made = Callable[[Visibility], Case]


@pytest.fixture
def made_case(settings: Settings, tmp_path: Path) -> Made:
    """Makes published cases whose title and whose mark say what they are."""
    settings.READINGROOM_DATA = tmp_path

    def make(visibility: Visibility) -> Case:
        series = make_series(amara())
        shelved = shelve_row(tmp_path, series, 3)
        frames = [{"sop": str(ds.SOPInstanceUID), "frame": 1} for ds in shelved]
        stack = {"rows": shelved[0].Rows, "columns": shelved[0].Columns, "frames": frames}
        where = SeriesShelf(tmp_path / "series").folder(
            series.study.study_instance_uid, series.series_instance_uid
        )
        (where / STACKS).write_bytes(gzip.compress(json.dumps({"stacks": [stack]}).encode()))
        shown = {
            "id": "ax", "images": f"series:{series.series_instance_uid}", "plane": "Axial",
            "caption": "the worst", "key_image": 3, "annotations": [LESION],
        }  # fmt: skip
        study = {"kind": "study", "id": "ct", "modality": "ct", "series": [shown]}
        case = create_case(document=make_document(stages=[study]), owner=amara(), now=NOON)
        publish_case(case_key=case.key, actor=dev(), visibility=visibility, now=NOON)
        case.refresh_from_db()
        return case

    return make


def embed_of(case: Case, *, named: bool = False) -> str:
    return f"/embed/{sign_embed(case.key, is_named=named, days=1, now=timezone.now())}/"


def test_a_frame_shows_the_images_under_the_safe_title_and_sets_no_cookie(
    client: Client, settings: Settings, made_case: Made
) -> None:
    settings.READINGROOM_EMBED_IN = ["https://teaching.example"]
    case = made_case(Visibility.UNLISTED)
    document = case.published_revision and case.published_revision.document
    assert document

    shown = client.get(embed_of(case))

    text = shown.content.decode()
    policy = shown["Content-Security-Policy"]
    assert "frame-ancestors 'self' https://teaching.example" in policy
    assert "X-Frame-Options" not in shown
    assert not shown.cookies
    assert not [word for word in ("the lesion", "the worst") if word in text]
    assert "3" not in re.findall(r'"initialFrame": ?(\d+)', text)  # what the author points at
    assert document["title"] not in text
    assert re.search(r'"root": ?"/dicomweb/g/[^/"]+/studies/', text)


def test_a_frame_that_names_the_diagnosis_has_the_marks_too(
    client: Client, made_case: Made
) -> None:
    text = client.get(embed_of(made_case(Visibility.PUBLIC), named=True)).content.decode()

    assert "the lesion" in text


def test_an_open_frame_is_told_where_its_series_are_now(client: Client, made_case: Made) -> None:
    address = embed_of(made_case(Visibility.PUBLIC))

    (root,) = client.post(f"{address}grant/").json()["roots"].items()

    assert root[1].startswith("/dicomweb/g/")
    assert root[1].endswith(root[0])


@pytest.mark.parametrize("visibility", [Visibility.PRIVATE, Visibility.INSTITUTION])
def test_a_signature_opens_nothing_that_is_not_open_to_everyone(
    client: Client, visibility: Visibility, made_case: Made
) -> None:
    address = embed_of(made_case(visibility))
    client.force_login(dev())  # whoever looks, a frame is for everyone

    assert client.get(address).status_code == 404
    assert client.post(f"{address}grant/").status_code == 404


def test_an_altered_or_ended_address_leads_nowhere(client: Client, made_case: Made) -> None:
    case = made_case(Visibility.PUBLIC)
    token = sign_embed(case.key, is_named=False, days=1, now=NOON)

    assert client.get(f"/embed/{token[:-1]}x/").status_code == 404
    assert read_embed(token, now=NOON).key == case.key
    with pytest.raises(NotFound):
        read_embed(token, now=NOON + timedelta(days=1))


def test_an_editor_makes_an_address_and_is_told_where_it_cannot_be(
    client: Client, made_case: Made
) -> None:
    client.force_login(dev())
    case, closed = made_case(Visibility.PUBLIC), made_case(Visibility.INSTITUTION)

    made = client.post(f"/cases/{case.key}/embed/", {"days": "7", "title": "safe"})
    wrong = client.post(f"/cases/{case.key}/embed/", {"days": "9999"})
    refused = client.post(f"/cases/{closed.key}/embed/", {"days": "7"})

    found = re.search(r'href="http://testserver(/embed/[^"]+)"', made.content.decode())
    assert found
    assert Client().get(found[1]).status_code == 200
    assert wrong.status_code == 400
    assert "/embed/" not in wrong.content.decode().replace(f"/cases/{case.key}/embed/", "")
    assert "open to everyone, listed or not" in refused.content.decode()
