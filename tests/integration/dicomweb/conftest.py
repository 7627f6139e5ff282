"""A small library of published cases, for those who search and retrieve."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from dicomweb_client.api import DICOMwebClient
from django.db import connections
from pydicom.dataset import Dataset

from readingroom.accounts.models import Person
from readingroom.accounts.services.api_tokens import issue_token
from readingroom.archive.models import Series
from readingroom.cases.models import Case, State, Visibility
from tests.factories.cases import make_case
from tests.factories.people import amara, ben, chiara
from tests.factories.shelved import shelve_row
from tests.integration.dicomweb.asking import client_of, front_of, session_of


@dataclass
class Published:
    """A case and the one series it shows."""

    case: Case
    series: Series
    objects: list[Dataset]

    @property
    def study(self) -> str:
        return self.series.study.study_instance_uid

    @property
    def uid(self) -> str:
        return self.series.series_instance_uid


class Library:
    """A data folder, and those who ask for what lies in it."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.front = front_of(data)

    def add(
        self,
        visibility: Visibility = Visibility.PUBLIC,
        *,
        state: State = State.PUBLISHED,
        owner: Person | None = None,
        slices: int = 2,
        **fields: Any,
    ) -> Published:
        case = make_case(owner=owner, state=state, visibility=visibility)
        revision = case.published_revision or case.draft_revision
        assert revision
        series = revision.series.get().series
        return Published(case, series, shelve_row(self.data, series, slices, **fields))

    def client(self, person: Person | None = None) -> DICOMwebClient:
        return client_of(self.front, self.token(person or ben()))

    def get(self, path: str, person: Person | None = None, **headers: str) -> requests.Response:
        session = session_of(self.front, self.token(person or ben()))
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return session.get(f"http://library.test/dicomweb{path}", headers=named)

    def token(self, person: Person) -> str:
        return issue_token(person, label="", now=datetime.now(UTC))


@pytest.fixture
def library(file_database: Path, settings: Any, tmp_path: Path) -> Iterator[Library]:
    settings.READINGROOM_DATA = tmp_path / "data"
    settings.READINGROOM_DATA.mkdir(mode=0o700)
    made = Library(settings.READINGROOM_DATA)
    yield made
    made.front.close()
    connections.close_all()


__all__ = ["Library", "Published", "amara", "ben", "chiara"]
