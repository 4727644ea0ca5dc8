"""What a run is made of before anything is opened: the settings, the words, the drills, what is due, and the plan."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kiosk.coach.coach import Plan
from kiosk.coach.course import Course
from kiosk.coach.drill import Repertoire
from kiosk.coach.pace_table import load_pace
from kiosk.coach.playlist import find_playlist
from kiosk.coach.policy.table import load_policy
from kiosk.health.levels import Level, load_levels
from kiosk.locale.load import load_texts
from kiosk.locale.texts import Texts
from kiosk.mirror.theme_table import load_theme
from kiosk.records.place import records_path
from kiosk.repertoire.drill_shelf import FOLDER as DRILL_SHELF
from kiosk.repertoire.drill_shelf import DrillShelf
from kiosk.repertoire.places import own_drills, own_playlists
from kiosk.repertoire.shelf import FOLDER as SHELF
from kiosk.settings import Settings, with_options
from kiosk.station.timetable import Timetable
from kiosk.toml import FileProblem


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says instead of the settings; None: nothing. ``playlist``: the name or file of the one to
    run, whatever is scheduled."""

    camera: str | None = None
    display: str | None = None
    drill: str | None = None
    playlist: str | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """``as_set``: the settings; ``settings``: the same in the language of what is due."""

    as_set: Settings
    settings: Settings
    plan: Plan
    timetable: Timetable
    levels: tuple[Level, ...]


def prepare(settings: Settings, options: Options) -> Prepared:
    """All of it, by ``settings`` and what ``options`` say instead. Raises `FileProblem`."""
    settings = as_set = _with_options(settings, options)
    _check_clip(settings)
    load_theme(settings.glass)
    # Who names a playlist or a drill wants that one, and none that is scheduled.
    named = options.drill is not None or options.playlist is not None
    own = None if named else own_playlists(settings)
    texts, drills, timetable = _taught(settings, own)
    course = timetable.due()
    if timetable.language not in {None, settings.session.language}:
        settings = with_options(settings, language=timetable.language)
        texts, drills, timetable = _taught(settings, own)
        course = timetable.due()
    plan = _plan(settings, texts, drills.repertoire, course)
    levels = quick_enough(load_levels(settings.effort.levels), settings.camera.rate, plan.pace.enough)
    return Prepared(as_set, settings, plan, timetable, levels)


def quick_enough(levels: tuple[Level, ...], rate: float, enough: float) -> tuple[Level, ...]:
    """``levels`` without those that would skip so many frames of a camera of ``rate`` a second that fewer than
    ``enough`` were left to coach by: stepping down to them would end the coaching instead of helping it."""
    return (levels[0], *(level for level in levels[1:] if rate / level.frame_stride >= enough))


def _plan(settings: Settings, texts: Texts, repertoire: Repertoire, course: Course) -> Plan:
    first = course.bouts[0]
    # Nobody in a clip reads, or waits until it is read.
    clip = settings.camera.source.startswith("clip:")
    return Plan(
        drill=first.drill,
        kinds=repertoire.kinds,
        goal=first.goal,
        hands_free=settings.session.hands_free,
        bar_shows=settings.cabinet.bar_shows,
        pace=load_pace(settings.session.pace),
        policy=load_policy(settings.session.policy, repertoire.drills),
        drills=repertoire.drills,
        texts=texts,
        body_height=settings.session.body_height,
        dowel=settings.mirror.dowel,
        course=course,
        cautions_for=0.0 if clip else settings.session.cautions_for,
        introduced_for=0.0 if clip else settings.session.introduced_for,
        place_kept=settings.session.place_kept,
        raise_hand=settings.session.raise_hand,
    )


def _with_options(settings: Settings, options: Options) -> Settings:
    """``settings`` with what the command line says instead. A playlist is found before its folder is left out."""
    path = None if options.playlist is None else str(find_playlist(options.playlist, own_playlists(settings)))
    return with_options(settings, options.camera, options.display, options.drill, path)


def _taught(settings: Settings, own: Path | None) -> tuple[Texts, DrillShelf, Timetable]:
    """The words, the drills and what is due, in the language of ``settings``. Raises `FileProblem`."""
    texts = load_texts(settings.session.language)
    state = records_path(settings.records).parent
    new_ones = [] if settings.session.drills is not None else [own_drills(settings)]
    drills = DrillShelf([own_drills(settings)], texts, state / DRILL_SHELF, to_come=new_ones)
    return texts, drills, _timetable(settings, drills, texts, state, own)


def _timetable(
    settings: Settings, drills: DrillShelf, texts: Texts, state: Path, own: Path | None
) -> Timetable:
    """What is due; where the settings name a drill that is not in use, what is wrong with the files is told too."""
    try:
        return Timetable(
            settings.session, drills, texts, state / SHELF, own=own, for_trainers=settings.trainer.enabled
        )
    except FileProblem as error:
        broken = [problem for problems in drills.broken.values() for problem in problems]
        raise FileProblem([*broken, *error.problems]) from None


def _check_clip(settings: Settings) -> None:
    kind, _, path = settings.camera.source.partition(":")
    if kind == "clip" and not Path(path).exists():
        raise FileProblem([f"{path}: no such file"])
