"""Certificates for tests: of an authority that a test may trust, and of one's own signing."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


class Authority:
    """Signs certificates; its own is in ``file``."""

    def __init__(self, folder: Path, organisation: str = "Example Authority") -> None:
        self.folder = folder
        self.file = folder / "authority.pem"
        self._name = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation)])
        self._key = ec.generate_private_key(ec.SECP256R1())
        own = _builder(self._name, self._name, self._key.public_key())
        own = own.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        self.file.write_bytes(own.sign(self._key, SHA256()).public_bytes(Encoding.PEM))

    def issue(self, host: str = "127.0.0.1", *, begins: float = -1.0, ends: float = 1.0) -> Path:
        """Write a key and a certificate for ``host``, good from and to so many days from now."""
        key = ec.generate_private_key(ec.SECP256R1())
        made = _builder(_named(host), self._name, key.public_key(), begins, ends)
        certificate = made.add_extension(_alternative(host), critical=False)
        return _written(self.folder, key, certificate.sign(self._key, SHA256()))


def self_signed(folder: Path, host: str = "127.0.0.1") -> Path:
    """Write a key and a certificate for ``host``, which nobody else signed, into one file.

    The certificate is in ``certificate.pem`` too.
    """
    key, name = ec.generate_private_key(ec.SECP256R1()), _named(host)
    made = _builder(name, name, key.public_key()).add_extension(_alternative(host), critical=False)
    certificate = made.sign(key, SHA256())
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    return _written(folder, key, certificate)


def server_side(file: Path) -> ssl.SSLContext:
    """What a server needs to speak TLS with that file."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    begins: float = -1.0,
    ends: float = 1.0,
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=begins))
        .not_valid_after(now + timedelta(days=ends))
    )


def _named(host: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])


def _alternative(host: str) -> x509.SubjectAlternativeName:
    is_address = host[0].isdigit()
    name = x509.IPAddress(ip_address(host)) if is_address else x509.DNSName(host)
    return x509.SubjectAlternativeName([name])


def _written(folder: Path, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> Path:
    file = folder / f"server-{certificate.serial_number}.pem"
    file.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + certificate.public_bytes(Encoding.PEM)
    )
    return file
