"""Counts over many objects, as plain JSON that adds up."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

Totals = dict[str, Any]


def no_totals() -> Totals:
    """Of no object yet."""
    return {"objects": 0, "options": {}, "actions": {}}


def add_reports(totals: Mapping[str, Any], reports: Iterable[Mapping[str, Any]]) -> Totals:
    """``totals`` with the counts of more objects, each as ``DeidReport.to_json`` has it.

    Keys are kept in order, so that equal counts are equal bytes.
    """
    objects = int(totals.get("objects", 0))
    options = Counter(totals.get("options", {}))
    actions: dict[tuple[str, str], Counter[str]] = {
        (what, why): Counter(by)
        for what, rules in totals.get("actions", {}).items()
        for why, by in rules.items()
    }
    for report in reports:
        objects += 1
        options.update(report.get("options", ()))
        for done in report.get("actions", ()):
            here = actions.setdefault((done["action"], done["reason"]), Counter())
            here.update(done["attributes"])
    nested: dict[str, dict[str, dict[str, int]]] = {}
    for (what, why), by in sorted(actions.items()):
        nested.setdefault(what, {})[why] = dict(sorted(by.items()))
    return {"objects": objects, "options": dict(sorted(options.items())), "actions": nested}
