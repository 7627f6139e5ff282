"""What a search found, as it is answered."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from readingroom.dicomweb.answers import GUARDS, NEVER, Answer, refusal
from readingroom.dicomweb.negotiation import DICOM_JSON, accepts

_WARNING = '299 readingroom "There are more results; ask for them with offset and limit."'


@dataclass(frozen=True)
class Found:
    """Results of one page.

    Attributes:
        results: each as the text of a DICOM JSON object.
        has_more: whether there are others after them.
    """

    results: Sequence[str]
    has_more: bool = False

    def answer(self, accept: str) -> Answer:
        """As an answer; 406 where JSON is not taken."""
        if not accepts(accept, {DICOM_JSON, "application/json"}):
            return refusal(406, f"Searches are answered in {DICOM_JSON}; ask for that.")
        headers = {"content-type": DICOM_JSON, "cache-control": NEVER, **GUARDS}
        if self.has_more:
            headers["warning"] = _WARNING
        return Answer(200, f"[{','.join(self.results)}]".encode(), headers)


def page(results: Iterable[Mapping[str, Any]], *, limit: int, offset: int) -> Found:
    """One page of results, no more of which are made than it takes to know if there are others."""
    taken: list[str] = []
    for place, result in enumerate(results):
        if place < offset:
            continue
        if len(taken) == limit:
            return Found(taken, has_more=True)
        taken.append(as_text(result))
    return Found(taken)


def as_text(result: Mapping[str, Any]) -> str:
    """One result as JSON."""
    return json.dumps(result, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
