"""A mail server that takes what it is sent: a real one, on a port of this machine."""

import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


@dataclass
class Letterbox:
    """What came, and how the server answers.

    Attributes:
        refuses: what it answers to a recipient instead of taking the mail, such as ``550 no``.
    """

    letters: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    signed_in: list[bytes] = field(default_factory=list)
    refuses: str = ""

    async def handle_RCPT(  # noqa: N802  # as the server calls it
        self, _server: Any, _session: Any, envelope: Any, address: str, _: Any
    ) -> str:
        if self.refuses:
            return self.refuses
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  # likewise
        letter: Any = BytesParser(policy=default).parsebytes(envelope.content)
        self.letters.append(letter)
        self.envelopes.append((envelope.mail_from, list(envelope.rcpt_tos)))
        return "250 OK"

    def sign_in(self, _server: SMTP, *_: Any) -> AuthResult:
        said = _[-1]
        assert isinstance(said, LoginPassword)
        self.signed_in.append(said.login)
        return AuthResult(success=said.password == b"secret")


@contextmanager
def mail_server() -> Iterator[tuple[Letterbox, int]]:
    """A mail server, and its port. Stopped at the end of the block."""
    box = Letterbox()
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    controller = Controller(
        box, hostname="127.0.0.1", port=port, authenticator=box.sign_in, auth_require_tls=False
    )
    controller.start()
    try:
        yield box, port
    finally:
        controller.stop()
