"""Which attributes belong to which level of a search, and which are sent unasked.

Source: PS3.18 (2024b) tables 10.6.3-3 to 10.6.3-5 (returned) and 10.6.1-5 (matched); PS3.4 C.3.
"""

from functools import lru_cache
from typing import Final

STUDIES, SERIES, INSTANCES = "studies", "series", "instances"

STUDY_UID: Final = "0020000D"
SERIES_UID: Final = "0020000E"
INSTANCE_UID: Final = "00080018"
MODALITY: Final = "00080060"
MODALITIES_IN_STUDY: Final = "00080061"
RETRIEVE_URL: Final = "00081190"
AVAILABILITY: Final = "00080056"
CHARSET: Final = "00080005"

_STUDY: Final = frozenset(
    {"00080020", "00080030", "00080050", "00080056", "00080061", "00080090", "00080201"}
    | {"00081030", "00081190", "00100010", "00100020", "00100030", "00100040", "0020000D"}
    | {"00200010", "00201206", "00201208"}
)
_STUDY_TOO: Final = frozenset(
    {"00101010", "00101020", "00101030", "00102160", "00120062", "00120063", "00120064"}
)
_SERIES: Final = frozenset(
    {"00080060", "0008103E", "00081190", "0020000E", "00200011", "00201209", "00400244"}
    | {"00400245", "00400275"}
)
_SERIES_TOO: Final = frozenset(
    {"00080021", "00080031", "00080070", "00081090", "00180015", "00181030", "00185100"}
    | {"00200052", "00200060"}
)
_INSTANCE: Final = frozenset(
    {"00080016", "00080018", "00080056", "00081190", "00200013", "00280008", "00280010"}
    | {"00280011", "00280100"}
)

BELONGS: Final[dict[str, frozenset[str]]] = {
    STUDIES: frozenset({CHARSET}) | _STUDY | _STUDY_TOO,
    SERIES: frozenset({CHARSET}) | _STUDY | _STUDY_TOO | _SERIES | _SERIES_TOO,
}
"""What may be asked for at a level; of an instance, everything."""


@lru_cache
def sent_unasked(level: str, *, has_study: bool, has_series: bool) -> frozenset[str]:
    """What is returned without ``includefield``.

    Args:
        level: of the search.
        has_study, has_series: whether the address names them: then what belongs to them is known.
    """
    own = {STUDIES: _STUDY, SERIES: _SERIES, INSTANCES: _INSTANCE}[level]
    tags = {CHARSET, STUDY_UID, *own}
    if level != STUDIES:
        tags.add(SERIES_UID)
        if not has_study:
            tags.update(_STUDY)
    if level == INSTANCES and not has_series:
        tags.update(_SERIES)
    return frozenset(tags)
