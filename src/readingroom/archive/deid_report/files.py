"""The report as a file: JSON for programs, PDF for paper."""

from pathlib import Path
from typing import Final

from readingroom.archive.deid_report.document import Report
from readingroom.archive.deid_report.pdf import write_pdf
from readingroom.kernel.errors import InvalidInput

_JSON, _PDF = ".json", ".pdf"
_KNOWN: Final = (_JSON, _PDF)


def check_report_path(path: Path) -> None:
    """Refuse a name that doesn't say which kind of file is wanted.

    Raises:
        InvalidInput: it ends in neither ``.json`` nor ``.pdf``.
    """
    if path.suffix.lower() not in _KNOWN:
        raise InvalidInput("The name of a report ends in .json or .pdf.")


def report_bytes(report: Report, path: Path, *, title: str, told_at: str) -> bytes:
    """What goes into the file at ``path``, of the kind that its name says."""
    if path.suffix.lower() == _JSON:
        return report.to_json()
    return write_pdf(report, title=title, told_at=told_at)
