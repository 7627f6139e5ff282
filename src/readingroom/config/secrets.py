"""The installation's secret: made at the first start, kept in the data folder, never shown."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

SECRET_BYTES = 64
_FILE = "secret"


def prepare_data_folder(data: Path) -> None:
    """Make the data folder for its owner alone, with a secret in it. Safe to call again."""
    for folder in (data, data / "tmp"):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = data / _FILE
    if path.exists():
        return
    draft = data / f".{_FILE}.{os.getpid()}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(SECRET_BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(draft)  # whoever is first wins; a secret is never replaced
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def derive_secret(data: Path, purpose: str) -> bytes:
    """A 32-byte key of its own for each purpose, from the installation's secret."""
    master = (data / _FILE).read_bytes()
    return hmac.new(master, purpose.encode(), hashlib.sha256).digest()
