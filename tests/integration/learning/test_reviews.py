"""What comes back when it is due: graded by the answer, in another case where there is one."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from readingroom.accounts.models import Person
from readingroom.assessment.choice import Certainty
from readingroom.casefile.validation import parse_document
from readingroom.cases.models import Case, Visibility
from readingroom.cases.services.erase import erase_case
from readingroom.cases.services.publish import retire_case
from readingroom.kernel.errors import InvalidInput, NotFound
from readingroom.learning.alike import sibling_of
from readingroom.learning.events import ItemAnswered
from readingroom.learning.models import AttemptJudgement, Card, ItemAnswer, SetAside
from readingroom.learning.selectors import taken
from readingroom.learning.selectors.due import (
    DueToday,
    _prompt,
    all_cards,
    alone,
    due_today,
)
from readingroom.learning.selectors.questions import HOTSPOT_PROMPT
from readingroom.learning.services.cards import on_item_answered
from readingroom.learning.services.reviews import (
    change_card,
    draw_card,
    plan_of,
    set_aside,
    set_plan,
)
from readingroom.web.views import mine_due
from tests.factories.cases import NOON
from tests.factories.people import amara, ben, chiara, dev
from tests.factories.unknown import Hand, published, shown_series, two_stage_case
from tests.unit.learning.cases import fields

pytestmark = pytest.mark.django_db
MAX_QUERIES = 32


@pytest.fixture(autouse=True)
def on_shelf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taken, "series_view", shown_series)


def take(person: Person, case: Case, *, again: bool = False, **last: int) -> Hand:
    client = Client()
    client.force_login(person)
    hand = Hand(client, case)
    hand.begin(**({"again": "1"} if again else {}))
    hand.commit(Discitis=60)
    hand.commit(**last)
    return hand


def due(person: Person, now: datetime, siblings: Any = alone) -> DueToday:
    return due_today(person, siblings, now=now)


def card_due(case: Case, at: datetime, *, person: Person | None = None, **more: Any) -> Card:
    """A card that was good on the day before the day before."""
    return Card.objects.create(
        person=person or ben(), case=case, due_at=at, stability_days=2.0, difficulty=5.0,
        reviewed_at=at - timedelta(days=2), made_at=at - timedelta(days=9), **more,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("points", "days"),
    [({"Metastasis": 90}, 2), ({"Metastasis": 40}, 1), ({"Discitis": 90}, 1), ({}, 1)],
    ids=["right and sure", "right but unsure", "wrong", "said nothing"],
)
def test_taking_a_case_makes_a_card_that_is_due_by_how_it_was_answered(
    points: dict[str, int], days: int
) -> None:
    take(ben(), two_stage_case(), **points)

    card = Card.objects.get()
    assert card.reviewed_at
    assert (card.due_at - card.reviewed_at).days == days


def test_the_first_judgement_keeps_what_was_said_of_the_leading_diagnosis() -> None:
    take(ben(), two_stage_case(), Metastasis=80, Discitis=10)

    kept = AttemptJudgement.objects.get()
    assert (kept.number, kept.said, kept.is_right) == (0, 0.8, True)
    assert kept.outcome == pytest.approx(0.975)


def test_the_queue_holds_to_the_limit_and_to_what_may_be_read() -> None:
    cases = [two_stage_case() for _ in range(5)]
    for case in cases:
        card_due(case, NOON - timedelta(hours=1))
    card_due(two_stage_case(), NOON + timedelta(days=3))
    set_plan(person=ben(), daily_limit=2, zone="Europe/Zurich")
    retire_case(case_key=cases[0].key, actor=dev(), now=NOON)
    set_aside(person=ben(), case_key=cases[1].key, is_wanted=True, now=NOON)

    queue = due(ben(), NOON)

    assert (len(queue.draws), queue.over, queue.limit, queue.done) == (2, 1, 2, 0)
    assert queue.next_at == NOON + timedelta(days=3)
    shown = {draw.shown for draw in queue.draws}
    assert shown <= {case.key for case in cases[2:]}
    assert all(draw.shown_title == "Neck pain in an older adult" for draw in queue.draws)
    assert due(amara(), NOON).draws == ()


def test_reviews_that_are_done_count_for_their_day_alone() -> None:
    cases = [two_stage_case() for _ in range(3)]
    for case in cases:
        card_due(case, NOON)
    Card.objects.filter(case=cases[0]).update(reviewed_at=NOON, due_at=NOON + timedelta(days=5))
    set_plan(person=ben(), daily_limit=2, zone="")

    assert (due(ben(), NOON).done, len(due(ben(), NOON).draws)) == (1, 1)
    tomorrow = NOON + timedelta(days=1)
    assert (due(ben(), tomorrow).done, len(due(ben(), tomorrow).draws)) == (0, 2)


def test_another_case_of_the_diagnosis_stands_in_and_the_answer_counts_for_the_card() -> None:
    own, sibling = two_stage_case(), two_stage_case()
    hidden = two_stage_case()
    retire_case(case_key=hidden.key, actor=dev(), now=NOON)
    card = card_due(own, NOON)

    drawn = due(ben(), NOON, lambda _: (hidden.key, sibling.key)).draws[0]
    assert (drawn.shown, drawn.is_other, drawn.card) == (sibling.key, True, card.key)
    draw_card(person=ben(), key=card.key, case_key=sibling.key)
    take(ben(), sibling, Metastasis=90)

    card.refresh_from_db()
    assert Card.objects.count() == 1
    assert card.due_at > timezone.now() + timedelta(days=1)
    assert not card.is_drawn
    # Taken by oneself it is a case like any other.
    take(ben(), sibling, again=True, Metastasis=90)
    assert Card.objects.filter(case=sibling).count() == 1


def test_a_card_is_paused_resumed_moved_and_forgotten() -> None:
    card = card_due(two_stage_case(), NOON)

    def change(action: str, day: str = "") -> Card:
        return change_card(person=ben(), key=card.key, action=action, day=day, now=NOON)

    change("pause")
    assert due(ben(), NOON).draws == ()
    change("resume")
    assert len(due(ben(), NOON).draws) == 1
    set_plan(person=ben(), daily_limit=5, zone="Asia/Tokyo")
    moved = change("move", "2026-03-05")
    assert moved.due_at.isoformat() == "2026-03-04T15:00:00+00:00"
    assert moved.stability_days == 2.0
    assert change("move", "2026-03-02").due_at == NOON
    assert (change("forget").stability_days, Card.objects.get().due_at) == (None, NOON)
    for action, day in (
        ("move", "2026-03-01"),
        ("move", "soon"),
        ("move", "2028-01-01"),
        ("x", ""),
    ):
        with pytest.raises(InvalidInput):
            change(action, day)
    with pytest.raises(NotFound):
        change_card(person=amara(), key=card.key, action="pause", day="", now=NOON)


def test_an_erased_case_takes_its_cards_and_a_card_drawn_from_it_stays() -> None:
    erased, kept = two_stage_case(), two_stage_case()
    card_due(erased, NOON)
    card_due(kept, NOON, drawn=erased)
    take(ben(), erased, Metastasis=90, Xyzzy=5)

    erase_case(case_key=erased.key, actor=None, reason="consent", now=NOON)

    assert [(card.case, card.drawn) for card in Card.objects.all()] == [(kept, None)]
    assert AttemptJudgement.objects.get().meant == {}
    assert SetAside.objects.count() == 0


def answered(case: Case, *, certainty: int | None = None, **more: Any) -> Card | None:
    answer = ItemAnswer.objects.create(
        **{
            "person": ben(), "case_key": case.key, "revision": case.published_revision,
            "item": "which", "item_version": "0" * 16, "kind": "multiple-choice",
            "source": "practice", "number": 1, "token": uuid4().hex, "given": {},
            "certainty": certainty, "at": NOON, **more,
        }
    )  # fmt: skip
    on_item_answered(ItemAnswered(answer.key))
    on_item_answered(ItemAnswered(answer.key))  # told twice, it counts once
    return Card.objects.filter(item="which").first()


@pytest.mark.parametrize(
    ("told", "days"),
    [
        ({"score": 1.0, "is_right": True, "certainty": int(Certainty.HIGH)}, 2),
        ({"score": 1.0, "is_right": True, "certainty": int(Certainty.LOW)}, 1),
        ({"score": 0.0, "is_right": False, "certainty": int(Certainty.HIGH)}, 1),
        ({"score": 0.5, "is_right": False, "kind": "differential"}, 1),
    ],
)
def test_an_answer_to_a_question_makes_a_card(told: dict[str, Any], days: int) -> None:
    card = answered(asking(), **told)

    assert card
    assert (card.due_at - NOON).days == days


def test_exams_and_answers_that_wait_for_a_judge_make_none() -> None:
    assert answered(asking(), source="exam", score=1.0, is_right=True) is None
    assert answered(asking(), kind="free-text") is None


def test_a_question_is_drawn_with_its_words_until_its_author_takes_it_out() -> None:
    case = asking()
    card = answered(case, score=0.0, is_right=False)
    assert card
    tomorrow = NOON + timedelta(days=1)

    assert [draw.stem for draw in due(ben(), tomorrow).draws] == ["Which is it?"]
    Card.objects.update(item="gone")
    assert due(ben(), tomorrow).draws == ()
    assert [listed.stem for listed in all_cards(ben(), now=NOON)] == [""]


def test_another_case_that_asks_the_same_stands_in_for_a_question_and_is_found_from_the_queue(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, other_words = asking(), asking("Why is it?", "why")
    sibling = asking("Where?", "where", "which IS it", "another")
    card = answered(case, score=0.0, is_right=False)
    assert card
    siblings = (other_words.key, sibling.key)
    monkeypatch.setattr(mine_due, "siblings_for", lambda _: lambda _: siblings)
    Card.objects.update(due_at=timezone.now())
    client.force_login(ben())

    (drawn,) = due(ben(), timezone.now(), lambda _: siblings).draws
    begun = client.post("/mine/due/begin/", {"case": str(drawn.shown)})
    page = client.get(begun["Location"])

    assert (drawn.shown, drawn.item, drawn.stem) == (sibling.key, "another", "which IS it")
    assert (page.status_code, "which IS it" in page.content.decode()) == (200, True)
    answered(sibling, item="where", kind="free-text", score=1.0, is_right=True)
    assert Card.objects.get(pk=card.pk).is_drawn
    answered(sibling, item="another", score=1.0, is_right=True, at=timezone.now())
    card.refresh_from_db()
    assert (card.is_drawn, card.drawn) == (False, sibling)
    assert card.due_at > timezone.now()
    assert not Card.objects.filter(case=sibling, item="another").exists()
    Card.objects.filter(pk=card.pk).update(due_at=timezone.now())
    draws = due(ben(), timezone.now(), lambda _: siblings).draws
    assert {one.card: one.shown for one in draws}[card.key] == case.key  # in turn


def test_a_mark_on_images_is_asked_of_any_case_of_the_diagnosis_and_its_stem_never_told() -> None:
    spot = {"kind": "hotspot", "id": "one", "stem": "The mass above."}
    choice = {"kind": "multiple-choice", "id": "two", "stem": "The mass above."}

    assert (
        sibling_of(spot, [choice, {**spot, "id": "three", "stem": "Beside the hilum."}]) == "three"
    )
    assert sibling_of(choice, [spot]) == ""
    assert _prompt(spot) == HOTSPOT_PROMPT


def asking(stem: str = "Which is it?", name: str = "which", *more: str) -> Case:
    pairs = [(stem, name), *zip(more[::2], more[1::2], strict=True)]
    told = {
        **fields(), "items": [{
            "kind": "multiple-choice", "id": one, "stage": "start", "stem": words,
            "options": [{"text": "This", "is_key": True}, {"text": "That"}]}
            for words, one in pairs],
        "stages": [{"kind": "presentation", "id": "start"}],
    }  # fmt: skip
    case = published(parse_document(told), Visibility.PUBLIC)
    case.refresh_from_db()
    return case


def test_the_page_leads_to_what_is_drawn_and_names_no_card(client: Client) -> None:
    case = two_stage_case()
    card = card_due(case, timezone.now() - timedelta(hours=1))
    client.force_login(ben())

    page = client.get("/mine/due/").content.decode()
    queue = page.partition("All cards")[0]
    begun = client.post("/mine/due/begin/", {"case": str(case.key)})
    stray = client.post("/mine/due/begin/", {"case": str(two_stage_case().key)})

    assert "Neck pain in an older adult" in queue
    assert str(card.key) not in queue
    assert 'aria-label="1 due"' in page
    assert (begun.status_code, begun["Location"]) == (303, f"/cases/{case.key}/unknown/")
    assert stray["Location"] == "/mine/due/"
    assert client.post("/mine/due/begin/", {"case": "x"}).status_code == 422
    Card.objects.update(due_at=timezone.now() + timedelta(days=4))
    assert "Nothing is due" in client.get("/mine/due/").content.decode()


def test_another_persons_card_is_as_if_it_were_not_there(client: Client) -> None:
    card = card_due(two_stage_case(), NOON)
    client.force_login(chiara())

    stolen = client.post(f"/mine/due/{card.key}/change/", {"action": "forget"})
    absent = client.post(f"/mine/due/{uuid4()}/change/", {"action": "forget"})

    assert (stolen.status_code, absent.status_code) == (404, 404)
    assert Card.objects.get().stability_days == 2.0


@pytest.mark.parametrize(
    "sent", [{"limit": "0"}, {"limit": "201"}, {"limit": "x"}, {"limit": "5", "zone": "Nowhere"}]
)
def test_a_plan_that_cannot_be_is_refused(client: Client, sent: dict[str, str]) -> None:
    client.force_login(ben())

    assert client.post("/mine/due/plan/", sent).status_code == 422
    assert plan_of(ben()).daily_limit == 20


def test_other_pages_ask_the_database_for_no_count(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(4):
        card_due(two_stage_case(), timezone.now())
    client.force_login(ben())
    client.get("/mine/due/")

    with django_assert_max_num_queries(MAX_QUERIES) as asked:
        page = client.get("/nowhere/").content.decode()
    assert 'aria-label="4 due"' in page
    assert not [query for query in asked if "learning_card" in query["sql"]]
    with django_assert_max_num_queries(MAX_QUERIES):
        client.get("/mine/due/")
