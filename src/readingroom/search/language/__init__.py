"""What people type into the search box: read without errors, and told how it was read."""

from readingroom.search.language.parse import Reading, read
from readingroom.search.language.tree import (
    EVERYTHING,
    And,
    Everything,
    Field,
    Node,
    Not,
    Or,
    Phrase,
    Word,
    in_words,
)

__all__ = [
    "EVERYTHING",
    "And",
    "Everything",
    "Field",
    "Node",
    "Not",
    "Or",
    "Phrase",
    "Reading",
    "Word",
    "in_words",
    "read",
]
