"""From the specification of a clip to the truth about it; needs no renderer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from .balance import Load
from .clip import Actor, Clip
from .figure import Figure
from .people import Person
from .posture import STANDING
from .props import HELD
from .record import METRE, PIXEL, SHARE, packed, write_record
from .rotations import Array, unit
from .sagittal import hinge_ratio
from .script import Moment, Rep, Span
from .stance import Stance
from .support import FEET
from .tempo import fastest, tempo
from .truth import ANGLES, JOINTS, MEASURES, Sighting, TruthReader

ASKED = ("lumbar", "thoracic", "neck")
"""Flexions of the posture that are written as they were asked for, beside those that came of it."""
MORE_HIP = 1.5
"""Hips that bend this many times as far as the torso leans tell a rep: a squat, a bridge."""
UPRIGHT = 20.0
"""Degrees of torso and knees up to which a figure stands."""


@dataclass(frozen=True)
class Account:
    """The truth about a clip, ready to be written."""

    about: dict[str, Any]
    frames: dict[str, list[Any]]
    packed: dict[str, dict[str, Any]]

    def write(self, path: Path) -> None:
        """Write the truth file."""
        write_record(path, self.about, self.frames, self.packed)


def figure_of(actor: Actor) -> Figure:
    """An actor's figure, with what it holds. Dressing takes as long as drawing ten frames, so it is done once."""
    return _dressed(actor.person, actor.held)


@lru_cache(maxsize=40)
def _dressed(person: Person, held: str | None) -> Figure:
    return Figure(person, held)


def load_of(actor: Actor) -> Load | None:
    """What weighs an actor down."""
    return actor.load or (HELD[actor.held].load if actor.held else None)


def stance_of(figure: Figure, actor: Actor) -> Stance:
    """What poses an actor's figure."""
    return Stance(figure, actor.arms, actor.support, load_of(actor))


def reader_of(figure: Figure, actor: Actor) -> TruthReader:
    """What reads the truth off an actor's figure, against its own standing posture.

    That is the one its script begins in, where it stands upright on its feet then.
    """
    first = actor.script.standing
    upright = actor.support.kind == "feet" and abs(first.torso) < UPRIGHT and first.knee < UPRIGHT
    posture = first if upright else STANDING
    return TruthReader(
        figure, Stance(figure, "hanging", FEET).pose(posture), load_of(actor), on_feet=actor.support.kind == "feet"
    )


def truth(clip: Clip) -> Account:
    """The truth about the first of a clip's cast."""
    actor = clip.cast[0]
    figure = figure_of(actor)
    stance, reader = stance_of(figure, actor), reader_of(figure, actor)
    moments = [actor.script.moment(time) for time in clip.times()]
    sightings = [reader.read(stance.at(moment)) for moment in moments]
    room = np.array([actor.place.into_room(sighting.joints) for sighting in sightings])
    headings = [_heading(clip, actor, sighting) for sighting in sightings]
    measures = {name: np.array([sighting.measures[name] for sighting in sightings]) for name in MEASURES}
    reps = [
        _rep(number, rep, span, np.array(clip.times()), measures, actor.counts_by)
        for number, (rep, span) in enumerate(zip(actor.script.reps, actor.script.spans(), strict=True), 1)
    ]
    size = (clip.picture.width, clip.picture.height)
    about = {
        **_about(clip, actor, figure, headings[0]),
        "standing": _row(reader.standing.measures),
        "standing_profile": [_rounded(value, 3) for value in reader.standing.profile],
        "reps": reps,
        "joint_names": list(JOINTS),
    }
    return Account(
        about,
        _columns(clip.times(), moments, measures, headings),
        {
            "joints_px": packed([clip.camera.project(joints, *size) for joints in room], PIXEL),
            "joints_m": packed(room, METRE),
            "profile": packed([sighting.profile for sighting in sightings], SHARE),
        },
    )


def _about(clip: Clip, actor: Actor, figure: Figure, heading: float) -> dict[str, Any]:
    """What does not change through the clip; how the person is turned is that of the first frame."""
    facing = "right" if abs(heading) < 90.0 else "left"
    return {
        "clip": clip.name,
        "fps": clip.fps,
        "size": [clip.picture.width, clip.picture.height],
        "yaw": _rounded(np.degrees(np.arcsin(np.sin(np.radians(heading)))), 1),
        "facing": facing,
        "near_side": facing,
        "camera": clip.camera.as_dict(),
        "height_m": _rounded(figure.height, 3),
        "people": len(clip.cast),
        "arms": actor.arms,
        "support": actor.support.kind,
        "held": actor.held,
        "load_kg": load.kilograms if (load := load_of(actor)) else 0,
    }


def _heading(clip: Clip, actor: Actor, sighting: Sighting) -> float:
    """Degrees by which the pelvis is turned: 0 faces right in the picture, 90 the camera, 180 left."""
    towards = unit(np.subtract(clip.camera.eye, clip.camera.target) * [1.0, 0.0, 1.0])
    right = np.cross([0.0, 1.0, 0.0], towards)
    origin, ahead = actor.place.into_room(np.array([np.zeros(3), sighting.forward]))
    forward = ahead - origin
    return float(np.degrees(np.arctan2(forward @ towards, forward @ right)))


def _columns(
    times: list[float], moments: list[Moment], measures: dict[str, Array], headings: list[float]
) -> dict[str, list[Any]]:
    """One value a frame; measures that no frame has are left out."""
    columns: dict[str, list[Any]] = {
        "time": [round(time, 4) for time in times],
        "phase": [moment.phase for moment in moments],
        "heading": [_rounded(heading, 1) for heading in headings],
    }
    for name, values in measures.items():
        if not np.isnan(values).all():
            columns[name] = [_rounded(value, _digits(name)) for value in values]
    for name in ASKED:
        columns[f"{name}_posed"] = [_rounded(getattr(moment.posture, name), 1) for moment in moments]
    return columns


def _rep(
    number: int, rep: Rep, span: Span, times: Array, measures: dict[str, Array], counts_by: str | None
) -> dict[str, Any]:
    """One rep: its frames at the top and at the bottom, how it moved, and what it is meant to show."""
    within = np.flatnonzero((times >= span.start - 1e-9) & (times <= span.end + 1e-9))
    first, last = int(within[0]), int(within[-1])
    leg = "" if rep.side == "both" else f"{rep.side}_"
    hip, knee = f"{leg}hip_flexion", f"{leg}knee_flexion"
    by = _told_by(counts_by, measures, hip, within)
    turning = _turning(rep, span, times, measures[by], within)
    bottom, before, top = (turning, first, last) if rep.first == "down" else (first, turning, turning)
    gained = (float(measures[angle][bottom] - measures[angle][before]) for angle in (hip, knee))
    return {
        "number": number,
        "kind": "hold" if rep.hold else "rep",
        "first": rep.first,
        "side": rep.side,
        "counted": rep.counted,
        "reason": rep.reason,
        "start": round(span.start, 3),
        "reached": round(span.reached, 3),
        "left": round(span.left, 3),
        "end": round(span.end, 3),
        "bottom": round(float(times[bottom]), 4),
        "top": round(float(times[top]), 4),
        "tempo": {"down": rep.down, "pause": rep.pause, "up": rep.up},
        "moved": _moved(rep, span, times, measures, by),
        "hinge_ratio": _rounded(hinge_ratio(*gained), 3),
        "faults": [{"id": fault.id, "strength": fault.strength, "grade": fault.grade} for fault in rep.faults],
        "bottom_truth": _row({name: values[bottom] for name, values in measures.items()}),
        "top_truth": _row({name: values[top] for name, values in measures.items()}),
    }


def _told_by(counts_by: str | None, measures: dict[str, Array], hip: str, within: np.ndarray) -> str:
    """The measure that tells a rep: the drill's; else the torso's, unless the hip bends half as far again."""
    torso = "torso_inclination"
    if counts_by is not None:
        return {"torso": torso, "hip_height": "hip_height", "hip_flexion": hip}[counts_by]
    return hip if np.ptp(measures[hip][within]) > MORE_HIP * np.ptp(measures[torso][within]) else torso


def _turning(rep: Rep, span: Span, times: Array, curve: Array, within: np.ndarray) -> int:
    """The frame while a rep pauses at its turning point that is furthest from its ends; of a hold, the middle."""
    half = (times[1] - times[0]) / 2.0
    there = np.flatnonzero((times >= span.reached - half - 1e-9) & (times <= span.left + half + 1e-9))
    if rep.hold:
        return int(there[len(there) // 2])
    ends = (curve[within[0]] + curve[within[-1]]) / 2.0
    return int(there[np.argmax(np.abs(curve[there] - ends))])


def _moved(rep: Rep, span: Span, times: Array, measures: dict[str, Array], by: str) -> dict[str, Any]:
    """The tempo as it came to pass; a height counts in hundredths of the leg where an angle counts in degrees."""
    curve = measures[by] if by in ANGLES else 100.0 * measures[by]
    found = tempo(times, curve, span.start, span.end)
    down, up = (found.out, found.back) if rep.first == "down" else (found.back, found.out)
    return {
        "by": by,
        "down": _rounded(down, 2),
        "pause": _rounded(found.pause, 2),
        "up": _rounded(up, 2),
        "peak_speed": _rounded(fastest(times, measures["torso_inclination"], span.start, span.end), 1),
    }


def _row(measures: dict[str, float]) -> dict[str, float | None]:
    """Measures of one moment, without those it does not have."""
    return {name: _rounded(value, _digits(name)) for name, value in measures.items() if not np.isnan(value)}


def _digits(measure: str) -> int:
    return 1 if measure in ANGLES else 3


def _rounded(value: float, digits: int) -> float | None:
    """A rounded number, written as short as it can be: whole numbers as integers, none for NaN."""
    if np.isnan(value):
        return None
    short = round(float(value), digits)
    return int(short) if short == int(short) else short
