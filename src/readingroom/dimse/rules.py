"""Who may send what to whom: ``senders.yaml`` in the data folder.

Without the file, or where it names no sender, this machine alone may send; what arrives belongs to
the administrator.
"""

import ipaddress
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final, Self

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from readingroom.kernel.errors import InvalidInput

FILE: Final = "senders.yaml"
DEFAULT_TITLE: Final = "READINGROOM"
_TITLE: Final = re.compile(
    r"[\x21-\x5b\x5d-\x7e](?:[\x20-\x5b\x5d-\x7e]{0,14}[\x21-\x5b\x5d-\x7e])?"
)
_MIB, _GIB = 1024**2, 1024**3


def _title(text: str) -> str:
    if not _TITLE.fullmatch(text):
        raise PydanticCustomError(
            "title", "is no AE title: 1 to 16 plain letters, digits and signs, no backslash"
        )
    return text


def _network(text: str) -> str:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise PydanticCustomError(
            "network", "is no address, such as 10.1.2.3, and no network, such as 10.1.2.0/24"
        ) from None
    return text


Title = Annotated[str, AfterValidator(_title)]
Network = Annotated[str, AfterValidator(_network)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Door(_Part):
    """One AE title that studies may be sent to, and whose they are then."""

    title: Title
    """The called AE title."""
    person: str = ""
    """A user name: what arrives is theirs."""
    institution: str = ""
    """The name of an institution: what arrives is for its editors."""

    @model_validator(mode="after")
    def _one_of_the_two(self) -> Self:
        if bool(self.person) == bool(self.institution):
            raise PydanticCustomError("door", "needs either a person or an institution")
        return self


class Sender(_Part):
    """Someone who may send."""

    title: Title | None = None
    """Their AE title; left out, any."""
    address: Network
    """Where they send from: an address or a network."""
    to: tuple[Title, ...] = Field(default=(), strict=False)
    """The AE titles they may send to; left out, all."""


class Tls(_Part):
    """Encrypted associations; others are not taken then."""

    certificate: str
    """The listener's certificate with its chain, PEM: a path, from the data folder."""
    key: str
    """Its private key, PEM."""
    clients: str = ""
    """Certificates that a sender's must descend from, PEM; left out, senders need none."""


class Limits(_Part):
    """What the listener gives at most."""

    associations: Annotated[int, Field(ge=1, le=200)] = 20
    """At one time."""
    per_minute: Annotated[int, Field(ge=1, le=100_000)] = 1_200
    """New associations from one address."""
    object_megabytes: Annotated[int, Field(ge=1, le=4096)] = 1024
    """One object."""
    free_gigabytes: Annotated[float, Field(ge=0, le=100_000, strict=False)] = 1.0
    """What must stay free on the disk."""
    idle_seconds: Annotated[int, Field(ge=1, le=3600)] = 60
    """Without a word on an association, or within one of its messages."""

    @property
    def object_bytes(self) -> int:
        """Of one object."""
        return self.object_megabytes * _MIB

    @property
    def free_bytes(self) -> int:
        """What must stay free."""
        return int(self.free_gigabytes * _GIB)


class Rules(_Part):
    """All of it."""

    doors: tuple[Door, ...] = Field(default=(), strict=False)
    senders: tuple[Sender, ...] = Field(default=(), strict=False)
    quiet_seconds: Annotated[int, Field(ge=0, le=3600)] = 30
    """How long nothing more must come before a study counts as complete."""
    tls: Tls | None = None
    limits: Limits = Limits()

    @model_validator(mode="after")
    def _each_title_once(self) -> Self:
        titles = [door.title for door in self.doors]
        if len(set(titles)) < len(titles):
            raise PydanticCustomError("twins", "has a door of the same title twice")
        return self

    @property
    def titles(self) -> tuple[str, ...]:
        """The AE titles that studies may be sent to."""
        return tuple(door.title for door in self.doors) or (DEFAULT_TITLE,)

    def door(self, title: str) -> Door | None:
        """The door of this title; ``None`` for the default one."""
        return next((door for door in self.doors if door.title == title), None)


@dataclass(frozen=True)
class Caller:
    """Who asks for an association.

    Attributes:
        called, calling: AE titles.
        address: of the machine.
    """

    called: str
    calling: str
    address: str


CALLED_UNKNOWN, CALLING_UNKNOWN = 0x07, 0x03
"""Reasons for rejecting an association: PS3.8 section 9.3.4, source 1."""


def refusal(rules: Rules, caller: Caller) -> int:
    """The reason for not letting ``caller`` in; 0 where there is none."""
    if caller.called not in rules.titles:
        return CALLED_UNKNOWN
    address = ipaddress.ip_address(caller.address.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if not rules.senders:
        return 0 if address.is_loopback else CALLING_UNKNOWN
    allowed = (
        address in ipaddress.ip_network(sender.address, strict=False)
        and sender.title in {None, caller.calling}
        and (not sender.to or caller.called in sender.to)
        for sender in rules.senders
    )
    return 0 if any(allowed) else CALLING_UNKNOWN


def read_rules(data: Path) -> Rules:
    """Read ``senders.yaml``, if it is there.

    Raises:
        InvalidInput: it can't be read, or says something that is not understood.
    """
    path = data / FILE
    try:
        found: Any = yaml.safe_load(path.read_text())
    except FileNotFoundError:
        return Rules()
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        raise InvalidInput(f"{FILE} in the data folder can't be read as YAML.") from None
    try:
        return Rules.model_validate(found or {})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        words = "is not known here" if first["type"] == "extra_forbidden" else first["msg"]
        raise InvalidInput(f"{FILE} in the data folder: {place or 'it'}: {words}.") from None
