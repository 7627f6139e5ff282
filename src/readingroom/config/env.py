"""The environment, read once: every ``READINGROOM_*`` variable, its default and its meaning."""

import difflib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit

from readingroom.kernel.errors import InvalidInput
from readingroom.search.engines.postgresql_connection import connection_arguments

PREFIX = "READINGROOM_"
_MAX_PORT, _MAX_WORKERS, _MAX_DIGITS = 65_535, 64, 9
_MOST_RETENTION_DAYS = 3650
_TEST_ONLY = frozenset({"READINGROOM_TEST_SHARED", "READINGROOM_TEST_FAULT"})


@dataclass(frozen=True)
class Env:
    """Settings of one installation. None is required.

    Each field is the variable ``READINGROOM_`` + its name in capitals.
    """

    data: Path = field(
        default=Path("~/.local/share/readingroom"),
        metadata={"help": "The one folder that holds everything; made with mode 0700."},
    )
    host: str = field(default="127.0.0.1", metadata={"help": "The address to listen on."})
    port: int = field(default=8000, metadata={"help": "The port to listen on."})
    url: str = field(
        default="",
        metadata={
            "help": "The address readers type, such as https://cases.hospital.example. "
            "Needed before listening on anything but this machine."
        },
    )
    debug: bool = field(
        default=False, metadata={"help": "Show Django's error pages. Never where others can read."}
    )
    listen: bool = field(
        default=False,
        metadata={"help": "Have `serve` also take in studies that a PACS sends (DICOM C-STORE)."},
    )
    dicom_host: str = field(
        default="127.0.0.1", metadata={"help": "The address that senders of DICOM reach."}
    )
    dicom_port: int = field(
        default=11112, metadata={"help": "The port that senders of DICOM reach."}
    )
    workers: int = field(
        default=1, metadata={"help": "How many worker processes `serve` starts beside the pages."}
    )
    quota_person_gib: int = field(
        default=50,
        metadata={"help": "GiB that one person may have waiting in quarantine; 0 for no limit."},
    )
    quota_institution_gib: int = field(
        default=500,
        metadata={
            "help": "GiB that one institution may have waiting in quarantine; 0 for no limit."
        },
    )
    exam_retention_days: int = field(
        default=365,
        metadata={
            "help": "Days after the end of an exam sitting at which its record is erased: "
            "from 1 to 3650."
        },
    )
    backup_days: int = field(
        default=35,
        metadata={
            "help": "Days after which a backup is destroyed, and what was erased is gone from "
            "every backup: from 1 to 3650."
        },
    )
    search_url: str = field(
        default="",
        metadata={
            "help": "The PostgreSQL database that holds the search index, such as "
            "postgresql://readingroom:password@db.hospital.example/readingroom; without it the "
            "index lies in the data folder."
        },
        repr=False,
    )
    preview_first: bool = field(
        default=False,
        metadata={"help": "Hold every submission until someone saw what would be removed."},
    )
    patient_images_public: bool = field(
        default=False,
        metadata={
            "help": "Let editors open cases with images of patients beyond the institution. "
            "Measure first, on images of your own, what is found in them."
        },
    )
    embed_in: str = field(
        default="",
        metadata={
            "help": "Sites whose pages may show the viewer in a frame, such as "
            "https://teaching.example, by commas. Without it only the library's own pages may."
        },
    )
    link_key: str = field(
        default="",
        metadata={
            "help": "The public key that the way back to each patient is sealed to. "
            "Without it none is kept."
        },
    )
    email_host: str = field(
        default="", metadata={"help": "The mail server; without it nobody is written to."}
    )
    email_port: int = field(default=587, metadata={"help": "Its port."})
    email_user: str = field(default="", metadata={"help": "Who signs in to it, if anyone must."})
    email_password: str = field(default="", metadata={"help": "The password for that."}, repr=False)
    email_plain: bool = field(
        default=False, metadata={"help": "Speak to it without encryption. Never across a network."}
    )
    email_from: str = field(default="", metadata={"help": "The address that mail comes from."})
    registration: str = field(
        default="closed",
        metadata={
            "help": "Who may make an account: `closed`, `invitation` (by an administrator), "
            "`domain` (also whoever reads mail at one of the domains below), `open` (also "
            "anyone, as a learner)."
        },
    )
    registration_domains: str = field(
        default="",
        metadata={
            "help": "Domains of e-mail addresses, each with the code of its institution: "
            "hospital.example=st-elsewhere, school.example=school."
        },
    )
    registration_institution: str = field(
        default="",
        metadata={
            "help": "The code of the institution of those who come in by no domain; "
            "without it they read what is public."
        },
    )
    oidc_url: str = field(
        default="",
        metadata={
            "help": "The address of an institution's sign-in (OpenID Connect issuer). "
            "Whoever it vouches for gets an account as a learner."
        },
    )
    oidc_name: str = field(
        default="Your institution", metadata={"help": "What the button for it says."}
    )
    oidc_client: str = field(
        default="", metadata={"help": "What the institution calls this library (client ID)."}
    )
    oidc_secret: str = field(
        default="", metadata={"help": "The secret it gave for that."}, repr=False
    )
    oidc_institution: str = field(
        default="", metadata={"help": "The code of the institution its people belong to."}
    )


def read_env(environ: Mapping[str, str] | None = None) -> Env:
    """Read and check the variables.

    Raises:
        InvalidInput: an unknown ``READINGROOM_*`` name, or a value of the wrong form.
    """
    source = os.environ if environ is None else environ
    known = {PREFIX + f.name.upper(): f for f in fields(Env)}
    values: dict[str, object] = {}
    for name, text in source.items():
        if not name.startswith(PREFIX) or name in _TEST_ONLY:
            continue
        if name not in known:
            raise InvalidInput(_unknown(name, known))
        values[known[name].name] = _parse(name, known[name].type, text)
    env = Env(**values)  # type: ignore[arg-type]  # each value was parsed by its field's type
    _check(env)
    return _expanded(env)


def read_fault() -> str:
    """Where a test wants this process to die, as ``point:count``; empty outside tests."""
    return os.environ.get("READINGROOM_TEST_FAULT", "")


def _check(env: Env) -> None:
    for name, port in (("PORT", env.port), ("DICOM_PORT", env.dicom_port)):
        if not 1 <= port <= _MAX_PORT:
            raise InvalidInput(f"READINGROOM_{name} must lie between 1 and {_MAX_PORT}.")
    if env.workers > _MAX_WORKERS:
        raise InvalidInput(f"READINGROOM_WORKERS must be {_MAX_WORKERS} at most.")
    for name, days in (("EXAM_RETENTION", env.exam_retention_days), ("BACKUP", env.backup_days)):
        if not 1 <= days <= _MOST_RETENTION_DAYS:
            raise InvalidInput(
                f"READINGROOM_{name}_DAYS must lie between 1 and {_MOST_RETENTION_DAYS}."
            )
    _check_addresses(env)


def _check_addresses(env: Env) -> None:
    if env.url and not is_origin(env.url):
        raise InvalidInput(
            "READINGROOM_URL must be an address with nothing behind the host and port, such as "
            "https://cases.hospital.example."
        )
    if env.search_url:
        connection_arguments(env.search_url)
    if env.url and env.debug:
        raise InvalidInput(
            "READINGROOM_DEBUG shows readers what they must not see. "
            "Leave it out where READINGROOM_URL is set."
        )


def is_origin(url: str) -> bool:
    """Whether ``url`` is a scheme, a host and perhaps a port, and nothing else."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port  # a port that is no number raises
    except ValueError:
        return False
    is_whole = url.rstrip("/") == f"{parts.scheme}://{parts.netloc}"
    return is_whole and bool(host) and "@" not in url and parts.scheme in {"http", "https"}


def _expanded(env: Env) -> Env:
    changed = {f.name: getattr(env, f.name) for f in fields(env)}
    changed["data"] = env.data.expanduser().absolute()
    changed["url"] = env.url.rstrip("/")
    return Env(**changed)


def _unknown(name: str, known: Mapping[str, object]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    return f"There is no setting {name}.{hint}"


def _parse(name: str, kind: object, text: str) -> object:
    if kind is bool:
        if text not in {"true", "false"}:
            raise InvalidInput(f"{name} must be true or false.")
        return text == "true"
    if kind is int:
        if not (text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS):
            raise InvalidInput(f"{name} must be a whole number.")
        return int(text)
    if kind is Path:
        if not text:
            raise InvalidInput(f"{name} must name a folder.")
        return Path(text)
    return text
