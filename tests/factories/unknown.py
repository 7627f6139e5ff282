"""Published cases that can be taken as unknowns, and learners who take them."""

import re
from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.test import Client

from readingroom.archive.models import Series
from readingroom.casefile.document import CaseDocument
from readingroom.casefile.validation import parse_document
from readingroom.cases.models import Case, Visibility
from readingroom.cases.selectors import SeriesView
from readingroom.cases.services.publish import publish_case
from readingroom.cases.services.revise import create_case
from tests.factories.cases import NOON, make_series
from tests.factories.people import amara, dev
from tests.unit.learning.cases import fields, stages
from tests.unit.web.documents import view


def published(document: CaseDocument, visibility: Visibility = Visibility.PUBLIC) -> Case:
    case = create_case(document=document, owner=amara(), now=NOON)
    publish_case(case_key=case.key, actor=dev(), visibility=visibility, now=NOON)
    return case


def marked_case(
    visibility: Visibility = Visibility.PUBLIC, **changed: Any
) -> tuple[Case, dict[str, Series]]:
    """A case with every kind of stage, all marked, and its series by the stage that shows them."""
    series = {name: make_series(amara()) for name in ("mri", "late", "slide")}
    images = {name: f"series:{one.series_instance_uid}" for name, one in series.items()}
    document = parse_document({**fields(), "stages": stages(images), **changed})
    return published(document, visibility), series


def two_stage_case() -> Case:
    """Asks twice, shares out at both, and then tells."""
    told = {
        **fields(), "title": "Metastasis", "items": [], "diagnosis_codes": [], "stages": [
            {"kind": "presentation", "id": "start", "differential": [
                {"diagnosis": "Discitis", "share": 60}, {"diagnosis": "Metastasis", "share": 20}]},
            {"kind": "laboratory", "id": "lab", "differential": [
                {"diagnosis": "Metastasis", "share": 90}]},
            {"kind": "discussion", "id": "end", "text": "It was a metastasis."},
        ],
    }  # fmt: skip
    return published(parse_document(told))


def shown_series(series: Any, row: Any) -> SeriesView:
    """In place of ``series_view``: every series has pictures, without a disk."""
    return replace(
        view(series.id, plane=series.plane or "Other"),
        label=series.label,
        study_instance_uid=row.series.study.study_instance_uid,
        series_instance_uid=row.series.series_instance_uid,
        root_url=f"/dicomweb/studies/{row.series.study.study_instance_uid}"
        f"/series/{row.series.series_instance_uid}",
        simulated=row.series.is_simulated,
        technique=series.caption,
        initial_frame=series.key_image or 8,
        window=(1.0, 2.0) if series.initial_window else None,
        annotations=tuple(
            {"frame": 2, "kind": "arrow", "points": [[1, 1], [3, 4]], "label": one.label}
            for one in series.annotations
        ),
    )


class Hand:
    """Someone with a browser who takes a case."""

    def __init__(self, client: Client, case: Case) -> None:
        self.client = client
        self.path = f"/cases/{case.key}/unknown/"

    def begin(self, **sent: str) -> HttpResponse:
        return self.client.post(f"{self.path}begin/", sent)

    def look(self) -> HttpResponse:
        return self.client.get(self.path)

    def form(self, **rows: int) -> dict[str, str]:
        """What the page's form sends: its hidden fields, and rows of name and points."""
        page = self.look().content.decode()
        found = dict(re.findall(r'name="(attempt|place|token)" value="([^"]*)"', page))
        for number, (name, points) in enumerate(rows.items(), start=1):
            found |= {f"name-{number}": name, f"points-{number}": str(points)}
        return found

    def send(self, form: dict[str, str]) -> HttpResponse:
        return self.client.post(f"{self.path}commit/", form)

    def commit(self, **rows: int) -> HttpResponse:
        return self.send(self.form(**rows))
