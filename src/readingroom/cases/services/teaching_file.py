"""Draft cases of teaching-file manifests: the chosen images, and what their author wrote.

A manifest, its report and its images come in any order. A draft is made once every chosen image
is filed, or a day later of those that are; a report that comes after it fills what is still empty.
What came for an institution as a whole becomes a draft of one of its editors, open to all of them.
"""

import gzip
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet

from readingroom.accounts.actor import may_contribute
from readingroom.accounts.models import Person, Role
from readingroom.archive.models import Instance, Study, Submission, TeachingNote
from readingroom.archive.places import places
from readingroom.casefile.document import SCHEMA_VERSION, CaseDocument
from readingroom.casefile.study import LIBRARY_PREFIX
from readingroom.casefile.validation import parse_document
from readingroom.casefile.vocab import Certainty, Difficulty, System
from readingroom.cases.models import Case, State
from readingroom.cases.services.draft import TITLE, study_stages
from readingroom.cases.services.revise import create_case, save_revision
from readingroom.imaging.teaching_file import MANIFEST, REPORT
from readingroom.storage.shelf import STACKS

CHECK: Final = "Made of a teaching file: check every word for names and dates before you submit it."
WAITS_FOR: Final = timedelta(days=1)
"""How long a manifest waits for images that are not here."""
_MAKES_DRAFTS: Final = (Role.EDITOR, Role.ADMINISTRATOR)
_LINE, _TAGS = 290, 50
_LEVELS: Final = {
    "TCE201": Difficulty.PRIMARY,
    "TCE202": Difficulty.INTERMEDIATE,
    "TCE203": Difficulty.ADVANCED,
}
_CATEGORIES: Final = {
    "TCE301": System.MUSCULOSKELETAL,
    "TCE302": System.CHEST,
    "TCE303": System.CARDIAC,
    "TCE304": System.GASTROINTESTINAL,
    "TCE305": System.UROGENITAL,
    "TCE306": System.CENTRAL_NERVOUS_SYSTEM,
    "TCE307": System.INTERVENTIONAL,
    "TCE310": System.PAEDIATRICS,
    "TCE311": System.BREAST,
}


def make_drafts(*, now: datetime) -> list[Case]:
    """Make a draft of each manifest whose images are there, and fill in reports that came late.

    Returns:
        the new drafts.
    """
    waiting = TeachingNote.objects.filter(kind=MANIFEST, case_key=None)
    made = [
        case
        for note in waiting.select_related(
            "submission__owner__institution", "submission__institution", "patient"
        )
        if (case := _draft_of(note, now)) is not None
    ]
    _fill_in_late_reports(now)
    return made


@transaction.atomic
def _draft_of(note: TeachingNote, now: datetime) -> Case | None:
    owner = _owner_of(note.submission)
    chosen = Instance.objects.filter(
        source_digest__in=note.images, series__study__patient=note.patient
    )
    found = chosen.values_list("source_digest", flat=True).distinct().count()
    is_whole = found == len(set(note.images))
    if owner is None or not found:
        return None
    if not is_whole and note.created_at > now - WAITS_FOR:
        return None
    reports = list(_reports_of(note))
    words = _joined([note.words, *(report.words for report in reports)])
    author = note.submission.owner
    case = create_case(document=_document(chosen, words, author), owner=owner, now=now)
    _use([note, *reports], case)
    return case


def _owner_of(submission: Submission) -> Person | None:
    """Whose the draft will be: the sender's or, at an institution's door, the editor's who has been
    there longest. ``None`` where nobody may write cases yet."""
    if submission.owner is not None:
        return submission.owner if may_contribute(submission.owner) else None
    if submission.institution is None:
        return None
    editors = Person.objects.filter(
        institution=submission.institution, role__in=_MAKES_DRAFTS, is_active=True
    )
    return min(editors, key=lambda e: (_MAKES_DRAFTS.index(Role(e.role)), e.pk), default=None)


def _reports_of(note: TeachingNote) -> QuerySet[TeachingNote]:
    """Reports of the same study, from the same person, that no case has yet."""
    return TeachingNote.objects.filter(
        kind=REPORT,
        case_key=None,
        patient=note.patient,
        study_digest=note.study_digest,
        submission__owner=note.submission.owner_id,
    )


def _use(notes: Sequence[TeachingNote], case: Case) -> None:
    """Note what became of them; the case has their words, and they are kept nowhere else."""
    TeachingNote.objects.filter(pk__in=[note.pk for note in notes]).update(
        case_key=case.key, words={}
    )


def _joined(parts: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """All words; where two say the same field, the first."""
    joined: dict[str, str] = {}
    for words in parts:
        for name, text in words.items():
            if text:
                joined.setdefault(name, text)
    return joined


def _document(
    chosen: QuerySet[Instance], words: Mapping[str, str], author: Person | None
) -> CaseDocument:
    studies = (
        Study.objects.filter(pk__in=chosen.values("series__study"))
        .order_by("relative_day", "id")
        .prefetch_related("series")
    )
    marked = _slices(chosen)
    stages: list[dict[str, Any]] = []
    for stage in study_stages(list(studies)):
        shown = [series for series in stage["series"] if series["images"] in marked]
        for series in shown:
            series["stack"], series["key_image"] = marked[series["images"]]
        if shown:
            stages.append({**stage, "series": shown})
    document: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "title": TITLE,
        "contributors": [{"name": author.display_name}] if author else [],
        "notice": CHECK,
        "stages": stages,
    }
    return parse_document(_with_words(document, words))


def _slices(chosen: QuerySet[Instance]) -> dict[str, tuple[int, int]]:
    """Stack (from 0) and slice (from 1) of the first chosen image, by the name of its series."""
    by_series: dict[tuple[str, str], set[str]] = {}
    rows = chosen.values_list(
        "series__study__study_instance_uid", "series__series_instance_uid", "sop_instance_uid"
    )
    for study, series, sop in rows:
        by_series.setdefault((study, series), set()).add(sop)
    found: dict[str, tuple[int, int]] = {}
    for (study, series), sops in by_series.items():
        described = json.loads(gzip.decompress(places().shelf.read(study, series, STACKS)))
        for stack in described["stacks"]:
            at = [n for n, frame in enumerate(stack["frames"], 1) if frame["sop"] in sops]
            if at:
                found.setdefault(f"{LIBRARY_PREFIX}{series}", (stack["index"], at[0]))
    return found


def _with_words(document: dict[str, Any], words: Mapping[str, str]) -> dict[str, Any]:
    """The document with these words where it says nothing yet."""
    told = dict(document)
    title = words.get("title") or words.get("diagnosis") or words.get("abstract", "")
    if told["title"] == TITLE and title:
        told["title"] = " ".join(title.split())[:_LINE]
    patient = dict(told.get("patient", {}))
    patient.setdefault("history", words.get("history", ""))
    told["patient"] = patient
    _set_once(told, "tags", list(_tags(words.get("keywords", ""))))
    _set_once(told, "systems", _of(_CATEGORIES, words.get("category", "")))
    _set_once(told, "difficulty", next(iter(_of(_LEVELS, words.get("level", ""))), None))
    if words.get("confirmed") == "yes":
        _set_once(told, "certainty", Certainty.CERTAIN.value)
    told["stages"] = _stages_with_words(list(told["stages"]), words)
    return told


def _set_once(told: dict[str, Any], name: str, value: object) -> None:
    if value and not told.get(name):
        told[name] = value


def _of(names: Mapping[str, Any], codes: str) -> list[str]:
    return [names[code].value for code in dict.fromkeys(codes.split("; ")) if code in names]


def _tags(keywords: str) -> dict[str, None]:
    words = (word.strip()[:_LINE] for word in keywords.replace(";", ",").split(","))
    unlike = {word.casefold(): word for word in words if word}
    return dict.fromkeys(list(unlike.values())[:_TAGS])


def _stages_with_words(
    stages: list[dict[str, Any]], words: Mapping[str, str]
) -> list[dict[str, Any]]:
    kinds = {stage["kind"] for stage in stages}
    if words.get("findings") and stages and not stages[0].get("findings"):
        stages[0] = {**stages[0], "findings": words["findings"]}
    if words.get("pathology") and "pathology" not in kinds:
        stages.append(
            {"kind": "pathology", "id": "pathology", "final_diagnosis": words["pathology"]}
        )
    said = [words[name] for name in ("abstract", "differential", "discussion") if words.get(name)]
    if said and "discussion" not in kinds:
        stages.append({"kind": "discussion", "id": "discussion", "text": "\n\n".join(said)})
    return stages


def _fill_in_late_reports(now: datetime) -> None:
    for manifest in TeachingNote.objects.filter(kind=MANIFEST):
        if manifest.case_key is None:
            continue
        reports = list(_reports_of(manifest))
        case = Case.objects.filter(key=manifest.case_key, state=State.DRAFT).first()
        if not reports or case is None or case.draft_revision is None:
            continue
        told = _with_words(
            case.draft_revision.document, _joined([report.words for report in reports])
        )
        with transaction.atomic():
            save_revision(
                case=case,
                document=parse_document(told),
                author=case.owner,
                note="The teaching file's report came",
                now=now,
            )
            _use(reports, case)
