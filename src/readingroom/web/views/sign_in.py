"""Signing in by a link that works once."""

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from readingroom.accounts.services import sign_in_links

_BACKEND = "django.contrib.auth.backends.ModelBackend"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Ask first, so that a program which merely fetches the address does not use the link up."""
    now = timezone.now()
    if request.method == "POST":
        login(request, sign_in_links.redeem(token, now=now), backend=_BACKEND)
        return redirect("web:library")
    is_open = sign_in_links.is_open(token, now=now)
    status = 200 if is_open else 404
    return render(request, "web/sign_in_link.html", {"is_open": is_open}, status=status)
