"""Which names mean one diagnosis: the cells that points are added up in before any square.

A learner writes words. They belong to the diagnosis of the case, to an entry of its author's, or
to a cell of their own: by the very words, by a code of the list, or by what the words of
radiology say of them. A kind of a thing and the thing itself are one cell.
"""

import re
from collections.abc import Iterable
from typing import Final, Protocol

from readingroom.assessment import concepts
from readingroom.assessment.differential import MAX_NAMED, merge
from readingroom.casefile.document import CaseDocument, Stage
from readingroom.casefile.items import AcceptedDiagnosis, DifferentialItem
from readingroom.casefile.stages import Diagnosis
from readingroom.kernel.codes import CodedConcept
from readingroom.learning.answers import Row, plain

TRUTH: Final = "truth"
_CONCEPT: Final = "concept:"
_WORDS: Final = "words:"
_JOINED: Final = re.compile(r"\s+(?:and|or)\s+|\s*[,/]\s*", re.IGNORECASE)
_DASHES: Final = (" – ", " — ", " - ")


class Thesaurus(Protocol):
    """What is known of words: keys of diagnoses, and what lies under what."""

    def whole(self, text: str) -> str:
        """The diagnosis that all of ``text`` names, or an empty string."""
        ...

    def first(self, text: str) -> str:
        """The first diagnosis that ``text`` mentions, or an empty string."""
        ...

    def broader(self, key: str) -> Iterable[str]:
        """The keys of what a diagnosis is directly a kind of, without mere groups."""
        ...


class Cells:
    """The cells of one case."""

    def __init__(self, document: CaseDocument, words: Thesaurus) -> None:
        self._words = words
        self._by_words: dict[str, str] = {}
        self._by_code: dict[str, str] = {}
        self._by_concept: dict[str, str] = {}
        self._concepts: dict[str, str] = {}
        self._labels: dict[str, str] = {}
        self.credit: dict[str, float] = {TRUTH: 1.0}
        """Part of the credit an author gives to what lies near the diagnosis, by cell."""
        self._read_truth(document)
        for accepted in _accepted(document):
            self._read_accepted(accepted)
        for stage in document.stages:
            for entry in stage.differential:
                self._read_entry(entry)
        for stage in document.stages:
            for entry in stage.differential:
                self._read_parts(entry)
        self._known = frozenset(self._labels)

    def cell_of(self, row: Row) -> str:
        """The cell a learner's row belongs to."""
        known = self._by_words.get(plain(row.name)) or self._by_code.get(row.code)
        known = known or self._by_concept_of(row.name, self._words.first(row.name))
        return known or self._own_cell(row.name)

    def is_recognised(self, row: Row) -> bool:
        """Whether a row belongs to something the case or the words of radiology know."""
        cell = self.cell_of(row)
        return bool(row.code) or cell in self._known or cell.startswith(_CONCEPT)

    @property
    def names(self) -> tuple[str, ...]:
        """What the case itself names, the diagnosis first."""
        return tuple(self._labels[cell] for cell in self._labels if cell in self._known)

    def label_of(self, cell: str) -> str:
        """What a cell is called: by the case where it names it."""
        return self._labels[cell]

    def belief(self, rows: Iterable[Row]) -> dict[str, float]:
        """A learner's points by cell; what is kin among the rows themselves is one cell too."""
        rows = tuple(rows)
        cells = self._joined({row.name: self.cell_of(row) for row in rows})
        for row in rows:
            self._labels.setdefault(cells[row.name], row.name)
        return merge([(row.name, float(row.points)) for row in rows], cells.__getitem__)

    def author(self, stage: Stage) -> dict[str, float]:
        """The author's shares at a stage by cell; empty where none are stated."""
        pairs = [(e, float(e.share)) for e in stage.differential if e.share is not None]
        cells = {entry.diagnosis: self._cell_of_entry(entry) for entry, _ in pairs}
        rows = [(entry.diagnosis, share) for entry, share in pairs]
        return merge(rows, cells.__getitem__, max_named=max(MAX_NAMED, len(rows)))

    def _joined(self, cells: dict[str, str]) -> dict[str, str]:
        """The same with a parent put to its only child among cells of their own."""
        own = {c.removeprefix(_CONCEPT) for c in cells.values() if c.startswith(_CONCEPT)}
        leader = concepts.cells(self._concepts, self._words.broader, own)
        into = {f"{_CONCEPT}{key}": f"{_CONCEPT}{leader(key)}" for key in own}
        return {name: into.get(cell, cell) for name, cell in cells.items()}

    def _read_truth(self, document: CaseDocument) -> None:
        self._labels[TRUTH] = document.title
        for text in (document.title, _before_dash(document.title)):
            self._name(text, TRUTH)
        self._mean(self._words.first(document.title), TRUTH)
        for code in document.diagnosis_codes:
            self._by_code.setdefault(_code(code), TRUTH)
            self._name(code.meaning, TRUTH)

    def _read_accepted(self, accepted: AcceptedDiagnosis) -> None:
        cell = TRUTH if accepted.credit == 1 else self._cell_of_words(accepted.diagnosis)
        self._labels.setdefault(cell, accepted.diagnosis)
        self.credit.setdefault(cell, accepted.credit)
        for text in (accepted.diagnosis, *accepted.synonyms):
            self._name(text, cell)
            self._mean(self._words.whole(text), cell)

    def _read_entry(self, entry: Diagnosis) -> None:
        cell = self._cell_of_entry(entry)
        self._labels.setdefault(cell, entry.diagnosis)
        self._name(entry.diagnosis, cell)
        if entry.code:
            self._by_code.setdefault(_code(entry.code), cell)
            self._name(entry.code.meaning, cell)
        self._mean(self._words.first(entry.diagnosis), cell)

    def _read_parts(self, entry: Diagnosis) -> None:
        """Either of “discitis and osteomyelitis” is that entry, unless it is another by itself."""
        for part in _JOINED.split(entry.diagnosis):
            self._mean(self._words.whole(part), self._cell_of_entry(entry))

    def _cell_of_entry(self, entry: Diagnosis) -> str:
        """By its code, so that one diagnosis is one cell however its words change."""
        if entry.code:
            code = _code(entry.code)
            return self._by_code.get(code) or f"code:{code}"
        return self._cell_of_words(entry.diagnosis)

    def _cell_of_words(self, text: str) -> str:
        known = self._by_words.get(plain(text))
        return known or self._by_concept_of(text, "") or self._own_cell(text)

    def _by_concept_of(self, text: str, mentioned: str) -> str:
        """The known cell of what ``text`` names, of its kin, or of what it mentions first."""
        concept = self._words.whole(text)
        found = self._by_concept.get(concept, "")
        if concept and not found:
            anchor = concepts.cells(self._concepts, self._words.broader)(concept)
            found = self._concepts.get(anchor, "")
        return found or self._by_concept.get(mentioned, "")

    def _own_cell(self, text: str) -> str:
        concept = self._words.whole(text)
        return f"{_CONCEPT}{concept}" if concept else f"{_WORDS}{plain(text)}"

    def _name(self, text: str, cell: str) -> None:
        self._by_words.setdefault(plain(text), cell)

    def _mean(self, concept: str, cell: str) -> None:
        """The concept stands for the cell; kin are only asked of the first of each cell."""
        is_its = concept and self._by_concept.setdefault(concept, cell) == cell
        if is_its and cell not in self._concepts.values():
            self._concepts[concept] = cell


def _accepted(document: CaseDocument) -> tuple[AcceptedDiagnosis, ...]:
    """What differential items take for right, whole credit first."""
    items = [item for item in document.items if isinstance(item, DifferentialItem)]
    found = [answer for item in items for answer in item.accepted]
    return tuple(sorted(found, key=lambda answer: -answer.credit))


def _before_dash(title: str) -> str:
    """A title without its detail."""
    for dash in _DASHES:
        title = title.partition(dash)[0]
    return title


def _code(code: CodedConcept) -> str:
    return f"{code.scheme} {code.value}"
