"""One object's pass: each attribute by its rule, each level of the object by its own."""

from types import MappingProxyType
from typing import Any, Final

from pydicom.dataelem import DataElement, RawDataElement
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.tag import BaseTag, Tag

from readingroom.imaging.deid import codes, luts, marks, values
from readingroom.imaging.deid.classes import Level
from readingroom.imaging.deid.content import settled_item
from readingroom.imaging.deid.dummies import dummy, unknown_code
from readingroom.imaging.deid.icc import only_colour
from readingroom.imaging.deid.identity import MAX_DEPTH
from readingroom.imaging.deid.keeper import ALL, Keeper, Known, shortened
from readingroom.imaging.deid.profile import ANNOTATIONS, GRAPHICS, Handling, Rule, rules_at
from readingroom.imaging.deid.report import DeidReport
from readingroom.imaging.deid.safe_private import is_listed, safe_private
from readingroom.imaging.deid.samples import only_samples
from readingroom.imaging.refusals import LIBRARY_ERRORS

Elements = dict[BaseTag, DataElement | RawDataElement]

_CODE_VALUE, _SCHEME, _MEANING = Tag(0x00080100), Tag(0x00080102), Tag(0x00080104)
_OTHER_CODE_VALUES: Final = (0x00080119, 0x00080120)  # long and URN
# What a code says of its list; a published code is found by its value and scheme alone.
_OF_CODE_LISTS: Final = (
    frozenset({0x00080103, 0x00080105, 0x00080106, 0x00080107, 0x00080117, 0x00080118})
    | frozenset({0x0008010B, 0x0008010D, 0x0008010F, 0x00080121, 0x00080122})
    | {0x00080119, 0x00080120}
)
# Without its name, code, value, unit, reference or table, an item says nothing.
_MEANING_OF_ITEM: Final = (
    *(0x0040A043, 0x0040A168, 0x0040A300),
    *(0x004008EA, 0x00081199, 0x00283006),
)
_PIXEL_GROUP: Final = 0x7FE0
_WAVEFORM, _ICC_PROFILE = 0x54001010, 0x00282000


class Cleaner:
    """One object's pass. Collects what was done.

    Attributes:
        keeper: keeps the values, and knows which options were truly applied.
    """

    def __init__(self, known: Known) -> None:
        self.keeper = Keeper(known)
        self._known = known
        self._done: list[tuple[str, str, str]] = []
        self._depth = 0

    def report(self) -> DeidReport:
        """What was done so far."""
        report = DeidReport()
        report.add_all(self._done)
        return report

    def level(self, source: Dataset, at: Level) -> Dataset:
        """A new data set with what may stay of ``source``, which stands ``at`` this level."""
        rules = rules_at(at, self._known.policy)
        kept: Elements = {}
        for tag, found in source.items():
            rule = rules[int(tag)]
            if rule.handling is Handling.REMOVE:
                self._removed(source, tag, rule, kept)
                continue
            try:
                new = self._element(source, _read(source, tag, found), rule, at)
            except LIBRARY_ERRORS:
                self._done.append(("removed", "unreadable", rule.keyword))
                continue
            if new is not None:
                kept[tag] = new
        return Dataset(kept)

    def _removed(
        self,
        source: Dataset,
        tag: BaseTag,
        rule: Rule,
        kept: dict[BaseTag, DataElement | RawDataElement],
    ) -> None:
        """An attribute that goes, unless it is a private one of the published list."""
        safe = None
        may_be_safe = rule.reason == "private" and is_listed(int(tag))
        if may_be_safe and self._known.policy.safe_private:
            try:
                safe = safe_private(source, source[tag], known_ids=self._known.digits)
            except LIBRARY_ERRORS:
                safe = None
        if safe is None:
            self._done.append(("removed", rule.reason, rule.keyword))
            return
        kept.update((element.tag, element) for element in safe)
        self.keeper.options.add(marks.RETAIN_SAFE_PRIVATE)
        self._done.append(("kept", "safe_private", ""))

    def _element(
        self, source: Dataset, element: DataElement, rule: Rule, at: Level
    ) -> DataElement | None:
        handling = rule.handling
        if handling is Handling.ITEMS:
            return self._items(element, rule, at)
        if handling is Handling.BULK or handling is Handling.COLOUR:
            return self._bulk(source, element, rule)
        if handling is Handling.EMPTY or handling is Handling.DUMMY:
            return self._rest(element, rule, handling)
        if element.VR == "SQ":
            return self._rest(element, rule, rule.rest)  # not what the dictionary says it is
        return self._valued(element, rule, self.keeper.keep(source, element, rule))

    def _valued(self, element: DataElement, rule: Rule, kept: Any) -> DataElement | None:
        """The element with the values that were kept, or what stands for them."""
        done = _DONE_AS.get(rule.handling, "kept")
        if kept is ALL and rule.vr in (element.VR, "US or SS"):
            self._done.append((done, rule.reason, rule.keyword))
            return _copied(element)
        given = values.as_list(element.value)
        kept = given if kept is ALL else kept
        if not kept and (given or rule.rest is Handling.REMOVE):
            return self._rest(element, rule, rule.rest)
        done = "cleaned" if len(kept) < len(given) else done
        self._done.append((done, rule.reason, rule.keyword))
        return _made(element.tag, element.VR if rule.vr == "US or SS" else rule.vr, kept)

    def _rest(self, element: DataElement, rule: Rule, rest: Handling) -> DataElement | None:
        """What stands where no value may: nothing, an empty element, or a dummy that says so."""
        if rest is Handling.DUMMY and element.value:
            made = dummy(element.tag, rule.keyword, rule.vr)
            if made is not None:
                self._done.append(("replaced", rule.reason, rule.keyword))
                return made
        if rest is Handling.REMOVE or (rest is Handling.DUMMY and element.value):
            self._done.append(("removed", rule.reason, rule.keyword))
            return None
        self._done.append(("emptied", rule.reason, rule.keyword))
        if rule.vr == "SQ":
            return DataElement(element.tag, "SQ", Sequence(), already_converted=True)
        return DataElement(element.tag, _plain_vr(rule.vr), None, already_converted=True)

    def _items(self, element: DataElement, rule: Rule, at: Level) -> DataElement | None:
        below = at.items_of(int(element.tag))
        items = element.value
        if not isinstance(items, Sequence) or self._depth >= MAX_DEPTH:
            return self._rest(element, rule, rule.rest)
        self._depth += 1
        cleaned = [self._item(item, below) for item in items]
        self._depth -= 1
        kept = [item for item in cleaned if item is not None]
        if not kept and (cleaned or rule.rest is Handling.REMOVE):
            return self._no_items(element, rule, below)
        option = _OPTION_OF.get(rule.keyword)
        if option:
            self.keeper.options.add(option)
        done = "kept" if len(kept) == len(cleaned) else "cleaned"
        self._done.append((done, rule.reason, rule.keyword))
        return DataElement(element.tag, "SQ", Sequence(kept), already_converted=True)

    def _no_items(self, element: DataElement, rule: Rule, below: Level) -> DataElement | None:
        if self._depth and int(element.tag) in _MEANING_OF_ITEM:
            return self._rest(element, rule, Handling.REMOVE)  # and the item with it
        if rule.rest is not Handling.DUMMY:
            return self._rest(element, rule, rule.rest)
        if _MEANING not in below.types:
            return self._rest(element, rule, Handling.REMOVE)  # no plain item could stand there
        self._done.append(("replaced", rule.reason, rule.keyword))
        return unknown_code(int(element.tag))

    def _item(self, item: Dataset, at: Level) -> Dataset | None:
        """An item cleaned by its rules, or ``None`` when it has no meaning without a part."""
        if _CODE_VALUE in item or any(tag in item for tag in _OTHER_CODE_VALUES):
            return self._code(item, at)
        clean = self.level(item, at)
        lost = len(clean) == 0 and len(item) > 0
        hollow = any(tag in item and tag not in clean for tag in _MEANING_OF_ITEM)
        left = None if lost or hollow else clean
        return settled_item(item, left, cleaned=self.keeper.cleaned)

    def _code(self, item: Dataset, at: Level) -> Dataset | None:
        """A coded entry with its published meaning; one of nobody's publishing under a code of
        ours, with what is clinical of its meaning; ``None`` where nothing is."""
        value, scheme = _text(item, "CodeValue"), _text(item, "CodingSchemeDesignator")
        meaning = codes.published_meaning(value, scheme)
        if meaning is None:
            meaning = shortened(self.keeper.cleaned(_text(item, "CodeMeaning")), "LO")
            if value in self._known.digits or not codes.is_of_terminology(value, scheme):
                value = value or _text(item, "LongCodeValue") or _text(item, "URNCodeValue")
                value = codes.local_code(value, scheme, secret=self._known.secret)
                scheme = codes.LOCAL_SCHEME
        if not meaning:
            return None
        around = {tag: e for tag, e in item.items() if tag not in _OF_CODE_ITEMS}
        clean = self.level(Dataset(around), at) if around else Dataset()
        clean[_CODE_VALUE] = DataElement(_CODE_VALUE, "SH", value, already_converted=True)
        clean[_SCHEME] = DataElement(_SCHEME, "SH", scheme, already_converted=True)
        clean[_MEANING] = DataElement(_MEANING, "LO", meaning, already_converted=True)
        return clean

    def _bulk(self, source: Dataset, element: DataElement, rule: Rule) -> DataElement | None:
        """Pixels of the object itself, and tables as long as their descriptor says."""
        tag = int(element.tag)
        inside = tag >> 16 == _PIXEL_GROUP and self._depth
        value = element.value if inside else _only_table(source, element)
        if inside or not value:
            self._done.append(("removed", rule.reason, rule.keyword))
            return None
        new = _copied(element)
        if value is not element.value:
            new.value = value
        self._done.append(
            ("kept" if value is element.value else "cleaned", rule.reason, rule.keyword)
        )
        return new


_OF_CODE_ITEMS: Final = _OF_CODE_LISTS | {int(_CODE_VALUE), int(_SCHEME), int(_MEANING)}
_OPTION_OF: Final = MappingProxyType(
    {"ContentSequence": marks.CLEAN_STRUCTURED_CONTENT, GRAPHICS: marks.CLEAN_GRAPHICS}
    | {"AcquisitionContextSequence": marks.CLEAN_STRUCTURED_CONTENT}
    | {ANNOTATIONS: marks.CLEAN_STRUCTURED_CONTENT}
    | {"SpecimenPreparationSequence": marks.CLEAN_STRUCTURED_CONTENT}
)
_DONE_AS: Final = MappingProxyType(
    {Handling.UID: "replaced", Handling.DATE: "moved", Handling.DESCRIBE: "cleaned"}
)


def _read(source: Dataset, tag: BaseTag, found: DataElement | RawDataElement) -> DataElement:
    """The element itself; pydicom reads some only when asked."""
    return source[tag] if isinstance(found, RawDataElement) else found


def _only_table(source: Dataset, element: DataElement) -> Any:
    """The value with nothing that is no entry, sample or colour; empty where it can't stay."""
    tag = int(element.tag)
    if tag in luts.DESCRIPTORS:
        return element.value if luts.is_table(source, element) else None
    if tag == _WAVEFORM:
        return only_samples(source, element.value)
    return only_colour(element.value) if tag == _ICC_PROFILE else element.value


def _text(dataset: Dataset, keyword: str) -> str:
    if keyword not in dataset:
        return ""
    try:
        value = dataset[keyword].value
    except LIBRARY_ERRORS:
        return ""
    return value.strip(" \0") if isinstance(value, str) else ""


def _copied(element: DataElement) -> DataElement:
    """The element anew, its value by reference, so that changing one leaves the other."""
    new = DataElement.__new__(DataElement)
    new.__dict__.update(element.__dict__)
    return new


def _plain_vr(vr: str) -> str:
    """One of the representations that the dictionary leaves open."""
    return vr.split(" or ", maxsplit=1)[0]


def _made(tag: BaseTag, vr: str, kept: list[Any]) -> DataElement:
    """An element with a value, a list of them, or none."""
    if not kept:
        return DataElement(tag, _plain_vr(vr), None, already_converted=True)
    return DataElement(tag, vr, kept[0] if len(kept) == 1 else kept)
