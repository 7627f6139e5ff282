"""One page per file: parse, ask, render."""
