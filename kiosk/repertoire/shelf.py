"""The owner's own playlists, seen anew while the mirror runs, checked against the drills that there are."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from kiosk.coach.drill import Repertoire
from kiosk.coach.playlist import Playlist, drill_problems, load_playlist, overlap
from kiosk.repertoire.watch import Found, Watch

FOLDER = "playlists"
"""Of the last good versions, in the folder of what the mirror keeps."""


class Shelf:
    """The playlists of ``places``. Threads, ``kept``, ``writes`` and ``to_come``: as `Watch` has them. A last good
    version loses hours that are another's by now."""

    def __init__(
        self,
        places: Sequence[Path],
        repertoire: Repertoire,
        kept: Path | None = None,
        *,
        writes: bool = True,
        to_come: Collection[Path] = (),
    ) -> None:
        self._files = _Playlists(repertoire)
        self._watch: Watch[Playlist] = Watch(places, self._files, kept, writes=writes, to_come=to_come)

    @property
    def now(self) -> Found[Playlist]:
        """What there is at this moment, all of one moment."""
        return self._watch.now

    @property
    def playlists(self) -> Mapping[Path, Playlist]:
        """Those in use, by their files."""
        return self.now.items

    @property
    def broken(self) -> Mapping[Path, tuple[str, ...]]:
        """What is wrong, by file or folder."""
        return self.now.broken

    def look(self, *, at_once: bool = False) -> bool:
        """Look at the places, and read what has changed; whether anything has (`Watch.look`)."""
        return self._watch.look(at_once=at_once)

    def use(self, repertoire: Repertoire) -> None:
        """From now on check against ``repertoire``, what is there at once. On the thread of `look`."""
        self._files.repertoire = repertoire
        self._watch.read_anew()


class _Playlists:
    """What `Watch` is to know of playlists."""

    plural = "playlists"
    setting = "session.playlists"
    others = frozenset[str]()

    def __init__(self, repertoire: Repertoire) -> None:
        self.repertoire = repertoire

    def read(self, path: Path, _of: Path) -> Playlist:
        """As `Files.read`."""
        return load_playlist(path, self.repertoire)

    def problems(self, path: Path, item: Playlist, beside: Mapping[Path, Playlist]) -> list[str]:
        """As `Files.problems`."""
        return overlap(path, item, beside)

    def holds(self, item: Playlist) -> bool:
        """As `Files.holds`."""
        return not drill_problems(item.model_dump(exclude_none=True), self.repertoire)

    def spared(self, path: Path, item: Playlist, beside: Mapping[Path, Playlist]) -> Playlist:
        """As `Files.spared`."""
        return item.model_copy(update={"schedule": ()}) if overlap(path, item, beside) else item
