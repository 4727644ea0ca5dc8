"""Playlists as data: which drills a session goes through, how much of each, and how strictly. Checked at load."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from kiosk import toml
from kiosk.coach.count import HoldCount
from kiosk.coach.course import Bout, Course, sets_of
from kiosk.coach.drill import Drill, Repertoire
from kiosk.coach.strictness import Strictness, StrictnessTable, at_strictness, shipped_strictness
from kiosk.locale.texts import Sentence, Word
from kiosk.toml import FileProblem, Section

SHIPPED = Path(__file__).resolve().parent.parent / "playlists"
"""The folder of the playlists that come with the mirror."""

Rest = Annotated[float, Field(ge=0.0, le=600.0)]


class PlaylistItem(Section):
    """A drill, and how much of it; what is absent is as the drill's dose. ``repetitions`` are a side where the sides
    are counted apart; ``seconds`` are held; ``rest``: seconds between its sets."""

    drill: str
    sets: int | None = Field(None, ge=1, le=20)
    repetitions: int | None = Field(None, ge=1, le=100)
    seconds: float | None = Field(None, gt=0.0, le=600.0)
    rest: Rest | None = None
    strictness: Strictness = "standard"

    @model_validator(mode="after")
    def _one_of_them(self) -> PlaylistItem:
        if self.repetitions is not None and self.seconds is not None:
            raise ValueError("takes repetitions or seconds, and not both")
        return self


class Playlist(Section):
    """A playlist file. ``rest``: seconds between two drills."""

    name: Word
    purpose: Sentence | None = None
    rest: Rest = 60.0
    items: tuple[PlaylistItem, ...] = Field(max_length=40)

    @model_validator(mode="after")
    def _some(self) -> Playlist:
        # Not by the field's least length: that would complain of each wrong item once more.
        if not self.items:
            raise ValueError("needs at least one [[items]] table")
        return self


def load_playlist(path: Path, repertoire: Repertoire) -> Playlist:
    """The playlist of ``path``, of drills that ``repertoire`` has. Raises `FileProblem` with all that is wrong."""
    playlist = toml.load(Playlist, path)
    problems = [
        f"{path}: items.{number}.{problem}"
        for number, item in enumerate(playlist.items)
        for problem in _item_problems(item, repertoire)
    ]
    if problems:
        raise FileProblem(problems)
    return playlist


def course_of(playlist: Playlist, repertoire: Repertoire, table: StrictnessTable | None = None) -> Course:
    """The sets of ``playlist``, one after the other. Raises `FileProblem` where it names an unknown drill."""
    table = shipped_strictness() if table is None else table
    bouts: list[Bout] = []
    for number, item in enumerate(playlist.items):
        drill = at_strictness(repertoire.drill(item.drill), item.strictness, repertoire.kinds, table)
        bouts += sets_of(_dosed(drill, item), number, playlist.rest if number + 1 < len(playlist.items) else 0.0)
    return Course(playlist.name, tuple(bouts), announced=True)


def playlist_files(folder: Path) -> list[Path]:
    """The playlist files of ``folder``, by name."""
    return sorted(folder.glob("*.toml"))


def find_playlist(named: str) -> Path:
    """The file of ``named``, a shipped playlist's name or a path. Raises `FileProblem` where it is neither."""
    return toml.file_named("playlist", named, {path.stem: path for path in playlist_files(SHIPPED)})


def _item_problems(item: PlaylistItem, repertoire: Repertoire) -> list[str]:
    if item.drill not in repertoire.drills:
        return [f"drill: no such drill; {toml.hint(item.drill, list(repertoire.drills))} (found {item.drill!r})"]
    held = isinstance(repertoire.drills[item.drill].count, HoldCount)
    if held and item.repetitions is not None:
        return [f"repetitions: {item.drill} is held; give seconds instead"]
    if not held and item.seconds is not None:
        return [f"seconds: {item.drill} is counted by reps; give repetitions instead"]
    return []


def _dosed(drill: Drill, item: PlaylistItem) -> Drill:
    """``drill`` with the dose that ``item`` asks for."""
    asked = {"sets": item.sets, "repetitions": item.repetitions, "seconds": item.seconds, "rest": item.rest}
    dose = drill.dose.model_copy(update={key: value for key, value in asked.items() if value is not None})
    return drill.model_copy(update={"dose": dose})
