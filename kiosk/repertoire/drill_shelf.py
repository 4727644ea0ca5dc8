"""The owner's own drills, seen anew while the mirror runs, and with those shipped the repertoire of the moment."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from kiosk.coach.drill import FAULTS_FILE, Drill, Repertoire, drill_files, load_drill, load_repertoire, worded
from kiosk.locale.texts import Texts
from kiosk.repertoire.watch import Found, Watch

FOLDER = "drills"
"""Of the last good versions, in the folder of what the mirror keeps."""


class DrillShelf:
    """The drills of ``places``, and those shipped in the words of ``texts``. Threads, ``kept``, ``writes`` and
    ``to_come``: as `Watch` has them. Where one leads to a drill that is not in use, it leads nowhere.

    Raises:
        kiosk.toml.FileProblem: what is shipped is damaged.
    """

    def __init__(
        self,
        places: Sequence[Path],
        texts: Texts | None = None,
        kept: Path | None = None,
        *,
        writes: bool = True,
        to_come: Collection[Path] = (),
    ) -> None:
        self._texts, self._shipped = texts, load_repertoire()
        self._watch: Watch[Drill] = Watch(places, _Drills(self._shipped), kept, writes=writes, to_come=to_come)
        self.repertoire = self._together()
        """What the mirror coaches by, with what was good last where a file is broken. May be read on any thread."""

    @property
    def now(self) -> Found[Drill]:
        """The owner's own at this moment, all of one moment."""
        return self._watch.now

    @property
    def broken(self) -> Mapping[Path, tuple[str, ...]]:
        """What is wrong, by file or folder."""
        return self.now.broken

    def look(self, *, at_once: bool = False) -> bool:
        """Look at the places, and read what has changed; whether `repertoire` is another since."""
        if not self._watch.look(at_once=at_once):
            return False
        self._watch.read_anew()  # one that is gone breaks those that lead to it
        before, self.repertoire = self.repertoire, self._together()
        return self.repertoire != before

    def _together(self) -> Repertoire:
        shipped = self._shipped.drills
        drills = shipped | {path.stem: drill for path, drill in self.now.items.items()}
        if self._texts is not None:
            drills = {name: worded(drill, shipped.get(name), self._texts) for name, drill in drills.items()}
        linked = {drill_id: _without_dead_ends(drill, drills) for drill_id, drill in drills.items()}
        return self._shipped.model_copy(update={"drills": linked})


class _Drills:
    """What `Watch` is to know of drills."""

    plural = "drills"
    setting = "session.drills"
    others = frozenset({FAULTS_FILE})

    def __init__(self, shipped: Repertoire) -> None:
        self._shipped = shipped

    def read(self, path: Path, of: Path) -> Drill:
        """As `Files.read`."""
        # A copy of one that was good leads where it led; what is gone since is seen when all are put together.
        known = None if path != of else {*self._shipped.drills, *(file.stem for file in drill_files(of.parent))}
        return load_drill(path, of.stem, self._shipped.kinds, known)

    def problems(self, _path: Path, _item: Drill, _beside: Mapping[Path, Drill]) -> list[str]:
        """As `Files.problems`."""
        return []

    def holds(self, _item: Drill) -> bool:
        """As `Files.holds`."""
        return True

    def spared(self, _path: Path, item: Drill, _beside: Mapping[Path, Drill]) -> Drill:
        """As `Files.spared`."""
        return item


def _without_dead_ends(drill: Drill, drills: Mapping[str, Drill]) -> Drill:
    dead = [key for key in ("regress_to", "progress_to") if getattr(drill, key) not in (None, *drills)]
    return drill.model_copy(update=dict.fromkeys(dead)) if dead else drill
