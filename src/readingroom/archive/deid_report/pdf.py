"""The report on paper."""

import io
from collections.abc import Iterator, Sequence
from typing import Any, Final

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    Flowable,
    ListFlowable,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

from readingroom.archive.deid_report.document import OUTCOME_WORDS, Action, Report, Rule

_INK, _SOFT, _LINE = HexColor("#1c232b"), HexColor("#55606d"), HexColor("#c9d0d8")
_BODY: Final = ParagraphStyle(
    "body", fontName="Helvetica", fontSize=9.5, leading=13, textColor=_INK
)
_SMALL: Final = ParagraphStyle("small", parent=_BODY, fontSize=8, leading=10.5, textColor=_SOFT)
_TITLE: Final = ParagraphStyle(
    "title", parent=_BODY, fontName="Times-Bold", fontSize=20, leading=25
)
_HEAD: Final = ParagraphStyle(
    "head", parent=_BODY, fontName="Times-Bold", fontSize=13, leading=17, spaceBefore=12,
    spaceAfter=3, keepWithNext=1,
)  # fmt: skip
_RULE: Final = ParagraphStyle(
    "rule", parent=_BODY, fontName="Helvetica-Bold", spaceBefore=5, keepWithNext=1
)
_MARGIN: Final = 20 * mm
_WIDTH: Final = A4[0] - 2 * _MARGIN
_COLUMNS: Final = 3
_NAME_SHARE: Final = 0.78


def write_pdf(report: Report, *, title: str, told_at: str) -> bytes:
    """An A4 document in English.

    Args:
        report: what it says.
        title: what it is about: a key, never a name.
        told_at: when the report was made, for the foot of each page.
    """
    target = io.BytesIO()
    document = SimpleDocTemplate(
        target, pagesize=A4, title=f"De-identification report: {title}", author="Reading Room",
        leftMargin=_MARGIN, rightMargin=_MARGIN, topMargin=_MARGIN, bottomMargin=_MARGIN,
        lang="en-GB", invariant=1,
    )  # fmt: skip
    foot = _Foot(f"{title} · {told_at}")
    document.build(list(_story(report, title)), onFirstPage=foot, onLaterPages=foot)
    return target.getvalue()


class _Foot:
    """The last line of each page."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __call__(self, canvas: Canvas, document: Any) -> None:
        canvas.saveState()
        canvas.setFont("Helvetica", 7.5)
        canvas.setFillColor(_SOFT)
        canvas.drawString(_MARGIN, 11 * mm, self._text)
        canvas.drawRightString(A4[0] - _MARGIN, 11 * mm, f"page {document.page}")
        canvas.restoreState()


def _story(report: Report, title: str) -> Iterator[Flowable]:
    yield Paragraph("De-identification report", _TITLE)
    yield Paragraph(title, _SMALL)
    yield Spacer(0, 8)
    yield Paragraph(
        "This report counts what was done, and by which rule. It holds no value of any file.", _BODY
    )
    yield Paragraph("What became of the files", _HEAD)
    yield _table([[OUTCOME_WORDS[name], f"{count:,}"] for name, count in report.outcomes.items()])
    for reason in report.reasons:
        yield Paragraph(f"{reason.word.capitalize()}: {reason.count:,}", _RULE)
        yield Paragraph(reason.sentence, _BODY)
    yield Paragraph("What was to be kept", _HEAD)
    yield ListFlowable(
        [Paragraph(sentence, _BODY) for sentence in report.policy],
        bulletType="bullet", start="–", leftIndent=10,
    )  # fmt: skip
    if report.options:
        yield Paragraph("What the objects say was applied", _HEAD)
        yield _table([[f"{o.code} {o.meaning}", f"{o.objects:,}"] for o in report.options])
    for action in report.actions:
        yield from _action(action)


def _action(action: Action) -> Iterator[Flowable]:
    yield Paragraph(f"{action.title}: {action.count:,}", _HEAD)
    for rule in action.rules:
        yield Paragraph(f"Because {rule.sentence}: {rule.count:,}", _RULE)
        yield _attributes(rule)


def _attributes(rule: Rule) -> Flowable:
    """Names and counts, three pairs to a row."""
    cells = [f"{a.name} <font color='#55606d'>{a.count:,}</font>" for a in rule.attributes]
    cells += [""] * (-len(cells) % _COLUMNS)
    rows = [
        [Paragraph(cell, _SMALL) for cell in cells[start : start + _COLUMNS]]
        for start in range(0, len(cells), _COLUMNS)
    ]
    return Table(rows, [_WIDTH / _COLUMNS] * _COLUMNS, style=_GRID, hAlign="LEFT")


def _table(rows: Sequence[Sequence[str]]) -> Flowable:
    """Words on the left, numbers on the right."""
    drawn = [[Paragraph(words, _BODY), number] for words, number in rows]
    return Table(
        drawn, [_WIDTH * _NAME_SHARE, _WIDTH * (1 - _NAME_SHARE)], style=_NUMBERS, hAlign="LEFT"
    )


_GRID: Final = TableStyle(
    [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 1),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
    ]
)
_NUMBERS: Final = TableStyle(
    [
        ("FONT", (1, 0), (1, -1), "Helvetica", 9.5),
        ("TEXTCOLOR", (1, 0), (1, -1), _INK),
        ("ALIGN", (1, 0), (1, -1), "RIGHT"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, _LINE),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ]
)
