"""A listener on a free port of this machine, and someone who sends to it."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pydicom.dataset import Dataset
from pynetdicom import AE
from pynetdicom.association import Association
from pynetdicom.transport import AssociationSocket

from readingroom.archive.models import Submission
from readingroom.archive.places import Places, secrets
from readingroom.archive.states import SubmissionState
from readingroom.dimse.listener import Listener
from readingroom.dimse.rules import Rules

PATIENCE_S = 60.0
Listening = Callable[..., AbstractContextManager[Listener]]


@pytest.fixture
def data(file_database: None, settings: Any, tmp_path: Path) -> Places:
    """Where the library of this test keeps everything."""
    settings.READINGROOM_DATA = tmp_path / "data"
    settings.READINGROOM_DATA.mkdir(mode=0o700)
    return Places(settings.READINGROOM_DATA)


@pytest.fixture(autouse=True)
def tidy_senders(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library leaves a sender's socket open where the other side hung up first."""

    def shut(self: AssociationSocket) -> None:
        if self.socket:
            with suppress(OSError):
                self.socket.shutdown(socket.SHUT_RDWR)
            self.socket.close()

    monkeypatch.setattr(AssociationSocket, "_shutdown_socket", shut)


@pytest.fixture
def listening(data: Places) -> Listening:
    """Listen by these rules; nothing is waited for unless they say so."""

    @contextmanager
    def act(**rules: Any) -> Iterator[Listener]:
        written = Rules.model_validate({"quiet_seconds": 0, **rules})
        made = Listener(
            data.root, written, ("127.0.0.1", 0), secret=secrets().deid, clock=timezone.now
        )
        with made as listener:
            yield listener

    return act


def associate(
    listener: Listener,
    *datasets: Dataset,
    calling: str = "CT1",
    called: str = "READINGROOM",
    **more: Any,
) -> Association:
    """Ask for an association that these objects can be sent on."""
    entity = AE(calling)
    entity.acse_timeout = entity.dimse_timeout = entity.network_timeout = PATIENCE_S
    for ds in datasets:
        entity.add_requested_context(ds.SOPClassUID, ds.file_meta.TransferSyntaxUID)
    if not datasets:
        entity.add_requested_context("1.2.840.10008.1.1")
    return entity.associate("127.0.0.1", listener.port, ae_title=called, **more)


def send(listener: Listener, *datasets: Dataset, **more: Any) -> list[int]:
    """Send these objects on one association; the status of each."""
    association = associate(listener, *datasets, **more)
    assert association.is_established
    statuses = [int(association.send_c_store(ds).Status) for ds in datasets]
    association.release()
    return statuses


def arrived(count: int = 1) -> list[Submission]:
    """The submissions that wait for the route, once there are so many; in order of coming."""
    end_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < end_s:
        found = list(Submission.objects.filter(state=SubmissionState.WAITING).order_by("id"))
        if len(found) >= count:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{count} submissions did not arrive.")
