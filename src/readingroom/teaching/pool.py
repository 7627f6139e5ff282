"""What a playlist could ask of someone, and why it can't be begun yet."""

from collections.abc import Sequence
from dataclasses import dataclass

from readingroom.casefile.document import CaseDocument
from readingroom.casefile.validation import read_stored
from readingroom.cases.models import Case, Revision, State, Visibility
from readingroom.learning.unfolding import Unfolding
from readingroom.teaching.drawing import Candidate, Draw, shortfall
from readingroom.teaching.models import EntryKind, Playlist, PlaylistEntry
from readingroom.teaching.normals import is_normal


@dataclass(frozen=True)
class Listed:
    """One entry of a playlist with what its case says now.

    Attributes:
        revision: what would be asked; None of sections, and where the case can't be asked.
        trouble: why it can't be asked, as a sentence; else empty.
        section: the heading it stands under, and what is read there.
    """

    entry: PlaylistEntry
    document: CaseDocument | None
    revision: Revision | None
    trouble: str
    is_normal: bool
    section: PlaylistEntry | None
    section_place: int

    @property
    def is_public(self) -> bool:
        """Whether anyone can look the case up."""
        case = self.entry.case
        return case is not None and case.visibility in {Visibility.PUBLIC, Visibility.UNLISTED}


def listed_of(playlist: Playlist) -> tuple[Listed, ...]:
    """Every entry, in order."""
    rows = playlist.entries.filter(removed_at__isnull=True).select_related(
        "case__published_revision", "case__owner", "case__institution"
    )
    found: list[Listed] = []
    section, place = None, 0
    for row in rows.order_by("position", "pk"):
        if row.kind == EntryKind.SECTION:
            section, place = row, place + 1
        found.append(_listed(row, section, place))
    return tuple(found)


def pool_of(listed: Sequence[Listed]) -> tuple[Candidate[Listed], ...]:
    """What can be drawn."""
    return tuple(Candidate(one, one.section_place, one.is_normal) for one in listed if one.revision)


def draw_of(playlist: Playlist) -> Draw:
    """How many are drawn, and of what."""
    return Draw(playlist.draw, playlist.abnormal_percent)


def problems_of(playlist: Playlist, listed: Sequence[Listed]) -> tuple[str, ...]:
    """Why nobody can begin it, as sentences for whoever made it; empty where all is well."""
    pool = pool_of(listed)
    told = [f"{_name(one)}: {one.trouble}" for one in listed if one.trouble]
    if not pool:
        told.append("It asks nothing yet. Add a case or a question.")
    if playlist.is_exam and playlist.ends_at is None:
        told.append("An exam needs a time when it ends: until then its cases stay closed.")
    of_all, sick, well = shortfall(pool, draw_of(playlist))
    if of_all:
        told.append(f"{_counted(of_all, 'entry', 'entries')} short of what is to be drawn.")
    if sick:
        told.append(f"The list is {_counted(sick, 'abnormal case')} short of the fraction you set.")
    if well:
        told.append(f"The list is {_counted(well, 'normal case')} short of the fraction you set.")
    return tuple(told)


def _listed(row: PlaylistEntry, section: PlaylistEntry | None, place: int) -> Listed:
    if row.case is None:
        return Listed(row, None, None, "", is_normal=False, section=section, section_place=place)
    revision = row.case.published_revision if row.case.state == State.PUBLISHED else None
    document = read_stored(revision.document) if revision is not None else None
    trouble = _trouble(row, row.case, document)
    if revision is not None:
        revision.case = row.case
    return Listed(
        row,
        document,
        None if trouble else revision,
        trouble,
        is_normal=document is not None and is_normal(document, row.item),
        section=section,
        section_place=place,
    )


def _trouble(row: PlaylistEntry, case: Case, document: CaseDocument | None) -> str:
    if document is None or case.state != State.PUBLISHED:
        return "the case is not published any more. Take it out of the list."
    if row.kind == EntryKind.ITEM:
        known = row.item in {one.id for one in document.items}
        return "" if known else "the case has no such question any more. Take it out of the list."
    if not document.suitable_for_quiz:
        return "its author does not offer it as an unknown. Ask them, or take it out."
    if Unfolding(document, 0).guessed == 0:
        return "it tells its diagnosis before it asks anything. Take it out of the list."
    return ""


def _name(one: Listed) -> str:
    return one.entry.case.short_number if one.entry.case else one.entry.heading


def _counted(count: int, noun: str, plural: str = "") -> str:
    return f"{count} {noun if count == 1 else plural or f'{noun}s'}"
