"""The trainer's page: whether phones find it, and whether it is the mirror that they find."""

from __future__ import annotations

import hashlib
import socket
import ssl

from kiosk.doctor.finding import Finding, bad, bad_lines, note, well
from kiosk.settings import Settings
from kiosk.toml import FileProblem
from kiosk.trainer.access.address import lan_address, page_url
from kiosk.trainer.access.devices import NAME as DEVICES
from kiosk.trainer.access.devices import Devices
from kiosk.trainer.access.place import access_folder
from kiosk.trainer.access.roles import Role
from kiosk.trainer.installed import INSTALL, missing_packages

PART = "trainer's page"

_PATIENCE = 3.0
"""Seconds for an answer."""


def serve(settings: Settings) -> list[Finding]:
    """Visit it, as a phone does; nothing is made or changed."""
    if not settings.trainer.enabled:
        return [well(PART, "off; `kiosk trainer on` turns it on")]
    missing = missing_packages()
    if missing:
        return [bad(PART, f"{', '.join(missing)} not installed", INSTALL)]
    address = lan_address(settings.trainer.address)
    if address is None:
        return [bad(PART, "this machine has no local network", "plug in a cable, or join one")]
    if not _ours(address):
        fix = 'set trainer.address to one of its own, or "auto"'
        return [bad(PART, f"{address} is no address of this machine", fix)]
    try:
        return [_visited(settings, address), *_owners(settings)]
    except FileProblem as error:
        return bad_lines(PART, error.problems)


def _visited(settings: Settings, address: str) -> Finding:
    # Imported late: it needs a package of the extra.
    from kiosk.trainer.access.certificate import certificate_in, grouped

    port = settings.trainer.port
    where = page_url(address, port)
    ours = certificate_in(access_folder(settings.records))
    try:
        found = _fingerprint_at(address, port)
    except ConnectionRefusedError:
        return note(PART, f"nobody serves {where} just now", "start the mirror")
    except ssl.SSLError as error:
        return _taken(where, str(error))
    except OSError as error:
        return _taken(where, error.strerror or str(error))
    if ours is None or found != ours.fingerprint:
        return _taken(where, "it has another certificate than the mirror's")
    return well(PART, f"{where}, fingerprint {grouped(found)}", port=port)


def _taken(where: str, why: str) -> Finding:
    return bad(PART, f"something else answers at {where} ({why})", "set trainer.port to another, or end that program")


def _owners(settings: Settings) -> list[Finding]:
    devices = Devices(access_folder(settings.records) / DEVICES)
    owners = [device for device in devices.all() if device.role is Role.OWNER]
    if owners or devices.next_role() is Role.OWNER:  # nobody has been there yet: the first becomes one
        return []
    return [note(PART, "no owner's phone is paired", "run `kiosk trainer code --owner`, and pair one")]


def _ours(address: str) -> bool:
    """Whether this machine has ``address``."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
            probe.bind((address, 0))
    except OSError:
        return False
    return True


def _fingerprint_at(address: str, port: int) -> str:
    """SHA-256 of the certificate that is shown there. Raises OSError."""
    anybody = ssl.create_default_context()
    anybody.check_hostname = False
    anybody.verify_mode = ssl.CERT_NONE  # by its fingerprint instead
    with (
        socket.create_connection((address, port), _PATIENCE) as plain,
        anybody.wrap_socket(plain) as encrypted,
    ):
        shown = encrypted.getpeercert(binary_form=True)
    return hashlib.sha256(shown or b"").hexdigest().upper()
