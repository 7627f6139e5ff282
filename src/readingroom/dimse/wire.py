"""pynetdicom, taught to receive within limits: everything that touches its inner parts.

An object's bytes go to a draft file as they come, undecoded; what is held in memory is one PDU.
Where the library waits for ever, there is a deadline here: for a TLS handshake, for each PDU, for
each association.
"""

import logging
import socket
import ssl
import struct
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from typing import Any, Final, cast

from pynetdicom import _config, evt
from pynetdicom.association import Association
from pynetdicom.dimse import DIMSEServiceProvider
from pynetdicom.dimse_messages import C_STORE_RQ, DIMSEMessage
from pynetdicom.dimse_primitives import C_STORE
from pynetdicom.pdu_primitives import P_DATA
from pynetdicom.presentation import PresentationContext
from pynetdicom.transport import (
    AssociationSocket,
    RequestHandler,
    ThreadedAssociationServer,
)

from readingroom.archive.drafts import Draft, OutOfRoom, Spool
from readingroom.imaging.headline import part10_prefix

# It logs titles, UIDs and what it could not decode. Ours hold keys and codes only.
logging.getLogger("pynetdicom").setLevel(logging.CRITICAL + 1)
_config.LOG_HANDLER_LEVEL = "none"

logger = logging.getLogger(__name__)

MOST_PDU_BYTES: Final = 256 * 1024
"""What we tell senders that one PDU may hold."""
_BEARABLE_PDU_BYTES: Final = 1024 * 1024
_CHUNK: Final = 256 * 1024
_TAG, _US, _UL = struct.Struct("<HHL"), struct.Struct("<HHLH"), struct.Struct("<HHLL")
_C_STORE_RSP, _NO_DATA_SET = 0x8001, 0x0101
_LAST_OF_COMMAND: Final = b"\x03"  # PS3.8 annex E.2
_PDV_BYTES: Final = 6  # that a PDV takes beside what it carries
_WORTH_ENDING: Final = 2  # times the limit of an object: who sends on is not mistaken


class Sink(BytesIO):
    """Where the data set of one C-STORE goes: a Part 10 file, as it comes.

    pynetdicom takes nothing but a ``BytesIO``; this one keeps nothing in memory. What goes wrong
    is noted and the rest let go by, so that the sender can be told at the end.

    Attributes:
        trouble: a DIMSE status, once the object can't be kept; else 0.
    """

    NO_ROOM: Final = 0xA700
    TOO_LARGE: Final = 0xC001

    def __init__(self, begin: Callable[[], Draft], most_bytes: int) -> None:
        super().__init__()
        self._begin = begin
        self._most_bytes = most_bytes
        self._draft: Draft | None = None
        self._came = 0
        self.trouble = 0

    def write(self, data: Any, /) -> int:
        """Take the next bytes."""
        self._came += len(data)
        if self.trouble:
            return len(data)
        try:
            self._draft = self._draft or self._begin()
            self._draft.write(data)
        except OutOfRoom:
            self._give_up(self.NO_ROOM)
        if self._came > self._most_bytes:
            self._give_up(self.TOO_LARGE)
        return len(data)

    @property
    def is_flood(self) -> bool:
        """Whether far more came than an object may have."""
        return self._came > _WORTH_ENDING * self._most_bytes

    def _give_up(self, status: int) -> None:
        self.trouble = self.trouble or status
        self.drop()

    def claim(self) -> Draft | None:
        """The file, which is the caller's now; ``None`` where nothing came."""
        draft, self._draft = self._draft, None
        return draft

    def drop(self) -> None:
        """Remove what came, unless someone claimed it."""
        if self._draft:
            self._draft.drop()
            self._draft = None


def store_success(primitive: Any) -> bytes | None:
    """The command set that answers a C-STORE with success; ``None`` for any other message.

    Source: PS3.7 table 9.3-2 (C-STORE-RSP) and section 6.3.1 (implicit VR, little endian).
    """
    is_store = isinstance(primitive, C_STORE)
    if not is_store or primitive.Status != 0 or primitive.ErrorComment is not None:
        return None
    number, *uids = (
        primitive.MessageIDBeingRespondedTo,
        primitive.AffectedSOPClassUID,
        primitive.AffectedSOPInstanceUID,
    )
    if None in {number, *uids}:
        return None
    sop_class, sop_instance = (_even(str(uid)) for uid in uids)
    rest = b"".join(
        (
            _TAG.pack(0, 0x0002, len(sop_class)) + sop_class,
            _US.pack(0, 0x0100, 2, _C_STORE_RSP),
            _US.pack(0, 0x0120, 2, number),
            _US.pack(0, 0x0800, 2, _NO_DATA_SET),
            _US.pack(0, 0x0900, 2, 0),
            _TAG.pack(0, 0x1000, len(sop_instance)) + sop_instance,
        )
    )
    return _UL.pack(0, 0, 4, len(rest)) + rest


def _even(uid: str) -> bytes:
    """A UID as it is written: its length is even (PS3.5 section 9.1)."""
    text = uid.encode("ascii")
    return text + b"\0" * (len(text) % 2)


class StreamingProvider(DIMSEServiceProvider):
    """Puts data sets into drafts instead of memory."""

    def __init__(self, assoc: Association, server: "BoundedServer") -> None:
        super().__init__(assoc)
        self._server = server
        self._sink: Sink | None = None

    def receive_primitive(self, primitive: P_DATA) -> None:
        """Take one P-DATA: part of a message."""
        if self.message is None:
            self.message = DIMSEMessage()
            self._sink = Sink(self._begin, self._server.most_bytes)
            self.message.data_set = self._sink
        try:
            super().receive_primitive(primitive)
        except Exception:  # noqa: BLE001  # what a malformed message makes the library raise ends it
            self._hang_up()
        if self._sink and self._sink.is_flood:
            self._hang_up()

    def send_msg(self, primitive: Any, context_id: int) -> None:
        """Send a message. That an object is safe, said once for each, is put together here: the
        library takes longer over it than over anything else in receiving an object."""
        said = store_success(primitive)
        if said is None or 0 < self.maximum_pdu_size < len(said) + _PDV_BYTES:
            super().send_msg(primitive, context_id)
            return
        data = P_DATA()
        data.presentation_data_value_list.append((context_id, _LAST_OF_COMMAND + said))
        self.dul.send_pdu(data)

    def _hang_up(self) -> None:
        if self.assoc.dul.socket:
            self.assoc.dul.socket.close()

    def _begin(self) -> Draft:
        """Begin the file of the message at hand: its file meta information is known by now."""
        message = cast(C_STORE_RQ, self.message)
        command = message.command_set
        context = self.assoc._accepted_cx[cast(int, message.context_id)]  # noqa: SLF001  # no other way
        prefix = part10_prefix(
            str(command.AffectedSOPClassUID),
            str(command.AffectedSOPInstanceUID),
            str(context.transfer_syntax[0]),
        )
        if not self._server.has_room(self.assoc):
            raise OutOfRoom(detail="quota")
        draft = self._server.spool.draft()
        try:
            draft.write(prefix)
        except OutOfRoom:
            draft.drop()
            raise
        return draft

    def forget(self) -> None:
        """The association is over: what was not whole goes."""
        if self._sink:
            self._sink.drop()


class BoundedSocket(AssociationSocket):
    """Reads in large pieces, into memory that is bounded, by a deadline."""

    deadline_s = 60.0

    def close(self) -> None:
        """Close the connection, also where the other side closed it first."""
        connection = self.socket
        super().close()
        if connection is not None:
            connection.close()

    def recv(self, nr_bytes: int) -> bytearray:
        """Read ``nr_bytes``; fewer where the other side is gone or too slow, or asks too much."""
        connection = self.socket
        if connection is None or nr_bytes > _BEARABLE_PDU_BYTES:
            return bytearray()
        data = bytearray(nr_bytes)
        view, done = memoryview(data), 0
        end_s = time.monotonic() + self.deadline_s
        while done < nr_bytes:
            connection.settimeout(max(0.001, end_s - time.monotonic()))
            count = connection.recv_into(view[done:], min(_CHUNK, nr_bytes - done))
            if not count:
                break
            done += count
        view.release()
        del data[done:]
        return data


class BoundedHandler(RequestHandler):
    """Prepares one connection: deadlines, no waiting for company before small packets go."""

    server: "BoundedServer"

    def handle(self) -> None:
        """Shake hands where the line is encrypted, then begin the association."""
        connection = cast(socket.socket, self.request)
        connection.settimeout(self.server.deadline_s)
        if isinstance(connection, ssl.SSLSocket):
            connection.do_handshake()
        super().handle()

    def _create_association(self) -> Association:
        association = super()._create_association()
        connection = cast(socket.socket, self.request)
        bounded = BoundedSocket(association, client_socket=connection)
        bounded.deadline_s = self.server.deadline_s
        association.dul.event_queue.get(block=False)  # each socket announces itself; once is enough
        association.dul.socket = bounded
        association.dimse = StreamingProvider(association, self.server)
        self.server.begun.append((association, connection))
        return association


class SharedContexts(list[PresentationContext]):
    """What is accepted, for all associations alike. The library copies each of a thousand
    syntaxes for every association; negotiation only reads them."""

    def __deepcopy__(self, _memo: dict[int, Any]) -> list[PresentationContext]:
        return list(self)


class BoundedServer(ThreadedAssociationServer):
    """Accepts connections, no more at a time than it can bear.

    Attributes:
        spool: where objects go.
        has_room: whether one object more may come on an association.
        most_bytes: of one object.
        deadline_s: for a handshake, a PDU and a silence.
        most_connections: at one time, those included that asked for nothing yet.
        begun: associations that may be alive, each with its connection.
    """

    spool: Spool
    has_room: Callable[[Association], bool]
    most_bytes: int
    deadline_s: float
    most_connections: int
    begun: list[tuple[Association, socket.socket]]
    request_queue_size = 64
    daemon_threads = True

    def server_bind(self) -> None:
        """Bind, and have every connection send at once what there is."""
        _without_delay(cast(socket.socket, self.socket))
        super().server_bind()

    def get_request(self) -> tuple[socket.socket, tuple[str, int]]:
        """Accept one connection. A TLS handshake waits until it has a thread of its own."""
        connection, address = cast(socket.socket, self.socket).accept()
        _without_delay(connection)
        if self.ssl_context:
            connection = self.ssl_context.wrap_socket(
                connection, server_side=True, do_handshake_on_connect=False
            )
        return connection, address

    def verify_request(self, request: Any, client_address: Any) -> bool:
        """Whether there is room for one more."""
        del request, client_address
        return len(self.active_associations) < self.most_connections

    def reap(self) -> list[Association]:
        """Associations that ended since the last time. The library leaves some of their
        connections open; they are closed here."""
        over = [pair for pair in list(self.begun) if _is_over(pair[0])]
        for pair in over:
            self.begun.remove(pair)
            pair[1].close()
        return [association for association, _ in over]

    def end_all(self) -> None:
        """Hang up on everyone. What they were not promised they send again."""
        for association, connection in list(self.begun):
            association.dul.kill_dul()
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Note that a connection failed before its association began."""
        del request, client_address
        logger.warning("a connection failed: %s", type(sys.exc_info()[1]).__name__)


def _is_over(association: Association) -> bool:
    """Whether it began and ended; one that is about to begin has no thread number yet."""
    return association.ident is not None and not association.is_alive()


def _without_delay(connection: socket.socket) -> None:
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def sink_of(event: evt.Event) -> Sink:
    """Where the data set of a C-STORE went."""
    request: Any = event.request
    return cast(Sink, request.DataSet)
