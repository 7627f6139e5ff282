import logging
import sys

import pytest

from readingroom.config.logs import WithoutSecrets


def line(message: str, *args: object, failed: bool = False) -> str:
    trouble = None
    if failed:
        try:
            raise ValueError("at /sign-in/s3cret-Token_1/")
        except ValueError:
            trouble = sys.exc_info()
    record = logging.LogRecord("django.request", logging.ERROR, "", 1, message, args, trouble)
    return WithoutSecrets("%(message)s").format(record)


@pytest.mark.parametrize("start", ["/sign-in/", "/dicomweb/g/"])
def test_an_address_that_lets_someone_in_is_not_logged(start: str) -> None:
    written = line("Internal Server Error: %s", f"{start}s3cret-Token_1/more")

    assert written == f"Internal Server Error: {start}(left out)/more"


def test_nor_is_it_in_a_traceback() -> None:
    assert "s3cret" not in line("failed", failed=True)


def test_other_addresses_are_logged_as_they_are() -> None:
    assert line("%s", "/cases/0123/grant") == "/cases/0123/grant"
