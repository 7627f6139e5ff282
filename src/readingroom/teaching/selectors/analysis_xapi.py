"""What a class has done, as statements of the Experience API 1.0.3 (ADL, xAPI-Spec, Part Two).

No more than the page of the class shows: who (by a pseudonym of this one export), what was set,
whether it was begun or done, on which day, and the score.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Final
from uuid import UUID, uuid5

from readingroom.teaching.selectors.analysis import Row, Standing, Work

_VERBS: Final = {"begun": "attempted", "done": "completed"}
_VERB_ROOT: Final = "http://adlnet.gov/expapi/verbs/"
_ASSESSMENT: Final = "http://adlnet.gov/expapi/activities/assessment"
_GROUP: Final = "http://adlnet.gov/expapi/activities/course"
_LANGUAGE: Final = "en-GB"
_NAME_LENGTH: Final = 32


@dataclass(frozen=True)
class Export:
    """One download.

    Attributes:
        secret: made for this download and kept nowhere, so that two downloads can't be joined.
        address: of the library, without a slash at the end.
        at: when it was asked for.
    """

    secret: bytes
    address: str
    at: datetime

    def pseudonym(self, person: UUID) -> str:
        """32 hex digits that stand for a person in this download alone."""
        digest = hmac.new(self.secret, person.bytes, hashlib.sha256).hexdigest()
        return digest[:_NAME_LENGTH]


def statements(works: Sequence[Work], rows: Sequence[Row], export: Export) -> list[dict[str, Any]]:
    """A statement for each thing that a member has begun or done, in the order of pseudonyms."""
    found = [
        _statement(export, export.pseudonym(row.key), work, standing)
        for row in rows
        for work, standing in zip(works, row.standings, strict=True)
        if standing.state in _VERBS
    ]
    return sorted(found, key=lambda one: (one["actor"]["account"]["name"], one["object"]["id"]))


def _statement(export: Export, name: str, work: Work, standing: Standing) -> dict[str, Any]:
    verb = _VERBS[standing.state]
    made: dict[str, Any] = {
        "id": str(uuid5(work.key, f"{name} {verb}")),
        "actor": {
            "objectType": "Agent",
            "account": {"homePage": export.address, "name": name},
        },
        "verb": {"id": f"{_VERB_ROOT}{verb}", "display": {_LANGUAGE: verb}},
        "object": {
            "objectType": "Activity",
            "id": f"{export.address}/classes/set/{work.key}/",
            "definition": {"type": _ASSESSMENT, "name": {_LANGUAGE: work.title}},
        },
        "context": {
            "platform": "Reading Room",
            "contextActivities": {"grouping": [_activity(export, work)]},
        },
        "timestamp": _moment(standing.day or export.at.date()),
    }
    if standing.state == "done":
        made["result"] = _result(standing)
    return made


def _activity(export: Export, work: Work) -> dict[str, Any]:
    return {
        "objectType": "Activity",
        "id": f"{export.address}/classes/{work.cohort.key}/",
        "definition": {"type": _GROUP},
    }


def _result(standing: Standing) -> dict[str, Any]:
    result: dict[str, Any] = {"completion": True}
    if standing.score is not None:
        result["score"] = {"scaled": round(standing.score, 4)}
    return result


def _moment(day: date) -> str:
    """The beginning of the day: a time of day would tell more than the page does."""
    return datetime.combine(day, time(), UTC).isoformat().replace("+00:00", "Z")
