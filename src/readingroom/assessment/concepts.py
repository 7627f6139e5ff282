"""Which names of diagnoses share one cell of a differential."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

Broader = Callable[[str], Iterable[str]]
"""The keys of what a concept is directly a kind of."""


def cells(
    anchors: Iterable[str], broader: Broader, named: Iterable[str] = ()
) -> Callable[[str], str]:
    """The cell each concept belongs to in one item, for ``differential.merge``.

    Synonyms are one key before they come here. What the item tells apart (its *anchors*: the
    diagnosis, and the differential of its author) stays apart; other names join it:

    * a wider name joins the one anchor it is the parent of; the parent of several says nothing
      between them and keeps a cell of its own;
    * a narrower name, at any depth, joins the nearest anchor above it;
    * among what is left of ``named``, a parent joins its only child, so that one wrong diagnosis
      can't be made cheaper by naming it in two rows.

    An answer can't move a cell: the first two rules look at the item alone.

    Args:
        anchors: keys that the item tells apart.
        broader: parents of a key, without those too wide to answer with.
        named: every key of the answer.
    """
    fixed = _Item(frozenset(anchors), broader)
    loose = frozenset(key for key in named if fixed.cell(key) is None)

    def cell_of(key: str) -> str:
        found = fixed.cell(key)
        return _leader(key, loose, broader) if found is None else found

    return cell_of


@dataclass(frozen=True)
class _Item:
    anchors: frozenset[str]
    broader: Broader

    def cell(self, key: str) -> str | None:
        """The anchor whose cell ``key`` is in, or none where the item does not know it."""
        children = {_leader(child, self.anchors, self.broader) for child in self._children(key)}
        if len(children) == 1 or key in self.anchors:
            return _leader(key, self.anchors, self.broader)
        above = self._nearest_above(key)
        return None if above is None else _leader(above, self.anchors, self.broader)

    def _children(self, key: str) -> set[str]:
        return {anchor for anchor in self.anchors if key in self.broader(anchor)}

    def _nearest_above(self, key: str) -> str | None:
        level, seen = {key}, {key}
        while level:
            level = {wider for narrow in level for wider in self.broader(narrow)} - seen
            if reached := level & self.anchors:
                return min(reached)
            seen |= level
        return None


def _leader(key: str, among: Collection[str], broader: Broader) -> str:
    """Down from ``key`` as long as just one of ``among`` is its child."""
    seen = {key}
    while True:
        children = [other for other in among if key in broader(other) and other not in seen]
        if len(children) != 1:
            return key
        key = children[0]
        seen.add(key)
