"""Votes without names: one a phone, changeable until they are shown, and then nobody's."""

import json
import re
from uuid import UUID

import pytest

from readingroom.conference.hub import Hub
from readingroom.conference.models import Ballot, Poll
from tests.factories.conference import Desk, Phone
from tests.factories.unknown import marked_case

pytestmark = pytest.mark.django_db

CHOICE = {
    "kind": "multiple-choice", "id": "which", "stage": "zfirst-id", "stem": "Which is it?",
    "options": [{"text": "This", "is_key": True}, {"text": "That"}],
}  # fmt: skip
LATE_CHOICE = {**CHOICE, "id": "late", "stage": "zlate-id", "stem": "zlate-stem"}
SPOT = {
    "kind": "hotspot", "id": "where", "stage": "zmri-id", "stem": "zmri-hotspot-stem",
    "series": "zmri-best", "targets": [
        {"label": "zmri-target", "first_slice": 3, "last_slice": 5,
         "outline_px": [[10, 10], [60, 10], [60, 60], [10, 60]]}],
}  # fmt: skip


@pytest.fixture
def desk() -> Desk:
    return Desk(marked_case(items=[CHOICE, LATE_CHOICE, SPOT])[0])


def phones(desk: Desk, count: int) -> list[Phone]:
    made = [Phone(desk.room) for _ in range(count)]
    for phone in made:
        phone.join()
    return made


def ask(desk: Desk, mode: str = "one") -> str:
    desk.do("differential", names="Infection\nMetastasis\n", mode=mode)
    return desk.poll_key()


def test_a_phone_votes_once_and_may_change_its_mind(desk: Desk) -> None:
    (phone,) = phones(desk, 1)
    poll = ask(desk)

    phone.vote(poll, option=0)
    phone.vote(poll, option=1)

    assert Ballot.objects.get().given == {"option": 1}
    assert re.search(r'value="1" required checked', phone.look().content.decode())


def test_a_phone_that_joins_again_has_the_vote_it_had(desk: Desk) -> None:
    (phone,) = phones(desk, 1)
    poll = ask(desk)
    phone.vote(poll, option=0)
    phone.join()
    phone.vote(poll, option=1)

    assert Ballot.objects.count() == 1


def test_whoever_is_sent_out_takes_along_what_they_said_and_what_was_shown_stays(
    desk: Desk, hub: Hub
) -> None:
    first, second = phones(desk, 2)
    shown = ask(desk)
    first.vote(shown, option=1)
    desk.do("reveal", poll=shown)
    poll, code = ask(desk), str(desk.room.code)
    for phone in (first, second):
        phone.vote(poll, option=0)
    assert hub.channel(desk.room.key).seats == 2

    desk.do("clear")

    assert [one.poll.key.hex for one in Ballot.objects.all()] == [UUID(shown).hex]
    assert hub.channel(desk.room.key).seats == hub.channel(desk.room.key).votes == 0
    assert first.vote(poll, option=0).status_code == 404
    assert first.look()["Location"] == "/join/?over=1"
    assert (first.join(code).status_code, first.join(desk.room.code).status_code) == (404, 303)


def test_only_the_count_is_told_before_the_result(desk: Desk, hub: Hub) -> None:
    first, second = phones(desk, 2)
    poll = ask(desk)
    first.vote(poll, option=1)

    assert 'class="conf-bars"' not in desk.look().content.decode()
    assert 'class="conf-bars"' not in second.look().content.decode()
    assert "voted" not in second.look().content.decode()
    assert hub.channel(desk.room.key).votes == 1


def test_the_result_is_everyones_and_the_votes_are_nobodys(desk: Desk) -> None:
    first, second = phones(desk, 2)
    poll = ask(desk)
    first.vote(poll, option=1)
    second.vote(poll, option=1)
    before = set(Ballot.objects.values_list("voter", flat=True))

    desk.do("reveal", poll=poll)

    page = first.look().content.decode()
    assert '<span class="num">2' in page
    assert first.vote(poll, option=0).status_code == 409
    assert before.isdisjoint(Ballot.objects.values_list("voter", flat=True))
    assert [ballot.given for ballot in Ballot.objects.all()] == [{"option": 1}] * 2


def test_points_are_whole_and_at_most_a_hundred(desk: Desk) -> None:
    (phone,) = phones(desk, 1)
    poll = ask(desk, "points")
    bad = [{"points-0": 60, "points-1": 41}, {"points-0": "x", "points-1": 1}, {"points-0": 1}]

    assert {phone.vote(poll, **given).status_code for given in bad} == {422}
    assert phone.vote(poll, **{"points-0": 60, "points-1": ""}).status_code == 303
    desk.do("reveal", poll=poll)
    assert "Something else" in phone.look().content.decode()


@pytest.mark.parametrize(
    "given",
    [{}, {"option": "9"}, {"option": "-1"}, {"option": "x"}, {"slice": "1", "x": "nan", "y": "1"},
     {"slice": "2"}, {"points-0": "1"}],
)  # fmt: skip
def test_what_is_no_answer_is_refused(desk: Desk, given: dict[str, str]) -> None:
    (phone,) = phones(desk, 1)

    assert phone.vote(ask(desk), **given).status_code == 422
    assert Ballot.objects.count() == 0


def test_who_has_no_seat_has_no_vote(desk: Desk) -> None:
    poll, stranger = ask(desk), Phone(desk.room)

    assert stranger.vote(poll, option=0).status_code == 404
    assert stranger.vote("x", option=0).status_code == 404


def test_the_authors_question_is_asked_once_its_stage_is_reached(desk: Desk) -> None:
    (phone,) = phones(desk, 1)

    assert desk.do("item", item="late").status_code == 404
    assert "zlate-stem" not in desk.look().content.decode()
    assert desk.do("item", item="which").status_code == 303
    poll = desk.poll_key()
    assert "Right" not in phone.look().content.decode()
    phone.vote(poll, option=0)
    desk.do("reveal", poll=poll)
    assert "Right" in phone.look().content.decode()


def test_marks_become_a_heat_map_and_what_was_to_be_found_comes_with_it(desk: Desk) -> None:
    three = phones(desk, 3)
    for _ in range(2):
        desk.go_on()
    desk.do("item", item="where")
    poll = desk.poll_key()
    before = three[0].look().content.decode()

    three[0].vote(poll, slice=4, x=20, y=20)
    three[1].vote(poll, slice=4, x=300, y=300)
    three[2].vote(poll, none="1")
    desk.do("reveal", poll=poll)

    after = three[0].look().content.decode()
    assert not [word for word in ("zmri-hotspot-stem", "zmri-target", "10,10") if word in before]
    assert "10,10 60,10" in after
    assert after.count('class="conf-warm') == 2
    assert "1 lies inside" in after
    assert "1 said there is none" in after


def test_one_question_at_a_time_and_one_may_be_dropped(desk: Desk) -> None:
    poll = ask(desk)

    assert desk.do("differential", names="A\nB", mode="one").status_code == 409
    desk.do("drop", poll=poll)
    assert Poll.objects.count() == 0


def test_a_result_goes_from_the_screen_with_the_next_stage(desk: Desk) -> None:
    (phone,) = phones(desk, 1)
    desk.do("reveal", poll=ask(desk))
    assert "conf-bars" in phone.look().content.decode()

    desk.go_on()

    assert "conf-bars" not in phone.look().content.decode()


def test_the_hot_seat_is_given_by_name_and_taken_back(desk: Desk, hub: Hub) -> None:
    (phone,) = phones(desk, 1)
    seat = desk.room.seats.get()
    assert desk.do("give", seat=seat.key).status_code == 404
    phone.hand(name=" Ben  ")

    desk.do("give", seat=seat.key)

    assert hub.channel(desk.room.key).leader == str(seat.key)
    assert "Ben" in phone.look().content.decode()
    desk.do("take")
    assert hub.channel(desk.room.key).leader == ""
    assert desk.room.seats.get().name == ""


def test_who_holds_the_controls_gives_them_back(desk: Desk, hub: Hub) -> None:
    (phone,) = phones(desk, 1)
    phone.hand(name="Ben")
    desk.do("give", seat=desk.room.seats.get().key)

    phone.hand(name="Ben", down="1")

    assert hub.channel(desk.room.key).leader == ""


def test_notes_are_the_presenters_alone(desk: Desk, hub: Hub) -> None:
    (phone,) = phones(desk, 1)
    desk.do("notes", place=0, notes="ztold-to-nobody")
    desk.do("lock")

    assert "ztold-to-nobody" in desk.look().content.decode()
    assert "ztold-to-nobody" not in phone.look().content.decode()
    assert "ztold-to-nobody" not in json.dumps(str(hub.channel(desk.room.key)._states))
