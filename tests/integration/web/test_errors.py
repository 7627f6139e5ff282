import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory

from readingroom.kernel import errors
from readingroom.web.errors import STATUS_OF, ErrorPages, server_error

pytestmark = pytest.mark.django_db
MESSAGE = "3 images may show text in the picture."


def refuse(exc: Exception, **headers: str) -> HttpResponse | None:
    request = RequestFactory(headers=headers).get("/")
    return ErrorPages(lambda _: HttpResponse()).process_exception(request, exc)


@pytest.mark.parametrize(("kind", "status"), STATUS_OF.items())
def test_each_failure_has_its_status_and_says_its_sentence(
    kind: type[errors.ReadingRoomError], status: int
) -> None:
    answer = refuse(kind(MESSAGE))

    assert answer is not None
    assert answer.status_code == status
    assert MESSAGE in answer.content.decode()
    assert "<html" in answer.content.decode()


def test_htmx_gets_an_alert_that_leaves_the_form_alone() -> None:
    answer = refuse(errors.InvalidInput(MESSAGE), **{"HX-Request": "true"})

    assert answer is not None
    assert answer["HX-Retarget"] == "#alerts"
    assert "<html" not in answer.content.decode()
    assert MESSAGE in answer.content.decode()


def test_what_is_down_for_now_says_when_to_come_back() -> None:
    answer = refuse(errors.Unavailable(MESSAGE))

    assert answer is not None
    assert answer["Retry-After"] == "30"


def test_a_database_that_refuses_is_down_for_now() -> None:
    answer = refuse(OperationalError("database is locked"))

    assert answer is not None
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "locked" not in answer.content.decode()


def test_a_bug_is_not_taken_for_a_refusal() -> None:
    assert refuse(ValueError("a bug")) is None


def test_what_is_meant_for_logs_is_never_shown() -> None:
    answer = refuse(errors.NotFound(MESSAGE, detail="case 42"))

    assert answer is not None
    assert "case 42" not in answer.content.decode()


def test_an_address_that_leads_nowhere_is_a_page(client: Client) -> None:
    answer = client.get("/nowhere/")

    assert answer.status_code == 404
    assert b"There is nothing here" in answer.content


def test_the_page_of_a_bug_needs_no_database(django_db_blocker: object) -> None:
    answer = server_error(RequestFactory().get("/"))

    assert answer.status_code == 500
    assert b"Something broke on our side" in answer.content


def test_the_address_of_a_form_leads_to_its_page(client: Client) -> None:
    answer = client.get("/playlists/new/")

    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert b'href="../"' in answer.content


@pytest.mark.parametrize(
    ("sent_from", "page"),
    [("http://testserver/a/?b=1#c", "/a/"), ("http://testserver/a/send/", "../"),
     ("http://elsewhere/a/", None), ("http://testserver//elsewhere/", None), ("http://[", None),
     ("", None)],
)  # fmt: skip
def test_a_refused_form_leads_back_to_its_page(sent_from: str, page: str | None) -> None:
    request = RequestFactory(headers={"Referer": sent_from}).post("/a/send/")

    answer = ErrorPages(lambda _: HttpResponse()).process_exception(
        request, errors.StateConflict(MESSAGE)
    )

    assert answer is not None
    assert ("Load that page again" in answer.content.decode()) is bool(page)
    assert page is None or f'href="{page}"' in answer.content.decode()
