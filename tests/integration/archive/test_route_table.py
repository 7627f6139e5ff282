"""The table of stages, and the page that is made from it."""

import importlib
from pathlib import Path

from readingroom.archive.route import READER_STAGES, ROUTE, as_markdown
from readingroom.archive.states import ENDS, ObjectState

ROOT = Path(__file__).resolve().parents[3]


def test_the_page_of_the_route_is_the_table() -> None:
    page = (ROOT / "docs/reference/route.md").read_text()

    assert page == as_markdown()


def test_every_stage_names_code_that_exists() -> None:
    for stage in ROUTE:
        importlib.import_module(f"readingroom.{stage.code}")


def test_no_way_leads_to_filing_that_avoids_deidentification() -> None:
    reached, state = [], ObjectState.RECEIVED
    while state in READER_STAGES:
        state = READER_STAGES[state].after
        reached.append(state)

    assert reached == [
        ObjectState.INSPECTED,
        ObjectState.DEIDENTIFIED,
        ObjectState.PIXEL_CHECKED,
        ObjectState.TRANSCODED,
    ]
    assert [s.before for s in ROUTE if s.after is ObjectState.FILED] == [ObjectState.TRANSCODED]


def test_no_stage_starts_from_an_end() -> None:
    assert not ENDS & {stage.before for stage in ROUTE}
