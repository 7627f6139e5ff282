"""Rules that came after a series was filed reach it by a command, and cases stay as they are."""

import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from readingroom.archive.places import Places
from readingroom.storage.shelf import STACKS
from tests.factories import dicom
from tests.integration.archive.conftest import Sender, put
from tests.unit.imaging.test_uptake import pet


def described() -> str:
    said = io.StringIO()
    call_command("describe", stdout=said)
    return said.getvalue()


def told(data: Places) -> dict[str, Any]:
    ((study, series),) = data.shelf.series()
    read: dict[str, Any] = json.loads(gzip.decompress(data.shelf.read(study, series, STACKS)))
    return read


def as_if_before(data: Places, change: Callable[[dict[str, Any]], None]) -> None:
    """The shelf as an older library had left it."""
    ((study, series),) = data.shelf.series()
    older = told(data)
    change(older["stacks"][0])
    data.shelf.replace_stacks(study, series, json.dumps(older).encode())


def test_a_pet_filed_before_uptake_was_told_tells_it(
    data: Places, send: Sender, given: Path
) -> None:
    put(given, pet())
    send()
    today = told(data)
    assert today["stacks"][0]["suv"]["factor"] > 0
    as_if_before(data, lambda stack: stack.pop("suv"))

    assert "1 told anew, 0 as they were" in described()

    assert told(data) == today
    assert "0 told anew, 1 as they were" in described()


@pytest.mark.parametrize("change", [lambda s: s["frames"].reverse(), lambda s: s.update(rows=1)])
def test_where_slices_would_be_others_than_cases_name_nothing_is_changed(
    data: Places, send: Sender, given: Path, change: Callable[[dict[str, Any]], None]
) -> None:
    put(given, *dicom.mr_series(3))
    send()
    as_if_before(data, change)
    before = told(data)

    assert "1 left as they were" in described()

    assert told(data) == before
