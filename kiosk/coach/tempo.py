"""A tempo that a playlist asks for, instead of the drill's own: what the ghost leads by, and what is too fast then.

Pure. ``down`` and ``up`` are as a trainer says them, of the body that sinks and rises. A drill's own file counts from
rest to the far end of a rep instead, which is the top of a bridge or a crunch (`Drill.lifts_first`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field

from kiosk.coach.count import HoldCount
from kiosk.coach.drill import Drill
from kiosk.coach.performance import TempoSection
from kiosk.toml import Section

SLOWEST = 5.0
"""Seconds of either way at most. The ends of a slow way are not told from standing still (`kiosk.motion.phases`): of
five seconds of the ghost two are seen of who hardly reaches the range, in the drills that move least."""

LONGEST_PAUSE = 6.0
"""Seconds, which with two slow ways stay well below the longest excursion that is still a rep."""

_QUICKEST = 1.2
"""Of a drill's shortest time, the least that the ghost may take: who follows it is never told that they hurry (ours,
of the margin that the shipped drills have)."""

_SEEN = 0.4
"""Share of a slow way by which its shortest time grows at most: see `SLOWEST`."""

Part = Literal["down", "pause", "up"]
PARTS: tuple[Part, ...] = ("down", "pause", "up")

_Way = Annotated[float, Field(gt=0.0, le=SLOWEST)]


class AskedTempo(Section):
    """Seconds of the way down, of the pause at the far end of the rep, and of the way up; what is absent is as the
    drill's own."""

    down: _Way | None = None
    pause: Annotated[float, Field(ge=0.0, le=LONGEST_PAUSE)] | None = None
    up: _Way | None = None


def tempo_problems(asked: Mapping[str, object], drill: Drill) -> Iterator[str]:
    """Where the table ``asked`` does not go with ``drill``: each with its key."""
    if isinstance(drill.count, HoldCount):
        yield f"tempo: {drill.id} is held; give seconds instead"
        return
    if drill.tempo.shortest_down == drill.tempo.shortest_up == 0.0:
        yield f"tempo: {drill.id} is done at full speed, and nothing is too fast in it; take tempo out"
        return
    for part in PARTS:
        seconds, least = asked.get(part), _least(drill, part)
        if isinstance(seconds, int | float) and not isinstance(seconds, bool) and seconds < least:
            yield f"tempo.{part}: too short for {drill.id}; give {least:g} seconds or more (found {seconds!r})"


def at_tempo(drill: Drill, asked: AskedTempo) -> Drill:
    """``drill`` with the ghost at the tempo ``asked``, and with shortest times that have grown as it has.

    They keep the share of the ghost's time that the drill's file gives them, as far as that can be seen; they never
    shrink, so that a quick tempo lets nothing pass that was too fast before.
    """
    own = drill.tempo
    change: dict[str, float] = {}
    for part in PARTS:
        seconds = getattr(asked, part)
        if seconds is None:
            continue
        name = _of_drill(drill, part)
        before, shortest = getattr(own, name), getattr(own, f"shortest_{name}")
        change[name] = seconds
        if before > 0.0:
            share = shortest / before if part == "pause" else min(_SEEN, shortest / before)
            change[f"shortest_{name}"] = max(shortest, share * seconds)
    return drill.model_copy(update={"tempo": own.model_copy(update=change)}) if change else drill


def told(drill: Drill) -> dict[Part, float]:
    """The tempo that ``drill`` has, as a trainer says it."""
    return {part: getattr(drill.tempo, _of_drill(drill, part)) for part in PARTS}


def seconds_of_rep(tempo: TempoSection) -> float:
    """Seconds from one rep of the ghost to the next."""
    return tempo.down + tempo.pause + tempo.up + tempo.rest


def _least(drill: Drill, part: Part) -> float:
    shortest: float = getattr(drill.tempo, f"shortest_{_of_drill(drill, part)}")
    return shortest if part == "pause" else round(_QUICKEST * shortest, 2)


def _of_drill(drill: Drill, part: Part) -> Part:
    """What the drill's own file calls ``part``."""
    if not drill.lifts_first:
        return part
    swapped: dict[Part, Part] = {"down": "up", "up": "down", "pause": "pause"}
    return swapped[part]
