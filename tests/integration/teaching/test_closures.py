"""While an exam is open, its cases are absent for its candidates wherever they look."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from readingroom.cases.access import editable_cases, listed_cases, visible_cases
from readingroom.cases.models import Case, Closure, Visibility
from readingroom.dicomweb.qido.catalogue import open_series
from readingroom.kernel.errors import StateConflict
from readingroom.search.finding import scope_of
from readingroom.search.models import PendingCase
from readingroom.teaching.models import Membership, Playlist
from readingroom.teaching.services import entries
from readingroom.teaching.services.playlists import remove_playlist, share
from readingroom.teaching.services.sittings import begin
from tests.factories.cases import make_case
from tests.factories.people import ben, make_person
from tests.factories.playlists import Seat, make_exam, make_playlist, small_case, teacher

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked() -> Case:
    return small_case("Metastasis", visibility=Visibility.PUBLIC)


def answers(client: Client, case: Case) -> list[int]:
    """Every address at which someone could look a case up."""
    paths = [
        f"/cases/{case.key}/", f"/cases/{case.key}/unknown/", f"/{case.short_number}",
        f"/cases/{case.key}/cite.bib", f"/cases/{case.key}/cite.ris",
        f"/cases/{case.key}/questions/",
    ]  # fmt: skip
    posted = [f"/cases/{case.key}/grant", f"/cases/{case.key}/unknown/begin/"]
    found = [client.get(path).status_code for path in paths]
    return found + [client.post(path).status_code for path in posted]


def test_a_case_of_an_open_exam_is_absent_for_its_candidates_at_every_address(
    asked: Case, client: Client
) -> None:
    make_exam(asked, members=(ben(),))
    client.force_login(ben())

    assert set(answers(client, asked)) == {404}


def test_it_is_there_for_everyone_else(asked: Case, client: Client) -> None:
    make_exam(asked, members=(ben(),))

    assert client.get(f"/cases/{asked.key}/").status_code == 200
    client.force_login(make_person("cleo"))
    assert client.get(f"/cases/{asked.key}/").status_code == 200


def test_it_is_in_no_list_no_count_and_no_search_of_theirs(asked: Case) -> None:
    other = small_case("Discitis", visibility=Visibility.PUBLIC)
    make_exam(asked, members=(ben(),))
    PendingCase.objects.all().delete()  # as once the index has them

    assert set(listed_cases(ben())) == {other}
    assert asked.pk in scope_of(ben(), hide=False).pending
    assert asked.pk not in scope_of(make_person("cleo"), hide=False).pending


def test_programs_with_their_key_get_none_of_its_images() -> None:
    case = make_case(state="published", visibility=Visibility.PUBLIC, suitable_for_quiz=True)  # type: ignore[arg-type]  # stored as text
    revision = case.published_revision
    assert revision is not None
    study = revision.series.get().series.study.study_instance_uid
    before = open_series(ben(), study)

    make_exam(case, members=(ben(),))

    assert before
    assert open_series(ben(), study) == frozenset()


def test_an_author_who_is_a_candidate_can_not_write_in_it_meanwhile(asked: Case) -> None:
    author = asked.owner
    make_exam(asked, members=(author,))

    assert asked not in editable_cases(author)
    assert asked not in visible_cases(author)


def test_nothing_is_closed_before_it_opens_or_after_it_is_over(asked: Case) -> None:
    make_exam(asked, members=(ben(),))
    assert asked not in visible_cases(ben())
    now, hour = timezone.now(), timedelta(hours=1)

    Closure.objects.update(since=now + hour, until=now + 2 * hour)
    assert asked in visible_cases(ben())
    Closure.objects.update(since=now - 2 * hour, until=now - hour)

    assert asked in visible_cases(ben())


def test_practice_closes_nothing_but_can_not_be_used_to_look_an_exam_up(asked: Case) -> None:
    practice = make_playlist(asked, members=(ben(),))
    assert asked in visible_cases(ben())

    make_exam(asked, owner=teacher(), members=())
    exam = Playlist.objects.get(mode="exam")
    share(
        actor=teacher(), key=exam.key, cohorts=cohorts_of(practice), link="keep", now=timezone.now()
    )

    with pytest.raises(StateConflict):
        begin(actor=ben(), playlist=practice, now=timezone.now())


def cohorts_of(playlist: Playlist) -> list[Any]:
    return list(playlist.cohorts.values_list("key", flat=True))


def test_a_playlist_of_ones_own_does_not_name_what_an_exam_closes(
    asked: Case, client: Client
) -> None:
    author = make_person("cora", "contributor")  # type: ignore[arg-type]  # stored as text
    own = make_playlist(asked, owner=author)
    make_exam(asked, members=(author,))
    client.force_login(author)

    page = client.get(f"/playlists/{own.key}/edit/").content
    slide = client.get(f"/playlists/{own.key}/present/1/").content

    assert b"Metastasis" not in page
    assert b"Metastasis" not in slide


def test_whoever_joins_the_class_later_is_a_candidate_from_when_they_see_it(
    asked: Case, client: Client
) -> None:
    exam = make_exam(asked, members=(ben(),))
    cleo = make_person("cleo")
    Membership.objects.create(
        cohort=exam.cohorts.get(), person=cleo, joined_at=timezone.now(), agreed_to="1"
    )
    client.force_login(cleo)

    client.get(f"/playlists/{exam.key}/")

    assert asked not in visible_cases(cleo)


def test_by_a_link_it_closes_from_when_they_begin(asked: Case, client: Client) -> None:
    exam = make_exam(asked, members=())
    share(actor=teacher(), key=exam.key, cohorts=[], link="new", now=timezone.now())
    exam.refresh_from_db()
    client.force_login(ben())
    assert asked in visible_cases(ben())

    begun = client.post(f"/playlists/link/{exam.link}/begin/")

    assert begun.status_code == 303
    assert asked not in visible_cases(ben())
    assert client.get(begun.headers["Location"], follow=True).status_code == 200


def test_what_is_taken_out_or_thrown_away_opens_again(asked: Case) -> None:
    other = small_case("Discitis")
    exam, now = make_exam(asked, other, members=(ben(),)), timezone.now()
    entry = exam.entries.get(case=asked)

    entries.remove_entry(actor=teacher(), key=exam.key, entry=entry.key, now=now)
    assert set(visible_cases(ben())) == {asked}
    remove_playlist(actor=teacher(), key=exam.key, now=now)

    assert set(visible_cases(ben())) == {asked, other}


def test_an_old_link_leads_nowhere(asked: Case, client: Client) -> None:
    exam = make_exam(asked, members=())
    share(actor=teacher(), key=exam.key, cohorts=[], link="new", now=timezone.now())
    exam.refresh_from_db()
    old = exam.link
    share(actor=teacher(), key=exam.key, cohorts=[], link="new", now=timezone.now())
    client.force_login(ben())

    assert client.get(f"/playlists/link/{old}/").status_code == 404


def test_the_teacher_is_warned_of_public_cases(asked: Case, client: Client) -> None:
    exam = make_exam(asked, (asked, "best"), small_case("Discitis"), members=(ben(),))
    client.force_login(teacher())

    page = client.get(f"/playlists/{exam.key}/edit/").content.decode()

    assert f"One case of this exam can be read without signing in ({asked.short_number})" in page


def test_a_case_that_a_candidate_could_not_read_is_not_asked(asked: Case, client: Client) -> None:
    stranger = make_person("chris", institution="Another hospital")
    exam = make_exam(asked, small_case("Discitis"), members=(stranger,))

    answer = Seat(client, stranger, exam).begin()

    assert answer.status_code == 409
