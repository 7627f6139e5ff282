"""The description says what the interface does: programs that are made from it work."""

import logging
from itertools import count
from typing import Any

import pytest
import schemathesis
from django.core.cache import cache
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from readingroom.accounts.models import Role
from readingroom.api import bearers
from readingroom.teaching.services.cohorts import make_class
from tests.factories.cases import NOON, make_case
from tests.factories.people import ben, make_institution, make_person
from tests.factories.playlists import make_playlist, small_case
from tests.integration.api.test_api import PUBLIC, Program

pytestmark = pytest.mark.django_db
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture
def unlimited(monkeypatch: pytest.MonkeyPatch) -> Any:
    cache.clear()
    monkeypatch.setattr(bearers, "A_MINUTE", {"read": 10**6, "write": 10**6})
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.usefixtures("unlimited")
def test_whatever_fits_the_description_is_answered_as_it_says() -> None:
    chief = make_person("cora", Role.ADMINISTRATOR)
    keys = {
        "cases": make_case(**PUBLIC).key, "people": ben().key,
        "institutions": make_institution().key, "playlists": make_playlist(
            small_case(), owner=chief
        ).key, "classes": make_class(actor=chief, name="Residents", now=NOON).key,
    }  # fmt: skip
    description = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    headers = {"Authorization": f"Bearer {Program(chief).token}", "Accept-Encoding": "identity"}
    asked = []
    for found in description.get_all_operations():
        operation = found.ok()
        ask(operation, keys.get(operation.path.split("/")[3]), headers)
        asked.append(operation.label)

    assert len(asked) >= 90


def ask(operation: Any, known: Any, headers: dict[str, str]) -> None:
    """Send what fits: first of what is there, then of anything; once where no words are taken."""
    turn = count()

    @settings(
        max_examples=3 if operation.body or operation.query else 1,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(case=operation.as_strategy())
    def answers_as_it_says(case: Any) -> None:
        if known and next(turn) % 2 == 0 and "key" in (case.path_parameters or {}):
            case.path_parameters["key"] = str(known)
        case.call_and_validate(headers=headers, checks=CHECKS)

    answers_as_it_says()
