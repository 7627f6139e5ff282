"""Small files that a browser sends together, in one request."""

import pytest

from readingroom.archive.models import Submission
from readingroom.archive.places import Places
from readingroom.archive.services import upload
from readingroom.archive.services.upload import WrongHash
from tests.factories.people import amara
from tests.integration.archive.conftest import NOW
from tests.integration.archive.test_upload import content_id, finish, slices


@pytest.fixture
def opened() -> Submission:
    return upload.open_upload(owner=amara(), files=10, size_bytes=50 * 1024**2, now=NOW)


def test_small_files_that_come_together_are_each_kept(opened: Submission) -> None:
    small = slices(3)

    found = upload.take_small(opened, [(content_id(data), data) for data in small], now=NOW)
    again = upload.take_small(opened, [(content_id(small[0]), small[0])], now=NOW)

    opened.refresh_from_db()
    assert all(standing.is_whole for standing in [*found, *again])
    assert opened.arrived_count == 3
    assert finish(opened) == ["filed"] * 3


def test_of_small_files_that_come_together_none_is_kept_where_one_is_damaged(
    opened: Submission, data: Places
) -> None:
    first, second = slices(2)

    with pytest.raises(WrongHash):
        upload.take_small(
            opened, [(content_id(first), first), (content_id(second), first)], now=NOW
        )

    assert list(data.quarantine(opened.key).incoming.iterdir()) == []


def test_a_batch_is_full_once_fifty_files_came(opened: Submission) -> None:
    def together(first: int, count: int) -> bool:
        files = [str(n).encode() for n in range(first, first + count)]
        found = upload.take_small(opened, [(content_id(f), f) for f in files], now=NOW)
        return found[-1].is_batch_full

    assert [together(0, 40), together(40, 20), together(60, 10)] == [False, True, False]
