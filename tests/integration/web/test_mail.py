"""Notices by mail, taken by a real mail server: a link, and nothing of what it is about."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django_tasks_db.models import DBTaskResult

from readingroom.accounts.jobs import send_reset_link
from readingroom.accounts.models import Notice, NoticeKind, Person
from readingroom.accounts.news import News
from readingroom.accounts.services.notices import Wanted, choose_notices
from readingroom.accounts.services.telling import read_notice, tell
from readingroom.archive.models import Door, Submission
from readingroom.infra.events import SubmissionFinished, publish
from readingroom.web.jobs import tell_owner
from readingroom.web.notice_mail import ATTEMPTS, mail_notice
from tests.factories.cases import NOON
from tests.factories.mail import Letterbox, mail_server
from tests.factories.people import amara, dev
from tests.factories.reviewing import news_of, remark, submitted

pytestmark = pytest.mark.django_db
ADDRESS = "amara@hospital.example"


@pytest.fixture
def box(settings: Any) -> Iterator[Letterbox]:
    with mail_server() as (box, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "library", "secret"
        settings.EMAIL_USE_TLS = False
        settings.DEFAULT_FROM_EMAIL = "library@hospital.example"
        settings.READINGROOM_SENDS_MAIL = True
        Person.objects.filter(pk=amara().pk).update(email=ADDRESS)
        yield box


def told(news: News = News.PUBLISHED) -> Notice:
    person = Person.objects.get(pk=amara().pk)
    case, _ = submitted()
    tell([person], news, subject=case.key, now=NOON)
    return Notice.objects.get(person=person, what=news.value)


def mail(notice: Notice) -> None:
    mail_notice.call(notice_key=str(notice.key))


def test_a_letter_holds_a_link_and_nothing_else(box: Letterbox) -> None:
    notice = told()

    for _ in range(2):
        mail(notice)

    (letter,), (envelope,) = box.letters, box.envelopes
    link = f"{django_settings.READINGROOM_ADDRESS}/notices/{notice.key}/"
    assert envelope == ("library@hospital.example", [ADDRESS])
    assert letter["Subject"] == "Reading Room: there is news for you"
    assert (
        letter.get_content().split()
        == (
            f"There is news for you in the library: {link} "
            "What you are written to of, you choose on your profile."
        ).split()
    )
    assert not letter.is_multipart()
    assert box.signed_in == [b"library"]


def test_whatever_is_told_of_no_letter_says_it(box: Letterbox) -> None:
    case, _ = submitted(title="A title that tells", unknown_title="Pain")
    Person.objects.filter(pk=amara().pk).update(email=ADDRESS)
    choose_notices(amara(), {NoticeKind.COMMENT: Wanted(on_page=True, by_mail=True)})
    remark(case, words="Words of an editor", proposal="Other words")

    for notice in Notice.objects.filter(person=amara()):
        mail(notice)

    (letter,) = box.letters
    said = letter.as_string()
    for secret in ("A title that tells", "Pain", "Words of an editor", "Other words", "RR-"):
        assert secret not in said
    assert str(case.key) not in said


@pytest.mark.parametrize(
    ("refusal", "is_tried_again"), [("550 no such mailbox", False), ("451 try later", True)]
)
def test_a_mailbox_that_is_busy_is_tried_again_and_one_that_is_not_there_is_not(
    box: Letterbox, refusal: str, is_tried_again: bool
) -> None:
    notice, box.refuses = told(), refusal

    mail(notice)

    assert box.letters == []
    again = DBTaskResult.objects.filter(run_after__isnull=False)
    assert again.exists() is is_tried_again
    box.refuses = ""
    mail(notice)
    assert len(box.letters) == int(is_tried_again)


def test_a_mail_server_that_is_down_is_tried_again_for_more_than_a_day(
    box: Letterbox, settings: Any
) -> None:
    notice, port = told(), settings.EMAIL_PORT
    settings.EMAIL_PORT = 1

    mail(notice)
    settings.EMAIL_PORT = port
    mail(notice)

    assert DBTaskResult.objects.filter(run_after__isnull=False).count() == 1
    assert len(box.letters) == 1
    assert sum(5 * 4**n for n in range(ATTEMPTS - 1)) > timedelta(days=1).total_seconds()


def test_a_link_for_a_new_password_waits_for_the_mail_server_and_is_kept_nowhere(
    box: Letterbox, settings: Any
) -> None:
    settings.EMAIL_PORT, port = 1, settings.EMAIL_PORT
    send_reset_link.call(person_key=str(amara().key))
    (again,) = DBTaskResult.objects.filter(run_after__isnull=False)
    settings.EMAIL_PORT = port
    send_reset_link.call(person_key=str(amara().key))

    (letter,), (envelope,) = box.letters, box.envelopes
    (path,) = re.findall(r"https?://[^/]+(/password/\S+)", letter.get_content())
    assert envelope == ("library@hospital.example", [ADDRESS])
    assert "amara" not in str(letter["Subject"]) + letter.get_content()
    assert Client().get(path).status_code == 200
    assert path.split("/")[2] not in str(again.args_kwargs)


def test_who_has_read_it_on_the_page_is_not_written_to(box: Letterbox) -> None:
    notice = told()
    read_notice(amara(), notice.key, now=NOON + timedelta(seconds=1))

    mail(notice)

    assert box.letters == []


def test_nobody_is_written_to_without_an_address_or_an_account(box: Letterbox) -> None:
    notice = told()

    Person.objects.update(email="")
    mail(notice)
    Person.objects.update(email=ADDRESS, is_active=False)
    mail(notice)

    assert box.letters == []


@pytest.mark.parametrize(
    ("on_page", "by_mail", "letters", "unread"),
    [(True, False, 0, 1), (False, True, 1, 0), (False, False, 0, 0)],
)
def test_everyone_is_told_by_the_ways_they_chose(
    box: Letterbox,
    django_capture_on_commit_callbacks: Any,
    on_page: bool,
    by_mail: bool,
    letters: int,
    unread: int,
) -> None:
    choose_notices(amara(), {NoticeKind.DECISION: Wanted(on_page=on_page, by_mail=by_mail)})
    case, _ = submitted()

    with django_capture_on_commit_callbacks(execute=True):
        tell([Person.objects.get(pk=amara().pk)], News.RETURNED, subject=case.key, now=NOON)
    for notice in Notice.objects.filter(person=amara()):
        if DBTaskResult.objects.filter(task_path__endswith="mail_notice").exists():
            mail(notice)

    assert len(box.letters) == letters
    assert Notice.objects.filter(person=amara(), read_at=None).count() == unread


def test_nothing_is_queued_where_the_library_sends_no_mail(
    settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.READINGROOM_SENDS_MAIL = False
    Person.objects.filter(pk=amara().pk).update(email=ADDRESS)

    with django_capture_on_commit_callbacks(execute=True):
        told()

    assert not DBTaskResult.objects.exists()


@pytest.mark.parametrize(("door", "told_of"), [(Door.PAGE, ["received"]), (Door.COMMAND, [])])
def test_who_sent_something_in_is_told_once_that_it_is_done(
    django_capture_on_commit_callbacks: Any, door: Door, told_of: list[str]
) -> None:
    submission = Submission.objects.create(
        owner=dev(), door=door, state="finished", created_at=NOON, moved_at=NOON, finished_at=NOON
    )

    with django_capture_on_commit_callbacks(execute=True):
        publish(SubmissionFinished(submission.key))
    for _ in range(2):
        for _ in range(DBTaskResult.objects.filter(task_path__endswith="tell_owner").count()):
            tell_owner.call(submission_key=str(submission.key))

    assert news_of(dev()) == told_of
