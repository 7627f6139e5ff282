import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from readingroom.cases.models import State, Visibility
from tests.factories.cases import make_case
from tests.factories.people import ben

pytestmark = pytest.mark.django_db
PUBLIC = {"state": State.PUBLISHED, "visibility": Visibility.PUBLIC}
MAX_QUERIES = 12


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
    client.get("/")  # the first to come makes the index

    with django_assert_max_num_queries(MAX_QUERIES):
        client.get("/?system=spine")


def test_words_find_cases_and_show_where_they_stand(client: Client) -> None:
    make_case(**PUBLIC)
    make_case(**PUBLIC, title="Discitis", unknown_title="Back pain", stages=[])

    page = client.get("/?q=marrow+edema").content.decode()

    assert "1 of 2 cases" in page
    assert "<mark>Marrow oedema</mark>" in page or "<mark>Marrow</mark>" in page
    assert 'value="marrow edema"' in page


def test_a_query_that_finds_nothing_says_what_to_try(client: Client) -> None:
    make_case(**PUBLIC)

    page = client.get("/?q=zebra&difficulty=intermediate").content.decode()

    assert "No case fits “zebra” and this filter" in page
    assert 'href="/?q=zebra"' in page
    assert '<a href="/?difficulty=intermediate">Without these words there is 1</a>' in page


def test_a_typing_error_is_mended_and_told(client: Client) -> None:
    make_case(**PUBLIC)

    page = client.get("/?q=metastazes").content.decode()

    assert "Nothing fits “metastazes”" in page
    assert "Neck pain in an older adult" in page


def test_what_is_typed_is_shown_as_text_and_never_as_markup(client: Client) -> None:
    make_case(**PUBLIC)

    page = client.get('/?q="><script>alert(1)</script>').content.decode()

    assert "<script>alert" not in page


def test_an_odd_query_says_how_it_was_read(client: Client) -> None:
    make_case(**PUBLIC)

    assert "There is no field “colour”" in client.get("/?q=colour:red").content.decode()


def test_typing_replaces_the_address_and_a_filter_adds_to_the_history(client: Client) -> None:
    make_case(**PUBLIC)
    typing = {"HX-Request": "true", "HX-Trigger": "find"}

    typed = client.get("/?q=metas", headers=typing)
    filtered = client.get("/?q=metas&difficulty=intermediate", headers={"HX-Request": "true"})

    assert typed["HX-Replace-Url"] == "/?q=metas"
    assert b"Neck pain" in typed.content
    assert filtered["HX-Push-Url"] == "/?q=metas&difficulty=intermediate"


def test_the_usual_order_is_left_out_so_that_words_bring_the_best_match_first(
    client: Client,
) -> None:
    make_case(**PUBLIC)
    make_case(**PUBLIC)

    plain, sought = client.get("/").content.decode(), client.get("/?q=neck").content.decode()

    assert '<option value="" selected>Newest first' in plain
    assert '<option value="" selected>Best match' in sought
    assert '<option value="newest">Newest first' in sought


def test_hiding_is_chosen_by_a_form_and_remembered(client: Client) -> None:
    make_case(**PUBLIC)

    client.get("/?hide=1&q=metastases")
    before = client.get("/?q=metastases").content
    client.post("/hide/", {"hide": "1"})
    hidden = client.get("/?q=metastases").content
    client.post("/hide/", {"hide": "0"})
    after = client.get("/?q=metastases").content

    assert b"1 of 1 case" in before
    assert b"0 of 1 case" in hidden
    assert b"1 of 1 case" in after


def test_suggestions_are_of_what_this_reader_may_find(client: Client) -> None:
    make_case(**PUBLIC)
    make_case(title="Metastatic secret", tags=["metasecret"])

    options = client.get("/suggest/?q=neck+metas").json()["options"]

    assert "neck metastases " in {option["text"] for option in options}
    assert not any("secret" in option["text"] for option in options)


def test_without_an_index_the_library_is_listed_all_the_same(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_case(**PUBLIC)
    monkeypatch.setattr("readingroom.web.views.library.ready_engine", lambda: None)

    page = client.get("/?q=neck").content.decode()

    assert "Neck pain in an older adult" in page
    assert "being made ready" in page
    assert client.get("/suggest/?q=neck").json() == {"options": []}


def test_a_word_that_is_not_whole_is_taken_as_a_beginning_and_told(client: Client) -> None:
    make_case(**PUBLIC)

    page = client.get("/?q=metas").content.decode()

    assert "Nothing fits “metas”" in page
    assert "metas*" in page
    assert "Neck pain in an older adult" in page


def test_where_a_denial_is_sought_it_is_the_denial_that_is_quoted(client: Client) -> None:
    findings = "No fracture of any rib. There is no pleural or pericardial effusion."
    stage = {"kind": "study", "id": "ct", "modality": "ct", "findings": findings}
    make_case(**PUBLIC, stages=[stage])

    for typed in ("no+pleural+effusion", "absent:effusion", "no+pleural+effusion&in=findings"):
        page = client.get(f"/?q={typed}").content.decode()

        assert "<mark>effusion</mark>" in page, typed
        assert "No fracture" not in page, typed
