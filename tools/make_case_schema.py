"""Write docs/reference/case.schema.json and docs/reference/case-document.md from the models.

Run it after changing anything in ``readingroom.casefile``; a test compares the files.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from readingroom.casefile.base import PROSE_LIMIT, SLUG_PATTERN
from readingroom.casefile.document import CaseDocument
from readingroom.casefile.schema import write_schema
from readingroom.casefile.vocab import Labelled
from readingroom.kernel.codes import CodedConcept

ROOT = Path(__file__).resolve().parent.parent
SCHEMA_FILE = ROOT / "docs/reference/case.schema.json"
PAGE_FILE = ROOT / "docs/reference/case-document.md"

_OPENING = """\
# The case document

Everything a case says is one document. In a case folder it is `case.yaml`; the API and the
database hold the same as JSON. [`case.schema.json`](case.schema.json) is its JSON Schema, and
[Write a case folder](../how-to/write-a-case-folder.md) shows it at work.

This page is made from the models by `tools/make_case_schema.py`.

* Unknown fields are refused, never dropped.
* A field marked *required* must be there; every other may be left out.
* *Line* is text on one line, at most 300 characters. *Markdown* is text of any number of lines.
* `id`s are small letters, digits and hyphens.
* Text may link to a slice: `[STIR 8](image:sag-stir/8)` is slice 8, counted from 1, of the series
  whose `id` is `sag-stir`. A stage can only link to series shown by then.
"""
_CLOSING = """\
## What is checked beyond single fields

* `id`s of stages, of series (over the whole case) and of items differ; so do the markers of a
  panel and the diagnoses of a differential.
* The presentation comes first and the discussion last, each at most once; stated days never run
  backwards.
* Shares of a differential add up to 100 at most, and do not grow down the ranks.
* Every link leads to a series of this case that is shown by that stage.
* Every item belongs to a stage of this case.
"""


def reachable(model: type[Any]) -> list[type[Any]]:
    """The model and all that its fields hold, in the order they are met."""
    found: list[type[Any]] = [model]
    for known in found:
        for field in fields_of(known).values():
            found.extend(part for part in parts_in(field) if part not in found)
    return found


def fields_of(model: type[Any]) -> dict[str, Any]:
    """Name and type of each field, the kind first."""
    if not issubclass(model, BaseModel):
        return (
            dict.fromkeys(CodedConcept.__dataclass_fields__, str) if model is CodedConcept else {}
        )
    types = {name: whole_type(field) for name, field in model.model_fields.items()}
    return dict(sorted(types.items(), key=lambda entry: entry[0] not in {"kind", "shape"}))


def whole_type(field: FieldInfo) -> Any:
    return Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation


def parts_in(annotation: Any) -> Iterator[type[Any]]:
    if isinstance(annotation, type) and not get_args(annotation):
        if issubclass(annotation, BaseModel | Labelled | CodedConcept):
            yield annotation
        return
    for argument in get_args(annotation):
        yield from parts_in(argument)


def type_in_words(annotation: Any) -> str:
    """What may be written: `list of [Stain](#stain)`."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return text_in_words(annotation) if arguments[0] is str else type_in_words(arguments[0])
    if origin is Literal:
        return " or ".join(f"`{value}`" for value in arguments)
    if origin in {Union, UnionType}:
        return " or ".join(type_in_words(a) for a in arguments if a is not type(None))
    if origin is tuple:
        return list_in_words(arguments)
    names = {str: "Line", int: "whole number", float: "number", bool: "`true` or `false`"}
    return names.get(annotation) or f"[{annotation.__name__}](#{annotation.__name__.lower()})"


def list_in_words(arguments: tuple[Any, ...]) -> str:
    if arguments[-1] is Ellipsis:
        return f"list of {type_in_words(arguments[0])}"
    return "[" + ", ".join(type_in_words(argument) for argument in arguments) + "]"


def text_in_words(annotation: Any) -> str:
    constraints = str(annotation.__metadata__)
    if "pattern" in constraints:
        return "`id`" if SLUG_PATTERN in constraints else "text"
    return "Markdown" if str(PROSE_LIMIT) in constraints else "Line"


def section(model: type[Any]) -> Iterator[str]:
    yield f"## {model.__name__}\n"
    if issubclass(model, Labelled):
        yield f"{(model.__doc__ or '').strip()}\n"
        yield "| value | shown as |\n|---|---|"
        yield "\n".join(f"| `{entry.value}` | {entry.label} |" for entry in model) + "\n"
        return
    yield f"{paragraph(model.__doc__)}\n"
    yield "| field | type | meaning |\n|---|---|---|"
    for name, annotation in fields_of(model).items():
        yield row(model, name, annotation)
    yield ""


def paragraph(doc: str | None) -> str:
    return re.sub(r"\s+", " ", (doc or "").strip().split("\n\n")[0])


def row(model: type[Any], name: str, annotation: Any) -> str:
    if model is CodedConcept:
        return f"| `{name}` *required* | Line | {_CODE_MEANINGS[name]} |"
    field: FieldInfo = model.model_fields[name]
    required = " *required*" if field.is_required() else ""
    meaning = paragraph(field.description).replace("|", "\\|")
    return f"| `{field.alias or name}`{required} | {type_in_words(annotation)} | {meaning} |"


_CODE_MEANINGS = {
    "value": "The code, such as `94222008`.",
    "scheme": "The coding scheme: `SCT` (SNOMED CT), `RADLEX`, `I10` (ICD-10), `ICDO3`, `DCM`.",
    "meaning": "What the code stands for.",
}


def write_page() -> str:
    """The reference page as text."""
    body = "\n".join(line for model in reachable(CaseDocument) for line in section(model))
    return f"{_OPENING}\n{body}\n{_CLOSING}"


def main() -> None:
    """Write both files."""
    SCHEMA_FILE.write_text(write_schema(), encoding="utf-8")
    PAGE_FILE.write_text(write_page(), encoding="utf-8")
    print(f"Wrote {SCHEMA_FILE.relative_to(ROOT)} and {PAGE_FILE.relative_to(ROOT)}.")


if __name__ == "__main__":
    main()
