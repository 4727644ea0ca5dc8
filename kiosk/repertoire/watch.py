"""The owner's files of one kind, seen anew while the mirror runs: what is sound, what is broken, what was last good.

A broken file never takes the place of a good one: the version that was last sound stays in use, in memory and, over a
restart, as a copy in a folder of the mirror's own.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from kiosk.toml import FileProblem
from kiosk.whole import write_whole

log = logging.getLogger(__name__)

LOOK_EVERY = 0.5
"""Seconds between looks: a change is taken at the second look that finds the file so, well within two seconds."""

_Signature = tuple[int, int, int]

_GONE: _Signature = (-1, -1, -1)
"""Of a file that is gone from its folder."""

_NEVER: _Signature = (-2, -2, -2)
"""Of a file that no look has found changed."""

Item = TypeVar("Item")


class Files(Protocol[Item]):
    """What is to be known of files of one kind."""

    @property
    def plural(self) -> str:
        """What they are called."""

    @property
    def setting(self) -> str:
        """The key by which the settings name their folder."""

    @property
    def others(self) -> Collection[str]:
        """Names in it that are none of them."""

    def read(self, path: Path, of: Path, /) -> Item:
        """What is in ``path``, the file ``of`` itself or a copy of it. Raises `FileProblem`."""

    def problems(self, path: Path, item: Item, beside: Mapping[Path, Item], /) -> list[str]:
        """Where ``item``, of ``path``, does not go with those in use ``beside`` it."""

    def holds(self, item: Item, /) -> bool:
        """Whether ``item``, which was sound, still is."""

    def spared(self, path: Path, item: Item, beside: Mapping[Path, Item], /) -> Item:
        """``item``, an older version, without what does not go with those ``beside`` it by now."""


@dataclass(frozen=True, slots=True)
class Found(Generic[Item]):
    """What there is at one moment. ``items``: those in use, by their files, the last good version of a broken one
    among them. ``broken``: files, and folders, with all that is wrong with them, one line each."""

    items: Mapping[Path, Item]
    broken: Mapping[Path, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Read(Generic[Item]):
    """What a file was when it was last read; absent ``signature``: it was not there."""

    signature: _Signature | None
    item: Item | None = None
    problems: tuple[str, ...] = ()


class Watch(Generic[Item]):
    """The ``files`` of ``places``: folders, and single files. `look` is for one thread; `now` may be read on any.

    ``kept``: the folder of the last good versions; None: they are only kept in memory. ``writes`` False: they are
    read, and never changed, and nothing is logged, as for who only wants to know. ``to_come``: places that nobody
    need have made yet.
    """

    def __init__(
        self,
        places: Sequence[Path],
        files: Files[Item],
        kept: Path | None = None,
        *,
        writes: bool = True,
        to_come: Collection[Path] = (),
    ) -> None:
        self._places = tuple(dict.fromkeys(places))
        self._files, self._kept, self._writes, self._to_come = files, kept, writes, frozenset(to_come)
        self._reads: dict[Path, _Read[Item]] = {}
        self._good: dict[Path, Item] = {}
        self._pending: dict[Path, _Signature | None] = {}
        self._away: dict[Path, str] = {}
        self._cannot_keep = ""
        self.now: Found[Item] = Found({}, {})
        self.look(at_once=True)

    def look(self, *, at_once: bool = False) -> bool:
        """Look at the places, and read what has changed; whether anything has. What is being written is waited for:
        a file is read, or given up as removed, at the second look that finds it so. ``at_once``: it is read at
        this one, as it was written whole."""
        away, there = dict(self._away), self._there()
        changed = away != self._away
        for path in {*there, *self._reads}:
            signature, before = there.get(path, _GONE), self._reads.get(path)
            if before is not None and before.signature == signature:
                self._pending.pop(path, None)
            elif not (at_once and signature != _GONE) and self._pending.get(path, _NEVER) != signature:
                self._pending[path] = signature
            else:
                self._pending.pop(path, None)
                changed = True
                self._take(path, signature)
        if changed:
            self._sort()
        return changed

    def read_anew(self) -> None:
        """Read all files once more, as what they are checked against is another by now."""
        self._good = {path: good for path, good in self._good.items() if self._files.holds(good)}
        for path, read in list(self._reads.items()):
            if read.signature is not None:
                self._take(path, read.signature)
        self._sort()

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
                files = sorted(path for path in place.iterdir() if self._is_one(path))
            except OSError as error:
                before = {path: read.signature for path, read in self._reads.items() if path.parent == place}
                kept = dict.fromkeys(path for path in self._kept_of(place) if path not in before)
                if isinstance(error, FileNotFoundError) and place in self._to_come and not before and not kept:
                    continue
                do = f"make it, or mend {self._files.setting}"
                self._away[place] = f"{place}: cannot be read: {error.strerror}; {do}"
                found |= {**before, **kept}
                continue
            found |= {path: signature for path in files if (signature := _signature(path)) is not None}
        return found

    def _is_one(self, path: Path) -> bool:
        return path.suffix == ".toml" and path.name[0] != "." and path.name not in self._files.others

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
                self._reads[path] = _Read(signature, self._files.read(path, path))
            except FileProblem as error:
                self._reads[path] = _Read(signature, None, tuple(error.problems))

    # -- sound and broken ----------------------------------------------------------------------------------

    def _sort(self) -> None:
        """Find out anew what is in use. What was good goes before what is new, and so keeps its place."""
        before = self.now
        items: dict[Path, Item] = {}
        broken: dict[Path, tuple[str, ...]] = {place: (problem,) for place, problem in self._away.items()}
        fresh = []
        for path, read in sorted(self._reads.items()):
            if read.item is not None and read.item == self._good.get(path):
                items[path] = read.item
            elif read.item is not None:
                fresh.append((path, read.item))
        for path, read in sorted(self._reads.items()):
            if read.item is None:
                if read.problems:
                    broken[path] = read.problems
                self._fall_back(path, items)
        for path, item in fresh:
            problems = self._files.problems(path, item, items)
            if problems:
                broken[path] = tuple(problems)
                self._fall_back(path, items)
            else:
                items[path] = self._good[path] = item
                self._keep(path)
        self.now = Found(items, broken)
        if self._writes:
            _tell(before, self.now)

    def _fall_back(self, path: Path, items: dict[Path, Item]) -> None:
        """Put the last good version of ``path`` among ``items``."""
        good = self._good.get(path)
        if good is not None:
            items[path] = self._files.spared(path, good, items)

    # -- the last good versions ----------------------------------------------------------------------------

    def _last_good(self, path: Path) -> Item | None:
        if self._kept is None:
            return None
        try:
            return self._files.read(self._kept / _kept_name(path), path)
        except FileProblem:
            return None  # there is none, or what it names is gone: then it is good no more

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
        try:
            text = path.read_bytes()
            if _signature(path) != self._reads[path].signature or (kept.exists() and kept.read_bytes() == text):
                return  # changed meanwhile: the next look takes it
            self._kept.mkdir(parents=True, exist_ok=True)
            write_whole(kept, text)
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
        problem = (
            f"{self._kept}: cannot be written: {error.strerror}; last good {self._files.plural} end with this run"
        )
        if problem != self._cannot_keep:
            self._cannot_keep = problem
            log.warning("%s", problem)


def _tell(before: Found[Item], after: Found[Item]) -> None:
    """Say in the log, once, what has broken and what is mended since."""
    for path, problems in after.broken.items():
        if before.broken.get(path) != problems:
            for problem in problems:
                log.warning("%s", problem)
            if path in after.items:
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
