"""Ages are told so that nobody is recognised by theirs."""

import pytest

from readingroom.casefile.errors import InvalidCase
from readingroom.casefile.patient import EXACT_AGES, Age, AgePolicy, coarsen_age, shown_age
from readingroom.casefile.vocab import AgeUnit
from tests.unit.casefile.build import case


@pytest.mark.parametrize(
    ("years", "shown"),
    [
        (0, "0 years"),
        (1, "1 year"),
        (17, "17 years"),
        (18, "20 years"),
        (22, "20 years"),
        (23, "25 years"),
        (80, "80 years"),
        (82, "80 years"),
        (87, "85 years"),
        (88, "85–89 years"),
        (89, "85–89 years"),
        (90, "90+ years"),
        (104, "90+ years"),
    ],
)
def test_adults_are_told_to_the_nearest_five_and_the_oldest_as_a_group(
    years: int, shown: str
) -> None:
    assert shown_age(Age(value=years)) == shown


@pytest.mark.parametrize(
    ("age", "shown"),
    [
        (Age(value=1, unit=AgeUnit.DAYS), "1 day"),
        (Age(value=11, unit=AgeUnit.WEEKS), "11 weeks"),
        (Age(value=30, unit=AgeUnit.MONTHS), "30 months"),
        (Age(value=252, unit=AgeUnit.MONTHS), "20 years"),
        (Age(value=85, until=89), "85–89 years"),
        (Age(value=90, and_over=True), "90+ years"),
        (Age(value=95, and_over=True), "90+ years"),
        (None, ""),
    ],
)
def test_age_is_told_in_its_own_unit_for_children_only(age: Age | None, shown: str) -> None:
    assert shown_age(age) == shown


@pytest.mark.parametrize(("years", "shown"), [(83, "83 years"), (97, "97 years")])
def test_a_site_may_tell_ages_exactly_inside(years: int, shown: str) -> None:
    assert shown_age(Age(value=years), EXACT_AGES) == shown


def test_a_policy_without_steps_may_keep_the_top() -> None:
    policy = AgePolicy(step_years=1, top_years=90)

    assert coarsen_age(Age(value=89), policy) == Age(value=89)
    assert coarsen_age(Age(value=91), policy) == Age(value=90, and_over=True)


def test_a_range_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(InvalidCase) as caught:
        case(patient={"age": {"value": 89, "until": 85}})

    assert str(caught.value.problems[0]).startswith("patient.age: Give either a range")
