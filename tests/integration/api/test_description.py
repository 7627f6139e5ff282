"""The description says what the interface does: programs that are made from it work."""

from typing import Any

import pytest
import schemathesis
from django.core.cache import cache
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from readingroom.api import bearers
from tests.factories.cases import make_case
from tests.factories.people import dev
from tests.integration.api.test_api import PUBLIC, Program

pytestmark = pytest.mark.django_db
EXAMPLES = 4
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture
def unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr(bearers.READING, "most", 10**6)
    monkeypatch.setattr(bearers.WRITING, "most", 10**6)


@pytest.mark.usefixtures("unlimited")
def test_whatever_fits_the_description_is_answered_as_it_says() -> None:
    key, token = make_case(**PUBLIC).key, Program(dev()).token
    description = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}
    asked = []
    for found in description.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        )
        @given(case=operation.as_strategy(), is_known=st.booleans())
        def answers_as_it_says(case: Any, is_known: bool) -> None:
            if is_known and "key" in (case.path_parameters or {}):
                case.path_parameters["key"] = str(key)
            case.call_and_validate(headers=headers, checks=CHECKS)

        answers_as_it_says()
        asked.append(operation.label)

    assert len(asked) >= 18
