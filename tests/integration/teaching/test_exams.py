"""An exam: nothing told before the end, by the server's clock, and no way round either."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from readingroom.kernel.errors import StateConflict
from readingroom.learning.models import Attempt
from readingroom.learning.selectors.calibration import record_of
from readingroom.teaching.models import Playlist, Sitting, SittingCommit
from readingroom.teaching.selectors.playlists import candidate_rows
from readingroom.teaching.services import entries
from readingroom.teaching.services.closures import sync_closures
from readingroom.teaching.services.playlists import give_extra_time
from readingroom.teaching.services.sittings import begin
from tests.factories.people import ben, make_person
from tests.factories.playlists import Seat, make_exam, small_case, teacher

pytestmark = pytest.mark.django_db


@pytest.fixture
def exam() -> Playlist:
    first, second = small_case("Metastasis"), small_case("Discitis", is_normal=True)
    return make_exam(first, second, (first, "best"), members=(ben(), make_person("cleo")))


@pytest.fixture
def seat(client: Client, exam: Playlist) -> Seat:
    seat = Seat(client, ben(), exam)
    seat.begin()
    return seat


def late(seconds: float) -> Sitting:
    """The one sitting, as if its time had run out so long ago."""
    Sitting.objects.update(deadline=timezone.now() - timedelta(seconds=seconds))
    return Sitting.objects.get()


def is_over(exam: Playlist) -> None:
    """As if the end had come a minute ago."""
    exam.refresh_from_db()
    exam.ends_at = timezone.now() - timedelta(minutes=1)
    exam.save()
    sync_closures(exam, now=timezone.now())


def test_an_exam_goes_forward_and_tells_nothing_before_its_end(seat: Seat) -> None:
    pages = [seat.look(1).content]
    seat.commit(1, Metastasis=80)
    pages.append(seat.look(2).content)
    seat.commit(2, Fracture=50)
    pages.append(seat.look(3).content)
    seat.send(3, {**seat.form(3), "option": "0", "certainty": "2"})
    seat.client.post(f"{seat.path}finish/")
    pages.append(seat.look().content)

    for told in (b"zfound-early", b"zwhy-right", b"It was", b"0.9", b"Your result"):
        assert all(told not in page for page in pages), told
    assert b'You answered <b class="num">3</b> of' in pages[-1]


def test_after_the_exam_is_over_for_everyone_it_tells(seat: Seat, exam: Playlist) -> None:
    seat.commit(1, Metastasis=80)
    seat.send(2, {"leave": "1", "token": "left"})
    seat.client.post(f"{seat.path}finish/")
    is_over(exam)

    end, first = seat.look().content.decode(), seat.look(1).content.decode()

    assert "0.98" in end
    assert 'You answered <b class="num">1</b> of' in end
    assert [row.answered for row in candidate_rows(exam) if row.sitting] == [1]
    assert "zfound-early" in first


def test_what_was_said_in_an_exam_counts_for_oneself_once_it_is_over_and_not_before(
    seat: Seat, exam: Playlist
) -> None:
    seat.commit(1, Metastasis=80)
    seat.commit(2, Fracture=50)
    seat.send(3, {**seat.form(3), "option": "0", "certainty": "2"})
    seat.client.post(f"{seat.path}finish/")
    for path in ("/mine/", "/mine/calibration/", "/mine/attempts/"):
        seat.client.get(path)
    assert not Attempt.objects.exists()
    assert not record_of(ben(), told=[]).by_certainty

    is_over(exam)
    seat.client.get("/mine/attempts/")
    seat.client.get("/mine/calibration/")

    taken = Attempt.objects.order_by("pk")
    assert [(one.result.outcome, one.judgements.get().is_right) for one in taken] == [
        (pytest.approx(0.98), True), (pytest.approx(0.375), False),
    ]  # fmt: skip
    assert seat.client.get(f"/mine/attempts/{taken[0].key}/").status_code == 200
    told = record_of(ben(), told=[str(Sitting.objects.get().key)])
    assert [one.answer.is_right for one in told.by_certainty] == [True]
    assert [(r.reading.is_abnormal, r.reading.was_called) for r in told.readings] == [
        (True, True), (False, True),
    ]  # fmt: skip


def test_before_one_begins_the_page_says_who_sees_what_and_when_it_is_erased(
    client: Client, exam: Playlist, settings: Any
) -> None:
    settings.READINGROOM_EXAM_RETENTION_DAYS = 90
    seat = Seat(client, ben(), exam)

    door = client.get(seat.door).content.decode()

    assert "Begin the exam" in door
    assert "only counted together with what at least four others said" in door
    assert "erased 90 days after the end" in door
    assert 'href="/mine/data/"' in door


def test_a_second_start_is_refused(seat: Seat, exam: Playlist) -> None:
    seat.client.post(f"{seat.path}finish/")

    answer = seat.begin()

    assert answer.status_code == 409
    assert Sitting.objects.count() == 1


def test_beginning_again_while_it_runs_goes_on_where_one_was(seat: Seat, exam: Playlist) -> None:
    seat.commit(1, Metastasis=80)
    before = seat.path

    elsewhere = Seat(Client(), ben(), exam)
    elsewhere.begin()

    assert elsewhere.path == before
    assert elsewhere.look().redirect_chain[-1][0].endswith("/2/")


def test_going_back_is_refused(seat: Seat) -> None:
    sent = seat.form(1, Metastasis=80)
    seat.send(1, sent)

    looked = seat.look(1)
    changed = seat.send(1, {**sent, "points-1": "10"})

    assert looked.status_code == 302
    assert changed.status_code == 409
    assert SittingCommit.objects.get().rows[0]["points"] == 80


def test_looking_or_answering_ahead_is_refused(seat: Seat) -> None:
    sent = seat.form(1, Metastasis=80)

    assert seat.look(2).status_code == 302
    assert seat.send(2, sent).status_code == 409
    assert seat.send(3, {"token": "abc", "option": "0", "certainty": "1"}).status_code == 409


def test_the_same_sent_twice_is_one_answer(seat: Seat) -> None:
    sent = seat.form(1, Metastasis=80)

    statuses = [seat.send(1, sent).status_code for _ in range(2)]

    assert statuses == [303, 303]
    assert SittingCommit.objects.count() == 1


def test_what_comes_after_the_end_is_refused_but_for_the_way_it_takes(seat: Seat) -> None:
    first = seat.form(1, Metastasis=80)
    late(5)
    on_the_way = seat.send(1, first)
    second = seat.form(2, Fracture=50)
    late(11)
    too_late = seat.send(2, second)

    assert on_the_way.status_code == 303
    assert too_late.status_code == 409
    assert Sitting.objects.get().ending in {"", "time"}
    assert SittingCommit.objects.count() == 1


def test_a_clock_that_is_sent_along_is_not_asked(seat: Seat) -> None:
    sent = {**seat.form(1, Metastasis=80), "now": "2000-01-01T00:00:00Z", "left": "9999"}
    late(60)

    answer = seat.client.post(
        f"{seat.path}1/answer/", sent, headers={"date": "Sat, 01 Jan 2000 00:00:00 GMT"}
    )

    assert answer.status_code == 409


def keep(seat: Seat, number: int, form: str) -> Any:
    body = {"form": form, "token": "kept"}
    return seat.client.post(f"{seat.path}{number}/unsent/", body, content_type="application/json")


def test_what_was_written_and_not_sent_counts_at_the_end(seat: Seat) -> None:
    assert keep(seat, 1, "place=0&name-1=Metastasis&points-1=80").status_code == 200
    late(60)

    seat.look()

    assert SittingCommit.objects.get().rows[0]["points"] == 80
    assert Sitting.objects.get().ending == "time"


def test_where_the_rule_says_so_it_does_not_count(seat: Seat, exam: Playlist) -> None:
    Playlist.objects.update(takes_unsent=False)
    keep(seat, 1, "place=0&name-1=Metastasis&points-1=80")
    late(60)

    seat.look()

    assert SittingCommit.objects.count() == 0


def test_what_was_written_is_there_on_another_device(seat: Seat, exam: Playlist) -> None:
    keep(seat, 1, "place=0&name-1=Metastasis&points-1=35")

    elsewhere = Seat(Client(), ben(), exam)
    elsewhere.begin()

    assert 'value="Metastasis"' in elsewhere.look(1).content.decode()


def test_another_persons_sitting_is_not_there(seat: Seat, client: Client) -> None:
    sent = seat.form(1, Metastasis=80)
    thief = Client()
    thief.force_login(make_person("cleo"))

    asked = [thief.get(seat.path), thief.get(f"{seat.path}1/"), thief.get(f"{seat.path}clock/")]
    asked += [thief.post(f"{seat.path}{one}", sent) for one in ("1/answer/", "finish/", "pause/")]

    assert {answer.status_code for answer in asked} == {404}


def test_an_exam_is_not_paused(seat: Seat) -> None:
    assert seat.client.post(f"{seat.path}pause/").status_code == 409


def test_extra_time_counts_at_once_and_for_one_candidate_alone(seat: Seat, exam: Playlist) -> None:
    before = Sitting.objects.get().deadline
    give_extra_time(actor=teacher(), key=exam.key, person=ben().key, minutes=10, now=timezone.now())
    other = begin(actor=make_person("cleo"), playlist=exam, now=timezone.now())

    assert before is not None
    assert other.deadline is not None
    assert Sitting.objects.get(person=ben()).deadline == before + timedelta(minutes=10)
    assert other.deadline - other.started_at == timedelta(minutes=30)


def test_what_an_exam_asks_stays_once_someone_has_begun(seat: Seat, exam: Playlist) -> None:
    with pytest.raises(StateConflict):
        entries.add_case(
            actor=teacher(), key=exam.key, case=str(small_case("Gout").key), now=timezone.now()
        )


def test_results_wait_for_the_teacher_where_so_set(seat: Seat, exam: Playlist) -> None:
    Playlist.objects.update(release="teacher")
    is_over(exam)
    seat.client.post(f"{seat.path}finish/")
    hidden = seat.look().content
    of_teacher = Client()
    of_teacher.force_login(teacher())

    released = of_teacher.post(f"{seat.door}candidates/release/")

    assert b"<table" not in hidden
    assert released.status_code == 302
    assert b"<table" in seat.look().content


def test_results_are_not_released_while_anyone_may_be_sitting(seat: Seat) -> None:
    of_teacher = Client()
    of_teacher.force_login(teacher())

    assert of_teacher.post(f"{seat.door}candidates/release/").status_code == 409


def test_addresses_and_titles_of_a_sitting_give_numbers_alone(seat: Seat) -> None:
    page = seat.look(1).content.decode()

    assert "<title>1 of 3: Reading Room</title>" in page
    assert str(Sitting.objects.get().entries.get(number=1).case_key) not in page
