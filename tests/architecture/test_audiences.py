"""Every address says for whom it is; one that does not fails the build."""

import re
from collections.abc import Iterator
from typing import Any

from django.urls import get_resolver
from django.urls.resolvers import URLPattern

from readingroom.api.interface import api
from readingroom.config.audiences import PAGES, PIXELS
from readingroom.config.audiences_api import API
from readingroom.dicomweb import addresses


def routes(resolver: Any = None, before: str = "") -> Iterator[str]:
    for entry in (resolver or get_resolver()).url_patterns:
        route = f"{before}{entry.pattern}"
        if isinstance(entry, URLPattern):
            yield route
        else:
            yield from routes(entry, route)


def test_every_address_of_the_table_has_an_audience() -> None:
    undeclared = sorted(set(routes()) - set(PAGES) - set(API))

    assert undeclared == [], "Say in config/audiences.py for whom these addresses are."


def test_no_audience_is_declared_for_an_address_that_is_gone() -> None:
    assert sorted({*PAGES, *API} - set(routes())) == []


def test_every_operation_has_an_audience_by_its_method() -> None:
    described = {
        (path.lstrip("/"), method.upper())
        for path, operations in api.get_openapi_schema()["paths"].items()
        for method in operations
    }
    declared = {
        (re.sub(r"<\w+:(\w+)>", r"{\1}", route), method)
        for route, methods in API.items()
        for method in methods
    }

    assert described - declared == set(), "Say in config/audiences_api.py for whom these are."
    assert declared - described <= {("api/v1/openapi.json", "GET")}


def test_every_resource_of_the_pixel_front_has_an_audience() -> None:
    known = {"objects", "frames", *addresses.SEARCHED, *addresses._OF_STUDY}
    known |= addresses._OF_SERIES | addresses._OF_INSTANCE
    # Bulk data is another word for frames.
    named = {name for name in known if not name.startswith("bulkdata")}

    assert named == set(PIXELS)
