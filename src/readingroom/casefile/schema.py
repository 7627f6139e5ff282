"""The published JSON Schema of the case document."""

import json
from typing import Any, Final

from readingroom.casefile.document import SCHEMA_VERSION, CaseDocument

SCHEMA_ID: Final = f"urn:readingroom:case-document:{SCHEMA_VERSION}"


def case_schema() -> dict[str, Any]:
    """The schema, in the dialect of JSON Schema 2020-12.

    It says what each field may be. What one field can't know of another (that links resolve,
    that shares don't exceed 100) only ``validation.parse_document`` checks.
    """
    schema = CaseDocument.model_json_schema(by_alias=True)
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "Reading Room case document",
    }
    return head | {key: value for key, value in schema.items() if key != "title"}


def write_schema() -> str:
    """The schema as the text that is published."""
    return json.dumps(case_schema(), indent=2, ensure_ascii=False) + "\n"
