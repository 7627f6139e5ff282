"""What an author takes over from segmentations."""

from django.urls import path

from readingroom.web.views import editor_segments

ADDRESSES = [
    path("cases/<uuid:key>/edit/segments/", editor_segments.show_segments, name="editor_segments"),
]
