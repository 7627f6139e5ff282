"""Words that were not known, assigned by whoever wrote them; and every attempt again."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from readingroom.accounts.models import Person
from readingroom.assessment.errors import InvalidAnswer
from readingroom.cases.services.publish import retire_case
from readingroom.kernel.errors import NotFound, StateConflict
from readingroom.learning.answers import Row
from readingroom.learning.models import Attempt, AttemptJudgement, Result
from readingroom.learning.selectors import taken
from readingroom.learning.selectors.attempts import attempts_of
from readingroom.learning.selectors.calibration import record_of
from readingroom.learning.selectors.taken import others_rows
from readingroom.learning.services.meaning import assign
from readingroom.learning.services.records import PersonRecords
from readingroom.search.index import vocabulary
from readingroom.web.presentation.unknown_words import WordsOfRadiology
from tests.factories.cases import NOON
from tests.factories.people import amara, ben, dev, make_person
from tests.factories.unknown import Hand, shown_series, two_stage_case

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_shelf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taken, "series_view", shown_series)


def take(person: Person, case: Any, **last: int) -> Client:
    client = Client()
    client.force_login(person)
    hand = Hand(client, case)
    hand.begin()
    hand.commit(**last)
    hand.commit(**last)
    return client


def meant(**names: str) -> AttemptJudgement | None:
    attempt = Attempt.objects.get(person=ben())
    return assign(
        person=ben(), attempt_key=attempt.key, meant=names, words=WordsOfRadiology(vocabulary()),
        now=NOON,
    )  # fmt: skip


def test_a_word_is_assigned_and_judged_anew_beside_the_first() -> None:
    case = two_stage_case()
    take(ben(), case, Zzmets=100)
    assert Result.objects.get().outcome == 0

    made = meant(Zzmets="Metastasis")

    assert made
    assert (made.number, made.outcome, made.is_right) == (1, 1, True)
    assert [row.outcome for row in AttemptJudgement.objects.all()] == [0, 1]
    assert Result.objects.get().outcome == 0
    assert meant(Zzmets="Metastasis") is None
    told = record_of(ben()).by_points[0]
    assert (told.is_assigned, told.answer.is_right) == (True, True)
    back = meant(Zzmets="")
    assert back
    assert (back.number, back.outcome, back.meant) == (2, 0, {})


def test_figures_of_a_group_are_made_of_what_was_written() -> None:
    case = two_stage_case()
    take(ben(), case, Zzmets=100)
    meant(Zzmets="Metastasis")
    for number in range(4):
        take(make_person(f"learner {number}"), case, Metastasis=80)
    take(amara(), case, Metastasis=80)
    sitting = PersonRecords(amara()).latest(case)
    assert sitting

    stages = others_rows(sitting, amara())

    assert (Row("Zzmets", 100),) in stages[0]


def test_no_newcomer_can_be_told_from_the_picture_of_others() -> None:
    case = two_stage_case()
    people = [make_person(f"learner {number}") for number in range(12)]
    take(amara(), case, Metastasis=80)
    sitting = PersonRecords(amara()).latest(case)
    assert sitting
    seen = []
    for number, person in enumerate(people):
        take(person, case, Discitis=number + 1)
        seen.append(others_rows(sitting, amara()))
    people[0].attempts.all().delete()

    assert [len(stages[0]) if stages else 0 for stages in seen] == [0] * 4 + [5] * 6 + [11] * 2
    # Whoever has it removed takes the whole batch along.
    assert [row.points for (row,) in others_rows(sitting, amara())[0]] == [6, 7, 8, 9, 10, 11]


@pytest.mark.parametrize(
    ("written", "to", "words"),
    [("Zzmets", "Qqq", "not known either"), ("Discitis", "Metastasis", "not known can be"),
     ("Nobody", "Metastasis", "not known can be")],
)  # fmt: skip
def test_only_what_was_not_known_goes_to_what_is(written: str, to: str, words: str) -> None:
    take(ben(), two_stage_case(), Zzmets=50, Discitis=50)

    with pytest.raises(InvalidAnswer, match=words):
        meant(**{written: to})
    assert AttemptJudgement.objects.count() == 1


def test_nothing_is_assigned_before_the_end_or_for_another() -> None:
    client = Client()
    client.force_login(ben())
    hand = Hand(client, two_stage_case())
    hand.begin()
    hand.commit(Zzmets=60)

    with pytest.raises(StateConflict):
        meant(Zzmets="Metastasis")
    with pytest.raises(NotFound):
        assign(
            person=amara(), attempt_key=Attempt.objects.get().key, meant={},
            words=WordsOfRadiology(vocabulary()), now=NOON,
        )  # fmt: skip


def test_every_attempt_is_listed_with_the_way_to_its_picture() -> None:
    case = two_stage_case()
    client = take(ben(), case, Zzmets=100)
    attempt = Attempt.objects.get()
    address = f"/mine/attempts/{attempt.key}/"

    listed = client.get("/mine/attempts/").content.decode()
    page = client.get(address).content.decode()
    sent = client.post(f"{address}meant/", {"written": "Zzmets", "meant": "Metastasis"})
    after = client.get(address).content.decode()

    assert address in listed
    assert ">0.00<" in listed
    assert "How your belief moved" in page
    assert "By “Zzmets” I meant" in page
    assert (sent.status_code, sent["Location"]) == (303, f"{address}#result")
    assert "With the words that you assigned by hand" in after
    assert attempts_of(ben()).rows[0].is_assigned
    assert attempts_of(amara()).rows == ()


def test_an_older_attempt_is_still_shown_and_anothers_is_not(client: Client) -> None:
    case = two_stage_case()
    own = take(ben(), case, Discitis=90)
    first = Attempt.objects.get()
    hand = Hand(own, case)
    hand.begin(again="1")

    assert "Your result" in own.get(f"/mine/attempts/{first.key}/").content.decode()
    second = Attempt.objects.get(number=2)
    assert own.get(f"/mine/attempts/{second.key}/")["Location"] == hand.path
    client.force_login(amara())
    assert client.get(f"/mine/attempts/{first.key}/").status_code == 404
    assert client.get(f"/mine/attempts/{uuid4()}/").status_code == 404


def test_of_a_case_that_is_gone_the_score_alone_is_listed() -> None:
    case = two_stage_case()
    client = take(ben(), case, Metastasis=80)
    retire_case(case_key=case.key, actor=dev(), now=NOON)

    listed = client.get("/mine/attempts/").content.decode()

    assert "A case that is not there, or not open to you now" in listed
    assert ">0.98<" in listed
    assert client.get(f"/mine/attempts/{Attempt.objects.get().key}/").status_code == 404
