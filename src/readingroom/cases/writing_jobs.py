"""Background work for people who take along what they wrote."""

from uuid import UUID

from django.utils import timezone

from readingroom.accounts.jobs import forget_what_is_over
from readingroom.cases.services.writing_export import make, sweep_exports
from readingroom.infra.jobs import job


@job(queue="default")
def make_export(export_key: str) -> None:
    """Make the ZIP that was asked for."""
    make(UUID(export_key), now=timezone.now())  # noqa: TID251  # jobs are an edge


@job(queue="default")
def keep_people() -> None:
    """Remove what is over: exports, links, invitations, failed attempts to sign in."""
    now = timezone.now()  # noqa: TID251  # jobs are an edge
    sweep_exports(now=now)
    forget_what_is_over(now=now)
