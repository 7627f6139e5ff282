"""How well "like this case" finds what belongs beside a case, on the labelled set.

    python -m benchmarks.search.likeness

Two cases belong beside each other where one labelled query wants both: 2 where it wants both most,
else 1.
"""

import os
import statistics
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "readingroom.config.settings")
os.environ.setdefault("READINGROOM_DATA", tempfile.mkdtemp(prefix="readingroom-bench-"))
django.setup()

from benchmarks.search.labelled_set import case_rows, ndcg, read_queries  # noqa: E402  # its models
from readingroom.search.engines.base import Like, Scope  # noqa: E402  # the same
from readingroom.search.engines.embedded import EmbeddedEngine  # noqa: E402  # the same
from readingroom.search.entries import make_entry  # noqa: E402  # the same
from readingroom.search.vocabulary import load_vocabulary  # noqa: E402  # the same

_LOOKED_AT: Final = 30
_FOREMOST: Final = 5


def beside() -> dict[str, dict[str, int]]:
    """For each case that has any, those that belong beside it, with their grades."""
    found: dict[str, dict[str, int]] = {}
    for query in read_queries():
        if ":" in query.text:  # asks for a field, which is no likeness
            continue
        for one, grade in query.grades.items():
            for other, its in query.grades.items():
                if one != other:
                    known = found.setdefault(one, {})
                    known[other] = max(known.get(other, 0), min(grade, its))
    return found


def main() -> None:
    """Judge the embedded engine."""
    words, (rows, names) = load_vocabulary(), case_rows()
    entries = dict(zip(names, (make_entry(row, words) for row in rows), strict=True))
    with tempfile.TemporaryDirectory() as folder:
        engine = EmbeddedEngine(Path(folder))
        engine.apply(entries.values(), ())
        scope = Scope(frozenset({"public"}))
        labels = beside()
        orders = {
            name: [names[case - 1] for case in engine.alike(Like(entry), scope, _LOOKED_AT)]
            for name, entry in entries.items()
        }
    scores = statistics.mean(ndcg(orders[name], grades) for name, grades in labels.items())
    recall = statistics.mean(_recall(orders[name], grades) for name, grades in labels.items())
    print(f"{len(labels)} cases: nDCG@10 {scores:.3f}, recall@{_FOREMOST} {recall:.3f}")


def _recall(order: list[str], grades: Mapping[str, int]) -> float:
    return len({*order[:_FOREMOST]} & grades.keys()) / min(_FOREMOST, len(grades))


if __name__ == "__main__":
    main()
