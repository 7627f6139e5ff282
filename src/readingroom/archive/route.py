"""The route of a file, from the door to the page: the table that everything else follows.

Reading processes walk a file along the stages that have a ``step``; the others concern a whole
submission, or belong to a package above. ``docs/reference/route.md`` is made from this table.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from readingroom.archive.states import ObjectState
from readingroom.archive.steps.check_pixels import check_pixels
from readingroom.archive.steps.deidentify import deidentify
from readingroom.archive.steps.inspect import inspect
from readingroom.archive.steps.transcode import transcode
from readingroom.archive.steps.work import Work

Step = Callable[[Work], None]


@dataclass(frozen=True)
class Stage:
    """One stage.

    Attributes:
        name: one word, in progress reports and in the audit log.
        code: where its code is.
        takes, gives: what goes in and what comes out.
        before, after: state of the file; ``before`` is ``None`` where it has none yet.
        refusals: what may become of it instead.
        bytes_at: where the file's bytes are afterwards.
    """

    name: str
    code: str
    takes: str
    gives: str
    before: ObjectState | None
    after: ObjectState
    refusals: str
    bytes_at: str


@dataclass(frozen=True)
class ReaderStage(Stage):
    """A stage of one file, run in a reading process.

    Attributes:
        step: idempotent; raises ``Rejected`` or ``Held``.
    """

    step: Step


ROUTE: Final[tuple[Stage, ...]] = (
    Stage(
        name="receive",
        code="archive.services.receive",
        takes="paths: files, folders, ZIP archives",
        gives="a submission with one row for each file",
        before=None,
        after=ObjectState.RECEIVED,
        refusals="rejected: a link, a locked or bombed archive, what can't be opened",
        bytes_at="copied to quarantine; what was given is only read",
    ),
    ReaderStage(
        name="inspect",
        code="archive.steps.inspect",
        takes="bytes",
        gives="RawDataset; keyed digests of patient, UID and pixels; the study's moment",
        before=ObjectState.RECEIVED,
        after=ObjectState.INSPECTED,
        refusals="rejected: not DICOM, beyond limits, damaged, of a kind that is not kept",
        bytes_at="quarantine",
        step=inspect,
    ),
    Stage(
        name="settle",
        code="archive.services.settle",
        takes="all inspected files of the submission",
        gives="the patient of each and that patient's anchor; duplicates and variants",
        before=ObjectState.INSPECTED,
        after=ObjectState.INSPECTED,
        refusals="duplicate: the same picture is filed, or came earlier in the submission",
        bytes_at="quarantine",
    ),
    ReaderStage(
        name="deidentify",
        code="archive.steps.deidentify",
        takes="RawDataset, the patient's anchor and secret",
        gives="CleanDataset and a report",
        before=ObjectState.INSPECTED,
        after=ObjectState.DEIDENTIFIED,
        refusals="rejected: can't be made safe",
        bytes_at="quarantine; the clean object is in memory alone",
        step=deidentify,
    ),
    ReaderStage(
        name="check",
        code="archive.steps.check_pixels",
        takes="RawDataset",
        gives="pass or hold",
        before=ObjectState.DEIDENTIFIED,
        after=ObjectState.PIXEL_CHECKED,
        refusals="held: writing in the picture is possible; a person releases or rejects it",
        bytes_at="quarantine",
        step=check_pixels,
    ),
    ReaderStage(
        name="transcode",
        code="archive.steps.transcode",
        takes="CleanDataset",
        gives="encoded frames, previews, a header searched for the patient's identity",
        before=ObjectState.PIXEL_CHECKED,
        after=ObjectState.TRANSCODED,
        refusals="rejected: can't be decoded; held: identity is suspected in what would be filed",
        bytes_at="the original and the prepared instance in quarantine",
        step=transcode,
    ),
    Stage(
        name="file",
        code="archive.services.file",
        takes="all prepared instances of one series",
        gives="one pack, the series on the shelf, rows for study, series and instances",
        before=ObjectState.TRANSCODED,
        after=ObjectState.FILED,
        refusals="put back and tried again where the disk or the database is busy",
        bytes_at="the blob store; quarantine is erased after the commit",
    ),
)
READER_STAGES: Final[Mapping[ObjectState, ReaderStage]] = {
    stage.before: stage for stage in ROUTE if isinstance(stage, ReaderStage) and stage.before
}

_COLUMNS: Final = ("#", "stage", "code", "in", "out", "state", "instead", "the bytes")
_PREFACE: Final = """\
# The route of a file

From what someone gives to what a page shows. This page is made from the table in
`readingroom.archive.route`; a test compares the two.

Each stage can be run again and changes nothing then. It moves files by a statement that names the
state they must still be in, and writes one line in the audit log for each such move. Files that
are alike move together.

"""
_REMARKS: Final = """
A reading process opens files: 1.4 GB and, over all stages, 20 seconds for each. A file that can't
be read in that is rejected, and so is one that crashes the process. One that was read, and whose
pixels then take too long, waits for a person. The others go on.

Quarantine (`quarantine/<submission>/` in the data folder, for its owner alone) holds originals
until their submission is finished. Held files stay until a person decides, thirty days at most.
What is rejected is erased when the submission ends.

What a held file waits for is decided on the page *Held*, or with `readingroom held list`,
`release` and `reject`. A decision can be undone for a minute. A released file goes on from
`inspected`, past all the reasons it was held for; a reason that comes up only then may hold it
again.
"""


def as_markdown() -> str:
    """The page of the documentation that shows the table."""
    rows = [
        (
            str(number),
            stage.name,
            f"`{stage.code}`",
            stage.takes,
            stage.gives,
            f"`{stage.after}`",
            stage.refusals,
            stage.bytes_at,
        )
        for number, stage in enumerate(ROUTE, start=1)
    ]
    lines = [_COLUMNS, tuple("---" for _ in _COLUMNS), *rows]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"{_PREFACE}{table}\n{_REMARKS}"
