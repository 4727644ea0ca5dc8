"""The devices that are paired: a file that the page and an owner's commands both change.

It holds no secret, but says who may: read by nobody else, written whole, one writer at a time. Where it is damaged it
is set aside and nobody is signed in; nor does the next device become the owner's by that, which takes a command.
"""

from __future__ import annotations

import logging
import os
import secrets
import threading
import unicodedata
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, Field

from kiosk.toml import FileProblem, Section
from kiosk.trainer.access.private_file import Signature, alone_in, signature, write_private
from kiosk.trainer.access.roles import Role

log = logging.getLogger(__name__)

NAME = "devices.json"

MOST = 64
"""Devices that are kept; of more than these an owner must revoke some."""

LONGEST_NAME = 30

SEEN_EVERY = timedelta(hours=6)
"""How exactly it is kept when a device was seen: each time is a write to the card."""


class NoSuchDevice(LookupError):
    """None has that id; it may have been revoked meanwhile."""


class LastOwner(ValueError):
    """The last owner's device may not be revoked from the page: nobody could change a setting any more."""


class DevicesFull(ValueError):
    """There are as many devices as are kept."""


class NoName(ValueError):
    """Nothing of what was given as a name can be shown."""


def _one_line(name: str) -> str:
    if not name.strip() or not name.isprintable():
        raise ValueError("must be one line with something in it")
    return name.strip()


class Device(Section):
    """A phone that was paired. ``seen_at``: last, to within `SEEN_EVERY`."""

    id: str = Field(pattern=r"^[0-9a-f]{16}$")
    name: Annotated[str, AfterValidator(_one_line), Field(max_length=LONGEST_NAME)]
    role: Role
    paired_at: AwareDatetime
    seen_at: AwareDatetime


class _File(Section):
    """``claimed``: there has been an owner, so that nobody becomes one by being the first."""

    format: Literal[1] = 1
    claimed: bool = False
    devices: tuple[Device, ...] = ()


class Devices:
    """Those of the file ``path``, as it is at the moment of asking; for any thread, and beside other processes.

    ``new_id``: 16 hexadecimal digits that nobody can guess. Changes raise `kiosk.toml.FileProblem` where they cannot
    be written; asking never raises, and finds nobody where the file cannot be read.
    """

    def __init__(self, path: Path, new_id: Callable[[], str] = lambda: secrets.token_hex(8)) -> None:
        self._path, self._new_id = path, new_id
        self._mutex = threading.RLock()
        self._signature: Signature = None
        self._file = _File()
        self._complained = ""

    # -- asking --------------------------------------------------------------------------------------------

    def all(self) -> tuple[Device, ...]:
        """Every device, in the order in which they were paired."""
        return self._now().devices

    def find(self, device_id: str) -> Device | None:
        """The device of that id; None where it was revoked, or never was."""
        return next((device for device in self.all() if device.id == device_id), None)

    def next_role(self) -> Role:
        """Of a device that is paired without an owner's word: the first ever is the owner's, later ones trainers'."""
        return Role.TRAINER if self._now().claimed else Role.OWNER

    # -- changing ------------------------------------------------------------------------------------------

    def add(self, name: str, role: Role, now: datetime) -> Device:
        """Pair a device. A ``name`` that another has gets a number; what cannot be shown of it is left out.

        ``now`` has a time zone. Raises `DevicesFull`, `NoName`, `FileProblem`.
        """
        with self._changing() as file:
            if len(file.devices) >= MOST:
                raise DevicesFull(f"{MOST} devices are paired: revoke one that is not used any more")
            name = _free(name, {device.name for device in file.devices})
            device = Device(id=self._new_id(), name=name, role=role, paired_at=now, seen_at=now)
            self._write(file.claimed or role is Role.OWNER, (*file.devices, device))
            return device

    def rename(self, device_id: str, name: str) -> Device:
        """Call it otherwise. Raises `NoSuchDevice`, `NoName`, `FileProblem`."""
        with self._changing() as file:
            device = _of(file, device_id)
            others = {other.name for other in file.devices if other.id != device_id}
            return self._put(file, device.model_copy(update={"name": _free(name, others)}))

    def seen(self, device_id: str, now: datetime) -> None:
        """It asked for something ``now``. Where that cannot be kept the log says so, once. Raises `NoSuchDevice`."""
        device = self.find(device_id)
        if device is None:
            raise NoSuchDevice(device_id)
        if abs(now - device.seen_at) < SEEN_EVERY:
            return
        try:
            with self._changing() as file:
                self._put(file, _of(file, device_id).model_copy(update={"seen_at": now}))
        except FileProblem as error:  # a full card is no reason to turn a trainer away
            self._complain(str(error))

    def revoke(self, device_id: str, even_last_owner: bool = False) -> Device:
        """Sign it out for good. Raises `NoSuchDevice`, `FileProblem`, and `LastOwner` but for ``even_last_owner``."""
        with self._changing() as file:
            gone = _of(file, device_id)
            owners = [device for device in file.devices if device.role is Role.OWNER]
            if owners == [gone] and not even_last_owner:
                raise LastOwner(f"{gone.name} is the last owner's device: pair another owner's first")
            self._write(file.claimed, tuple(device for device in file.devices if device != gone))
            return gone

    def revoke_all(self) -> int:
        """Sign every device out, owners' too; how many there were. Raises `FileProblem`."""
        with self._changing() as file:
            self._write(file.claimed, ())
            return len(file.devices)

    # -- the file ------------------------------------------------------------------------------------------

    def _now(self) -> _File:
        """What the file says, read again where it has changed."""
        with self._mutex:
            try:
                found = signature(self._path)
                if found is None or found != self._signature:
                    self._read(found, alone_in(self._path.parent))
            except OSError as error:
                self._signature, self._file = None, _File(claimed=True)
                self._complain(f"{self._path}: cannot be read: {error.strerror}; nobody is signed in")
            return self._file

    @contextmanager
    def _changing(self) -> Iterator[_File]:
        """What the file says, which nobody else changes meanwhile. Raises `FileProblem`."""
        with self._mutex, alone_in(self._path.parent):
            try:
                self._read(signature(self._path), nullcontext())
            except OSError as error:
                raise FileProblem([f"{self._path}: cannot be read: {error.strerror}"]) from error
            yield self._file

    def _read(self, found: Signature, alone: AbstractContextManager[None]) -> None:
        """Read the file of that signature; ``alone``: how to be the only one that changes it. Raises OSError."""
        if found is None:
            self._signature, self._file = None, _File()
            return
        content = self._path.read_bytes()
        try:
            self._file = _File.model_validate_json(content)
            if len({device.id for device in self._file.devices}) != len(self._file.devices):
                raise ValueError("two devices have the same id")
        except ValueError as error:  # of pydantic as well
            self._set_aside(error, content, alone)
        else:
            self._signature = found

    def _set_aside(self, error: ValueError, content: bytes, alone: AbstractContextManager[None]) -> None:
        """Nobody is signed in by a file that nobody can have written so; it is kept for who wants to look."""
        self._file, self._signature = _File(claimed=True), None
        aside, why = self._path.with_suffix(".damaged"), str(error).splitlines()[0]
        try:
            with alone:
                if self._path.read_bytes() != content:
                    return  # another process has mended it; the next look reads it
                os.replace(self._path, aside)
                self._write(True, ())
        except (OSError, FileProblem) as unwritable:
            self._complain(f"{self._path}: damaged ({why}), and stays there ({unwritable}); nobody is signed in")
            return
        self._complain(
            f"{self._path}: damaged ({why}); set aside as {aside.name}, nobody is signed in: run "
            "`kiosk trainer code --owner`, and pair anew"
        )

    def _put(self, file: _File, changed: Device) -> Device:
        changed = Device.model_validate(changed.model_dump())
        self._write(file.claimed, tuple(changed if each.id == changed.id else each for each in file.devices))
        return changed

    def _write(self, claimed: bool, devices: tuple[Device, ...]) -> None:
        file = _File(claimed=claimed, devices=devices)
        write_private(self._path, file.model_dump_json(indent=1).encode() + b"\n")
        self._file, self._signature = file, signature(self._path)

    def _complain(self, problem: str) -> None:
        if problem != self._complained:
            self._complained = problem
            log.warning("%s", problem)


def _of(file: _File, device_id: str) -> Device:
    found = next((device for device in file.devices if device.id == device_id), None)
    if found is None:
        raise NoSuchDevice(device_id)
    return found


def _free(name: str, taken: Collection[str]) -> str:
    """``name`` in one line, without what cannot be shown, and with a number where another has it. Raises `NoName`."""
    shown = "".join(letter if letter.isprintable() else " " for letter in unicodedata.normalize("NFC", name))
    base = " ".join(shown.split())[:LONGEST_NAME].rstrip()
    if not base:
        raise NoName("a device needs a name that can be read")
    found, number = base, 1
    while found in taken:
        number += 1
        found = f"{base[: LONGEST_NAME - len(str(number)) - 1].rstrip()} {number}"
    return found
