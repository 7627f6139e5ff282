"""Sending images from the page, and what its script talks to."""

import json
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from readingroom.accounts.actor import actor_from, may_contribute
from readingroom.accounts.models import Person
from readingroom.archive.jobs import advance_submission, take_in_arriving
from readingroom.archive.models import Submission
from readingroom.archive.services import upload
from readingroom.infra.jobs import enqueue_after_commit
from readingroom.kernel.errors import InvalidInput, NotPermitted
from readingroom.web.jsonviews import as_json, for_people, read_json, whole_number
from readingroom.web.live import live_address

MAX_ASKED = 5_000
MAX_AT_ONCE = 100


@require_safe
def new_upload(request: HttpRequest) -> HttpResponse:
    """The page on which a folder is dropped."""
    actor = actor_from(request.user)
    if not isinstance(actor, Person):
        return redirect(f"{reverse('account_login')}?next={reverse('web:upload')}")
    if not may_contribute(actor):
        raise NotPermitted(
            "Learners read cases. Ask your administrator for the contributor role to send images."
        )
    props = {
        "uploadsUrl": reverse("web:uploads"),
        "receivedUrl": reverse("web:received"),
        "loginUrl": reverse("account_login"),
        "chunkBytes": upload.CHUNK_BYTES,
        "maxFiles": upload.MAX_FILES,
        "open": _open_one(actor),
    }
    response = render(request, "received/new.html", {"props": props})
    patch_cache_control(response, no_store=True, private=True)
    return response


def _open_one(owner: Person) -> dict[str, Any] | None:
    submission = upload.find_open_upload(owner)
    return _described(submission, owner) if submission else None


def _described(submission: Submission, owner: Person) -> dict[str, Any]:
    return {
        "key": str(submission.key),
        "url": reverse("web:upload_of", args=[submission.key]),
        "pageUrl": reverse("web:received_one", args=[submission.key]),
        "liveUrl": live_address(owner, submission),
        "arrived": submission.arrived_count,
        "expectedBytes": submission.expected_bytes,
        "openedAt": submission.created_at.isoformat(),
    }


@require_POST
@for_people
def open_upload(request: HttpRequest, person: Person) -> HttpResponse:
    """Begin: ``{"files": n, "bytes": n}``."""
    asked = read_json(request)
    submission = upload.open_upload(
        owner=person,
        files=whole_number(asked.get("files")),
        size_bytes=whole_number(asked.get("bytes")),
        now=timezone.now(),
    )
    return as_json(_described(submission, person), status=201)


@require_POST
@for_people
def ask_standings(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """What is here: ``{"ids": […]}`` gives ``{"files": {id: {…}}}``. Also after the end."""
    submission = _own(person, key)
    ids = read_json(request).get("ids")
    if not isinstance(ids, list) or len(ids) > MAX_ASKED:
        raise InvalidInput("The page asked for too much at once. Load it again.")
    found = upload.standings(submission, [str(content_id) for content_id in ids])
    return as_json({"files": {content_id: _shown(one) for content_id, one in found.items()}})


@require_http_methods(["PUT"])
@for_people
def take_piece(request: HttpRequest, person: Person, key: UUID, content_id: str) -> HttpResponse:
    """Keep the body as a piece of a file."""
    submission = upload.open_upload_of(person, key)
    piece = upload.Piece(
        content_id=content_id,
        file_bytes=whole_number(request.GET.get("size")),
        offset=whole_number(request.GET.get("offset")),
        sha256=request.headers.get("X-Piece-Digest", ""),
        data=request.read(upload.CHUNK_BYTES + 1),
    )
    standing = upload.take_piece(submission, piece, now=timezone.now())
    _take_in_if_full(submission, standing)
    return as_json(_shown(standing))


@require_http_methods(["PUT"])
@for_people
def take_small(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """Keep several small files: in the body the length of a list, the list, then their bytes.

    The list is JSON: id and size of each, in the order of the bytes.
    """
    submission = upload.open_upload_of(person, key)
    files = _files_in(request.read(upload.CHUNK_BYTES + 1))
    found = upload.take_small(submission, files, now=timezone.now())
    _take_in_if_full(submission, found[-1])
    return as_json({"files": [_shown(standing) for standing in found]})


def _files_in(body: bytes) -> list[tuple[str, bytes]]:
    start = 4 + int.from_bytes(body[:4], "little")
    try:
        listed = [
            (str(content_id), whole_number(size)) for content_id, size in json.loads(body[4:start])
        ]
    except (ValueError, TypeError, RecursionError):
        listed = []
    if not 1 <= len(listed) <= MAX_AT_ONCE or start + sum(n for _, n in listed) != len(body):
        raise upload.WrongHash("Some files were cut on their way. They are sent again.")
    files = []
    for content_id, size in listed:
        files.append((content_id, body[start : start + size]))
        start += size
    return files


def _take_in_if_full(submission: Submission, standing: upload.Standing) -> None:
    if standing.is_batch_full:
        with transaction.atomic():
            enqueue_after_commit(take_in_arriving, submission_key=submission.key)


@require_POST
@for_people
def close_upload(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """All is here."""
    submission = upload.open_upload_of(person, key)
    with transaction.atomic():
        upload.close_upload(submission, now=timezone.now())
        enqueue_after_commit(advance_submission, submission_key=submission.key)
    return as_json(_described(submission, person))


@require_POST
@for_people
def discard_upload(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """Forget it."""
    upload.discard_upload(upload.open_upload_of(person, key), now=timezone.now())
    return as_json({})


def _own(person: Person, key: UUID) -> Submission:
    submission = Submission.objects.filter(owner=person, key=key).first()
    return submission or upload.open_upload_of(person, key)


def _shown(standing: upload.Standing) -> dict[str, Any]:
    return {
        "received": standing.received,
        "whole": standing.is_whole,
        "ordinals": list(standing.ordinals) if standing.ordinals else None,
    }
