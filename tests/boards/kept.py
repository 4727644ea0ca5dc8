"""What takes long to make, kept under `build/boards` until what it is made of changes."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / "build" / "boards"


def keep(name: str, made_of: str, fill: Callable[[Path], None]) -> Path:
    """The folder ``name``, which ``fill`` fills anew unless it was filled from the same ``made_of`` before.

    It appears whole or not at all; of every name one is kept.
    """
    folder = HOME / name
    stamp = HOME / f"{name}.made-of"
    if folder.is_dir() and stamp.is_file() and stamp.read_text(encoding="utf-8") == made_of:
        return folder
    unfinished = HOME / f".{name}"
    for old in (folder, unfinished):
        shutil.rmtree(old, ignore_errors=True)
    stamp.unlink(missing_ok=True)
    unfinished.mkdir(parents=True)
    try:
        fill(unfinished)
        unfinished.rename(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    stamp.write_text(made_of, encoding="utf-8")
    return folder


def only_where_changed(request: pytest.FixtureRequest, depends_on: Iterable[Path], passed: Path) -> Iterator[None]:
    """For the fixture of a module: skip it where nothing of ``depends_on`` has changed since it passed as a whole. By
    what digest that was is kept in the file ``passed``."""
    now = digest_of(depends_on)
    if passed.is_file() and passed.read_text(encoding="utf-8").strip() == now:
        pytest.skip(f"nothing it depends on has changed since it passed; rm {passed.relative_to(ROOT)} to run it")
    before = request.session.testsfailed
    yield
    some = request.config.getoption("keyword") or any("::" in named for named in request.config.args)
    if request.session.testsfailed == before and not some:
        passed.write_text(f"{now}\n", encoding="utf-8")


def digest_of(paths: Iterable[Path]) -> str:
    """One SHA-256 of names and contents of ``paths``: files, or folders with all in them but what Python compiled."""
    total = hashlib.sha256()
    for file in sorted(each for path in paths for each in _files(path)):
        total.update(str(file.relative_to(ROOT)).encode() + b"\0")
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    return [each for each in path.rglob("*") if each.is_file() and "__pycache__" not in each.parts]
