"""One model per file."""

from readingroom.archive.models.instance import Instance
from readingroom.archive.models.patient import Patient
from readingroom.archive.models.quarantined_object import QuarantinedObject
from readingroom.archive.models.series import Series
from readingroom.archive.models.study import Study
from readingroom.archive.models.submission import Submission

__all__ = ["Instance", "Patient", "QuarantinedObject", "Series", "Study", "Submission"]
