"""From submitted to published, or returned with reasons."""

import html
from typing import Any

import pytest
from django.test import Client

from readingroom.cases.models import Case, Outcome, Review, State
from tests.factories.cases import make_case
from tests.factories.people import amara, ben, chiara, dev
from tests.integration.web.test_editor import send, signed_in, writing

pytestmark = pytest.mark.django_db
SUBMITTED = {"basis": "no-patient", "clear": "yes", "note": "Please look."}


def submit(case: Case, **fields: str) -> Any:
    return signed_in(amara()).post(f"/cases/{case.key}/edit/submit/", {**SUBMITTED, **fields})


def read(client: Client, path: str) -> str:
    return html.unescape(client.get(path).content.decode())


def test_a_submitted_case_waits_in_the_editors_list_and_is_published() -> None:
    case, editor = make_case(), signed_in(dev())

    assert submit(case).status_code == 302
    assert "Please look." in read(editor, "/reviews/")
    editor.post(f"/reviews/{case.key}/decide/", {"decision": "publish", "visibility": "public"})

    case.refresh_from_db()
    assert (case.state, case.visibility) == (State.PUBLISHED, "public")
    assert "Nothing waits for you." in read(editor, "/reviews/")


def test_what_was_written_is_what_is_published() -> None:
    case, author = make_case(), signed_in(amara())
    send(author, case, writing("title", "Vertebral metastases", "Bone metastases"))

    submit(case)
    send(author, case, writing("title", "Bone metastases", "Later words"))
    signed_in(dev()).post(
        f"/reviews/{case.key}/decide/", {"decision": "publish", "visibility": "institution"}
    )

    assert "<h1>Bone metastases</h1>" in read(signed_in(ben()), f"/cases/{case.key}/")


def test_a_returned_case_tells_its_author_why() -> None:
    case, editor = make_case(), signed_in(dev())
    submit(case)

    editor.post(
        f"/reviews/{case.key}/decide/",
        {"decision": "return", "reason": ["limits"], "words": "Say the slice thickness."},
    )

    page = read(signed_in(amara()), f"/cases/{case.key}/edit/")
    assert "It is not said what a study could not show" in page
    assert "Say the slice thickness." in page
    assert Review.objects.get().outcome == Outcome.RETURNED


def test_a_case_is_not_returned_without_a_reason() -> None:
    case = make_case()
    submit(case)

    answer = signed_in(dev()).post(f"/reviews/{case.key}/decide/", {"decision": "return"})

    assert answer.status_code == 422
    assert 'name="words" rows="2" maxlength="4000" autofocus' in answer.content.decode()
    assert Review.objects.get().outcome == Outcome.OPEN


def test_what_is_missing_is_told_and_nothing_typed_is_lost() -> None:
    case = make_case()
    send(signed_in(amara()), case, writing("unknown_title", "Neck pain in an older adult", ""))

    answer = submit(case)

    page = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "Missing: A title that keeps the answer back." in page
    assert '<option value="no-patient" selected>' in page
    assert 'value="yes" required checked>' in page
    assert ">Please look.</textarea>" in page
    assert Review.objects.count() == 0


@pytest.mark.parametrize("fields", [{"basis": ""}, {"clear": ""}, {"basis": "because"}])
def test_the_right_to_show_it_and_the_authors_word_are_asked_for(fields: dict[str, str]) -> None:
    case = make_case()

    assert submit(case, **fields).status_code == 422
    assert Review.objects.count() == 0


def test_submitting_again_replaces_and_taking_back_ends_it() -> None:
    case, author = make_case(), signed_in(amara())
    submit(case)
    submit(case)
    outcomes = sorted(Review.objects.values_list("outcome", flat=True))

    author.post(f"/cases/{case.key}/edit/withdraw/")

    assert outcomes == ["open", "withdrawn"]
    assert not Review.objects.filter(outcome=Outcome.OPEN).exists()
    assert author.post(f"/cases/{case.key}/edit/withdraw/").status_code == 409


@pytest.mark.parametrize("who", [None, ben, amara], ids=["visitor", "learner", "contributor"])
def test_the_list_is_nothing_to_anyone_but_editors(who: Any) -> None:
    case, client = make_case(), Client()
    submit(case)
    if who is not None:
        client.force_login(who())

    decision = {"decision": "publish", "visibility": "public"}
    assert client.get("/reviews/").status_code == 404
    assert client.post(f"/reviews/{case.key}/decide/", decision).status_code == 404
    case.refresh_from_db()
    assert case.state == State.DRAFT


def test_an_editor_elsewhere_neither_sees_nor_decides() -> None:
    case, editor = make_case(), signed_in(chiara())
    submit(case)

    assert "Nothing waits for you." in read(editor, "/reviews/")
    decision = {"decision": "publish", "visibility": "public"}
    assert editor.post(f"/reviews/{case.key}/decide/", decision).status_code == 404
