"""Rooms with a presenter and phones."""

import re
from collections.abc import Iterable

from django.http import HttpResponse
from django.test import Client

from readingroom.accounts.models import Person
from readingroom.cases.models import Case
from readingroom.conference.models import Room
from tests.factories.people import amara


class Desk:
    """A presenter with a browser, who has opened a room."""

    def __init__(self, *cases: Case, presenter: Person | None = None) -> None:
        self.client = Client()
        self.client.force_login(presenter or amara())
        self.opened = self.open(cases)

    def open(self, cases: Iterable[Case]) -> HttpResponse:
        keys = [str(case.key) for case in cases]
        return self.client.post("/conference/new/", {"case": keys})

    @property
    def room(self) -> Room:
        return Room.objects.latest("pk")

    @property
    def path(self) -> str:
        return f"/conference/{self.room.key}/lead/"

    def look(self) -> HttpResponse:
        return self.client.get(self.path)

    def do(self, deed: str, **sent: object) -> HttpResponse:
        return self.client.post(f"{self.path}do/", {"do": deed, **sent})

    def go_on(self) -> HttpResponse:
        entry = self.room.entries.get(place=self.room.place)
        return self.do("open", after=entry.committed)

    def poll_key(self) -> str:
        found = re.search(r'name="poll" value="([0-9a-f-]+)"', self.look().content.decode())
        assert found
        return found[1]


class Phone:
    """Someone with a phone."""

    def __init__(self, room: Room, person: Person | None = None) -> None:
        self.client, self.room = Client(), room
        if person:
            self.client.force_login(person)

    def join(self, code: str | None = None) -> HttpResponse:
        return self.client.post("/join/", {"code": self.room.code if code is None else code})

    @property
    def path(self) -> str:
        return f"/conference/{self.room.key}/"

    def look(self) -> HttpResponse:
        return self.client.get(self.path)

    def film(self) -> HttpResponse:
        return self.client.post(f"{self.path}film/")

    def vote(self, poll: str, **given: object) -> HttpResponse:
        return self.client.post(f"{self.path}vote/", {"poll": poll, **given})

    def hand(self, **sent: str) -> HttpResponse:
        return self.client.post(f"{self.path}hand/", sent)
