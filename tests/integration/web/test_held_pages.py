"""The hold page: what editors see and do, and that nobody else learns that it is there."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from django.test import Client
from PIL import Image

from readingroom.accounts.models import Person, Role
from readingroom.archive.models import QuarantinedObject, Submission
from readingroom.archive.places import Places
from readingroom.archive.services.decisions import take_decided
from readingroom.archive.services.process import process_submission
from readingroom.archive.services.receive import receive_paths
from readingroom.infra.models import AuditRecord
from readingroom.kernel.ids import new_key
from tests.factories import dicom
from tests.factories.people import alone, amara, ben, chiara, dev, make_person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
_TOKEN = re.compile(rb'(csrfmiddlewaretoken" value|csrf-token" content)="[^"]*"')
WHITE = np.full((40, 60), 255, np.uint8)


@pytest.fixture(autouse=True)
def data(settings: Any, tmp_path: Path) -> Places:
    settings.READINGROOM_DATA = tmp_path / "data"
    settings.READINGROOM_DATA.mkdir(mode=0o700)
    return Places(settings.READINGROOM_DATA)


@pytest.fixture
def submission(tmp_path: Path, data: Places) -> Submission:
    """Amara sent a white secondary capture twice, in two sizes, and a clip of three frames."""
    given = tmp_path / "given"
    given.mkdir()
    held = [
        dicom.secondary_capture(values=WHITE),
        dicom.secondary_capture(values=WHITE[:, :50], SOPInstanceUID=dicom.uid(1, 4, 2)),
        dicom.us_clip(),
    ]
    for number, dataset in enumerate(held):
        (given / f"{number}.dcm").write_bytes(dicom.to_bytes(dataset))
    received = receive_paths([given], owner=amara(), now=NOW)
    process_submission(received.submission.key, now=NOW)
    return Submission.objects.get(pk=received.submission.pk)


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(dev())
    return client


def keys(submission: Submission) -> list[UUID]:
    return list(submission.objects_in.order_by("ordinal").values_list("key", flat=True))


def addresses(key: object) -> Iterator[tuple[str, str]]:
    """Every address of the hold page, with a method."""
    for path in ("/held", "/held/", f"/held/{key}/", f"/held/{key}/facts/"):
        yield "get", path
        yield "post", path
    for path in (f"/held/{key}/frames/1/", f"/held/{key}/frames/1/?window=even"):
        yield "get", path
        yield "head", path
    yield "get", f"/held/{key}/thumbnail/"
    for method in ("get", "put", "post"):
        yield method, f"/held/{key}/redacted/"
    for path in ("/held/decide/", "/held/undo/", "/held/done/"):
        yield "get", path
        yield "post", path


def told(
    client: Client, method: str, path: str, **form: object
) -> tuple[int, bytes, dict[str, str]]:
    answer = getattr(client, method)(path, form)
    kept = {name: value for name, value in answer.headers.items() if name != "Content-Length"}
    return answer.status_code, _TOKEN.sub(b"", answer.content), kept


@pytest.mark.parametrize("who", [None, ben, amara, alone, lambda: make_person("t", Role.TEACHER)])
def test_whoever_is_no_editor_finds_nothing_at_any_address(
    submission: Submission, who: Any
) -> None:
    client = Client(enforce_csrf_checks=True)
    if who:
        client.force_login(who())

    for method, path in addresses(keys(submission)[0]):
        nowhere = told(client, method, "/nowhere/at/all/")
        assert told(client, method, path) == nowhere, (method, path)
        assert nowhere[0] == 404


def test_an_editor_elsewhere_finds_the_same_as_at_a_key_that_never_was(
    submission: Submission, client: Client
) -> None:
    client.force_login(chiara())
    real, never = keys(submission)[0], new_key()

    for (method, path), (_, other) in zip(addresses(real), addresses(never), strict=True):
        if str(real) in path:
            assert told(client, method, path) == told(client, method, other)
            assert told(client, method, path)[0] in {404, 405}
    for decision in ("release", "reject", "mask"):
        form = {"decision": decision, "boxes": "[[null,1,1,2,2]]", "confirmed": "yes"}
        client.post("/held/decide/", {"key": str(real), **form})
    client.post("/held/undo/", {"key": str(real)})
    assert b"Nothing is held" in client.get("/held/").content
    assert set(QuarantinedObject.objects.values_list("decision", flat=True)) == {""}


def test_someone_who_was_an_editor_finds_nothing_any_more(
    submission: Submission, editor: Client
) -> None:
    path = f"/held/{keys(submission)[0]}/frames/1/"
    assert editor.get(path).status_code == 200

    Person.objects.filter(username="dev").update(role=Role.LEARNER)

    assert editor.get(path).status_code == 404


def test_nothing_that_is_answered_is_kept_on_the_way(
    submission: Submission, editor: Client
) -> None:
    for method, path in addresses(keys(submission)[0]):
        answer = getattr(editor, method)(path)

        assert {"no-store", "private"} <= set(answer["Cache-Control"].split(", ")), path
        assert answer["Referrer-Policy"] in {"same-origin", "no-referrer"}


def test_a_form_of_another_site_decides_nothing(submission: Submission) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(dev())
    first = keys(submission)[0]

    answers = [
        client.post("/held/decide/", {"key": str(first), "decision": "reject"}),
        client.put(f"/held/{first}/redacted/?offset=0&size=1", b"x"),
        client.post(f"/held/{first}/redacted/"),
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert set(QuarantinedObject.objects.values_list("decision", flat=True)) == {""}


def test_the_queue_shows_each_series_with_its_reasons(
    submission: Submission, editor: Client
) -> None:
    page = editor.get("/held/").content.decode()

    assert page.count('class="held-series"') == 2
    assert page.count("/thumbnail/") == 3
    assert "3 files may show who the patient is, and wait until" in page
    assert "Held <span" in page
    assert "Nobody" not in page


def test_files_of_unknown_series_stand_apart_and_say_what_to_do(
    submission: Submission, editor: Client
) -> None:
    first, second, third = keys(submission)
    QuarantinedObject.objects.filter(key__in=[first, third]).update(
        series_instance_uid="", reason_code="not_in_time", reason_codes=["not_in_time"]
    )

    page = editor.get("/held/").content.decode()
    answer = decide(editor, first, decision="reject", scope="series").json()

    assert page.index("<h3>Series 1") < page.index("<h3>Not looked at in time")
    assert "Open each of them: release what names nobody in any frame" in page
    assert answer["decided"] == [str(first)]
    assert QuarantinedObject.objects.get(key=second).decision == ""


def test_the_queue_can_show_one_reason_alone(submission: Submission, editor: Client) -> None:
    page = editor.get("/held/?reason=modality_other").content.decode()

    assert page.count("/thumbnail/") == 2
    assert "2 of 3 files" in page
    assert "Nothing is held for this reason." in editor.get("/held/?reason=x").content.decode()


def test_visitors_and_learners_see_no_way_there(client: Client) -> None:
    assert b"/held/" not in client.get("/").content
    client.force_login(ben())
    assert b"/held/" not in client.get("/").content


def test_a_picture_is_shown_as_stored_and_with_its_masks(
    submission: Submission, editor: Client
) -> None:
    address = f"/held/{keys(submission)[0]}/frames/1/"

    before = editor.get(address)
    after = editor.get(address, {"boxes": "[[null,10,20,5,6]]", "window": "full"})

    assert (before["Content-Type"], after["Content-Type"]) == ("image/png", "image/png")
    plain, masked = (np.asarray(Image.open(BytesIO(a.content))) for a in (before, after))
    assert plain.shape == (40, 60)
    assert not masked[20:26, 10:15].any()
    assert (plain != masked).sum() <= 5 * 6


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("frames/4/", 404), ("frames/0/", 404), ("frames/1/?window=x", 422),
        ("frames/1/?boxes=x", 422), ("frames/1/?boxes=[[1]]", 422),
        ("frames/1/?window=1:0", 422), ("frames/1/?window=nan:9", 422),
        ("frames/1/?window=5:inf", 422), ("frames/1/?window=:", 422),
    ],
)  # fmt: skip
def test_what_can_not_be_shown_is_refused(
    submission: Submission, editor: Client, query: str, status: int
) -> None:
    assert editor.get(f"/held/{keys(submission)[2]}/{query}").status_code == status


def test_a_window_of_ones_own_is_what_is_shown(submission: Submission, editor: Client) -> None:
    key = keys(submission)[0]
    address = f"/held/{key}/frames/1/"
    center, width = editor.get(f"/held/{key}/facts/").json()["window"]

    def shown(window: str) -> np.ndarray[Any, Any]:
        return np.asarray(Image.open(BytesIO(editor.get(address, {"window": window}).content)))

    assert not shown(f"{center + 2 * width}:{width}").any()
    assert shown(f"{center - 2 * width}:{width}").min() == 255


def test_facts_hold_sizes_and_counts_and_no_value(submission: Submission, editor: Client) -> None:
    facts = editor.get(f"/held/{keys(submission)[2]}/facts/").json()

    assert (facts["kind"], facts["frames"], facts["rows"], facts["columns"]) == (
        "picture", 3, 12, 16,
    )  # fmt: skip
    assert any(" removed: " in line for line in facts["header"])
    assert "Nobody" not in json.dumps(facts)


def test_boxes_that_were_found_are_proposed_but_for_labels(
    submission: Submission, editor: Client, data: Places
) -> None:
    box = {"frame": None, "x": 1, "y": 2, "width": 3, "height": 4, "confidence": 0.9}
    found = [{**box, "kind": kind} for kind in ("identity", "label", "surprise")]
    path = data.quarantine(submission.key).findings(1)
    path.write_text(json.dumps(found))

    facts = editor.get(f"/held/{keys(submission)[0]}/facts/").json()

    kinds = [(box["kind"], box["masked"]) for box in facts["boxes"]]
    assert kinds == [("identity", True), ("label", False), ("unknown", True)]
    page = editor.get(f"/held/{keys(submission)[0]}/").content.decode()
    assert "Mask 2 boxes and release" in page


def decide(client: Client, *files: UUID, **form: str) -> Any:
    wanted = {"key": [str(key) for key in files], **form}
    return client.post("/held/decide/", wanted, headers={"Accept": "application/json"})


def test_a_file_is_masked_and_released(submission: Submission, editor: Client) -> None:
    first, *_ = keys(submission)

    answer = decide(editor, first, decision="mask", boxes="[[null,10,20,5,6]]")

    item = QuarantinedObject.objects.get(key=first)
    assert answer.json() == {"decided": [str(first)], "skipped": []}
    assert (item.decision, item.mask_boxes) == ("release", [[None, 10, 20, 5, 6]])
    line = AuditRecord.objects.get(action="file.released")
    assert (line.codes["boxes"], line.codes["seen"]) == (1, item.seen_digest)
    assert re.fullmatch("[0-9a-f]{64}", item.seen_digest)


def test_images_of_another_size_are_left_when_a_series_is_masked(
    submission: Submission, editor: Client
) -> None:
    first, second, _ = keys(submission)

    answer = decide(editor, first, decision="mask", boxes="[[null,1,1,5,5]]", scope="series").json()

    assert answer["decided"] == [str(first)]
    ((left, why),) = answer["skipped"]
    assert (left, "another size" in why) == (str(second), True)


def test_a_whole_series_is_released(submission: Submission, editor: Client) -> None:
    first, second, third = keys(submission)

    answer = decide(editor, second, decision="release", scope="series").json()

    assert set(answer["decided"]) == {str(first), str(second)}
    assert QuarantinedObject.objects.get(key=third).decision == ""


@pytest.mark.parametrize(
    "form",
    [
        {"decision": "keep"}, {"decision": "mask"}, {"decision": "mask", "boxes": "[]"},
        {"decision": "mask", "boxes": "[[null,55,1,6,5]]"}, {"decision": "release", "frame": "x"},
        {"decision": "release", "window": "x"},
    ],
)  # fmt: skip
def test_a_decision_that_makes_no_sense_is_refused(
    submission: Submission, editor: Client, form: dict[str, str]
) -> None:
    assert decide(editor, keys(submission)[0], **form).status_code == 422
    assert editor.post("/held/decide/", {"key": "x", "decision": "release"}).status_code == 422
    assert set(QuarantinedObject.objects.values_list("decision", flat=True)) == {""}


def test_what_has_no_picture_is_released_on_the_editors_word_alone(
    submission: Submission, editor: Client, data: Places
) -> None:
    first, *_ = keys(submission)
    data.quarantine(submission.key).original(1).write_bytes(b"damaged")

    refused = decide(editor, first, decision="release").json()
    taken = decide(editor, first, decision="release", confirmed="yes").json()

    assert "no picture" in refused["skipped"][0][1]
    assert taken["decided"] == [str(first)]


def test_decisions_are_undone_until_they_are_taken(submission: Submission, editor: Client) -> None:
    first, second, _ = keys(submission)
    decide(editor, first, second, decision="reject")
    take_first = QuarantinedObject.objects.get(key=first)
    QuarantinedObject.objects.filter(key=second).update(decided_at=NOW.replace(year=2099))
    take_decided(submission.key, before=NOW.replace(year=2098), now=NOW)

    answer = editor.post(
        "/held/undo/", {"key": [str(first), str(second)]}, headers={"Accept": "application/json"}
    ).json()

    assert take_first.decision == "reject"
    assert answer == {"undone": [str(second)], "late": [str(first)]}


def test_a_copy_for_what_is_no_document_is_refused_in_words(
    submission: Submission, editor: Client
) -> None:
    address = f"/held/{keys(submission)[0]}/redacted/"

    kept = editor.put(f"{address}?offset=0&size=9", b"%PDF-1.7\n")
    wrong = ("offset=0&size=99999999", "offset=-1&size=1")
    answers = [editor.post(address), editor.post(address)]
    answers += [editor.put(f"{address}?{query}", b"x") for query in wrong]

    told = [(answer.status_code, answer.json()["message"][:30]) for answer in answers]
    assert kept.json() == {"received": 9}
    assert told == [
        (422, "Only a PDF or a CDA document c"),
        (409, "The copy is not here any more."),
        (422, "This copy is larger than 20 MB"),
        (422, "The page sent a number that ca"),
    ]


def test_without_scripts_the_next_file_follows_and_the_queue_ends_it(
    submission: Submission, editor: Client
) -> None:
    first, second, third = keys(submission)

    onwards = [
        editor.post("/held/decide/", {"key": str(key), "decision": "reject"})["Location"]
        for key in (first, second, third)
    ]

    assert onwards[-1] == "/held/"
    assert onwards[0].startswith("/held/")
    assert len({*onwards}) > 1
    done = editor.post("/held/done/", follow=True).content.decode()
    assert "3 decisions sent on" in done
    assert f"/held/{first}/" in done


def test_a_decided_file_says_so_and_offers_to_undo(submission: Submission, editor: Client) -> None:
    first, *_ = keys(submission)
    decide(editor, first, decision="release")

    page = editor.get(f"/held/{first}/").content.decode()

    assert "dev decided about this file" in page
    assert 'action="/held/undo/"' in page
    assert "Send 1 decision on" in editor.get("/held/").content.decode()
