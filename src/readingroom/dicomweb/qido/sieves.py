"""Studies that fit what is searched for, as far as what is held in memory can tell."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from readingroom.dicomweb.qido.keys import BETWEEN_VALUES
from readingroom.dicomweb.qido.levels import MODALITIES_IN_STUDY, STUDY_UID
from readingroom.dicomweb.qido.listing import Keys, Listing, StudyShown
from readingroom.dicomweb.qido.matching import Match, folded

Studies = Sequence[StudyShown]
Sieve = Callable[[Studies], Studies]

_COLUMNS: Final = {
    "00080020": "date",
    "00080030": "time",
    "00080050": "accession",
    "00080090": "referrer",
    "00081030": "description",
    "00100010": "patient_name",
    "00100020": "patient_id",
    "00200010": "study_number",
}
_FIRST: Final = "0"  # what is empty comes before every digit
_LAST: Final = "\U0010ffff"
# Few at first, for most searches end with their first page; many later, for a call costs too.
_LEAST_AT_ONCE: Final = 128
_MOST_AT_ONCE: Final = 4096


def sift(listing: Listing, matches: Sequence[Match]) -> tuple[Iterator[StudyShown], list[Match]]:
    """The studies of a listing that fit, in its order, looked for as they are taken.

    Returns:
        the studies, and the matches that only their attributes can settle.
    """
    pool: Studies | None = None
    sieves: list[Sieve] = []
    left: list[Match] = []
    for match in matches:
        found = _named(listing, match) if pool is None else None
        if found is not None:
            pool = found
        elif sieve := _sieve(listing, match):
            sieves.append(sieve)
        else:
            left.append(match)
    return _sifted(listing.studies if pool is None else pool, sieves), left


def _sifted(pool: Studies, sieves: Sequence[Sieve]) -> Iterator[StudyShown]:
    start, at_once = 0, _LEAST_AT_ONCE
    while start < len(pool):
        some = pool[start : start + at_once]
        for sieve in sieves:
            some = sieve(some)
        yield from some
        start += at_once
        at_once = min(2 * at_once, _MOST_AT_ONCE)


def _column(match: Match) -> str | None:
    """The key that holds what a match is about, whole."""
    return _COLUMNS.get(match.tag) if len(match.path) == 1 else None


def _named(listing: Listing, match: Match) -> Studies | None:
    """The studies that a list of UIDs or the one value of a key names."""
    if match.path == (STUDY_UID,):
        found = (listing.by_uid.get(uid) for uid in match.alternatives)
        return sorted((study for study in found if study), key=lambda study: study.pk)
    column, value = _column(match), _one_value(match)
    return listing.having(column, value) if column and value else None


def _one_value(match: Match) -> str:
    """The value that is wanted, folded; empty where several would do."""
    if match.between is not None:
        low, high = match.between
        return low if low == high else ""
    return "" if match.has_wildcard or match.is_fuzzy else folded(match.wanted)


def _sieve(listing: Listing, match: Match) -> Sieve | None:
    if match.path == (STUDY_UID,):
        uids = match.alternatives
        return lambda some: [study for study in some if study.uid in uids]
    if match.path == (MODALITIES_IN_STUDY,):
        wanted = frozenset(one for one in listing.modalities if match.takes(one))
        return lambda some: [study for study in some if not wanted.isdisjoint(study.modalities)]
    column = _column(match)
    if column is None:
        return None
    place = Keys._fields.index(column)
    if match.between is not None:
        return _range(place, *match.between)
    return _wild(place, match)


def _range(place: int, low: str, high: str) -> Sieve:
    first, last = low or _FIRST, high or _LAST
    return lambda some: [study for study in some if first <= study.keys[place] <= last]


def _wild(place: int, match: Match) -> Sieve:
    """By text; the two commonest kinds of wild card have a quick way."""
    wanted = folded(match.wanted)
    begins, inside = wanted.removesuffix("*"), wanted.strip("*")
    is_plain = not match.is_fuzzy and BETWEEN_VALUES not in wanted
    if is_plain and match.has_wildcard and not any(wild in begins for wild in "*?"):
        later = BETWEEN_VALUES + begins
        return lambda some: [
            study
            for study in some
            if study.keys[place].startswith(begins) or later in study.keys[place]
        ]
    if is_plain and wanted == f"*{inside}*" and not any(wild in inside for wild in "*?"):
        return lambda some: [study for study in some if inside in study.keys[place]]
    return lambda some: [
        study
        for study in some
        if any(match.takes(value) for value in study.keys[place].split(BETWEEN_VALUES) if value)
    ]
