"""Who gets into a room, who leads it, and what dies with it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from readingroom.cases.models import State, Visibility
from readingroom.cases.services.publish import retire_case
from readingroom.conference.limits import (
    LONGEST,
    MOST_FROM_ADDRESS,
    MOST_SEATS,
    MOST_WRONG,
    SILENCE,
)
from readingroom.conference.models import Ballot, Room, Seat
from readingroom.conference.services import seating
from readingroom.infra import events
from tests.factories.cases import NOON, make_case
from tests.factories.conference import Desk, Phone
from tests.factories.people import alone, amara, ben, chiara, dev
from tests.factories.unknown import marked_case

pytestmark = pytest.mark.django_db


def public_room() -> Desk:
    return Desk(marked_case()[0])


def test_a_visitor_joins_a_room_of_public_cases_by_its_code() -> None:
    phone = Phone(public_room().room)

    door = phone.join(str(phone.room.code).lower())

    assert (door.status_code, door["Location"]) == (303, phone.path)
    assert "Neck pain" in phone.look().content.decode()


def test_typing_the_code_again_makes_no_second_seat() -> None:
    phone = Phone(public_room().room)
    phone.join()
    phone.join()

    assert Seat.objects.count() == 1


def test_a_room_with_a_case_for_the_institution_is_for_signed_in_colleagues() -> None:
    desk = Desk(marked_case(Visibility.INSTITUTION)[0], marked_case()[0])

    answers = {
        name: Phone(desk.room, person).join()
        for name, person in (("visitor", None), ("ben", ben()), ("chiara", chiara()))
    }

    assert [a.status_code for a in answers.values()] == [403, 303, 403]
    assert "Sign in" in answers["visitor"].content.decode()


def test_an_own_draft_is_shown_to_colleagues_and_to_nobody_else() -> None:
    draft = make_case(suitable_for_quiz=True)
    desk = Desk(draft)

    assert desk.opened.status_code == 303
    assert Phone(desk.room).join().status_code == 403
    assert Phone(desk.room, ben()).join().status_code == 303


def test_a_colleague_who_signs_out_sees_no_more_of_it() -> None:
    phone = Phone(Desk(marked_case(Visibility.INSTITUTION)[0]).room, ben())
    phone.join()
    assert phone.look().status_code == 200

    phone.client.cookies.pop("readingroom_session")

    assert phone.look()["Location"] == "/join/?over=1"
    assert phone.film().status_code == 404


def test_the_draft_of_someone_else_is_not_ones_own_to_show_not_even_an_editors() -> None:
    draft = make_case(owner=amara())

    assert Desk(draft, presenter=dev()).opened.status_code == 404
    assert Room.objects.count() == 0


def test_those_who_write_no_cases_open_no_rooms() -> None:
    case, _ = marked_case()

    for person in (ben(), alone()):
        assert Desk(case, presenter=person).opened.status_code == 404


@pytest.mark.parametrize(
    "dies", ["ended", "silent", "longest"],
)  # fmt: skip
def test_a_code_dies_with_its_room(dies: str) -> None:
    desk = public_room()
    phone, late = Phone(desk.room), Phone(desk.room)
    phone.join()
    code, now = str(desk.room.code), timezone.now()
    if dies == "ended":
        desk.do("end", keep="0")
    elif dies == "silent":
        Room.objects.update(heard_at=now - SILENCE)
    else:
        Room.objects.update(opened_at=now - LONGEST, ends_at=now)

    assert late.join(code).status_code == 404
    left = phone.client.get(phone.look()["Location"])
    assert "That conference is over" in left.content.decode()
    assert phone.film().status_code == 404
    assert desk.look()["Location"] == "/conference/"


def test_a_room_that_died_by_itself_makes_way_for_another_and_gives_its_code_up() -> None:
    desk = public_room()
    first = desk.room
    Room.objects.update(heard_at=timezone.now() - SILENCE)

    desk.open([marked_case()[0]])

    first.refresh_from_db()
    assert first.code is None
    assert first.closed_at is not None
    assert desk.room != first


def test_nobody_leads_two_rooms_at_once() -> None:
    desk = public_room()

    assert desk.open([marked_case()[0]]).status_code == 409


def test_a_locked_room_lets_nobody_else_in_and_keeps_who_is_there() -> None:
    desk = public_room()
    phone, late = Phone(desk.room), Phone(desk.room)
    phone.join()

    desk.do("lock")

    assert late.join().status_code == 409
    assert phone.join().status_code == 303
    desk.do("unlock")
    assert late.join().status_code == 303


def test_an_address_and_a_person_have_so_many_seats_and_two_hundred_phones_may_share_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert 200 < MOST_FROM_ADDRESS < MOST_SEATS
    monkeypatch.setattr(seating, "MOST_FROM_ADDRESS", 2)
    monkeypatch.setattr(seating, "MOST_OF_PERSON", 1)
    desk = public_room()
    first, *others = [Phone(desk.room) for _ in range(3)]

    assert [phone.join().status_code for phone in (first, *others)] == [303, 303, 409]
    assert first.join().status_code == 303  # in the seat it has
    elsewhere = {"headers": {"x-forwarded-for": "192.0.2.9"}}
    sent = {"code": desk.room.code}
    assert others[1].client.post("/join/", sent, **elsewhere).status_code == 303
    assert [Phone(desk.room, ben()).join().status_code for _ in range(2)] == [303, 409]
    assert Seat.objects.count() == 4
    assert ">4</b> joined" in desk.look().content.decode()
    desk.do("clear")
    assert others[0].join(str(desk.room.code)).status_code == 303


def test_guessing_codes_is_ended_for_an_address_even_where_it_guesses_right() -> None:
    desk = public_room()
    phone = Phone(desk.room)
    wrong = [phone.join("BCDFGZ").status_code for _ in range(MOST_WRONG)]

    assert set(wrong) == {404}
    assert phone.join().status_code == 429
    # A proxy on this machine says for whom it asks: another phone is not shut out.
    other = phone.client.post(
        "/join/", {"code": desk.room.code}, headers={"x-forwarded-for": "192.0.2.7"}
    )
    assert other.status_code == 303


def test_a_seat_of_one_room_opens_no_other() -> None:
    first, second = public_room(), Desk(marked_case()[0], presenter=dev())
    rooms = Room.objects.order_by("pk")
    phone = Phone(rooms[0])
    phone.join()
    note = phone.client.cookies["readingroom_seat"].value
    phone.client.cookies["readingroom_seat"] = note
    phone.room = rooms[1]

    assert phone.look()["Location"] == "/join/?over=1"
    assert phone.film().status_code == 404
    assert first.client != second.client


@pytest.mark.parametrize(
    "deed", ["open", "lock", "clear", "end", "show", "differential", "take", "notes"]
)
def test_only_the_presenter_does_what_presenters_do(deed: str) -> None:
    desk = public_room()
    for person in (None, ben(), dev(), chiara()):
        phone = Phone(desk.room, person)
        phone.join()
        answer = phone.client.post(f"{desk.path}do/", {"do": deed, "after": 0, "keep": 1})

        assert answer.status_code == 404
        assert phone.client.get(desk.path).status_code == 404


def test_a_press_that_comes_twice_opens_one_stage() -> None:
    desk = public_room()

    desk.do("open", after=0)
    desk.do("open", after=0)

    assert desk.room.entries.get().committed == 1


def test_what_a_desk_can_not_read_is_refused_with_a_sentence() -> None:
    desk = public_room()

    statuses = [
        desk.do("fly").status_code,
        desk.do("show", place="x").status_code,
        desk.do("show", place="9").status_code,
        desk.do("timer", seconds="999999").status_code,
        desk.do("reveal", poll="x").status_code,
        desk.do("differential", names="One").status_code,
        desk.do("mark", series="no").status_code,
        desk.do("item", item="no").status_code,
    ]

    assert statuses == [422, 422, 404, 422, 422, 422, 404, 404]


def test_a_case_that_is_withdrawn_leaves_the_screen() -> None:
    case, _ = marked_case()
    desk = Desk(case)
    phone = Phone(desk.room)
    phone.join()

    retire_case(case_key=case.key, actor=dev(), now=NOON + timedelta(days=1))

    assert "not open any more" in phone.look().content.decode()
    assert phone.film().json()["viewer"] is None
    assert not [name for name in phone.film().cookies if "grant" in name]


def test_a_case_that_is_erased_takes_with_it_what_was_asked_about_it() -> None:
    case, _ = marked_case()
    desk = Desk(case)
    desk.do("differential", names="One\nTwo", mode="one")

    events.publish(events.CaseErased(case.key))

    assert desk.room.entries.count() == 0
    assert "not open any more" in desk.look().content.decode() or desk.look().status_code == 200


def test_a_session_is_kept_without_names_and_can_be_thrown_away() -> None:
    desk = public_room()
    phone = Phone(desk.room)
    phone.join()
    phone.hand(name="Ben")
    desk.do("differential", names="Infection\nMetastasis", mode="one")
    poll = desk.poll_key()
    phone.vote(poll, option=1)
    desk.do("reveal", poll=poll)

    kept = desk.do("end", keep="1")

    assert Seat.objects.count() == 0
    assert desk.look()["Location"] == kept["Location"]  # as by the browser's button back
    page = desk.client.get(kept["Location"])
    assert "Metastasis" in page.content.decode()
    assert "Ben" not in page.content.decode()
    other = Phone(desk.room, dev()).client
    assert other.get(kept["Location"]).status_code == 404
    assert other.post(kept["Location"]).status_code == 404
    desk.client.post(kept["Location"])
    assert Room.objects.count() == Ballot.objects.count() == 0


def test_without_keeping_nothing_is_left_but_that_there_was_one() -> None:
    desk = public_room()
    desk.do("differential", names="One\nTwo", mode="one")

    desk.do("end", keep="0")

    assert desk.room.entries.count() == 0
    assert desk.client.get(f"/conference/{desk.room.key}/kept/").status_code == 404


def test_the_chooser_offers_what_may_be_shown(client: object) -> None:
    make_case(title="zdraft-title")
    case, _ = marked_case()
    make_case(state=State.PUBLISHED, visibility=Visibility.PRIVATE, owner=dev(), title="zother")
    desk = Desk(case)

    page = desk.client.get(f"/conference/new/?case={case.key}&q=z").content.decode()

    assert "zdraft-title" in page
    assert "your draft" in page
    assert "zother" not in page
    assert desk.client.get("/conference/new/?case=x").status_code == 422
    assert desk.client.get("/conference/").status_code == 200
