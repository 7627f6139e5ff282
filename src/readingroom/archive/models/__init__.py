"""One model per file."""

from readingroom.archive.models.instance import Instance
from readingroom.archive.models.patient import Patient
from readingroom.archive.models.quarantined_object import QuarantinedObject
from readingroom.archive.models.series import Series
from readingroom.archive.models.study import Study
from readingroom.archive.models.submission import Door, Submission
from readingroom.archive.models.submission_report import SubmissionReport
from readingroom.archive.models.teaching_note import TeachingNote
from readingroom.archive.models.uploaded_file import UploadedFile

__all__ = [
    "Door",
    "Instance",
    "Patient",
    "QuarantinedObject",
    "Series",
    "Study",
    "Submission",
    "SubmissionReport",
    "TeachingNote",
    "UploadedFile",
]
