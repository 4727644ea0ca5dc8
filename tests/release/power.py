"""The child of `tests.release.cuts`: runs a program, and is gone before one of its effects on the disk, or copies
what is on the disk before each.

    python -c "from tests.release.power import main; main()" PROGRAM ROOT cut STEP
    python -c "from tests.release.power import main; main()" PROGRAM ROOT keep FOLDER
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

CUT_OFF = 77

_EFFECTS = ("chmod", "fsync", "link", "mkdir", "rename", "replace", "rmdir", "symlink", "sync", "truncate", "unlink")

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def count(before: Callable[[], None]) -> None:
    """Have ``before`` called before each effect of this process on the disk, but for its own."""
    aside = False

    def about_to() -> None:
        nonlocal aside
        if not aside:
            aside = True
            before()
            aside = False

    def counted(function: Callable[..., Any]) -> Callable[..., Any]:
        def effect(*args: Any, **named: Any) -> Any:
            about_to()
            return function(*args, **named)

        return effect

    def opened(path: Any, flags: int, *rest: Any, **named: Any) -> int:
        if flags & _WRITES:
            about_to()
        return kept_open(path, flags, *rest, **named)

    # Who is only killed loses nothing that was not synced; waiting for a disk would prove nothing.
    os.sync = os.fsync = lambda *_: None  # type: ignore[assignment]
    for name in _EFFECTS:
        setattr(os, name, counted(getattr(os, name)))
    kept_open, os.open = os.open, opened
    subprocess.run = counted(subprocess.run)
    shutil.copyfile = counted(shutil.copyfile)
    shutil.copystat = counted(shutil.copystat)


def contents(root: Path) -> dict[str, str]:
    """All that is under ``root``: by its path, what it is, its rights, and what is in it."""
    found = {}
    for place, folders, names in os.walk(root):
        for name in [*folders, *names]:
            path = Path(place, name)
            mode = path.lstat().st_mode
            if stat.S_ISLNK(mode):
                inner = os.readlink(path)
            else:
                inner = "" if stat.S_ISDIR(mode) else hashlib.sha256(path.read_bytes()).hexdigest()
            found[path.relative_to(root).as_posix()] = f"{mode:o} {inner}"
    return found


class Cutter:
    """Ends this process before its ``step``-th effect, from 1 on."""

    def __init__(self, step: int) -> None:
        self._left = step

    def __call__(self) -> None:
        self._left -= 1
        if self._left == 0:
            os._exit(CUT_OFF)


class Keeper:
    """Copies ``root`` to ``folder`` / the number of the effect, from 1 on, where it is as it never was before."""

    def __init__(self, root: Path, folder: Path) -> None:
        self._root, self._folder = root, folder
        self._step, self._seen = 0, set[frozenset[tuple[str, str]]]()

    def __call__(self) -> None:
        self._step += 1
        now = frozenset(contents(self._root).items())
        if now not in self._seen:
            self._seen.add(now)
            shutil.copytree(self._root, self._folder / str(self._step), symlinks=True)


def main() -> None:
    """The child."""
    program, root, what, how = sys.argv[1:]
    count(Cutter(int(how)) if what == "cut" else Keeper(Path(root), Path(how)))
    exec(program, {"ROOT": root})
