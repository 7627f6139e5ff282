"""Who may see and do what with a case. The only file that answers that question."""

import json
import re
from typing import Final

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from readingroom.accounts.actor import Actor, may_edit, shares_institution
from readingroom.accounts.models import Person, Role
from readingroom.archive.access import brought_by
from readingroom.archive.models import Series
from readingroom.casefile.study import LIBRARY_PREFIX
from readingroom.cases.models import (
    Case,
    Closure,
    DraftEdit,
    RevisionSeries,
    State,
    Visibility,
)
from readingroom.kernel.errors import NotPermitted

_SERIES: Final = re.compile(rf"{LIBRARY_PREFIX}([0-9.]+)")


def closed_cases(actor: Actor) -> QuerySet[Closure, int]:
    """Primary keys of cases that are closed to ``actor`` now: an exam of theirs asks them.

    By the database's clock, which no request can move. To them these cases are absent, whatever
    they otherwise may; the exam alone shows them.
    """
    if not isinstance(actor, Person):
        return Closure.objects.none().values_list("case_id", flat=True)
    closed = Closure.objects.filter(person=actor, since__lte=Now(), until__gt=Now())
    return closed.values_list("case_id", flat=True)


def _open(cases: QuerySet[Case], actor: Actor) -> QuerySet[Case]:
    return cases.exclude(pk__in=closed_cases(actor)) if isinstance(actor, Person) else cases


def listed_cases(actor: Actor) -> QuerySet[Case]:
    """Published cases that the library may list to ``actor``. Unlisted ones never are."""
    published = Q(state=State.PUBLISHED)
    reach = published & Q(visibility=Visibility.PUBLIC)
    if isinstance(actor, Person):
        reach |= published & Q(owner=actor)
        if actor.institution_id is not None:
            own = Q(institution_id=actor.institution_id)
            reach |= published & own & Q(visibility=Visibility.INSTITUTION)
            if may_edit(actor):
                reach |= published & own
    return _open(Case.objects.filter(reach), actor)


def listing_marks(case: Case) -> tuple[str, ...]:
    """Whom the library may list a case to, in words that an index can hold; of a draft, nobody.

    A case is listed to whoever holds one of its marks and to whom it is not closed: the same rule
    as ``listed_cases``.
    """
    if case.state != State.PUBLISHED:
        return ()
    marks = [f"owner:{case.owner_id}"]
    if case.visibility == Visibility.PUBLIC:
        marks.append("public")
    if case.institution_id is not None:
        marks.append(f"editors:{case.institution_id}")
        if case.visibility == Visibility.INSTITUTION:
            marks.append(f"members:{case.institution_id}")
    return tuple(marks)


def marks_held_by(actor: Actor) -> frozenset[str]:
    """The marks of the cases that may be listed to ``actor``: the same rule as ``listed_cases``."""
    marks = {"public"}
    if isinstance(actor, Person):
        marks.add(f"owner:{actor.pk}")
        if actor.institution_id is not None:
            marks.add(f"members:{actor.institution_id}")
            if may_edit(actor):
                marks.add(f"editors:{actor.institution_id}")
    return frozenset(marks)


def visible_cases(actor: Actor) -> QuerySet[Case]:
    """Every case ``actor`` may read by its address. Pages start here: a hidden case is absent."""
    return _open(readable_cases(actor), actor)


def readable_cases(actor: Actor) -> QuerySet[Case]:
    """The same with those that an exam closes to them: for the exam's own pages alone."""
    published = Q(state=State.PUBLISHED)
    reach = published & Q(visibility__in=[Visibility.PUBLIC, Visibility.UNLISTED])
    if isinstance(actor, Person):
        reach |= Q(owner=actor)
        if actor.institution_id is not None:
            own = Q(institution_id=actor.institution_id)
            reach |= published & own & Q(visibility=Visibility.INSTITUTION)
            if may_edit(actor):
                reach |= own
    return Case.objects.filter(reach)


def retired_cases(actor: Actor, *, listed: bool = False) -> QuerySet[Case]:
    """Retired cases whose tombstone ``actor`` may see: they could read them until then.

    With ``listed`` only those that the library had listed to them.
    """
    open_to = [Visibility.PUBLIC] if listed else [Visibility.PUBLIC, Visibility.UNLISTED]
    reach = Q(visibility__in=open_to)
    if isinstance(actor, Person):
        reach |= Q(owner=actor)
        if actor.institution_id is not None:
            own = Q(institution_id=actor.institution_id)
            reach |= own if may_edit(actor) else own & Q(visibility=Visibility.INSTITUTION)
    return _open(Case.objects.filter(reach, state=State.RETIRED), actor)


def editable_cases(actor: Actor) -> QuerySet[Case]:
    """Cases ``actor`` may write to. The editor and all it asks start here."""
    if not isinstance(actor, Person):
        return Case.objects.none()
    reach = Q(owner=actor)
    if may_edit(actor) and actor.institution_id is not None:
        reach |= Q(institution_id=actor.institution_id)
    return _open(Case.objects.filter(reach).exclude(state=State.RETIRED), actor)


def usable_series(case: Case, writer: Actor) -> QuerySet[Series]:
    """Series that ``writer`` may have the case show, or take something from.

    What it or another case of its author showed before, what came in by its author or by the
    writer, what someone who could put it into the working copy, and what published cases show
    them: of its own institution, or of its author alone where there is none. To know the name of
    a series opens nothing.
    """
    shown = RevisionSeries.objects.filter(series=OuterRef("pk"))
    reach = Q(Exists(shown.filter(revision__case__owner=case.owner_id)))
    for one in {case.owner, writer}:
        published = visible_cases(one).filter(state=State.PUBLISHED).values("published_revision")
        reach |= Q(study__in=brought_by(one)) | Q(Exists(shown.filter(revision__in=published)))
    for other, named in _named_by_others(case, writer).items():
        reach |= Q(study__in=brought_by(other), series_instance_uid__in=named)
    own = Q(study__institution=case.institution_id)
    if case.institution_id is None:
        own = Q(study__institution=None, study__submission__owner=case.owner_id)
    return Series.objects.filter(own).filter(reach)


def _named_by_others(case: Case, writer: Actor) -> dict[Person, set[str]]:
    """The series that others than its author and ``writer`` wrote into the working copy."""
    edits = DraftEdit.objects.filter(draft__case=case).exclude(
        author__in=[case.owner_id, writer.pk]
    )
    found: dict[Person, set[str]] = {}
    for edit in edits.select_related("author"):
        if named := _SERIES.findall(json.dumps(edit.edits)):
            found.setdefault(edit.author, set()).update(named)
    return found


def may_erase(actor: Actor | None) -> bool:
    """Whether ``actor`` may have cases erased: administrators, and whoever is at the machine.

    Of whatever institution: the law that asks for it knows none. They are shown keys, numbers and
    counts, and nothing of what a case says.
    """
    return actor is None or (isinstance(actor, Person) and actor.role == Role.ADMINISTRATOR)


def may_publish(actor: Actor, case: Case) -> bool:
    """Whether ``actor`` is an editor of the case's institution: authors submit, editors publish."""
    return may_edit(actor) and shares_institution(actor, case.institution_id)


def may_leave_the_house(*, are_simulated: bool) -> bool:
    """Whether images may be shown beyond their institution: patients' only where a site says so."""
    return are_simulated or bool(settings.READINGROOM_PATIENT_IMAGES_PUBLIC)


def check_may_publish(actor: Actor, case: Case) -> None:
    """Raise ``NotPermitted`` unless ``actor`` may publish and retire ``case``."""
    if not may_publish(actor, case):
        raise NotPermitted("Only an editor of the case's institution may publish or retire it.")


def may_revise(actor: Actor, case: Case) -> bool:
    """Whether ``actor`` wrote the case or edits for its institution."""
    return isinstance(actor, Person) and (actor.pk == case.owner_id or may_publish(actor, case))


def check_may_revise(actor: Actor, case: Case) -> None:
    """Raise ``NotPermitted`` unless ``actor`` may write to ``case``."""
    if not may_revise(actor, case):
        raise NotPermitted("Only the author or an editor of the institution may change this case.")
