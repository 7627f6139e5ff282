"""What a sitting asks: how many, of what, in which order."""

from hypothesis import given
from hypothesis import strategies as st

from readingroom.teaching.drawing import Candidate, Draw, drawn, shortfall

POOL = [Candidate(at, section=0, is_normal=at % 3 == 0) for at in range(12)]  # four are normal
ALL = Draw()


def test_without_a_draw_all_is_asked_as_listed() -> None:
    assert drawn(POOL, ALL, is_shuffled=False, seed=1) == tuple(range(12))


@given(seed=st.integers(), percent=st.integers(0, 100))
def test_the_fraction_is_as_set_whatever_the_seed(seed: int, percent: int) -> None:
    draw = Draw(4, percent)

    chosen = drawn(POOL, draw, is_shuffled=True, seed=seed)

    assert len(chosen) == len(set(chosen)) == 4
    assert sum(at % 3 != 0 for at in chosen) == round(4 * percent / 100)


@given(seed=st.integers())
def test_the_same_seed_asks_the_same_and_every_order_has_all(seed: int) -> None:
    first = drawn(POOL, ALL, is_shuffled=True, seed=seed)

    assert first == drawn(POOL, ALL, is_shuffled=True, seed=seed)
    assert sorted(first) == list(range(12))


def test_seeds_differ_in_what_they_ask() -> None:
    orders = {drawn(POOL, Draw(5), is_shuffled=True, seed=seed) for seed in range(20)}

    assert len(orders) > 15


def test_shuffling_stays_within_sections() -> None:
    pool = [Candidate(at, section=at // 4, is_normal=False) for at in range(12)]

    order = drawn(pool, ALL, is_shuffled=True, seed=7)

    assert [at // 4 for at in order] == [0] * 4 + [1] * 4 + [2] * 4
    assert order != tuple(range(12))


def test_what_is_missing_for_a_draw_is_told_by_kind() -> None:
    assert shortfall(POOL, ALL) == (0, 0, 0)
    assert shortfall(POOL, Draw(12, 50)) == (0, 0, 2)
    assert shortfall(POOL, Draw(10, 100)) == (0, 2, 0)
    assert shortfall(POOL, Draw(15)) == (3, 0, 0)


def test_a_pool_that_has_too_few_gives_what_it_has() -> None:
    assert len(drawn(POOL, Draw(10, 100), is_shuffled=False, seed=3)) == 8
