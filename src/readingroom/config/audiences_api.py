"""For whom each address of the interface for programs is, by method: as ``audiences`` for pages."""

from collections.abc import Mapping
from typing import Final

from readingroom.config.audiences import Audience

_V1: Final = "api/v1/"
_OWN: Final = _V1 + "own/"
_CASE: Final = _V1 + "cases/<uuidstr:key>"
_ARTICLE: Final = _V1 + "articles/<str:term>"
_REMARK: Final = _CASE + "/remarks/<uuidstr:remark>"
_PERSON: Final = _V1 + "people/<uuidstr:key>"
_CLASS: Final = _V1 + "classes/<uuidstr:key>"
_PLAYLIST: Final = _V1 + "playlists/<uuidstr:key>"
API: Final[Mapping[str, Mapping[str, Audience]]] = {
    _V1 + "openapi.json": {"GET": Audience.EVERYONE},
    _V1: {},
    "api/^.*$": {},
    _V1 + "schema": {"GET": Audience.EVERYONE},
    _V1 + "me": {"GET": Audience.SIGNED_IN},
    _V1 + "cases": {"GET": Audience.SIGNED_IN, "POST": Audience.CONTRIBUTORS},
    _V1 + "drafts": {"POST": Audience.CONTRIBUTORS},
    _V1 + "reviews": {"GET": Audience.SIGNED_IN},
    _V1 + "received": {"GET": Audience.SIGNED_IN},
    _V1 + "received/<uuidstr:key>": {"GET": Audience.SENDERS},
    _CASE: {"GET": Audience.READERS},
    _CASE + "/document": {"GET": Audience.READERS, "PUT": Audience.WRITERS},
    _CASE + "/revisions": {"GET": Audience.WRITERS},
    _CASE + "/difference": {"GET": Audience.WRITERS},
    _CASE + "/citation": {"GET": Audience.CITERS},
    _CASE + "/revisions/<int:number>/restore": {"POST": Audience.WRITERS},
    _CASE + "/submit": {"POST": Audience.WRITERS},
    _CASE + "/withdraw": {"POST": Audience.WRITERS},
    _CASE + "/waiting": {"PUT": Audience.WRITERS, "DELETE": Audience.WRITERS},
    _CASE + "/remarks": {"GET": Audience.WRITERS, "POST": Audience.WRITERS},
    _REMARK + "/answers": {"POST": Audience.WRITERS},
    _REMARK + "/settle": {"POST": Audience.WRITERS},
    _REMARK + "/reopen": {"POST": Audience.WRITERS},
    _REMARK + "/accept": {"POST": Audience.WRITERS},
    _REMARK + "/decline": {"POST": Audience.WRITERS},
    # Who may not decide, but write or read, is told so.
    _CASE + "/return": {"POST": Audience.WRITERS},
    _CASE + "/publish": {"POST": Audience.WRITERS},
    _CASE + "/schedule": {"POST": Audience.WRITERS},
    _CASE + "/unschedule": {"POST": Audience.WRITERS},
    _CASE + "/recall": {"POST": Audience.WRITERS},
    _CASE + "/judge": {"POST": Audience.WRITERS},
    _CASE + "/retire": {"POST": Audience.READERS},
    _CASE + "/reports": {"GET": Audience.DECIDERS},
    _CASE + "/report": {"POST": Audience.CITERS},
    _CASE + "/favourite": {"PUT": Audience.KEEPERS, "DELETE": Audience.KEEPERS},
    _CASE + "/unread": {"POST": Audience.KEEPERS},
    _CASE + "/notes/<str:stage>": {"GET": Audience.KEEPERS, "PUT": Audience.KEEPERS},
    _V1 + "articles": {"GET": Audience.SIGNED_IN},
    _ARTICLE: {"GET": Audience.SIGNED_IN, "PUT": Audience.EDITORS},
    _ARTICLE + "/revisions": {"GET": Audience.EDITORS},
    _ARTICLE + "/revisions/<int:number>/restore": {"POST": Audience.EDITORS},
    _OWN + "favourites": {"GET": Audience.SIGNED_IN},
    _OWN + "notes": {"GET": Audience.SIGNED_IN},
    _OWN + "attempts": {"GET": Audience.SIGNED_IN},
    _OWN + "answers": {"GET": Audience.SIGNED_IN},
    _OWN + "due": {"GET": Audience.SIGNED_IN},
    _OWN + "progress": {"GET": Audience.SIGNED_IN},
    _OWN + "searches": {"GET": Audience.SIGNED_IN, "POST": Audience.SIGNED_IN},
    _OWN + "searches/<uuidstr:key>": {"DELETE": Audience.KEPT_BY},
    _OWN + "searches/<uuidstr:key>/open": {"POST": Audience.KEPT_BY},
    _OWN + "notices": {"GET": Audience.SIGNED_IN},
    _OWN + "notices/choices": {"GET": Audience.SIGNED_IN, "PUT": Audience.SIGNED_IN},
    _OWN + "profile": {"GET": Audience.SIGNED_IN, "PUT": Audience.SIGNED_IN},
    _OWN + "notices/read": {"POST": Audience.SIGNED_IN},
    _OWN + "notices/<uuidstr:key>/read": {"POST": Audience.ADDRESSEES},
    _V1 + "people": {"GET": Audience.ADMINISTRATORS},
    _PERSON: {"GET": Audience.ADMINISTRATORS, "PUT": Audience.ADMINISTRATORS},
    _PERSON + "/deactivate": {"POST": Audience.ADMINISTRATORS},
    _PERSON + "/activate": {"POST": Audience.ADMINISTRATORS},
    _V1 + "institutions": {"GET": Audience.ADMINISTRATORS, "POST": Audience.ADMINISTRATORS},
    _V1 + "institutions/<uuidstr:key>": {"PUT": Audience.ADMINISTRATORS},
    _V1 + "invitations": {"GET": Audience.ADMINISTRATORS, "POST": Audience.ADMINISTRATORS},
    _V1 + "invitations/<uuidstr:key>": {"DELETE": Audience.ADMINISTRATORS},
    _V1 + "classes": {"GET": Audience.SIGNED_IN, "POST": Audience.TEACHERS},
    _V1 + "classes/set/<uuidstr:key>": {"DELETE": Audience.CLASS_TEACHERS},
    _CLASS: {"GET": Audience.CLASS_PEOPLE, "PUT": Audience.CLASS_TEACHERS},
    _CLASS + "/close": {"POST": Audience.CLASS_TEACHERS},
    _CLASS + "/reopen": {"POST": Audience.CLASS_TEACHERS},
    _CLASS + "/link": {"POST": Audience.CLASS_TEACHERS},
    _CLASS + "/cases": {"POST": Audience.CLASS_TEACHERS},
    _CLASS + "/teachers": {"POST": Audience.CLASS_TEACHERS},
    _CLASS + "/teachers/<uuidstr:teacher>": {"DELETE": Audience.CLASS_TEACHERS},
    _CLASS + "/members/<uuidstr:member>": {"DELETE": Audience.CLASS_TEACHERS},
    _CLASS + "/membership": {"DELETE": Audience.CLASS_MEMBERS},
    _CLASS + "/results": {"GET": Audience.CLASS_TEACHERS},
    _V1 + "playlists": {"GET": Audience.SIGNED_IN, "POST": Audience.CONTRIBUTORS},
    _PLAYLIST: {
        "GET": Audience.PLAYLIST_TAKERS,
        "PUT": Audience.PLAYLIST_MAKERS,
        "DELETE": Audience.PLAYLIST_MAKERS,
    },
    # What is copied is copied by whoever may open it and contributes.
    _PLAYLIST + "/copy": {"POST": Audience.PLAYLIST_TAKERS},
    _PLAYLIST + "/restore": {"POST": Audience.PLAYLIST_MAKERS},
    _PLAYLIST + "/sharing": {"PUT": Audience.PLAYLIST_MAKERS},
    _PLAYLIST + "/entries": {"POST": Audience.PLAYLIST_MAKERS},
    _PLAYLIST + "/entries/<uuidstr:entry>": {
        "PUT": Audience.PLAYLIST_MAKERS,
        "DELETE": Audience.PLAYLIST_MAKERS,
    },
    _PLAYLIST + "/entries/<uuidstr:entry>/restore": {"POST": Audience.PLAYLIST_MAKERS},
    _PLAYLIST + "/candidates": {"GET": Audience.PLAYLIST_MAKERS},
    _PLAYLIST + "/candidates/time": {"PUT": Audience.PLAYLIST_MAKERS},
    _PLAYLIST + "/candidates/release": {"POST": Audience.PLAYLIST_MAKERS},
}
"""What programs may ask for, by route and method: whoever is meant, by a token for that."""
