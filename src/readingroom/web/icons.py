"""The icons: our own drawings on a grid of 24, stroked 1.6 wide by the stylesheet."""

import re
from pathlib import Path
from typing import Final

_DRAWINGS = Path(__file__).with_name("icons.svg")
_SYMBOL = re.compile(r'<symbol id="([a-z-]+)" viewBox="0 0 24 24">(.+)</symbol>')

ICONS: Final[dict[str, str]] = dict(_SYMBOL.findall(_DRAWINGS.read_text(encoding="utf-8")))
