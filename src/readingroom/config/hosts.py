"""Which host names the pages answer to: this machine's own, and the one address given."""

from urllib.parse import urlsplit

from readingroom.config.env import Env, is_origin
from readingroom.kernel.errors import InvalidInput

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_LOOPBACK_BINDS = frozenset({"127.0.0.1", "localhost", "::1"})


def allowed_hosts(env: Env) -> list[str]:
    """Host names for Django's ALLOWED_HOSTS.

    Raises:
        InvalidInput: it would listen beyond this machine without knowing its own address.
    """
    if env.host not in _LOOPBACK_BINDS and not env.url:
        raise InvalidInput(
            "To listen beyond this machine, set READINGROOM_URL to the address readers will type."
        )
    host = urlsplit(env.url).hostname if env.url else None
    return [*LOOPBACK, *([host] if host else [])]


def framing_sites(env: Env) -> list[str]:
    """Sites whose pages may show the viewer in a frame, for Content-Security-Policy.

    Raises:
        InvalidInput: one of them is not an origin, such as ``*``, which would let any page do so.
    """
    sites = [site.strip().rstrip("/") for site in env.embed_in.split(",") if site.strip()]
    if not all(is_origin(site) for site in sites):
        raise InvalidInput(
            "READINGROOM_EMBED_IN must be addresses of sites by commas, with nothing behind the "
            "host and port, such as https://teaching.example."
        )
    return sites


def trusted_origins(env: Env) -> list[str]:
    """Origins that may post forms: the given address."""
    parts = urlsplit(env.url)
    return [f"{parts.scheme}://{parts.netloc}"] if env.url else []
