"""Certificates for tests, made by the ``openssl`` program."""

import ssl
import subprocess
from pathlib import Path


def self_signed(folder: Path, name: str = "127.0.0.1", days: int = 2) -> Path:
    """Make a key and a self-signed certificate for ``name``, both in the file that is returned."""
    kind = "IP" if name[0].isdigit() else "DNS"
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", str(days)),
            *("-subj", f"/CN={name}", "-addext", f"subjectAltName={kind}:{name}"),
            *("-keyout", key, "-out", certificate),
        ],
        check=True,
        capture_output=True,
    )
    both = folder / "server.pem"
    both.write_bytes(key.read_bytes() + certificate.read_bytes())
    return both


def server_side(file: Path) -> ssl.SSLContext:
    """What a server needs to speak TLS with that file."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
