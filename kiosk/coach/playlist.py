"""Playlists as data: which drills a session goes through, how much of each, and how strictly. Checked at load."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from kiosk import toml
from kiosk.coach.count import HoldCount
from kiosk.coach.course import Bout, Course, circuit_of, sets_of
from kiosk.coach.drill import Drill, Repertoire
from kiosk.coach.schedule import Slot, clash, clash_within
from kiosk.coach.strictness import Strictness, StrictnessTable, at_strictness, shipped_strictness
from kiosk.coach.tempo import AskedTempo, at_tempo, tempo_problems
from kiosk.locale.load import load_texts
from kiosk.locale.texts import PlaylistTexts, Sentence, Step, Texts, Word
from kiosk.toml import FileProblem, Section

SHIPPED = Path(__file__).resolve().parent.parent / "playlists"
"""The folder of the playlists that come with the mirror."""

Rest = Annotated[float, Field(ge=0.0, le=600.0)]


class PlaylistItem(Section):
    """A drill, and how much of it; what is absent is as the drill's dose. ``repetitions`` are a side where the sides
    are counted apart; ``seconds`` are held; ``rest``: seconds between its sets. ``strictness``: absent, that of
    the settings. ``tempo``: instead of the drill's own. ``load``: what to take for it, shown where the drill is
    announced."""

    drill: str
    sets: int | None = Field(None, ge=1, le=20)
    repetitions: int | None = Field(None, ge=1, le=100)
    seconds: float | None = Field(None, gt=0.0, le=600.0)
    rest: Rest | None = None
    strictness: Strictness | None = None
    tempo: AskedTempo | None = None
    load: Step | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> PlaylistItem:
        if self.repetitions is not None and self.seconds is not None:
            raise ValueError("takes repetitions or seconds, and not both")
        return self


class Playlist(Section):
    """A playlist file. ``order``: all sets of a drill and then the next one, or a circuit, one set of each and round
    and round. ``rest``: seconds between two drills; ``round_rest``: between two rounds, absent: the same.
    ``voice`` False: the mirror is silent in it. ``language``: as in the settings, of glass and voice while it is due;
    absent: that of the settings. ``schedule``: when whoever walks up gets it."""

    name: Word
    purpose: Sentence | None = None
    for_whom: Sentence | None = None
    order: Literal["sets", "circuit"] = "sets"
    rest: Rest = 60.0
    round_rest: Rest | None = None
    voice: bool = True
    language: str | None = None
    schedule: tuple[Slot, ...] = Field((), max_length=50)
    items: tuple[PlaylistItem, ...] = Field(max_length=40)

    @model_validator(mode="after")
    def _some(self) -> Playlist:
        # Not by the field's least length: that would complain of each wrong item once more.
        if not self.items:
            raise ValueError("needs at least one [[items]] table")
        return self

    @field_validator("schedule")
    @classmethod
    def _each_minute_once(cls, value: tuple[Slot, ...]) -> tuple[Slot, ...]:
        pair = clash_within(value)
        if pair is not None:
            raise ValueError(f"{pair[0]} and {pair[1]} overlap; change one of them")
        return value


def load_playlist(path: Path, repertoire: Repertoire, texts: Texts | None = None) -> Playlist:
    """The playlist of ``path``, of drills that ``repertoire`` has; a shipped one in the words of ``texts``, where it
    has some for it. Raises `FileProblem` with all that is wrong."""
    playlist = check_playlist(toml.read(path), path, repertoire)
    words = None if texts is None or path.parent != SHIPPED else texts.playlists.get(path.stem)
    return playlist if words is None else _worded(playlist, words)


def check_playlist(tables: dict[str, Any], origin: Path | str, repertoire: Repertoire) -> Playlist:
    """The playlist that ``tables`` tell of; ``origin`` is named in the errors. Raises as `load_playlist`."""
    # Of the tables as they are written: what its drills do not go with is told beside what no playlist may have.
    found = (*_order_problems(tables), *_language_problems(tables), *drill_problems(tables, repertoire))
    problems = [f"{origin}: {problem}" for problem in found]
    try:
        playlist = toml.check(Playlist, tables, origin)
    except FileProblem as error:
        raise FileProblem([*error.problems, *problems]) from None
    if problems:
        raise FileProblem(problems)
    return playlist


def drill_problems(tables: Mapping[str, Any], repertoire: Repertoire) -> list[str]:
    """Where the items in the tables of a playlist do not go with the drills of ``repertoire``: each with its key."""
    items = tables.get("items")
    return [
        f"items.{number}.{problem}"
        for number, item in enumerate(items if isinstance(items, list | tuple) else [])
        if isinstance(item, dict)
        for problem in _item_problems(item, repertoire, circuit=tables.get("order") == "circuit")
    ]


def course_of(playlist: Playlist, repertoire: Repertoire, strictness: Strictness = "standard") -> Course:
    """The sets of ``playlist``, one after the other; ``strictness``: of items that name none. Raises `FileProblem`
    where it names an unknown drill."""
    table = shipped_strictness()
    drills = [_asked(item, repertoire, strictness, table) for item in playlist.items]
    loads = [item.load or "" for item in playlist.items]
    bouts: list[Bout] = []
    if playlist.order == "circuit":
        round_rest = playlist.rest if playlist.round_rest is None else playlist.round_rest
        bouts += circuit_of(drills, playlist.rest, round_rest, loads)
    else:
        for number, drill in enumerate(drills):
            after = playlist.rest if number + 1 < len(drills) else 0.0
            bouts += sets_of(drill, number, after, loads[number])
    return Course(
        playlist.name,
        tuple(bouts),
        announced=True,
        spoken=playlist.voice,
        playlist=playlist.name,
        language=playlist.language,
    )


def overlap(path: Path, playlist: Playlist, others: Mapping[Path, Playlist]) -> list[str]:
    """Where the schedule of ``playlist``, of file ``path``, has a time that one of ``others`` has too."""
    pairs = {other: clash(playlist.schedule, theirs.schedule) for other, theirs in others.items() if other != path}
    return [
        f"{path}: schedule: {pair[0]} overlaps with {other}, which has {pair[1]}; change one of them"
        for other, pair in pairs.items()
        if pair is not None
    ]


def playlist_files(folder: Path) -> list[Path]:
    """The playlist files of ``folder``, by name."""
    return sorted(folder.glob("*.toml"))


def find_playlist(named: str, own: Path | None = None) -> Path:
    """The file of ``named``: one of the folder ``own``, a shipped playlist's name, or a path. Raises `FileProblem`
    where it is none of them."""
    files = [*playlist_files(SHIPPED), *(playlist_files(own) if own is not None else [])]
    return toml.file_named("playlist", named, {path.stem: path for path in files})


def _worded(playlist: Playlist, words: PlaylistTexts) -> Playlist:
    """``playlist`` in ``words``, as far as there are any and it has a place for them."""
    given = words.model_dump(exclude_none=True, exclude={"load"})
    items = tuple(
        item if item.load is None else item.model_copy(update={"load": words.load.get(item.drill, item.load)})
        for item in playlist.items
    )
    return playlist.model_copy(update={**given, "items": items})


def _order_problems(tables: Mapping[str, object]) -> list[str]:
    """Where what the playlist says of its rests does not go with its order."""
    if tables.get("order") == "circuit" or "round_rest" not in tables:
        return []
    return ['round_rest: there are no rounds; add order = "circuit", or take it out']


def _language_problems(tables: Mapping[str, object]) -> list[str]:
    """Where the mirror has no such language, or its file is wrong."""
    language = tables.get("language")
    if not isinstance(language, str):
        return []
    try:
        load_texts(language)
    except FileProblem as error:
        return [f"language: {problem}" for problem in error.problems]
    return []


def _item_problems(item: Mapping[str, object], repertoire: Repertoire, *, circuit: bool) -> list[str]:
    """Where the table of an item does not go with the drill that it names, or with the order."""
    problems = []
    if circuit and "rest" in item:
        problems.append("rest: in a circuit the playlist's own rest and round_rest hold; take it out")
    drill = item.get("drill")
    if not isinstance(drill, str):
        return problems
    if drill not in repertoire.drills:
        return [*problems, f"drill: no such drill; {toml.hint(drill, list(repertoire.drills))} (found {drill!r})"]
    held = isinstance(repertoire.drills[drill].count, HoldCount)
    if held and "repetitions" in item:
        problems.append(f"repetitions: {drill} is held; give seconds instead")
    if not held and "seconds" in item:
        problems.append(f"seconds: {drill} is counted by reps; give repetitions instead")
    tempo = item.get("tempo")
    if isinstance(tempo, dict):
        problems += tempo_problems(tempo, repertoire.drills[drill])
    return problems


def _asked(item: PlaylistItem, repertoire: Repertoire, otherwise: Strictness, table: StrictnessTable) -> Drill:
    """The drill of ``item`` as it is to be done there."""
    drill = at_strictness(repertoire.drill(item.drill), item.strictness or otherwise, repertoire.kinds, table)
    return _dosed(drill if item.tempo is None else at_tempo(drill, item.tempo), item)


def _dosed(drill: Drill, item: PlaylistItem) -> Drill:
    """``drill`` with the dose that ``item`` asks for."""
    asked = {"sets": item.sets, "repetitions": item.repetitions, "seconds": item.seconds, "rest": item.rest}
    dose = drill.dose.model_copy(update={key: value for key, value in asked.items() if value is not None})
    return drill.model_copy(update={"dose": dose})
