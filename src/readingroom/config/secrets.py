"""The installation's secret: made at the first start, kept in the data folder, never shown."""

import hashlib
import hmac
import os
import secrets
import tempfile
from pathlib import Path

from readingroom.kernel.errors import Unavailable

SECRET_BYTES = 64
MIN_SECRET_BYTES = 32
_FILE = "secret"


def prepare_data_folder(data: Path) -> None:
    """Make the data folder for its owner alone, with a secret in it. Safe to call again.

    Raises:
        Unavailable: the folder can't be made or written to.
    """
    try:
        for folder in (data, data / "tmp"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not (data / _FILE).exists():
            _make_secret(data)
    except OSError as error:
        raise Unavailable(
            "The data folder can't be made or written to. Check the path in READINGROOM_DATA, who "
            f"owns the folder, and the space on its disk ({error.strerror}).",
            detail=f"errno={error.errno}",
        ) from error


def _make_secret(data: Path) -> None:
    path = data / _FILE
    descriptor, name = tempfile.mkstemp(prefix=f".{_FILE}.", dir=data)  # with mode 0600
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(SECRET_BYTES))
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(draft)  # whoever is first wins; a secret is never replaced
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def derive_secret(data: Path, purpose: str) -> bytes:
    """A 32-byte key of its own for each purpose, from the installation's secret.

    Raises:
        Unavailable: the secret can't be read, or was cut short: anyone could guess what is
            derived from an empty one.
    """
    try:
        master = (data / _FILE).read_bytes()
    except OSError as error:
        raise Unavailable(
            f"The file “{_FILE}” in the data folder can't be read ({error.strerror}).",
            detail=f"errno={error.errno}",
        ) from error
    if len(master) < MIN_SECRET_BYTES:
        raise Unavailable(
            f"The file “{_FILE}” in the data folder is damaged: it is too short. Put it back from "
            "a backup. Where there is none, remove it: everyone has to sign in again, and later "
            "studies no longer join earlier ones of the same patient."
        )
    return hmac.new(master, purpose.encode(), hashlib.sha256).digest()
