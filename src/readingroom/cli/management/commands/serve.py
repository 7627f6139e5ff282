"""``readingroom serve``: pages and pixels on one port, with a worker beside them."""

import os
import signal
import socket
import threading
from types import FrameType
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management.base import BaseCommand

from readingroom.cli.processes import Companions, command_line
from readingroom.kernel.errors import Unavailable

# Named, not imported: the command must not depend on what it starts.
APPLICATION = "readingroom.config.asgi:application"
PROTOCOL = "readingroom.dicomweb.wire:PixelProtocol"
_LAST_ANSWERS_S = 5  # for what is being answered when the server is stopped
_LAST_OF_ALL_S = 20  # for the processes beside it to end, too
_IDLE_S = 75  # longer than a proxy before us keeps a line, which then ends it first


class Command(BaseCommand):
    """Serves until stopped."""

    help = "Serve the library, with a worker beside it, until stopped."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Bring the database up to date, then serve."""
        env = settings.ENV
        check_port_is_free(env.host, env.port)
        companions = [command_line("worker", "--with-parent")] * env.workers
        if env.listen:
            companions.append(command_line("listen", "--with-parent"))
        self.stdout.write(f"Reading Room is at {settings.READINGROOM_ADDRESS}   (Ctrl-C stops it)")
        self.stdout.flush()
        signal.signal(signal.SIGTERM, _leave)
        signal.signal(signal.SIGINT, _leave)
        with Companions(companions):
            _Server(
                uvicorn.Config(
                    APPLICATION,
                    host=env.host,
                    port=env.port,
                    http=PROTOCOL,
                    interface="asgi3",
                    loop="asyncio",
                    ws="none",
                    lifespan="off",
                    log_config=None,
                    log_level="warning",
                    access_log=False,
                    proxy_headers=False,
                    server_header=False,
                    timeout_keep_alive=_IDLE_S,
                    timeout_graceful_shutdown=_LAST_ANSWERS_S,
                )
            ).run()


class _Server(uvicorn.Server):
    """Ends in time, whoever still listens."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Let what is being answered end, and then leave.

        A thread that still sends to someone who is gone would wait for good.
        """
        super().handle_exit(sig, frame)
        last = threading.Timer(_LAST_OF_ALL_S, os._exit, [0])
        last.daemon = True
        last.start()


def _leave(_signal: int, _frame: object) -> None:
    """As Ctrl-C and the system's own word end it: nothing went wrong."""
    raise SystemExit(0)


def check_port_is_free(host: str, port: int) -> None:
    """Raise ``Unavailable`` where something else listens already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except socket.gaierror as error:
            raise Unavailable(
                f"This machine has no address called {host}. Check READINGROOM_HOST."
            ) from error
        except PermissionError as error:
            raise Unavailable(
                f"Only the system may listen on port {port}. "
                "Choose a higher one, as with READINGROOM_PORT=8000."
            ) from error
        except OSError as error:
            raise Unavailable(
                f"Something else is using port {port} of {host}. "
                "Stop it, or choose another with READINGROOM_PORT=8001."
            ) from error
