"""The owner's own playlists, seen anew while the mirror runs: what is sound, what is broken, what was last good.

A broken file never takes the place of a good one: the version that was last sound stays in use, in memory and, over a
restart, as a copy in a folder of the mirror's own.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from kiosk.coach.drill import Repertoire
from kiosk.coach.playlist import Playlist, load_playlist, overlap
from kiosk.toml import FileProblem

log = logging.getLogger(__name__)

LOOK_EVERY = 0.5
"""Seconds between looks: a change is taken at the second look that finds the file so, well within two seconds."""

FOLDER = "playlists"
"""Of the last good versions, in the folder of what the mirror keeps."""

_Signature = tuple[int, int, int]

_GONE: _Signature = (-1, -1, -1)
"""Of a file that is gone from its folder."""


@dataclass(frozen=True, slots=True)
class Shelved:
    """What there is at one moment. ``playlists``: those in use, by their files, the last good version of a broken one
    among them. ``broken``: files, and folders, with all that is wrong with them, one line each."""

    playlists: Mapping[Path, Playlist]
    broken: Mapping[Path, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Read:
    """What a file was when it was last read; absent ``signature``: it was not there."""

    signature: _Signature | None
    playlist: Playlist | None = None
    problems: tuple[str, ...] = ()


class Shelf:
    """The playlists of ``places``: folders, and single files. `look` is for one thread; `now` may be read on any.

    ``kept``: the folder of the last good versions; None: they are only kept in memory. ``writes`` False: they are
    read, and never changed, and nothing is logged, as for who only wants to know.
    """

    def __init__(
        self, places: Sequence[Path], repertoire: Repertoire, kept: Path | None = None, *, writes: bool = True
    ) -> None:
        self._places = tuple(dict.fromkeys(places))
        self._repertoire, self._kept, self._writes = repertoire, kept, writes
        self._reads: dict[Path, _Read] = {}
        self._good: dict[Path, Playlist] = {}
        self._pending: dict[Path, _Signature | None] = {}
        self._away: dict[Path, str] = {}
        self._cannot_keep = ""
        self.now = Shelved({}, {})
        self._look(at_once=True)

    @property
    def playlists(self) -> Mapping[Path, Playlist]:
        """Those in use, by their files."""
        return self.now.playlists

    @property
    def broken(self) -> Mapping[Path, tuple[str, ...]]:
        """What is wrong, by file or folder."""
        return self.now.broken

    def look(self) -> bool:
        """Look at the places, and read what has changed; whether anything has. What is being written is waited for:
        a file is read, or given up as removed, at the second look that finds it so."""
        return self._look(at_once=False)

    def _look(self, *, at_once: bool) -> bool:
        away, there = dict(self._away), self._there()
        changed = at_once or away != self._away
        for path in {*there, *self._reads}:
            signature, before = there.get(path, _GONE), self._reads.get(path)
            if before is not None and before.signature == signature:
                self._pending.pop(path, None)
            elif not at_once and (path not in self._pending or self._pending[path] != signature):
                self._pending[path] = signature
            else:
                self._pending.pop(path, None)
                changed = True
                self._take(path, signature)
        if changed:
            self._sort()
        return changed

    # -- the places ----------------------------------------------------------------------------------------

    def _there(self) -> dict[Path, _Signature | None]:
        """What there is in the places: each file's signature, None of a file that is named and not there. A folder
        that cannot be read is as it was."""
        found: dict[Path, _Signature | None] = {}
        self._away = {}
        for place in self._places:
            if place.suffix == ".toml":
                found[place] = _signature(place)
                continue
            try:
                files = sorted(path for path in place.iterdir() if path.suffix == ".toml" and path.name[0] != ".")
            except OSError as error:
                self._away[place] = f"{place}: cannot be read: {error.strerror}; make it, or mend session.playlists"
                found |= {path: read.signature for path, read in self._reads.items() if path.parent == place}
                found |= dict.fromkeys(path for path in self._kept_of(place) if path not in found)
                continue
            found |= {path: signature for path in files if (signature := _signature(path)) is not None}
        return found

    def _take(self, path: Path, signature: _Signature | None) -> None:
        """Read ``path``, or forget it where it is gone from its folder."""
        if path not in self._good and signature != _GONE and (last := self._last_good(path)) is not None:
            self._good[path] = last
        if signature is None and path.parent in self._away:
            self._reads[path] = _Read(None)  # told of its folder
        elif signature == _GONE:
            self._reads.pop(path, None)
            self._good.pop(path, None)
            self._forget(path)
        else:
            try:
                self._reads[path] = _Read(signature, load_playlist(path, self._repertoire))
            except FileProblem as error:
                self._reads[path] = _Read(signature, None, tuple(error.problems))

    # -- sound and broken ----------------------------------------------------------------------------------

    def _sort(self) -> None:
        """Find out anew what is in use. What was good goes before what is new, and so keeps its hours."""
        before = self.now
        playlists: dict[Path, Playlist] = {}
        broken: dict[Path, tuple[str, ...]] = {place: (problem,) for place, problem in self._away.items()}
        fresh = []
        for path, read in sorted(self._reads.items()):
            if read.playlist is not None and read.playlist == self._good.get(path):
                playlists[path] = read.playlist
            elif read.playlist is not None:
                fresh.append((path, read.playlist))
        for path, read in sorted(self._reads.items()):
            if read.playlist is None:
                if read.problems:
                    broken[path] = read.problems
                self._fall_back(path, playlists)
        for path, playlist in fresh:
            problems = overlap(path, playlist, playlists)
            if problems:
                broken[path] = tuple(problems)
                self._fall_back(path, playlists)
            else:
                playlists[path] = self._good[path] = playlist
                self._keep(path)
        self.now = Shelved(playlists, broken)
        if self._writes:
            _tell(before, self.now)

    def _fall_back(self, path: Path, playlists: dict[Path, Playlist]) -> None:
        """Put the last good version of ``path`` among ``playlists``, but for hours that are another's by now."""
        good = self._good.get(path)
        if good is not None:
            taken = bool(overlap(path, good, playlists))
            playlists[path] = good.model_copy(update={"schedule": ()}) if taken else good

    # -- the last good versions ----------------------------------------------------------------------------

    def _last_good(self, path: Path) -> Playlist | None:
        if self._kept is None:
            return None
        try:
            return load_playlist(self._kept / _kept_name(path), self._repertoire)
        except FileProblem:
            return None  # there is none, or drills that it names are gone: then it is good no more

    def _kept_of(self, folder: Path) -> Iterator[Path]:
        """The files of ``folder`` that there is a last good version of."""
        for kept in sorted(self._kept.glob("*.toml")) if self._kept is not None else ():
            path = folder / f"{kept.stem.rpartition('-')[0]}.toml"
            if _kept_name(path) == kept.name:
                yield path

    def _keep(self, path: Path) -> None:
        if self._kept is None or not self._writes:
            return
        kept = self._kept / _kept_name(path)
        fresh = kept.with_suffix(".new")
        try:
            text = path.read_bytes()
            if _signature(path) != self._reads[path].signature or (kept.exists() and kept.read_bytes() == text):
                return  # changed meanwhile: the next look takes it
            self._kept.mkdir(parents=True, exist_ok=True)
            with fresh.open("wb") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())  # else the plug, pulled now, may leave an empty file under the new name
            os.replace(fresh, kept)
        except OSError as error:
            self._cannot(error)

    def _forget(self, path: Path) -> None:
        if self._kept is None or not self._writes:
            return
        try:
            (self._kept / _kept_name(path)).unlink(missing_ok=True)
        except OSError as error:
            self._cannot(error)

    def _cannot(self, error: OSError) -> None:
        """Say once that nothing can be kept; the mirror goes on with what it has in memory."""
        problem = f"{self._kept}: cannot be written: {error.strerror}; last good playlists end with this run"
        if problem != self._cannot_keep:
            self._cannot_keep = problem
            log.warning("%s", problem)


def _tell(before: Shelved, after: Shelved) -> None:
    """Say in the log, once, what has broken and what is mended since."""
    for path, problems in after.broken.items():
        if before.broken.get(path) != problems:
            for problem in problems:
                log.warning("%s", problem)
            if path in after.playlists:
                log.warning("%s: the last good version stays in use", path)
    for path in before.broken:
        if path not in after.broken:
            log.info("%s: mended, or gone", path)


def _signature(path: Path) -> _Signature | None:
    """What changes with every version of a file; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _kept_name(path: Path) -> str:
    """Of the last good version of ``path``: files of the same name in other folders have others."""
    return f"{path.stem}-{sha256(str(path.absolute()).encode()).hexdigest()[:8]}.toml"
