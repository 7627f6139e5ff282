"""For whom each address is. One that is not in these tables fails the build.

The views and services decide; this says what they must come to, and a test asks at every address,
as everyone, for a case in every state.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Audience(StrEnum):
    """Who is answered at an address. To all others nothing is there, or they are sent away."""

    EVERYONE = "everyone"
    NOBODY = "nobody"
    BEARERS = "whoever holds the link, once"
    FRAMED = "whoever has the signed address of a case that is open to everyone, until it ends"
    HALF_IN = "whoever gave the right password and owes a second proof"
    SIGNED_IN = "everyone who is signed in"
    CONTRIBUTORS = "everyone who may write cases"
    TEACHERS = "everyone who may teach"
    EDITORS = (
        "editors and administrators, of whatever institution; what they see there is of theirs"
    )
    ADMINISTRATORS = "administrators"
    READERS = "whoever may read the case"
    KEEPERS = "whoever may read the case and is signed in"
    KEPT_BY = "whose it is; to everyone else it is not there"
    PASSERS = "whoever may read the case, or could until it was retired"
    ADDRESSEES = "whom it is for"
    LEARNERS = "whoever may read the case, where it can be taken as an unknown"
    CITERS = "whoever may read the case, once it is published"
    FINDERS = "whoever the library lists the case to, and whoever may write in it"
    WRITERS = "the case's author and the editors of its institution"
    DECIDERS = "the editors of the case's institution"
    SENDERS = "who sent it, the editors of their institution, and administrators"
    UPLOADERS = "who is sending it"
    HOLDERS = "the editors of the institution that sent the held file, and administrators"
    PRESENTERS = "who opened the conference, while it is open, or after it where it was kept"
    SEATED = "whoever has a seat in the conference; all others are sent to its door"
    MARKERS = "the teacher whom what was written was handed in to"
    CLASS_TEACHERS = "the teachers of the class, for as long as they may teach"
    CLASS_MEMBERS = "the members of the class"
    CLASS_PEOPLE = "the teachers and the members of the class"
    INVITED = "whoever is signed in and has the newest link of the class"
    PLAYLIST_MAKERS = "who made the playlist"
    PLAYLIST_TAKERS = "who made the playlist, for whom it was set, and who has begun it"
    LINKED = "whoever is signed in and has the newest link of the playlist"
    SITTERS = "whose sitting it is"
    GRANTED = "whoever holds a grant for the series, or a key that opens it"


PAGES: Final[Mapping[str, Audience]] = {
    "": Audience.EVERYONE,
    "suggest/": Audience.EVERYONE,
    "articles/": Audience.EVERYONE,
    "articles/new/": Audience.EDITORS,
    "articles/<str:term>/": Audience.EVERYONE,
    "articles/<str:term>/edit/": Audience.EDITORS,
    "articles/<str:term>/history/": Audience.EDITORS,
    "articles/<str:term>/restore/": Audience.EDITORS,
    "searches/": Audience.SIGNED_IN,
    "searches/open/": Audience.SIGNED_IN,
    "searches/save/": Audience.SIGNED_IN,
    "searches/rename/": Audience.SIGNED_IN,
    "searches/remove/": Audience.SIGNED_IN,
    "searches/restore/": Audience.SIGNED_IN,
    "hide/": Audience.EVERYONE,
    "theme/": Audience.EVERYONE,
    "diagnoses/": Audience.EVERYONE,
    "<number:number>": Audience.FINDERS,
    "cases/<uuid:key>/": Audience.PASSERS,
    "cases/<uuid:key>/comments/": Audience.WRITERS,
    "cases/<uuid:key>/manage/": Audience.DECIDERS,
    "cases/<uuid:key>/embed/": Audience.DECIDERS,
    "embed/<str:token>/": Audience.FRAMED,
    "embed/<str:token>/grant/": Audience.FRAMED,
    "cases/<uuid:key>/report/": Audience.CITERS,
    "cases/<uuid:key>/waiting/": Audience.WRITERS,
    "notices/": Audience.SIGNED_IN,
    "notices/read/": Audience.SIGNED_IN,
    "notices/<uuid:key>/": Audience.ADDRESSEES,
    "cases/<uuid:key>/grant": Audience.READERS,
    "cases/<uuid:key>/series/<slug:series>/annotations.dcm": Audience.READERS,
    "cases/<uuid:key>/series/<slug:series>/measurements.dcm": Audience.READERS,
    "cases/<uuid:key>/cite.bib": Audience.CITERS,
    "cases/<uuid:key>/cite.ris": Audience.CITERS,
    "cases/<uuid:key>/aside/": Audience.KEEPERS,
    "cases/<uuid:key>/note/": Audience.KEEPERS,
    "cases/<uuid:key>/note/save/": Audience.KEEPERS,
    "cases/<uuid:key>/star/": Audience.KEEPERS,
    "cases/<uuid:key>/unread/": Audience.KEEPERS,
    "mine/": Audience.SIGNED_IN,
    "mine/attempts/": Audience.SIGNED_IN,
    "mine/attempts/<uuid:key>/": Audience.KEPT_BY,
    "mine/attempts/<uuid:key>/meant/": Audience.KEPT_BY,
    "mine/calibration/": Audience.SIGNED_IN,
    "mine/due/": Audience.SIGNED_IN,
    "mine/due/begin/": Audience.SIGNED_IN,
    "mine/due/plan/": Audience.SIGNED_IN,
    "mine/due/<uuid:key>/change/": Audience.KEPT_BY,
    "mine/favourites/": Audience.SIGNED_IN,
    "mine/notes/": Audience.SIGNED_IN,
    "cases/<uuid:key>/unknown/": Audience.LEARNERS,
    "cases/<uuid:key>/unknown/begin/": Audience.LEARNERS,
    "cases/<uuid:key>/unknown/commit/": Audience.LEARNERS,
    "cases/<uuid:key>/unknown/grant/": Audience.LEARNERS,
    "cases/<uuid:key>/unknown/questions/<slug:item>/": Audience.LEARNERS,
    "cases/<uuid:key>/questions/": Audience.CITERS,
    "cases/<uuid:key>/questions/<slug:item>/": Audience.CITERS,
    "cases/<uuid:key>/questions/<slug:item>/answer/": Audience.CITERS,
    "cases/<uuid:key>/questions/<slug:item>/mark/": Audience.CITERS,
    "cases/<uuid:key>/history/": Audience.WRITERS,
    "cases/<uuid:key>/history/restore/": Audience.WRITERS,
    "cases/<uuid:key>/edit/": Audience.WRITERS,
    "cases/<uuid:key>/edit/codes/": Audience.WRITERS,
    "cases/<uuid:key>/edit/segments/": Audience.WRITERS,
    "cases/<uuid:key>/edit/copy/": Audience.WRITERS,
    "cases/<uuid:key>/edit/grant/": Audience.WRITERS,
    "cases/<uuid:key>/edit/panel/": Audience.WRITERS,
    "cases/<uuid:key>/edit/preview/": Audience.WRITERS,
    "cases/<uuid:key>/edit/step/": Audience.WRITERS,
    "cases/<uuid:key>/edit/submit/": Audience.WRITERS,
    "cases/<uuid:key>/edit/withdraw/": Audience.WRITERS,
    "reviews/": Audience.EDITORS,
    "reviews/<uuid:key>/decide/": Audience.DECIDERS,
    "conference/": Audience.CONTRIBUTORS,
    "conference/new/": Audience.CONTRIBUTORS,
    "conference/<uuid:key>/": Audience.SEATED,
    "conference/<uuid:key>/film/": Audience.SEATED,
    "conference/<uuid:key>/hand/": Audience.SEATED,
    "conference/<uuid:key>/vote/": Audience.SEATED,
    "conference/<uuid:key>/kept/": Audience.PRESENTERS,
    "conference/<uuid:key>/lead/": Audience.PRESENTERS,
    "conference/<uuid:key>/lead/do/": Audience.PRESENTERS,
    "conference/<uuid:key>/lead/film/": Audience.PRESENTERS,
    "join/": Audience.EVERYONE,
    "held": Audience.EDITORS,
    "held/": Audience.EDITORS,
    "held/decide/": Audience.EDITORS,
    "held/undo/": Audience.EDITORS,
    "held/done/": Audience.EDITORS,
    "held/<uuid:key>/": Audience.HOLDERS,
    "held/<uuid:key>/facts/": Audience.HOLDERS,
    "held/<uuid:key>/frames/<int:number>/": Audience.HOLDERS,
    "held/<uuid:key>/face/": Audience.HOLDERS,
    "held/<uuid:key>/redacted/": Audience.HOLDERS,
    "held/<uuid:key>/thumbnail/": Audience.HOLDERS,
    "classes/": Audience.SIGNED_IN,
    "classes/join/<uuid:key>/": Audience.INVITED,
    "classes/set/<uuid:key>/": Audience.CLASS_TEACHERS,
    "classes/set/<uuid:key>/do/": Audience.CLASS_MEMBERS,
    "classes/<uuid:key>/": Audience.CLASS_PEOPLE,
    "classes/<uuid:key>/agree/": Audience.CLASS_MEMBERS,
    "classes/<uuid:key>/calibration/": Audience.CLASS_TEACHERS,
    "classes/<uuid:key>/change/": Audience.CLASS_TEACHERS,
    "classes/<uuid:key>/figures.csv": Audience.CLASS_TEACHERS,
    "classes/<uuid:key>/leave/": Audience.CLASS_MEMBERS,
    "classes/<uuid:key>/results.csv": Audience.CLASS_TEACHERS,
    "classes/<uuid:key>/statements.json": Audience.CLASS_TEACHERS,
    "marking/": Audience.SIGNED_IN,
    "marking/<uuid:key>/": Audience.MARKERS,
    "marking/<uuid:key>/save/": Audience.MARKERS,
    "mine/data/": Audience.SIGNED_IN,
    "mine/data/all.zip": Audience.SIGNED_IN,
    "mine/data/remove/": Audience.SIGNED_IN,
    "playlists/": Audience.SIGNED_IN,
    "playlists/new/": Audience.CONTRIBUTORS,
    "playlists/add/": Audience.CONTRIBUTORS,
    "playlists/link/<str:link>/": Audience.LINKED,
    "playlists/link/<str:link>/begin/": Audience.LINKED,
    "playlists/link/<str:link>/copy/": Audience.LINKED,
    "playlists/<uuid:key>/": Audience.PLAYLIST_TAKERS,
    "playlists/<uuid:key>/begin/": Audience.PLAYLIST_TAKERS,
    "playlists/<uuid:key>/copy/": Audience.PLAYLIST_TAKERS,
    "playlists/<uuid:key>/edit/": Audience.PLAYLIST_MAKERS,
    "playlists/<uuid:key>/edit/terms/": Audience.PLAYLIST_MAKERS,
    "playlists/<uuid:key>/edit/entries/": Audience.PLAYLIST_MAKERS,
    "playlists/<uuid:key>/edit/find/": Audience.PLAYLIST_MAKERS,
    "playlists/<uuid:key>/edit/share/": Audience.PLAYLIST_MAKERS,
    "playlists/<uuid:key>/edit/remove/": Audience.PLAYLIST_MAKERS,
    "playlists/<uuid:key>/edit/restore/": Audience.PLAYLIST_MAKERS,
    "playlists/<uuid:key>/candidates/": Audience.PLAYLIST_MAKERS,
    "playlists/<uuid:key>/candidates/time/": Audience.PLAYLIST_MAKERS,
    "playlists/<uuid:key>/candidates/release/": Audience.PLAYLIST_MAKERS,
    "playlists/<uuid:key>/present/": Audience.PLAYLIST_MAKERS,
    "playlists/<uuid:key>/present/notes/": Audience.PLAYLIST_MAKERS,
    "playlists/<uuid:key>/present/<int:number>/": Audience.PLAYLIST_MAKERS,
    "playlists/<uuid:key>/present/<int:number>/grant/": Audience.PLAYLIST_MAKERS,
    "sittings/<uuid:key>/": Audience.SITTERS,
    "sittings/<uuid:key>/clock/": Audience.SITTERS,
    "sittings/<uuid:key>/pause/": Audience.SITTERS,
    "sittings/<uuid:key>/resume/": Audience.SITTERS,
    "sittings/<uuid:key>/finish/": Audience.SITTERS,
    "sittings/<uuid:key>/<int:number>/": Audience.SITTERS,
    "sittings/<uuid:key>/<int:number>/answer/": Audience.SITTERS,
    "sittings/<uuid:key>/<int:number>/unsent/": Audience.SITTERS,
    "sittings/<uuid:key>/<int:number>/grant/": Audience.SITTERS,
    "housekeeping/": Audience.ADMINISTRATORS,
    "housekeeping/erasures/": Audience.ADMINISTRATORS,
    "housekeeping/erasures/<uuid:key>/": Audience.ADMINISTRATORS,
    "received/": Audience.SIGNED_IN,
    "received/new/": Audience.CONTRIBUTORS,
    "received/uploads/": Audience.CONTRIBUTORS,
    "received/uploads/<uuid:key>/": Audience.UPLOADERS,
    "received/uploads/<uuid:key>/close/": Audience.UPLOADERS,
    "received/uploads/<uuid:key>/discard/": Audience.UPLOADERS,
    "received/uploads/<uuid:key>/small/": Audience.UPLOADERS,
    "received/uploads/<uuid:key>/<str:content_id>": Audience.UPLOADERS,
    "received/<uuid:key>/": Audience.SENDERS,
    "received/<uuid:key>/case/": Audience.SENDERS,
    "received/<uuid:key>/owner/": Audience.SENDERS,
    "received/<uuid:key>/preview/": Audience.SENDERS,
    "received/<uuid:key>/preview/decide/": Audience.SENDERS,
    "received/<uuid:key>/report/": Audience.SENDERS,
    "received/<uuid:key>/report.json": Audience.SENDERS,
    "received/<uuid:key>/report.pdf": Audience.SENDERS,
    "sign-in/<str:token>/": Audience.BEARERS,
    "join/<str:token>/": Audience.BEARERS,
    "password/forgotten/": Audience.EVERYONE,
    "password/<str:token>/": Audience.BEARERS,
    "people/": Audience.ADMINISTRATORS,
    "people/<uuid:key>/": Audience.ADMINISTRATORS,
    "people/<uuid:key>/change/": Audience.ADMINISTRATORS,
    "people/<uuid:key>/link/": Audience.ADMINISTRATORS,
    "people/institutions/": Audience.ADMINISTRATORS,
    "people/institutions/<uuid:key>/": Audience.ADMINISTRATORS,
    "people/invitations/": Audience.ADMINISTRATORS,
    "people/invitations/<uuid:key>/renew/": Audience.ADMINISTRATORS,
    "people/invitations/<uuid:key>/revoke/": Audience.ADMINISTRATORS,
    "profile/": Audience.SIGNED_IN,
    "profile/leave/": Audience.SIGNED_IN,
    "profile/notices/": Audience.SIGNED_IN,
    "profile/tokens/": Audience.SIGNED_IN,
    "profile/tokens/<uuid:key>/end/": Audience.KEPT_BY,
    "profile/viewer/": Audience.SIGNED_IN,
    "profile/writing/": Audience.SIGNED_IN,
    "profile/writing/<uuid:key>/": Audience.KEPT_BY,
    "account/login/": Audience.EVERYONE,
    "account/logout/": Audience.EVERYONE,
    "account/signup/": Audience.EVERYONE,
    "account/reauthenticate/": Audience.SIGNED_IN,
    "account/password/change/": Audience.SIGNED_IN,
    "account/password/set/": Audience.SIGNED_IN,
    "account/2fa/": Audience.SIGNED_IN,
    "account/2fa/authenticate/": Audience.HALF_IN,
    "account/2fa/reauthenticate/": Audience.SIGNED_IN,
    "account/2fa/recovery-codes/": Audience.SIGNED_IN,
    "account/2fa/recovery-codes/generate/": Audience.SIGNED_IN,
    "account/2fa/totp/activate/": Audience.SIGNED_IN,
    "account/2fa/totp/deactivate/": Audience.SIGNED_IN,
    "account/2fa/webauthn/": Audience.SIGNED_IN,
    "account/2fa/webauthn/add/": Audience.SIGNED_IN,
    "account/2fa/webauthn/keys/<int:pk>/edit/": Audience.KEPT_BY,
    "account/2fa/webauthn/keys/<int:pk>/remove/": Audience.KEPT_BY,
    "account/2fa/webauthn/login/": Audience.EVERYONE,
    "account/2fa/webauthn/reauthenticate/": Audience.SIGNED_IN,
    # Where an institution's sign-in is set up.
    "account/3rdparty/": Audience.SIGNED_IN,
    "account/3rdparty/login/cancelled/": Audience.EVERYONE,
    "account/3rdparty/login/error/": Audience.EVERYONE,
    "account/oidc/^(?P<provider_id>[^/]+)/login/": Audience.EVERYONE,
    "account/oidc/^(?P<provider_id>[^/]+)/login/callback/": Audience.EVERYONE,
    # What is closed before allauth is asked, and what is closed by that.
    "^account/(?:email|confirm-email|inactive|password/reset|login/code)/": Audience.NOBODY,
    "^account/(?:3rdparty/signup|social|2fa/recovery-codes/download)/": Audience.NOBODY,
    "account/2fa/recovery-codes/download/": Audience.NOBODY,
    "account/3rdparty/signup/": Audience.NOBODY,
    "account/social/connections/": Audience.NOBODY,
    "account/social/login/cancelled/": Audience.NOBODY,
    "account/social/login/error/": Audience.NOBODY,
    "account/social/signup/": Audience.NOBODY,
    "account/inactive/": Audience.NOBODY,
    "account/email/": Audience.NOBODY,
    "account/confirm-email/": Audience.NOBODY,
    "account/^confirm-email/(?P<key>[-:\\w]+)/$": Audience.NOBODY,
    "account/login/code/confirm/": Audience.NOBODY,
    "account/password/reset/": Audience.NOBODY,
    "account/password/reset/done/": Audience.NOBODY,
    "account/password/reset/key/done/": Audience.NOBODY,
    "account/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": Audience.NOBODY,
}
"""By the route of the address, as the resolver has it."""

PIXELS: Final[Mapping[str, Audience]] = {
    "studies": Audience.GRANTED,
    "series": Audience.GRANTED,
    "instances": Audience.GRANTED,
    "objects": Audience.GRANTED,
    "metadata": Audience.GRANTED,
    "rendered": Audience.GRANTED,
    "thumbnail": Audience.GRANTED,
    "stacks": Audience.GRANTED,
    "frames": Audience.GRANTED,
}
"""By what the pixel front calls a resource of a study, series or instance."""

STORE: Final = Audience.CONTRIBUTORS
"""Who may send studies to ``/dicomweb/studies``: with a key, by the person's own role."""
LIVE: Final = Audience.SENDERS
"""Who is told of progress at ``/received/live``: who holds the token that their own page made."""
CONFERENCE_LIVE: Final = Audience.SEATED
"""Who is told of a room at ``/conference/<key>/live``, and its presenter below ``lead/``."""
