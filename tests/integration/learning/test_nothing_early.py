"""The raw bytes of every answer, before each stage is reached: nothing of what comes later."""

import html
import json
import re
from urllib.parse import unquote

import pytest
from django.http import HttpResponse
from django.test import Client

from readingroom.archive.models import Series
from readingroom.kernel.grants import read_grant
from readingroom.learning.selectors import taken
from tests.factories.cases import NOON
from tests.factories.people import ben
from tests.factories.unknown import Hand, marked_case, shown_series
from tests.unit.learning.cases import WORDS

pytestmark = pytest.mark.django_db

# Which stage shows a series first, by its place.
FIRST_SHOWN = {"mri": 2, "late": 5, "slide": 6}
ASKED = 7
# What tells of images before the end, and of the case at any stage.
NEVER = ("zwhole", "aematology", "4321", "8765", "ztissue-stain", "lmost certain",
         *(f"z{word}-{part}" for word in ("mri", "late", "tissue") for part in ("below", "arrow"))
         )  # fmt: skip
FOUND = ("findings", "limits", "diagnosis", "for", "against")


@pytest.fixture(autouse=True)
def on_shelf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taken, "series_view", shown_series)


def raw(answer: HttpResponse) -> str:
    """Everything that goes over the wire: headers, cookies with what they hold, the body."""
    cookies = "\n".join(morsel.OutputString() for morsel in answer.cookies.values())
    headers = "\n".join(f"{name}: {value}" for name, value in answer.items())
    text = f"{headers}\n{cookies}\n{answer.content.decode()}"
    return f"{text}\n{unquote(text)}\n{html.unescape(text)}"


def granted(answer: HttpResponse, settings: object) -> set[str]:
    secret = settings.READINGROOM_GRANT_SECRET  # type: ignore[attr-defined]  # of pytest-django
    tokens = [m.value for name, m in answer.cookies.items() if name.startswith("readingroom_grant")]
    then = NOON.replace(year=2020)
    grants = [read_grant(token, secret=secret, now=then) for token in tokens]
    return {uid for grant in grants for uid in grant.series_instance_uids}


def answers_here(hand: Hand) -> list[HttpResponse]:
    """All that a page and its scripts may ask at a stage."""
    form = hand.form(Discitis=60)
    return [
        hand.look(),
        hand.client.post(f"{hand.path}grant/"),
        hand.send({**form, "points-1": "101"}),  # refused: the page again, with a sentence
        hand.send({**form, "place": "7"}),  # skipping ahead
        hand.client.get("/diagnoses/?q=z"),
    ]


def said(word: str, text: str) -> bool:
    """Whether a word is in a text; digits as a number, for random keys hold any four."""
    return bool(re.search(rf"(?<![\w-]){word}(?!\w)", text)) if word.isdigit() else word in text


def check_nothing_early(text: str, place: int, series: dict[str, Series]) -> None:
    later = [word for word in WORDS[place + 1 :] if word in text]
    assert later == []
    assert [word for word in NEVER if said(word, text)] == []
    assert place == FIRST_SHOWN["slide"] or "athology" not in text
    assert [part for part in FOUND if f"{WORDS[place]}-{part}" in text] == []
    early = [n for n, first in FIRST_SHOWN.items() if first > place]
    uids = [
        uid for name in early
        for uid in (series[name].series_instance_uid, series[name].study.study_instance_uid)
    ]  # fmt: skip
    assert [uid for uid in uids if f'"{uid}' in text or f"/{uid}" in text] == []


@pytest.mark.parametrize("signed_in", [False, True])
def test_nothing_of_a_later_stage_is_in_any_answer(
    client: Client, settings: object, *, signed_in: bool
) -> None:
    case, series = marked_case()
    if signed_in:
        client.force_login(ben())
    hand = Hand(client, case)
    at_the_door = hand.look()
    begun = hand.begin()
    check_nothing_early(raw(begun), 0, series)
    assert not any(said(word, raw(at_the_door)) for word in (*WORDS, *NEVER))

    for place in range(ASKED):
        answers = answers_here(hand)
        assert [a.status_code for a in answers] == [200, 204, 422, 409, 200]
        for answer in answers:
            check_nothing_early(raw(answer), place, series)
        open_now = [name for name, first in FIRST_SHOWN.items() if first <= place]
        reached = {series[name].series_instance_uid for name in open_now}
        assert granted(answers[0], settings) == granted(answers[1], settings) == reached
        check_nothing_early(raw(hand.commit(Discitis=60)), place, series)
        opened = hand.look().content.decode()
        assert [part for part in FOUND if f"{WORDS[place]}-{part}" not in opened] == []

    page = raw(hand.look())
    assert all(f"{word}-findings" in page for word in WORDS)
    assert "zwhole-title" in page


def props_of(page: str) -> dict[str, object]:
    found = re.search(r'<script id="viewer-props" type="application/json">(.*?)</script>', page)
    assert found
    props: dict[str, object] = json.loads(found[1])
    return props


def test_images_are_told_by_technique_and_open_in_the_middle(client: Client) -> None:
    case, _ = marked_case()
    hand = Hand(client, case)
    hand.begin()
    hand.commit()
    hand.commit()

    props = props_of(hand.look().content.decode())

    (study,) = props["studies"]  # type: ignore[misc]  # JSON
    assert study["label"] == "MRI · Spine"
    assert [(s["id"], s["label"]) for s in study["series"]] == [
        ("s3-1", "Sagittal T1"), ("s3-2", "Axial T2"),
    ]  # fmt: skip
    assert {(s["initialFrame"], s["window"], len(s["annotations"])) for s in study["series"]} == {
        (8, None, 0)
    }
    assert props["hung"] == ["s3-1"]
    assert props["grantUrl"] == f"{hand.path}grant/"


def test_what_was_drawn_about_images_comes_at_the_end(client: Client) -> None:
    case, series = marked_case()
    for name, modality in (("mri", "SEG"), ("late", "PR")):
        Series.objects.filter(pk=series[name].pk).update(modality=modality)
    hand = Hand(client, case)
    hand.begin()
    for _ in range(ASKED - 1):
        hand.commit()
    uids = [series[name].series_instance_uid for name in ("mri", "late")]

    assert not any(f"/{uid}" in raw(hand.look()) for uid in uids)
    hand.commit()
    assert all(f"/{uid}" in raw(hand.look()) for uid in uids)
