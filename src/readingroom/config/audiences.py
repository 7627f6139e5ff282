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
    SIGNED_IN = "everyone who is signed in"
    CONTRIBUTORS = "everyone who may write cases"
    EDITORS = (
        "editors and administrators, of whatever institution; what they see there is of theirs"
    )
    ADMINISTRATORS = "administrators"
    READERS = "whoever may read the case"
    LEARNERS = "whoever may read the case, where it can be taken as an unknown"
    CITERS = "whoever may read the case, once it is published"
    FINDERS = "whoever the library lists the case to, and whoever may write in it"
    WRITERS = "the case's author and the editors of its institution"
    DECIDERS = "the editors of the case's institution"
    SENDERS = "who sent it, the editors of their institution, and administrators"
    UPLOADERS = "who is sending it"
    HOLDERS = "the editors of the institution that sent the held file, and administrators"
    GRANTED = "whoever holds a grant for the series, or a key that opens it"


PAGES: Final[Mapping[str, Audience]] = {
    "": Audience.EVERYONE,
    "suggest/": Audience.EVERYONE,
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
    "cases/<uuid:key>/": Audience.READERS,
    "cases/<uuid:key>/grant": Audience.READERS,
    "cases/<uuid:key>/series/<slug:series>/annotations.dcm": Audience.READERS,
    "cases/<uuid:key>/cite.bib": Audience.CITERS,
    "cases/<uuid:key>/cite.ris": Audience.CITERS,
    "cases/<uuid:key>/unknown/": Audience.LEARNERS,
    "cases/<uuid:key>/unknown/begin/": Audience.LEARNERS,
    "cases/<uuid:key>/unknown/commit/": Audience.LEARNERS,
    "cases/<uuid:key>/unknown/grant/": Audience.LEARNERS,
    "cases/<uuid:key>/history/": Audience.WRITERS,
    "cases/<uuid:key>/history/restore/": Audience.WRITERS,
    "cases/<uuid:key>/edit/": Audience.WRITERS,
    "cases/<uuid:key>/edit/codes/": Audience.WRITERS,
    "cases/<uuid:key>/edit/copy/": Audience.WRITERS,
    "cases/<uuid:key>/edit/grant/": Audience.WRITERS,
    "cases/<uuid:key>/edit/panel/": Audience.WRITERS,
    "cases/<uuid:key>/edit/preview/": Audience.WRITERS,
    "cases/<uuid:key>/edit/step/": Audience.WRITERS,
    "cases/<uuid:key>/edit/submit/": Audience.WRITERS,
    "cases/<uuid:key>/edit/withdraw/": Audience.WRITERS,
    "reviews/": Audience.EDITORS,
    "reviews/<uuid:key>/decide/": Audience.DECIDERS,
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
    "account/login/": Audience.EVERYONE,
    "account/logout/": Audience.EVERYONE,
    "account/signup/": Audience.EVERYONE,
    "account/reauthenticate/": Audience.SIGNED_IN,
    "account/password/change/": Audience.SIGNED_IN,
    "account/password/set/": Audience.SIGNED_IN,
    # What is closed before allauth is asked, and what is closed by that.
    "^account/(?:email|confirm-email|inactive|password/reset|login/code)/": Audience.NOBODY,
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
