"""What was removed from a submission, and by which rule: a page, JSON and a PDF."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from readingroom.accounts.actor import actor_from
from readingroom.accounts.models import Person
from readingroom.archive.deid_report.document import OUTCOME_WORDS, Report
from readingroom.archive.services.deid_report import report_for
from readingroom.kernel.errors import NotFound


@require_safe
def show_report(request: HttpRequest, key: UUID) -> HttpResponse:
    """The page."""
    if not isinstance(actor_from(request.user), Person):
        return redirect(f"{reverse('account_login')}?next={request.path}")
    report = _report(request, key)
    outcomes = [(OUTCOME_WORDS[name], count) for name, count in report.outcomes.items()]
    context = {"key": key, "report": report, "outcomes": outcomes}
    return _private(render(request, "received/report.html", context))


@require_safe
def send_report_json(request: HttpRequest, key: UUID) -> HttpResponse:
    """The same for programs."""
    data = _report(request, key).to_json()
    return _file(HttpResponse(data, content_type="application/json"), f"report-{key}.json")


@require_safe
def send_report_pdf(request: HttpRequest, key: UUID) -> HttpResponse:
    """The same on paper."""
    from readingroom.archive.deid_report.pdf import write_pdf  # noqa: PLC0415  # 8 MB, seldom

    told_at = f"{timezone.now():%d %B %Y, %H:%M} UTC"
    data = write_pdf(_report(request, key), title=f"submission {key}", told_at=told_at)
    return _file(HttpResponse(data, content_type="application/pdf"), f"report-{key}.pdf")


def _report(request: HttpRequest, key: UUID) -> Report:
    """The report, for whoever may see the submission.

    Raises:
        NotFound: no such submission, or none that is open to this reader.
    """
    person = actor_from(request.user)
    if not isinstance(person, Person):
        raise NotFound("Nothing is kept at this address, or it is not open to you.")
    return report_for(key, actor=person)


def _file(response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return _private(response)


def _private(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, no_store=True, private=True)
    return response
