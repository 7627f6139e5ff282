"""Identity in attributes: header, free text, sequences, private blocks, UIDs, odd values."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from benchmarks.deid.bases import Visit, code
from benchmarks.deid.clinical import phrases
from benchmarks.deid.people import Crowd, Person, initials
from benchmarks.deid.truth import Truth

_WRITTEN_DAYS: Final = ("%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y", "%Y%m%d", "%d %b %Y", "%B %d, %Y")


@dataclass(frozen=True)
class Planter:
    """What is needed to plant into one file."""

    visit: Visit
    crowd: Crowd
    truth: Truth
    seed: int

    @property
    def random(self) -> random.Random:
        """The corpus' own source of chance."""
        return self.crowd.random

    @property
    def person(self) -> Person:
        """Whose file it is."""
        return self.visit.person

    def stranger(self, kind: str) -> str:
        """The name of someone no other attribute names."""
        family = self.truth.add(kind, self.crowd.family())
        return self.in_charset(family)

    def in_charset(self, family: str) -> str:
        """``family`` as far as the file's character set can write it; what is planted is that."""
        charset = self.person.charset
        names = {"ISO_IR 100": "latin-1", "ISO_IR 192": "utf-8", "GB18030": "gb18030"}
        written = family.encode(names.get(charset, "ascii"), "ignore").decode(
            names.get(charset, "ascii")
        )
        if written != family:
            self.truth.planted[:] = [p for p in self.truth.planted if p.text != family]
            self.truth.add("name", written)
        return written

    def number(self, kind: str, digits: int = 9) -> str:
        """A number that identifies something."""
        return self.truth.add(kind, self.crowd.number(digits), "number")

    def day(self, kind: str) -> date:
        """A day of someone's life."""
        found = self.crowd.day(date(1950, 1, 1), date(2023, 1, 1))
        self.truth.add(kind, f"{found:%Y%m%d}", "date")
        return found

    def uid(self, kind: str) -> str:
        """A UID of the sender's root, with a date in it."""
        made = f"{self.person.root}.{self.crowd.number(8)}.{self.crowd.number(6)}"
        return self.truth.add(kind, made, "uid")

    def phrase(self, modality: str) -> str:
        """Clinical words as a scanner has them."""
        return self.random.choice(phrases(modality, self.seed))


def note_header(ds: Dataset, planter: Planter) -> None:
    """Count the identifiers that the header holds anyway."""
    truth, person = planter.truth, planter.person
    for name in (person.family, person.given, *person.native, person.others[0], person.others[1]):
        truth.add("header", name)
    for text in (person.mrn, person.hospital, person.address):
        truth.add("header", text)
    for keyword in ("StationName", "DeviceSerialNumber", "AccessionNumber"):
        truth.add("header", str(ds.get(keyword)), "number")
    truth.add("header", f"{person.born:%Y%m%d}", "date")
    truth.add("header", str(ds.StudyDate), "date")
    for keyword in ("StudyTime", "SeriesTime", "AcquisitionTime", "ContentTime"):
        truth.add("header", str(ds.get(keyword) or ""), "number")
    for keyword in ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID"):
        truth.add("header uid", str(ds[keyword].value), "uid")
    if "FrameOfReferenceUID" in ds:
        truth.add("header uid", str(ds.FrameOfReferenceUID), "uid")


def more_header(ds: Dataset, p: Planter) -> None:
    """Identifiers of the patient and the visit module."""
    crowd, add = p.crowd, p.truth.add
    ds.OtherPatientIDs = [p.number("header"), add("header", crowd.mrn(), "number")]
    ds.PatientBirthTime = add(
        "header", f"0417{crowd.random.randrange(60):02d}.{crowd.number(6)}", "number"
    )
    ds.PatientMotherBirthName = p.stranger("header")
    ds.PatientTelephoneNumbers = add("header", crowd.phone(), "number")
    ds.PatientAddress = p.person.address
    ds.RequestingPhysician = f"{p.stranger('header')}^Q"
    ds.PerformingPhysicianName = f"{p.stranger('header')}^P"
    ds.NameOfPhysiciansReadingStudy = f"{p.stranger('header')}^N"
    ds.AdmissionID, ds.RequestedProcedureID = p.number("header"), p.number("header", 8)
    ds.LastMenstrualDate = f"{p.day('header'):%Y%m%d}"
    ds.RequestingService = f"{p.stranger('header')} Ward"
    ds.PerformedStationAETitle = add("header", f"AE{crowd.number(7)}", "number")
    ds.IssuerOfPatientID = p.truth.add("header", p.person.others[2])
    ds.Occupation, ds.EthnicGroup = f"Baker at {p.stranger('header')}", "Nordic"


def descriptions(ds: Dataset, p: Planter) -> None:
    """Clinical words with identity among them, in what a person may type."""
    visit, series = str(p.visit.number), str(ds.SeriesNumber)
    levels = {"StudyDescription": "study", "SeriesDescription": series, "ProtocolName": series}
    for keyword, level in levels.items():
        told = random.Random(f"{p.seed} {visit} {level}")  # noqa: S311  # one text for all of a level
        words = told.choice(phrases(ds.Modality, p.seed))
        p.truth.words[keyword] = words
        setattr(ds, keyword, _mixed(p, words, "description"))
    if "PatientOrientation" in ds:  # images alone have it at this level
        p.truth.words["RequestedProcedureDescription"] = p.phrase(ds.Modality)
        ds.RequestedProcedureDescription = p.truth.words["RequestedProcedureDescription"]


def comments(ds: Dataset, p: Planter) -> None:
    """Sentences about someone."""
    born = p.person.born
    kind = "free text"
    ds.ImageComments = (
        f"Pt {p.in_charset(p.person.family)}, {p.person.given}, DOB {_written(p, born)}. "
        f"Repeat of {_written(p, p.day(kind))}, call Dr. {p.stranger(kind)} "
        f"{p.truth.add(kind, p.crowd.phone(), 'number')}"
    )
    ds.PatientComments = (
        f"Lives at {p.truth.add(kind, _plain(p.crowd.address()))} with {p.stranger(kind)}"
    )
    ds.AdditionalPatientHistory = (
        f"Seen by {p.stranger(kind)} ({initials([p.person.given, p.person.family])}) on "
        f"{_written(p, p.day(kind))}; MRN {_bare(p.person.mrn)}; case {p.number(kind)}"
    )
    ds.AcquisitionDeviceProcessingDescription = f"for {p.stranger(kind)}"
    ds.DerivationDescription = f"Derived for {p.stranger(kind)}, order {p.number(kind)}"
    ds.AdmittingDiagnosesDescription = f"Fall at {p.stranger(kind)} works"


def _mixed(p: Planter, words: str, kind: str) -> str:
    choices: tuple[Callable[[], str], ...] = (
        lambda: words,
        lambda: words,
        lambda: f"{words} {p.stranger(kind)}",
        lambda: f"{p.in_charset(p.person.family).upper()} {words}",
        lambda: f"{words} {_written(p, p.day(kind))}",
        lambda: f"{words} #{p.number(kind)}",
        lambda: f"{words}_Dr.{p.stranger(kind)}",
        lambda: f"{words} ({_bare(p.person.mrn)})",
        lambda: f"{words} tel {p.truth.add(kind, p.crowd.phone(), 'number')}",
        lambda: f"{words} {_plain(p.crowd.town())} {p.stranger(kind)}",
    )
    return p.random.choice(choices)()[:64]


def _written(p: Planter, day: date) -> str:
    return f"{day:{p.random.choice(_WRITTEN_DAYS)}}"


def _bare(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def _plain(text: str) -> str:
    return text.encode("ascii", "ignore").decode("ascii")


def nested(ds: Dataset, p: Planter) -> None:
    """Sequences of orders and references, some of them deep."""
    order, inner = Dataset(), Dataset()
    order.RequestedProcedureID = p.number("nested", 8)
    order.ScheduledProcedureStepDescription = f"{p.phrase(ds.Modality)} {p.stranger('nested')}"
    order.RequestedProcedureCodeSequence = [
        code(p.number("nested", 7), "99LOCAL", p.stranger("nested"))
    ]
    inner.RequestingPhysician, inner.ReasonForTheRequestedProcedure = (
        p.stranger("nested"),
        p.stranger("nested"),
    )
    inner.PersonIdentificationCodeSequence = [code("1", "99X", p.stranger("nested"))]
    order.ReferencedStudySequence = [inner]
    order.ScheduledProtocolCodeSequence = [_deep(p, p.random.choice((3, 8, 30)))]
    ds.RequestAttributesSequence = [order]
    equipment = Dataset()
    equipment.Manufacturer, equipment.InstitutionName = "AGFA", p.stranger("nested")
    equipment.StationName, equipment.OperatorsName = p.stranger("nested"), p.stranger("nested")
    equipment.ContributionDateTime = f"{p.day('nested'):%Y%m%d}101112"
    equipment.PurposeOfReferenceCodeSequence = [code("109103", "DCM", "Modifying Equipment")]
    ds.ContributingEquipmentSequence = [equipment]
    ds.InstitutionCodeSequence = [code(p.number("nested", 6), "99HOSP", p.stranger("nested"))]
    other = Dataset()
    other.PatientID, other.IssuerOfPatientID = p.number("nested"), p.stranger("nested")
    ds.OtherPatientIDsSequence = [other]


def _deep(p: Planter, depth: int) -> Dataset:
    item = code(p.number("deep", 7), "99DEEP", p.stranger("deep"))
    for _ in range(depth):
        outer = code("T-D0050", "SRT", "Tissue")
        outer.EquivalentCodeSequence = Sequence([item])
        item = outer
    return item


def originals(ds: Dataset, p: Planter) -> None:
    """What an attribute said before someone corrected it, and signatures over it."""
    before, held = Dataset(), Dataset()
    before.PatientName, before.PatientID = f"{p.stranger('original')}^X", p.number("original")
    before.add_new(0x00091001, "LO", p.stranger("original"))
    before.add_new(0x00090010, "LO", "ODD CREATOR")
    held.ModifiedAttributesSequence, held.SourceOfPreviousValues = [before], p.stranger("original")
    held.AttributeModificationDateTime = f"{p.day('original'):%Y%m%d}090807"
    held.ModifyingSystem, held.ReasonForTheAttributeModification = p.stranger("original"), "CORRECT"
    ds.OriginalAttributesSequence = [held]
    signature = Dataset()
    signature.MACIDNumber, signature.DigitalSignatureUID = 1, p.uid("signature")
    signature.DigitalSignatureDateTime = f"{p.day('signature'):%Y%m%d}111213"
    signature.CertificateType = "X509_1993_SIG"
    signature.CertificateOfSigner = _even(f"CN={p.stranger('signature')}".encode())
    signature.Signature = b"\1\2\3\4"
    ds.DigitalSignaturesSequence = [signature]
    sealed = Dataset()
    sealed.EncryptedContentTransferSyntaxUID = "1.2.840.10008.1.2"
    sealed.EncryptedContent = _even(f"sealed {p.stranger('signature')}".encode())
    ds.EncryptedAttributesSequence = [sealed]


def uids(ds: Dataset, p: Planter) -> None:
    """UIDs wherever one may stand, in text too."""
    ds.add_new(0x00081195, "UI", p.uid("uid"))  # Transaction UID
    ds.IrradiationEventUID, ds.SynchronizationFrameOfReferenceUID = p.uid("uid"), p.uid("uid")
    ds.DeviceUID = p.uid("uid")
    ds.RetrieveURL = f"https://{_plain(p.stranger('uid')).lower()}.example/{p.uid('uid text')}"
    ds.add_new(0x00081084, "SQ", [code(p.number("uid", 6), "99", f"see {p.uid('uid text')}")])
    study = Dataset()
    study.ReferencedSOPClassUID, study.ReferencedSOPInstanceUID = (
        "1.2.840.10008.3.1.2.3.1",
        p.uid("uid"),
    )
    ds.ReferencedStudySequence = [study]


def odd_values(ds: Dataset, p: Planter) -> None:
    """Identity in values of kinds that look harmless."""
    kind = "odd value"
    ds.add_new(0x00200100, "IS", p.number(kind))  # Temporal Position Identifier
    ds.add_new(0x00180035, "DS", p.number(kind))
    ds.add_new(0x00181401, "LO", p.number(kind))
    _raw(ds, 0x00181160, "SH", p.stranger(kind).upper().encode("ascii", "ignore")[:16])
    ds.add_new(0x00400254, "LO", f"{p.phrase(ds.Modality)} {p.stranger(kind)}")
    _raw(ds, 0x00280A02, "CS", p.stranger(kind).upper().encode("ascii", "ignore")[:16])
    ds.add_new(0x00189423, "UT", "x" * 70_000 + p.stranger(kind))
    ds.add_new(0x00080FF1, "LO", p.stranger(kind))  # in no dictionary
    ds.add_new(0x00100FF3, "UN", _even(p.stranger(kind).encode()))
    ds.add_new(0x00184001, "OB", _even(p.stranger(kind).encode("utf-16-le")))
    ds.add_new(0x00420013, "SQ", [])
    ds.InstitutionalDepartmentName = p.stranger(kind)
    ds.TimezoneOffsetFromUTC = "+0100"


def _raw(ds: Dataset, tag: int, vr: str, value: bytes) -> None:
    ds[tag] = DataElement(tag, vr, value.decode("ascii"))


def _even(data: bytes) -> bytes:
    return data + b"\0" * (len(data) % 2)
