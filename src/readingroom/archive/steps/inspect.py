"""Stage 2: is it DICOM, is it of a kind we take, whose is it, have we had it?"""

import json
from pathlib import Path

from readingroom.archive.digests import keyed_digest
from readingroom.archive.steps.files import write_beside
from readingroom.archive.steps.identities import identity_to_json
from readingroom.archive.steps.messages import Facts
from readingroom.archive.steps.work import Work
from readingroom.imaging.deid.apply import accepted_kind
from readingroom.imaging.deid.dates import earliest_study_moment
from readingroom.imaging.deid.identity import has_patient_id, identity_of, patient_key
from readingroom.imaging.pixels.faces import head_slices
from readingroom.kernel.errors import Rejected

_PIXELS = ("PixelData", "FloatPixelData", "DoubleFloatPixelData")


class Changed(Rejected):
    """The bytes in quarantine are not those that were received."""

    code = "changed"


class NoPixels(Rejected):
    """An image that came without its picture: cut off, or a header alone."""

    code = "no_pixels"


def inspect(work: Work) -> None:
    """Read the file and write down what the next stages need to know of it.

    Raises:
        Rejected: not DICOM, beyond limits, damaged, or of a kind that is not accepted.
    """
    if work.byte_digest() != work.task.byte_digest:
        raise Changed("This file changed after it was received.")
    sop_class = accepted_kind(work.raw)
    if sop_class.is_picture and not any(work.raw.dataset.get(keyword) for keyword in _PIXELS):
        raise NoPixels("This image came without its picture.")
    work.facts = _facts(work)
    write_beside(Path(work.task.facts), [json.dumps(vars(work.facts)).encode()])


def _facts(work: Work) -> Facts:
    raw, dataset = work.raw, work.raw.dataset
    secret = bytes.fromhex(work.setup.patient_secret)
    patient = keyed_digest(
        secret, "patient", work.setup.institution, patient_key(raw, secret=secret)
    )
    moment = earliest_study_moment([dataset])
    head = head_slices(dataset)
    return Facts(
        patient_digest=patient,
        source_digest=work.digest("sop-instance", patient, str(dataset.get("SOPInstanceUID"))),
        content_digest=_content_digest(work),
        moment=moment.isoformat() if moment else "",
        identity=identity_to_json(identity_of(raw)),
        series_digest=work.digest("series", patient, str(dataset.get("SeriesInstanceUID"))),
        head=(head.places_mm, head.thickness_mm) if head else None,
        study_digest=work.digest(
            "study", work.setup.institution, str(dataset.get("StudyInstanceUID"))
        ),
        is_numbered=has_patient_id(raw),
    )


def _content_digest(work: Work) -> str:
    for keyword in _PIXELS:
        value = work.raw.dataset.get(keyword)
        if value:
            return work.digest("pixels", bytes(value))
    return work.digest("no-pixels", work.task.byte_digest)
