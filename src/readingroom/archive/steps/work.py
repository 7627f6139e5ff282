"""One file in hand: read once, cleaned once, however many stages ask."""

from functools import cached_property
from pathlib import Path

from readingroom.archive.digests import FILE_BYTES, keyed_digest, patient_secret, stream_digest
from readingroom.archive.states import DEFACED
from readingroom.archive.steps.given import read_given
from readingroom.archive.steps.identities import read_identity
from readingroom.archive.steps.messages import Facts, Setup, Task
from readingroom.imaging.datasets import CleanDataset, RawDataset
from readingroom.imaging.deid.apply import DeidContext, Deidentified, deidentify
from readingroom.imaging.deid.identity import Identity, identity_of
from readingroom.imaging.deid.marks import CLEAN_FACES, CLEAN_PIXELS
from readingroom.imaging.deid.redacted import put_document
from readingroom.imaging.pixels.burned_in import ASKS_FOR_A_LOOK, hold_reasons, reason
from readingroom.imaging.pixels.examine import PixelVerdict, examine_pixels
from readingroom.imaging.pixels.faces import may_show_face
from readingroom.imaging.pixels.mask import mask_pixels
from readingroom.imaging.pixels.text import TextBox

_CHUNK = 1024 * 1024


class Held(Exception):
    """A person has to decide about a file.

    Attributes:
        reason_codes: all the reasons there are, so that one look answers them all.
    """

    def __init__(self, *reason_codes: str) -> None:
        super().__init__(*reason_codes)
        self.reason_codes = reason_codes


class Work:
    """A file on the route, in a reading process.

    Every stage can ask for what an earlier one made: it is made again where the route was
    interrupted in between, and comes out the same.

    Attributes:
        facts: found by inspection.
        series_instance_uid: ours, once transcoded.
    """

    def __init__(self, task: Task, setup: Setup) -> None:
        self.task = task
        self.setup = setup
        self.facts: Facts | None = None
        self.series_instance_uid = ""

    @cached_property
    def raw(self) -> RawDataset:
        """The file as received.

        Raises:
            Rejected: it can't be read within limits.
        """
        return read_given(Path(self.task.original))

    @cached_property
    def deidentified(self) -> Deidentified:
        """The file without identity, and the report of what was done.

        Raises:
            Rejected: it can't be made safe.
        """
        secret = patient_secret(bytes.fromhex(self.setup.deid_secret), self.task.patient_digest)
        context = DeidContext(
            secret,
            self.task.anchor_moment(),
            self.identity,
            self.setup.policy,
            may_show_face=self.shows_face,
            patient=self.task.patient_digest,
        )
        done = deidentify(self.raw, context=context)
        if self.task.redacted:
            put_document(done.clean, Path(self.task.redacted).read_bytes())
        return done

    @cached_property
    def identity(self) -> Identity:
        """What names anyone in this file, or but for UIDs in others of the same patient."""
        return identity_of(self.raw) | read_identity(self.task.identity)

    @property
    def clean(self) -> CleanDataset:
        """The file without identity."""
        return self.deidentified.clean

    @cached_property
    def shows_face(self) -> bool:
        """Whether the series, or the object alone, may be rendered into a face."""
        return self.task.shows_face or may_show_face([self.raw.dataset])

    @property
    def was_looked_at(self) -> bool:
        """Whether a person has looked at the picture and let it pass."""
        return bool(ASKS_FOR_A_LOOK.intersection(self.task.released))

    @cached_property
    def verdict(self) -> PixelVerdict:
        """What the pixels show; not searched again once a person has looked.

        Raises:
            Rejected: the pixels can't be decoded.
        """
        if self.was_looked_at:
            faces = ("face_possible",) if self.keeps_faces_back else ()
            return PixelVerdict((*hold_reasons(self.raw), *map(reason, faces)), ())
        return examine_pixels(
            self.raw,
            identity=self.identity,
            policy=self.setup.policy,
            shows_face=self.shows_face,
        )

    @property
    def keeps_faces_back(self) -> bool:
        """Whether it shows a face, and the site's policy is that someone agrees to that."""
        return self.shows_face and self.setup.policy.faces == "hold"

    @cached_property
    def masked(self) -> CleanDataset:
        """The clean object with writing covered: what a person decided or, where nobody has
        looked and the site's policy says so, what was found.

        Raises:
            Rejected: the pixels can't be decoded.
        """
        boxes = [TextBox(*box) for box in self.task.mask_boxes]
        if not self.was_looked_at and self.setup.policy.burned_in == "mask":
            boxes += self.verdict.to_mask
        option = CLEAN_FACES if DEFACED in self.task.released else CLEAN_PIXELS
        return mask_pixels(self.clean, boxes, option=option)

    def make_clean(self) -> None:
        """Make it now.

        Raises:
            Rejected: it can't be made safe.
        """
        _ = self.deidentified

    def digest(self, purpose: str, *parts: str | bytes) -> str:
        """A keyed digest under the library's secret."""
        return keyed_digest(bytes.fromhex(self.setup.deid_secret), purpose, *parts)

    def byte_digest(self) -> str:
        """The keyed digest of the file as it now lies in quarantine."""
        with Path(self.task.original).open("rb") as file:
            chunks = iter(lambda: file.read(_CHUNK), b"")
            return stream_digest(bytes.fromhex(self.setup.deid_secret), FILE_BYTES, chunks)
