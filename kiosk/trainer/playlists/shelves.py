"""The drills and playlists that there are, as the mirror has them; and who last changed one by phone."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kiosk.coach.drill import Repertoire
from kiosk.locale.texts import Texts
from kiosk.records.place import records_path
from kiosk.repertoire.drill_shelf import FOLDER as DRILLS
from kiosk.repertoire.drill_shelf import DrillShelf
from kiosk.repertoire.places import own_drills, own_playlists
from kiosk.repertoire.shelf import FOLDER as PLAYLISTS
from kiosk.repertoire.shelf import Shelf
from kiosk.settings import Settings


@dataclass(frozen=True, slots=True)
class Change:
    """By ``who``, at the moment ``at``; ``version`` is what it made of the file."""

    who: str
    at: datetime
    version: str


@dataclass(frozen=True, slots=True)
class Drills:
    """All of one moment. ``own``: ids of drills that have a file in the owner's folder; ``broken``: what is wrong, by
    file or folder."""

    repertoire: Repertoire
    own: frozenset[str]
    broken: Mapping[Path, tuple[str, ...]]


class Shelves:
    """What the mirror by ``settings`` has, read only. For any thread.

    Raises:
        kiosk.toml.FileProblem: what is shipped is damaged.
    """

    def __init__(self, settings: Settings, texts: Texts) -> None:
        state = records_path(settings.records).parent
        new_drills = [] if settings.session.drills is not None else [own_drills(settings)]
        self.folder = own_playlists(settings)
        """The owner's playlists."""
        self._drills = DrillShelf(
            [own_drills(settings)], texts, state / DRILLS, writes=False, to_come=new_drills
        )
        self._playlists = Shelf(
            [self.folder], self._drills.repertoire, state / PLAYLISTS, writes=False, to_come=[self.folder]
        )
        self._lock = threading.RLock()
        self._changes: dict[Path, Change] = {}

    def look(self) -> tuple[Repertoire, Shelf]:
        """The drills and the owner's playlists, as their files are now."""
        with self._lock:
            for _ in range(2):  # what is gone is given up at the second look
                if self._drills.look(at_once=True):
                    self._playlists.use(self._drills.repertoire)
                self._playlists.look(at_once=True)
            return self._drills.repertoire, self._playlists

    def drills(self) -> Drills:
        """The drills, and which of them are the owner's, as their files are now."""
        with self._lock:
            repertoire, _ = self.look()
            found = self._drills.now
            return Drills(repertoire, frozenset(path.stem for path in found.items), found.broken)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else writes by phone meanwhile: of two who save one version, the second is told."""
        with self._lock:
            yield

    def changed(self, path: Path, change: Change) -> None:
        """Remember who it was."""
        with self._lock:
            self._changes[path] = change

    def change_of(self, path: Path, version: str) -> Change | None:
        """Who made ``version`` of ``path``; None: nobody by phone since the page began."""
        with self._lock:
            change = self._changes.get(path)
        return change if change is not None and change.version == version else None
