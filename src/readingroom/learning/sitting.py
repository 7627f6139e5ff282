"""One way through a case, wherever it is kept."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from readingroom.casefile.document import CaseDocument
from readingroom.casefile.validation import read_stored
from readingroom.cases.models import Revision
from readingroom.learning.unfolding import Said, Unfolding


@dataclass(frozen=True)
class Sitting:
    """An attempt with all that was committed in it.

    Attributes:
        key: names it in forms; it belongs to whoever takes it.
        revision: what the case said when it was begun; later revisions change nothing here.
        number: how many times this case was begun by the same person, from 1.
    """

    key: UUID
    revision: Revision
    said: tuple[Said, ...]
    number: int = 1

    @cached_property
    def document(self) -> CaseDocument:
        """The whole document: never for a page while the case is unknown."""
        return read_stored(self.revision.document)

    @cached_property
    def course(self) -> Unfolding:
        """Where the learner stands."""
        return Unfolding(self.document, len(self.said))
