"""No two figures that anyone is ever shown differ by fewer than five people."""

from collections.abc import Sequence
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from readingroom.assessment.groups import MIN_OTHERS
from readingroom.assessment.release import counted

Person = tuple[int, bool]
batches_of_five = st.lists(
    st.lists(st.booleans(), min_size=MIN_OTHERS, max_size=9), min_size=0, max_size=8
)


def numbered(batches: Sequence[Sequence[bool]]) -> list[list[Person]]:
    people = iter(range(1000))
    return [[(next(people), has) for has in batch] for batch in batches]


@given(batches_of_five)
def test_a_figure_is_of_nobody_or_of_five_and_more_of_those_who_said_anything(
    batches: Sequence[Sequence[bool]],
) -> None:
    found = counted(numbered(batches), has=lambda person: person[1])

    assert len(found) == 0 or len(found) >= MIN_OTHERS
    assert all(has for _, has in found)


@given(batches_of_five)
def test_what_one_figure_has_more_than_an_earlier_one_is_of_five_people_and_more(
    batches: Sequence[Sequence[bool]],
) -> None:
    people = numbered(batches)
    figures = [
        {person for person, _ in counted(people[:seen], has=lambda person: person[1])}
        for seen in range(len(people) + 1)
    ]

    for earlier, later in combinations(figures, 2):
        assert earlier <= later
        assert not 0 < len(later - earlier) < MIN_OTHERS
