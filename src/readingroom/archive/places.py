"""Where things lie and which secrets the archive works with, read from Django's settings."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings

from readingroom.archive.quarantine import Quarantine
from readingroom.imaging.deid.policy import DEFAULT_POLICY, Policy
from readingroom.storage.filesystem import FilesystemBlobStore
from readingroom.storage.shelf import SeriesShelf


@dataclass(frozen=True)
class Places:
    """Folders and stores below the data folder."""

    root: Path

    def quarantine(self, submission_key: UUID) -> Quarantine:
        """The folder of one submission."""
        return Quarantine(self.root, submission_key)

    @property
    def blobs(self) -> FilesystemBlobStore:
        """Packs."""
        return FilesystemBlobStore(self.root / "blobs")

    @property
    def links(self) -> Path:
        """The way back to patients, sealed: see ``linkfile``."""
        return self.root / "links"

    def policy(self) -> Policy:
        """What may stay in what is filed here: ``policy.yaml``, or the default where none lies.

        Raises:
            PolicyRefused: the file can't be followed.
        """
        path = self.root / "policy.yaml"
        return Policy.load(path) if path.exists() else DEFAULT_POLICY

    @property
    def shelf(self) -> SeriesShelf:
        """What the pixel front reads."""
        return SeriesShelf(self.root / "series")


@dataclass(frozen=True)
class Secrets:
    """32 bytes each.

    Attributes:
        deid: replacement UIDs and digests of files.
        patients: the index of patients.
        anchors: what seals the moments that dates are counted from.
    """

    deid: bytes
    patients: bytes
    anchors: bytes

    def __repr__(self) -> str:
        return "Secrets(…)"


def places() -> Places:
    """Of this installation."""
    return Places(Path(settings.READINGROOM_DATA))


def secrets() -> Secrets:
    """Of this installation."""
    return Secrets(
        settings.READINGROOM_DEID_SECRET,
        settings.READINGROOM_PATIENT_SECRET,
        settings.READINGROOM_ANCHOR_SECRET,
    )
