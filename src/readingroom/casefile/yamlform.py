"""The case document as YAML: a safe reader that knows its lines, and one canonical writer.

Read is YAML without its traps: no anchors, aliases or tags, no key twice, and plain ``yes``,
``no`` and dates are text. Written is one form only, so that a canonical file writes back byte
for byte.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from readingroom.casefile.errors import InvalidCase, refuse
from readingroom.casefile.validation import MAX_DEPTH, Path

MAX_YAML_BYTES: Final = 2_000_000
_LONG_LINE = 88
_WIDTH = 96

_NULL = re.compile(r"~|null|Null|NULL|")
_BOOL = re.compile(r"true|True|TRUE|false|False|FALSE")
_INT = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]{1,18}|[0-9]{1,18}(\.[0-9]{0,18})?)([eE][-+]?[0-9]{1,3})?")
_SCALARS: Final[tuple[tuple[re.Pattern[str], str, Callable[[str], Any]], ...]] = (
    (_NULL, "null", lambda text: None),
    (_BOOL, "bool", lambda text: text.lower() == "true"),
    (_INT, "int", int),
    (_FLOAT, "float", float),
)
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass
class _Open:
    """A mapping or list that is being read."""

    value: dict[str, Any] | list[Any]
    path: Path
    key: str | None = None


@dataclass
class _Reader:
    """Builds plain data from YAML events, without recursion."""

    lines: dict[Path, int] = field(default_factory=dict)
    result: Any = None
    documents: int = 0
    _open: list[_Open] = field(default_factory=list)

    def take(self, event: Any) -> None:
        """Take the next event."""
        line = event.start_mark.line + 1
        if getattr(event, "anchor", None) is not None:
            raise refuse("Anchors (&) and aliases (*) are not used here; repeat it.", line=line)
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise refuse("The file holds more than one document; keep one.", line=line)
        elif isinstance(event, yaml.ScalarEvent):
            self._scalar(event, line)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._start({} if isinstance(event, yaml.MappingStartEvent) else [], event.tag, line)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        _refuse_tag(event.tag, line)
        top = self._open[-1] if self._open else None
        if top is not None and isinstance(top.value, dict) and top.key is None:
            self._key(top, event.value, line)
        else:
            plain = event.implicit[0]
            self._add(_resolve(event.value) if plain else event.value, line)

    def _key(self, top: _Open, key: str, line: int) -> None:
        if key in top.value:
            raise refuse(f"“{key[:60]}” stands here twice; keep one.", line=line)
        top.key = key
        self.lines[(*top.path, key)] = line

    def _start(self, value: dict[str, Any] | list[Any], tag: str | None, line: int) -> None:
        _refuse_tag(tag, line)
        if len(self._open) > MAX_DEPTH:
            raise refuse("The document is nested too deeply to be a case.", line=line)
        self._open.append(_Open(value, self._add(value, line)))

    def _add(self, value: Any, line: int) -> Path:
        """Put a value where it belongs and say where that is."""
        if not self._open:
            self.result = value
            return ()
        top = self._open[-1]
        if isinstance(top.value, list):
            path: Path = (*top.path, len(top.value))
            self.lines[path] = line
            top.value.append(value)
            return path
        if top.key is None:
            raise refuse("The name of a field must be a word.", line=line)
        path = (*top.path, top.key)
        top.value[top.key] = value
        top.key = None
        return path


def _refuse_tag(tag: str | None, line: int) -> None:
    if tag is not None:
        raise refuse("Tags (!) are not used here; leave it out.", line=line)


def _resolve(text: str) -> Any:
    for pattern, _, make in _SCALARS:
        if pattern.fullmatch(text):
            return make(text)
    return text


def read_yaml(source: bytes) -> tuple[Any, dict[Path, int]]:
    """Plain data from YAML, with the line of each place, counted from 1.

    Raises:
        InvalidCase: too big, not UTF-8, not YAML, or YAML with anchors, tags, a key twice or
            more than one document.
    """
    if len(source) > MAX_YAML_BYTES:
        raise refuse("The case file is too big: more than 2 MB of text. Put images beside it.")
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source[: error.start].count(b"\n") + 1
        raise refuse("The case file is not UTF-8. Save it as UTF-8.", line=line) from error
    reader = _Reader()
    try:
        for event in yaml.parse(text, Loader=_Loader):
            reader.take(event)
    except yaml.YAMLError as error:
        raise _unreadable(error) from error
    return reader.result, reader.lines


def _unreadable(error: yaml.YAMLError) -> InvalidCase:
    mark = getattr(error, "problem_mark", None)
    reason = getattr(error, "problem", None) or "it holds characters that YAML does not allow"
    return refuse(
        f"The case file can't be read as YAML: {reason}. Look at the indentation and the "
        "quotation marks there.",
        line=mark.line + 1 if mark else None,
    )


class _Writer(yaml.SafeDumper):
    """Block style, indented lists, and text that stays legible."""

    def increase_indent(self, *args: Any, **options: Any) -> None:
        """Indent lists below their key."""
        flow = options.get("flow", args[0] if args else None)
        super().increase_indent(flow=bool(flow), indentless=False)

    def ignore_aliases(self, data: Any) -> bool:
        """Write everything out."""
        return True


def _write_text(writer: _Writer, text: str) -> yaml.ScalarNode:
    # Texts are read back without the line end that the block styles add.
    if "\n" in text:
        return writer.represent_scalar("tag:yaml.org,2002:str", text + "\n", style="|")
    if len(text) > _LONG_LINE and "  " not in text:
        return writer.represent_scalar("tag:yaml.org,2002:str", text + "\n", style=">")
    return writer.represent_scalar("tag:yaml.org,2002:str", text)


def _write_list(writer: _Writer, values: list[Any]) -> yaml.SequenceNode:
    points = bool(values) and all(_is_numeric(value) for value in values)
    return writer.represent_sequence("tag:yaml.org,2002:seq", values, flow_style=points)


def _is_numeric(value: Any) -> bool:
    if isinstance(value, list):
        return bool(value) and all(_is_numeric(entry) for entry in value)
    return isinstance(value, int | float)


_Writer.add_representer(str, _write_text)
_Writer.add_representer(list, _write_list)
for _pattern, _name, _ in _SCALARS:
    # What our reader takes for a number must be quoted where it is text, beside what others do.
    _whole = re.compile(rf"(?:{_pattern.pattern})\Z")
    _Writer.add_implicit_resolver(f"tag:yaml.org,2002:{_name}", _whole, None)


def write_yaml(data: Any) -> bytes:
    """The one form in which plain data is written: UTF-8, block style, texts legible."""
    text: str = yaml.dump(
        data, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=_WIDTH, indent=2
    )
    return text.encode()
