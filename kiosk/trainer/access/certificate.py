"""The page's certificate: made on the device, signed by itself, and told apart by its fingerprint on the glass.

The key stays; a certificate is made anew where the machine has another address or name, or the old one grows old.
What it was made for before stays in it, so that an address that comes back needs no new one.
"""

from __future__ import annotations

import hashlib
import ipaddress
import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from kiosk.toml import FileProblem
from kiosk.trainer.access.private_file import alone_in, write_private

log = logging.getLogger(__name__)

CERTIFICATE, KEY = "certificate.pem", "certificate.key"

LASTS = timedelta(days=820)
"""Apple's devices refuse, without a way out, what is valid for more than 825 days (support.apple.com/103769)."""

_RENEWED_BEFORE = timedelta(days=60)

_BACKDATED = timedelta(days=1)
"""A phone whose clock is behind finds it valid as well."""

_NOT_BEFORE = datetime(2026, 1, 1, tzinfo=UTC)
"""No mirror is older than this, but the clock of a Pi, which has no battery, may be years behind until the network
sets it: a certificate by such a clock would be past its end, for every phone, the moment that it is made."""

_MOST_NAMES = 16
"""Names and addresses in it; of more, the oldest are left out."""


@dataclass(frozen=True)
class Certificate:
    """``certificate`` and ``key`` are PEM files. ``fingerprint``: SHA-256 of the certificate, as browsers tell it;
    ``key_fingerprint``: of the public key alone, which stays; both as 64 hexadecimal digits in capitals."""

    certificate: Path
    key: Path
    fingerprint: str
    key_fingerprint: str
    names: tuple[str, ...]
    """Host names and addresses that it is for."""
    until: datetime


def certificate_for(folder: Path, names: Collection[str], now: datetime) -> Certificate:
    """The certificate in ``folder``, good at ``now`` for each of ``names`` (host names, addresses): that which is
    there, else a new one. Raises `FileProblem`.

    One that begins after ``now`` stays: at each start of a Pi without network the clock is behind, and a new
    certificate would make every phone warn again.
    """
    names = [_written(name) for name in names]
    with alone_in(folder):
        key = _key(folder / KEY)
        at = max(now, _NOT_BEFORE)
        found = _read(folder / CERTIFICATE)
        if found is not None and found.public_key() != key.public_key():
            found = None
        had = [] if found is None else _names(found)
        if found is None or not set(names) <= set(had) or at > found.not_valid_after_utc - _RENEWED_BEFORE:
            wanted = [*names, *(name for name in had if name not in names)][:_MOST_NAMES]
            found = _made(key, wanted, at)
            write_private(folder / CERTIFICATE, found.public_bytes(serialization.Encoding.PEM))
            log.info("trainer's page: a certificate for %s", ", ".join(wanted))
        return _told(folder, found)


def certificate_in(folder: Path) -> Certificate | None:
    """The certificate in ``folder``, if there is one."""
    found = _read(folder / CERTIFICATE)
    return None if found is None else _told(folder, found)


def grouped(fingerprint: str) -> str:
    """``fingerprint`` in groups of four, which a person can compare: "3F2A 91BC ..."."""
    return " ".join(fingerprint[at : at + 4] for at in range(0, len(fingerprint), 4))


def _key(path: Path) -> ec.EllipticCurvePrivateKey:
    """The key at ``path``; a new one where there is none, or where it is damaged. Raises `FileProblem`."""
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
        if isinstance(key, ec.EllipticCurvePrivateKey):
            if path.stat().st_mode & 0o077:
                path.chmod(0o600)
            return key
        log.warning("%s: of a kind that the mirror does not make; made anew", path)
    except FileNotFoundError:
        pass  # the first time
    except OSError as error:
        raise FileProblem([f"{path}: cannot be read: {error.strerror}; run as its owner"]) from error
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        log.warning("%s: damaged (%s); made anew: phones will warn once more", path, error)
    made = ec.generate_private_key(ec.SECP256R1())
    content = made.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    write_private(path, content)
    return made


def _read(path: Path) -> x509.Certificate | None:
    try:
        found = x509.load_pem_x509_certificate(path.read_bytes())
        _names(found)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise FileProblem([f"{path}: cannot be read: {error.strerror}; run as its owner"]) from error
    except (ValueError, x509.ExtensionNotFound) as error:
        log.warning("%s: damaged (%s)", path, error)
        return None
    return found


def _names(found: x509.Certificate) -> list[str]:
    alternatives = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return [str(name.value) for name in alternatives]


def _made(key: ec.EllipticCurvePrivateKey, names: Collection[str], at: datetime) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Hinge Mirror")])
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - _BACKDATED)
        .not_valid_after(at - _BACKDATED + LASTS)
        .add_extension(x509.SubjectAlternativeName([_alternative(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )


def _written(name: str) -> str:
    """``name`` as a certificate gives it back: an address of IPv6 can be written in several ways."""
    try:
        return str(ipaddress.ip_address(name))
    except ValueError:
        return name.lower()


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _told(folder: Path, found: x509.Certificate) -> Certificate:
    public = found.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return Certificate(
        certificate=folder / CERTIFICATE,
        key=folder / KEY,
        fingerprint=found.fingerprint(hashes.SHA256()).hex().upper(),
        key_fingerprint=hashlib.sha256(public).hexdigest().upper(),
        names=tuple(_names(found)),
        until=found.not_valid_after_utc,
    )
