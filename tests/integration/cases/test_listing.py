import pytest
from django.contrib.auth.models import AnonymousUser
from pytest_django import DjangoAssertNumQueries

from readingroom.cases.models import State, Visibility
from readingroom.cases.selectors import Listing, listing
from readingroom.cases.services.opening import record_opening
from tests.factories.cases import NOON, make_case
from tests.factories.people import ben

pytestmark = pytest.mark.django_db
PUBLIC = {"state": State.PUBLISHED, "visibility": Visibility.PUBLIC}


def library(**chosen: list[str]) -> Listing:
    return listing(AnonymousUser(), chosen=chosen, order="newest", page=1, now=NOON)


def counts(shown: Listing, name: str) -> dict[str, int]:
    facet = next(f for f in shown.facets if f.name == name)
    return {option.value: option.count for option in facet.options}


def test_an_empty_library_is_a_page_without_cards() -> None:
    shown = library()

    assert (shown.cards, shown.total, shown.page, shown.page_count) == ((), 0, 1, 1)


def test_a_card_keeps_the_answer_back_until_its_reader_has_opened_the_case() -> None:
    case = make_case(**PUBLIC)
    before = listing(ben(), chosen={}, order="newest", page=1, now=NOON).cards[0]

    record_opening(case_key=case.key, actor=ben(), now=NOON)

    after = listing(ben(), chosen={}, order="newest", page=1, now=NOON).cards[0]
    assert (before.title, before.diagnosis) == ("Neck pain in an older adult", None)
    assert after.diagnosis == "Vertebral metastases"
    assert library().cards[0].diagnosis is None


def test_histology_is_not_on_the_card_since_it_says_there_was_something_to_find() -> None:
    make_case(
        **PUBLIC,
        stages=[
            {"kind": "study", "id": "mri", "modality": "mri", "region": "Chest"},
            {"kind": "study", "id": "slides", "modality": "pathology"},
        ],
    )

    assert library().cards[0].modalities == ("MRI",)
    assert set(counts(library(), "modality")) == {"mri"}


def test_within_a_facet_any_value_fits_and_across_facets_all_must() -> None:
    make_case(**PUBLIC, difficulty="primary", systems=["chest"])
    make_case(**PUBLIC, difficulty="advanced", systems=["chest"])
    make_case(**PUBLIC, difficulty="advanced", systems=["spine"])

    assert library(difficulty=["primary", "advanced"]).matching == 3
    assert library(difficulty=["advanced"], system=["chest"]).matching == 1
    shown = library(difficulty=["advanced"])
    assert counts(shown, "difficulty") == {"primary": 1, "advanced": 2}
    assert counts(shown, "system") == {"chest": 1, "spine": 1}


def test_drafts_and_private_cases_are_in_no_count() -> None:
    make_case(**PUBLIC)
    make_case(systems=["chest"])
    make_case(state=State.PUBLISHED, visibility=Visibility.INSTITUTION, systems=["chest"])

    shown = library()

    assert (shown.total, shown.matching) == (1, 1)
    assert counts(shown, "system") == {"spine": 1}


def test_an_address_someone_kept_always_shows_something() -> None:
    make_case(**PUBLIC)

    shown = listing(AnonymousUser(), chosen={"colour": ["red"]}, order="odd", page=99, now=NOON)

    assert (shown.page, shown.order, len(shown.cards)) == (1, "newest", 1)


def test_a_chosen_value_that_nothing_fits_stays_visible() -> None:
    make_case(**PUBLIC)

    shown = library(region=["Knee"])

    assert shown.matching == 0
    assert [(o.value, o.count, o.is_chosen) for o in shown.chosen] == [("Knee", 0, True)]


def test_the_number_of_queries_does_not_grow_with_the_library(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    reader = ben()
    for _ in range(3):
        make_case(**PUBLIC)

    with django_assert_num_queries(10):
        assert len(listing(reader, chosen={}, order="newest", page=1, now=NOON).cards) == 3
