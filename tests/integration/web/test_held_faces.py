"""A head that shows a face: shown to its editor, kept as it is, or released without the face."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.test import Client
from PIL import Image

from readingroom.archive.models import QuarantinedObject, Submission
from readingroom.archive.prepared import read_header, read_prepared
from readingroom.archive.services.looking import View, digest_of
from readingroom.archive.services.process import process_submission
from readingroom.archive.services.receive import receive_paths
from readingroom.archive.states import DEFACED, ObjectState
from readingroom.archive.steps.messages import Setup, Task
from readingroom.archive.steps.run import perform
from readingroom.imaging.pixels.defacing import deface
from tests.factories.dicom import to_bytes
from tests.factories.people import amara, chiara, dev
from tests.integration.archive.test_pixels_on_the_route import filed_frame
from tests.unit.imaging.test_faces import phantom

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def head(settings: Any, tmp_path: Path) -> Submission:
    """A simulated head, held. Amara sent it."""
    settings.READINGROOM_DATA = tmp_path / "data"
    settings.READINGROOM_DATA.mkdir(mode=0o700)
    given = tmp_path / "given"
    given.mkdir()
    for number, dataset in enumerate(phantom()[0]):
        (given / f"{number:02}.dcm").write_bytes(to_bytes(dataset))
    received = receive_paths([given], owner=amara(), now=NOW)
    process_submission(received.submission.key, now=NOW)
    return Submission.objects.get(pk=received.submission.pk)


def first(submission: Submission) -> QuarantinedObject:
    return submission.objects_in.order_by("ordinal")[0]


def test_the_face_is_shown_and_cut_away_and_nothing_else_is_touched(
    head: Submission, client: Client, tmp_path: Path
) -> None:
    item = first(head)
    assert "face_possible" in item.held_for
    client.force_login(chiara())
    assert client.get(f"/held/{item.key}/face/").status_code == 404

    client.force_login(dev())
    shown = client.get(f"/held/{item.key}/face/")
    assert (shown["Content-Type"], "no-store" in shown["Cache-Control"]) == ("image/jpeg", True)
    assert Image.open(BytesIO(shown.content)).size == (960, 320)
    assert client.get(f"/held/{item.key}/facts/").json()["face"] is True

    answer = client.post(
        "/held/decide/",
        {"key": str(item.key), "decision": "deface"},
        headers={"Accept": "application/json"},
    ).json()

    assert (len(answer["decided"]), answer["skipped"]) == (60, [])
    check_cuts(head)
    check_what_would_be_filed(head, tmp_path)


def check_what_would_be_filed(head: Submission, folder: Path) -> None:
    """Of sections through chin, nose, brow and crown, only the front of the face changes."""
    made, frames, brain = phantom()
    for place in (16, 25, 30, 50):
        item = head.objects_in.order_by("ordinal")[place]
        (folder / "original").write_bytes(to_bytes(made[place]))
        names = ("original", "facts", "prepared", "findings")
        task = Task(
            ordinal=1, **{name: str(folder / name) for name in names},
            state=ObjectState.INSPECTED, until=ObjectState.TRANSCODED, patient_digest="p",
            released=("face_possible", DEFACED), shows_face=True,
            mask_boxes=tuple((b[0], b[1], b[2], b[3], b[4]) for b in item.mask_boxes),
        )  # fmt: skip

        outcome = perform(task, Setup("00" * 32, "11" * 32, "", 0))

        assert outcome.reached[-1] is ObjectState.TRANSCODED
        changed = filed_frame(folder) != frames[place]
        assert changed.any() == (place < 40)  # none above the brow
        assert not changed[brain[place]].any()
        assert not changed[60:].any()  # the back half
        header = read_header(read_prepared(folder / "prepared").packed.header).dataset
        codes = [code.CodeValue for code in header.DeidentificationMethodCodeSequence]
        assert ("113102" in codes) == (place < 40)
        assert header.RecognizableVisualFeatures == "YES"  # harder to recognise, not anonymous


def check_cuts(head: Submission) -> None:
    """The boxes cover what defacing changes, each voxel once, and nothing of the brain."""
    made, frames, brain = phantom()
    changed = np.stack(deface(made, frames)) != np.stack(frames)
    assert changed.any()
    for item in head.objects_in.order_by("ordinal"):
        covered = np.zeros(brain.shape[1:], int)
        for frame, x, y, width, height in item.mask_boxes:
            assert frame is None
            covered[y : y + height, x : x + width] += 1
        assert covered.max() <= 1
        assert not covered[brain[item.ordinal - 1]].any()
        assert covered[changed[item.ordinal - 1]].all()
    last = head.objects_in.order_by("ordinal")[30]
    assert last.seen_digest == digest_of(last.key, None, _view(last))[0]


def _view(item: QuarantinedObject) -> View:
    return View(boxes=tuple((b[0], b[1], b[2], b[3], b[4]) for b in item.mask_boxes))
