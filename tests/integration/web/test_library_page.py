import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from readingroom.cases.models import State, Visibility
from tests.factories.cases import make_case
from tests.factories.people import ben

pytestmark = pytest.mark.django_db
PUBLIC = {"state": State.PUBLISHED, "visibility": Visibility.PUBLIC}
MAX_QUERIES = 14


def test_an_empty_library_says_what_to_do(client: Client) -> None:
    page = client.get("/")

    assert page.status_code == 200
    assert b"No cases yet" in page.content
    assert b"readingroom ingest" in page.content


def test_a_card_shows_the_safe_title_and_nothing_of_the_answer(client: Client) -> None:
    make_case(**PUBLIC)

    page = client.get("/").content.decode()

    assert "Neck pain in an older adult" in page
    assert "metasta" not in page.lower()


def test_a_filter_in_the_address_narrows_and_can_be_removed(client: Client) -> None:
    make_case(**PUBLIC)
    make_case(**PUBLIC, unknown_title="A cough that did not settle", systems=["chest"])

    page = client.get("/?system=chest").content.decode()

    assert "A cough that did not settle" in page
    assert "Neck pain in an older adult" not in page
    assert "1 of 2 cases" in page
    assert 'href="/" aria-label="Remove Chest"' in page


def test_where_nothing_fits_the_page_says_which_filter_to_drop(client: Client) -> None:
    make_case(**PUBLIC)

    page = client.get("/?system=spine&difficulty=advanced").content.decode()

    assert "No case fits all 2 filters" in page
    assert '<a href="/?system=spine">Without “Advanced” there is 1</a>' in page


def test_htmx_gets_what_changed_and_nothing_else(client: Client) -> None:
    make_case(**PUBLIC)

    changed = client.get("/?system=spine", headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in changed
    assert 'id="results"' in changed
    assert 'hx-swap-oob="true"' in changed


def test_going_back_in_the_history_gets_a_whole_page(client: Client) -> None:
    restored = {"HX-Request": "true", "HX-History-Restore-Request": "true"}

    assert b"<html" in client.get("/", headers=restored).content


def test_nobody_keeps_a_copy_of_the_library(client: Client) -> None:
    page = client.get("/")

    assert "no-store" in page["Cache-Control"]
    assert "HX-Request" in page["Vary"]


def test_more_cases_cost_no_more_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(ben())
    for _ in range(5):
        make_case(**PUBLIC)

    with django_assert_max_num_queries(MAX_QUERIES):
        client.get("/?system=spine")
