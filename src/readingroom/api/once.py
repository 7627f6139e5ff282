"""Carrying out a request once, however often it is sent."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import HttpRequest

from readingroom.accounts.models import Person
from readingroom.api.asking import now, person_of
from readingroom.api.models import DoneRequest
from readingroom.kernel.errors import InvalidInput, StateConflict

KEPT: Final = timedelta(hours=24)
LONGEST: Final = 100


def once(request: HttpRequest, do: Callable[[Person, datetime], UUID]) -> UUID:
    """Do it for whoever asks, unless it was done under the same Idempotency-Key within a day.

    Args:
        do: given the person and the time; returns the key of what it made or changed.

    Returns:
        what ``do`` returned, now or the first time.

    Raises:
        InvalidInput: the header is too long, or was used for another request.
        StateConflict: the same request is being carried out just now.
    """
    person, moment = person_of(request), now()
    name = request.headers.get("Idempotency-Key", "")
    if not name:
        return do(person, moment)
    if len(name) > LONGEST or not (name.isascii() and name.isprintable()):
        raise InvalidInput(f"An Idempotency-Key is up to {LONGEST} visible ASCII characters.")
    digest = _digest(request)
    DoneRequest.objects.filter(person=person, done_at__lt=moment - KEPT).delete()
    earlier = DoneRequest.objects.filter(person=person, name=name).first()
    if earlier is not None:
        return _told(earlier, digest)
    try:
        with transaction.atomic():
            done = DoneRequest.objects.create(
                person=person, name=name, digest=digest, done_at=moment
            )
            done.subject = made = do(person, moment)
            done.save(update_fields=["subject"])
    except IntegrityError:
        earlier = DoneRequest.objects.filter(person=person, name=name).first()
        if earlier is None:
            raise _under_way() from None
        return _told(earlier, digest)
    return made


def _told(earlier: DoneRequest, digest: str) -> UUID:
    if earlier.digest != digest:
        raise InvalidInput("This Idempotency-Key was used for another request. Choose a new one.")
    if earlier.subject is None:
        raise _under_way()
    return earlier.subject


def _under_way() -> StateConflict:
    return StateConflict("This request is being carried out. Send it again.")


def _digest(request: HttpRequest) -> str:
    told = f"{request.method} {request.get_full_path()}\n".encode() + request.body
    return hashlib.sha256(told).hexdigest()
