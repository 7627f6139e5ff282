"""The pages that ask: nothing is told before the answer, and nothing changed after it."""

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from readingroom.accounts.models import Person
from readingroom.cases.models import Case, Visibility
from readingroom.learning.models import ItemAnswer, ItemJudgement
from readingroom.learning.selectors import taken
from readingroom.learning.selectors.questions import alias_of
from readingroom.learning.services import answering
from tests.factories.answering import KEYS, every_kind
from tests.factories.people import ben, make_person
from tests.factories.unknown import shown_series
from tests.unit.learning.asking import ct_stack

pytestmark = pytest.mark.django_db
WHO = pytest.mark.parametrize("who", [ben, lambda: None], ids=["learner", "visitor"])
_SENT = {
    "level": {"option": "1", "certainty": "3"},
    "name": {"text": "lung", "certainty": "2"},
    "say": {"text": "A mass."},
    "report": {"findings": "Seen.", "impression": "Meant."},
    "ddx": {"name-1": "Metastasis", "points-1": "100"},
    "find": {"marks": '[{"slice": 5, "at_px": [15, 15]}]', "seen": "[[5, 3.2]]"},
}


@pytest.fixture(autouse=True)
def on_shelf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taken, "series_view", shown_series)
    monkeypatch.setattr(answering, "stack_of", lambda *_: ct_stack())


class Learner:
    """Someone with a browser who answers questions."""

    def __init__(self, person: Person | None, case: Case) -> None:
        self.client, self.root, self.key = Client(), f"/cases/{case.key}/questions/", case.key
        if person is not None:
            self.client.force_login(person)

    def look(self, item: str = "", query: str = "") -> str:
        path = self.at(item) if item else self.root
        return self.client.get(path + query).content.decode()

    def at(self, item: str, what: str = "") -> str:
        return f"{self.root}{alias_of(self.key, f'zid-{item}')}/{what}"

    def form(self, item: str, page: str | None = None) -> dict[str, Any]:
        text = self.look(item) if page is None else page
        fields = dict(re.findall(r'name="(token|number|answer|attempt)" value="([^"]*)"', text))
        fields["entry"] = re.findall(r'name="entry" value="([^"]*)"', text)
        return fields

    def send(self, item: str, **changed: Any) -> HttpResponse:
        sent = {**self.form(item), **_SENT.get(item, {}), **changed}
        return self.client.post(self.at(item, "answer/"), sent)


def test_nothing_of_a_key_is_in_any_answer_of_the_server_before_one_answers() -> None:
    case = every_kind()
    learner = Learner(ben(), case)

    pages = [learner.look(), *(learner.look(item) for item in [*_SENT, "steps"])]

    assert all("Question" in page for page in pages)
    assert [word for word in KEYS if any(word in page for page in pages)] == []


@WHO
@pytest.mark.parametrize("item", [*_SENT, "steps"])
def test_every_kind_is_answered_and_then_told_of(item: str, who: Any) -> None:
    learner = Learner(who(), every_kind())

    answer = learner.send(item)
    page, alias = learner.look(item), alias_of(learner.key, f"zid-{item}")
    told_at = f"{learner.root}{alias}/#q-{alias}-told"

    assert (answer.status_code, answer["Location"]) == (303, told_at)
    assert f"zwhy-{item}" in page
    assert "Commit my answer" not in page
    assert f"zwhy-{item}" not in learner.look(item, "?again=1")


def test_the_order_of_a_page_is_not_the_right_one_and_is_found_again_when_it_is_sent() -> None:
    learner = Learner(ben(), every_kind())
    keys = learner.form("steps")["entry"]

    learner.send("steps", entry=keys)

    order = ItemAnswer.objects.get().given["order"]
    assert order != [0, 1, 2, 3]
    assert sorted(order) == [0, 1, 2, 3]
    again = Learner(make_person("other"), Case.objects.get())
    again.send(
        "steps", **{f"place-{key}": str(at) for at, key in enumerate(reversed(keys), start=1)}
    )
    assert ItemAnswer.objects.order_by("pk").last().given["order"] == list(reversed(order))  # type: ignore[union-attr]  # just made


@WHO
def test_a_hotspot_is_judged_by_the_server_and_then_shown_on_the_film(who: Any) -> None:
    learner = Learner(who(), every_kind())
    before = learner.look("find")

    learner.send("find")
    after = learner.look("find")

    assert '"pointing": "s' in before
    assert "Found 1 of 2 things; 0 false marks" in after
    assert "zkey-missed" in after
    assert '"You 1"' in after


@WHO
def test_an_answer_is_not_changed_by_a_page_from_before_it_was_told(who: Any) -> None:
    learner = Learner(who(), every_kind())
    first, other_tab = learner.form("level"), learner.form("level")
    path = learner.at("level", "answer/")

    sent = [
        learner.client.post(path, {**first, "option": "0", "certainty": "3"}).status_code,
        learner.client.post(path, {**first, "option": "0", "certainty": "3"}).status_code,
        learner.client.post(path, {**first, "option": "1", "certainty": "3"}).status_code,
        learner.client.post(path, {**other_tab, "option": "1", "certainty": "3"}).status_code,
    ]

    assert sent == [303, 303, 409, 409]
    assert "−6 marks" in learner.look("level")


@WHO
def test_what_cannot_be_taken_comes_back_as_it_was_typed(who: Any) -> None:
    learner = Learner(who(), every_kind())

    answers = [
        learner.send("level", certainty=""),
        learner.send("find", marks="[[", none=""),
        learner.send("find", none="1"),
        learner.send("report", findings="kept words", impression=""),
        learner.send("steps", entry=["x"]),
    ]

    assert [answer.status_code for answer in answers] == [422] * 5
    assert "kept words" in answers[3].content.decode()
    assert not ItemAnswer.objects.exists()


@WHO
def test_words_are_marked_by_whoever_wrote_them_with_seeing_and_meaning_apart(who: Any) -> None:
    learner = Learner(who(), every_kind())
    learner.send("say")
    form = learner.form("say")

    kept = learner.client.post(learner.at("say", "mark/"), {**form, "met": ["0"]})
    page = learner.look("say")

    assert kept.status_code == 303
    assert "Observation 100 %, interpretation 0 % of the points." in page
    assert "without which the answer fails" in page
    again = learner.client.post(learner.at("say", "mark/"), {**form, "met": ["9"], "token": "new"})
    assert again.status_code == 422


def test_nobody_marks_or_reads_the_answer_of_another() -> None:
    case = every_kind()
    mine, other = Learner(ben(), case), Learner(make_person("other"), case)
    mine.send("say")
    form = mine.form("say")

    taken_over = other.client.post(other.at("say", "mark/"), {**form, "met": ["0"]})

    assert taken_over.status_code == 409
    assert "A mass." not in other.look("say")
    assert not ItemJudgement.objects.exists()


def test_another_s_token_is_no_answer_of_theirs() -> None:
    case = every_kind()
    mine, other = Learner(ben(), case), Learner(make_person("other"), case)
    form = {**mine.form("level"), "option": "0", "certainty": "1"}

    for one in (mine, other):
        one.client.post(one.at("level", "answer/"), form)

    assert ItemAnswer.objects.values("person").distinct().count() == 2


def test_what_a_visitor_answers_is_in_no_row() -> None:
    learner = Learner(None, every_kind())

    learner.send("level")

    assert not ItemAnswer.objects.exists()
    assert "1</b> of 7 answered" in learner.look()


def test_the_pages_are_there_only_for_whoever_may_read_the_case() -> None:
    case = every_kind(visibility=Visibility.INSTITUTION)
    outsider = Learner(make_person("far", institution="Another hospital"), case)

    answers = [outsider.client.get(outsider.root), outsider.client.get(outsider.at("level")),
               outsider.client.post(outsider.at("level", "answer/"), _SENT["level"])]  # fmt: skip

    assert [answer.status_code for answer in answers] == [404] * 3


def test_a_case_that_asks_nothing_says_so() -> None:
    learner = Learner(ben(), every_kind(items=()))

    assert "This case asks no questions." in learner.look()


def test_where_others_marked_is_shown_from_five_others_up() -> None:
    case = every_kind()
    mine = Learner(ben(), case)
    mine.send("find")
    said = []
    for number in range(5):
        said.append("5 others, first answers" in mine.look("find"))
        Learner(make_person(f"other{number}"), case).send("find")

    assert (any(said), "5 others, first answers" in mine.look("find")) == (False, True)
