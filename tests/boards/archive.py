"""Writes what a kernel unpacks into its first file system: a cpio archive in the form "newc".

Format: Documentation/driver-api/early-userspace/buffer-format.rst of Linux.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

_END = "TRAILER!!!"


def write_archive(target: BinaryIO, content: Mapping[str, Path]) -> None:
    """Write each file, link or folder (without what is in it) of ``content`` under its path in the archive.

    All belong to root. Folders on the way to them are added. Archives may stand one behind the other in a file.
    """
    for number, path in enumerate(sorted(set(content) | _folders(content)), start=1):
        source = content.get(path)
        if source is None:
            _write(target, path, number, stat.S_IFDIR | 0o755, b"")
        elif source.is_symlink():
            _write(target, path, number, stat.S_IFLNK | 0o777, os.readlink(source).encode())
        elif source.is_dir():
            _write(target, path, number, stat.S_IFDIR | stat.S_IMODE(source.stat().st_mode), b"")
        else:
            _write(target, path, number, stat.S_IFREG | stat.S_IMODE(source.stat().st_mode), source.read_bytes())
    _write(target, _END, 0, 0, b"")


def tree(folder: Path, under: str, leave_out: frozenset[str] = frozenset()) -> dict[str, Path]:
    """Everything in ``folder`` by its path in an archive, where the folder itself is ``under``; but for what is named
    in ``leave_out``, by its path in ``folder``, with all in it."""
    found: dict[str, Path] = {}
    for place, folders, files in os.walk(folder):
        here = Path(place).relative_to(folder)
        folders[:] = [name for name in folders if str(here / name) not in leave_out and name != "__pycache__"]
        for name in [*folders, *files]:
            if str(here / name) not in leave_out:
                found[str(Path(under) / here / name)] = folder / here / name
    return found


def _folders(content: Mapping[str, Path]) -> set[str]:
    return {str(parent) for path in content for parent in Path(path).parents if str(parent) != "."}


def _write(target: BinaryIO, path: str, number: int, mode: int, data: bytes) -> None:
    name = path.encode() + b"\0"
    links = 2 if stat.S_ISDIR(mode) else 1
    numbers = (number, mode, 0, 0, links, 0, len(data), 0, 0, 0, 0, len(name), 0)
    header = b"070701" + b"".join(b"%08X" % each for each in numbers)
    target.write(_padded(header + name) + _padded(data))


def _padded(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % 4)
