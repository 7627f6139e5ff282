"""What editors decide about held files: noted, undone, taken; alone and many at once."""

from datetime import timedelta
from pathlib import Path

import pytest

from readingroom.accounts.models import Role
from readingroom.archive.jobs import take_decisions
from readingroom.archive.models import QuarantinedObject, Submission
from readingroom.archive.places import Places
from readingroom.archive.services.decisions import (
    UNDO_FOR,
    Choice,
    decide,
    read_boxes,
    take_decided,
    undo,
    with_decisions,
)
from readingroom.archive.services.hold import held_count, held_objects
from readingroom.archive.services.looking import View, digest_of, facts_of, picture_of
from readingroom.archive.services.process import process_submission
from readingroom.archive.services.receipt import receipt_for
from readingroom.archive.services.receive import receive_paths
from readingroom.archive.states import Decision, SubmissionState
from readingroom.infra.jobs import JobFailed
from readingroom.infra.models import AuditRecord
from readingroom.kernel.errors import InvalidInput, NotFound, StateConflict
from tests.factories import dicom
from tests.factories.people import amara, chiara, dev, make_person
from tests.integration.archive.conftest import NOW, outcomes, put

LATER = NOW + timedelta(hours=1)
RELEASE, REJECT = Choice(Decision.RELEASE), Choice(Decision.REJECT)


@pytest.fixture
def submission(given: Path) -> Submission:
    """Two ultrasound clips and a secondary capture, all held. Amara sent them."""
    put(given, dicom.us_clip(), dicom.secondary_capture())
    put(given, dicom.us_clip(SOPInstanceUID=dicom.uid(1, 3, 2), frames=4))
    received = receive_paths([given], owner=amara(), now=NOW)
    process_submission(received.submission.key, now=NOW)
    return Submission.objects.get(pk=received.submission.pk)


def keys(submission: Submission) -> list[QuarantinedObject]:
    return list(submission.objects_in.order_by("ordinal"))


def test_files_of_one_series_stand_together(submission: Submission) -> None:
    held = held_objects(dev())

    assert len({item.series for item in held}) == 2
    assert sorted(item.ordinal for item in held) == [1, 2, 3]
    clips = [item.series for item in held if item.ordinal in {1, 3}]
    assert clips[0] == clips[1] != ""


def test_a_decision_waits_and_can_be_undone(submission: Submission) -> None:
    first, *_ = keys(submission)
    box = (None, 1, 2, 3, 4)

    decide(first.key, Choice(Decision.RELEASE, (box,), "ab"), actor=dev(), now=LATER)
    noted = next(item for item in held_objects(dev()) if item.key == first.key)
    undo(first.key, actor=dev(), now=LATER)

    assert (noted.decision, noted.decided_by, noted.masks) == ("release", "dev", 1)
    first.refresh_from_db()
    assert (first.state, first.decision, first.mask_boxes) == ("held", "", [])
    assert (first.decided_by, first.seen_digest) == (None, "")
    assert take_decided(submission.key, before=LATER, now=LATER) is None
    assert outcomes(receipt_for(submission)).count("filed") == 0


def test_a_decision_that_was_taken_is_not_undone(submission: Submission) -> None:
    first, *_ = keys(submission)
    decide(first.key, RELEASE, actor=dev(), now=LATER)
    take_decided(submission.key, before=LATER, now=LATER)

    with pytest.raises(NotFound):
        undo(first.key, actor=dev(), now=LATER)


def test_a_second_editor_comes_too_late(submission: Submission) -> None:
    first, *_ = keys(submission)
    decide(first.key, RELEASE, actor=dev(), now=LATER)

    with pytest.raises(StateConflict):
        decide(first.key, REJECT, actor=make_person("eva", Role.EDITOR), now=LATER)


def test_only_what_is_old_enough_is_taken(submission: Submission, data: Places) -> None:
    first, second, _ = keys(submission)
    decide(first.key, REJECT, actor=dev(), now=LATER)
    decide(second.key, REJECT, actor=dev(), now=LATER + timedelta(seconds=30))

    left = take_decided(submission.key, before=LATER, now=LATER)

    assert left == LATER + timedelta(seconds=30)
    assert data.quarantine(submission.key).ordinals() == {2, 3}
    assert with_decisions() == [submission.key]
    assert with_decisions(before=LATER) == []


def test_decisions_are_taken_together_and_the_rest_waits(
    submission: Submission, data: Places
) -> None:
    first, second, third = keys(submission)
    decide(first.key, RELEASE, actor=dev(), now=LATER)
    decide(second.key, REJECT, actor=dev(), now=LATER)

    take_decided(submission.key, before=LATER, now=LATER)
    process_submission(submission.key, now=LATER)

    assert outcomes(receipt_for(submission)) == [
        "filed",
        "rejected:not_wanted",
        "held:class_often_burned_in",
    ]
    assert data.quarantine(submission.key).ordinals() == {third.ordinal}


def test_what_is_rejected_last_leaves_nothing_in_quarantine(
    submission: Submission, data: Places
) -> None:
    for item in keys(submission):
        decide(item.key, REJECT, actor=dev(), now=LATER)

    take_decided(submission.key, before=LATER, now=LATER)

    submission.refresh_from_db()
    assert submission.state == SubmissionState.FINISHED
    assert not data.quarantine(submission.key).folder.exists()


def test_nothing_is_taken_while_another_process_is_at_the_submission(
    submission: Submission, data: Places
) -> None:
    decide(keys(submission)[0].key, RELEASE, actor=dev(), now=LATER)

    with data.quarantine(submission.key).locked(), pytest.raises(StateConflict):
        take_decided(submission.key, before=LATER, now=LATER)

    assert with_decisions() == [submission.key]


def test_the_job_takes_and_files_what_was_decided(submission: Submission) -> None:
    decide(keys(submission)[0].key, RELEASE, actor=dev(), now=NOW)
    try:
        take_decisions.call(submission_key=str(submission.key))
    except JobFailed as failure:
        pytest.fail(str(failure))

    assert keys(submission)[0].state == "inspected"


def test_who_decided_what_on_seeing_what_is_in_the_log(submission: Submission) -> None:
    first, *_ = keys(submission)
    editor, boxes = dev(), ((1, 2, 3, 4, 5),)
    seen, size = digest_of(first.key, editor, View(1, boxes=boxes))

    decide(first.key, Choice(Decision.RELEASE, boxes, seen), actor=editor, now=LATER)

    line = AuditRecord.objects.get(action="file.released")
    assert (line.actor, line.subject, line.at) == (str(editor.key), str(first.key), LATER)
    assert (line.codes["boxes"], line.codes["seen"]) == (1, seen)
    assert line.codes["reason"] == "class_often_burned_in"
    assert size == (12, 16)


def test_another_picture_or_other_boxes_have_another_digest(submission: Submission) -> None:
    first, _, third = keys(submission)
    views = [View(), View(2), View(boxes=((None, 0, 0, 2, 2),))]

    digests = [digest_of(first.key, None, view)[0] for view in views]
    digests.append(digest_of(third.key, None, View())[0])

    assert len(set(digests)) == 4
    assert digests[0] == digest_of(first.key, None, View())[0]


def test_what_a_file_is_and_what_becomes_of_its_header_is_told_without_values(
    submission: Submission,
) -> None:
    facts = facts_of(keys(submission)[0].key, dev())

    assert (facts.kind, facts.frames, facts.rows, facts.columns) == ("picture", 3, 12, 16)
    assert sum(count for _, _, count in facts.header) > 10
    assert "Nobody" not in str(facts)


def test_a_damaged_file_is_told_of_and_shows_no_picture(
    submission: Submission, data: Places
) -> None:
    first, *_ = keys(submission)
    data.quarantine(submission.key).original(1).write_bytes(b"nothing")

    assert facts_of(first.key, dev()).trouble.endswith(".")
    with pytest.raises(NotFound):
        picture_of(first.key, dev(), View())


def test_nobody_but_an_editor_of_the_institution_that_sent_it_sees_anything(
    submission: Submission,
) -> None:
    key = keys(submission)[0].key
    sender_turned_editor_elsewhere = make_person("eva", Role.EDITOR, institution="Third")
    Submission.objects.update(owner=sender_turned_editor_elsewhere)

    for person in (amara(), chiara(), sender_turned_editor_elsewhere):
        for look in (facts_of, lambda k, a: picture_of(k, a, View())):
            with pytest.raises(NotFound):
                look(key, person)
    assert (held_count(dev()), held_count(chiara()), held_count(amara())) == (3, 0, None)


@pytest.mark.parametrize(
    "boxes",
    [
        "x", [[1, 2, 3, 4]], [[1, 2, 3, 4, 0]], [[0, 2, 3, 4, 5]], [[1, -1, 3, 4, 5]],
        [[None, 1.5, 2, 3, 4]], [[None, True, 2, 3, 4]], [[None, 1, 2, 3, 70_000]],
        [[None, 1, 2, 3, 4]] * 201,
    ],
)  # fmt: skip
def test_what_is_no_box_is_refused(boxes: object) -> None:
    with pytest.raises(InvalidInput, match="box"):
        read_boxes(boxes)


def test_boxes_are_read_as_they_were_drawn() -> None:
    assert read_boxes([[None, 1, 2, 3, 4], [7, 0, 0, 1, 1]]) == (
        (None, 1, 2, 3, 4),
        (7, 0, 0, 1, 1),
    )
    assert UNDO_FOR.total_seconds() >= 10
