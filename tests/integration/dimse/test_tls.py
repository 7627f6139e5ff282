"""Encrypted associations, with an authority of the test's own."""

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from readingroom.archive.models import Submission
from readingroom.archive.places import Places
from readingroom.dimse.listener import Listener
from readingroom.kernel.errors import InvalidInput
from tests.factories import dicom
from tests.integration.dimse.conftest import Listening, arrived, associate, send
from tests.integration.dimse.peers import result, storescu


@dataclass(frozen=True)
class Authority:
    """Someone who issues certificates into a folder."""

    folder: Path
    name: str
    key: ec.EllipticCurvePrivateKey

    @property
    def path(self) -> Path:
        return self.folder / f"{self.name}.pem"

    def issue(self, name: str, *, of_itself: bool = False) -> tuple[Path, Path]:
        """A certificate for this machine, and its key."""
        key = self.key if of_itself else ec.generate_private_key(ec.SECP256R1())
        now = datetime.now(UTC)
        built = (
            x509.CertificateBuilder()
            .subject_name(_named(name))
            .issuer_name(_named(self.name))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=of_itself, path_length=None), critical=True)
            .add_extension(
                x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]),
                critical=False,
            )
            .sign(self.key, hashes.SHA256())
        )
        paths = self.folder / f"{name}.pem", self.folder / f"{name}.key"
        paths[0].write_bytes(built.public_bytes(serialization.Encoding.PEM))
        paths[1].write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        return paths


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _authority(folder: Path, name: str) -> Authority:
    made = Authority(folder, name, ec.generate_private_key(ec.SECP256R1()))
    made.issue(name, of_itself=True)
    return made


@pytest.fixture
def ours(data: Places) -> Authority:
    """Whom the listener and its senders trust; its certificates lie in the data folder."""
    made = _authority(data.root, "ours")
    made.issue("listener")
    return made


@pytest.fixture
def theirs(tmp_path: Path) -> Authority:
    """Whom nobody here trusts."""
    (tmp_path / "theirs").mkdir()
    return _authority(tmp_path / "theirs", "theirs")


CERTIFICATES = {"certificate": "listener.pem", "key": "listener.key"}
WITH_CLIENTS = {**CERTIFICATES, "clients": "ours.pem"}


def encrypted(trusts: Authority, shows: tuple[Path, Path] | None = None) -> dict[str, Any]:
    """How a sender associates that trusts someone, and shows a certificate if it has one."""
    context = ssl.create_default_context(cafile=str(trusts.path))
    if shows:
        context.load_cert_chain(*shows)
    return {"tls_args": (context, "127.0.0.1")}


def refused(listener: Listener, **how: Any) -> bool:
    return not associate(listener, dicom.ct_slice(), **how).is_established


def test_an_encrypted_study_arrives(listening: Listening, ours: Authority) -> None:
    with listening(tls=CERTIFICATES) as listener:
        assert send(listener, *dicom.mr_series(2), **encrypted(ours)) == [0, 0]
        (submission,) = arrived()

    assert submission.file_count == 2


def test_a_sender_that_does_not_encrypt_is_refused(listening: Listening, ours: Authority) -> None:
    with listening(tls=CERTIFICATES, limits={"idle_seconds": 2}) as listener:
        assert refused(listener)
        assert send(listener, dicom.ct_slice(), **encrypted(ours)) == [0]
        arrived()


def test_a_sender_that_does_not_trust_the_listener_hangs_up(
    listening: Listening, ours: Authority, theirs: Authority
) -> None:
    with listening(tls=CERTIFICATES) as listener:
        assert refused(listener, **encrypted(theirs))


def test_a_sender_with_a_certificate_of_ours_is_let_in(
    listening: Listening, ours: Authority
) -> None:
    with listening(tls=WITH_CLIENTS) as listener:
        shown = ours.issue("scanner")
        assert send(listener, dicom.ct_slice(), **encrypted(ours, shown)) == [0]
        arrived()


@pytest.mark.parametrize("shown", ["none", "someone else's", "one it signed itself"])
def test_a_sender_without_a_certificate_of_ours_is_refused(
    listening: Listening, ours: Authority, theirs: Authority, shown: str
) -> None:
    shows = {
        "none": None,
        "someone else's": theirs.issue("scanner"),
        "one it signed itself": (theirs.path, theirs.path.with_suffix(".key")),
    }[shown]
    with listening(tls=WITH_CLIENTS) as listener:
        assert refused(listener, **encrypted(ours, shows))

    assert not Submission.objects.exists()


def test_an_older_encryption_than_1_2_is_refused(listening: Listening, ours: Authority) -> None:
    how = encrypted(ours)
    old = how["tls_args"][0]
    old.set_ciphers("DEFAULT:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        old.minimum_version = ssl.TLSVersion.TLSv1_1
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        old.maximum_version = ssl.TLSVersion.TLSv1_1
    with listening(tls=CERTIFICATES) as listener:
        assert refused(listener, **how)


def test_dcmtk_sends_encrypted_and_shows_its_certificate(
    listening: Listening, ours: Authority, tmp_path: Path
) -> None:
    (tmp_path / "one.dcm").write_bytes(dicom.to_bytes(dicom.ct_slice()))
    certificate, key = ours.issue("scanner")
    with listening(tls=WITH_CLIENTS) as listener:
        secure = ["+tls", key, certificate, "+cf", ours.path, tmp_path / "one.dcm"]
        code, said = result(storescu(listener.port, *secure))
        arrived()

    assert code == 0, said


def test_certificates_that_can_not_be_used_are_said_before_anything_listens(
    listening: Listening, ours: Authority
) -> None:
    swapped = {"certificate": "listener.pem", "key": "ours.key"}

    with pytest.raises(InvalidInput, match="can't be used"), listening(tls=swapped):
        pass
