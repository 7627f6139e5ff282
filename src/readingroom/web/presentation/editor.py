"""What the editor's page is told: the copy, its texts as they will read, and how far it is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse

from readingroom.casefile.document import CaseDocument
from readingroom.casefile.edits import Clash, entry_at
from readingroom.casefile.panel import MARKERS
from readingroom.casefile.working import ID, KEYED, Copy
from readingroom.cases.selectors import SeriesView
from readingroom.cases.selectors.editing import Desk, LeftOut, Remark, Standing, left_out
from readingroom.infra.html import SliceTarget, render_markdown
from readingroom.web.presentation.case import StageView
from readingroom.web.presentation.questions import QuestionView, question

PROSE: Final = frozenset({
    "findings", "limits", "text", "specimen", "macroscopy", "microscopy", "final_diagnosis",
    "presentation", "history", "basis", "complications", "why", "citation", "stem", "rationale",
    "model_answer", "technique", "impression",
})  # fmt: skip


def editor_props(desk: Desk, person_key: str, *, steps: tuple[bool, bool]) -> dict[str, Any]:
    """The props of the ``editor`` island."""
    key = desk.case.key
    return {
        "case": str(key),
        "person": person_key,
        "version": desk.draft.version,
        "copy": desk.draft.copy,
        "rendered": rendered_all(desk.draft.copy, desk.page.series),
        "series": {name: _series(view) for name, view in desk.page.series.items()},
        "leftOut": [_left_out(one) for one in left_out(desk)],
        "markers": list(MARKERS),
        "standing": standing_json(desk.standing),
        "steps": {"undo": steps[0], "redo": steps[1]},
        "urls": {
            "copy": reverse("web:editor_copy", args=[key]),
            "step": reverse("web:editor_step", args=[key]),
            "panel": reverse("web:editor_panel", args=[key]),
            "codes": reverse("web:editor_codes", args=[key]),
        },
    }


@dataclass(frozen=True)
class Previewed:
    """A stage as a learner meets it: what it shows, and what is asked there, without any answer."""

    view: StageView
    questions: tuple[QuestionView, ...]


def previewed(document: CaseDocument, stages: Sequence[StageView]) -> tuple[Previewed, ...]:
    """The stages that show or ask something."""
    met = (
        Previewed(
            view,
            tuple(question(document, item) for item in document.items if item.stage == stage_id),
        )
        for view in stages
        for stage_id in (view.stage.id,)
    )
    return tuple(one for one in met if one.view.series or one.questions)


def standing_json(standing: Standing) -> dict[str, Any]:
    """How far the copy is, for scripts."""
    return {
        "score": standing.score,
        "problems": [_remark(remark) for remark in standing.problems],
        "reasons": [_remark(remark) for remark in standing.reasons],
        "warnings": [_remark(remark) for remark in standing.warnings],
        "checks": [
            {
                "code": check.code, "label": check.label, "met": check.is_met,
                "required": check.is_required, "address": address,
            }
            for check, address in standing.checks
        ],
    }  # fmt: skip


def clash_json(clash: Clash) -> dict[str, Any]:
    """An edit that was not taken, with what is there now."""
    return {"edit": clash.edit.plain, "reason": clash.reason, "current": clash.current}


def rendered_all(copy: Copy, series: Mapping[str, SeriesView]) -> dict[str, str]:
    """Every text of the copy as it will read, by its address."""
    return {address: _render(text, series) for address, text in walk_prose(copy) if text.strip()}


def rendered_some(
    copy: Copy, paths: Iterable[tuple[str, ...]], series: Mapping[str, SeriesView]
) -> dict[str, str]:
    """The texts at or below some addresses as they will read."""
    found: dict[str, str] = {}
    for path in paths:
        value, address = entry_at(copy, path), "/".join(path)
        if isinstance(value, str) and path[-1] in PROSE:
            found[address] = _render(value, series)
        elif isinstance(value, dict | list):
            below = walk_prose(value, address, name=path[-1])
            found.update((place, _render(text, series)) for place, text in below)
    return found


def walk_prose(value: Any, address: str = "", *, name: str = "") -> Iterator[tuple[str, str]]:
    """Address and text of everything in Markdown."""
    if isinstance(value, dict):
        for key, entry in value.items():
            yield from walk_prose(entry, f"{address}/{key}" if address else key, name=key)
    elif isinstance(value, list) and name in KEYED:
        for entry in value:
            yield from walk_prose(entry, f"{address}/{entry[ID]}")
    elif isinstance(value, str) and name in PROSE:
        yield address, value


def _render(text: str, series: Mapping[str, SeriesView]) -> str:
    def resolve(name: str, frame: int) -> SliceTarget | None:
        view = series.get(name)
        return SliceTarget(name, frame) if view is not None and view.is_available else None

    return str(render_markdown(text, resolve=resolve))


def _series(view: SeriesView) -> dict[str, Any]:
    return {
        "label": view.label,
        "technique": view.technique,
        "count": view.frame_count,
        "thumbnail": view.thumbnail_url if view.is_available else "",
        "root": view.root_url,
    }


def _left_out(one: LeftOut) -> dict[str, Any]:
    images = "1 image" if one.count == 1 else f"{one.count} images"
    return {"stage": one.stage, "label": f"{one.label}, {images}", "entry": one.entry}


def _remark(remark: Remark) -> dict[str, Any]:
    return {
        "address": remark.address, "message": remark.message, "why": remark.why,
        "points": remark.points,
    }  # fmt: skip
