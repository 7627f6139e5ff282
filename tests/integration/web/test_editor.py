"""Writing a case through the addresses that the editor's page asks."""

import json
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from readingroom.accounts.models import Person, Role
from readingroom.casefile.errors import InvalidCase
from readingroom.cases.models import Case, Draft, State, Visibility
from readingroom.cases.services.drafting import keep_revision
from readingroom.cases.services.revise import save_revision
from readingroom.kernel.ids import new_key
from tests.factories.cases import NOON, make_case, make_document
from tests.factories.people import alone, amara, ben, chiara, dev, make_person

pytestmark = pytest.mark.django_db


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def send(
    client: Client, case: Case, *edits: dict[str, Any], version: int = 0, batch: str = ""
) -> dict[str, Any]:
    told = {"batch": batch or str(uuid4()), "version": version, "edits": list(edits)}
    answer = client.patch(
        f"/cases/{case.key}/edit/copy/", json.dumps(told), content_type="application/json"
    )
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def take_step(client: Client, case: Case, which: str) -> dict[str, Any]:
    told = {"batch": str(uuid4()), "version": 0, "step": which}
    answer = client.post(
        f"/cases/{case.key}/edit/step/", json.dumps(told), content_type="application/json"
    )
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def writing(path: str, base: Any, value: Any) -> dict[str, Any]:
    return {"kind": "set", "path": path, "base": base, "value": value}


def the_copy(case: Case) -> dict[str, Any]:
    copy: dict[str, Any] = Draft.objects.get(case=case).copy
    return copy


def test_the_page_holds_the_whole_case_and_the_film(client: Client) -> None:
    case = make_case()
    client.force_login(amara())

    answer = client.get(f"/cases/{case.key}/edit/")

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Marrow oedema." in page
    assert 'data-island="editor"' in page
    for choice in ("almost-certain", "CC-BY-4.0", "not-stated", "equivocal", "weeks", "urogenital"):
        assert f'value="{choice}"' in page, choice
    assert "no-store" in answer["Cache-Control"]
    assert "metasta" not in page.split("</head>")[0].lower()


def test_what_is_written_is_kept_and_shown_as_it_will_read() -> None:
    case, client = make_case(), signed_in(amara())
    client.get(f"/cases/{case.key}/edit/")
    study = next(s for s in the_copy(case)["stages"] if s["kind"] == "study")["_id"]
    path = f"stages/{study}/findings"

    told = send(client, case, writing(path, "Marrow oedema.", "Oedema of **C5**."))

    assert told["clashes"] == []
    assert told["rendered"][path] == "<p>Oedema of <strong>C5</strong>.</p>\n"
    assert "Oedema of" in client.get(f"/cases/{case.key}/edit/preview/").content.decode()


def test_readers_notice_nothing_of_what_is_being_written(client: Client) -> None:
    case = make_case(state=State.PUBLISHED, visibility=Visibility.PUBLIC)

    send(signed_in(amara()), case, writing("title", "Vertebral metastases", "Something else"))

    assert "Something else" not in client.get(f"/cases/{case.key}/").content.decode()


def test_a_save_that_is_sent_twice_is_kept_once() -> None:
    case, client = make_case(), signed_in(amara())

    first = send(client, case, writing("title", "Vertebral metastases", "One"), batch="b1")
    send(client, case, writing("title", "One", "Two"))
    again = send(client, case, writing("title", "Vertebral metastases", "One"), batch="b1")

    assert (first["version"], again["version"], again["clashes"]) == (1, 2, [])
    assert the_copy(case)["title"] == "Two"


def test_two_people_who_write_in_different_fields_both_keep_their_words() -> None:
    case, author, editor = make_case(), signed_in(amara()), signed_in(dev())

    send(author, case, writing("title", "Vertebral metastases", "Mine"))
    told = send(editor, case, writing("basis", None, "Histology."))

    assert [edit["value"] for edit in told["news"]] == ["Mine"]
    assert (the_copy(case)["title"], the_copy(case)["basis"]) == ("Mine", "Histology.")


def test_two_people_who_write_in_one_field_are_told() -> None:
    case, author, editor = make_case(), signed_in(amara()), signed_in(dev())

    send(author, case, writing("title", "Vertebral metastases", "Mine"))
    told = send(editor, case, writing("title", "Vertebral metastases", "Theirs"))

    assert [(c["reason"], c["current"]) for c in told["clashes"]] == [("changed", "Mine")]
    assert the_copy(case)["title"] == "Mine"


def test_steps_go_back_over_saves_and_forth_again() -> None:
    case, client = make_case(), signed_in(amara())
    send(client, case, writing("title", "Vertebral metastases", "One"))
    send(client, case, writing("title", "One", "Two"))

    take_step(client, case, "undo")
    take_step(client, case, "undo")
    assert the_copy(case)["title"] == "Vertebral metastases"
    take_step(client, case, "redo")
    told = take_step(client, case, "redo")

    assert the_copy(case)["title"] == "Two"
    assert told["steps"] == {"undo": True, "redo": False}


def test_a_step_back_is_of_what_was_typed_at_one_go_however_often_it_was_saved() -> None:
    case, client = make_case(), signed_in(amara())
    texts = ["Vertebral metastases", "Vertebral metastases o", "Vertebral metastases of a lung"]
    for base, value in pairwise(texts):
        send(client, case, writing("title", base, value))

    back = take_step(client, case, "undo")
    assert (the_copy(case)["title"], back["steps"]["undo"]) == (texts[0], False)
    forth = take_step(client, case, "redo")
    assert (the_copy(case)["title"], forth["steps"]["redo"]) == (texts[-1], False)


def test_a_step_back_leaves_what_someone_else_wrote_since() -> None:
    case, author, editor = make_case(), signed_in(amara()), signed_in(dev())
    send(author, case, writing("title", "Vertebral metastases", "One"))
    send(editor, case, writing("title", "One", "Theirs"))

    told = take_step(author, case, "undo")

    assert the_copy(case)["title"] == "Theirs"
    assert len(told["clashes"]) == 1


def test_something_new_ends_the_way_forth() -> None:
    case, client = make_case(), signed_in(amara())
    send(client, case, writing("title", "Vertebral metastases", "One"))
    take_step(client, case, "undo")

    told = send(client, case, writing("basis", None, "Histology."))

    assert told["steps"] == {"undo": True, "redo": False}


def test_what_is_wrong_is_told_with_its_place_and_kept_all_the_same() -> None:
    case, client = make_case(), signed_in(amara())
    client.get(f"/cases/{case.key}/edit/")
    study = next(s for s in the_copy(case)["stages"] if s["kind"] == "study")["_id"]
    path = f"stages/{study}/findings"

    told = send(client, case, writing(path, "Marrow oedema.", "See [STIR](image:nowhere/3)."))

    assert [problem["address"] for problem in told["standing"]["problems"]] == [path]
    assert "nowhere" in json.dumps(the_copy(case))
    with pytest.raises(InvalidCase):
        keep_revision(case=case, author=amara(), note="Kept", now=NOON)


def test_the_answer_says_what_is_missing_and_what_looks_like_identity() -> None:
    case, client = make_case(), signed_in(amara())

    told = send(client, case, writing("basis", None, "Seen by Dr Jones on 12/03/2021."))

    assert [warning["address"] for warning in told["standing"]["warnings"]] == ["basis", "basis"]
    checks = {check["code"]: check["met"] for check in told["standing"]["checks"]}
    assert (checks["certainty"], checks["identity"], checks["licence"]) == (True, False, False)


def test_a_revision_that_came_by_another_way_is_taken_up_where_nobody_wrote() -> None:
    case, client = make_case(), signed_in(amara())
    client.get(f"/cases/{case.key}/edit/")
    case.refresh_from_db()
    told = make_document(None, title="From the command")
    save_revision(case=case, document=told, author=amara(), note="", now=NOON)
    client.get(f"/cases/{case.key}/edit/")

    assert the_copy(case)["title"] == "From the command"


def test_a_panel_is_read_and_codes_are_found() -> None:
    case, client = make_case(), signed_in(amara())

    panel = client.post(
        f"/cases/{case.key}/edit/panel/", json.dumps({"text": "POSITIVE: TTF1."}),
        content_type="application/json",
    )  # fmt: skip
    codes = client.get(f"/cases/{case.key}/edit/codes/?q=discitis")

    assert [stain["marker"] for stain in panel.json()["stains"]] == ["TTF-1"]
    assert codes.json()["codes"][0]["value"] == "M46.30"


@pytest.mark.parametrize("preview", ["reader", "learner", "phone"])
def test_a_preview_keeps_the_answer_out_of_its_title(preview: str) -> None:
    case, client = make_case(), signed_in(amara())

    answer = client.get(f"/cases/{case.key}/edit/preview/?as={preview}")

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "metasta" not in page.split("</head>")[0].lower()
    assert preview != "learner" or "metasta" not in page.lower()


def test_a_learners_preview_asks_without_any_answer(client: Client) -> None:
    option = [{"text": "Disc", "rationale": "Because."}, {"text": "Bone", "is_key": True}]
    item = {"kind": "multiple-choice", "id": "q", "stage": "mri", "stem": "Where does it begin?"}
    shown = make_document(None, items=[item | {"options": option, "rationale": "It spreads."}])
    case = make_case()
    save_revision(case=case, document=shown, author=amara(), note="", now=NOON)
    client.force_login(amara())

    page = client.get(f"/cases/{case.key}/edit/preview/?as=learner").content.decode()

    assert "Where does it begin?" in page
    assert '<fieldset class="posed" disabled>' in page
    assert "Because." not in page
    assert "It spreads." not in page


def test_the_preview_on_paper_is_given_to_the_printer(client: Client) -> None:
    case = make_case()
    client.force_login(amara())
    preview = f"/cases/{case.key}/edit/preview/?as=reader"

    on_paper = client.get(f"{preview}&print=yes").content.decode()

    assert "data-print" in on_paper
    assert "data-print" not in client.get(preview).content.decode()


READS = ["", "codes/?q=a", "copy/?since=0", "preview/", "preview/?as=learner"]
WRITES = ["copy/", "grant/", "panel/", "step/", "submit/", "withdraw/"]
STRANGERS = {
    "a visitor": None, "a learner": ben, "an editor elsewhere": chiara, "someone alone": alone,
    "another contributor": lambda: make_person("carl", Role.CONTRIBUTOR),
}  # fmt: skip


@pytest.mark.parametrize("who", STRANGERS.values(), ids=STRANGERS)
@pytest.mark.parametrize("state", [State.DRAFT, State.PUBLISHED])
def test_for_everyone_else_there_is_nothing_to_write(who: Any, state: State) -> None:
    visibility = Visibility.PUBLIC if state == State.PUBLISHED else Visibility.PRIVATE
    case = make_case(state=state, visibility=visibility)
    client = Client(enforce_csrf_checks=True)
    if who is not None:
        client.force_login(who())

    for below in READS:
        there = client.get(f"/cases/{case.key}/edit/{below}")
        absent = client.get(f"/cases/{new_key()}/edit/{below}")
        assert (there.status_code, absent.status_code) == (404, 404), below
    for below in WRITES:
        there = client.post(f"/cases/{case.key}/edit/{below}", {"batch": "b"})
        absent = client.post(f"/cases/{new_key()}/edit/{below}", {"batch": "b"})
        assert (there.status_code, absent.status_code) == (404, 404), below
    assert Draft.objects.count() == 0


def test_a_retired_case_is_not_written_in() -> None:
    case = make_case(state=State.RETIRED, visibility=Visibility.PUBLIC)

    assert signed_in(amara()).get(f"/cases/{case.key}/edit/").status_code == 404
