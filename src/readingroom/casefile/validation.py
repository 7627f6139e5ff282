"""The door of the case document: data of any origin becomes a document, or a list of problems."""

import json
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from readingroom.casefile.crosschecks import cross_check
from readingroom.casefile.document import CaseDocument
from readingroom.casefile.errors import InvalidCase, Problem, refuse
from readingroom.casefile.upgrade import upgrade_data

Path = tuple[str | int, ...]
Lines = Mapping[Path, int]

MAX_DEPTH: Final = 30

_UNIONS = {"stages", "items", "annotations"}
_TAG = "\0tag"
_SHOWN = 60
_LIKE = 0.75

_SENTENCES: Final = {
    "missing": "This is required.",
    "string_type": "Write text here; put it in quotation marks if it looks like a number.",
    "int_type": "Write a whole number here.",
    "int_from_float": "Write a whole number here.",
    "float_type": "Write a number here.",
    "bool_type": "Write true or false here.",
    "tuple_type": "Write a list here.",
    "model_type": "Write a group of fields here.",
    "dataclass_type": "Write value, scheme and meaning of a code here.",
    "greater_than_equal": "The number is too small; it must be {ge} or more.",
    "greater_than": "The number is too small; it must be more than {gt}.",
    "less_than_equal": "The number is too big; it must be {le} or less.",
    "too_short": "The list is too short; it needs {min_length} or more.",
    "too_long": "The list is too long; it may have {max_length} or fewer.",
    "string_too_short": "This is empty; write something here or leave it out.",
    "string_too_long": "The text is too long; it may have {max_length} characters.",
    "union_tag_not_found": "Say what kind this is.",
    "finite_number": "Write a finite number here.",
    "options": "Mark at least one option as right (is_key: true), and leave at least one wrong.",
    "accepted": "Give one diagnosis the full credit, which is 1.",
    "slices": "The last slice comes before the first.",
}
_PATTERNS: Final = {
    "id": "Use small letters, digits and hyphens, such as sag-t2.",
    "series": "Use the id of a series: small letters, digits and hyphens, such as sag-t2.",
    "stage": "Use the id of a stage: small letters, digits and hyphens.",
    "doi": "Write the DOI alone, such as 10.1148/rg.292085137.",
    "url": "Write a whole web address that begins with https://.",
    "orcid": "Write the ORCID iD as 0000-0002-1825-0097.",
}


def parse_document(data: object, *, lines: Lines | None = None) -> CaseDocument:
    """Make a document from plain data, as read from JSON, YAML or a database.

    Args:
        data: mappings, lists, text, numbers, truth values and None; nothing is coerced.
        lines: the line of each place, for problems to name; from ``yamlform.read_yaml``.

    Raises:
        InvalidCase: with everything that is wrong, in the order of the document. Nothing else
            is ever raised, whatever ``data`` is.
    """
    _refuse_strange(data)
    if not isinstance(data, dict):
        raise refuse("A case document is a group of fields, such as title: and stages:.")
    upgraded = upgrade_data(data)
    document = _typed(upgraded, lines or {})
    crossed = cross_check(document)
    if crossed:
        raise InvalidCase(tuple(_with_line(problem, lines or {}) for problem in crossed))
    return document


def read_stored(data: Mapping[str, Any]) -> CaseDocument:
    """The document that ``parse_document`` passed when it was stored, unchanged since.

    Types are checked again, but not how one field goes with another: that takes five times as
    long, and a page of the library reads as many documents as it has cases.

    Raises:
        InvalidCase: it is of a version that can't be read here, or no document.
    """
    return _typed(upgrade_data(data), {})


def _typed(data: dict[str, Any], lines: Lines) -> CaseDocument:
    try:
        # Through JSON, so that strictness means what it says: "3" is no number, 1 is no text.
        return CaseDocument.model_validate_json(
            json.dumps(data, allow_nan=False), by_alias=True, by_name=False
        )
    except ValidationError as error:
        details = error.errors(include_url=False)
        raise InvalidCase(tuple(_problem(detail, data, lines) for detail in details)) from error


def _refuse_strange(data: object) -> None:
    """Refuse what JSON can't hold, and nesting that no case has, before anything recurses."""
    waiting: list[tuple[object, int]] = [(data, 0)]
    while waiting:
        value, depth = waiting.pop()
        if depth > MAX_DEPTH:
            raise refuse("The document is nested too deeply to be a case.")
        if isinstance(value, dict):
            if not all(type(key) is str for key in value):
                raise refuse("Every field has a name that is text.")
            waiting.extend((entry, depth + 1) for entry in (*value, *value.values()))
        elif isinstance(value, list):
            waiting.extend((entry, depth + 1) for entry in value)
        else:
            _refuse_strange_scalar(value)


def _refuse_strange_scalar(value: object) -> None:
    if value is None or type(value) is bool:
        return
    if type(value) is str:
        if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
            raise refuse("A text holds half a character. Save the file as UTF-8 and try again.")
    elif type(value) is float:
        if value != value or value in {float("inf"), float("-inf")}:  # noqa: PLR0124  NaN
            raise refuse("A number is not finite. Correct it and try again.")
    elif type(value) is not int or abs(value) > 2**63:
        raise refuse("The document holds something that is neither text, number, list nor group.")


def _with_line(problem: Problem, lines: Lines) -> Problem:
    return Problem(problem.place, problem.message, line_of(parse_place(problem.place), lines))


def line_of(path: Path, lines: Lines) -> int | None:
    """The line that a place stands on, or the nearest place around it that has one."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path)


def parse_place(place: str) -> Path:
    """``stages[1].for`` as ``("stages", 1, "for")``."""
    path: list[str | int] = []
    for name in place.split(".") if place else ():
        key, *indices = name.replace("]", "").split("[")
        path.append(key)
        path.extend(int(index) for index in indices)
    return tuple(path)


def write_place(path: Path) -> str:
    """``("stages", 1, "for")`` as ``stages[1].for``."""
    place = ""
    for step in path:
        if isinstance(step, int):
            place += f"[{step}]"
        else:
            place += f".{_short(step)}" if place else _short(step)
    return place


def _problem(detail: ErrorDetails, data: object, lines: Lines) -> Problem:
    path = _without_tags(detail["loc"], data)
    kind, context = detail["type"], detail.get("ctx", {})
    line = line_of(path, lines)
    if kind.startswith("union_tag"):
        path = (*path, str(context["discriminator"]).strip("'"))
    return Problem(write_place(path), _sentence(kind, path, detail, context), line)


def _without_tags(loc: tuple[int | str, ...], data: Any) -> Path:
    """The location without the steps that only name which kind of a union was taken."""
    path: list[str | int] = []
    here = data
    for step in loc:
        in_union = len(path) > 1 and path[-2] in _UNIONS and isinstance(path[-1], int)
        if in_union and step in (here.get("kind"), here.get("shape")):
            in_union, here = False, dict(here)
            path.append(_TAG)
            continue
        path.append(step)
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            here = None
    return tuple(step for step in path if step != _TAG)


def _sentence(kind: str, path: Path, detail: ErrorDetails, context: dict[str, Any]) -> str:
    if kind in {"extra_forbidden", "unexpected_keyword_argument"}:
        return _unknown_field(str(path[-1]))
    if kind in {"enum", "literal_error", "union_tag_invalid"}:
        return _not_in_list(context.get("tag", detail["input"]), context)
    if kind == "string_pattern_mismatch":
        return _PATTERNS.get(str(path[-1]), "The text does not have the right form.")
    if kind in _SENTENCES:
        return _SENTENCES[kind].format(**context)
    message = detail["msg"].rstrip(".")
    return f"This {message}." if message[:1].islower() else f"{message}."


def _unknown_field(name: str) -> str:
    if name in field_names():
        return f"The field “{name}” exists, but not in this place."
    close = get_close_matches(name, field_names(), n=1, cutoff=_LIKE)
    hint = f" Did you mean “{close[0]}”?" if close else ""
    return f"There is no field “{_short(name)}” here.{hint}"


@cache
def field_names() -> tuple[str, ...]:
    """The name of every field that a document may have, at any place."""
    schema = CaseDocument.model_json_schema()
    groups = (schema, *schema["$defs"].values())
    return tuple({name: None for group in groups for name in group.get("properties", {})})


def _not_in_list(value: object, context: dict[str, Any]) -> str:
    allowed = str(context.get("expected_tags") or context.get("expected", ""))
    return f"“{_short(str(value))}” is not one of {allowed.replace(chr(39), '')}."


def _short(text: str) -> str:
    printable = "".join(character if character.isprintable() else "�" for character in text)
    return printable if len(printable) <= _SHOWN else f"{printable[:_SHOWN]}…"
