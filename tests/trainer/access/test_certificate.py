"""The certificate that is made on the device, and what it is told apart by."""

from __future__ import annotations

import hashlib
import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from kiosk.toml import FileProblem
from kiosk.trainer.access.certificate import (
    CERTIFICATE,
    KEY,
    LASTS,
    Certificate,
    certificate_for,
    certificate_in,
    grouped,
)

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
NAMES = ("mirror", "mirror.local", "localhost", "192.168.1.20", "fd00::2")


def made(folder: Path, *names: str, now: datetime = NOW) -> Certificate:
    return certificate_for(folder, names or NAMES, now)


def read(found: Certificate) -> x509.Certificate:
    return x509.load_pem_x509_certificate(found.certificate.read_bytes())


def test_it_is_for_every_name_and_what_browsers_ask_of_one(tmp_path: Path) -> None:
    found = made(tmp_path / "trainer")
    assert set(found.names) == set(NAMES)
    certificate = read(found)
    usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usage) == [x509.ExtendedKeyUsageOID.SERVER_AUTH]
    assert not certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    lasts = certificate.not_valid_after_utc - certificate.not_valid_before_utc
    assert lasts == LASTS
    assert lasts <= 825 * DAY, "Apple's devices refuse more without a way out"


def test_a_phone_that_knows_it_finds_it_good(tmp_path: Path) -> None:
    found = certificate_for(tmp_path, ("localhost", "127.0.0.1"), datetime.now(UTC))
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(found.certificate, found.key)
    asking = ssl.create_default_context(cafile=str(found.certificate))
    here, there = socket.socketpair()

    def serve() -> None:
        with serving.wrap_socket(there, server_side=True) as wrapped:
            wrapped.recv(1)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    with asking.wrap_socket(here, server_hostname="127.0.0.1") as wrapped:
        shown = wrapped.getpeercert(binary_form=True)
        wrapped.sendall(b"x")
    thread.join(10.0)
    assert shown is not None
    assert hashlib.sha256(shown).hexdigest().upper() == found.fingerprint


def test_it_stays_while_it_fits(tmp_path: Path) -> None:
    first = made(tmp_path)
    assert made(tmp_path, now=NOW + 300 * DAY) == first
    assert made(tmp_path, "192.168.1.20") == first
    assert made(tmp_path, "fd00:0:0::0002", "Mirror.local") == first
    assert certificate_in(tmp_path) == first


def test_another_address_makes_another_and_the_key_stays(tmp_path: Path) -> None:
    first, key = made(tmp_path), (tmp_path / KEY).read_bytes()
    second = made(tmp_path, "192.168.1.99", "mirror")
    assert second.fingerprint != first.fingerprint
    assert second.key_fingerprint == first.key_fingerprint
    assert (tmp_path / KEY).read_bytes() == key
    assert made(tmp_path, "192.168.1.20") == second, "an address that comes back needs no other"


def test_addresses_of_long_ago_are_left_out(tmp_path: Path) -> None:
    for number in range(40):
        found = made(tmp_path, "mirror", f"192.168.1.{number}")
    assert len(found.names) == 16
    assert "192.168.1.39" in found.names
    assert "192.168.1.0" not in found.names


def test_it_is_made_anew_before_its_end(tmp_path: Path) -> None:
    first = made(tmp_path)
    later = first.until - 30 * DAY
    second = made(tmp_path, now=later)
    assert second.until > later + 700 * DAY
    assert second.key_fingerprint == first.key_fingerprint


def test_a_clock_that_is_years_behind_makes_one_that_is_good_today(tmp_path: Path) -> None:
    found = made(tmp_path, now=datetime(1970, 1, 1, tzinfo=UTC))
    certificate = read(found)
    assert certificate.not_valid_before_utc < NOW < certificate.not_valid_after_utc


def test_a_clock_that_is_behind_at_a_start_makes_no_other(tmp_path: Path) -> None:
    first = made(tmp_path)
    assert made(tmp_path, now=NOW - 200 * DAY) == first
    assert made(tmp_path, now=datetime(1970, 1, 1, tzinfo=UTC)) == first


def test_nobody_else_may_read_the_key(tmp_path: Path) -> None:
    folder = tmp_path / "trainer"
    made(folder)
    assert (folder / KEY).stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    (folder / KEY).chmod(0o644)
    made(folder)
    assert (folder / KEY).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", [CERTIFICATE, KEY])
@pytest.mark.parametrize("content", [b"", b"-----BEGIN NONSENSE-----\n", b"\x00" * 200])
def test_what_is_damaged_is_made_anew(tmp_path: Path, name: str, content: bytes) -> None:
    first = made(tmp_path)
    (tmp_path / name).write_bytes(content)
    second = made(tmp_path)
    assert second.fingerprint != first.fingerprint
    assert (second.key_fingerprint == first.key_fingerprint) is (name == CERTIFICATE)
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(second.certificate, second.key)


def test_a_certificate_of_another_key_is_made_anew(tmp_path: Path) -> None:
    first = made(tmp_path / "a")
    made(tmp_path / "b")
    (tmp_path / "b" / CERTIFICATE).write_bytes((tmp_path / "a" / CERTIFICATE).read_bytes())
    second = made(tmp_path / "b")
    assert second.fingerprint != first.fingerprint
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(second.certificate, second.key)


def test_there_may_be_none(tmp_path: Path) -> None:
    assert certificate_in(tmp_path) is None


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FileProblem, match="cannot be written"):
        made(tmp_path / "file" / "trainer")


def test_a_fingerprint_in_groups_can_be_compared(tmp_path: Path) -> None:
    found = made(tmp_path)
    groups = grouped(found.fingerprint).split(" ")
    assert [len(group) for group in groups] == [4] * 16
    assert "".join(groups) == found.fingerprint == found.fingerprint.upper()
