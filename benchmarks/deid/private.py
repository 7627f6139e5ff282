"""Identity in private blocks, and beside it the private values that are worth keeping."""

from pydicom.dataset import Dataset
from pydicom.filebase import DicomBytesIO
from pydicom.filewriter import write_dataset

from benchmarks.deid.plant import Planter, _even

_ODD_CREATORS = ("SIEMENS CSA HEADER", "GEMS_PETD_01", "SPI-P Release 1", "ACME 1.1", "Philips PET")


def blocks(ds: Dataset, p: Planter) -> None:
    """Private blocks of every sort: known makers, unknown ones, and none at all."""
    kind = "private"
    block = ds.private_block(0x0029, "SIEMENS MEDCOM HEADER", create=True)
    block.add_new(0x08, "CS", "MEDCOM 1")
    block.add_new(0x10, "OB", _csa(p))
    odd = ds.private_block(0x0009, p.random.choice(_ODD_CREATORS), create=True)
    odd.add_new(0x01, "LO", p.stranger(kind))
    odd.add_new(0x02, "UN", _even(p.stranger(kind).encode()))
    odd.add_new(0x03, "UI", p.uid(kind))
    odd.add_new(0x04, "DA", f"{p.day(kind):%Y%m%d}")
    odd.add_new(0x05, "PN", f"{p.stranger(kind)}^{p.crowd.given()}")
    odd.add_new(0x06, "IS", p.number(kind))
    named = ds.private_block(0x0011, p.stranger("private creator")[:60], create=True)
    named.add_new(
        0x01, "LT", f"seen by {p.stranger(kind)} {p.truth.add(kind, p.crowd.phone(), 'number')}"
    )
    item = Dataset()
    item.PatientID = p.number(kind)
    inner = item.private_block(0x0013, "NESTED", create=True)
    inner.add_new(0x01, "LO", p.stranger(kind))
    named.add_new(0x02, "SQ", [item])
    named.add_new(0x03, "UN", _sequence_as_bytes(p))
    ds.add_new(0x00151001, "LO", p.stranger(kind))  # nobody reserved this block


def _csa(p: Planter) -> bytes:
    """Something like a Siemens CSA header: names and values in fixed fields."""
    fields = b"".join(
        name.ljust(64, b"\0") + value.encode("utf-8").ljust(64, b"\0")
        for name, value in (
            (b"UsedPatientWeight", "71.5"),
            (b"PatientName", p.stranger("private")),
            (b"tReferenceImage0", p.uid("private")),
        )
    )
    return _even(b"SV10\4\3\2\1" + fields)


def _sequence_as_bytes(p: Planter) -> bytes:
    """A sequence that calls itself UN, its items in implicit VR (PS3.5 section 6.2.2)."""
    item = Dataset()
    item.PatientName = p.stranger("private")
    item.add_new(0x00081150, "UI", "1.2.840.10008.5.1.4.1.1.2")
    target = DicomBytesIO()
    target.is_implicit_VR, target.is_little_endian = True, True
    write_dataset(target, item, "latin-1")
    data = target.getvalue()
    return b"\xfe\xff\x00\xe0" + len(data).to_bytes(4, "little") + data


def safe(ds: Dataset, _planter: Planter) -> None:
    """Private values on the published list of safe ones (PS3.15 table E.3.10-1)."""
    if ds.Modality == "MR":
        if ds.Manufacturer.startswith("SIEMENS"):
            block = ds.private_block(0x0019, "SIEMENS MR HEADER", create=True)
            block.add_new(0x0C, "IS", "1000")
            block.add_new(0x0E, "FD", [0.7071, 0.0, 0.7071])
        elif ds.Manufacturer.startswith("GE"):
            ds.private_block(0x0043, "GEMS_PARM_01", create=True).add_new(
                0x39, "IS", [1000, 8, 0, 0]
            )
        else:
            ds.private_block(0x2001, "Philips Imaging DD 001", create=True).add_new(
                0x03, "FL", 1000.0
            )
    elif ds.Modality == "PT":
        ds.private_block(0x7053, "Philips PET Private Group", create=True).add_new(
            0x00, "DS", "0.000412"
        )
