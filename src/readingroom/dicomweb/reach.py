"""Which series whoever sent a request may read, and search."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from readingroom.dicomweb.qido.found import Found
from readingroom.dicomweb.qido.query import Query
from readingroom.dicomweb.qido.shelved import Heads, search_shelf
from readingroom.kernel.grants import Grant


class Reach(Protocol):
    """What is open to someone. What is not in it is absent for them."""

    def series_of(self, study: str) -> frozenset[str]:
        """UIDs of the series of a study that may be read."""
        ...

    def search(self, query: Query, *, root: str) -> Found:
        """What is found of ``query`` in it."""
        ...


@dataclass(frozen=True)
class Granted:
    """What signed grants open: no database is asked."""

    grants: Sequence[Grant]
    heads: Heads

    def series_of(self, study: str) -> frozenset[str]:
        """UIDs of the series of a study that the grants name."""
        return frozenset(
            uid
            for grant in self.grants
            if grant.study_instance_uid == study
            for uid in grant.series_instance_uids
        )

    def search(self, query: Query, *, root: str) -> Found:
        """Search what the grants name."""
        studies = sorted({grant.study_instance_uid for grant in self.grants})
        pairs = [
            (study, uid)
            for study in studies
            if query.study in {"", study}
            for uid in sorted(self.series_of(study))
            if query.series in {"", uid}
        ]
        return search_shelf(self.heads, query, pairs, root=root)
