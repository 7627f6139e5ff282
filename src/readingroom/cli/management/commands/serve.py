"""``readingroom serve``: pages and pixels on one port, with a worker beside them."""

import socket
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from readingroom.cli.processes import Companions, command_line
from readingroom.kernel.errors import Unavailable

# Named, not imported: the command must not depend on what it starts.
APPLICATION = "readingroom.config.asgi:application"
_LAST_ANSWERS_S = 10  # for what is being answered when the server is stopped


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
        with Companions(companions):
            Granian(
                APPLICATION,
                address=env.host,
                port=env.port,
                interface=Interfaces.ASGI,
                workers=1,
                log_level=LogLevels.warning,
                websockets=False,
                # A thread that still sends to someone who is gone would wait for good.
                workers_kill_timeout=_LAST_ANSWERS_S,
            ).serve()


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
