"""What people do on pages, done by programs: with a token, once, and told in problem details."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from readingroom.accounts.models import Person, Scope
from readingroom.accounts.services.api_tokens import issue_token
from readingroom.api import bearers
from readingroom.api.models import DoneRequest
from readingroom.casefile.document import dump_document
from readingroom.cases.models import Case, State, Visibility
from readingroom.infra import events
from tests.factories.cases import make_case, make_document
from tests.factories.people import amara, ben, chiara, dev

pytestmark = pytest.mark.django_db
PUBLIC = {"state": State.PUBLISHED, "visibility": Visibility.PUBLIC}


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    cache.clear()


class Program:
    """A program that holds a token of a person."""

    def __init__(self, person: Person, *scopes: Scope) -> None:
        self.token = issue_token(
            person, label="test", now=timezone.now(), scopes=scopes or tuple(Scope)
        )
        self.client = Client(raise_request_exception=False)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Ask, and have the answer."""
        return self.client.generic(
            method,
            f"/api/v1{path}",
            b"" if body is None else json.dumps(body),
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.token}", **headers},
        )

    def get(self, path: str, **headers: str) -> Any:
        """Read."""
        return self.send("GET", path, **headers)


def a_document(**changes: Any) -> dict[str, Any]:
    return dump_document(make_document(**changes))


def test_a_case_goes_from_document_to_published_and_retired() -> None:
    author, editor = Program(amara()), Program(dev())
    made = author.send("POST", "/cases", {"document": a_document(stages=[])})
    assert made.status_code == 201, made.content
    key = made.json()["key"]
    assert made["Location"] == f"/api/v1/cases/{key}"

    draft = author.get(f"/cases/{key}/document?revision=draft")
    changed = {**draft.json(), "title": "Another title"}
    saved = author.send(
        "PUT", f"/cases/{key}/document", {"document": changed}, **{"If-Match": draft["ETag"]}
    )
    assert saved.status_code == 200, saved.content
    assert saved["ETag"] == '"r2"'
    told = author.get(f"/cases/{key}/difference?old=1&new=2").json()["changes"]
    assert any("title" in sentence.lower() for sentence in told)
    restored = author.send("POST", f"/cases/{key}/revisions/1/restore")
    assert restored.json()["revision"] == 3
    assert [row["number"] for row in author.get(f"/cases/{key}/revisions").json()["items"]] == [
        3, 2, 1,
    ]  # fmt: skip

    refused = author.send("POST", f"/cases/{key}/publish", {"visibility": "institution"})
    assert refused.status_code in {403, 409}
    body = {"basis": "no-patient", "identity_cleared": True}
    submitted = author.send("POST", f"/cases/{key}/submit", body)
    if submitted.status_code == 422:  # the document lacks what every case must have
        pytest.fail(submitted.json()["detail"])
    assert editor.get("/reviews").json()["items"][0]["case"] == key
    published = editor.send("POST", f"/cases/{key}/publish", {"visibility": "institution"})
    assert published.json()["state"] == "published", published.content
    assert editor.get(f"/cases/{key}/citation").json()["revision"] == 3
    retired = editor.send("POST", f"/cases/{key}/retire", {"because": "outdated"})
    assert retired.json()["state"] == "retired", retired.content


def test_sent_again_under_the_same_key_it_is_done_once() -> None:
    author = Program(amara())
    body = {"document": a_document()}

    first = author.send("POST", "/cases", body, **{"Idempotency-Key": "one"})
    second = author.send("POST", "/cases", body, **{"Idempotency-Key": "one"})
    other = author.send("POST", "/cases", {"document": {}}, **{"Idempotency-Key": "one"})

    assert first.json() == second.json()
    assert Case.objects.count() == 1
    assert other.status_code == 422
    assert "another request" in other.json()["detail"]


def test_what_was_refused_can_be_sent_again_and_a_key_lasts_a_day() -> None:
    author = Program(amara())
    refused = author.send("POST", "/cases", {"document": {}}, **{"Idempotency-Key": "one"})
    assert refused.status_code == 422
    assert not DoneRequest.objects.exists()

    body = {"document": a_document()}
    author.send("POST", "/cases", body, **{"Idempotency-Key": "one"})
    DoneRequest.objects.update(done_at=timezone.now() - timedelta(hours=25))
    author.send("POST", "/cases", body, **{"Idempotency-Key": "one"})
    assert Case.objects.count() == 2


def test_nobodys_words_are_written_over_unseen() -> None:
    author, person = Program(amara()), amara()
    case = make_case(owner=person)
    address = f"/cases/{case.key}/document"
    body = {"document": a_document(title="Mine")}

    assert author.send("PUT", address, body).status_code == 428
    late = author.send("PUT", address, body, **{"If-Match": '"r99"'})

    assert late.status_code == 412
    assert late.json()["code"] == "changed_in_between"


def test_a_document_that_is_wrong_is_refused_place_by_place() -> None:
    answer = Program(amara()).send(
        "POST", "/cases", {"document": {"schema_version": 1, "title": 3, "colour": "red"}}
    )

    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert {one["place"] for one in answer.json()["errors"]} >= {"title", "colour"}


def test_what_is_hidden_answers_like_what_is_absent() -> None:
    draft = make_case(owner=amara())
    for stranger in (Program(ben()), Program(chiara())):
        hidden = stranger.get(f"/cases/{draft.key}")
        absent = stranger.get("/cases/00000000-0000-0000-0000-000000000000")
        assert (hidden.status_code, hidden.content) == (404, absent.content)
        listed = (
            stranger.get("/cases").json()["items"] + stranger.get("/cases?q=neck").json()["items"]
        )
        assert listed == []


def test_without_a_token_or_its_scope_nothing_is_told() -> None:
    make_case(**PUBLIC)
    reader = Program(ben(), Scope.READ_CASES)
    images = Program(ben(), Scope.READ_IMAGES)
    nobody = Client().get("/api/v1/cases")

    assert nobody.status_code == 401
    assert nobody["WWW-Authenticate"].startswith("Bearer")
    assert images.get("/cases").json()["code"] == "scope_missing"
    assert reader.send("POST", "/cases", {"document": {}}).status_code == 403
    assert reader.get("/me").json()["scopes"] == ["cases:read"]


def test_a_cookie_is_no_token(client: Client) -> None:
    client.force_login(amara())

    assert client.get("/api/v1/cases").status_code == 401


def test_lists_come_a_piece_at_a_time() -> None:
    for _ in range(5):
        make_case(**PUBLIC)
    program, seen, cursor = Program(ben()), [], ""
    while True:
        page = program.get(f"/cases?limit=2&cursor={cursor}").json()
        seen += [item["key"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = page["next"]

    assert len(seen) == len(set(seen)) == 5
    assert program.get("/cases?cursor=nonsense").status_code == 422
    found = program.get("/cases?q=neck&limit=3").json()
    assert len(found["items"]) == 3
    assert found["next"]


def test_a_token_that_asks_too_often_is_told_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(bearers.A_MINUTE, "read", 3)
    program = Program(ben())

    answers = [program.get("/me") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1]["Retry-After"] == "60"


def test_an_address_where_nothing_is_answers_in_the_same_form(client: Client) -> None:
    answer = client.get("/api/v1/nothing")

    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


def test_of_whoever_leaves_no_request_is_remembered() -> None:
    person = amara()
    Program(person).send("POST", "/cases", {"document": a_document()}, **{"Idempotency-Key": "one"})
    assert DoneRequest.objects.exists()

    events.publish(events.PersonLeaving(person.key))

    assert not DoneRequest.objects.exists()
