"""The rules of the matrix of addresses, and a world of people and cases to ask it in.

The tables are the rules as they are meant, written down apart from the code.
"""

import re
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from readingroom.accounts.models import ApiToken, Invitation, Notice, Person, Role
from readingroom.archive.models import Door, QuarantinedObject, Series, Submission
from readingroom.cases.models import Case
from readingroom.conference.services.rooms import start
from readingroom.config.audiences import Audience
from readingroom.kernel.ids import new_key
from readingroom.learning.models import Attempt, Card
from readingroom.search.articles.terms import Kind, Term
from readingroom.search.articles.writing import write_article
from readingroom.teaching.models import SetCase
from readingroom.teaching.services.sittings import begin
from tests.factories.answering import CHOICE, IN_WORDS
from tests.factories.cases import NOON
from tests.factories.classes import handed_in_words, make_cohort, make_member
from tests.factories.people import amara, ben, chiara, dev, make_person, place_of_export
from tests.factories.playlists import linked, make_playlist
from tests.factories.shelved import shelve_row
from tests.factories.standings import STANDINGS, make_standing_case

ROLES: Final = (
    "visitor", "learner", "contributor", "owner", "editor", "elsewhere", "teacher", "administrator",
)  # fmt: skip
ALL: Final = frozenset(ROLES)
SIGNED_IN: Final = ALL - {"visitor"}
HOUSE: Final = SIGNED_IN - {"elsewhere"}
INSIDERS: Final = frozenset({"owner", "editor", "administrator"})
NOBODY: Final[frozenset[str]] = frozenset()
STATES: Final = {
    "draft": INSIDERS,
    "waiting for pathology": INSIDERS,
    "in review": INSIDERS,
    "scheduled": INSIDERS,
    "returned": INSIDERS,
    "private": INSIDERS,
    "institution": HOUSE,
    "unlisted": ALL,
    "public": ALL,
    "given back, kept by readers": ALL,
    "given back, taken from readers": INSIDERS,
    "hidden": INSIDERS,
    "retired": INSIDERS,
    "erased": NOBODY,
}
"""Who may read a case, by where it stands."""
assert STATES.keys() == STANDINGS.keys()
PUBLISHED: Final = frozenset(
    {"private", "institution", "unlisted", "public", "given back, kept by readers"}
)
GONE: Final = frozenset({"retired", "erased"})
OF_A_CASE: Final = frozenset(
    {Audience.READERS, Audience.PASSERS, Audience.KEEPERS, Audience.LEARNERS, Audience.CITERS,
     Audience.FINDERS, Audience.WRITERS, Audience.DECIDERS}
)  # fmt: skip
BY_ROLE: Final = {
    Audience.EVERYONE: ALL,
    Audience.SIGNED_IN: SIGNED_IN,
    Audience.CONTRIBUTORS: SIGNED_IN - {"learner"},
    Audience.EDITORS: frozenset({"editor", "elsewhere", "administrator"}),
    Audience.ADMINISTRATORS: frozenset({"administrator"}),
    Audience.NOBODY: frozenset(),
    Audience.HALF_IN: frozenset(),  # nobody is here: `test_people_pages` is let in half
    Audience.FRAMED: frozenset(),  # by a signed address alone: `test_embed` has one
    Audience.SENDERS: INSIDERS,
    Audience.UPLOADERS: frozenset({"owner"}),
    Audience.PRESENTERS: frozenset({"owner"}),
    # By a seat alone, which no role has: tests/integration/conference asks with one.
    Audience.SEATED: frozenset(),
    Audience.KEPT_BY: frozenset({"owner"}),
    Audience.MARKERS: frozenset({"teacher"}),
    Audience.CLASS_TEACHERS: frozenset({"teacher"}),
    Audience.CLASS_MEMBERS: frozenset({"learner"}),
    Audience.CLASS_PEOPLE: frozenset({"teacher", "learner"}),
    Audience.INVITED: SIGNED_IN,
    Audience.PLAYLIST_MAKERS: frozenset({"owner"}),
    Audience.PLAYLIST_TAKERS: frozenset({"owner"}),
    Audience.LINKED: SIGNED_IN,
    Audience.SITTERS: frozenset({"owner"}),
    Audience.HOLDERS: frozenset({"editor", "administrator"}),
    Audience.ADDRESSEES: frozenset({"owner"}),
}
# They read a file of quarantine in a process of its own; their own tests show that they answer.
ASKED_IN_VAIN: Final = re.compile(r"held/<uuid:key>/(facts|frames|face|thumbnail|redacted)")
# What everyone who may must also bring to be told more than that it is wrong.
ONLY_REFUSED: Final = frozenset({
    "searches/open/", "searches/rename/", "searches/remove/",
    # An entry, an exam, a question that waits, a proof of the last minutes.
    "playlists/<uuid:key>/edit/entries/", "playlists/<uuid:key>/candidates/",
    "playlists/<uuid:key>/candidates/time/", "playlists/<uuid:key>/candidates/release/",
    "sittings/<uuid:key>/<int:number>/answer/", "profile/writing/<uuid:key>/",
    "received/uploads/<uuid:key>/<str:content_id>", "received/uploads/<uuid:key>/small/",
    "received/<uuid:key>/preview/", "received/<uuid:key>/preview/decide/",
    "received/<uuid:key>/owner/", "cases/<uuid:key>/unknown/commit/",
    "cases/<uuid:key>/unknown/grant/", "cases/<uuid:key>/unknown/questions/<slug:item>/",
    "playlists/add/", "sittings/<uuid:key>/<int:number>/unsent/",
    "conference/<uuid:key>/kept/", "conference/<uuid:key>/lead/do/",
    "received/<uuid:key>/case/", "account/reauthenticate/", "account/2fa/reauthenticate/",
    "account/2fa/webauthn/reauthenticate/", "account/2fa/recovery-codes/",
    "account/2fa/totp/deactivate/", "account/2fa/webauthn/login/", "account/3rdparty/login/error/",
    "account/oidc/^(?P<provider_id>[^/]+)/login/",
    "account/oidc/^(?P<provider_id>[^/]+)/login/callback/",
})  # fmt: skip
BODY: Final = {"decision": "return", "reason": "proof", "words": "Say more.", "number": "1"}
NEVER: Final = 77_777
IN_OTHER_WORDS: Final = {
    "(?:3rdparty|": "/account/social/signup/",
    "oidc/^": "/account/oidc/institution/login/",
    "(?:email|": "/account/email/",
    "(?:3rdparty/signup|": "/account/3rdparty/signup/",
    "^confirm-email": "/account/confirm-email/abc/",
    "^password/reset": "/account/password/reset/key/1-abc/",
}
"""Addresses of routes that are patterns."""
TOKEN: Final = re.compile(rb'csrfmiddlewaretoken" value="[^"]*"')
Answer = tuple[int, bytes, tuple[str, ...], str]


def expected(audience: Audience, state: str) -> frozenset[str]:
    """Who is answered at an address for a case that stands there."""
    readers = STATES[state]
    return {
        Audience.READERS: readers,
        # Of a retired case, everyone who could read it is told that it was there.
        Audience.PASSERS: ALL if state == "retired" else readers,
        Audience.KEEPERS: readers - {"visitor"},
        Audience.LEARNERS: readers if state in PUBLISHED else frozenset(),
        Audience.CITERS: readers if state in PUBLISHED else frozenset(),
        Audience.FINDERS: INSIDERS
        if state == "unlisted"
        else ALL
        if state == "retired"
        else readers,
        Audience.WRITERS: NOBODY if state in GONE else INSIDERS,
        Audience.DECIDERS: NOBODY if state in GONE else INSIDERS - {"owner"},
    }[audience]


class World:
    """People, cases in every state, and what came in."""

    def __init__(self, data: Path) -> None:
        self.people: dict[str, Person] = {
            "learner": ben(),
            "contributor": make_person("cora", Role.CONTRIBUTOR),
            "owner": amara(),
            "editor": dev(),
            "elsewhere": chiara(),
            "teacher": make_person("tim", Role.TEACHER),
            "administrator": make_person("root", Role.ADMINISTRATOR),
        }
        self.clients = {role: self._client(role) for role in ROLES}
        self.series: dict[str, Series] = {}
        self.cases = {state: self._case(data, state) for state in STATES}
        self.sent = self._submission("finished", finished_at=NOON)
        self.arriving = self._submission("receiving", door=Door.PAGE)
        patient = self.series["draft"].study.patient
        self.notice = Notice.objects.create(
            person=self.people["owner"], kind="decision", what="published",
            subject=self.cases["public"].key, at=NOON,
        )  # fmt: skip
        self.held = QuarantinedObject.objects.create(
            submission=self.sent, ordinal=1, size_bytes=1, patient=patient, state="held",
            reason_code="identity_suspected", moved_at=NOON,
        )  # fmt: skip

        self.room = start(
            presenter=amara(), case_keys=[self.cases["public"].key], now=timezone.now()
        )
        self.playlist = linked(make_playlist(self.cases["public"], owner=amara()))
        self.sitting = begin(actor=amara(), playlist=self.playlist, now=timezone.now())
        self.own = self._own(self.cases["public"])
        self.cohort = make_cohort()
        self.task = SetCase.objects.create(
            cohort=self.cohort, case_key=self.cases["public"].key, set_at=NOON
        )
        make_member(self.cohort, "ben")
        self.written = handed_in_words(self.cohort, ben(), self.cases["public"])
        term = Term("vertebral-metastasis", "Vertebral metastasis", Kind.DIAGNOSIS)
        write_article(term, "Words.", author=dev(), base=0, now=NOON)
        self.invitation = Invitation.objects.create(
            invited_by=self.people["administrator"], created_at=NOON, expires_at=NOON
        )

    def _own(self, case: Case) -> UUID:
        """What the owner learns by: one of each kind, called the same."""
        key, person = new_key(), self.people["owner"]
        Card.objects.create(key=key, person=person, case=case, due_at=NOON, made_at=NOON)
        Attempt.objects.create(
            key=key, person=person, case_key=case.key, revision=case.published_revision, number=1,
            started_at=NOON,
        )  # fmt: skip
        ApiToken.objects.create(key=key, person=person, token_digest=str(key), created_at=NOON)
        place_of_export(key, person)
        Authenticator.objects.create(
            pk=1, user=person, type="webauthn", data={"name": "Key", "credential": {}}
        )
        return key

    def _client(self, role: str) -> Client:
        client = Client()
        if role in self.people:
            client.force_login(self.people[role])
        return client

    def _case(self, data: Path, state: str) -> Case:
        def shelve(case: Case) -> None:
            assert case.draft_revision
            series = case.draft_revision.series.get().series
            self.series[state] = series
            shelve_row(data, series, slices=1)

        return make_standing_case(
            state, shelve, suitable_for_quiz=True,
            items=[{**CHOICE, "stage": "mri"}, {**IN_WORDS, "stage": "mri"}],
        )  # fmt: skip

    def _submission(self, state: str, **fields: Any) -> Submission:
        return Submission.objects.create(
            owner=amara(), institution=amara().institution, state=state, created_at=NOON,
            moved_at=NOON, **fields,
        )  # fmt: skip
