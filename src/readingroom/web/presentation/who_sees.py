"""Who sees what of a learner's work, in words: made of the table that the selectors go by."""

from dataclasses import dataclass

from readingroom.teaching.selectors.analysis_rules import IN_WORDS, RULES, Detail, Origin


@dataclass(frozen=True)
class Sight:
    """One kind of work, and who sees what of it.

    Attributes:
        named: what teachers of a class see beside the learner's name; empty for nothing.
        grouped: what they see in figures of the group, without a name.
    """

    what: str
    named: tuple[str, ...]
    grouped: tuple[str, ...]


def sight_rows(*, is_class: bool = False) -> tuple[Sight, ...]:
    """Every kind of work; with ``is_class`` what classes see comes first, practice last."""
    origins = sorted(RULES, key=lambda one: one == Origin.PRACTICE) if is_class else list(RULES)
    return tuple(
        Sight(
            RULES[origin].what,
            tuple(IN_WORDS[one] for one in Detail if one in RULES[origin].named),
            tuple(IN_WORDS[one] for one in Detail if one in RULES[origin].grouped),
        )
        for origin in origins
    )
