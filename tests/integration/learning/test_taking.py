"""The server alone decides: what was said stays, and nobody takes another's way through a case."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from readingroom.accounts.models import Person
from readingroom.cases.models import CaseOpening, State, Visibility
from readingroom.cases.services.publish import publish_case, retire_case
from readingroom.cases.services.revise import save_revision
from readingroom.infra import events
from readingroom.kernel.errors import StateConflict
from readingroom.learning.models import Attempt, Commit, Result
from readingroom.learning.selectors import taken
from tests.factories.cases import NOON, make_case, make_document
from tests.factories.people import amara, ben, chiara, dev, make_person
from tests.factories.unknown import Hand, marked_case, published, shown_series, two_stage_case

pytestmark = pytest.mark.django_db
MAX_QUERIES = 14


@pytest.fixture(autouse=True)
def on_shelf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taken, "series_view", shown_series)


def hand_of(person: Person | None, case: Any) -> Hand:
    client = Client()
    if person is not None:
        client.force_login(person)
    return Hand(client, case)


def begun(person: Person | None, case: Any) -> Hand:
    hand = hand_of(person, case)
    hand.begin()
    return hand


WHO = pytest.mark.parametrize("who", [ben, lambda: None], ids=["learner", "visitor"])


@WHO
def test_the_same_sent_again_changes_nothing_and_is_no_error(who: Any) -> None:
    hand = begun(who(), two_stage_case())
    form = hand.form(Discitis=60)

    answers = [hand.send(form), hand.send(form)]

    assert [(a.status_code, a["Location"]) for a in answers] == [
        (303, f"{hand.path}#stage-1-found")
    ] * 2
    assert hand.form()["place"] == "1"


@WHO
def test_an_answer_is_not_changed_once_it_is_committed(who: Any) -> None:
    hand = begun(who(), two_stage_case())
    form = hand.form(Discitis=60)
    hand.send(form)

    other_points = hand.send({**form, "points-1": "10"})
    other_token = hand.send({**form, "token": "another"})

    assert (other_points.status_code, other_token.status_code) == (409, 409)
    assert ">60<" in hand.look().content.decode()


@WHO
def test_no_stage_is_skipped_and_nothing_is_said_after_the_end(who: Any) -> None:
    hand = begun(who(), two_stage_case())
    form = hand.form(Discitis=60)

    assert hand.send({**form, "place": "1"}).status_code == 409
    hand.send(form)
    last = hand.form(Metastasis=90)
    assert hand.send(last)["Location"].endswith("#result")
    assert hand.send({**last, "place": "2", "token": "new"}).status_code == 409
    assert hand.send({**last, "points-1": "100"}).status_code == 409


def test_another_persons_attempt_is_as_if_it_were_not_there() -> None:
    case = two_stage_case()
    bens, amaras = begun(ben(), case), begun(amara(), case)
    stolen = bens.form(Discitis=60)

    answers = [
        amaras.send({**amaras.form(Discitis=60), "attempt": stolen["attempt"]}),
        begun(None, case).send({**stolen}),
        amaras.send({**amaras.form(Discitis=60), "attempt": str(uuid4())}),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert Commit.objects.count() == 0


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"points-1": "101"}, "more than 100 points"),
        ({"points-1": "-3"}, "whole number"),
        ({"points-1": ""}, "points from 0 to 100"),
        ({"points-1": "60", "name-2": "Lymphoma", "points-2": "50"}, "come to 110. Take 10 away"),
        ({"name-2": " DISCITIS ", "points-2": "5"}, "named twice"),
        ({"points-2": "5"}, "beside no diagnosis"),
    ],
)
def test_what_cannot_be_scored_comes_back_as_typed(changed: dict[str, str], words: str) -> None:
    hand = begun(ben(), two_stage_case())

    answer = hand.send({**hand.form(Discitis=60), **changed})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert 'value="Discitis"' in page
    assert Commit.objects.count() == 0


def test_a_form_without_its_parts_is_refused() -> None:
    hand = begun(ben(), two_stage_case())
    form = hand.form(Discitis=60)

    for broken in ({"token": ""}, {"token": "x" * 65}, {"attempt": "mine"}, {"place": "first"}):
        assert hand.send({**form, **broken}).status_code == 422
    assert Commit.objects.count() == 0


def test_what_was_said_is_written_once() -> None:
    hand = begun(ben(), two_stage_case())
    hand.commit(Discitis=60)
    attempt, said = Attempt.objects.get(), Commit.objects.get()

    said.rows = []
    for row in (said, attempt):
        with pytest.raises(StateConflict, match="stays as it was said"):
            row.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Commit(attempt=attempt, place=0, rows=[], committed_at=NOON).save()


def test_an_attempt_keeps_the_revision_it_was_begun_on() -> None:
    case = two_stage_case()
    hand = begun(ben(), case)
    hand.commit(Discitis=60)
    document = make_document(title="Something new", suitable_for_quiz=True)
    save_revision(case=case, document=document, author=amara(), note="", now=NOON)
    publish_case(case_key=case.key, actor=dev(), visibility=Visibility.PUBLIC, now=NOON)

    hand.commit(Metastasis=90)

    assert "<h1>Metastasis</h1>" in hand.look().content.decode()
    assert Result.objects.get().outcome == pytest.approx(1 - 0.1**2 / 2)


def test_both_judgements_are_shown_and_kept_apart() -> None:
    hand = begun(ben(), two_stage_case())
    hand.commit(Discitis=60, Metastasis=20)
    hand.commit(Metastasis=50, Lymphoma=50)

    page, kept = hand.look().content.decode(), Result.objects.get()

    assert '<b class="num">0.75</b>' in page  # 1 − ½ (0.5² + 0.5²)
    assert "50 of 100 points on it" in page
    assert kept.outcome == pytest.approx(0.75)
    # At the author's own shares, and at ½ + 0.45 − ½ · 0.5.
    assert [value for _, value, _ in kept.closeness] == pytest.approx([0.7, 0.7])
    assert [best for _, _, best in kept.closeness] == pytest.approx([0.7, 0.905])
    assert CaseOpening.objects.filter(person=ben()).exists()


def test_a_second_attempt_is_counted_apart_and_only_where_it_is_asked_for() -> None:
    case = two_stage_case()
    hand = begun(ben(), case)
    for _ in range(2):
        hand.begin(again="1")  # not over yet: this goes on with it
        hand.commit(Discitis=60)
    hand.begin()
    assert Attempt.objects.count() == 1

    hand.begin(again="1")

    assert [a.number for a in Attempt.objects.all()] == [1, 2]
    assert hand.form()["place"] == "0"


def finished(name: str, case: Any, points: int) -> None:
    hand = begun(make_person(name), case)
    hand.commit(Discitis=points)
    hand.commit(Metastasis=points)


def test_the_group_is_shown_from_five_others_up() -> None:
    case = two_stage_case()
    finished("reader", case, 10)
    for number in range(4):
        finished(f"other{number}", case, 40)
    page = hand_of(make_person("reader"), case)
    assert "Others" not in page.look().content.decode()

    knows, hand = Client(), hand_of(make_person("knows"), case)
    knows.force_login(make_person("knows"))
    hand.begin()
    assert f'href="/cases/{case.key}/"' in hand.look().content.decode()
    knows.get(f"/cases/{case.key}/")
    hand.commit(Metastasis=100)
    hand.commit(Metastasis=100)
    assert "You had read this case before" in hand.look().content.decode()
    assert "Others" not in page.look().content.decode()

    finished("other5", case, 90)

    told = page.look().content.decode()
    assert "Others: 0, 50" in told
    assert "Others: 50, 0" in told
    assert "You had read this case before" not in told


def test_of_a_visitor_nothing_is_kept_beyond_the_session() -> None:
    hand = begun(None, two_stage_case())
    hand.commit(Discitis=60)
    hand.commit(Metastasis=90)

    assert "Your result" in hand.look().content.decode()
    assert Attempt.objects.count() == 0
    assert hand.client.session.get_expiry_age() <= 12 * 3600
    assert "Begin" in hand_of(None, two_stage_case()).look().content.decode()


@pytest.mark.parametrize("signed_in", [False, True])
def test_a_case_that_is_closed_not_offered_or_withdrawn_is_not_there(*, signed_in: bool) -> None:
    inside, _ = marked_case(Visibility.INSTITUTION)
    not_offered = published(make_document())
    draft = make_case(suitable_for_quiz=True)
    stranger = chiara() if signed_in else None

    for case in (inside, not_offered, draft):
        hand = hand_of(stranger, case)
        answers = [hand.look(), hand.begin(), hand.client.post(f"{hand.path}commit/", {"place": 0})]
        assert {a.status_code for a in answers} <= {404, 422}
        assert answers[0].status_code == answers[1].status_code == 404
        given = hand.client.post(f"{hand.path}grant/").cookies
        assert [name for name in given if "grant" in name] == []


def test_a_case_retired_on_the_way_ends_there() -> None:
    case = two_stage_case()
    hand = begun(ben(), case)
    form = hand.form(Discitis=60)
    retire_case(case_key=case.key, actor=dev(), now=NOON)

    assert [hand.look().status_code, hand.send(form).status_code] == [404, 404]
    assert hand.client.post(f"{hand.path}grant/").status_code == 404


def test_when_a_case_is_erased_scores_stay_without_its_words() -> None:
    case = two_stage_case()
    finished("reader", case, 90)

    events.publish(events.CaseErased(case.key))

    attempt = Attempt.objects.get()
    assert (attempt.revision, attempt.case_key) == (None, case.key)
    assert Commit.objects.count() == 0
    assert Result.objects.get().outcome == pytest.approx(0.995)
    assert "Begin" in hand_of(make_person("reader"), case).look().content.decode()


def test_pages_ask_little_of_the_database(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    case, _ = marked_case()
    hand = begun(ben(), case)
    form = hand.form(Discitis=60)
    with django_assert_max_num_queries(MAX_QUERIES):
        hand.look()
    with django_assert_max_num_queries(MAX_QUERIES):
        hand.send(form)
    for _ in range(6):
        hand.commit(Discitis=60)
    with django_assert_max_num_queries(MAX_QUERIES):
        assert "Your result" in hand.look().content.decode()


def test_the_ways_there_stand_where_a_case_is_offered(client: Client) -> None:
    case = two_stage_case()
    other = make_case(state=State.PUBLISHED, visibility=Visibility.PUBLIC)

    library = client.get("/").content.decode()

    assert f"/cases/{case.key}/unknown/" in client.get(f"/cases/{case.key}/").content.decode()
    assert f"/cases/{case.key}/unknown/" in library
    assert f"/cases/{other.key}/unknown/" not in library
    assert "unknown/" not in client.get(f"/cases/{other.key}/").content.decode()
