"""Multipart messages going out. Source: RFC 2387, PS3.18 (2024b) section 8.6.1.2."""

from collections.abc import Iterable, Iterator


def multipart_type(media_type: str, boundary: str) -> str:
    """The Content-Type of a message whose parts are of ``media_type``."""
    return f'multipart/related;type="{media_type}";boundary={boundary}'


def in_parts(parts: Iterable[tuple[str, Iterable[bytes]]], boundary: str) -> Iterator[bytes]:
    """The bytes of a message.

    Args:
        parts: the Content-Type of each and its bytes, in pieces.
        boundary: made from a digest of what is sent, so that nothing sent can hold it.
    """
    between = b""
    for media_type, pieces in parts:
        yield between + f"--{boundary}\r\nContent-Type: {media_type}\r\n\r\n".encode()
        yield from pieces
        between = b"\r\n"
    yield between + f"--{boundary}--\r\n".encode()


def around_one(media_type: str, boundary: str) -> tuple[bytes, bytes]:
    """What stands before and after the one part of a message."""
    before, after = in_parts([(media_type, ())], boundary)
    return before, after
