"""Typing errors: the word of the library that was probably meant."""

from typing import Final

from readingroom.search.engines.base import Engine, Scope

_CANDIDATES: Final = 3_000
_SHORTEST: Final = 4
_LONG: Final = 8  # from this length two errors are forgiven, below it one


def probable_word(typed: str, engine: Engine, scope: Scope) -> str | None:
    """The most frequent of the nearest words that cases of the scope hold; None where none is near.

    The first letter is taken as right: errors are rare there.
    """
    if len(typed) < _SHORTEST or not typed.isalpha():
        return None
    most = 2 if len(typed) >= _LONG else 1
    best: tuple[int, int, str] | None = None
    for word, count in engine.completions(typed[0], scope, _CANDIDATES):
        if word == typed or abs(len(word) - len(typed)) > most:
            continue
        errors = typing_errors(typed, word, most)
        if errors <= most and (best is None or (errors, -count, word) < best):
            best = (errors, -count, word)
    return best[2] if best else None


def typing_errors(one: str, other: str, most: int) -> int:
    """How many letters were added, left out, exchanged or swapped; past ``most``, ``most`` + 1.

    The optimal string alignment distance.
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        before, previous = row, before
        row = [i]
        for j, b in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, previous[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
