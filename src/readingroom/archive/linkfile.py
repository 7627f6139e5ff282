"""The way back to the patient, on purpose: sealed lines that only a key kept elsewhere opens.

Whoever files studies has the public key alone: it can add lines, and can't read one of them.
Each line is sealed to an X25519 key (RFC 7748) by a key of its own, derived with HKDF-SHA-256
(RFC 5869) from an ephemeral one, with ChaCha20-Poly1305 (RFC 8439), and padded, so that its
length tells nothing.
"""

import base64
import binascii
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from readingroom.kernel.errors import InvalidInput, Unavailable

_PUBLIC, _PRIVATE, _LINE = "readingroom-link-public-1:", "readingroom-link-PRIVATE-1:", "1:"
_KEY_BYTES: Final = 32
_NONCE: Final = bytes(12)  # each line has a key of its own
_PAD_TO: Final = 256
_INFO: Final = b"readingroom link file 1"


@dataclass(frozen=True)
class Link:
    """One study, by both of its names; or one that a case shows, by the names it has here.

    Attributes:
        study: the Study Instance UID that it has here.
        patient_id, issuer: Patient ID and its issuer as received; empty for a case.
        original_study: the Study Instance UID as received; empty for a case.
        case: the key of a case that shows it; else empty.
    """

    study: str
    patient_id: str = field(default="", repr=False)
    issuer: str = field(default="", repr=False)
    original_study: str = field(default="", repr=False)
    case: str = ""


def new_keys() -> tuple[str, str]:
    """A private key, to be kept off the machine that files, and its public key for that machine."""
    private = X25519PrivateKey.generate()
    return (
        _PRIVATE + _text(private.private_bytes_raw()),
        _PUBLIC + _text(private.public_key().public_bytes_raw()),
    )


def check_public_key(text: str) -> None:
    """Refuse what is no public key, and a private one with a warning.

    Raises:
        InvalidInput: as said.
    """
    _public_key(text)


def seal(link: Link, public_key: str) -> str:
    """One line, which ``public_key``'s private key opens.

    Raises:
        InvalidInput: that is no public key.
    """
    theirs = _public_key(public_key)
    ours = X25519PrivateKey.generate()
    share = ours.public_key().public_bytes_raw()
    text = json.dumps(asdict(link)).encode()
    text += b" " * (-len(text) % _PAD_TO)
    key = _line_key(ours.exchange(theirs), share, theirs)
    return _LINE + _text(share + ChaCha20Poly1305(key).encrypt(_NONCE, text, None))


def open_line(line: str, private_key: str) -> Link:
    """What ``seal`` sealed.

    Raises:
        InvalidInput: that is no private key.
        Unavailable: the line was sealed to another key, or altered.
    """
    ours = _private_key(private_key)
    try:
        sealed = base64.b64decode(line.removeprefix(_LINE), validate=True)
        share, text = sealed[:_KEY_BYTES], sealed[_KEY_BYTES:]
        shared = ours.exchange(X25519PublicKey.from_public_bytes(share))
        key = _line_key(shared, share, ours.public_key())
        return Link(**json.loads(ChaCha20Poly1305(key).decrypt(_NONCE, text, None)))
    except (InvalidTag, ValueError, TypeError):
        raise Unavailable(
            "A line of the link file was sealed to another key, or altered. Use the private key "
            "that was made together with the library's public one."
        ) from None


def append_links(path: Path, sealed: Iterable[str]) -> None:
    """Add lines to the file at ``path``, durably; it is made for its owner alone.

    Raises:
        Unavailable: the disk would not take them.
    """
    data = "".join(f"{line}\n" for line in sealed).encode()
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "ab", buffering=0) as file:
            file.write(data)
            os.fsync(file.fileno())
    except OSError as error:
        raise Unavailable(
            "The link file can't be written. Check who owns it and the space on its disk.",
            detail=f"errno={error.errno}",
        ) from error


def read_links(path: Path, private_key: str) -> Iterator[Link]:
    """Every link, each once; a last line that was cut off by a power cut is left out.

    Raises:
        InvalidInput: that is no private key.
        Unavailable: the file can't be read, or a line was sealed to another key.
    """
    try:
        lines = path.read_text("ascii").split("\n")
    except (OSError, UnicodeDecodeError):
        raise Unavailable("The link file can't be read. Check its name and who owns it.") from None
    seen: set[Link] = set()
    for line in lines[:-1]:
        link = open_line(line, private_key)
        if link not in seen:
            seen.add(link)
            yield link


def _line_key(shared: bytes, share: bytes, theirs: X25519PublicKey) -> bytes:
    salt = share + theirs.public_bytes_raw()
    return HKDF(hashes.SHA256(), _KEY_BYTES, salt, _INFO).derive(shared)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _public_key(text: str) -> X25519PublicKey:
    if text.strip().startswith(_PRIVATE):
        raise InvalidInput(
            "This is the private key. It must not be on this machine: take it away, and give the "
            "public one here."
        )
    return X25519PublicKey.from_public_bytes(_raw(text, _PUBLIC, "public"))


def _private_key(text: str) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(_raw(text, _PRIVATE, "private"))


def _raw(text: str, prefix: str, kind: str) -> bytes:
    try:
        raw = base64.b64decode(text.strip().removeprefix(prefix), validate=True)
    except binascii.Error:
        raw = b""
    if not text.strip().startswith(prefix) or len(raw) != _KEY_BYTES:
        raise InvalidInput(
            f"This is no {kind} key of a link file. Make a pair of keys with `readingroom link "
            "keygen`."
        )
    return raw
