"""A library with a worker, and a study of two series that is sent in by the command."""

from tests.browser.received.conftest import (
    OpenPage,
    disc,
    empty_library,
    open_page,
    signed_in_state,
)

__all__ = ["OpenPage", "disc", "empty_library", "open_page", "signed_in_state"]
