"""One router for all: the methods of one address stand together in it."""

from typing import Final

from ninja import Router

router: Final = Router()
FAILURES: Final = frozenset({400, 401, 403, 404, 422, 429, 503})
WRITE_FAILURES: Final = FAILURES | {409}
