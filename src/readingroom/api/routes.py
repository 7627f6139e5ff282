"""One router for all: the methods of one address stand together in it."""

from collections.abc import Callable
from typing import Any, Final

from ninja import Router
from ninja.types import TCallable

from readingroom.accounts.models import Scope
from readingroom.api.bearers import TokenFor
from readingroom.api.shapes import ProblemOut

router: Final = Router()
FAILURES: Final = frozenset({400, 401, 403, 404, 422, 429, 503})
_WRITE_FAILURES: Final = FAILURES | {409}
_GUARDED_FAILURES: Final = _WRITE_FAILURES | {412, 428}


class Part:
    """The operations of one part of the interface: under one heading, for one pair of scopes.

    Args:
        tag: the heading.
        reading: what a token must be made for to read.
        writing: what it must be made for to write.
    """

    def __init__(self, tag: str, reading: Scope | None, writing: Scope | None = None) -> None:
        self.tag = tag
        self._reads = TokenFor(reading, "read")
        self._writes = TokenFor(writing, "write")

    def get(self, path: str, name: str, out: Any) -> Callable[[TCallable], TCallable]:
        """An operation that reads, and answers with ``out``."""
        return self._by("GET", path, name, {200: out, FAILURES: ProblemOut})

    def post(
        self, path: str, name: str, out: Any, *, status: int = 200
    ) -> Callable[[TCallable], TCallable]:
        """One that does something, once under an Idempotency-Key."""
        return self._by("POST", path, name, {status: out, _WRITE_FAILURES: ProblemOut})

    def put(
        self, path: str, name: str, out: Any, *, guarded: bool = False
    ) -> Callable[[TCallable], TCallable]:
        """One that sets something, however often it is sent; ``guarded`` by ``If-Match``."""
        failures = _GUARDED_FAILURES if guarded else _WRITE_FAILURES
        return self._by("PUT", path, name, {200: out, failures: ProblemOut})

    def delete(self, path: str, name: str) -> Callable[[TCallable], TCallable]:
        """One that takes something away, however often it is sent."""
        return self._by("DELETE", path, name, {204: None, _WRITE_FAILURES: ProblemOut})

    def _by(
        self, method: str, path: str, name: str, answers: Any
    ) -> Callable[[TCallable], TCallable]:
        return router.api_operation(
            [method],
            path,
            auth=self._reads if method == "GET" else self._writes,
            response=answers,
            tags=[self.tag],
            operation_id=name,
        )


CASES: Final = Part("cases", Scope.READ_CASES, Scope.WRITE_CASES)
REVIEWS: Final = Part("reviews", Scope.READ_CASES, Scope.WRITE_CASES)
ARTICLES: Final = Part("articles", Scope.READ_CASES, Scope.WRITE_CASES)
OWN: Final = Part("own", Scope.READ_OWN, Scope.WRITE_OWN)
TEACHING: Final = Part("teaching", Scope.READ_TEACHING, Scope.WRITE_TEACHING)
PEOPLE: Final = Part("people", Scope.READ_PEOPLE, Scope.WRITE_PEOPLE)
ANYONE: Final = Part("about", None)
