"""Finds bundles, in the folder for what comes by the page and on USB sticks, and copies them to where they are worked
on: a stick may be pulled at any moment, and what is checked must not change afterwards."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from kiosk.release.bundle import PREFIX, SIGNATURE, BundleError
from kiosk.release.layout import Layout
from kiosk.release.version import order

ROOM = 4
"""Times the size of a bundle that must be free: its copy, its contents, and what becomes of these."""

SPARE = 200 * 2**20
"""Bytes that are left free besides."""

_PIECE = 2**20

_GONE = ".gone"


@dataclass(frozen=True, slots=True)
class Found:
    """A bundle by its name. ``ours``: it came by the page, and goes once it was dealt with; a stick keeps it."""

    path: Path
    version: str
    ours: bool

    @property
    def signature(self) -> Path:
        """Its signature's file, whether it is there or not."""
        return self.path.with_name(self.path.name + SIGNATURE)


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy of our own, and its SHA-256."""

    path: Path
    digest: str


def find_bundles(layout: Layout) -> list[Found]:
    """All that are there, the newest first; of one version that of the page first. What cannot be looked at is left
    out: a stick may be gone."""
    places = [(layout.incoming, True), *((stick, False) for stick in _folders(layout.sticks))]
    found = [Found(path, version, ours) for place, ours in places for path, version in _bundles(place)]
    return sorted(found, key=lambda each: (order(each.version), each.ours), reverse=True)


def copy_in(found: Found, work: Path) -> Copied:
    """Copy a bundle with its signature into the folder ``work``, which is emptied first.

    Raises:
        BundleError: it cannot be read, has no signature, or there is no room for it.
    """
    if not found.signature.is_file():
        raise BundleError(f"{found.path.name}: has no signature; put {found.signature.name} beside it")
    try:
        clear(work)
        size = found.path.stat().st_size
        free = shutil.disk_usage(work).free
        if (need := ROOM * size + SPARE) > free:
            raise BundleError(
                f"{found.path.name}: no room: {need / 1e6:.0f} MB are needed, {free / 1e6:.0f} MB are free"
            )
        shutil.copyfile(found.signature, work / found.signature.name)
        return Copied(work / found.path.name, _copy(found.path, work / found.path.name))
    except OSError as error:
        away = "the stick was pulled too early" if not found.ours and not found.path.exists() else "cannot be copied"
        raise BundleError(f"{found.path.name}: {away}: {error.strerror or error}") from error


def clear(work: Path) -> None:
    """Empty the folder. Raises OSError."""
    if work.is_dir():
        for each in work.iterdir():
            if each.is_dir() and not each.is_symlink():
                shutil.rmtree(each)
            else:
                each.unlink()
    work.mkdir(mode=0o755, parents=True, exist_ok=True)


def put_away(found: Found) -> None:
    """Remove a bundle that came by the page, and was dealt with. A power cut leaves it where it was, or as rubbish
    (`clear_away`), and never half of it. Raises OSError."""
    if found.ours:
        gone = found.path.with_name(f".{found.path.name}{_GONE}")
        with contextlib.suppress(FileNotFoundError):
            found.path.rename(gone)
        _remove(gone)


def clear_away(incoming: Path) -> None:
    """Remove what a power cut left of bundles that were to be removed. Raises OSError."""
    for gone in incoming.glob(f".*{_GONE}"):
        _remove(gone)


def _remove(gone: Path) -> None:
    """The signature first: as long as there is this, it is known what is left to do."""
    bundle = gone.name.removeprefix(".").removesuffix(_GONE)
    gone.with_name(bundle + SIGNATURE).unlink(missing_ok=True)
    gone.unlink(missing_ok=True)


def _copy(path: Path, to: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as source, to.open("wb") as file:
        while piece := source.read(_PIECE):
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def _bundles(place: Path) -> list[tuple[Path, str]]:
    found = []
    try:
        there = sorted(place.glob(f"{PREFIX}*.tar"))
    except OSError:
        return []
    for path in there:
        version = path.name.removeprefix(PREFIX).removesuffix(".tar")
        try:
            order(version)
            if path.is_file() and not path.is_symlink():
                found.append((path, version))
        except (OSError, ValueError):
            continue
    return found


def _folders(place: Path) -> list[Path]:
    try:
        return sorted(each for each in place.iterdir() if each.is_dir())
    except OSError:
        return []
