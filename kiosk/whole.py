"""Writes a file whole or not at all: whoever reads it, or pulls the plug, finds the old version or the new one."""

from __future__ import annotations

import errno
import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def write_whole(
    path: Path, text: bytes, *, new: bool = False, mode: int = 0o644, owner: tuple[int, int] | None = None
) -> None:
    """Put ``text`` in place of ``path``; ``new``: only where there is no such file. Its folder must be there. It gets
    ``mode``, and is for nobody else before; ``owner``: user and group that it is given to, None: whoever writes.

    Raises:
        FileExistsError: it was to be new.
        OSError: it cannot be written; what was there is as it was.
    """
    handle, named = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=".new", dir=path.parent)
    fresh = Path(named)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())  # else the plug, pulled now, may leave an empty file under the new name
        if owner is not None:
            os.chown(fresh, *owner)
        fresh.chmod(mode)
        if new and path.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
        os.replace(fresh, path)
        sync_folder(path.parent)
    finally:
        fresh.unlink(missing_ok=True)


def leave_word(path: Path, text: str, *, mode: int | None = None) -> None:
    """Put ``text`` in place of ``path``, whole, for other processes of this machine: not synced, as what is told from
    moment to moment lies in memory, and is gone with the power. Its folder is made where it is missing, for its owner
    alone. ``mode``: None: as this process makes files. Raises OSError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_text(text, encoding="utf-8")
    if mode is not None:
        fresh.chmod(mode)
    os.replace(fresh, path)


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Of those who ask for it, be the only one at work in ``folder``, which must be there: the others wait. The lock
    ends with its holder, however that ends; it is of the folder, so that nothing is left behind. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """See to it that what was renamed or linked in ``folder`` is so after a power cut too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
