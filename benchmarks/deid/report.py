"""Scores as a table, as a line of JSON, and as findings for whoever mends them."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any, Final

from benchmarks.deid.score import Leak, Score

_FACTS: Final = ("core", "intervals", "uids", "relations", "descriptions", "parameters", "pixels")
_MOST = 40


def figures(done: Score) -> dict[str, Any]:
    """Everything measured, as ratios where there is a whole."""
    if done.note:
        return {"tool": done.tool, "note": done.note}
    marked = 4 * done.clean - sum(done.unmarked.values())
    return {
        "tool": done.tool, "files": done.files, "planted": done.planted, "boxes": done.boxes,
        "leaked": len(done.leaks), "leaked_ratio": _ratio(len(done.leaks), done.planted),
        "boxes_seen": len(done.boxes_seen),
        "boxes_seen_ratio": _ratio(len(done.boxes_seen), done.boxes),
        "faces_seen": len(done.faces_seen), "unopened": done.unopened,
        "lost": len(done.lost), "held": sum(done.held.values()),
        "held_ratio": _ratio(sum(done.held.values()), done.files),
        **{kind: _rounded(done.tally.ratio(kind)) for kind in _FACTS},
        "marked": _ratio(marked, 4 * done.clean),
        "labels_kept": _ratio(done.labels[True], done.labels.total()),
        "new_errors": sum(done.new_errors.values()), "held_for": dict(done.held),
        "seconds": round(done.seconds, 1), "files_per_second": _ratio(done.files, done.seconds),
    }  # fmt: skip


def _ratio(part: float, whole: float) -> float | None:
    return _rounded(part / whole) if whole else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def sentence(done: Score) -> str:
    """One line for who waits."""
    told = figures(done)
    return f"{done.tool}: {done.note}" if done.note else str(told)


_COLUMNS: Final = (
    "leaked_ratio", "boxes_seen_ratio", "faces_seen", "lost", "held_ratio", *_FACTS, "marked",
    "new_errors", "files_per_second",
)  # fmt: skip


def table(scores: Sequence[Score]) -> str:
    """All tools over all seeds: ratios of sums, and how fast beside the slowest."""
    by_tool: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for done in scores:
        by_tool[done.tool].append(figures(done))
    head = ["tool", *_COLUMNS]
    rows = [head, ["---"] * len(head)]
    for tool, told in by_tool.items():
        notes = [t["note"] for t in told if "note" in t]
        rows.append([tool, notes[0]] if notes else [tool, *(_mean(told, c) for c in _COLUMNS)])
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _mean(told: Sequence[dict[str, Any]], column: str) -> str:
    values = [t[column] for t in told if t.get(column) is not None]
    return f"{sum(values) / len(values):.4g}" if values else "–"


def findings(done: Score) -> str:
    """What came through and what was lost, most frequent first."""
    parts = [
        f"# {done.tool}",
        sentence(done),
        "## Leaked",
        *_grouped(done.leaks),
        "## Text still seen",
    ]
    parts += [_told(leak) for leak in done.boxes_seen]
    parts += ["## Held", *_counted(done.held), "## Lost"]
    parts += [f"- {line.source}: {line.reason}" for line in done.lost]
    parts += [
        "## Facts lost",
        *_counted(done.tally.lost),
        "## New errors",
        *_counted(done.new_errors),
    ]
    parts += ["## Without mark", *_counted(done.unmarked), "## Unreadable", *done.unreadable]
    return "\n".join(parts) + "\n"


def _grouped(leaks: Sequence[Leak]) -> list[str]:
    by_place: dict[tuple[str, str], list[Leak]] = defaultdict(list)
    for leak in leaks:
        by_place[(leak.kind, leak.where)].append(leak)
    ordered = sorted(by_place.values(), key=len, reverse=True)
    return [f"- {len(group)} × {_told(group[0])}" for group in ordered[: 3 * _MOST]]


def _told(leak: Leak) -> str:
    what = f"{leak.kind} at {leak.where}: {leak.text!r}"
    return f"{what} ({leak.file_kind}, {leak.syntax}) {leak.source}"


def _counted(counted: Counter[str]) -> list[str]:
    return [f"- {count} × {name}" for name, count in counted.most_common(4 * _MOST)]
