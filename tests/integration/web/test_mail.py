"""Mail when something is done: a link, and nothing of what was sent."""

from typing import Any

import pytest
from django.core import mail
from django_tasks_db.models import DBTaskResult

from readingroom.accounts.models import Person
from readingroom.archive.models import Door, Submission
from readingroom.infra.events import SubmissionFinished, publish
from readingroom.web.jobs import tell_owner
from tests.factories.cases import NOON
from tests.factories.people import amara

pytestmark = pytest.mark.django_db


@pytest.fixture
def submission(settings: Any) -> Submission:
    settings.READINGROOM_SENDS_MAIL = True
    owner = amara()
    Person.objects.filter(pk=owner.pk).update(email="amara@hospital.example")
    return Submission.objects.create(
        owner=owner,
        door=Door.PAGE,
        state="finished",
        created_at=NOON,
        moved_at=NOON,
        finished_at=NOON,
    )


def test_the_owner_is_written_to_once_with_a_link_alone(
    submission: Submission, settings: Any
) -> None:
    for _ in range(2):
        tell_owner.call(submission_key=str(submission.key))

    (sent,) = mail.outbox
    link = f"{settings.READINGROOM_ADDRESS}/received/{submission.key}/"
    assert (sent.to, sent.subject) == (
        ["amara@hospital.example"],
        "Reading Room: what you sent is done",
    )
    assert (
        sent.body.split()
        == f"What you sent to the library is done. See what became of it: {link}".split()
    )
    assert not sent.attachments


def test_nobody_is_written_to_without_an_address(submission: Submission) -> None:
    Person.objects.update(email="")

    tell_owner.call(submission_key=str(submission.key))

    assert mail.outbox == []


@pytest.mark.parametrize(
    ("sends", "door", "queued"),
    [(True, Door.PAGE, 1), (True, Door.COMMAND, 0), (False, Door.PAGE, 0)],
)
def test_mail_is_queued_where_it_is_wanted(
    submission: Submission,
    settings: Any,
    django_capture_on_commit_callbacks: Any,
    sends: bool,
    door: Door,
    queued: int,
) -> None:
    settings.READINGROOM_SENDS_MAIL = sends
    Submission.objects.update(door=door)

    with django_capture_on_commit_callbacks(execute=True):
        publish(SubmissionFinished(submission.key))

    assert DBTaskResult.objects.count() == queued


def test_a_mail_server_that_is_down_is_tried_again(
    submission: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_: object) -> None:
        raise ConnectionRefusedError

    with monkeypatch.context() as patched:
        patched.setattr("readingroom.web.jobs.send_mail", down)
        tell_owner.call(submission_key=str(submission.key))
    assert DBTaskResult.objects.count() == 1

    tell_owner.call(submission_key=str(submission.key))

    assert len(mail.outbox) == 1
