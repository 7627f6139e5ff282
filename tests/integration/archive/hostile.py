"""Everything hostile through a door: what is asked of each door alike."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from readingroom.archive.models import Submission
from readingroom.archive.places import Places
from readingroom.archive.services.process import process_submission
from readingroom.archive.services.receipt import WAITING, ReceiptLine, receipt_for
from tests.integration.archive.conftest import NOW

OUT_OF_PLACE = Path("/tmp")  # noqa: S108  # where some of them want to go


def hostile_files(shared: Path) -> list[Path]:
    """All of them, whatever their size."""
    found = [path for path in sorted((shared / "data/hostile").rglob("*")) if path.is_file()]
    assert len(found) > 100
    return found


@contextmanager
def nothing_is_amiss(data: Places) -> Iterator[list[ReceiptLine]]:
    """Whatever comes in meanwhile is then brought to its end, and told of in sentences.

    Yields:
        the lines of all receipts, once the block has ended.
    """
    lines: list[ReceiptLine] = []
    before = set(OUT_OF_PLACE.glob("evil*"))
    beside = set(data.root.parent.iterdir())
    yield lines
    for submission in Submission.objects.all():
        lines += receipt_for(process_submission(submission.key, now=NOW)).lines
    assert lines
    assert WAITING not in {line.outcome for line in lines}
    refused = [line for line in lines if line.outcome == "rejected"]
    assert refused
    assert all(line.reason_code and line.sentence.endswith(".") for line in refused)
    held = [line for line in lines if line.outcome == "held"]
    assert len(list(data.root.glob("quarantine/*/originals/*"))) == len(held)
    assert not list((data.root / "incoming").glob("*"))
    assert set(OUT_OF_PLACE.glob("evil*")) == before
    new = {path.name for path in set(data.root.parent.iterdir()) - beside}
    assert not {name for name in new if not name.startswith("library.sqlite3")}
