"""Playlists of cases that can be taken, and people who sit them."""

import re
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from readingroom.accounts.models import Person, Role
from readingroom.casefile.validation import parse_document
from readingroom.cases.models import Case, Visibility
from readingroom.cases.services.publish import publish_case
from readingroom.cases.services.revise import create_case
from readingroom.teaching.models import Cohort, Membership, Mode, Playlist
from readingroom.teaching.services import entries, playlists
from readingroom.teaching.services.playlists import Terms
from tests.factories.cases import NOON
from tests.factories.people import amara, dev, make_institution, make_person
from tests.unit.learning.cases import fields


def teacher() -> Person:
    return make_person("tim", Role.TEACHER)


def small_case(
    title: str = "Metastasis",
    *,
    is_normal: bool = False,
    visibility: Visibility = Visibility.INSTITUTION,
    **changed: Any,
) -> Case:
    """Asks a differential once, and a question of one right option; then it tells."""
    told = {
        **fields(), "title": title, "unknown_title": f"Neck pain {title[-2:]}",
        "diagnosis_codes": [],
        "tags": ["normal"] if is_normal else [],
        "stages": [
            {"kind": "presentation", "id": "start", "findings": "zfound-early",
             "differential": [{"diagnosis": title, "share": 60}]},
            {"kind": "discussion", "id": "end", "text": f"It was {title}."},
        ],
        "items": [
            {"kind": "multiple-choice", "id": "best", "stage": "start", "stem": "Which is best?",
             "options": [{"text": "This one", "is_key": True, "rationale": "zwhy-right"},
                         {"text": "That one"}]},
        ],
        **changed,
    }  # fmt: skip
    case = create_case(document=parse_document(told), owner=amara(), now=NOON)
    publish_case(case_key=case.key, actor=dev(), visibility=visibility, now=NOON)
    case.refresh_from_db()
    return case


def make_class(*members: Person) -> Cohort:
    cohort = Cohort.objects.create(
        name="Residents", teacher=teacher(), institution=make_institution(),
        join_code="residents", made_at=NOON,
    )  # fmt: skip
    for person in members:
        Membership.objects.create(cohort=cohort, person=person, joined_at=NOON, agreed_to="1")
    return cohort


def make_playlist(
    *cases: Case | tuple[Case, str],
    owner: Person | None = None,
    members: tuple[Person, ...] = (),
    now: datetime | None = None,
    **terms: Any,
) -> Playlist:
    """A playlist of cases, and of questions by case and id; set for a class of ``members``."""
    owner, now = owner or teacher(), now or timezone.now()
    made = playlists.make_playlist(actor=owner, title="Spine week", now=now)
    for one in cases:
        case, item = one if isinstance(one, tuple) else (one, "")
        entries.add_case(actor=owner, key=made.key, case=str(case.key), item=item, now=now)
    playlists.change_terms(
        actor=owner, key=made.key, version=made.version, terms=Terms(title="Spine week", **terms),
        now=now,
    )  # fmt: skip
    if members:
        playlists.share(
            actor=owner, key=made.key, cohorts=[make_class(*members).key], link="keep", now=now
        )
    made.refresh_from_db()
    return made


def linked(playlist: Playlist) -> Playlist:
    """The same, with a link."""
    playlists.share(
        actor=playlist.owner, key=playlist.key, cohorts=[], link="new", now=timezone.now()
    )
    playlist.refresh_from_db()
    return playlist


def make_exam(
    *cases: Case | tuple[Case, str], members: tuple[Person, ...], **terms: Any
) -> Playlist:
    """An exam that is open for an hour, thirty minutes a sitting."""
    now = timezone.now()
    kept: dict[str, Any] = {
        "mode": Mode.EXAM, "minutes": 30, "opens_at": now - timedelta(minutes=1),
        "ends_at": now + timedelta(hours=1), **terms,
    }  # fmt: skip
    return make_playlist(*cases, members=members, **kept)


class Seat:
    """Someone with a browser who sits a playlist."""

    def __init__(self, client: Client, person: Person, playlist: Playlist) -> None:
        client.force_login(person)
        self.client, self.person = client, person
        self.door = f"/playlists/{playlist.key}/"
        self.path = ""

    def begin(self) -> HttpResponse:
        answer: Any = self.client.post(f"{self.door}begin/")
        if answer.status_code == 303:
            self.path = answer.headers["Location"]
        return answer  # type: ignore[no-any-return]  # the client's own kind of answer

    def look(self, number: int | None = None) -> Any:
        """The entry of this number, or wherever one stands; refusals as they are."""
        if number is None:
            return self.client.get(self.path, follow=True)
        return self.client.get(f"{self.path}{number}/")

    def form(self, number: int, **rows: Any) -> dict[str, str]:
        """What the page's form sends: its hidden fields, and rows of name and points."""
        page = self.look(number).content.decode()
        found = dict(re.findall(r'name="(place|token)" value="([^"]*[^"-])"', page))
        for at, (name, points) in enumerate(rows.items(), start=1):
            found |= {f"name-{at}": name, f"points-{at}": str(points)}
        return found

    def send(self, number: int, form: dict[str, str]) -> Any:
        return self.client.post(f"{self.path}{number}/answer/", form)

    def commit(self, number: int, **rows: int) -> Any:
        return self.send(number, self.form(number, **rows))
