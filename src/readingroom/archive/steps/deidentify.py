"""Stage 3: take identity away."""

from readingroom.archive.steps.teaching import note_teaching_file
from readingroom.archive.steps.work import Work


def deidentify(work: Work) -> None:
    """Make the clean object, which later stages take from ``work.clean``.

    Raises:
        Rejected: the object can't be made safe.
    """
    work.make_clean()
    note_teaching_file(work)
