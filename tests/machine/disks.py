"""Disks and sticks as files, made by root without a mount."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from tests.boards.commands import need, run

MIB = 2**20
_LIMIT = 600.0
_FIRST = 1 * MIB
"""Where a stick's one partition begins."""


def disk(path: Path, label: str, size: int, content: Path | None = None) -> Path:
    """A disk of ``size`` bytes without partitions: ext4 under the name ``label``, with what is in the folder
    ``content``. Its file takes only what is written to it. Raises `BoardError`."""
    need({"mke2fs": "e2fsprogs"})
    _empty(path, size)
    run(["mke2fs", "-q", "-t", "ext4", "-L", label, *(["-d", str(content)] if content else []), str(path)], _LIMIT)
    return path


def stick(path: Path, files: Sequence[Path]) -> Path:
    """A USB stick as one is bought: one partition, FAT, with ``files`` on it, in no folder. Raises `BoardError`."""
    need({"sfdisk": "fdisk", "mkfs.vfat": "dosfstools", "mcopy": "mtools"})
    size = sum(file.stat().st_size for file in files) * 11 // 10 + 64 * MIB
    _empty(path, _FIRST + size)
    partition = f"start={_FIRST // 512}, type=c"
    run(["sh", "-c", 'echo "$0" | sfdisk --quiet "$1"', partition, str(path)], _LIMIT)
    run(["mkfs.vfat", "-n", "STICK", "--offset", str(_FIRST // 512), str(path), str(size // 1024)], _LIMIT)
    run(["mcopy", "-i", f"{path}@@{_FIRST}", *(str(file) for file in files), "::/"], _LIMIT)
    return path


def _empty(path: Path, size: int) -> None:
    path.unlink(missing_ok=True)
    with path.open("wb") as file:
        os.truncate(file.fileno(), size)
