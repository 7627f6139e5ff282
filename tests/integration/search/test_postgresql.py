"""The search in PostgreSQL keeps the contract of the embedded one, word for word."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from readingroom.cases.models import State, Visibility
from readingroom.search.engines import postgresql_connection
from readingroom.search.engines.postgresql import PostgresEngine
from readingroom.search.engines.postgresql_home import postgres_home
from readingroom.search.index import current_engine, rebuild
from tests.factories.cases import make_case
from tests.integration.search.postgres import postgres_server
from tests.integration.search.test_hiding import (  # noqa: F401  # the same tests, on this engine
    test_a_case_is_whole_again_for_whoever_opened_it,
    test_a_filter_in_the_address_that_tells_the_answer_finds_no_unread_case,
    test_an_unread_case_is_found_and_quoted_by_what_anybody_sees,
    test_facets_that_tell_the_answer_are_not_offered_of_unread_cases,
    test_suggestions_hold_no_word_of_an_unread_answer,
)
from tests.integration.search.test_index import (  # noqa: F401  # the same tests, on this engine
    test_a_case_published_anew_is_found_by_its_new_words_alone,
    test_a_change_while_the_index_is_made_anew_is_in_it,
    test_a_search_lists_what_the_library_lists_and_nothing_else,
    test_an_ask_beyond_the_last_page_is_empty_and_counts_all_the_same,
    test_another_vocabulary_makes_the_index_anew,
    test_counts_are_of_what_the_other_facets_leave,
    test_marks_stay_until_the_index_has_the_change,
    test_the_command_makes_and_checks_the_index,
    test_the_words_of_drafts_and_of_others_cases_are_in_no_count_and_no_completion,
    test_what_is_published_is_found_once_the_index_followed,
    test_what_is_retired_is_found_no_more_from_that_moment_on,
    test_what_no_mark_tells_of_is_noticed_by_comparing,
    test_without_an_index_there_is_a_way_to_one,
)
from tests.integration.search.test_similar import (  # noqa: F401  # the same tests, on this engine
    test_likeness_shows_nothing_that_may_not_be_listed_or_is_kept_back,
    test_the_pairs_a_teacher_wants_are_found_and_the_case_itself_is_not,
)

pytestmark = pytest.mark.django_db
PUBLIC = {"state": State.PUBLISHED, "visibility": Visibility.PUBLIC}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgres_server() as url:
        yield url
        postgres_home(url).close()


@pytest.fixture(autouse=True)
def in_postgresql(settings: Any, server: str) -> None:
    """An index that nobody made yet, in PostgreSQL."""
    settings.READINGROOM_SEARCH_URL = server
    told = postgresql_connection.Server(server)
    told.rows("DROP SCHEMA IF EXISTS readingroom_search CASCADE")
    told.forget()


def test_it_is_postgresql_that_answers(fresh_index: Path) -> None:
    rebuild()

    assert isinstance(current_engine(), PostgresEngine)
    assert not fresh_index.exists()


def test_a_connection_that_was_lost_is_made_anew(server: str, client: Client) -> None:
    make_case(**PUBLIC)
    rebuild()
    assert "1 case" in client.get("/?q=neck+pain").content.decode()
    other = postgresql_connection.Server(server)
    other.rows(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE application_name = %s AND pid <> pg_backend_pid()",
        "readingroom",
    )
    other.forget()

    assert current_engine() is not None
    page = client.get("/?q=neck+pain").content.decode()

    assert "can't be reached" not in page
    assert "Neck pain in an older adult" in page


def test_without_its_server_the_search_says_so_and_the_library_is_listed(
    settings: Any, client: Client
) -> None:
    make_case(**PUBLIC)
    settings.READINGROOM_SEARCH_URL = "postgresql://nobody@127.0.0.1:1/nothing"

    page = client.get("/?q=xanthic").content.decode()

    assert "can't be reached just now" in page.replace("&#x27;", "'")
    assert "Neck pain in an older adult" in page
    assert client.get("/suggest/?q=neck").json() == {"options": []}
    case = client.get("/cases/RR-00001/", follow=True)
    assert case.status_code != 503
