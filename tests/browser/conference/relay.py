"""The way from a phone to the library, which can be cut and mended: a browser that is told to be
offline keeps the lines that are open."""

import contextlib
import socket
import threading
from collections.abc import Iterator


class Relay:
    """Hands on what comes to a port of its own.

    Attributes:
        url: what a phone calls the library by.
    """

    def __init__(self, target_url: str) -> None:
        self._target = ("127.0.0.1", int(target_url.rpartition(":")[2]))
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._is_cut = False
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def cut(self) -> None:
        """End all that is open, and all that comes."""
        with self._lock:
            self._is_cut = True
            for one in self._open:
                with contextlib.suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        with self._lock:
            self._is_cut = False

    def listen(self) -> None:
        """Until the listener is closed."""
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=self._serve, args=self._listener.accept()[:1]).start()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()

    def _serve(self, near: socket.socket) -> None:
        with near, socket.socket() as far:
            with self._lock:
                if self._is_cut:
                    return
                self._open |= {near, far}
            with contextlib.suppress(OSError):
                far.connect(self._target)
                back = threading.Thread(target=_pump, args=(far, near))
                back.start()
                _pump(near, far)
                back.join()
            with self._lock:
                self._open -= {near, far}


def _pump(source: socket.socket, drain: socket.socket) -> None:
    """Hand on until either end is gone; then both are."""
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            drain.sendall(data)
    for one in (source, drain):
        with contextlib.suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def relayed(target_url: str) -> Iterator[Relay]:
    """A way of one's own to a served library."""
    relay = Relay(target_url)
    listening = threading.Thread(target=relay.listen)
    listening.start()
    try:
        yield relay
    finally:
        relay.close()
        listening.join()
