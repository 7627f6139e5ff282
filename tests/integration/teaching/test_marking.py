"""What is written in words is marked by the teacher it was handed in to, and by no one else."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from readingroom.accounts.models import Notice, Person, Role
from readingroom.assessment.groups import TooFew
from readingroom.cases.models import Case
from readingroom.learning.models import ItemAnswer, ItemJudgement, Judge
from readingroom.learning.selectors.questions import alias_of
from readingroom.learning.services.answering_marking import mark_own
from readingroom.learning.services.answering_records import PersonAnswers
from readingroom.teaching.models import Contribution, Membership, Playlist, Sitting, SittingEntry
from readingroom.teaching.selectors.analysis import standings_of, works_of
from readingroom.teaching.selectors.analysis_figures import batches_of, question_figures
from readingroom.teaching.selectors.marking import piles_of, waiting_for
from readingroom.teaching.services.analysis_sittings import take_in_sittings
from readingroom.teaching.services.cohorts_work import begin_for_class, hand_in
from tests.factories.answering import IN_WORDS, asking_case
from tests.factories.cases import NOON
from tests.factories.classes import (
    HOUR,
    answer_in_words,
    make_cohort,
    make_member,
    make_set,
    row,
    take_case,
)
from tests.factories.classes import teacher as tim
from tests.factories.people import ben, make_person
from tests.factories.playlists import Seat, make_exam

pytestmark = pytest.mark.django_db


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def mark(client: Client, one: ItemAnswer, *met: int, page: str = "") -> Any:
    path = f"/marking/{one.key}/"
    if not page:
        found = re.search(r'name="token" value="([^"]+)"', client.get(path).content.decode())
        assert found
        page = found[1]
    return client.post(f"{path}save/", {"token": page, "met": met})


class Class:
    """A class for which a case is set that asks for words."""

    def __init__(self) -> None:
        self.case: Case = asking_case(IN_WORDS)
        self.case.refresh_from_db()
        self.cohort = make_cohort()
        self.task = make_set(self.cohort, self.case)
        self.teacher = browser(tim())

    def hand_in(self, name: str, text: str = "A mass.") -> ItemAnswer:
        member = make_member(self.cohort, name)
        begin_for_class(actor=member, set_key=self.task.key, now=NOON + HOUR)
        said = answer_in_words(member, self.case, NOON + HOUR, given={"text": text})
        take_case(member, self.case, [row("Metastasis", 60)], at=NOON + 2 * HOUR)
        hand_in(actor=member, set_key=self.task.key, now=NOON + 3 * HOUR)
        return said

    @property
    def figures(self) -> Any:
        (found,) = question_figures(batches_of(self.cohort, self.case.key))
        return found.figures


@pytest.fixture
def taught() -> Class:
    return Class()


def test_one_answer_after_the_other_without_names(taught: Class) -> None:
    said = [taught.hand_in("zoe"), taught.hand_in("yan", "Zarbitrary words")]
    assert "2 answers wait for you" in taught.teacher.get("/marking/").content.decode()
    page = taught.teacher.get(f"/marking/{said[1].key}/").content.decode()

    sent = mark(taught.teacher, said[1], 0)
    after = taught.teacher.get(sent["Location"]).content.decode()
    last = mark(taught.teacher, said[0], 0, 1)

    assert "Zarbitrary words" in page
    assert "Somebody wrote" in page
    assert "yan" not in page.replace("yang", "")
    assert "yan wrote" in taught.teacher.get(f"/marking/{said[1].key}/?names=1").content.decode()
    assert page.index("Observation") < page.index("Interpretation")
    assert sent["Location"] == f"/marking/{said[0].key}/?after={said[1].key}"
    assert "Mark the one before again" in after
    assert last["Location"] == "/marking/"
    made = ItemJudgement.objects.get(answer=said[1])
    assert (made.by, made.observation, made.interpretation) == (Judge.TEACHER, 1, 0)
    assert (made.score, made.is_passed) == (0.75, False)
    (notice,) = Notice.objects.filter(person__username="yan")
    led = browser(notice.person).get(f"/notices/{notice.key}/")
    assert led["Location"] == f"/cases/{taught.case.key}/questions/"
    told = browser(notice.person).get("/notices/").content.decode()
    assert "A teacher marked what you answered" in told
    asked = f"/cases/{taught.case.key}/questions/{alias_of(taught.case.key, 'say')}/"
    assert "not met by the teacher" in browser(notice.person).get(asked).content.decode()


def test_the_menu_says_how_many_wait_and_other_pages_ask_nothing_for_it(taught: Class) -> None:
    said = [taught.hand_in("zoe"), taught.hand_in("yan")]
    taught.teacher = browser(tim())  # counted as they signed in

    with CaptureQueriesContext(connection) as asked:
        page = taught.teacher.get("/nowhere/").content.decode()
    mark(taught.teacher, said[0], 0)

    assert 'aria-label="2 waiting"' in page
    assert not [one for one in asked if "itemanswer" in one["sql"] or "teaching_" in one["sql"]]
    assert 'aria-label="1 waiting"' in taught.teacher.get("/nowhere/").content.decode()
    mark(taught.teacher, said[1], 0)
    assert "Answers to mark" not in taught.teacher.get("/nowhere/").content.decode()
    quiet = make_person("quiet")
    with CaptureQueriesContext(connection) as asked:
        assert waiting_for(quiet) == 0
    assert len(asked) == 1


def test_judged_again_is_a_new_row_and_the_same_page_sent_twice_is_none(taught: Class) -> None:
    said = taught.hand_in("zoe")

    mark(taught.teacher, said, 0, page="once")
    mark(taught.teacher, said, 0, 1, page="once")
    mark(taught.teacher, said, 0, 1, page="again")

    assert [one.score for one in ItemJudgement.objects.order_by("pk")] == [0.75, 1]
    (standing,) = standings_of(taught.cohort, works_of(taught.cohort))[0].standings
    assert standing.questions == 1


def test_marks_enter_the_figures_five_at_a_time_and_for_good(taught: Class) -> None:
    said = [taught.hand_in(f"m{number}") for number in range(11)]
    item = piles_of(tim())[0].item
    for one in said:
        assert one.person
        own = PersonAnswers(one.person)
        mark_own(answer=one, item=item, met=[1], answers=own, token=f"{one.pk}", now=NOON)
    seen = []
    for one in said:
        mark(taught.teacher, one, 0)
        found = taught.figures
        seen.append(0 if isinstance(found, TooFew) else found.people)
    before = repr(taught.figures)
    mark(taught.teacher, said[0])
    Contribution.objects.filter(person__username="m1").update(person=None)

    assert seen == [0, 0, 0, 0, 5, 5, 5, 5, 5, 10, 10]
    assert repr(taught.figures) == before


@pytest.mark.parametrize("met", [["9"], ["x"], ["-1"], ["0"] * 51])
def test_what_no_page_sends_marks_nothing(taught: Class, met: list[str]) -> None:
    said = taught.hand_in("zoe")

    sent = taught.teacher.post(f"/marking/{said.key}/save/", {"token": "t", "met": met})
    without = taught.teacher.post(f"/marking/{said.key}/save/", {"met": ["0"]})

    assert {sent.status_code, without.status_code} == {422}
    assert not ItemJudgement.objects.exists()


def test_nothing_is_shown_to_others_or_of_practice_or_before_it_is_agreed_to(
    taught: Class,
) -> None:
    said = taught.hand_in("zoe")
    other = answer_in_words(make_person("yan"), taught.case, NOON + HOUR)
    later = answer_in_words(make_person("zoe"), taught.case, NOON + 4 * HOUR)
    strangers = [browser(one) for one in (make_person("tia", Role.TEACHER), make_person("zoe"))]

    asked = [(one, said) for one in strangers] + [(taught.teacher, other), (taught.teacher, later)]
    answers = [client.get(f"/marking/{one.key}/").status_code for client, one in asked]
    answers += [mark(client, one, 0, page="t").status_code for client, one in asked]
    Membership.objects.update(agreed_to="2026-11")
    unasked = taught.teacher.get(f"/marking/{said.key}/").status_code
    zoe = strangers[1]
    shown = zoe.get(f"/classes/{taught.cohort.key}/").content.decode()
    zoe.post(f"/classes/{taught.cohort.key}/agree/")

    assert set(answers) == {404}
    assert not ItemJudgement.objects.exists()
    assert unasked == 404
    assert "I agree to it as it stands here" in shown
    assert taught.teacher.get(f"/marking/{said.key}/").status_code == 200


def test_an_exam_is_marked_by_whoever_holds_it_and_told_when_it_is_over() -> None:
    case = asking_case(IN_WORDS)
    exam = make_exam((case, "say"), members=(ben(),))
    seat = Seat(Client(), ben(), exam)
    seat.begin()
    seat.send(1, {**seat.form(1), "text": "A mass."})
    (said,) = ItemAnswer.objects.all()
    held = browser(exam.owner)
    assert piles_of(exam.owner) == ()
    seat.client.post(f"{seat.path}finish/")
    assert take_in_sittings(exam.cohorts.get(), now=timezone.now()) == 1
    assert Contribution.objects.get().score is None

    mark(held, said, 0, 1)
    mark_own(
        answer=said, item=piles_of(exam.owner)[0].item, met=[], answers=PersonAnswers(ben()),
        token=str(said.key), now=timezone.now(),
    )  # fmt: skip

    assert SittingEntry.objects.get().score == Contribution.objects.get().score == 1
    assert not Notice.objects.exists()
    assert ">1.00<" not in seat.look().content.decode()
    past = timezone.now() - timedelta(minutes=5)
    Playlist.objects.update(opens_at=past - timedelta(minutes=5), ends_at=past)
    Sitting.objects.update(deadline=past)
    mark(held, said, 0)
    (notice,) = Notice.objects.all()
    led = seat.client.get(f"/notices/{notice.key}/", follow=True).content.decode()
    assert "0.75" in led
    assert SittingEntry.objects.get().score == Contribution.objects.get().score == 0.75
