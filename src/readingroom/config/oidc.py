"""Signing in with an institution (OpenID Connect Core 1.0), from ``Env``."""

from typing import Any
from urllib.parse import urlsplit

from readingroom.config.env import Env
from readingroom.kernel.errors import InvalidInput

PROVIDER_ID = "institution"
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def providers(env: Env) -> dict[str, Any]:
    """What allauth is told of the provider; nothing where there is none.

    Raises:
        InvalidInput: a part is missing, or the address is not safe to send a secret to.
    """
    if not env.oidc_url:
        if env.oidc_client or env.oidc_secret:
            raise InvalidInput("READINGROOM_OIDC_URL is missing: where its people sign in.")
        return {}
    parts = urlsplit(env.oidc_url)
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    if not safe or not parts.hostname or "@" in parts.netloc:
        raise InvalidInput(
            "READINGROOM_OIDC_URL must be an address that begins with https://, such as "
            "https://login.hospital.example."
        )
    if not env.oidc_client:
        raise InvalidInput("READINGROOM_OIDC_CLIENT is missing: ask the institution's IT for it.")
    app = {
        "provider_id": PROVIDER_ID,
        "name": env.oidc_name,
        "client_id": env.oidc_client,
        "secret": env.oidc_secret,
        "settings": {"server_url": env.oidc_url.rstrip("/"), "oauth_pkce_enabled": True},
    }
    return {"openid_connect": {"APPS": [app]}}


def form_targets(env: Env) -> list[str]:
    """Origins that a form of ours may lead on to: browsers hold redirects to ``form-action``."""
    parts = urlsplit(env.oidc_url)
    return [f"{parts.scheme}://{parts.netloc}"] if env.oidc_url else []
