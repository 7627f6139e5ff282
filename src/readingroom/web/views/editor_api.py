"""What the editor's page asks while someone writes: saving, news, steps, panels, codes."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from readingroom.accounts.models import Person
from readingroom.casefile.codes import find_codes
from readingroom.casefile.panel import read_panel
from readingroom.casefile.working import close_copy
from readingroom.cases.selectors.editing import desk_of, standing_of, steps_of
from readingroom.cases.services.drafting import (
    Saved,
    find_case,
    news_of,
    open_draft,
    save_edits,
    step,
)
from readingroom.kernel.errors import InvalidInput
from readingroom.web.jsonviews import as_json, read_json, whole_number
from readingroom.web.presentation.editor import clash_json, rendered_some, standing_json
from readingroom.web.writers import answers_writers

_MAX_TEXT = 20_000


@answers_writers("GET", "PATCH")
def copy(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """Save changes (PATCH), or ask what others changed since a version (GET)."""
    case, now = find_case(person, key), timezone.now()
    if request.method == "GET":
        draft = open_draft(case, now=now)
        since = whole_number(request.GET.get("since", "0"))
        if since == draft.version:
            return as_json({"version": since, "news": []})
        return as_json(_answer(news_of(draft, since), person))
    sent = read_json(request)
    saved = save_edits(
        case=case,
        author=person,
        batch=str(sent.get("batch", "")),
        version=whole_number(sent.get("version")),
        edits=sent.get("edits"),
        now=now,
    )
    return as_json(_answer(saved, person))


@answers_writers("POST")
def take_step(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """Undo or redo one's own last save."""
    case, sent = find_case(person, key), read_json(request)
    which = sent.get("step")
    if which not in {"undo", "redo"}:
        raise InvalidInput("The page asked for a step that there is not. Load it again.")
    saved = step(
        which,
        case=case,
        author=person,
        batch=str(sent.get("batch", ""))[:64],
        version=whole_number(sent.get("version")),
        now=timezone.now(),
    )
    return as_json(_answer(saved, person))


@answers_writers("POST")
def panel(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """The stains that a pathologist's sentence speaks of."""
    find_case(person, key)
    text = str(read_json(request).get("text", ""))[:_MAX_TEXT]
    return as_json({
        "stains": [
            {
                "marker": stain.marker, "result": stain.result.value, "percent": stain.percent,
                "about": stain.is_approximate,
            }
            for stain in read_panel(text)
        ]
    })  # fmt: skip


@answers_writers("GET")
def codes(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """Coded diagnoses whose words begin as what was typed."""
    find_case(person, key)
    own = settings.READINGROOM_DATA / "codes.csv"
    found = find_codes(request.GET.get("q", "")[:100], own=own)
    return as_json({
        "codes": [
            {"scheme": code.scheme, "value": code.value, "meaning": code.meaning} for code in found
        ]
    })  # fmt: skip


def _answer(saved: Saved, person: Person) -> dict[str, Any]:
    draft = saved.draft
    standing = standing_of(close_copy(draft.copy))
    undo, redo = steps_of(draft, person)
    changed = [*saved.touched, *(tuple(one["path"].split("/")) for one in saved.news)]
    series = desk_of(person, draft.case.key, now=timezone.now()).page.series if changed else {}
    return {
        "version": draft.version,
        "news": list(saved.news),
        "clashes": [clash_json(clash) for clash in saved.clashes],
        "rendered": rendered_some(draft.copy, changed, series),
        "standing": standing_json(standing),
        "steps": {"undo": undo, "redo": redo},
    }
