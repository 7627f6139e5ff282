"""What a request says, and by which grants and tokens it asks."""

from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from readingroom.kernel.grants import is_grant_cookie

# More than one cookie of the name is a leftover; many are someone trying.
_MAX_TOKENS: Final = 8


@dataclass(frozen=True)
class Came:
    """The headers of a request, and what they hold of leave.

    Attributes:
        headers: by name in small letters.
        tokens: what may be grants.
        api_token: a token that is no grant; empty where there is none.
    """

    headers: Mapping[bytes, str]
    tokens: tuple[str, ...]
    api_token: str


class Asking(NamedTuple):
    """A request.

    Attributes:
        path: decoded.
        query: as it came.
        scheme: ``http`` or ``https``.
        in_place: whether whoever asks can send files from where they lie.
    """

    method: str
    path: str
    query: bytes
    scheme: str
    came: Came
    in_place: bool = False


def asked_by(scope: MutableMapping[str, Any]) -> Asking:
    """The request of an ASGI scope."""
    return Asking(
        scope["method"],
        scope["path"],
        scope.get("query_string", b""),
        scope.get("scheme", "http"),
        came_with(scope["headers"]),
    )


def came_with(pairs: Iterable[tuple[bytes, bytes]]) -> Came:
    """Headers, read."""
    headers = _joined(pairs)
    bearer = _bearer(headers)
    # Not http.cookies: it drops every cookie when a stranger's is malformed.
    cookies = (pair.partition("=") for pair in headers.get(b"cookie", "").split(";"))
    tokens = [value.strip() for name, _, value in cookies if is_grant_cookie(name.strip())]
    if bearer:
        tokens.insert(0, bearer)
    # A grant holds ``~`` between its parts.
    return Came(headers, tuple(tokens[:_MAX_TOKENS]), "" if "~" in bearer else bearer)


def _joined(pairs: Iterable[tuple[bytes, bytes]]) -> dict[bytes, str]:
    """Header values by name; those that came more than once are joined.

    Source: RFC 9110 section 5.3; for cookies, which HTTP/2 may send one by one, RFC 9113 8.2.3.
    """
    joined: dict[bytes, str] = {}
    for name, value in pairs:
        text = value.decode("latin-1")
        between = "; " if name == b"cookie" else ", "
        joined[name] = f"{joined[name]}{between}{text}" if name in joined else text
    return joined


def _bearer(headers: Mapping[bytes, str]) -> str:
    scheme, _, bearer = headers.get(b"authorization", "").partition(" ")
    return bearer.strip() if scheme.lower() == "bearer" else ""
