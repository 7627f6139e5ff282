"""One model per file."""

from readingroom.api.models.done_request import DoneRequest

__all__ = ["DoneRequest"]
