"""An input device of the kernel with keys: what it is, and which keys are pressed on it.

The interface is that of `Documentation/input/input.rst` and `linux/input.h`: a character device that gives
`struct input_event` and answers a few ioctls. The package for it, `evdev`, has to be compiled on a Pi.
"""

from __future__ import annotations

import fcntl
import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from kiosk.key_codes import CODES, LETTERS

EVENT = struct.Struct("llHHi")
"""Seconds and microseconds, as wide as the machine's words; type; code; value."""

EV_KEY, EV_LED = 0x01, 0x11
PRESSED = 1
"""Value of a key that goes down; 0 of one that comes up, 2 of one that repeats itself."""

_READ, _WRITE = 2, 1
_GROUP = ord("E")
_NAME, _BITS, _GRAB = 0x06, 0x20, 0x90
_LONGEST_NAME = 256
_KEY_BYTES = 0x300 // 8
_AT_ONCE = 64
"""Events read at a time, at most."""


@dataclass(frozen=True, slots=True)
class KeyDevice:
    """What a device says of itself: its ``name``, the codes of its ``keys``, and whether it has ``lights``, as those
    of a keyboard's locks."""

    name: str
    keys: frozenset[int]
    lights: bool

    @property
    def keyboard(self) -> bool:
        """Whether it is a keyboard to write on. Presenters often claim all letters; but they have no lights."""
        return self.lights and self.keys.issuperset(CODES[letter] for letter in LETTERS)


def describe(device: int) -> KeyDevice:
    """Ask the open ``device`` (a file descriptor). Raises `OSError` where it is none that has keys."""
    name = _asked(device, _NAME, _LONGEST_NAME).split(b"\0", 1)[0].decode("utf-8", "replace")
    keys = frozenset(_set_bits(_asked(device, _BITS + EV_KEY, _KEY_BYTES)))
    return KeyDevice(name, keys, bool(set(_set_bits(_asked(device, _BITS + EV_LED, 8)))))


def take(device: int) -> None:
    """Have its keys to ourselves: the display would read them as well. Raises `OSError` where another has them."""
    fcntl.ioctl(device, request(_WRITE, _GRAB, struct.calcsize("i")), 1)


def request(direction: int, number: int, size: int) -> int:
    """The number of an ioctl of the input system, as the kernel's ``_IOC`` makes it on Arm and x86."""
    return direction << 30 | size << 16 | _GROUP << 8 | number


class Keys:
    """The keys that are pressed on a device: its stream in, codes out."""

    def __init__(self) -> None:
        self._rest = b""

    def read(self, device: int) -> list[int]:
        """The codes of the keys pressed since the last call, where there is something to be read.

        Raises:
            OSError: the device has gone.
            EOFError: its stream has ended.
        """
        data = os.read(device, EVENT.size * _AT_ONCE)
        if not data:
            raise EOFError("its stream has ended")
        data = self._rest + data
        whole = len(data) - len(data) % EVENT.size
        self._rest = data[whole:]
        events = EVENT.iter_unpack(data[:whole])
        return [code for _, _, kind, code, value in events if (kind, value) == (EV_KEY, PRESSED)]


def _asked(device: int, number: int, size: int) -> bytes:
    answer = bytearray(size)
    fcntl.ioctl(device, request(_READ, number, size), answer)
    return bytes(answer)


def _set_bits(field: bytes) -> Iterator[int]:
    """Numbers of the bits that are set, the lowest of the first byte being 0."""
    return (8 * place + bit for place, byte in enumerate(field) for bit in range(8) if byte >> bit & 1)
