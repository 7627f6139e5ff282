"""Who may make an account, as the settings of the library say. Knows no database."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from readingroom.kernel.errors import InvalidInput

_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")
_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class Mode(StrEnum):
    """How people come in. Each takes in the ones before it."""

    CLOSED = "closed"
    INVITATION = "invitation"
    DOMAIN = "domain"
    OPEN = "open"


@dataclass(frozen=True)
class Registration:
    """The rules of one library.

    Attributes:
        mode: how people come in.
        domains: by the domain of an e-mail address, the code of the institution it stands for.
        institution: code of the institution of those who come in by no domain; empty for none.
    """

    mode: Mode = Mode.CLOSED
    domains: Mapping[str, str] = field(default_factory=dict)
    institution: str = ""

    @property
    def invites(self) -> bool:
        """Whether administrators may invite."""
        return self.mode is not Mode.CLOSED

    @property
    def takes_requests(self) -> bool:
        """Whether strangers may ask for a link at an e-mail address of theirs."""
        return self.mode in {Mode.DOMAIN, Mode.OPEN}

    def takes(self, email: str) -> bool:
        """Whether the owner of this address may come in by themselves."""
        by_domain = self.mode is Mode.DOMAIN and domain_of(email) in self.domains
        return by_domain or self.mode is Mode.OPEN

    def institution_code(self, email: str) -> str:
        """Of which institution they will be; empty for none."""
        return self.domains.get(domain_of(email), self.institution)


def domain_of(email: str) -> str:
    """What stands behind the last @, in small letters."""
    return email.rpartition("@")[2].strip().lower()


def read_registration(
    mode: str, *, domains: str = "", institution: str = "", sends_mail: bool = False
) -> Registration:
    """The rules that three settings say.

    Args:
        mode: the value of a ``Mode``.
        domains: ``hospital.example=st-elsewhere, school.example=school``.
        institution: the code of an institution.
        sends_mail: whether there is a mail server; without one nobody can show that an address
            is theirs.

    Raises:
        InvalidInput: a value that can't be, or values that contradict each other.
    """
    if mode not in set(Mode):
        raise InvalidInput("READINGROOM_REGISTRATION must be closed, invitation, domain or open.")
    made = Registration(Mode(mode), _read_domains(domains), institution.strip())
    if made.institution and not _CODE.fullmatch(made.institution):
        raise InvalidInput(
            "READINGROOM_REGISTRATION_INSTITUTION must be the code of an institution, as "
            "`readingroom institution list` shows it."
        )
    if made.mode is Mode.DOMAIN and not made.domains:
        raise InvalidInput(
            "READINGROOM_REGISTRATION=domain needs READINGROOM_REGISTRATION_DOMAINS, such as "
            "hospital.example=st-elsewhere."
        )
    if made.takes_requests and not sends_mail:
        raise InvalidInput(
            f"READINGROOM_REGISTRATION={mode} needs READINGROOM_EMAIL_HOST: people show by mail "
            "that an address is theirs."
        )
    return made


def _read_domains(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in filter(None, (part.strip().lower() for part in text.split(","))):
        domain, _, code = entry.partition("=")
        if not _DOMAIN.fullmatch(domain.strip()) or not _CODE.fullmatch(code.strip()):
            raise InvalidInput(
                "READINGROOM_REGISTRATION_DOMAINS must name domains with the code of their "
                "institution, such as hospital.example=st-elsewhere, separated by commas."
            )
        found[domain.strip()] = code.strip()
    return found
