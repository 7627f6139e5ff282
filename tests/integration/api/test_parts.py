"""The parts of the interface beyond cases: remarks, what is one's own, teaching, people."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from readingroom.accounts.models import Invitation, Person, Role, Scope
from readingroom.accounts.registration import Mode, Registration
from readingroom.accounts.services.invitations import Guest, invite
from readingroom.cases.models import Case, CaseOpening
from readingroom.learning.models import Attempt, Card
from readingroom.learning.selectors.questions import alias_of
from readingroom.search.articles import writing
from readingroom.teaching.models import Sitting
from tests.factories.cases import NOON, make_case
from tests.factories.classes import answer, make_cohort, make_member, make_set, teacher
from tests.factories.people import amara, ben, dev, make_institution, make_person
from tests.factories.playlists import make_exam, make_playlist, small_case
from tests.integration.api.test_api import PUBLIC, Program

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    cache.clear()


def chief() -> Person:
    return make_person("cora", Role.ADMINISTRATOR)


def sit(exam: Any, person: Person, **fields: Any) -> Sitting:
    return Sitting.objects.create(
        playlist=exam, person=person, mode=exam.mode, number=1, seed=1, started_at=NOON, **fields
    )


def test_a_remark_becomes_an_edit_and_a_submission_gets_a_time() -> None:
    author, editor = Program(amara()), Program(dev())
    path = f"/cases/{make_case(owner=amara()).key}"

    made = editor.send("POST", f"{path}/remarks", {"words": "Which level?"})
    assert made.status_code == 201, made.content
    remark = f"{path}/remarks/{made.json()['key']}"
    author.send("POST", f"{remark}/answers", {"words": "C5."})
    author.send("POST", f"{remark}/settle")
    [thread] = editor.get(f"{path}/remarks").json()["settled"]
    assert (thread["first"]["words"], thread["answers"][0]["words"]) == ("Which level?", "C5.")
    stands = editor.get(f"{path}/document?revision=draft").json()["title"]
    words = {"path": "title", "passage": stands, "proposal": "Another title"}
    proposed = editor.send("POST", f"{path}/remarks", words).json()
    accepted = author.send("POST", f"{path}/remarks/{proposed['key']}/accept")
    assert accepted.status_code == 200, accepted.content

    author.send("POST", f"{path}/submit", {"basis": "no-patient", "identity_cleared": True})
    at = (timezone.now() + timedelta(days=1)).isoformat()
    when = {"visibility": "institution", "at": at}
    assert editor.send("POST", f"{path}/schedule", when).status_code == 200
    assert editor.get("/reviews").json()["items"][0]["publishes_at"]
    assert editor.send("POST", f"{path}/unschedule").status_code == 200


def test_who_reads_a_case_by_a_program_has_read_it_and_until_then_its_answer_can_be_kept_back() -> (
    None
):
    case = small_case("Chordoma")
    program = Program(ben())

    def title() -> str:
        return str(program.get("/cases?hide=true").json()["items"][0]["title"])

    assert "Chordoma" not in title()
    assert program.get("/cases?hide=true&q=chordoma").json()["items"] == []
    program.get(f"/cases/{case.key}/document")
    assert CaseOpening.objects.filter(person=ben(), case=case).exists()
    assert title() == "Chordoma"


def test_what_was_answered_is_told_no_sooner_than_on_a_page() -> None:
    case, person = small_case(), ben()
    exam = make_exam(small_case(), members=())
    sat, way = (
        sit(exam, person),
        Attempt.objects.create(person=person, case_key=case.key, number=1, started_at=NOON),
    )
    answer(person, case, "best", NOON)
    answer(person, case, "later", NOON, source="unknown", context=str(way.key))
    answer(person, case, "asked", NOON, source="exam", context=str(sat.key))

    told = {one["question"]: one for one in Program(person).get("/own/answers").json()["items"]}

    assert set(told) == {alias_of(case.key, "best"), alias_of(case.key, "later")}
    unfinished = told[alias_of(case.key, "later")]
    assert (unfinished["score"], unfinished["is_right"], unfinished["given"]) == (None, None, None)
    assert told[alias_of(case.key, "best")]["score"] == 1.0
    past = timezone.now() - timedelta(days=2)
    exam.opens_at, exam.ends_at = past - timedelta(hours=1), past
    exam.save()
    Sitting.objects.filter(pk=sat.pk).update(finished_at=past, ending="person", deadline=past)
    told = {one["question"]: one for one in Program(person).get("/own/answers").json()["items"]}
    assert told[alias_of(case.key, "asked")]["score"] == 1.0


def test_of_two_devices_that_write_a_note_neither_loses_a_word() -> None:
    case, program = make_case(**PUBLIC), Program(ben())
    address = f"/cases/{case.key}/notes/start"
    first = program.get(address)

    assert program.send("PUT", address, {"text": "Mine"}).status_code == 428
    kept = program.send("PUT", address, {"text": "Mine"}, **{"If-Match": first["ETag"]})
    late = program.send("PUT", address, {"text": "Yours"}, **{"If-Match": first["ETag"]})

    assert (kept.json(), late.status_code) == ({"text": "Mine", "version": 1}, 412)
    assert program.get("/own/notes").json()["items"][0]["text"] == "Mine"


def test_what_is_kept_is_listed_and_taken_away() -> None:
    case, program = make_case(**PUBLIC), Program(ben())
    program.send("PUT", f"/cases/{case.key}/favourite")
    body = {"name": "Spine", "q": "spine"}
    once = [
        program.send("POST", "/own/searches", body, **{"Idempotency-Key": "a"}) for _ in range(2)
    ]
    assert once[0].json()["key"] == once[1].json()["key"]
    assert [row["case"]["key"] for row in program.get("/own/favourites").json()["items"]] == [
        str(case.key)
    ]
    for name in ("attempts", "due", "progress", "notices", "searches"):
        assert program.get(f"/own/{name}").status_code == 200, name

    for address in (f"/cases/{case.key}/favourite", f"/own/searches/{once[0].json()['key']}"):
        assert program.send("DELETE", address).status_code == 204
    assert program.get("/own/searches").json()["items"] == []


def walked(program: Program, path: str) -> list[str]:
    """Everything of a list, one at a time; and the same as when it is asked for at once."""
    pages, cursor = [], ""
    while True:
        page = program.get(f"{path}?limit=1&cursor={cursor}").json()
        pages += [str(one) for one in items_of(page)]
        if page["next"] is None:
            break
        cursor = page["next"]
    assert pages == [str(one) for one in items_of(program.get(f"{path}?limit=100").json())]
    assert program.get(f"{path}?cursor=x").status_code == 422
    return pages


def items_of(page: Any) -> list[Any]:
    return list(page["items"]) if "items" in page else [*page["open"], *page["settled"]]


def test_every_list_that_grows_comes_a_piece_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "READINGROOM_REGISTRATION", Registration(Mode.INVITATION))
    cases, program, editor = [make_case(**PUBLIC) for _ in range(2)], Program(teacher()), dev()
    for number, case in enumerate(cases):
        program.send("PUT", f"/cases/{case.key}/favourite")
        note = {"text": f"Note {number}"}
        program.send("PUT", f"/cases/{case.key}/notes/start", note, **{"If-Match": '"v0"'})
        make_cohort(f"Class {number}")
        make_playlist()
        program.send("POST", "/own/searches", {"name": f"S{number}", "q": f"spine {number}"})
        invite(Guest("", Role.LEARNER, None), by=chief(), now=timezone.now())
        Program(editor).send("POST", f"/cases/{cases[0].key}/remarks", {"words": f"R{number}"})
    remarks = f"/cases/{cases[0].key}/remarks"
    first = Program(editor).get(remarks).json()["open"][0]["first"]["key"]
    Program(editor).send("POST", f"{remarks}/{first}/settle")

    for path in ("favourites", "notes", "searches"):
        assert len(walked(program, f"/own/{path}")) == 2, path
    for path in ("/classes", "/playlists"):
        assert len(walked(program, path)) == 2, path
    assert len(walked(Program(editor), remarks)) == 2
    assert len(walked(Program(chief()), "/invitations")) == 2
    assert len(walked(Program(chief()), "/institutions")) == 1


def test_an_article_is_read_by_all_and_written_by_editors_who_lose_no_word(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    editor, reader, path = Program(dev()), Program(ben()), "/articles/odd-sign"
    said = {"text": "One.", "name": "Odd sign", "kind": "sign"}
    monkeypatch.setattr(writing, "MOST_SHOWN", 1)

    def write(program: Program, tag: str, **changes: str) -> Any:
        return program.send("PUT", path, {**said, **changes}, **{"If-Match": tag})

    assert reader.get(path).status_code == 404
    assert write(reader, '"v0"').status_code == 403
    assert write(editor, '"v0"', name="").status_code == 404
    assert write(editor, '"v0"')["ETag"] == '"v1"'
    assert write(editor, '"v1"', text="Two.").json()["version"] == 2
    assert write(editor, '"v1"', text="Late.").status_code == 412
    assert editor.send("PUT", path, said).status_code == 428

    shown = reader.get(path)
    assert (shown.json()["text"], shown["ETag"]) == ("Two.", '"v2"')
    assert [row["term"] for row in reader.get("/articles?kind=sign&q=odd").json()["items"]] == [
        "odd-sign"
    ]
    newest = editor.get(f"{path}/revisions").json()
    older = editor.get(f"{path}/revisions?cursor={newest['next']}").json()
    assert [one["number"] for one in (*newest["items"], *older["items"])] == [2, 1]
    assert older["next"] is None
    assert reader.get(f"{path}/revisions").status_code == 403
    assert editor.send("POST", f"{path}/revisions/1/restore").json()["version"] == 3
    assert reader.get(path).json()["text"] == "One."


def test_what_is_most_read_due_or_unread_can_come_first() -> None:
    program = Program(ben())
    for _ in range(2):
        make_case(**PUBLIC)

    def order(wanted: str) -> list[str]:
        found = program.get(f"/cases?order={wanted}&limit=1").json()
        rest = program.get(f"/cases?order={wanted}&limit=1&cursor={found['next']}").json()
        return [one["key"] for one in (*found["items"], *rest["items"])]

    newest = order("newest")
    last = Case.objects.get(key=newest[1])
    CaseOpening.objects.create(case=last, person=ben(), opened_at=NOON)
    Card.objects.create(person=ben(), case=last, due_at=NOON, made_at=NOON)
    assert order("unread") == newest
    assert [order(one) for one in ("read", "due")] == [newest[::-1], newest[::-1]]
    assert program.get("/cases?order=due&which=mine").status_code == 422


def test_a_profile_is_changed_and_what_is_wrong_is_told_by_its_field() -> None:
    program = Program(ben())
    lines = {"name": "Ben Ito", "language": "ja", "time_zone": "Asia/Tokyo"}
    choice = {"kind": "marked", "on_page": False, "by_mail": True}

    kept = program.send("PUT", "/own/profile", lines).json()
    wrong = program.send("PUT", "/own/profile", {"orcid": "1", "language": "xx"})
    chosen = program.send("PUT", "/own/notices/choices", {"items": [choice]})

    assert program.get("/own/profile").json() == kept
    assert {name: kept[name] for name in lines} == lines
    assert {one["place"] for one in wrong.json()["errors"]} == {"orcid", "language"}
    assert wrong.status_code == 422
    assert chosen.json()["items"] == [choice]
    other = {"items": [{**choice, "kind": "comment"}]}
    assert program.send("PUT", "/own/notices/choices", other).status_code == 422


def test_a_class_is_taught_and_its_results_name_nobody() -> None:
    cohort = make_cohort()
    member = make_member(cohort, "ben")
    make_set(cohort, small_case())
    program = Program(teacher())

    shown = program.get(f"/classes/{cohort.key}").json()
    results = [program.get(f"/classes/{cohort.key}/results").json() for _ in range(2)]

    assert [one["name"] for one in shown["members_list"]] == [member.display_name]
    names = [one["rows"][0]["pseudonym"] for one in results]
    assert names[0] != names[1]
    assert str(member.key) not in str(results)
    seen = Program(member).get(f"/classes/{cohort.key}").json()
    assert (seen["join_code"], seen["members_list"], seen["works"][0]["state"]) == (
        None,
        [],
        "none",
    )


def test_what_a_playlist_asks_is_told_to_its_maker_alone() -> None:
    case = small_case("Chordoma")
    playlist = make_playlist(case, members=())
    cohort = make_cohort()
    make_member(cohort, "ben")
    playlist.cohorts.add(cohort)
    address = f"/playlists/{playlist.key}"
    mine, theirs = Program(teacher()).get(address), Program(ben()).get(address)

    assert mine.json()["entries"][0]["title"] == "Chordoma"
    assert theirs.json()["entries"] == []
    assert str(case.key) not in theirs.content.decode()
    changed = Program(teacher()).send(
        "PUT", address, {"title": "Spine", "minutes": 20}, **{"If-Match": mine["ETag"]}
    )
    assert (changed.status_code, changed.json()["minutes"]) == (200, 20)
    late = Program(teacher()).send("PUT", address, {"title": "X"}, **{"If-Match": mine["ETag"]})
    assert late.status_code == 412


def test_a_stolen_token_makes_no_administrator() -> None:
    program, institution = Program(chief()), str(make_institution().key)
    other = make_person("otto", Role.ADMINISTRATOR)
    wanted = {"role": "administrator", "institution": institution}

    for path, method, body in (
        (f"/people/{ben().key}", "PUT", wanted),
        (f"/people/{other.key}", "PUT", {"role": "learner", "institution": institution}),
        (f"/people/{other.key}/deactivate", "POST", None),
        ("/invitations", "POST", wanted),
    ):
        assert program.send(method, path, body).status_code == 403, path
    promoted = program.send("PUT", f"/people/{ben().key}", {**wanted, "role": "editor"})
    assert promoted.json()["role"] == "editor"
    assert not Invitation.objects.exists()


def test_a_token_does_not_grow_with_a_role_that_is_given_later() -> None:
    person = make_person("dora")
    program = Program(person, *Scope)
    person.role = Role.ADMINISTRATOR
    person.save()

    assert program.get("/people").json()["code"] == "scope_missing"


def test_the_link_of_an_invitation_is_answered_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "READINGROOM_REGISTRATION", Registration(Mode.INVITATION))
    program = Program(chief())
    body = {"role": "learner"}

    first, again = (
        program.send("POST", "/invitations", body, **{"Idempotency-Key": "a"}) for _ in range(2)
    )

    assert "/join/" in first.json()["link"]
    assert (again.json()["link"], again.json()["key"]) == (None, first.json()["key"])
