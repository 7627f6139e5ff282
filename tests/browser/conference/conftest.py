"""The served demo library."""

from tests.browser.library import demo_data, live_library

__all__ = ["demo_data", "live_library"]
