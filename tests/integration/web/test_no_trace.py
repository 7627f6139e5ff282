"""What is taken from readers is gone from all that people kept of it: no page says a word of it.

Everything was open once: the case was read, set for a class, put into a playlist, shown in a
conference, answered, starred and noted. Each word of its author begins alike, and is looked for.
"""

import io
import logging
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from django.test import Client
from django.utils import timezone

from readingroom.accounts.models import Person, Role
from readingroom.accounts.services.api_tokens import issue_token
from readingroom.cases.models import Case, State, Visibility
from readingroom.cases.services.erase import erase_case
from readingroom.cases.services.identity_report import Seen, report_identity
from readingroom.cases.services.opening import record_opening
from readingroom.cases.services.publish import publish_case, retire_case
from readingroom.cases.services.recall import return_to_draft
from readingroom.cases.services.revise import create_case
from readingroom.conference.hub import Hub
from readingroom.conference.services.rooms import Lead, end, start
from readingroom.config.audiences import PAGES, Audience
from readingroom.config.audiences_api import API
from readingroom.learning.models import Card, Favourite, MarginNote
from readingroom.search.index import rebuild
from readingroom.teaching.services import playlists
from readingroom.teaching.services.sittings import begin
from readingroom.web.presentation import conference_state
from readingroom.web.views import conference_desk, conference_phone
from tests.factories.answering import CHOICE, IN_WORDS
from tests.factories.cases import NOON, make_document, make_series
from tests.factories.classes import (
    handed_in_words,
    make_cohort,
    make_member,
    make_set,
    row,
    take_case,
)
from tests.factories.people import amara, dev, make_person
from tests.factories.playlists import make_playlist
from tests.integration.web.matrix_world import OF_A_CASE

WORD: Final = b"quokka"
KEPT: Final = frozenset({
    "", "classes/<uuid:key>/", "classes/set/<uuid:key>/", "marking/", "marking/<uuid:key>/",
    "mine/", "mine/favourites/", "mine/notes/", "mine/attempts/", "mine/attempts/<uuid:key>/",
    "playlists/<uuid:key>/edit/", "playlists/<uuid:key>/present/",
    "sittings/<uuid:key>/<int:number>/",
    "conference/<uuid:key>/lead/", "cases/<uuid:key>/", "cases/<uuid:key>/cite.bib",
})  # fmt: skip
"""Where the case stands while it is open; the test would else look at pages that never say it."""


def written_case() -> Case:
    """A public case of Amara's in which every text begins with the word."""
    say = {**IN_WORDS, "stage": "mri", "stem": "Quokka stem?", "model_answer": "Quokka.",
           "rubric": [{"text": "Quokka rubric", "aspect": "observation", "points": 3}]}  # fmt: skip
    document = make_document(
        make_series(amara()),
        title="Quokka disease", unknown_title="Quokka neck", suitable_for_quiz=True,
        contributors=[{"name": "Quokka Author"}], tags=["quokka"],
        patient={"presentation": "Quokka pain."},
        items=[{**CHOICE, "stage": "mri", "stem": "Quokka level?"}, say],
        stages=[
            {"kind": "study", "id": "mri", "modality": "mri", "region": "Quokka spine",
             "findings": "Quokka oedema.",
             "differential": [{"diagnosis": "Quokka disease", "share": 60}]},
            {"kind": "discussion", "id": "end", "text": "It was quokka disease."},
        ],
    )  # fmt: skip
    case = create_case(document=document, owner=amara(), now=NOON)
    publish_case(case_key=case.key, actor=dev(), visibility=Visibility.PUBLIC, now=NOON)
    case.refresh_from_db()
    return case


class Kept:
    """What a learner and a teacher of the author's institution, neither of them hers, kept."""

    def __init__(self) -> None:
        now = timezone.now()
        self.case = case = written_case()
        cohort = make_cohort()
        tim, ben = cohort.teacher, make_member(cohort, "ben")
        self.people: dict[str, Person | None] = {
            "visitor": None, "teacher": tim, "learner": ben,
            "colleague": make_person("cem", Role.CONTRIBUTOR),
        }  # fmt: skip
        task, written = make_set(cohort, case), handed_in_words(cohort, ben, case)
        playlist = make_playlist(case, (case, "level"), owner=tim)
        playlists.share(actor=tim, key=playlist.key, cohorts=[cohort.key], link="keep", now=now)
        sitting = begin(actor=ben, playlist=playlist, now=now)
        attempt = take_case(ben, case, [row("Discitis", 60)])
        kept = start(presenter=tim, case_keys=[case.key], now=now)
        end(Lead(tim, kept.key, now), keep=True)
        self.room = start(presenter=tim, case_keys=[case.key], now=now)
        for person in (tim, ben):
            record_opening(case_key=case.key, actor=person, now=now)
            Favourite.objects.create(person=person, case=case, made_at=now)
            MarginNote.objects.create(
                person=person, case=case, stage="mri", text="Mine.", version=1, changed_at=now
            )
            Card.objects.create(person=person, case=case, due_at=NOON, made_at=NOON)
        self.keys = {
            **dict.fromkeys(OF_A_CASE, case.key),
            Audience.MARKERS: written.key, Audience.SITTERS: sitting.key,
            Audience.PLAYLIST_MAKERS: playlist.key, Audience.PLAYLIST_TAKERS: playlist.key,
            Audience.PRESENTERS: self.room.key, Audience.SEATED: self.room.key,
            Audience.CLASS_TEACHERS: cohort.key, Audience.CLASS_MEMBERS: cohort.key,
            Audience.CLASS_PEOPLE: cohort.key, Audience.KEPT_BY: attempt.key,
        }  # fmt: skip
        self.task, self.kept_room = task.key, kept.key

    def path_of(self, route: str, audience: Audience) -> str | None:
        """Where to look; ``None`` for what is of no case, or asks for more than a key."""
        key = self.task if "/set/<" in route else self.keys.get(audience)
        key = self.kept_room if route.endswith("/kept/") else key
        path = route.replace("<number:number>", self.case.short_number)
        path = path.replace("<int:number>", "1").replace("<slug:series>", "sag-t2")
        for name in ("<uuid:key>", "<uuidstr:key>"):
            path = path.replace(name, str(key)) if key else path
        is_asked = not re.search(r"[<^]", path) and not path.startswith("account/")
        return f"/{path}" if is_asked else None


def says(answer: Any) -> bool:
    """Whether there is a word of the case in it, packed or not."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            content = b"".join(packed.read(name) for name in packed.namelist())
    return WORD in content.lower()


def where_it_stands(kept: Kept) -> Iterator[tuple[str, str]]:
    """Every address that says a word of it, and to whom."""
    for role, person in kept.people.items():
        client = Client()
        if person is not None:
            client.force_login(person)
        for route, audience in PAGES.items():
            path = kept.path_of(route, audience)
            if path and says(client.get(path)):
                yield role, route
        if person is None:
            continue
        key = f"Bearer {issue_token(person, label='', now=timezone.now())}"
        for route, methods in API.items():
            path = kept.path_of(route, methods.get("GET", Audience.NOBODY))
            if (
                path
                and "GET" in methods
                and says(Client().get(path, headers={"Authorization": key}))
            ):
                yield role, route


def _hide(case: Case) -> None:
    report_identity(
        case_key=case.key, actor=make_person("lea"), seen=Seen("words"), now=timezone.now()
    )


def _give_back(case: Case) -> None:
    return_to_draft(
        case_key=case.key, editor=dev(), reasons=["proof"], words="", keeps_readers=False, now=NOON
    )


def _keep_private(case: Case) -> None:
    publish_case(case_key=case.key, actor=dev(), visibility=Visibility.PRIVATE, now=NOON)


def _retire(case: Case) -> None:
    retire_case(case_key=case.key, actor=dev(), now=NOON)


def _erase(case: Case) -> None:
    erase_case(case_key=case.key, actor=None, reason="request", now=NOON)


@pytest.fixture
def kept(
    db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Kept]:
    settings.READINGROOM_DATA = tmp_path
    hub = Hub()
    for module in (conference_state, conference_desk, conference_phone):
        monkeypatch.setattr(module, "HUB", hub)
    logging.disable(logging.WARNING)
    made = Kept()
    rebuild()
    yield made
    hub.close()
    logging.disable(logging.NOTSET)


def test_while_it_is_open_it_stands_wherever_someone_kept_it(kept: Kept) -> None:
    found = {route for _, route in where_it_stands(kept)}

    assert KEPT - found == set()
    assert kept.case.state == State.PUBLISHED


MARKED: Final = [("teacher", "marking/"), ("teacher", "marking/<uuid:key>/")]
"""What was handed in is marked still once its case was retired."""


@pytest.mark.parametrize(
    ("take", "left"),
    [(_hide, []), (_give_back, []), (_keep_private, []), (_retire, MARKED), (_erase, [])],
    ids=["hidden", "given back", "private", "retired", "erased"],
)
def test_once_it_is_taken_from_readers_no_page_says_a_word_of_it(
    kept: Kept, take: Callable[[Case], None], left: list[tuple[str, str]]
) -> None:
    take(kept.case)
    rebuild()

    assert sorted(where_it_stands(kept)) == left
