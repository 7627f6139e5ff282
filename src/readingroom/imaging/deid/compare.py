"""An object before and after, attribute by attribute: for the eyes of whoever has the original."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from pydicom.datadict import dictionary_description
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.tag import BaseTag

from readingroom.imaging.datasets import CleanDataset, RawDataset
from readingroom.imaging.deid.report import DeidReport
from readingroom.imaging.deid.values import as_list
from readingroom.imaging.refusals import LIBRARY_ERRORS

_LONGEST: Final = 64
_MANY: Final = 6
_MAX_DEPTH: Final = 32
_BULK: Final = frozenset({"OB", "OD", "OF", "OL", "OV", "OW", "UN"})


@dataclass(frozen=True)
class Change:
    """One attribute.

    Attributes:
        path: tags from the outermost, such as ``(0008,1140)[1] (0008,1155)``.
        name: as the standard calls it.
        before, after: values, shortened. They name the patient: for the sender alone.
        what: ``kept``, ``changed``, ``removed`` or ``added``.
        rule: the rule's code, where the report has one for the attribute.
    """

    path: str
    name: str
    before: str
    after: str
    what: str
    rule: str = ""

    def __repr__(self) -> str:
        return "Change(…)"  # never a value: this ends up in tracebacks

    def as_list(self) -> list[str]:
        """For the pipe, in the order of the attributes."""
        return [self.path, self.name, self.before, self.after, self.what, self.rule]


def compare(raw: RawDataset, clean: CleanDataset, report: DeidReport) -> tuple[Change, ...]:
    """What became of each attribute of ``raw``, then what is new in ``clean``."""
    rules: dict[str, str] = {}
    for (_, why), keywords in report.counts.items():
        rules.update(dict.fromkeys(keywords, why))
    return tuple(_compared(raw.dataset, clean.dataset, rules, path="", depth=0))


def _compared(
    before: Dataset, after: Dataset, rules: dict[str, str], *, path: str, depth: int
) -> Iterator[Change]:
    for tag in sorted({*before.keys(), *after.keys()}):
        old, new = _element(before, tag), _element(after, tag)
        here = f"{path} {tag}".strip()
        yield _change(here, tag, old, new, rules)
        if old is None or new is None or depth >= _MAX_DEPTH:
            continue
        # Items that went leave no trace of which they were; then the count has to tell.
        if old.VR == new.VR == "SQ" and len(old.value) == len(new.value):
            for number, (one, other) in enumerate(zip(old.value, new.value, strict=True), 1):
                yield from _compared(one, other, rules, path=f"{here}[{number}]", depth=depth + 1)


def _element(dataset: Dataset, tag: BaseTag) -> DataElement | None:
    try:
        return dataset.get(tag)
    except LIBRARY_ERRORS:
        return None


def _change(
    path: str,
    tag: BaseTag,
    old: DataElement | None,
    new: DataElement | None,
    rules: dict[str, str],
) -> Change:
    before, after = (_shown(element) if element is not None else "" for element in (old, new))
    if new is None:
        what = "removed"
    elif old is None:
        what = "added"
    else:
        what = "kept" if before == after else "changed"
    keyword = (new if new is not None else old).keyword if (new or old) else ""  # type: ignore[union-attr]  # one is there
    fallback = "private" if tag.is_private else ""
    return Change(path, _name(tag), before, after, what, rules.get(keyword, fallback))


def _name(tag: BaseTag) -> str:
    if tag.is_private:
        return "private"
    try:
        return dictionary_description(tag)
    except KeyError:
        return "unknown"


def _shown(element: DataElement) -> str:
    if element.VR == "SQ" or isinstance(element.value, Sequence):
        count = len(element.value)
        return f"{count} item" if count == 1 else f"{count} items"
    if isinstance(element.value, bytes) or element.VR in _BULK:
        return f"{len(element.value or b'')} bytes"
    values: list[Any] = as_list(element.value)
    more = " …" if len(values) > _MANY else ""
    text = "\\".join(str(value) for value in values[:_MANY])
    return (text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…") + more
