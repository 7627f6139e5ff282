"""Figures of a class, and what is downloaded of them: for its teachers."""

import json
import secrets
from typing import Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from readingroom.accounts.models import Person
from readingroom.cases.selectors.page import CasePage, case_page
from readingroom.infra import audit
from readingroom.infra.tables import text_of
from readingroom.kernel.errors import NotFound
from readingroom.search.index import vocabulary
from readingroom.teaching.models import Cohort
from readingroom.teaching.selectors.analysis import (
    Work,
    standings_of,
    work_of,
    works_of,
)
from readingroom.teaching.selectors.analysis_csv import figures_table, results_table
from readingroom.teaching.selectors.analysis_detection import group_detection
from readingroom.teaching.selectors.analysis_figures import (
    Documents,
    batches_of,
    group_calibration,
    open_parts,
    people_in,
)
from readingroom.teaching.selectors.analysis_xapi import Export, statements
from readingroom.teaching.selectors.cohorts import class_taught
from readingroom.teaching.services.analysis_sittings import take_in_sittings
from readingroom.web.cookies import set_grant_cookies
from readingroom.web.presentation.analysis import (
    calibration_view,
    detection_view,
    question_views,
    stage_views,
)
from readingroom.web.presentation.unknown_words import WordsOfRadiology
from readingroom.web.signed_in import for_the_signed_in

_SECRET_BYTES: Final = 32
_MOST_DIGITS: Final = 6


@for_the_signed_in("GET", "HEAD")
def show_work(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """One thing that was set for a class: questions, differentials, lesions, certainty."""
    work = work_of(person, key)
    take_in_sittings(work.cohort, now=timezone.now())
    batches, words = batches_of(work.cohort, work.subject), WordsOfRadiology(vocabulary())
    page, still_open = _page_of(person, work), open_parts(batches, person)
    slices = {name: _number(str(value)) for name, value in request.GET.items()}
    rows = standings_of(work.cohort, [work])
    is_untouched = not batches and all(row.standings[0].state == "none" for row in rows)
    context = {
        "work": work,
        "cohort": work.cohort,
        "rows": rows,
        "is_untouched": work.is_case and is_untouched,
        "people": people_in(batches),
        "questions": question_views(still_open, page, slices),
        "stages": stage_views(still_open, words),
        "calibration": calibration_view(group_calibration([batches], words, Documents())),
        "detection": detection_view(group_detection([batches], words, Documents())),
    }
    response = render(request, "analysis/work.html", context)
    set_grant_cookies(response, page.grants if page else ())
    return response


@for_the_signed_in("GET", "HEAD")
def show_calibration(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """How sure a class was against how often it was right, over everything set for it."""
    cohort = class_taught(person, key)
    take_in_sittings(cohort, now=timezone.now())
    words = WordsOfRadiology(vocabulary())
    works = [batches_of(cohort, work.subject) for work in works_of(cohort)]
    found = group_calibration(works, words, Documents())
    detected = detection_view(group_detection(works, words, Documents()))
    context = {
        "cohort": cohort,
        "calibration": calibration_view(found),
        "detection": detected,
    }
    return render(request, "analysis/calibration.html", context)


@for_the_signed_in("GET", "HEAD")
def send_results(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """Who has done what as CSV, by pseudonyms of this download."""
    cohort = class_taught(person, key)
    export = _export(cohort, person, "results")
    works = works_of(cohort)
    rows = standings_of(cohort, works)
    table = results_table(works, rows, [export.pseudonym(row.key) for row in rows])
    return _csv(text_of(table, with_bom=_wants_bom(request)), "results.csv")


@for_the_signed_in("GET", "HEAD")
def send_figures(request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """The figures of every question as CSV."""
    cohort = class_taught(person, key)
    _export(cohort, person, "figures")
    found = [
        (work, open_parts(batches_of(cohort, work.subject), person)) for work in works_of(cohort)
    ]
    return _csv(text_of(figures_table(found), with_bom=_wants_bom(request)), "figures.csv")


@for_the_signed_in("GET", "HEAD")
def send_statements(_request: HttpRequest, person: Person, key: UUID) -> HttpResponse:
    """Who has done what as statements of the Experience API."""
    cohort = class_taught(person, key)
    works = works_of(cohort)
    found = statements(works, standings_of(cohort, works), _export(cohort, person, "statements"))
    text = json.dumps(found, ensure_ascii=False, indent=1)
    return _file(HttpResponse(text, content_type="application/json"), "statements.json")


def _export(cohort: Cohort, person: Person, what: str) -> Export:
    """One download, noted in the audit log."""
    now = timezone.now()
    take_in_sittings(cohort, now=now)
    codes: dict[str, audit.Code] = {"what": what}
    audit.record("class.exported", subject=cohort.key, actor=person.key, at=now, codes=codes)
    address = settings.READINGROOM_ADDRESS.rstrip("/")
    return Export(secrets.token_bytes(_SECRET_BYTES), address, now)


def _page_of(person: Person, work: Work) -> CasePage | None:
    """The case's page, whose images lie under the marks; none where it can't be read now."""
    if not work.is_case:
        return None
    try:
        return case_page(person, work.subject, now=timezone.now())
    except NotFound:
        return None


def _number(text: str) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) < _MOST_DIGITS
    return int(text) if is_number else 0


def _wants_bom(request: HttpRequest) -> bool:
    return request.GET.get("bom") == "1"


def _csv(text: str, name: str) -> HttpResponse:
    return _file(HttpResponse(text, content_type="text/csv; charset=utf-8; header=present"), name)


def _file(response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
