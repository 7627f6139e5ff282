"""One tool's run, scored against what was planted."""

import os
import warnings
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pydicom
from pydicom.dataset import Dataset

from benchmarks.deid import facts, pixelscore, validity
from benchmarks.deid.corpus import Corpus
from benchmarks.deid.extras import HEAD, is_packed
from benchmarks.deid.facts import Pair, Tally
from benchmarks.deid.search import Haystack, elements, fold
from benchmarks.deid.tools import Line, Ran
from benchmarks.deid.truth import Planted, Truth

MARKS: Final = (
    "PatientIdentityRemoved", "DeidentificationMethod", "DeidentificationMethodCodeSequence",
    "LongitudinalTemporalInformationModified",
)  # fmt: skip


@dataclass(frozen=True)
class Leak:
    """A planted identifier that came through."""

    source: str
    file_kind: str
    syntax: str
    kind: str
    text: str
    where: str = ""


@dataclass
class Score:
    """What one tool did with one corpus."""

    tool: str
    files: int = 0
    planted: int = 0
    boxes: int = 0
    clean: int = 0
    held: Counter[str] = field(default_factory=Counter)
    lost: list[Line] = field(default_factory=list)
    leaks: list[Leak] = field(default_factory=list)
    boxes_seen: list[Leak] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    unmarked: Counter[str] = field(default_factory=Counter)
    labels: Counter[bool] = field(default_factory=Counter)
    new_errors: Counter[str] = field(default_factory=Counter)
    unreadable: list[str] = field(default_factory=list)
    faces_seen: list[str] = field(default_factory=list)
    unopened: int = 0
    seconds: float = 0
    note: str = ""


def score(ran: Ran, corpus: Corpus, *, valid_before: dict[str, frozenset[str]]) -> Score:
    """Search every output, compare every object with its source.

    Args:
        valid_before: what dciodvfy finds wrong with each source; filled as needed.
    """
    result = Score(ran.tool, note=ran.note, seconds=ran.seconds)
    result.files = len(corpus.truths)
    result.planted = sum(len(t.planted) for t in corpus.truths.values())
    result.boxes = sum(b.identity for t in corpus.truths.values() for b in t.boxes)
    asked = list(corpus.truths)
    shares = [asked[n::_PROCESSES] for n in range(_PROCESSES)]
    work = [(ran, corpus, share, valid_before) for share in shares]
    outputs: dict[str, Path] = {}
    with ProcessPoolExecutor(_PROCESSES) as pool:
        for part, found, valid in pool.map(_score_share, work):
            _merge(result, part)
            outputs.update(found)
            valid_before.update(valid)
    pairs = [_pair(corpus, path, outputs[path]) for path in asked if path in outputs]
    facts.count_relations(result.tally, pairs)
    return result


def _pair(corpus: Corpus, path: str, output: Path) -> Pair:
    """A file before and after, both without their pixels."""
    found = [read(file, header=True) for file in (corpus.source(path), output)]
    source, clean = (dataset if dataset is not None else Dataset() for dataset in found)
    return Pair(corpus.truths[path], source, clean)


_PROCESSES: Final = os.cpu_count() or 1
_Share = tuple[Ran, Corpus, list[str], dict[str, frozenset[str]]]


def _score_share(work: _Share) -> tuple[Score, dict[str, Path], dict[str, frozenset[str]]]:
    """Some of the files, in a process of their own; the outputs that could be read."""
    ran, corpus, share, valid_before = work
    result, outputs = Score(ran.tool), {}
    lines = {line.source: line for line in ran.lines}
    for path in share:
        truth = corpus.truths[path]
        if is_packed(truth) and path not in lines:
            result.unopened += 1  # a tool that opens no archives
            continue
        line = lines.get(path, Line(path, None, "rejected", "not accounted for"))
        if line.outcome == "held":
            result.held[line.reason] += 1
        elif line.output is None:
            result.lost.append(line)
        else:
            output = ran.folder / line.output
            if _score_file(result, truth, corpus.source(path), output, line.output):
                outputs[path] = output
            _validate(result, path, corpus.source(path), output, valid_before)
    return result, outputs, valid_before


def _merge(result: Score, part: Score) -> None:
    """Add up what was counted, and join what was listed."""
    for each in ("held", "unmarked", "labels", "new_errors"):
        getattr(result, each).update(getattr(part, each))
    for each in ("lost", "leaks", "boxes_seen", "faces_seen", "unreadable"):
        getattr(result, each).extend(getattr(part, each))
    for each in ("kept", "of", "lost"):
        getattr(result.tally, each).update(getattr(part.tally, each))
    result.clean += part.clean
    result.unopened += part.unopened


def _score_file(result: Score, truth: Truth, before: Path, after: Path, name: str) -> bool:
    result.clean += 1
    source, output = read(before), read(after)
    data = after.read_bytes()
    haystack = Haystack(data + b"\n" + name.encode(errors="replace"), output)
    for planted in truth.planted:
        if haystack.has(planted):
            where = _where(planted, output, name)
            result.leaks.append(
                Leak(truth.path, truth.kind, truth.syntax, planted.kind, planted.text, where)
            )
    if source is None or output is None:
        result.unreadable.append(truth.path)
        return False
    for keyword in MARKS:
        if not output.get(keyword):
            result.unmarked[keyword] += 1
    facts.count_facts(result.tally, truth, source, output)
    _score_pixels(result, truth, source, output)
    return True


def _score_pixels(result: Score, truth: Truth, source: Dataset, output: Dataset) -> None:
    try:
        before = pixelscore.frames_of(source)
    except Exception as error:  # noqa: BLE001  # the corpus is at fault: say so and go on
        result.unreadable.append(f"{truth.path}: source: {error}")
        return
    if before is None:
        return
    try:
        after = pixelscore.frames_of(output)
    except Exception:  # noqa: BLE001  # whatever a tool has written
        after = None
    if after is None:
        result.tally.add("pixels", f"{truth.kind} {truth.syntax} undecodable", kept=0)
        return
    if truth.kind == HEAD and before.shape == after.shape and (before == after).all():
        result.faces_seen.append(truth.path)
    for box in pixelscore.boxes_seen(truth, before, after):
        told = f"{box.style} at {box.x},{box.y} {box.width}x{box.height} frames {box.frames}"
        result.boxes_seen.append(
            Leak(truth.path, truth.kind, truth.syntax, "burned in", box.text, told)
        )
    result.labels.update(pixelscore.labels_kept(truth, before, after))
    kept = pixelscore.untouched(truth, before, after)
    result.tally.add("pixels", f"{truth.kind} {truth.syntax} {kept:.4f}", kept=kept)


def read(path: Path, *, header: bool = False) -> Dataset | None:
    """What pydicom makes of a file; nothing where it can't."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return pydicom.dcmread(path, force=True, stop_before_pixels=header)
    except Exception:  # noqa: BLE001  # whatever a tool has written
        return None


def _where(planted: Planted, output: Dataset | None, name: str) -> str:
    """The attribute that holds it, for whoever has to mend it."""
    if planted.form == "text" and any(w in fold(name) for w in [fold(planted.text)]):
        return "file name"
    return next(_places(planted, output, ""), "bytes") if output is not None else "bytes"


def _places(planted: Planted, dataset: Dataset, path: str) -> Any:
    for element in elements(dataset):
        here = f"{path}/{element.keyword or element.tag}"
        if element.VR == "SQ":
            for item in element.value or ():
                yield from _places(planted, item, here)
        elif element.tag != 0x7FE00010 and Haystack(_bytes(element.value), None).has(planted):
            yield here


def _bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


def _validate(
    result: Score, path: str, before: Path, after: Path, valid_before: dict[str, frozenset[str]]
) -> None:
    if path not in valid_before:
        valid_before[path] = validity.errors_in(before)
    for error in validity.errors_in(after) - valid_before[path]:
        result.new_errors[error] += 1
