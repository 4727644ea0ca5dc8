"""Files that only the mirror's user may read, in a folder of the same kind; written whole or not at all."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TypeAlias

from kiosk import whole
from kiosk.toml import FileProblem

Signature: TypeAlias = tuple[int, int, int] | None
"""Of a file, by which a change of it is seen; None where there is none."""


def signature(path: Path) -> Signature:
    """Of the file at ``path`` now: every write puts a new file in its place. Raises OSError."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def write_private(path: Path, content: bytes) -> None:
    """Put ``content`` in place of what was there, for the owner of the folder alone. Raises `FileProblem`.

    Where root does it, by an owner's command, the folder's owner gets the file: the mirror must be able to read it.
    """
    try:
        private_folder(path.parent)
        folder = path.parent.stat()
        owner = (folder.st_uid, folder.st_gid) if os.geteuid() == 0 else None
        whole.write_whole(path, content, mode=0o600, owner=owner)
    except OSError as error:
        raise _unwritable(path, error) from error


def private_folder(folder: Path) -> None:
    """Make ``folder`` where it is missing, and take from all others the right to look into it. Raises OSError."""
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        if os.geteuid() == 0:
            owner = folder.parent.stat()
            os.chown(folder, owner.st_uid, owner.st_gid)
    if stat.S_IMODE(folder.stat().st_mode) != 0o700:
        folder.chmod(0o700)


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Wait until no other process, nor thread, changes the files of ``folder``. Raises `FileProblem`."""
    with ExitStack() as held:
        try:
            private_folder(folder)
            held.enter_context(whole.alone_in(folder))
        except OSError as error:
            raise _unwritable(folder, error) from error
        yield


def _unwritable(path: Path, error: OSError) -> FileProblem:
    fix = f"give the mirror's user the right to write in {path.parent}"
    return FileProblem([f"{path}: cannot be written: {error.strerror or error}; {fix}"])
