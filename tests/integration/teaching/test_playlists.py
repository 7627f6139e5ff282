"""Playlists: made, changed in two tabs, copied with credit, practised, shown to a room."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from readingroom.accounts.models import Person, Role
from readingroom.cases.models import CaseOpening
from readingroom.learning.models import Attempt
from readingroom.teaching.models import EntryKind, Playlist, Sitting
from readingroom.teaching.services import entries
from readingroom.teaching.services.playlists import copy_playlist
from tests.factories.people import ben, make_person
from tests.factories.playlists import Seat, linked, make_playlist, small_case, teacher

pytestmark = pytest.mark.django_db


@pytest.fixture
def playlist() -> Playlist:
    first, second = small_case("Metastasis"), small_case("Discitis")
    return make_playlist(first, second, (first, "best"), members=(ben(),))


def change(client: Client, playlist: Playlist, **sent: Any) -> Any:
    return client.post(f"/playlists/{playlist.key}/edit/entries/", sent)


def order_of(playlist: Playlist) -> list[str]:
    kept = playlist.entries.filter(removed_at=None).order_by("position")
    return [f"{one.case.short_number}{one.item}" if one.case else one.heading for one in kept]


def test_entries_are_moved_taken_out_and_put_back_where_they_stood(
    playlist: Playlist, client: Client
) -> None:
    client.force_login(teacher())
    second = playlist.entries.get(position=2)

    change(client, playlist, do="section", heading="Last")
    change(client, playlist, do="move", entry=second.key, to=1)
    moved = order_of(playlist)
    change(client, playlist, do="remove", entry=second.key)
    removed = order_of(playlist)
    change(client, playlist, do="restore", entry=second.key)

    assert moved == ["RR-00002", "RR-00001", "RR-00001best", "Last"]
    assert removed == moved[1:]
    assert order_of(playlist) == moved


@pytest.mark.parametrize(
    "sent",
    [{}, {"do": "move", "entry": "x", "to": "1"}, {"do": "add", "case": "RR-99999"},
     {"do": "section", "heading": " "}, {"do": "add", "case": "1", "item": "nowhere"}],
)  # fmt: skip
def test_what_can_not_be_done_changes_nothing(
    playlist: Playlist, client: Client, sent: dict[str, str]
) -> None:
    client.force_login(teacher())
    before = order_of(playlist)

    answer = change(client, playlist, **sent)

    assert answer.status_code in {302, 422}
    assert order_of(playlist) == before


def test_a_second_tab_does_not_overwrite_the_terms_of_the_first(
    playlist: Playlist, client: Client
) -> None:
    client.force_login(teacher())
    path = f"/playlists/{playlist.key}/edit/terms/"
    sent = {"version": playlist.version, "title": "First", "time_zone": "UTC"}

    first = client.post(path, sent)
    second = client.post(path, {**sent, "title": "Second"})

    playlist.refresh_from_db()
    assert (first.status_code, second.status_code) == (302, 409)
    assert playlist.title == "First"


def test_terms_that_can_not_be_kept_come_back_as_they_were_typed(
    playlist: Playlist, client: Client
) -> None:
    client.force_login(teacher())
    sent = {"version": playlist.version, "title": "Mine", "minutes": "soon", "time_zone": "UTC"}

    answer = client.post(f"/playlists/{playlist.key}/edit/terms/", sent)

    assert answer.status_code == 422
    assert 'value="soon"' in answer.content.decode()


def test_a_copy_credits_its_origin_and_leaves_behind_what_its_maker_may_not_read(
    playlist: Playlist,
) -> None:
    stranger = make_person("cora", Role.CONTRIBUTOR, institution="Another hospital")
    entries.add_section(actor=teacher(), key=playlist.key, heading="End", now=timezone.now())

    made = copy_playlist(actor=stranger, playlist=linked(playlist), now=timezone.now())

    assert made.origin_credit == "Spine week, by tim"
    assert [one.kind for one in made.entries.all()] == [EntryKind.SECTION]
    assert made.link is None


def test_practice_opens_what_was_right_after_each_entry_and_counts_for_the_learner(
    playlist: Playlist, client: Client
) -> None:
    seat = Seat(client, ben(), playlist)
    seat.begin()

    seat.commit(1, Metastasis=80)

    page = seat.look(1).content.decode()
    assert "zfound-early" in page
    assert "0.98" in page
    assert Attempt.objects.get(person=ben()).result.outcome == pytest.approx(0.98)
    for number in (2, 3):
        seat.send(number, {"leave": "1", "token": f"left {number}"})
    left = seat.look(3).content.decode()
    assert f"/cases/{playlist.entries.get(item='best').case.key}/questions/" in left
    seat.look(2)
    assert CaseOpening.objects.filter(person=ben()).count() == 2


def test_a_pause_stops_the_clock_of_practice_and_nothing_is_answered_meanwhile(
    client: Client,
) -> None:
    seat = Seat(client, ben(), make_playlist(small_case(), members=(ben(),), minutes=10))
    seat.begin()
    sent, before = seat.form(1, Metastasis=80), Sitting.objects.get().deadline

    client.post(f"{seat.path}pause/")
    refused = seat.send(1, sent)
    client.post(f"{seat.path}resume/")

    after = Sitting.objects.get().deadline
    assert refused.status_code == 409
    assert before is not None
    assert after is not None
    assert after > before


def test_a_slide_opens_step_by_step(playlist: Playlist, client: Client) -> None:
    client.force_login(teacher())

    steps = [
        client.get(f"/playlists/{playlist.key}/present/1/?step={step}").content.decode()
        for step in (0, 1)
    ]

    assert "zfound-early" not in steps[0]
    assert "Metastasis" not in steps[0]
    assert "zfound-early" in steps[1]
    assert "data-newest" not in steps[0]
    assert steps[1].index("data-newest") < steps[1].index("zfound-early")
    empty = client.get(f"/playlists/{make_playlist().key}/present/", follow=True)
    assert "There is nothing to present yet" in empty.content.decode()


def test_a_case_that_begins_with_a_study_is_shown_with_its_patient(client: Client) -> None:
    stages = [
        {"kind": "study", "id": "mri", "modality": "mri", "region": "Neck",
         "differential": [{"diagnosis": "Metastasis", "share": 60}]},
        {"kind": "discussion", "id": "end", "text": "It was a metastasis."},
    ]  # fmt: skip
    playlist = make_playlist(
        small_case(stages=stages, items=[], patient={"presentation": "Zpain for weeks."})
    )
    client.force_login(teacher())

    slide = client.get(f"/playlists/{playlist.key}/present/1/")

    assert slide.status_code == 200
    assert "Zpain for weeks." in slide.content.decode()


def test_a_question_is_shown_to_a_room_before_its_answer(
    playlist: Playlist, client: Client
) -> None:
    client.force_login(teacher())

    asked, told = (
        client.get(f"/playlists/{playlist.key}/present/3/?step={step}").content.decode()
        for step in (0, 1)
    )

    assert "Which is best?" in asked
    assert "zwhy-right" not in asked
    assert "zwhy-right" in told


def test_nobody_else_presents_or_changes_it(playlist: Playlist, client: Client) -> None:
    client.force_login(playlist.owner)
    page = client.get(f"/playlists/{playlist.key}/edit/").content.decode()
    assert f'href="/conference/new/?playlist={playlist.key}"' in page
    others: list[Person] = [ben(), make_person("tina", Role.TEACHER)]

    for person in others:
        client.force_login(person)
        for path in ("edit/", "present/", "present/notes/", "present/1/", "candidates/"):
            assert client.get(f"/playlists/{playlist.key}/{path}").status_code == 404
