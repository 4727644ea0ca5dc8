"""Disks and sticks as files, made by root without a mount."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

MIB = 2**20
_LIMIT = 600.0
_FIRST = 1 * MIB
"""Where a stick's one partition begins."""


class DiskError(RuntimeError):
    """A tool that makes disks failed; the message has what it said."""


def disk(path: Path, label: str, size: int, content: Path | None = None) -> Path:
    """A disk of ``size`` bytes without partitions: ext4 under the name ``label``, with what is in the folder
    ``content``. Its file takes only what is written to it. Raises `DiskError`."""
    _empty(path, size)
    _run(["mke2fs", "-q", "-t", "ext4", "-L", label, *(["-d", str(content)] if content else []), str(path)])
    return path


def stick(path: Path, files: Sequence[Path]) -> Path:
    """A USB stick as one is bought: one partition, FAT, with ``files`` on it, in no folder. Raises `DiskError`."""
    size = sum(file.stat().st_size for file in files) * 11 // 10 + 64 * MIB
    _empty(path, _FIRST + size)
    _run(["sfdisk", "--quiet", str(path)], f"start={_FIRST // 512}, type=c\n")
    _run(["mkfs.vfat", "-n", "STICK", "--offset", str(_FIRST // 512), str(path), str(size // 1024)])
    _run(["mcopy", "-i", f"{path}@@{_FIRST}", *(str(file) for file in files), "::/"])
    return path


def _empty(path: Path, size: int) -> None:
    path.unlink(missing_ok=True)
    with path.open("wb") as file:
        os.truncate(file.fileno(), size)


def _run(words: Sequence[str], told: str = "") -> None:
    try:
        done = subprocess.run(words, input=told, capture_output=True, text=True, timeout=_LIMIT, check=False)
    except OSError as error:
        raise DiskError(f"{words[0]}: {error}: apt install e2fsprogs fdisk dosfstools mtools") from error
    if done.returncode:
        raise DiskError(f"{words[0]} ended with {done.returncode}: {done.stdout}{done.stderr}")
