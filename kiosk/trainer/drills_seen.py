"""The drills as their files are at the moment: those shipped, the owner's own, and which of these are broken."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kiosk.coach.drill import Repertoire
from kiosk.locale.texts import Texts
from kiosk.repertoire.drill_shelf import DrillShelf


@dataclass(frozen=True, slots=True)
class Seen:
    """All of one moment. ``own``: ids of drills that have a file in the owner's folder that is in use; ``broken``: by
    file or folder, what is wrong with it."""

    repertoire: Repertoire
    own: frozenset[str]
    broken: Mapping[Path, tuple[str, ...]]


class DrillsSeen:
    """``own``: the owner's folder, which need not be there; ``kept``: where the mirror keeps what was good last. Only
    reads; for any thread.

    Raises:
        kiosk.toml.FileProblem: what is shipped is damaged.
    """

    def __init__(self, own: Path, texts: Texts, kept: Path) -> None:
        self._lock = threading.Lock()
        self._shelf = DrillShelf([own], texts, kept, writes=False, to_come=[own])

    def now(self) -> Seen:
        """What there is."""
        with self._lock:
            self._shelf.look(at_once=True)
            # A file that was there at one look is given up at the second that does not find it.
            self._shelf.look(at_once=True)
            own = frozenset(path.stem for path in self._shelf.now.items)
            return Seen(self._shelf.repertoire, own, self._shelf.broken)
