"""Citations of a case for programs, and its short address."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from readingroom.accounts.actor import actor_from
from readingroom.cases.selectors.citation import Citable, citable_case, key_of_number
from readingroom.web.presentation.citation import as_bibtex, as_ris


@require_safe
def send_bibtex(request: HttpRequest, key: UUID) -> HttpResponse:
    """For LaTeX, and programs for references."""
    case = citable_case(actor_from(request.user), key)
    text = as_bibtex(case, lasting_address(request, case))
    return _file(text, "application/x-bibtex", f"{case.number}.bib")


@require_safe
def send_ris(request: HttpRequest, key: UUID) -> HttpResponse:
    """For programs for references."""
    case = citable_case(actor_from(request.user), key)
    text = as_ris(case, lasting_address(request, case))
    return _file(text, "application/x-research-info-systems", f"{case.number}.ris")


@require_safe
def follow_number(request: HttpRequest, number: int) -> HttpResponse:
    """From the number that people say aloud to the page of the case."""
    response = redirect("web:case", key=key_of_number(actor_from(request.user), number))
    patch_cache_control(response, no_store=True, private=True)
    return response


def lasting_address(request: HttpRequest, case: Citable) -> str:
    """The address to cite: the short one, where it leads to the case."""
    if not case.has_short_address:
        return request.build_absolute_uri(reverse("web:case", args=[case.key]))
    return request.build_absolute_uri(reverse("web:numbered", args=[case.number]))


def _file(text: str, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    patch_cache_control(response, no_store=True, private=True)
    return response
