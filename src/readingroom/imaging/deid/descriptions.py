"""Descriptions rebuilt from a vocabulary: what was examined stays, everything else goes."""

from collections.abc import Set

from readingroom.imaging.deid.freetext import clean_text


def clean_description(text: str, *, avoid: Set[str]) -> str:
    """``text`` with only its words of anatomy, pathology and technique.

    Args:
        text: a description as a scanner or a person wrote it.
        avoid: words that may name this patient, folded (``Identity.words``); they go even when
            they are in the vocabulary, for some people are called Long or Head.

    Returns:
        What ``freetext.clean_text`` leaves of it; empty when no word stays.

    Source: PS3.15 section E.3.5, Clean Descriptors Option.
    """
    return clean_text(text, avoid=avoid).text
