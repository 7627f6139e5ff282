"""The listener: who is let in, and what is answered to each object."""

import logging
import ssl
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final, cast

from django.db import Error as DatabaseError
from django.db import connections, transaction
from pydicom.dataset import Dataset
from pynetdicom import AE, evt
from pynetdicom.association import Association
from pynetdicom.sop_class import Verification  # type: ignore[attr-defined]  # made when imported

from readingroom.accounts.models import Institution, Person
from readingroom.accounts.services.administrators import ensure_administrator
from readingroom.archive.drafts import OutOfRoom, Spool
from readingroom.archive.jobs import advance_submission
from readingroom.archive.models import Door
from readingroom.archive.services.intake import Intake, Recipient, open_intake
from readingroom.archive.services.quota import room_left
from readingroom.dimse.collector import Collector, Origin
from readingroom.dimse.rooms import Rooms
from readingroom.dimse.rules import Caller, Rules, refusal
from readingroom.dimse.wire import (
    MOST_PDU_BYTES,
    BoundedHandler,
    BoundedServer,
    SharedContexts,
    Sink,
    StreamingProvider,
    sink_of,
)
from readingroom.imaging.headline import ACCEPTED_SYNTAXES, studies_in
from readingroom.imaging.sopclasses import ACCEPTED
from readingroom.infra.jobs import enqueue_after_commit
from readingroom.kernel.errors import InvalidInput, Unavailable

logger = logging.getLogger(__name__)

SUCCESS: Final = 0x0000
NO_ROOM: Final = Sink.NO_ROOM  # PS3.4 table B.2-1: out of resources; sent again, it may succeed
NOT_UNDERSTOOD: Final = 0xC000
_REJECTED_FOR_GOOD, _REJECTED_FOR_NOW = 0x01, 0x02  # PS3.8 section 9.3.4
_BY_USER, _BY_PROVIDER, _CONGESTION = 0x01, 0x03, 0x01
_TICK_S: Final = 0.5
_MINUTE_S: Final = 60.0
_WORDS: Final = {
    NO_ROOM: "The library has no room now. Send it again later.",
    Sink.TOO_LARGE: "Larger than the library takes.",
    NOT_UNDERSTOOD: "There was nothing in it.",
}


class Listener:
    """Takes studies in over the network while it is open: a context.

    Args:
        data: the data folder.
        rules: who may send what to whom.
        address: host and port; port 0 for any that is free.
        secret: what files are digested with.
        clock: the moment, with its zone.
    """

    def __init__(
        self,
        data: Path,
        rules: Rules,
        address: tuple[str, int],
        *,
        secret: bytes,
        clock: Callable[[], datetime],
    ) -> None:
        self._rules = rules
        self._data = data
        self._clock = clock
        self._address = address
        self._spool = Spool(data, secret, least_free_bytes=rules.limits.free_bytes)
        self.collector = Collector(self._begin, quiet_s=rules.quiet_seconds)
        self._rooms = Rooms(self._room_left)
        self._asked: defaultdict[str, deque[float]] = defaultdict(deque)
        self._lock = threading.Lock()
        self._ending = threading.Event()
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> "Listener":
        """Listen.

        Raises:
            InvalidInput: a door leads to nobody, or a certificate can't be used.
            Unavailable: the port is taken.
        """
        check_recipients(self._rules)
        self._server = self._serve()
        for work in (self._server.serve_forever, self._keep_watch):
            thread = threading.Thread(target=work, daemon=True)
            thread.start()
            self._threads.append(thread)
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Take no more; what was promised goes on its way."""
        self._ending.set()
        self._server.shutdown()
        self._server.end_all()
        for thread in self._threads:
            thread.join()
        self._settle(all_of_them=True)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_address[1])

    def _serve(self) -> BoundedServer:
        limits = self._rules.limits
        entity = AE(self._rules.titles[0])
        entity.maximum_associations = limits.associations
        entity.maximum_pdu_size = MOST_PDU_BYTES
        entity.acse_timeout = entity.dimse_timeout = entity.network_timeout = limits.idle_seconds
        for uid in (Verification, *ACCEPTED):
            entity.add_supported_context(uid, list(ACCEPTED_SYNTAXES))
        try:
            server = cast(
                BoundedServer,
                entity.make_server(
                    self._address,
                    ssl_context=_tls(self._rules, self._data),
                    evt_handlers=[
                        (evt.EVT_REQUESTED, self._on_requested),
                        (evt.EVT_C_STORE, self._on_store),
                    ],
                    server_class=BoundedServer,
                    request_handler=BoundedHandler,
                ),
            )
        except OSError as error:
            raise Unavailable(
                f"The listener can't use port {self._address[1]}. Something else may be using it: "
                "stop that, or choose another with READINGROOM_DICOM_PORT.",
                detail=f"errno={error.errno}",
            ) from error
        entity._servers.append(server)  # noqa: SLF001  # or it can't be shut down
        server.spool = self._spool
        server.has_room = self._has_room
        server.begun = []
        server.contexts = SharedContexts(server.contexts)
        server.most_bytes = limits.object_bytes
        server.deadline_s = float(limits.idle_seconds)
        server.most_connections = 2 * limits.associations
        return server

    def _on_requested(self, event: evt.Event) -> None:
        """Let someone in, or not."""
        caller = _caller(event.assoc)
        reason = refusal(self._rules, caller)
        if reason:
            logger.warning("an association was rejected: reason=%d", reason)
            _reject(event.assoc, _REJECTED_FOR_GOOD, _BY_USER, reason)
        elif self._is_too_often(caller.address):
            logger.warning("an association was rejected: too many a minute")
            _reject(event.assoc, _REJECTED_FOR_NOW, _BY_PROVIDER, _CONGESTION)

    def _is_too_often(self, address: str) -> bool:
        now_s = time.monotonic()
        with self._lock:
            asked = self._asked[address]
            while asked and asked[0] < now_s - _MINUTE_S:
                asked.popleft()
            asked.append(now_s)
            return len(asked) > self._rules.limits.per_minute

    def _on_store(self, event: evt.Event) -> Dataset:
        """Answer one object, once it is safe."""
        sink = sink_of(event)
        status = sink.trouble or self._keep(event.assoc, sink)
        answer = Dataset()
        answer.Status = status
        if status:
            logger.warning("an object was refused: status=%04x", status)
            answer.ErrorComment = _WORDS[status]
        return answer

    def _keep(self, association: Association, sink: Sink) -> int:
        draft = sink.claim()
        if draft is None:
            return NOT_UNDERSTOOD
        caller = _caller(association)
        origin = Origin(caller.called, caller.calling, caller.address)
        size_bytes = draft.size_bytes
        try:
            self.collector.put(origin, id(association), studies_in(bytes(draft.head)), draft)
            self._rooms.spend(caller.called, size_bytes)
        except (OutOfRoom, DatabaseError) as error:
            logger.warning("an object could not be kept: %s", type(error).__name__)
            draft.drop()
            return NO_ROOM
        finally:
            connections.close_all()  # threads of associations come and go
        return SUCCESS

    def _has_room(self, association: Association) -> bool:
        """Whether quotas leave room for one object more; asked before its first byte is kept."""
        try:
            return self._rooms.has_room(_caller(association).called)
        except DatabaseError as error:
            logger.warning("quotas are not known: %s", type(error).__name__)
            return False
        finally:
            connections.close_all()

    def _room_left(self, title: str) -> int | None:
        recipient = _recipient(self._rules, title)
        return room_left(recipient.owner, recipient.institution)

    def _begin(self, origin: Origin) -> Intake:
        recipient = _recipient(self._rules, origin.called)
        return open_intake(recipient, door=Door.PACS, now=self._clock())

    def _keep_watch(self) -> None:
        """Notice what ended; hand over what is complete."""
        while not self._ending.wait(_TICK_S):
            for association in self._server.reap():
                cast(StreamingProvider, association.dimse).forget()
                self.collector.ended(id(association))
            self._settle(all_of_them=False)
        connections.close_all()

    def _settle(self, *, all_of_them: bool) -> None:
        keys = self.collector.close_complete(now=self._clock(), all_of_them=all_of_them)
        for key in keys:
            # A message that the database won't take is not needed: a sweep finds the submission.
            with suppress(DatabaseError), transaction.atomic():
                enqueue_after_commit(advance_submission, submission_key=key)


def check_recipients(rules: Rules) -> None:
    """Raise ``InvalidInput`` where a door leads to nobody."""
    for title in rules.titles:
        _recipient(rules, title)


def _recipient(rules: Rules, title: str) -> Recipient:
    door = rules.door(title)
    if door is None:
        return Recipient.of_person(ensure_administrator())
    if door.person:
        person = Person.objects.filter(username=door.person, is_active=True).first()
        if person is not None:
            return Recipient.of_person(person)
    institution = Institution.objects.filter(name=door.institution).first()
    if institution is None:
        raise InvalidInput(
            f"senders.yaml: the door {title} leads to a person or institution that this library "
            "does not have."
        )
    return Recipient(None, institution)


def _reject(association: Association, result: int, source: int, reason: int) -> None:
    association.acse.send_reject(result, source, reason)
    association.kill()  # waits until the word is out; the connection is closed right after


def _caller(association: Association) -> Caller:
    asked: Any = association.requestor.primitive
    return Caller(
        called=str(asked.called_ae_title or "").strip(),
        calling=str(asked.calling_ae_title or "").strip(),
        address=str(association.requestor.address),
    )


def _tls(rules: Rules, data: Path) -> ssl.SSLContext | None:
    if rules.tls is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(data / rules.tls.certificate, data / rules.tls.key)
        if rules.tls.clients:
            context.load_verify_locations(data / rules.tls.clients)
            context.verify_mode = ssl.CERT_REQUIRED
    except (OSError, ssl.SSLError):
        raise InvalidInput(
            "The certificates that senders.yaml names can't be used. Check that they are PEM "
            "files, that the key belongs to the certificate, and that this account may read them."
        ) from None
    return context
