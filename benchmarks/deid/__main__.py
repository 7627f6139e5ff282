"""Make the corpus, run every tool over it, score them, print one table.

python -m benchmarks.deid --seed 1001 --seed 1002 --seed 1003
"""

import argparse
import json
import logging
import tempfile
import warnings
from collections import Counter
from pathlib import Path

import pydicom

from benchmarks.deid import report
from benchmarks.deid.corpus import Corpus, make_corpus
from benchmarks.deid.extras import is_packed
from benchmarks.deid.score import Score, read, score
from benchmarks.deid.search import Haystack
from benchmarks.deid.tools import RUNS


def main() -> None:
    """As the arguments say."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.deid", description=__doc__)
    parser.add_argument("--seed", type=int, action="append", help="may be given several times")
    parser.add_argument("--tool", action="append", choices=list(RUNS), help="only this one")
    parser.add_argument("--every", "--part", type=int, default=1, help="only every Nth file")
    parser.add_argument("--folder", type=Path, help="work here, and leave everything")
    parser.add_argument("--lines", type=Path, help="append one JSON line per tool and seed")
    parser.add_argument("--leaks", type=Path, help="write what leaked and was lost here")
    asked = parser.parse_args()
    _take_any_value()
    logging.getLogger("pydicom").setLevel(logging.ERROR)
    warnings.filterwarnings("ignore")
    with tempfile.TemporaryDirectory(prefix="benchmark-deid-") as temporary:
        home = (asked.folder or Path(temporary)).resolve()
        scores = [done for seed in asked.seed or [1001] for done in _seed(home, seed, asked)]
    print(report.table(scores))


def _take_any_value() -> None:
    """Real files are full of values that are not valid, and so are these."""
    pydicom.config.settings.writing_validation_mode = pydicom.config.IGNORE
    pydicom.config.settings.reading_validation_mode = pydicom.config.IGNORE
    pydicom.config.convert_wrong_length_to_UN = True  # odd private values, which others read too


def _seed(home: Path, seed: int, asked: argparse.Namespace) -> list[Score]:
    corpus = make_corpus(home / f"corpus-{seed}", seed=seed)
    _thin_out(corpus, asked.every)
    _keep_what_is_there(corpus)
    valid_before: dict[str, frozenset[str]] = {}
    scores = []
    for tool in asked.tool or RUNS:
        ran = RUNS[tool](corpus.folder, home / f"{tool.replace(' ', '-')}-{seed}")
        done = score(ran, corpus, valid_before=valid_before)
        print(f"seed {seed}: {report.sentence(done)}", flush=True)
        if asked.lines:
            with asked.lines.open("a") as lines:
                lines.write(json.dumps({"seed": seed, **report.figures(done)}) + "\n")
        if asked.leaks:
            asked.leaks.mkdir(parents=True, exist_ok=True)
            told = report.findings(done)
            (asked.leaks / f"{tool.replace(' ', '-')}-{seed}.md").write_text(told)
        scores.append(done)
    return scores


def _thin_out(corpus: Corpus, every: int) -> None:
    """Leave every Nth file, for a quick look."""
    for number, path in enumerate(list(corpus.truths)):
        if number % every:
            if is_packed(corpus.truths[path]):
                continue  # an archive is whole or not there
            (corpus.folder / path).unlink()
            del corpus.truths[path]


def _keep_what_is_there(corpus: Corpus) -> None:
    """Search the sources first: an identifier that isn't found there can't leak from there."""
    unfound: Counter[str] = Counter()
    for path, truth in corpus.truths.items():
        source = corpus.source(path)
        told = corpus.archive(path) + b"\n" + path.encode()
        haystack = Haystack(source.read_bytes() + told, read(source))
        there = [planted for planted in truth.planted if haystack.has(planted)]
        unfound.update(planted.kind for planted in truth.planted if planted not in there)
        truth.planted[:] = there
    if unfound:
        print(f"planted, but not to be found: {dict(unfound)}")


if __name__ == "__main__":
    main()
