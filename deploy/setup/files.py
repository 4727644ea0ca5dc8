"""Writes files and links whole or not at all, and so that a power cut a moment later takes nothing back."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

SUFFIX = ".hinge-mirror-new"
"""Of a file that has not taken its place yet. One that a power cut left is written anew by the next run."""


@dataclass(frozen=True)
class Rights:
    """Permissions and owner of a file or folder. ``user``, ``group``: names that the machine knows."""

    mode: int
    user: str = "root"
    group: str = "root"


class Accounts:
    """Users and groups of the machine whose files lie under ``root``, by name."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def user(self, name: str) -> int | None:
        """Its number; None: there is none of that name."""
        return self._number("passwd", name)

    def group(self, name: str) -> int | None:
        """Its number; None: there is none of that name."""
        return self._number("group", name)

    def members(self, group: str) -> frozenset[str]:
        """Users that have ``group`` as a supplementary one."""
        return frozenset(member for row in self._rows("group") if row[0] == group for member in row[3].split(","))

    def _number(self, file: str, name: str) -> int | None:
        return next((int(row[2]) for row in self._rows(file) if row[0] == name), None)

    def _rows(self, file: str) -> list[list[str]]:
        try:
            lines = (self._root / "etc" / file).read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return []
        rows = [line.split(":") for line in lines]
        return [row for row in rows if len(row) >= 4 and row[2].isdigit()]


def put(path: Path, content: bytes, rights: Rights, accounts: Accounts) -> None:
    """Put ``content`` in place of ``path``, whose folder must be there."""
    fresh = path.with_name(path.name + SUFFIX)
    with contextlib.suppress(FileNotFoundError):
        fresh.unlink()
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        _give(file.fileno(), rights, accounts)
        os.fsync(file.fileno())
    os.replace(fresh, path)
    sync(path.parent)


def make_folder(path: Path, rights: Rights, accounts: Accounts) -> None:
    """Make the folder ``path`` where it is missing, and give it ``rights``. Folders above are made as root's own."""
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir(mode=0o755)
        sync(folder.parent)
    give(path, rights, accounts)
    sync(path)


def point(link: Path, target: str) -> None:
    """Make ``link`` a symbolic link to ``target``, in place of what link or file was there."""
    fresh = link.with_name(link.name + SUFFIX)
    with contextlib.suppress(FileNotFoundError):
        fresh.unlink()
    fresh.symlink_to(target)
    os.replace(fresh, link)
    sync(link.parent)


def remove(path: Path) -> None:
    """Remove the file, link or folder ``path`` where it is there, and a half-written one of its name."""
    for each in (path.with_name(path.name + SUFFIX), path):
        if each.is_dir() and not each.is_symlink():
            shutil.rmtree(each)
        elif each.is_symlink() or each.exists():
            each.unlink()
    if path.parent.is_dir():
        sync(path.parent)


def give(path: Path, rights: Rights, accounts: Accounts) -> None:
    """Give the file or folder ``path`` owner and permissions. Who is not root can give nothing away, and keeps it.

    A link is refused (OSError): where the mirror's user may write, it could have put one to a file of root's there.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        _give(handle, rights, accounts)
    finally:
        os.close(handle)


def _give(handle: int, rights: Rights, accounts: Accounts) -> None:
    if os.geteuid() == 0:
        os.fchown(handle, accounts.user(rights.user) or 0, accounts.group(rights.group) or 0)
    os.fchmod(handle, rights.mode)  # after the owner: a new one takes set-user and set-group bits away


def has(path: Path, rights: Rights, accounts: Accounts) -> bool:
    """Whether ``path`` has just these ``rights``; of the owner only root is asked."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return False
    owned = (found.st_uid, found.st_gid) == (accounts.user(rights.user), accounts.group(rights.group))
    return stat.S_IMODE(found.st_mode) == rights.mode and (owned or os.geteuid() != 0)


def holds(path: Path, content: bytes) -> bool:
    """Whether the file ``path`` says just that."""
    try:
        return path.read_bytes() == content
    except (FileNotFoundError, IsADirectoryError):
        return False


def sync(folder: Path) -> None:
    """See to it that what was renamed, linked or removed in ``folder`` is so after a power cut too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
