"""The machine's first program: makes the kernel's files visible, and gives way to what is to be found out."""

from __future__ import annotations

import ctypes
import os
import sys

_MOUNTS = (("devtmpfs", "/dev"), ("proc", "/proc"), ("sysfs", "/sys"), ("debugfs", "/sys/kernel/debug"))


def start() -> None:
    """Mount what a system has, and speak on the console."""
    kernel = ctypes.CDLL(None, use_errno=True)
    for kind, place in _MOUNTS:
        os.makedirs(place, exist_ok=True)
        if kernel.mount(kind.encode(), place.encode(), kind.encode(), 0, None):
            raise OSError(ctypes.get_errno(), f"{place} cannot be mounted")
    console = os.open("/dev/console", os.O_RDWR)
    for stream in range(3):
        os.dup2(console, stream)
    sys.stdout, sys.stderr = (os.fdopen(stream, "w", buffering=1) for stream in (1, 2))
