"""The secret of a run: from a file that is kept, or fresh and forgotten."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from readingroom.kernel.errors import InvalidInput, Unavailable

SECRET_BYTES = 64
_LEAST = 32


def read_or_make_secret(path: Path | None) -> bytes:
    """The secret in the file at ``path``, which is made for its owner alone where there is none.

    Without a path it is fresh: what another run makes of the same study won't fit this one's.

    Raises:
        InvalidInput: the file is too short to be a secret.
        Unavailable: it can't be read or made.
    """
    if path is None:
        return secrets.token_bytes(SECRET_BYTES)
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return _read(path)
    except OSError as error:
        raise Unavailable(
            "The file of the secret can't be made. Check that its folder exists and is yours.",
            detail=f"errno={error.errno}",
        ) from None
    made = secrets.token_bytes(SECRET_BYTES)
    with os.fdopen(descriptor, "wb") as file:
        file.write(made)
        file.flush()
        os.fsync(file.fileno())
    return made


def _read(path: Path) -> bytes:
    try:
        found = path.read_bytes()
    except OSError as error:
        raise Unavailable(
            "The file of the secret can't be read. Check that it is yours.",
            detail=f"errno={error.errno}",
        ) from None
    if len(found) < _LEAST:
        raise InvalidInput(
            "The file given as secret is too short to be one. Name a file that does not exist "
            "yet, and a good secret is put into it."
        )
    return found


def derived(secret: bytes, purpose: str) -> bytes:
    """A 32-byte key of its own for each purpose."""
    return hmac.new(secret, b"readingroom-deid:" + purpose.encode(), hashlib.sha256).digest()
