"""Grants: a signed note of which series of one study its bearer may read, until when.

The page that shows a case signs a grant; the pixel front checks it, without a database and
without Django. A grant is text that fits a cookie: ``version~expiry~study~series…~signature``. A
UID of our own making, ``2.25.`` and a number of 128 bits, is written as 23 letters, not up to 44.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from readingroom.kernel.errors import NotPermitted

COOKIE = "readingroom_grant"
MAX_COOKIES = 8  # of one study; the second is ``readingroom_grant2``
MOST_SERIES = 150  # in one token, so that it fits the 4,096 bytes that browsers keep
MAX_LIFETIME = timedelta(minutes=5)
MIN_SECRET_BYTES = 32

_VERSION = "1"
_UID = re.compile(r"[0-9]+(?:\.[0-9]+)*")
_MAX_UID_LENGTH = 64  # PS3.5 section 9.1
_MAX_TOKEN_LENGTH = 16_384
_OUR_ROOT, _OUR_BYTES, _OUR_MARK = "2.25.", 16, "b"


@dataclass(frozen=True)
class Grant:
    """What one bearer may read.

    Attributes:
        study_instance_uid: the study, always one of ours.
        series_instance_uids: the series of it that may be read; no others exist for the bearer.
        expires_at: aware UTC; whole seconds.
    """

    study_instance_uid: str
    series_instance_uids: frozenset[str]
    expires_at: datetime

    def covers(self, *, study_instance_uid: str, series_instance_uid: str) -> bool:
        """Whether the bearer may read this series."""
        return (
            study_instance_uid == self.study_instance_uid
            and series_instance_uid in self.series_instance_uids
        )


def cookie_path(study_instance_uid: str) -> str:
    """The address below which the study's pixels lie; its grant cookie is sent there alone."""
    return f"/dicomweb/studies/{study_instance_uid}"


def issue_grant(
    *, study_instance_uid: str, series_instance_uids: Iterable[str], now: datetime
) -> Grant:
    """A grant for these series that ends ``MAX_LIFETIME`` after ``now``.

    Raises:
        ValueError: a UID is not one, which is a mistake of ours and never of a reader's.
    """
    uids = frozenset(series_instance_uids)
    for uid in (study_instance_uid, *uids):
        if len(uid) > _MAX_UID_LENGTH or not _UID.fullmatch(uid):
            raise ValueError("A grant can only name DICOM UIDs.")
    return Grant(study_instance_uid, uids, (now + MAX_LIFETIME).replace(microsecond=0))


def sign_grant(grant: Grant, *, secret: bytes) -> str:
    """Write ``grant`` as a token that ``read_grant`` accepts under the same secret."""
    expiry = int(grant.expires_at.timestamp())
    body = "~".join(
        [
            _VERSION,
            str(expiry),
            grant.study_instance_uid,
            *map(_shortened, sorted(grant.series_instance_uids)),
        ]
    )
    return f"{body}~{_signature(body, secret)}"


def read_grant(token: str, *, secret: bytes, now: datetime) -> Grant:
    """Check a token and return what it grants.

    Raises:
        NotPermitted: not signed by us, altered, of another version, or expired.
    """
    body, _, signature = token.rpartition("~")
    genuine = len(token) <= _MAX_TOKEN_LENGTH and hmac.compare_digest(
        signature.encode("utf-8", "replace"), _signature(body, secret).encode()
    )
    if not genuine:
        raise NotPermitted("These images are not open to you. Open the case again.")
    version, expiry, study, *series = body.split("~")
    expires_at = datetime.fromtimestamp(int(expiry), UTC)
    if version != _VERSION or now >= expires_at:
        raise NotPermitted("Your permission to read these images has ended. Open the case again.")
    return Grant(study, frozenset(map(_whole, series)), expires_at)


def is_grant_cookie(name: str) -> bool:
    """Whether a cookie of this name holds a grant."""
    return name in _COOKIES


def cookie_name(number: int) -> str:
    """The name of the cookie for the grant of this number, from 0, of one study."""
    return f"{COOKIE}{number + 1}" if number else COOKIE


_COOKIES = frozenset(map(cookie_name, range(MAX_COOKIES)))


def _shortened(uid: str) -> str:
    number = uid.removeprefix(_OUR_ROOT)
    if number == uid or not number.isdigit() or str(int(number)) != number:
        return uid
    if int(number).bit_length() > 8 * _OUR_BYTES:
        return uid
    data = int(number).to_bytes(_OUR_BYTES, "big")
    return _OUR_MARK + base64.urlsafe_b64encode(data).decode().rstrip("=")


def _whole(text: str) -> str:
    """The UID that ``_shortened`` made ``text`` of; the text is signed, so it is well formed."""
    if not text.startswith(_OUR_MARK):
        return text
    data = base64.urlsafe_b64decode(f"{text.removeprefix(_OUR_MARK)}==")
    return f"{_OUR_ROOT}{int.from_bytes(data, 'big')}"


def _signature(body: str, secret: bytes) -> str:
    if len(secret) < MIN_SECRET_BYTES:
        raise ValueError("The signing secret must be at least 32 bytes long.")
    mac = hmac.new(secret, b"readingroom-grant:" + body.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac).decode().rstrip("=")
