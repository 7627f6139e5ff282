"""Stage 4: may there be writing in the picture? Then a person looks before anyone else does."""

from readingroom.archive.steps.work import Held, Work
from readingroom.imaging.pixels.burned_in import hold_reasons


def check_pixels(work: Work) -> None:
    """Let the object pass, or have it held.

    Raises:
        Held: its class or header says that its pixels may name the patient, and nobody has
            released it for all of these reasons yet.
    """
    codes = [reason.code for reason in hold_reasons(work.raw)]
    if any(code not in work.task.released for code in codes):
        raise Held(*(code for code in codes if code not in work.task.released))
