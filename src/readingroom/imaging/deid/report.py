"""What was done to an object: counts by rule and attribute, never a value."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass
class DeidReport:
    """Counts of what happened to one object's attributes.

    Attributes:
        counts: by ``(what, why)``, such as ``("removed", "private")``, a count by attribute
            keyword. Attributes without a keyword count as ``private`` or ``unknown``.
        options: codes of CID 7050 that were applied, in order, such as ``113100``.
    """

    counts: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)
    options: tuple[str, ...] = ()

    def add(self, what: str, why: str, keyword: str) -> None:
        """Count one attribute."""
        self.counts.setdefault((what, why), Counter())[keyword or why] += 1

    def add_all(self, done: Iterable[tuple[str, str, str]]) -> None:
        """Count many attributes, each given as ``(what, why, keyword)``."""
        for (what, why, keyword), count in Counter(done).items():
            self.counts.setdefault((what, why), Counter())[keyword or why] += count

    def total(self, what: str) -> int:
        """How many attributes were ``removed``, ``emptied``, ``replaced``, ``moved``, …"""
        return sum(sum(by.values()) for (done, _), by in self.counts.items() if done == what)

    def to_json(self) -> bytes:
        """The report as JSON in UTF-8, the same bytes for the same counts."""
        actions = [
            {"action": what, "reason": why, "attributes": dict(sorted(by.items()))}
            for (what, why), by in sorted(self.counts.items())
        ]
        document = {"version": 1, "options": list(self.options), "actions": actions}
        return json.dumps(document, separators=(",", ":")).encode()
