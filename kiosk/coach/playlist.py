"""Playlists as data: which drills a session goes through, how much of each, and how strictly. Checked at load."""

from __future__ import annotations

from collections.abc import Mapping
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
    tables = toml.read(path)
    # Of the file as it is written: what its drills do not go with is told beside what no playlist may have.
    items = tables.get("items")
    problems = [
        f"{path}: items.{number}.{problem}"
        for number, item in enumerate(items if isinstance(items, list) else [])
        if isinstance(item, dict)
        for problem in _item_problems(item, repertoire)
    ]
    try:
        playlist = toml.check(Playlist, tables, path)
    except FileProblem as error:
        raise FileProblem([*error.problems, *problems]) from None
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


def _item_problems(item: Mapping[str, object], repertoire: Repertoire) -> list[str]:
    """Where the table of an item does not go with the drill that it names."""
    drill = item.get("drill")
    if not isinstance(drill, str):
        return []
    if drill not in repertoire.drills:
        return [f"drill: no such drill; {toml.hint(drill, list(repertoire.drills))} (found {drill!r})"]
    held = isinstance(repertoire.drills[drill].count, HoldCount)
    if held and "repetitions" in item:
        return [f"repetitions: {drill} is held; give seconds instead"]
    if not held and "seconds" in item:
        return [f"seconds: {drill} is counted by reps; give repetitions instead"]
    return []


def _dosed(drill: Drill, item: PlaylistItem) -> Drill:
    """``drill`` with the dose that ``item`` asks for."""
    asked = {"sets": item.sets, "repetitions": item.repetitions, "seconds": item.seconds, "rest": item.rest}
    dose = drill.dose.model_copy(update={key: value for key, value in asked.items() if value is not None})
    return drill.model_copy(update={"dose": dose})
