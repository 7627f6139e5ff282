"""From a playlist to a room and back, and who may be in it while an exam asks its case."""

from typing import Any

import pytest

from readingroom.conference.models import Openness
from readingroom.teaching.models import Playlist
from tests.factories.conference import Desk, Phone
from tests.factories.people import amara, ben, dev
from tests.factories.playlists import make_exam, make_playlist, small_case
from tests.factories.unknown import marked_case
from tests.integration.conference.test_voting import SPOT

pytestmark = pytest.mark.django_db


def chosen(page: Any) -> list[str]:
    """The cases that a chooser has ticked, in their order."""
    return [str(row["key"]) for row in page.context["rows"] if row["is_chosen"]]


def test_a_conference_goes_through_a_playlist_in_its_order_and_each_case_stays_as_it_was() -> None:
    one, two, three = (small_case(title) for title in ("Metastasis", "Discitis", "Lymphoma"))
    playlist = make_playlist(three, (three, "best"), one, two, owner=amara())
    desk = Desk(one)
    desk.do("end", keep="0")

    page = desk.client.get(f"/conference/new/?playlist={playlist.key}")
    assert chosen(page) == [str(case.key) for case in (three, one, two)]
    desk.client.post("/conference/new/", {"case": chosen(page)})

    room = desk.room
    assert list(room.entries.values_list("case_key", flat=True)) == [three.key, one.key, two.key]
    assert room.openness == Openness.COLLEAGUES
    desk.go_on()
    desk.do("show", place=1)
    phone = Phone(room, ben())
    phone.join()
    assert "Neck pain is" in phone.look().content.decode()
    desk.do("show", place=0)
    assert desk.room.entries.get(place=0).committed == 1
    assert desk.client.get(f"/conference/new/?playlist={room.key}").status_code == 404
    others = make_playlist(one, owner=dev())
    assert desk.client.get(f"/conference/new/?playlist={others.key}").status_code == 404


def test_a_kept_session_becomes_a_playlist_with_what_the_room_said() -> None:
    desk = Desk(marked_case(items=[SPOT])[0])
    phones = [Phone(desk.room) for _ in range(3)]
    for phone in phones:
        phone.join()
    desk.do("notes", place=0, notes="Ask for the CRP.")
    desk.do("differential", names="Infection\nMetastasis", mode="one")
    poll = desk.poll_key()
    for phone, option in zip(phones, (0, 1, 1), strict=True):
        phone.vote(poll, option=option)
    desk.do("reveal", poll=poll)
    desk.go_on()
    desk.go_on()
    desk.do("item", item="where")
    poll = desk.poll_key()
    phones[0].vote(poll, slice=4, x=20, y=20)
    phones[1].vote(poll, none="1")
    desk.do("reveal", poll=poll)

    kept = desk.do("end", keep="1")["Location"]

    page = desk.client.get(kept)
    assert page.content.decode().count('class="conf-warm') == 1
    assert any("grant" in name for name in page.cookies)
    made = desk.client.post(kept, {"do": "playlist"})
    playlist = Playlist.objects.get()
    assert made["Location"] == f"/playlists/{playlist.key}/"
    assert playlist.owner == amara()
    assert playlist.entries.get().note == (
        "Ask for the CRP.\n\n"
        "What is the diagnosis? (3 votes): Infection 1, Metastasis 2\n"
        "Mark any abnormality, or none. (2 votes): marked 1, none 1"
    )
    assert Phone(desk.room, dev()).client.post(kept, {"do": "playlist"}).status_code == 404


def test_a_vote_that_waits_at_another_case_is_told_where_it_is() -> None:
    desk = Desk(marked_case()[0], marked_case()[0])
    desk.do("differential", names="A\nB", mode="one")
    desk.do("show", place=1)

    refused = desk.do("differential", names="A\nB", mode="one")

    assert refused.status_code == 409
    assert "Go back to that case" in refused.content.decode()


def test_a_candidate_is_kept_out_of_a_room_that_shows_a_case_of_their_exam() -> None:
    case, other = small_case(), small_case("Discitis")
    desk = Desk(case, other)
    phone, colleague = Phone(desk.room, ben()), Phone(desk.room, dev())
    phone.join()
    assert phone.look().status_code == 200

    make_exam(case, members=(ben(),))

    assert colleague.join().status_code == 303
    assert phone.look().status_code == 302
    assert phone.film().status_code == 404
    desk.do("differential", names="A\nB", mode="one")
    assert phone.vote(desk.poll_key(), option=0).status_code == 404
    refused = phone.join()
    assert refused.status_code == 403
    assert "exam" in refused.content.decode()
