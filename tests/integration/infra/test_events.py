"""Domain events."""

import pytest

from readingroom.infra.events import SeriesFiled, SubmissionFinished, publish, subscribe
from readingroom.kernel.ids import new_key


def test_who_subscribed_is_told_and_nobody_else() -> None:
    told: list[object] = []
    end_one = subscribe(SeriesFiled, told.append)
    end_other = subscribe(SubmissionFinished, lambda _event: told.append("wrong"))
    event = SeriesFiled("2.25.1", "2.25.2")

    publish(event)
    end_one()
    publish(event)
    end_other()

    assert told == [event]


def test_a_handler_that_fails_fails_the_change_it_was_told_of() -> None:
    def fails(_event: SubmissionFinished) -> None:
        raise RuntimeError("the index is gone")

    end = subscribe(SubmissionFinished, fails)

    with pytest.raises(RuntimeError):
        publish(SubmissionFinished(new_key()))
    end()
