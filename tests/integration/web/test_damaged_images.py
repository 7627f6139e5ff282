from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from readingroom.archive.models import Series
from readingroom.cases.models import State, Visibility
from readingroom.storage.shelf import STACKS
from tests.factories.cases import make_case

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("content", [b"", b"no gzip", b"\x1f\x8b\x08\x00cut"])
def test_a_case_can_be_read_though_its_images_are_damaged(
    client: Client, settings: Settings, tmp_path: Path, content: bytes
) -> None:
    settings.READINGROOM_DATA = tmp_path
    case = make_case(state=State.PUBLISHED, visibility=Visibility.PUBLIC)
    series = Series.objects.select_related("study").get()
    place = tmp_path / "series" / series.study.study_instance_uid / series.series_instance_uid
    place.mkdir(parents=True)
    (place / STACKS).write_bytes(content)

    answer = client.get(f"/cases/{case.key}/")

    assert answer.status_code == 200
    shown = answer.content.decode()
    assert "Marrow oedema." in shown
    assert "The images of this series are not in the library yet." in shown
    assert "This case has no images." not in shown
