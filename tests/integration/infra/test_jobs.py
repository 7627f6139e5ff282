"""The seam between jobs and their queue."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError, transaction
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from readingroom.infra.jobs import delay_before, enqueue_after_commit, job
from readingroom.kernel.errors import NotFound, Rejected, StateConflict, Unavailable

ran: list[str] = []


@job(queue="default")
def works(key: str) -> None:
    ran.append(key)


@job(queue="default")
def finds_it_busy(key: str) -> None:
    raise Unavailable("The disk is full.", detail=key)


@job(queue="default")
def finds_the_database_busy(key: str) -> None:
    raise OperationalError(f"database is locked {MARKER} {key}")


@job(queue="default")
def comes_late(key: str) -> None:
    raise StateConflict("Someone was faster.") if key else NotFound("It is gone.")


@job(queue="default")
def breaks(key: str) -> None:
    raise ValueError(f"invalid value {MARKER} for {key}")


@job(queue="default")
def refuses(key: str) -> None:
    raise Rejected(f"{MARKER} {key}")


MARKER = "NOBODY^NORA"

pytestmark = pytest.mark.django_db(transaction=True)


def run_worker() -> None:
    ran.clear()
    call_command("db_worker", batch=True, verbosity=0, startup_delay=False, reload=False)


def test_a_job_runs_once_what_it_is_about_is_committed() -> None:
    with transaction.atomic():
        enqueue_after_commit(works, key="a")
        assert DBTaskResult.objects.count() == 0

    run_worker()

    assert ran == ["a"]


def test_a_job_is_not_queued_when_the_change_fails() -> None:
    def changes_and_fails() -> None:
        with transaction.atomic():
            enqueue_after_commit(works, key="a")
            raise RuntimeError("the change failed")

    with pytest.raises(RuntimeError):
        changes_and_fails()

    assert DBTaskResult.objects.count() == 0


@pytest.mark.parametrize("busy", [finds_it_busy, finds_the_database_busy])
def test_what_is_busy_is_tried_again_later_and_counted(
    busy: Task[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    enqueue_after_commit(busy, key="a")

    run_worker()

    assert MARKER not in caplog.text
    again = DBTaskResult.objects.get(status="READY")
    assert again.args_kwargs["kwargs"] == {"key": "a", "attempt": 2}
    assert again.run_after > again.enqueued_at + timedelta(seconds=2)


def test_it_is_not_tried_for_ever() -> None:
    enqueue_after_commit(finds_it_busy, key="a", attempt="5")

    run_worker()

    assert not DBTaskResult.objects.filter(status="READY").exists()


@pytest.mark.parametrize(("wanted", "gives_up"), [(works, False), (finds_it_busy, True)])
def test_only_what_never_came_to_its_end_is_given_up(
    wanted: Task[..., None], gives_up: bool, caplog: pytest.LogCaptureFixture
) -> None:
    enqueue_after_commit(wanted, key="a", attempt="5")

    run_worker()

    assert ("gave up" in caplog.text) is gives_up


def test_each_wait_is_about_four_times_the_one_before() -> None:
    for attempt, middle_s in ((1, 5), (2, 20), (3, 80)):
        wait_s = delay_before(attempt).total_seconds()
        assert 0.5 * middle_s <= wait_s <= 1.5 * middle_s


@pytest.mark.parametrize("key", ["a", ""])
def test_a_job_that_comes_late_ends_quietly(key: str) -> None:
    enqueue_after_commit(comes_late, key=key)

    run_worker()

    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


@pytest.mark.parametrize(("broken", "code"), [(breaks, "ValueError"), (refuses, "rejected")])
def test_the_queue_keeps_a_code_and_nothing_of_what_was_raised(broken: object, code: str) -> None:
    enqueue_after_commit(broken, key="a")  # type: ignore[arg-type]  # one of two jobs

    run_worker()

    failed = DBTaskResult.objects.get()
    assert failed.status == "FAILED"
    assert f"JobFailed: {code}" in failed.traceback
    assert MARKER not in failed.traceback
