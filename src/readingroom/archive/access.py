"""Who may see and decide what in the archive. The only file that answers that question.

The actor ``None`` is whoever runs commands on the machine itself: that account can read the data
folder anyway.
"""

from django.db.models import Q, QuerySet

from readingroom.accounts.actor import Actor, may_edit
from readingroom.accounts.models import Person, Role
from readingroom.archive.models import Instance, QuarantinedObject, Study, Submission
from readingroom.archive.states import ObjectState
from readingroom.kernel.errors import NotPermitted


def visible_submissions(actor: Actor | None) -> QuerySet[Submission]:
    """One's own; for editors those of their institution; for administrators all."""
    if actor is None:
        return Submission.objects.all()
    if not isinstance(actor, Person):
        return Submission.objects.none()
    if actor.role == Role.ADMINISTRATOR:
        return Submission.objects.all()
    reach = Q(owner=actor)
    if may_edit(actor) and actor.institution_id is not None:
        reach |= Q(institution_id=actor.institution_id)
    return Submission.objects.filter(reach)


def brought_by(actor: Actor) -> QuerySet[Study]:
    """Studies that came in with submissions ``actor`` may see, or that files of these are in."""
    open_ones = visible_submissions(actor)
    sent = QuarantinedObject.objects.filter(
        submission__in=open_ones, state__in=[ObjectState.FILED, ObjectState.DUPLICATE]
    )
    again = Instance.objects.filter(source_digest__in=sent.values("source_digest"))
    reach = Q(submission__in=open_ones) | Q(pk__in=again.values("series__study"))
    return Study.objects.filter(reach)


def decidable_objects(actor: Actor | None) -> QuerySet[QuarantinedObject]:
    """Held files that ``actor`` may look at and decide about.

    They show who the patient is. So only editors of the institution that sent them see them, and
    administrators; what someone of no institution sent, only they, where they are an editor.
    """
    held = QuarantinedObject.objects.filter(state=ObjectState.HELD)
    if actor is None:
        return held
    if not isinstance(actor, Person) or not may_edit(actor):
        return held.none()
    if actor.role == Role.ADMINISTRATOR:
        return held
    if actor.institution_id is None:
        return held.filter(submission__institution=None, submission__owner=actor)
    return held.filter(submission__institution_id=actor.institution_id)


def check_may_decide(actor: Actor | None) -> None:
    """Raise ``NotPermitted`` unless ``actor`` is an editor, or at the machine itself."""
    if actor is not None and not may_edit(actor):
        raise NotPermitted("Only editors may decide about held images.")
