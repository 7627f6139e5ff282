"""What is known once every file was looked at: whose is which, from when dates count, new names."""

import functools
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final

from readingroom.archive.deid_tool.messages import Facts, Texts
from readingroom.archive.deid_tool.secret import derived
from readingroom.archive.digests import patient_secret
from readingroom.archive.joining import Whose, joined
from readingroom.imaging.deid.uids import replace_uid
from readingroom.imaging.pixels.faces import HeadSlices, slices_may_show_face

# Of the others' texts only what is long enough to tell: short ones stand anywhere.
_SHARED: Final = {"names": 5, "ids": 6}
_MOST_SHARED: Final = 50_000
_DIGITS: Final = 16


def settled(found: Mapping[int, Facts], secret: bytes) -> dict[int, Facts]:
    """What was found in each file, with its true patient and the UIDs that it will have."""
    patients = joined({n: Whose(f.patient, f.study, f.is_numbered) for n, f in found.items()})
    uids = derived(secret, "uids")
    done = {}
    for ordinal, facts in found.items():
        patient = patients[ordinal]
        make = functools.partial(replace_uid, secret=patient_secret(uids, patient))
        done[ordinal] = replace(
            facts,
            patient=patient,
            study=make(facts.study),
            series=make(facts.series),
            instance=make(facts.instance),
        )
    return done


def identities_by_patient(found: Iterable[Facts]) -> dict[str, Texts]:
    """What names anyone in the files of each patient."""
    merged: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for facts in found:
        for kind, texts in facts.identity.items():
            merged[facts.patient][kind].update(texts)
    return {
        patient: {kind: sorted(texts) for kind, texts in kinds.items()}
        for patient, kinds in merged.items()
    }


def shared_identity(identities: Mapping[str, Texts], makers: Iterable[str]) -> Texts:
    """What names anyone in any of the files: for one patient's name in another one's file.

    Args:
        identities: by patient.
        makers: words of manufacturers, who sign some files as if they had made the image
            themselves.
    """
    together: dict[str, set[str]] = {kind: set() for kind in _SHARED}
    for texts in identities.values():
        for kind, shortest in _SHARED.items():
            together[kind].update(text for text in texts.get(kind, ()) if len(text) >= shortest)
    together["names"] -= set(makers)
    if sum(map(len, together.values())) > _MOST_SHARED:
        return {}
    return {kind: sorted(texts) for kind, texts in together.items()}


def anchors(found: Iterable[Facts], known: Mapping[str, str]) -> dict[str, str]:
    """The earliest moment of each patient, but what was settled in an earlier run stays."""
    earliest: dict[str, str] = {}
    for facts in found:
        if facts.moment:
            before = earliest.get(facts.patient)
            earliest[facts.patient] = min(facts.moment, before or facts.moment)
    return {**earliest, **known}


def series_with_faces(found: Iterable[Facts]) -> frozenset[str]:
    """Series whose slices together may be rendered into a face."""
    slices: dict[str, list[HeadSlices]] = defaultdict(list)
    for facts in found:
        if facts.head is not None:
            places, thickness = facts.head
            slices[facts.series].append(HeadSlices(tuple(places), thickness))
    return frozenset(series for series, heads in slices.items() if slices_may_show_face(heads))


def output_names(found: Mapping[int, Facts]) -> dict[int, str]:
    """A path for each file, from nothing but the UIDs that it will have.

    Two files under one UID, which scanners do not make but senders do, are numbered.
    """
    taken: Counter[str] = Counter()
    names = {}
    for ordinal, facts in sorted(found.items()):
        folder = PurePosixPath(f"study-{_short(facts.study)}", f"series-{_short(facts.series)}")
        stem = str(folder / _short(facts.instance))
        taken[stem] += 1
        again = f"-{taken[stem]}" if taken[stem] > 1 else ""
        names[ordinal] = f"{stem}{again}.dcm"
    return names


def _short(uid: str) -> str:
    return hashlib.sha256(uid.encode()).hexdigest()[:_DIGITS]
