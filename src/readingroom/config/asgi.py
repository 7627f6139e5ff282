"""What the server runs: pixels by the thin front, pages by Django, at one origin."""

import os
import threading
from typing import Any

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

os.environ.setdefault(  # noqa: TID251  # Django's own name for where its settings are
    "DJANGO_SETTINGS_MODULE", "readingroom.config.settings"
)
# Each of the two describes WSGI and ASGI in types of its own; they agree when they run.
_pages: Any = get_wsgi_application()

from django.urls import get_resolver  # noqa: E402

from readingroom.config import settings  # noqa: E402  # Django must be set up first
from readingroom.config.bodies import BodyRefused, bounds_of, refuse_body, take_whole  # noqa: E402
from readingroom.dicomweb.front import Message, PixelFront, Receive, Scope, Send  # noqa: E402
from readingroom.dicomweb.qido.shelved import Heads  # noqa: E402
from readingroom.dicomweb.readers import Readers  # noqa: E402
from readingroom.dicomweb.shelves import Shelves  # noqa: E402
from readingroom.dicomweb.stow import StoreFront  # noqa: E402
from readingroom.web.conference_stream import ConferenceStreams  # noqa: E402
from readingroom.web.live import LiveProgress  # noqa: E402

# Threads, not more: SQLite takes one writer, and a page's work is short.
PAGE_THREADS = 4

_threaded: Any = WSGIMiddleware(_pages, workers=PAGE_THREADS)


async def pages(scope: Scope, receive: Receive, send: Send) -> None:
    """Django's pages, in threads.

    The server's ``receive`` and ``send`` return awaitables that are not coroutines, and the
    threads need coroutines.
    """

    async def read() -> Message:
        return await receive()

    async def write(message: Message) -> None:
        await send(message)

    if scope["type"] != "http":
        await _threaded(scope, read, write)
        return
    try:
        limit, wait_s = bounds_of(scope["method"], scope["path"])
        whole = await take_whole(read, limit=limit, wait_s=wait_s)
    except BodyRefused as refused:
        await refuse_body(refused.status, write)
        return
    await _threaded(scope, whole, write)


def _load_pages() -> None:
    """Load what answers each address: seconds, which whoever comes first would wait."""
    _ = get_resolver().url_patterns


threading.Thread(target=_load_pages, name="pages", daemon=True).start()
_shelves = Shelves(settings.READINGROOM_DATA)
_heads = Heads(_shelves)
application = PixelFront(
    ConferenceStreams(LiveProgress(pages)),
    shelves=_shelves,
    heads=_heads,
    readers=Readers(_heads),
    secret=settings.READINGROOM_GRANT_SECRET,
    store=StoreFront(settings.READINGROOM_DATA, secret=settings.READINGROOM_DEID_SECRET),
)
