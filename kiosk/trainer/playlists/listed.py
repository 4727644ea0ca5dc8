"""The playlists that there are, as a trainer chooses among them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kiosk.coach.drill import Repertoire
from kiosk.coach.playlist import SHIPPED, Playlist, course_of, load_playlist, playlist_files
from kiosk.coach.schedule import DAYS, Slot, due
from kiosk.coach.sheet import lasts
from kiosk.coach.strictness import Strictness
from kiosk.locale.texts import Texts
from kiosk.repertoire.shelf import Shelf
from kiosk.toml import FileProblem
from kiosk.trainer.playlists.shelves import Shelves

SHIPPED_KEY = "shipped:"
"""Before the name of a shipped one: the owner's own may have its name."""

PAGES = frozenset({"new", "check", "duplicate"})
"""Names that addresses of the page have, and so no playlist that is made by it."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One. ``key``: what it is asked for by; ``minutes``: it takes about as long; ``problems``: why it is broken,
    the last good version is in use then if there is a ``playlist``. ``due``: it is what is due now."""

    key: str
    path: Path
    title: str
    playlist: Playlist | None
    minutes: int = 0
    problems: tuple[str, ...] = ()
    due: bool = False

    @property
    def name(self) -> str:
        """Of its file, without .toml."""
        return self.path.stem

    @property
    def sound(self) -> bool:
        """Whether it can be tried and copied as it is."""
        return self.playlist is not None and not self.problems

    @property
    def own(self) -> bool:
        """Whether it is the owner's."""
        return not self.key.startswith(SHIPPED_KEY)

    @property
    def has_page(self) -> bool:
        """Whether it can be changed here."""
        return self.own and self.name not in PAGES

    @property
    def slots(self) -> tuple[Slot, ...]:
        """When it is due."""
        return () if self.playlist is None else self.playlist.schedule


@dataclass(frozen=True, slots=True)
class Listing:
    """All of one moment: the owner's own, by their titles and broken ones among them, and those shipped."""

    own: tuple[Listed, ...]
    shipped: tuple[Listed, ...]

    def find(self, key: str) -> Listed | None:
        """The one that is asked for by ``key``."""
        return next((each for each in (*self.own, *self.shipped) if each.key == key), None)


def listing(shelves: Shelves, texts: Texts, strictness: Strictness, now: datetime) -> Listing:
    """What there is ``now``, on the clock on the wall. ``texts``: of what is shipped; ``strictness``: as the settings
    have it."""
    repertoire, shelf = shelves.look()
    return Listing(
        tuple(_own(shelf, repertoire, now, strictness)), tuple(_shipped(repertoire, texts, strictness))
    )


def minutes_of(playlist: Playlist, repertoire: Repertoire, strictness: Strictness) -> int:
    """Whole minutes that it takes who follows it, one at least. Raises `FileProblem` where a drill of it has gone."""
    return max(1, round(lasts(course_of(playlist, repertoire, strictness)) / 60.0))


def _own(shelf: Shelf, repertoire: Repertoire, now: datetime, strictness: Strictness) -> list[Listed]:
    there = shelf.now
    schedules = {path: playlist.schedule for path, playlist in there.items.items()}
    first = due(schedules, DAYS[now.weekday()], 60 * now.hour + now.minute)
    found = []
    for path in {*there.items, *(path for path in there.broken if path.suffix == ".toml")}:
        playlist = there.items.get(path)
        problems = tuple(line.removeprefix(f"{path}: ") for line in there.broken.get(path, ()))
        title, minutes = path.stem, 0
        if playlist is not None:
            title, minutes = playlist.name, minutes_of(playlist, repertoire, strictness)
        found.append(Listed(path.stem, path, title, playlist, minutes, problems, path == first))
    return sorted(found, key=lambda each: (each.title.casefold(), each.name))


def _shipped(repertoire: Repertoire, texts: Texts, strictness: Strictness) -> list[Listed]:
    found = []
    for path in playlist_files(SHIPPED):
        key = f"{SHIPPED_KEY}{path.stem}"
        try:
            playlist = load_playlist(path, repertoire, texts)
            minutes = minutes_of(playlist, repertoire, strictness)
        except FileProblem as error:  # of an owner's drill in place of a shipped one
            problems = tuple(line.removeprefix(f"{path}: ") for line in error.problems)
            found.append(Listed(key, path, path.stem, None, 0, problems))
        else:
            found.append(Listed(key, path, playlist.name, playlist, minutes))
    return found
