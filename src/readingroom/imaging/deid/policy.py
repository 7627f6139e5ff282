"""What a site chooses about de-identification: a few settings, in a YAML file.

The settings choose among the options of PS3.15 Annex E. The Basic Profile is always applied,
and no setting keeps an attribute that the profile's table and the class's own list don't allow.
"""

from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal, get_args, get_type_hints

import yaml

from readingroom.kernel.errors import InvalidInput

Dates = Literal["rebase", "shift", "remove"]
BurnedIn = Literal["mask", "hold"]
Faces = Literal["hold", "leave"]


class PolicyRefused(InvalidInput):
    """A policy file that can't be followed. The message names the place."""

    code = "policy_refused"


@dataclass(frozen=True)
class Policy:
    """A site's choice. See ``MEANINGS`` for what each setting does.

    Attributes:
        dates: re-based to one fixed day, moved by a secret distance, or removed.
        sex: keep Patient's Sex.
        age: keep Patient's Age.
        age_in_years: adults' ages under 90 to the year, not to the nearest five.
        size_and_weight: keep Patient's Size and Weight.
        safe_private: keep the private attributes of the published list.
        descriptions: keep the clinical words of descriptions and comments.
        structured_content: keep the checked content of reports.
        graphics: keep graphics without text.
        burned_in: whether text found in pixels is masked or waits for a person.
        faces: whether a head whose face can be rendered waits for a person.
    """

    dates: Dates = "rebase"
    sex: bool = True
    age: bool = True
    age_in_years: bool = False
    size_and_weight: bool = True
    safe_private: bool = True
    descriptions: bool = True
    structured_content: bool = True
    graphics: bool = True
    burned_in: BurnedIn = "hold"
    faces: Faces = "hold"

    @classmethod
    def load(cls, path: Path, *, base: "Policy | None" = None) -> "Policy":
        """The policy in a YAML file; a setting that the file leaves out is that of ``base``, of
        the library's own policy where there is none.

        Raises:
            PolicyRefused: it can't be read, names a setting that there is none of, or gives one
                a value it can't have.
        """
        try:
            text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            raise PolicyRefused(
                "The policy file can't be read. Check its name and that it is a text file in UTF-8."
            ) from None
        return parse_policy(text, base=base)


DEFAULT_POLICY: Final = Policy()
TOOL_POLICY: Final = Policy(age_in_years=True, burned_in="mask")

# One sentence a setting and value, for the reference page, the report and the pages.
MEANINGS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "dates": {
            "rebase": "Dates and times move so that a patient's first study falls on 2000-01-01 "
            "12:00:00; every interval stays true, and no real date is left.",
            "shift": "Dates and times move by a secret distance of up to ten years, the same for "
            "everything of one patient; some regulators still call the result a date.",
            "remove": "Dates and times are removed, or replaced by 2000-01-01 12:00:00 where an "
            "object must have one.",
        },
        "sex": {"true": "The patient's sex is kept.", "false": "The patient's sex is emptied."},
        "age": {
            "true": "The patient's age is kept, 90 and over as one group.",
            "false": "The patient's age is removed.",
        },
        "age_in_years": {
            "true": "Ages under 90 are kept as they are.",
            "false": "Adults' ages are rounded to the nearest five years.",
        },
        "size_and_weight": {
            "true": "The patient's size and weight are kept.",
            "false": "The patient's size and weight are removed.",
        },
        "safe_private": {
            "true": "Numbers in the private attributes listed below are kept.",
            "false": "Every private attribute is removed.",
        },
        "descriptions": {
            "true": "Descriptions and comments keep their clinical words and lose all others.",
            "false": "Descriptions and comments are removed.",
        },
        "structured_content": {
            "true": "Reports keep the content that was checked, item by item.",
            "false": "The content of reports is removed.",
        },
        "graphics": {
            "true": "Graphics of presentation states are kept without text.",
            "false": "Graphics of presentation states are removed.",
        },
        "burned_in": {
            "hold": "Text found in the pixels holds the object for a person.",
            "mask": "Text found in the pixels is painted over, clinical labels and scales apart; "
            "what is doubtful is held.",
        },
        "faces": {
            "hold": "A head whose face could be rendered is held for a person.",
            "leave": "A head whose face could be rendered is passed, and says so.",
        },
    }
)


def choices(policy: Policy) -> dict[str, str]:
    """Each setting with its value as the file writes it."""
    return {f.name: _written(getattr(policy, f.name)) for f in fields(policy)}


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def sentences(policy: Policy) -> tuple[str, ...]:
    """What the policy does, setting by setting."""
    return tuple(MEANINGS[name][value] for name, value in choices(policy).items())


def parse_policy(text: str, *, base: Policy | None = None) -> Policy:
    """The policy that a YAML text states, on top of ``base``.

    Raises:
        PolicyRefused: with the line and the setting at fault.
    """
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise PolicyRefused(f"{_line(mark)}: this is no YAML. Check the line.") from None
    base = base or DEFAULT_POLICY
    if root is None:
        return base
    if not isinstance(root, yaml.MappingNode):
        raise PolicyRefused("line 1: a policy is a list of settings, such as `dates: rebase`.")
    known = {f.name: f for f in fields(Policy)}
    values: dict[str, Any] = {}
    for key, value in root.value:
        name = str(key.value)
        if name not in known or name in values:
            wrong = "stands there twice" if name in values else "is no setting of a policy"
            raise PolicyRefused(
                f"{_line(key.start_mark)}: `{name}` {wrong}. Settings are {', '.join(known)}."
            )
        values[name] = _value(known[name], value)
    return replace(base, **values)


def _line(mark: Any) -> str:
    return f"line {mark.line + 1}" if mark is not None else "line 1"


def _value(field: Field[Any], node: yaml.Node) -> object:
    """The value of one setting, of the kind it must have."""
    allowed: tuple[object, ...] = get_args(_HINTS[field.name]) or (True, False)
    assert field.default is not MISSING  # noqa: S101  # every setting has a default
    given = yaml.SafeLoader("").construct_object(node) if _is_scalar(node) else None
    matching = [value for value in allowed if given == value and type(given) is type(value)]
    if not matching:
        listed = " or ".join(_written(value) for value in allowed)
        raise PolicyRefused(f"{_line(node.start_mark)}: `{field.name}` must be {listed}.")
    return matching[0]


def _is_scalar(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode)


_HINTS: Final = get_type_hints(Policy)
