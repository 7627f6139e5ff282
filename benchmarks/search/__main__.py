"""How fast the search is, how small, how well it ranks, beside other engines in one run.

    python -m benchmarks.search --cases 100000

Times are of one thread. A page of ours is the whole way from the words typed to hits, all facets
and passages, with the documents of the page read from SQLite; a page of a rival is its own query,
count of facets and snippets.
"""

import os
import tempfile

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "readingroom.config.settings")
os.environ.setdefault("READINGROOM_DATA", tempfile.mkdtemp(prefix="readingroom-bench-"))
django.setup()

from benchmarks.search.measure import main  # noqa: E402  # its models need Django first

main()
