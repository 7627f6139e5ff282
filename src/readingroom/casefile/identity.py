"""Text that looks as if it could tell who a patient is: shapes, for an author to look at."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from readingroom.casefile.document import CaseDocument
from readingroom.casefile.links import walk_texts, without_links

_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?"
    "|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_SHAPES: Final = (
    ("name", "a name", re.compile(
        r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Herr|Frau|Mme|Monsieur|Madame|Sra?|Signora?)\b"
        r"\.?\s+(?:[A-Z]\.\s*)*[A-ZÀ-Ý][\w’'-]+")),
    ("date", "a date", re.compile(
        r"\b(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d{2}|(?:19|20)\d{2}-\d{2}-\d{2}"
        rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:{_MONTHS})\.?,?\s+(?:19|20)\d{{2}}"
        rf"|(?:{_MONTHS})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?:19|20)\d{{2}})\b", re.IGNORECASE)),
    ("number", "a number like those that hospitals give", re.compile(
        r"\b(?:MRN|NHS(?:\s*(?:no|number))?|hosp(?:ital)?\s*(?:no|number)|accession(?:\s*(?:no|number))?)"
        r"[.:#]*\s*[A-Z0-9][A-Z0-9-]{2,}|(?<![\w./])(?:\d[ -]?){6,}\d(?![\w/%])", re.IGNORECASE)),
    ("address", "an address", re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b")),
)  # fmt: skip
# Publications have authors, dates and numbers, and are nobody's secret.
_NOT_LOOKED_AT: Final = ("references", "further_cases", "contributors", "images", "diagnosis_codes")
_LONGEST = 40


@dataclass(frozen=True)
class Likeness:
    """A piece of text that looks like identity.

    Attributes:
        place: where it stands, such as ``stages[1].findings``.
        kind: name, date, number or address.
        text: the piece, as written.
        message: a sentence for the author.
    """

    place: str
    kind: str
    text: str
    message: str


def find_identity(document: CaseDocument) -> tuple[Likeness, ...]:
    """Everything in the words of a case that has the shape of a name, a date or a number.

    It errs on the side of asking: a person reads the message and decides.
    """
    return tuple(
        found
        for place, text in walk_texts(document)
        if not any(name in place for name in _NOT_LOOKED_AT)
        for found in _in_text(place, without_links(text))
    )


def _in_text(place: str, text: str) -> Iterator[Likeness]:
    seen: list[tuple[int, int]] = []
    for kind, words, shape in _SHAPES:
        for found in shape.finditer(text):
            if any(found.start() < end and start < found.end() for start, end in seen):
                continue  # a date is no number as well
            seen.append(found.span())
            piece = found[0].strip()[:_LONGEST]
            message = f"“{piece}” looks like {words}. Take it out if it is a patient's."
            yield Likeness(place, kind, piece, message)
