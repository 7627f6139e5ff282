"""What the server runs: pixels by the thin front, pages by Django, at one origin."""

import os

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

os.environ.setdefault(  # noqa: TID251  # Django's own name for where its settings are
    "DJANGO_SETTINGS_MODULE", "readingroom.config.settings"
)
_pages = get_wsgi_application()

from readingroom.config import settings  # noqa: E402  # Django must be set up first
from readingroom.dicomweb.front import PixelFront  # noqa: E402
from readingroom.dicomweb.shelves import Shelves  # noqa: E402

# Threads, not more: SQLite takes one writer, and a page's work is short.
PAGE_THREADS = 4

application = PixelFront(
    WSGIMiddleware(_pages, workers=PAGE_THREADS),
    shelves=Shelves(settings.READINGROOM_DATA),
    secret=settings.READINGROOM_GRANT_SECRET,
)
