"""What a case must have before it is shown to others, as a list to tick off."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from readingroom.casefile.document import CaseDocument
from readingroom.casefile.errors import Problem
from readingroom.casefile.identity import find_identity
from readingroom.casefile.spoiler import find_spoilers
from readingroom.casefile.vocab import Certainty, Licence
from readingroom.casefile.working import UNTITLED


@dataclass(frozen=True)
class Check:
    """One line of the list.

    Attributes:
        code: its name for programs.
        label: what must be so, in a few words.
        is_met: whether it is.
        place: where to put it right; empty where there is no one place.
        is_required: whether a case can't be submitted without it.
    """

    code: str
    label: str
    is_met: bool
    place: str
    is_required: bool


_ITEMS: Final = "Every question can be asked and answered"


def _unread_study(document: CaseDocument) -> str | None:
    for index, stage in enumerate(document.stages):
        if stage.kind == "study" and not stage.findings:
            return f"stages[{index}].findings"
    return None


def _given_away(document: CaseDocument) -> str | None:
    return next((spoiler.place for spoiler in find_spoilers(document)), None)


def _like_identity(document: CaseDocument) -> str | None:
    return next((likeness.place for likeness in find_identity(document)), None)


def _unless(place: str, is_there: Callable[[CaseDocument], object]) -> Callable[..., str | None]:
    return lambda document: None if is_there(document) else place


_CHECKS: Final = (
    ("title", "A title", True, _unless("title", lambda d: d.title != UNTITLED)),
    ("unknown_title", "A title that keeps the answer back", True,
     _unless("unknown_title", lambda d: d.unknown_title)),
    ("spoiler", "Nothing gives the answer away early", False, _given_away),
    ("presentation", "How the patient presented", True,
     _unless("patient.presentation", lambda d: d.patient.presentation)),
    ("images", "A study with images", False,
     _unless("stages", lambda d: any(s.series for s in d.studies))),
    ("findings", "Findings for each study", True, _unread_study),
    ("certainty", "How certain the diagnosis is", True,
     _unless("certainty", lambda d: d.certainty is not Certainty.NOT_APPLICABLE)),
    ("basis", "What the diagnosis rests on", False, _unless("basis", lambda d: d.basis)),
    ("contributors", "Who made it", True, _unless("contributors", lambda d: d.contributors)),
    ("licence", "A licence", False,
     _unless("licence", lambda d: d.licence is not Licence.ALL_RIGHTS_RESERVED)),
    ("identity", "No text that looks like a patient's identity", False, _like_identity),
)  # fmt: skip


def checklist(document: CaseDocument, problems: Sequence[Problem] = ()) -> tuple[Check, ...]:
    """Every line, met or not, in the order of the page.

    Args:
        problems: what is wrong in the copy that ``document`` was made of without it; a question
            that can't be asked as it is written is only there.
    """
    lines = tuple(
        Check(code, label, place is None, place or "", required)
        for code, label, required, place in (
            (code, label, required, wants(document)) for code, label, required, wants in _CHECKS
        )
    )
    broken = next((one.place for one in problems if one.place.startswith("items[")), None)
    if not document.items and broken is None:
        return lines
    return (*lines, Check("items", _ITEMS, broken is None, broken or "", is_required=True))


def missing_for_submission(document: CaseDocument) -> tuple[Check, ...]:
    """The required lines that are not met."""
    return tuple(line for line in checklist(document) if line.is_required and not line.is_met)
