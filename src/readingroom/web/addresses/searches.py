"""Saved searches."""

from django.urls import path

from readingroom.web.views import searches

ADDRESSES = [
    path("searches/", searches.show_searches, name="searches"),
    path("searches/open/", searches.open_search, name="search_open"),
    path("searches/save/", searches.save, name="search_save"),
    path("searches/rename/", searches.rename, name="search_rename"),
    path("searches/remove/", searches.remove, name="search_remove"),
    path("searches/restore/", searches.restore, name="search_restore"),
]
