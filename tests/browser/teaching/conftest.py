"""A library of ten small cases, with browsers of a teacher and two candidates."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.serving import LiveLibrary, run_module, served
from tests.factories.once import made_once

ComeIn = Callable[[str], Page]


@pytest.fixture(scope="session")
def school_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its data folder, made by the first worker that wants it."""

    def make(data: Path) -> None:
        made = run_module("tests.browser.teaching.making", data=data)
        assert made.returncode == 0, made.stderr
        (data / "cookies.json").write_text(made.stdout)

    return made_once(tmp_path_factory, "school", make)


@pytest.fixture(scope="module")
def school(
    school_data: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[LiveLibrary]:
    """A copy of it to write in, served."""
    with served(
        shutil.copytree(school_data, tmp_path_factory.mktemp("school") / "data")
    ) as library:
        yield library


@pytest.fixture
def come_in(school: LiveLibrary, chromium: Browser) -> Iterator[ComeIn]:
    """A page of someone by their name, in a browser of its own."""
    contexts = []
    cookies: dict[str, str] = json.loads((school.data / "cookies.json").read_text())

    def open_for(name: str) -> Page:
        context = chromium.new_context(
            viewport={"width": 1440, "height": 900}, reduced_motion="reduce"
        )
        contexts.append(context)
        cookie = {"name": "readingroom_session", "value": cookies[name], "url": school.url}
        context.add_cookies([cookie])  # type: ignore[list-item]  # as its documentation has it
        return context.new_page()

    yield open_for
    for context in contexts:
        context.close()
