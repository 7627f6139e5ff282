"""Beside de-identification: what a teaching-file manifest says, before its object is cleaned."""

import json
from pathlib import Path

from readingroom.archive.steps.files import write_beside
from readingroom.archive.steps.work import Work
from readingroom.imaging.deid.freetext import clean_text
from readingroom.imaging.teaching_file import CODED, read_teaching_file

SUFFIX = ".teaching"


def note_teaching_file(work: Work) -> None:
    """Write down what the object says, cleaned like any free text, if it is such a one."""
    found = read_teaching_file(work.raw.dataset)
    if found is None:
        return
    avoid = work.identity.words
    patient = work.task.patient_digest
    note = {
        "kind": found.kind,
        "study_digest": work.digest("study", patient, found.study),
        "images": [work.digest("sop-instance", patient, uid) for uid in found.images],
        "words": {
            name: text if name in CODED else clean_text(text, avoid=avoid).text
            for name, text in found.words.items()
        },
    }
    write_beside(Path(work.task.facts).with_suffix(SUFFIX), [json.dumps(note).encode()])
