"""What the stack viewer is told."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from readingroom.cases.selectors import CasePage, SeriesView
from readingroom.web.presentation.case import StageView, film_label, hung_series, short_label


def viewer_props(
    page: CasePage,
    stages: Sequence[StageView],
    *,
    can_draw: bool = False,
    is_revealed: bool = True,
) -> dict[str, Any] | None:
    """The props of the ``stack-viewer`` island, or None where there is nothing to view.

    Args:
        page: the case.
        stages: its stages as they are shown.
        can_draw: whether the page keeps what is drawn; it hears of it by a DOM event. Whoever
            draws sees whole stacks: what readers are shown of them is theirs to choose.
        is_revealed: whether marks, which tell where to look, are shown from the start.
    """
    studies = [
        {
            "id": stage.stage.id,
            "label": stage.heading,
            "series": [_series(view, whole=can_draw) for view in stage.series if view.is_available],
        }
        for stage in stages
        if any(view.is_available for view in stage.series)
    ]
    if not studies:
        return None
    return {
        "caseKey": str(page.key),
        "grantUrl": reverse("web:case_grant", args=[page.key]),
        "studies": studies,
        "hung": list(hung_series(stages)),
        "canDraw": can_draw,
        "annotated": is_revealed,
    }


def _series(view: SeriesView, *, whole: bool) -> dict[str, Any]:
    center_width = view.window
    trim = None if whole else view.trim
    return {
        "id": view.id,
        "label": film_label(view.label),
        "shortLabel": short_label(view.label),
        "technique": view.technique,
        "plane": view.plane.lower() or None,
        "modality": view.modality,
        "stacksUrl": view.stacks_url,
        "stack": view.stack,
        "root": view.root_url,
        "frameCount": view.frame_count,
        "trim": {"first": trim[0], "last": trim[1], "every": trim[2]} if trim else None,
        "initialFrame": view.initial_frame,
        "window": {"center": center_width[0], "width": center_width[1]} if center_width else None,
        "thumbnailUrl": view.thumbnail_url,
        "previewUrl": view.preview_url(view.initial_frame),
        "simulated": view.simulated,
        "rows": view.rows,
        "columns": view.columns,
        "annotations": [_annotation(annotation) for annotation in view.annotations],
    }


def _annotation(annotation: dict[str, Any]) -> dict[str, Any]:
    """An arrow's tip comes first for the viewer, its tail first in the selector."""
    if annotation["kind"] != "arrow":
        return annotation
    return {**annotation, "points": list(reversed(annotation["points"]))}
