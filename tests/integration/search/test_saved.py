"""Saved searches tell of what newly fits, to whom may see it, once."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from readingroom.accounts.models import Person
from readingroom.cases.models import Case, State, Visibility
from readingroom.cases.services.opening import record_opening
from readingroom.cases.services.publish import publish_case
from readingroom.kernel.errors import InvalidInput, NotFound, StateConflict
from readingroom.learning.personal import everything_of, holdings
from readingroom.search.finding import Wish
from readingroom.search.follow import follow_once
from readingroom.search.index import current_engine, vocabulary
from readingroom.search.models import NewFit, SavedSearch, UntoldCase
from readingroom.search.saved import (
    MOST_SAVED,
    kept_hidden,
    kept_searches,
    look,
    remove_search,
    save_search,
)
from tests.factories.cases import NOON, make_case
from tests.factories.people import ben, chiara, dev

pytestmark = pytest.mark.django_db
EDEMA = Wish(text="marrow edema")
BEFORE = NOON - timedelta(days=30)


def published(visibility: Visibility = Visibility.PUBLIC) -> Case:
    """A case that an editor publishes now, with all that follows."""
    case = make_case()
    publish_case(case_key=case.key, actor=dev(), visibility=visibility, now=timezone.now())
    follow_once(compare=False)
    return case


def new_to(person: Person) -> list[int]:
    return [one.new for one in kept_searches(person)]


def test_a_case_that_newly_fits_is_counted_until_the_search_is_opened() -> None:
    reader = ben()
    saved = save_search(reader, EDEMA, name="Oedema", now=BEFORE)
    save_search(reader, Wish(text="zebra"), name="Zebras", now=BEFORE)

    published()
    assert new_to(reader) == [1, 0]

    look(reader, saved.key)
    assert new_to(reader) == [0, 0]


def test_what_was_there_before_and_what_is_published_again_is_not_new() -> None:
    reader = ben()
    case = published()
    saved = save_search(reader, EDEMA, name="Oedema", now=timezone.now())
    UntoldCase.objects.create(case=case)
    follow_once(compare=False)

    assert new_to(reader) == [0]
    assert not NewFit.objects.filter(search=saved).exists()


def test_nothing_is_told_of_a_case_one_may_not_see() -> None:
    stranger = chiara()
    save_search(stranger, EDEMA, name="Oedema", now=BEFORE)

    published(Visibility.INSTITUTION)
    assert new_to(stranger) == [0]

    case = published()
    assert new_to(stranger) == [1]
    Case.objects.filter(pk=case.pk).update(visibility=Visibility.PRIVATE)
    assert new_to(stranger) == [0]


def test_where_diagnoses_are_hidden_no_count_tells_the_answer_of_an_unread_case() -> None:
    reader = ben()
    told = ("title:metastases", "metastases", "system:spine", "neck pain NOT discitis", "marrow")
    for text in (*told, "neck pain"):
        save_search(reader, Wish(text=text), name=f"{len(text):02} {text}", now=BEFORE)
    save_search(reader, Wish(chosen={"system": ("spine",)}), name="99", now=BEFORE)
    case = published()

    def hidden() -> dict[str, int]:
        kept = kept_hidden(reader, current_engine(), vocabulary())
        return {one.wish.text: one.new for one in kept if one.new}

    # One that leaves out would tell by what it does not count.
    assert hidden() == {"neck pain": 1}
    assert not any(one.new for one in kept_hidden(reader, None, vocabulary()))
    record_opening(case_key=case.key, actor=reader, now=NOON)
    assert set(hidden()) == {*told, "neck pain", ""}


def test_a_fit_is_noted_once_however_often_the_work_is_cut() -> None:
    reader = ben()
    save_search(reader, EDEMA, name="Oedema", now=BEFORE)
    case = published()

    UntoldCase.objects.create(case=case)
    follow_once(compare=False)

    assert new_to(reader) == [1]
    assert not UntoldCase.objects.exists()


def test_the_same_search_is_kept_once_and_takes_the_new_name() -> None:
    reader = ben()
    save_search(reader, Wish(text="a  b", order="newest"), name="One", now=NOON)
    save_search(reader, Wish(text="a b", start=24), name="Two", now=NOON)

    assert [one.saved.name for one in kept_searches(reader)] == ["Two"]


def test_nothing_too_much_and_nothing_of_anothers_is_taken() -> None:
    reader = ben()
    with pytest.raises(InvalidInput):
        save_search(reader, Wish(), name="All", now=NOON)
    with pytest.raises(InvalidInput):
        save_search(reader, EDEMA, name="  ", now=NOON)
    saved = save_search(reader, EDEMA, name="Oedema", now=NOON)
    with pytest.raises(NotFound):
        remove_search(chiara(), saved.key)
    for number in range(MOST_SAVED - 1):
        save_search(reader, Wish(text=f"word{number}"), name="More", now=NOON)
    with pytest.raises(StateConflict):
        save_search(reader, Wish(text="one more"), name="More", now=NOON)


def test_a_search_is_saved_opened_renamed_removed_and_brought_back_by_pages(client: Client) -> None:
    reader = ben()
    client.force_login(reader)
    make_case(state=State.PUBLISHED, visibility=Visibility.PUBLIC)
    assert "Save this search" not in client.get("/").content.decode()
    page = client.get("/?q=edema&modality=MR&page=1").content.decode()
    assert 'value="q=edema&amp;modality=MR"' in page

    client.post("/searches/save/", {"query": "q=edema&modality=MR", "name": "edema, MRI"})
    saved = SavedSearch.objects.get(person=reader)
    assert "Saved search" in client.get("/?q=edema&modality=MR").content.decode()
    opened = client.get(f"/searches/open/?search={saved.key}")
    assert opened["Location"] == "/?q=edema&modality=MR"

    client.post("/searches/rename/", {"search": saved.key, "name": "Wet marrow"})
    assert "Wet marrow" in client.get("/searches/").content.decode()
    client.post("/searches/remove/", {"search": saved.key})
    page = client.get("/searches/").content.decode()
    assert "“Wet marrow” is removed" in page
    assert "Nothing is saved yet" in page
    client.post("/searches/restore/", {"name": "Wet marrow", "query": "q=edema&modality=MR"})
    assert [one.saved.name for one in kept_searches(reader)] == ["Wet marrow"]


def test_visitors_are_led_to_the_door(client: Client) -> None:
    assert client.get("/searches/")["Location"].startswith("/account/login/")
    assert client.post("/searches/save/", {"query": "q=edema"}).status_code == 403


def test_it_is_told_and_removed_with_what_else_is_kept_of_a_learner() -> None:
    reader = ben()
    save_search(reader, EDEMA, name="Oedema", now=NOON)

    assert everything_of(reader)["saved-searches"][0]["name"] == "Oedema"
    [holding] = [one for one in holdings() if one.name == "saved-searches"]
    assert holding.remove is not None
    holding.remove(reader, NOON)
    assert not SavedSearch.objects.exists()
