"""The corpus: some 320 files of sixteen invented patients, the same for the same seed."""

import json
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydicom.dataset import Dataset, FileMetaDataset

from benchmarks.deid import bases, documents, extras, hidden, plant, private
from benchmarks.deid.encoding import EXPLICIT, SYNTAXES, Syntax, encoded
from benchmarks.deid.people import ROMAN, SCRIPTS, Crowd, Person
from benchmarks.deid.plant import Planter
from benchmarks.deid.truth import Truth
from benchmarks.deid.writing import LABELS, STYLES, Writer

# Patients of these many visits; each visit has the parts of one plan.
_PLANS: Final = (
    (("CT", 8), ("SEG", 1), ("SR", 1), ("KO", 1), ("PR", 1)),
    (("MR", 8), ("EMR", 2), ("SR", 1), ("PR", 1)),
    (("US", 4), ("USMF", 2), ("SR", 1)),
    (("DX", 3), ("CR", 2), ("PR", 1)),
    (("CT", 6), ("PT", 6), ("RTSTRUCT", 1)),
    (("MG", 4), ("SC", 2), ("SCRGB", 1), ("DX", 2)),
    (("XA", 2), ("NM", 1), ("SC", 1), ("US", 2)),
    (("MR", 6), ("KO", 1), ("SCRGB", 2), ("CR", 2)),
)
_EXTRA: Final = {3: ("PDF", 1), 7: ("CDA", 1), 11: ("ECG", 1), 13: ("XC", 2), 19: ("PDF", 1)}
PATIENTS: Final = 16
VISITS: Final = 2
_CONTENT: Final[dict[str, Callable[..., Dataset]]] = {
    "SEG": documents.segmentation, "SR": documents.report, "KO": documents.key_images,
    "PR": documents.presentation, "RTSTRUCT": documents.structures, "PDF": documents.pdf,
    "CDA": documents.cda, "ECG": documents.electrocardiogram,
}  # fmt: skip
_BURNED: Final = {
    "US": (2, 3), "USMF": (2, 3), "SC": (2, 3), "SCRGB": (2, 3), "XA": (1, 2), "CR": (1, 2),
    "DX": (0, 2), "MG": (0, 2), "XC": (1, 1),
}  # fmt: skip
_ANY: Final[tuple[Callable[[Dataset, Planter], None], ...]] = (
    plant.more_header, plant.comments, plant.nested, plant.originals, plant.uids, plant.odd_values,
    private.blocks, hidden.curve, hidden.profile, hidden.meta,
)  # fmt: skip
_PIXELS: Final[tuple[Callable[[Dataset, Planter], None], ...]] = (
    hidden.overlay, hidden.icon, hidden.tables, hidden.spare_bits, hidden.padding,
)  # fmt: skip


@dataclass(frozen=True)
class Corpus:
    """A corpus on disk.

    Attributes:
        folder: of the files, in folders of their own.
        truths: what is in each, by path below ``folder``.
    """

    folder: Path
    truths: dict[str, Truth]

    def source(self, path: str) -> Path:
        """Where the file of ``path`` lies; one in an archive, as it was before it was packed."""
        if extras.is_packed(self.truths[path]):
            return self.folder.with_name("unpacked") / path
        return self.folder / path

    def archive(self, path: str) -> bytes:
        """The archive that a file lies in; nothing where it lies in none."""
        if not extras.is_packed(self.truths[path]):
            return b""
        return (self.folder / path).parent.read_bytes()


def make_corpus(folder: Path, *, seed: int) -> Corpus:
    """Write the corpus of ``seed`` below ``folder``, with ``truth.json`` beside it."""
    crowd, truths = Crowd(seed), {}
    target = folder / "in"
    for old in (target, folder / "unpacked"):
        shutil.rmtree(old, ignore_errors=True)
    for truth, data in _files(crowd, seed):
        _put(target / truth.path, data)
        truths[truth.path] = truth
    archive, data, packed = _archive(crowd, seed)
    _put(target / archive, data)
    truths.update({truth.path: truth for truth in packed})
    for path, content in extras.unpacked(data, archive):
        _put(folder / "unpacked" / path, content)
    told = {path: truth.to_dict() for path, truth in truths.items()}
    (folder / "truth.json").write_text(json.dumps(told, ensure_ascii=False))
    return Corpus(target, truths)


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _files(crowd: Crowd, seed: int) -> Iterator[tuple[Truth, bytes]]:
    scripts = [*ROMAN, *SCRIPTS]
    for number in range(PATIENTS):
        charset = scripts[number % len(scripts)]
        person = crowd.person(charset)
        for visit_number in range(VISITS):
            index = number * VISITS + visit_number
            visit = _visit(
                person, crowd, index, days=visit_number * crowd.random.randrange(20, 700)
            )
            yield from _Visit(visit, crowd, seed).files(index)
    last = _visit(crowd.person(ROMAN[0]), crowd, PATIENTS * VISITS, days=0)
    yield from _Visit(last, crowd, seed).extras()


def _archive(crowd: Crowd, seed: int) -> tuple[str, bytes, list[Truth]]:
    """An archive's path and bytes, and what is in its files."""
    visit = _visit(crowd.person(ROMAN[0]), crowd, PATIENTS * VISITS + 1, days=0)
    planters = [Planter(visit, crowd, Truth("", "CT"), seed) for _ in range(2)]
    path, data = extras.packed(visit, planters, f"{visit.number:02d} {visit.person.family}")
    return path, data, [planter.truth for planter in planters]


def _visit(person: Person, crowd: Crowd, index: int, *, days: int) -> bases.Visit:
    return bases.Visit(
        person, index, days, crowd.number(8), f"ST{crowd.number(6)}", crowd.number(7), crowd.random
    )


class _Visit:
    """Makes the files of one visit."""

    def __init__(self, visit: bases.Visit, crowd: Crowd, seed: int) -> None:
        self._visit, self._crowd, self._seed = visit, crowd, seed
        self._random: random.Random = crowd.random
        self._images: list[Dataset] = []

    def files(self, index: int) -> Iterator[tuple[Truth, bytes]]:
        """Each file with what is in it."""
        plan = [*_PLANS[index % len(_PLANS)]]
        plan += [_EXTRA[index]] if index in _EXTRA else []
        for series, (kind, count) in enumerate(plan, 1):
            for number in range(1, count + 1):
                yield self._file(kind, series=series, number=number)

    def extras(self) -> Iterator[tuple[Truth, bytes]]:
        """A head that shows a face, and a voice."""
        for kind in (extras.HEAD, extras.VOICE):
            planter = self._planter(kind)
            if kind == extras.HEAD:
                ds = extras.head(self._visit)
            else:
                ds = extras.voice(self._visit, planter)
            ds.file_meta = FileMetaDataset()
            plant.note_header(ds, planter)
            planter.truth.path = self._path(planter, kind, series=90, number=1)
            planter.truth.syntax = EXPLICIT.name
            yield planter.truth, encoded(ds, EXPLICIT, planter)

    def _file(self, kind: str, *, series: int, number: int) -> tuple[Truth, bytes]:
        planter = self._planter(kind)
        if kind in _CONTENT:
            sections = [i for i in self._images if "FrameOfReferenceUID" in i] or self._images
            ds = _CONTENT[kind](self._visit, planter, sections, number=number)
        else:
            ds = bases.image(self._visit, kind, series=series, number=number)
        plant.note_header(ds, planter)
        plant.descriptions(ds, planter)
        syntax = self._syntax(kind)
        self._plant(ds, planter, kind, native=not syntax.encapsulated)
        planter.truth.path = self._path(planter, kind, series=series, number=number)
        data = encoded(ds, syntax, planter)
        if self._random.random() < 0.03:
            data = hidden.after_the_end(data, planter)
        planter.truth.syntax = syntax.name
        if kind not in _CONTENT:
            self._images.append(ds)
        return planter.truth, data

    def _planter(self, kind: str) -> Planter:
        return Planter(self._visit, self._crowd, Truth("", kind), self._seed)

    def _plant(self, ds: Dataset, planter: Planter, kind: str, *, native: bool) -> None:
        ds.file_meta = FileMetaDataset()
        private.safe(ds, planter)
        chosen = [put for put in _ANY if self._random.random() < 0.2]
        for put in chosen:
            put(ds, planter)
        if kind in _CONTENT:
            return
        self._burn(ds, planter, kind)
        for put in _PIXELS:
            if self._random.random() < 0.2 and (native or put is not hidden.padding):
                put(ds, planter)

    def _burn(self, ds: Dataset, planter: Planter, kind: str) -> None:
        """Names, numbers and dates in the picture, and now and then a label that may stay."""
        low, high = _BURNED.get(kind, (0, 0))
        count = self._random.randint(low, high)
        if kind in ("CT", "MR") and self._random.random() < 0.12:
            count = 1
        writer = Writer(ds, self._random)
        for _ in range(count):
            box = writer.burn(self._says(planter), style=self._random.choice(STYLES), identity=True)
            planter.truth.boxes.extend([box] if box else [])
        if count and self._random.random() < 0.4:
            label = writer.burn(self._random.choice(LABELS), style="plain", identity=False)
            planter.truth.boxes.extend([label] if label else [])
        if count and "BurnedInAnnotation" not in ds and self._random.random() < 0.3:
            ds.BurnedInAnnotation = "YES"

    def _says(self, planter: Planter) -> str:
        person, crowd = self._visit.person, self._crowd
        day = self._visit.person.born
        native = " ".join(person.native)
        choices = [
            f"{person.family.upper()}, {person.given}",
            f"ID: {person.mrn}",
            f"{person.given} {person.family} {person.sex}",
            f"DOB {day:%d.%m.%Y}",
            f"{crowd.family()} {crowd.family()[0]}.",
            f"{person.hospital}"[:26],
            f"{day:%d-%b-%Y}".upper(),
            f"Dr. {crowd.family()}",
            f"Acc {crowd.number(8)}",
        ]
        if native and person.charset in ("ISO_IR 144", "ISO_IR 126", "ISO_IR 192"):
            choices += [native, native]
        return self._random.choice(choices)

    def _syntax(self, kind: str) -> Syntax:
        return self._random.choices(*SYNTAXES["document" if kind in _CONTENT else kind])[0]

    def _path(self, planter: Planter, kind: str, *, series: int, number: int) -> str:
        person = planter.person
        folder = f"{planter.truth.add('path', person.family)}_{person.given}/{kind}_{series}"
        if self._random.random() < 0.3:
            folder += f" {planter.stranger('path')}"
        return f"{self._visit.number:02d} {folder}/{planter.number('path', 7)}_{number}.dcm"
