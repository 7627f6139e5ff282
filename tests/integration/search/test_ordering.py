"""Orders by what people did: the same cases, some of them before the others."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from readingroom.cases.models import Case, Closure, State, Visibility
from readingroom.cases.services.opening import record_opening
from readingroom.kernel.ids import new_key
from readingroom.learning.models import Card
from readingroom.search.finding import Wish
from readingroom.search.index import current_engine, rebuild, vocabulary
from readingroom.search.library import library_page
from tests.factories.cases import NOON, make_case
from tests.factories.people import alone, amara, ben, dev

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases() -> list[Case]:
    """Four public cases, the newest first, one of another language."""
    made = [
        make_case(
            state=State.PUBLISHED,
            visibility=Visibility.PUBLIC,
            title=f"Discitis {number}",
            **({"language": "de"} if number == 2 else {}),
        )
        for number in range(4)
    ]
    for age, case in enumerate(made):
        Case.objects.filter(pk=case.pk).update(published_at=NOON - timedelta(days=age))
    rebuild()
    return made


def order(cases: Sequence[Case], name: str, **wish: Any) -> list[int]:
    """Which of ``cases`` are found, in order, by a walk through pages of three."""
    numbers = {case.key: place for place, case in enumerate(cases)}
    engine = current_engine()
    assert engine is not None
    found: list[int] = []
    for start in (0, 3):
        asked = Wish(order=name, start=start, limit=3, **wish)
        page = library_page(engine, vocabulary(), ben(), asked, now=NOON)
        assert page.matching == len(cases)
        if page.page == start // 3 + 1:
            found += [numbers[hit.card.key] for hit in page.hits]
    return found


def test_the_most_read_the_due_and_the_unread_come_first_and_the_rest_newest_first(
    cases: list[Case],
) -> None:
    for person, place in ((ben(), 2), (amara(), 2), (dev(), 3), (ben(), 0)):
        record_opening(case_key=cases[place].key, actor=person, now=NOON)
    for place, days in ((3, -1), (1, -5), (0, 9)):
        due_at = NOON + timedelta(days=days)
        Card.objects.create(person=ben(), case=cases[place], due_at=due_at, made_at=NOON)
    Card.objects.create(person=dev(), case=cases[2], due_at=NOON, made_at=NOON)

    assert order(cases, "read") == [2, 3, 0, 1]
    assert order(cases, "due") == [1, 3, 0, 2]
    assert order(cases, "unread") == [1, 3, 0, 2]
    assert order(cases, "due", text="discitis") == [1, 3, 0, 2]
    assert order(cases, "newest") == [0, 1, 2, 3]


def test_an_order_finds_nothing_that_a_search_would_not(cases: list[Case]) -> None:
    student = ben()
    for case in cases:
        Card.objects.create(person=student, case=case, due_at=NOON, made_at=NOON)
    record_opening(case_key=cases[0].key, actor=student, now=NOON)
    Closure.objects.create(
        case=cases[1], person=student, source=new_key(),
        since=NOON - timedelta(days=1), until=NOON.replace(year=2126),
    )  # fmt: skip

    for name in ("read", "due", "unread"):
        assert sorted(order([c for c in cases if c != cases[1]], name)) == [0, 1, 2]
        assert order(cases[:1], name, text="discitis", hide=True) == [0]


def test_orders_are_in_the_address_and_visitors_have_those_that_need_nobody(
    cases: list[Case], client: Client
) -> None:
    visitor = client.get("/?order=due").content.decode()
    assert "Most read" in visitor
    assert "Due for me" not in visitor
    client.force_login(alone())
    page = client.get("/?order=unread&modality=mri").content.decode()

    assert '<option value="unread" selected>' in page
    assert "order=unread" in page.partition("Remove MRI")[0][-200:]


def test_language_is_a_facet_and_a_field(cases: list[Case], client: Client) -> None:
    german = client.get("/?language=de").content.decode()
    assert str(cases[2].key) in german
    assert "1 of 4 cases" in german
    assert "Remove German" in german
    assert "1 of 4 cases" in client.get("/?q=language:german").content.decode()
    assert "3 of 4 cases" in client.get("/?q=language:en").content.decode()
