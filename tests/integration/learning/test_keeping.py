"""Stars, notes in the margin, what counts as read: one's own, and nobody else's."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from readingroom.accounts.models import Person
from readingroom.cases.models import Case, CaseOpening, State, Visibility
from readingroom.cases.services.erase import erase_case
from readingroom.cases.services.publish import retire_case
from readingroom.kernel.errors import InvalidInput, NotFound
from readingroom.learning.models import Favourite, MarginNote
from readingroom.learning.selectors.keeping import (
    Share,
    favourites_of,
    margin_of,
    notes_of,
    progress_of,
    starred_keys,
)
from readingroom.learning.services.favourites import mark_unread, set_favourite
from readingroom.learning.services.notes import keep_both, keep_note
from tests.factories.cases import NOON, make_case
from tests.factories.people import amara, ben, chiara, dev

pytestmark = pytest.mark.django_db
PUBLIC = {"state": State.PUBLISHED, "visibility": Visibility.PUBLIC}


def star(person: Person, case: Case, *, on: bool = True) -> None:
    set_favourite(person=person, case_key=case.key, is_wanted=on, now=NOON)


def note(person: Person, case: Case, text: str, version: int = 0, stage: str = "mri"):  # type: ignore[no-untyped-def]  # a Kept
    return keep_note(
        person=person, case_key=case.key, stage=stage, text=text, version=version, now=NOON
    )


def test_a_star_is_put_on_once_and_taken_off_again() -> None:
    case = make_case(**PUBLIC)

    star(ben(), case)
    star(ben(), case)
    assert Favourite.objects.count() == 1
    assert starred_keys(ben(), [case.key]) == {case.key}
    assert starred_keys(amara(), [case.key]) == frozenset()

    star(ben(), case, on=False)
    star(ben(), case, on=False)
    assert favourites_of(ben()) == ()


def test_what_one_may_not_read_one_can_neither_star_nor_note_and_both_vanish_with_it() -> None:
    case = make_case(state=State.PUBLISHED, visibility=Visibility.INSTITUTION)
    star(ben(), case)
    note(ben(), case, "Look again")

    for act in (lambda: star(chiara(), case), lambda: note(chiara(), case, "x")):
        with pytest.raises(NotFound):
            act()
    retire_case(case_key=case.key, actor=dev(), now=NOON)
    assert (favourites_of(ben()), notes_of(ben())) == ((), ())
    star(ben(), case, on=False)  # though it can't be read any more
    assert Favourite.objects.count() == 0


def test_titles_keep_the_answer_back_until_a_case_is_opened() -> None:
    case = make_case(**PUBLIC)
    star(ben(), case)

    assert favourites_of(ben())[0].case.title == "Neck pain in an older adult"
    CaseOpening.objects.create(case=case, person=ben(), opened_at=NOON)
    assert favourites_of(ben())[0].case.title == "Vertebral metastases"
    mark_unread(person=ben(), case_key=case.key)
    assert favourites_of(ben())[0].case.title == "Neck pain in an older adult"


def test_a_note_is_written_changed_and_taken_away() -> None:
    case = make_case(**PUBLIC)

    first = note(ben(), case, "Disc spared?  \r\nLook.\n\n")
    again = note(ben(), case, "Disc spared?  \nLook.", version=0)
    second = note(ben(), case, "Disc not spared.", version=first.version)

    assert (first.text, first.version) == ("Disc spared?  \nLook.", 1)
    assert (again.version, again.is_theirs) == (1, False)
    assert second.version == 2
    margin = margin_of(ben(), case.key)
    assert margin
    assert margin.notes["mri"].text == "Disc not spared."
    other = margin_of(amara(), case.key)
    assert other
    assert other.notes == {}
    assert note(ben(), case, " ", version=2).version == 0
    assert MarginNote.objects.count() == 0


def test_of_two_tabs_neither_loses_a_word() -> None:
    case = make_case(**PUBLIC)
    note(ben(), case, "From the first tab")

    told = note(ben(), case, "From the second", version=0)
    assert (told.is_theirs, told.text) == (True, "From the first tab")
    assert MarginNote.objects.get().text == "From the first tab"

    keep_both(
        person=ben(), case_key=case.key, stage="mri", text="From the second", version=0, now=NOON
    )
    assert MarginNote.objects.get().text == "From the first tab\n\nFrom the second"


@pytest.mark.parametrize(("stage", "text"), [("MRI!", "x"), ("", "x"), ("mri", "x" * 10_001)])
def test_a_note_that_cannot_be_is_refused(stage: str, text: str) -> None:
    with pytest.raises(InvalidInput):
        note(ben(), make_case(**PUBLIC), text, stage=stage)


def test_with_the_case_goes_what_was_kept_of_it() -> None:
    case = make_case(**PUBLIC)
    star(ben(), case)
    note(ben(), case, "Mine")

    erase_case(case_key=case.key, actor=None, reason="consent", now=NOON)

    assert (Favourite.objects.count(), MarginNote.objects.count()) == (0, 0)


def test_progress_counts_what_the_library_lists_by_system() -> None:
    opened = make_case(**PUBLIC, systems=["spine", "oncology"])
    make_case(**PUBLIC, systems=["spine"])
    make_case(systems=["chest"])
    CaseOpening.objects.create(case=opened, person=ben(), opened_at=NOON)
    CaseOpening.objects.create(case=opened, person=amara(), opened_at=NOON - timedelta(days=1))

    assert progress_of(ben()) == (
        Share("", "All cases", 2, 1, 0),
        Share("oncology", "Oncology", 1, 1, 0),
        Share("spine", "Spine", 2, 1, 0),
    )


def test_pages_and_scripts_keep_a_note_and_visitors_none(client: Client) -> None:
    case = make_case(**PUBLIC)
    sent = {"stage": "mri", "text": "Mine alone", "version": "0"}
    assert client.post(f"/cases/{case.key}/note/save/", sent).status_code == 401
    assert "Your note" not in client.get(f"/cases/{case.key}/").content.decode()

    client.force_login(ben())
    saved = client.post(f"/cases/{case.key}/note/save/", sent)
    late = client.post(f"/cases/{case.key}/note/save/", {**sent, "text": "Other"})
    gone = client.post(f"/cases/{uuid4()}/note/save/", sent)
    plain = client.post(f"/cases/{case.key}/note/", {**sent, "text": "Third", "version": "0"})

    assert saved.json() == {"version": 1, "text": None}
    assert (late.status_code, late.json()) == (409, {"version": 1, "text": "Mine alone"})
    assert (gone.status_code, plain["Location"]) == (404, f"/cases/{case.key}/#note-mri")
    page = client.get(f"/cases/{case.key}/").content.decode()
    assert "Mine alone\n\nThird" in page
    client.force_login(amara())
    assert "Mine alone" not in client.get(f"/cases/{case.key}/").content.decode()
    assert "Mine alone" not in client.get("/?q=alone").content.decode()


def test_a_note_at_a_stage_that_is_gone_is_still_shown(client: Client) -> None:
    case = make_case(**PUBLIC)
    note(ben(), case, "Of before", stage="old-ct")
    client.force_login(ben())

    page = client.get(f"/cases/{case.key}/").content.decode()

    assert "Notes at stages that are gone" in page
    assert "Of before" in page


def test_a_star_leads_back_to_where_it_stands(client: Client) -> None:
    case = make_case(**PUBLIC)
    client.force_login(ben())
    of_script = {"HTTP_ACCEPT": "application/json"}

    plain = client.post(
        f"/cases/{case.key}/star/", {"star": "1"}, HTTP_REFERER="http://testserver/?q=neck"
    )
    quiet = client.post(f"/cases/{case.key}/star/", {"star": "1"}, **of_script)
    off = client.post(
        f"/cases/{case.key}/star/", {"star": "0"}, HTTP_REFERER="http://testserver/mine/favourites/"
    )

    assert (plain.status_code, plain["Location"]) == (303, f"/?q=neck#star-{case.key}")
    assert quiet.status_code == 204
    assert off["Location"] == f"/mine/favourites/?off={case.key}"
    assert "Undo" in client.get(off["Location"]).content.decode()
    assert "Undo" not in client.get("/mine/favourites/?off=nonsense").content.decode()
