"""A draft case made of studies that came in, with nothing written yet."""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from itertools import chain, count
from typing import Any, Final
from uuid import UUID

from readingroom.accounts.models import Person
from readingroom.accounts.services.profile import language_of
from readingroom.archive.access import visible_submissions
from readingroom.archive.models import Series, Study
from readingroom.archive.services.owners import usable_studies
from readingroom.casefile.document import SCHEMA_VERSION
from readingroom.casefile.study import LIBRARY_PREFIX
from readingroom.casefile.validation import parse_document
from readingroom.casefile.vocab import Modality, System
from readingroom.cases.models import Case
from readingroom.cases.services.demographics import patient_of
from readingroom.cases.services.revise import create_case
from readingroom.kernel.errors import InvalidInput, NotFound

TITLE: Final = "Untitled case"
_SLIDES: Final = frozenset({"SM", "GM"})
_PICTURES: Final = frozenset({"XC", "ES", "OP"})
# Modality (0008,0060), PS3.3 section C.7.3.1.1.1, and what the case document calls it.
_MODALITIES: Final = {
    "CT": Modality.CT, "MR": Modality.MRI, "CR": Modality.XRAY, "DX": Modality.XRAY,
    "IO": Modality.XRAY, "PX": Modality.XRAY, "US": Modality.ULTRASOUND,
    "IVUS": Modality.ULTRASOUND, "MG": Modality.MAMMOGRAPHY, "XA": Modality.ANGIOGRAPHY,
    "RF": Modality.FLUOROSCOPY, "NM": Modality.NUCLEAR_MEDICINE,
    "PT": Modality.NUCLEAR_MEDICINE, "SM": Modality.PATHOLOGY, "GM": Modality.PATHOLOGY,
    "XC": Modality.PHOTOGRAPH, "ES": Modality.PHOTOGRAPH, "OP": Modality.PHOTOGRAPH,
}  # fmt: skip
# Regions as ``imaging.regions`` names them.
_SYSTEMS: Final = {
    "spine": System.SPINE, "chest": System.CHEST, "breast": System.BREAST,
    "neck": System.HEAD_AND_NECK, "limb": System.MUSCULOSKELETAL,
}  # fmt: skip


def draft_from_studies(
    submission_key: UUID, studies: Sequence[UUID], *, owner: Person, now: datetime
) -> Case:
    """Start a private draft that shows all series of these studies, in order of time.

    They are studies of a submission that ``owner`` may see, or others of its patients.

    Studies of one patient follow each other by relative day, the first being day 0. Photographs
    and slides that came without a patient may join them.

    Raises:
        NotPermitted: ``owner`` is a learner.
        NotFound: one of the studies is not there for ``owner``.
        InvalidInput: none is chosen, they are of several patients, or show nothing.
    """
    rows = chosen_studies(submission_key, studies, owner)
    check_one_patient(rows)
    stages = [stage for stage in study_stages(rows) if stage["series"]]
    if not stages:
        raise InvalidInput("There is no picture in these studies. Choose others.")
    document = parse_document(
        {
            "schema_version": SCHEMA_VERSION,
            "title": TITLE,
            "language": language_of(owner).value,
            "contributors": [{"name": owner.display_name}],
            "systems": _systems(rows),
            "patient": patient_of([study for study in rows if not _is_loose(study)]),
            "stages": stages,
        }
    )
    return create_case(document=document, owner=owner, now=now)


def _systems(studies: Sequence[Study]) -> list[str]:
    """Where it is filed by the regions that were imaged; a head or an abdomen may be of many."""
    regions = [series.body_part for study in studies for series in study.series.all()]
    return list(dict.fromkeys(_SYSTEMS[region].value for region in regions if region in _SYSTEMS))


def chosen_studies(submission_key: UUID, keys: Sequence[UUID], owner: Person) -> list[Study]:
    """Studies of a submission, or of its patients, with their series, in order of time.

    Raises:
        NotFound: one of them is not there for ``owner``.
        InvalidInput: none is chosen.
    """
    if not keys:
        raise InvalidInput("Choose at least one study for the case.")
    submission = visible_submissions(owner).filter(key=submission_key).first()
    if submission is None:
        raise NotFound("Nothing was received under this address, or it is not open to you.")
    rows = usable_studies(owner, submission).filter(key__in=keys)
    found = list(rows.order_by("relative_day", "id").prefetch_related("series"))
    if len(found) != len(set(keys)):
        raise NotFound(
            "One of these studies is not in the library any more, or came in under someone "
            "else's name. Ask an editor to give you the submission it came with."
        )
    return found


def check_one_patient(studies: Sequence[Study]) -> None:
    """Never join strangers. Pictures without a date are of nobody in particular.

    Raises:
        InvalidInput: they are of several patients.
    """
    patients = {study.patient_id for study in studies if not _is_loose(study)}
    if len(patients) > 1:
        raise InvalidInput(
            "These studies are of different patients. A case shows one patient: choose the "
            "studies of one."
        )


def _is_loose(study: Study) -> bool:
    kinds = set(study.modalities.split("/"))
    return study.relative_day is None and kinds <= _SLIDES | _PICTURES


def study_stages(
    studies: Sequence[Study],
    *,
    names: AbstractSet[str] = frozenset(),
    taken: AbstractSet[str] = frozenset(),
    first: int | None = None,
) -> Iterator[dict[str, Any]]:
    """A stage for each study, in plain data, with all its series that are pictures.

    Args:
        names: what series of the case are called already.
        taken: what stages of the case are called already.
        first: the patient's day that is day 0; else that of the first study of these.
    """
    days = [study.relative_day for study in studies if study.relative_day is not None]
    first = min(days, default=0) if first is None else first
    names = set(names)
    free = (name for name in _numbered("study", start=1) if name not in taken)
    for study in studies:
        shown = [series for series in study.series.all() if series.is_picture]
        stage: dict[str, Any] = {
            "kind": "study",
            "id": next(free),
            "series": [series_entry(series, names) for series in shown],
        }
        if study.relative_day is not None:
            stage["day"] = study.relative_day - first
        yield stage | _what(study, shown)


def _what(study: Study, shown: Sequence[Series]) -> dict[str, Any]:
    kinds = [kind for kind in study.modalities.split("/") if kind in _MODALITIES]
    if kinds and set(kinds) <= _SLIDES:
        return {"kind": "pathology", "title": "Slides"}
    modality = _MODALITIES[kinds[0]] if kinds else Modality.ANNOTATED_IMAGE
    what: dict[str, Any] = {"modality": modality.value}
    if modality is Modality.NUCLEAR_MEDICINE and "PT" in kinds:
        what["modality_label"] = "PET-CT" if "CT" in study.modalities.split("/") else "PET"
    region = next((series.body_part for series in shown if series.body_part), "")
    return what | ({"region": region.capitalize()} if region else {})


def series_entry(series: Series, names: set[str]) -> dict[str, Any]:
    """A series as a case shows it, in plain data, under a name that is put to ``names``."""
    label = series.description or series.plane or series.modality or "series"
    name = re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-")[:40].strip("-") or "series"
    free = next(n for n in chain([name], _numbered(name)) if n not in names)
    names.add(free)
    said: dict[str, Any] = {"id": free, "images": f"{LIBRARY_PREFIX}{series.series_instance_uid}"}
    if series.plane:
        said["plane"] = series.plane.capitalize()
    if series.description:
        said["sequence"] = series.description
    return said


def _numbered(name: str, *, start: int = 2) -> Iterator[str]:
    return (f"{name}-{number}" for number in count(start))
