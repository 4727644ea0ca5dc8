"""Lets devices in: pairs them by the code on the glass, and knows them by their cookie."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kiosk.trainer.access.devices import NAME as DEVICES
from kiosk.trainer.access.devices import Device, Devices, DevicesFull, NoSuchDevice
from kiosk.trainer.access.pairing import Pairing, Shown, TooSoon
from kiosk.trainer.access.roles import Right, may
from kiosk.trainer.access.signing import VISIT_LASTS, Signed, Signing

DAY = 86400.0

_SIGNED_ANEW = DAY
"""Seconds of age from which a device's cookie is signed anew, so that who comes often stays."""


class WrongCode(ValueError):
    """It is not the one on the glass, or that has gone out."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks. ``device``: None of who has not paired; ``signed``: what they are known by, ``token``: what their
    forms carry. ``cookie``: what they are to be known by from now on, for ``lasts`` seconds; None: what they have
    will do."""

    device: Device | None
    signed: Signed
    token: str
    cookie: str | None = None
    lasts: float = 0.0

    @property
    def name(self) -> str:
        """Of the device; empty where it has not paired."""
        return "" if self.device is None else self.device.name

    def may(self, right: Right) -> bool:
        """Whether this device may do that."""
        return self.device is not None and may(self.device.role, right)


class Gatekeeper:
    """``folder``: of keys and devices; ``runtime``: where an owner's command leaves a code; ``days``: without a visit
    after which a device pairs anew. For any thread.

    Raises:
        kiosk.toml.FileProblem: the folder can neither be read nor made; so does every verb.
    """

    def __init__(
        self,
        folder: Path,
        runtime: Path,
        days: int,
        clock: Callable[[], float] = time.time,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self.devices = Devices(folder / DEVICES)
        self.days = days
        self._clock, self._steady = clock, steady
        self._signing = Signing(folder, days * DAY)
        self._pairing = Pairing(self.devices.next_role, runtime)
        self._mutex = threading.Lock()

    def visitor(self, device_cookie: str, visit_cookie: str) -> Visitor:
        """Who has these cookies; empty ones: none."""
        now = self._clock()
        signed = self._signing.session_of(device_cookie, now)
        device = None if signed is None else self.devices.find(signed.id)
        if signed is not None and device is not None:
            self._note(device)
            fresh = None if now - signed.at < _SIGNED_ANEW else self._signing.session(device.id, now)
            return Visitor(device, signed, self._signing.token(signed), fresh, self.days * DAY)
        visit = self._signing.visit_of(visit_cookie, now)
        if visit is not None:
            return Visitor(None, visit, self._signing.token(visit))
        cookie = self._signing.visit(now)
        made = self._signing.visit_of(cookie, now)
        if made is None:
            raise RuntimeError("a cookie that was just signed is not known")
        return Visitor(None, made, self._signing.token(made), cookie, VISIT_LASTS)

    def is_of(self, visitor: Visitor, token: str) -> bool:
        """Whether ``token`` came from a form of theirs."""
        return self._signing.is_token(visitor.signed, token)

    def show_code(self) -> Shown:
        """A fresh code for the glass, and until when. Raises `kiosk.trainer.access.pairing.TooSoon`."""
        return self._pairing.begin(self._steady())

    def show_owner_code(self) -> Shown:
        """The same, by which the next device is an owner's (`let_owner`). Raises `TooSoon`, and lets nobody be one
        then."""
        return self._pairing.begin(self._steady(), for_owner=True)

    def showing(self) -> float:
        """Seconds for which a code is on the glass still; 0: there is none."""
        shown = self._pairing.showing(self._steady())
        return 0.0 if shown is None else max(0.0, shown.until - self._steady())

    def pair(self, code: str, name: str) -> tuple[Device, str]:
        """The new device, and its cookie.

        Raises:
            WrongCode: nobody is let in by it.
            kiosk.trainer.access.devices.NoName: ``name`` is no name; the code is used up.
            kiosk.trainer.access.devices.DevicesFull: there are too many.
        """
        with self._mutex:
            role = self._pairing.claim(code, self._steady())
            if role is None:
                raise WrongCode
            now = self._clock()
            device = self.devices.add(name, role, datetime.fromtimestamp(now, UTC))
        return device, self._signing.session(device.id, now)

    def let_owner(self) -> None:
        """The next device that pairs by a code on the glass is an owner's."""
        self._pairing.let_owner(self._steady())

    def _note(self, device: Device) -> None:
        try:
            self.devices.seen(device.id, datetime.fromtimestamp(self._clock(), UTC))
        except NoSuchDevice:
            return  # revoked this very moment: the next request is refused


__all__ = ["DevicesFull", "Gatekeeper", "TooSoon", "Visitor", "WrongCode"]
