"""Studies that came in later, joined to a case of the same patient that is written already."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from readingroom.accounts.models import Person
from readingroom.archive.models import Series, Study
from readingroom.casefile.document import CaseDocument
from readingroom.casefile.edits import Edit
from readingroom.casefile.working import ID, Copy, close_copy, lenient_document
from readingroom.cases.access import usable_series
from readingroom.cases.models import Case
from readingroom.cases.services.draft import check_one_patient, chosen_studies, study_stages
from readingroom.cases.services.drafting import find_case, open_draft, save_edits
from readingroom.kernel.errors import InvalidInput

_Rows = Mapping[str, Series]


@transaction.atomic
def join_studies(
    case_key: UUID, submission_key: UUID, studies: Sequence[UUID], *, author: Person, now: datetime
) -> Case:
    """Put studies into the working copy of a case, each a stage at its day.

    It is a save like any other: whoever writes in the case sees the stages come, and Undo takes
    them back. Days are counted from the day that is day 0 of the case. Studies that the case shows
    already stay as they are.

    Raises:
        NotFound: the case, or one of the studies, is not there for ``author``.
        InvalidInput: nothing new is chosen, the case is of another patient or institution, or
            there is no picture in the studies.
    """
    case = find_case(author, case_key)
    copy = open_draft(case, now=now).copy
    document = lenient_document(close_copy(copy).data)
    rows = _shown_rows(case, document, author)
    known = {row.study_id for row in rows.values()}
    new = [one for one in chosen_studies(submission_key, studies, author) if one.pk not in known]
    _check(case, new, [row.study for row in rows.values()], author)
    first = _first_day(document, rows)
    stages = study_stages(
        new,
        names={series.id for series in document.all_series()},
        taken={stage.id for stage in document.stages},
        first=first,
    )
    shown = [stage for stage in stages if stage["series"]]
    if first is None:  # a day is told from another, and here is none
        shown = [{name: told for name, told in one.items() if name != "day"} for one in shown]
    edits = _insertions(copy, shown)
    if not edits:
        raise InvalidInput("There is no picture in these studies. Choose others.")
    save_edits(
        case=case, author=author, batch=_new_id(), version=0,
        edits=[edit.plain for edit in edits], now=now,
    )  # fmt: skip
    return case


def _check(case: Case, new: Sequence[Study], shown: Sequence[Study], author: Person) -> None:
    if not new:
        raise InvalidInput("The case shows these studies already. Choose one that is new to it.")
    if not shown:
        raise InvalidInput(
            "This case shows no study that is in the library, so whose it is can't be compared."
        )
    check_one_patient([*shown, *new])
    usable = usable_series(case, author).filter(study__in=new)
    if usable.values("study").distinct().count() != len(new):
        raise InvalidInput("These images are not the case's institution's. Make a case of them.")


def _shown_rows(case: Case, document: CaseDocument, author: Person) -> _Rows:
    uids = [one.series_instance_uid for one in document.all_series() if one.series_instance_uid]
    rows = usable_series(case, author).filter(series_instance_uid__in=uids).select_related("study")
    return {row.series_instance_uid: row for row in rows}


def _first_day(document: CaseDocument, rows: _Rows) -> int | None:
    """The patient's day that is day 0 of the case; ``None`` where nothing in it tells."""
    for stage in document.studies:
        for series in stage.series:
            row = rows.get(series.series_instance_uid or "")
            if row is not None and row.study.relative_day is not None and stage.day is not None:
                return row.study.relative_day - stage.day
    return None


def _insertions(copy: Copy, stages: Iterable[dict[str, Any]]) -> list[Edit]:
    """Each after the last stage that is not later than it."""
    there: list[dict[str, Any]] = list(copy["stages"])
    edits = []
    for stage in stages:
        series = [{ID: _new_id(), **one} for one in stage["series"]]
        entry = {ID: _new_id(), **stage, "series": series}
        at = _place(there, entry)
        edits.append(Edit("insert", ("stages",), value=entry, after=there[at - 1][ID]))
        there.insert(at, entry)
    return edits


def _place(stages: Sequence[Mapping[str, Any]], new: Mapping[str, Any]) -> int:
    """Where a stage goes: never first, and never after the discussion, which a copy ends in."""
    day = new.get("day")
    if day is None:
        return max(n for n, one in enumerate(stages, 1) if one["kind"] != "discussion")
    earlier = [
        n
        for n, one in enumerate(stages, 1)
        if one["kind"] == "study" and (one.get("day") or 0) <= day
    ]
    return max(earlier, default=1)


def _new_id() -> str:
    return f"n{secrets.token_hex(7)}"
