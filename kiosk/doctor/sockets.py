"""What listens on a network, by the kernel's tables in /proc/net, and whose it is."""

from __future__ import annotations

import ipaddress
import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from kiosk.doctor.machine import Machine

Kind = Literal["tcp", "udp"]

_LISTEN, _UNCONNECTED = 0x0A, 0x07
"""States of a TCP socket that waits for calls, and of a UDP socket that takes from anybody."""

USERS = ("hinge-mirror", "hinge-update")
"""Of an installed mirror's services."""


@dataclass(frozen=True, slots=True)
class Listener:
    """A socket that others can reach: ``address`` without brackets; ``user``: the number of whose it is; ``inode``:
    its own number, by which its process is found."""

    kind: Kind
    address: str
    port: int
    user: int
    inode: int

    @property
    def everywhere(self) -> bool:
        """Whether it is reached at every address of this machine."""
        return ipaddress.ip_address(self.address).is_unspecified

    @property
    def inside(self) -> bool:
        """Whether only this machine itself reaches it."""
        address = ipaddress.ip_address(self.address)
        return getattr(address, "ipv4_mapped", None) is None and address.is_loopback


def listeners(machine: Machine) -> list[Listener]:
    """All that listens. Empty where the machine does not tell."""
    found = []
    for kind, state in (("tcp", _LISTEN), ("tcp6", _LISTEN), ("udp", _UNCONNECTED), ("udp6", _UNCONNECTED)):
        for line in (machine.text("proc/net", kind) or "").splitlines()[1:]:
            parsed = _parse("tcp" if kind.startswith("tcp") else "udp", line, state)
            if parsed is not None:
                found.append(parsed)
    return found


def ours(machine: Machine, among: list[Listener]) -> list[Listener]:
    """Those of ``among`` that are the mirror's: of the users of its services, or of a process that runs `kiosk`."""
    users = set(_users(machine))
    inodes = {inode for pid in _processes(machine) for inode in _sockets_of(machine, pid)}
    return [each for each in among if each.user in users or each.inode in inodes]


def _parse(kind: Kind, line: str, wanted: int) -> Listener | None:
    fields = line.split()
    try:
        place, _, port = fields[1].partition(":")
        if int(fields[3], 16) != wanted:
            return None
        return Listener(kind, _address(place), int(port, 16), int(fields[7]), int(fields[9]))
    except (IndexError, ValueError, struct.error):
        return None


def _address(text: str) -> str:
    """The kernel writes each four bytes as one number of its processor, which is little-endian."""
    words = [int(text[at : at + 8], 16) for at in range(0, len(text), 8)]
    return str(ipaddress.ip_address(struct.pack(f"<{len(words)}I", *words)))


def _users(machine: Machine) -> Iterator[int]:
    for line in (machine.text("etc/passwd") or "").splitlines():
        name, _, rest = line.partition(":")
        fields = rest.split(":")
        if name in USERS and len(fields) > 1 and fields[1].isdecimal():
            yield int(fields[1])


def _processes(machine: Machine) -> Iterator[str]:
    """Those that run `kiosk`, of whoever; not this one."""
    for path in machine.found("proc/[0-9]*"):
        command = (machine.content(path, "cmdline") or b"").split(b"\0")
        names = {part.rpartition(b"/")[2] for part in command[:3]}
        runs = b"kiosk" in names or any(part.startswith((b"kiosk.", b"hinge-mirror")) for part in command[1:4])
        if runs and path.name != f"{os.getpid()}":
            yield path.name


def _sockets_of(machine: Machine, pid: str) -> Iterator[int]:
    for link in machine.found(f"proc/{pid}/fd/*"):
        try:
            target = os.readlink(link)
        except OSError:
            continue  # closed meanwhile, or somebody else's
        if target.startswith("socket:[") and target.endswith("]"):
            yield int(target[8:-1])
