"""For the tests of every room: what happens when several do the same at once; certificates for servers on loopback.

And what a module's tests share (testing_shared.py): rooms come to it by this door.
"""

import datetime
import ipaddress
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import connections

from evenhand.core.testing_shared import shared, taken_back

__all__ = ["Certificate", "at_once", "make_certificate", "shared", "taken_back"]
DAY = datetime.timedelta(days=1)


def at_once(*works: Callable[[], object]) -> list[object]:
    """Run each in a thread and a connection of its own, set off together; answers what came out, an error as itself.

    For tests with `django_db(transaction=True)`: only what is committed can be seen by another connection.
    """
    start, outcomes = threading.Barrier(len(works)), list[object]()

    def run(work: Callable[[], object]) -> None:
        start.wait()
        try:
            outcomes.append(work())
        except Exception as problem:
            outcomes.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@dataclass(frozen=True)
class Certificate:
    """A certificate for one address, signed by itself, with its key."""

    file: Path
    key: Path

    def trust(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let this process trust it, and nobody else, for the time of the test."""
        monkeypatch.setenv("SSL_CERT_FILE", str(self.file))


def make_certificate(folder: Path, address: str = "127.0.0.1") -> Certificate:
    """A certificate for a server at `address`, its files in `folder`."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, address)])
    today = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - DAY)
        .not_valid_after(today + DAY)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate = Certificate(folder / "server.pem", folder / "server.key")
    certificate.file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    kind = serialization.PrivateFormat.PKCS8
    certificate.key.write_bytes(key.private_bytes(serialization.Encoding.PEM, kind, plain))
    return certificate
