"""Why a file is held or rejected: every code, with a sentence for whoever sent it."""

from typing import Final

from readingroom.imaging import refusals
from readingroom.imaging.deid.apply import Unplaced
from readingroom.imaging.pixels import burned_in
from readingroom.imaging.sopclasses import ClassNotAccepted, SoundNotAccepted, VideoNotAccepted
from readingroom.kernel.errors import Rejected

_OURS: Final = {
    "not_a_file": (
        "This is a link or a device, not a file. Send the file that it stands for instead."
    ),
    "no_permission": (
        "This file can't be opened: it is closed to the account that Reading Room runs under. "
        "Give that account the right to read it and send it again."
    ),
    "archive_damaged": "This ZIP archive is damaged or incomplete. Make it again and resend it.",
    "archive_empty": "There is nothing in this ZIP archive. Check that it was made whole.",
    "archive_encrypted": (
        "This file is locked with a password inside its ZIP archive. Unpack the archive and send "
        "the folder."
    ),
    "archive_too_many": (
        "There are more files in this ZIP archive than a study ever has. Send it in parts."
    ),
    "archive_bomb": (
        "This file in a ZIP archive unpacks to far more than any image. If it is meant, unpack "
        "the archive and send the folder."
    ),
    "archive_method": (
        "This file is packed by a method that is not understood. Unpack the archive and send the "
        "folder."
    ),
    "changed": (
        "This file changed or got lost after it was received, before it was filed. Send it again."
    ),
    "no_pixels": (
        "This image came without its picture: it was cut off, or not exported whole. Export it "
        "again and send the new copy."
    ),
    "took_too_long": (
        "Reading this file took longer than allowed, which only damaged files do. Export it "
        "again and send the new copy."
    ),
    "reader_stopped": (
        "This file stopped the program that reads images, which only damaged files do. Export it "
        "again and send the new copy."
    ),
    "not_understood": (
        "This file breaks a rule of DICOM in a way that is not understood here. Export it again; "
        "if that does not help, tell the administrator which system it came from."
    ),
    "case_erased": "This file was erased, together with the case that it belonged to.",
    "not_wanted": "An editor looked at this file and decided not to keep it.",
    "hold_expired": (
        "This file was held for a person to decide, and nobody did in time. Send it again if it "
        "is needed."
    ),
    "preview_first": (
        "This library shows what would be removed before anything is filed. Look at it, then let "
        "it go on."
    ),
    "identity_suspected": (
        "Something that identifies the patient may have been left in this file. A person has to "
        "look at it."
    ),
}
_FROM_IMAGING: Final[tuple[type[Rejected], ...]] = (
    refusals.NotDicom,
    refusals.DiscIndex,
    refusals.TooLarge,
    refusals.SlideTooLarge,
    refusals.SeveralPictures,
    refusals.TooDeep,
    refusals.Damaged,
    refusals.UnsupportedSyntax,
    refusals.CannotDecode,
    ClassNotAccepted,
    SoundNotAccepted,
    VideoNotAccepted,
    Unplaced,
)
_UNKNOWN: Final = "This file could not be filed. Ask the administrator for the code shown with it."


def sentence_for(code: str) -> str:
    """What to tell the sender about a file that was held or rejected with ``code``."""
    return SENTENCES.get(code, _UNKNOWN)


SENTENCES: Final = {
    **{kind.code: kind().message for kind in _FROM_IMAGING},  # type: ignore[call-arg]  # none needed
    **burned_in.SENTENCES,
    **_OURS,
}
