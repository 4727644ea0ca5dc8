"""From the specification of a clip to its pictures, its video and its truth file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from .clip import Actor, Clip
from .figure import Figure
from .record import write_record
from .render import Renderer
from .rotations import unit
from .script import Rep, Span
from .stance import Stance
from .truth import JOINTS, MEASURES, TruthReader
from .video import write_video


def render_clip(clip: Clip, out: Path) -> None:
    """Write the video and, if the clip has one, the truth file."""
    write_video(out / clip.video, images(clip, clip.times()), clip.fps, crf=clip.crf)
    if clip.truth:
        write_record(out / clip.truth, *truth(clip))


def images(clip: Clip, times: list[float]) -> Iterator[np.ndarray]:
    """Pictures (height, width, 3) of a clip at some of its times."""
    figures = [Figure(actor.person) for actor in clip.cast]
    stances = [stance_of(figure, actor) for figure, actor in zip(figures, clip.cast, strict=True)]
    renderer = Renderer(figures, clip.picture)
    renderer.stage(clip.room, clip.camera)
    for time in times:
        cast = [
            figure.placed(stance.at(actor.script.moment(time)), actor.place)
            for actor, figure, stance in zip(clip.cast, figures, stances, strict=True)
        ]
        yield renderer.draw(cast, seed=round(time * clip.fps))
    renderer.close()


def stance_of(figure: Figure, actor: Actor) -> Stance:
    """What poses an actor's figure."""
    return Stance(figure, actor.arms, actor.support, actor.load)


def truth(clip: Clip) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """The header and the columns of a clip's truth file; needs no renderer."""
    actor = clip.cast[0]
    figure = Figure(actor.person)
    stance, reader = stance_of(figure, actor), TruthReader(figure)
    width, height = clip.picture.width, clip.picture.height
    columns: dict[str, list[Any]] = {name: [] for name in ("time", "phase", *MEASURES, "joints_px", "joints_mm")}
    for time in clip.times():
        moment = actor.script.moment(time)
        joints, measures = reader.read(stance.at(moment), moment.posture)
        joints = actor.place.into_room(joints)
        pixels = clip.camera.project(joints, width, height)
        columns["time"].append(round(time, 4))
        columns["phase"].append(moment.phase)
        for name in MEASURES:
            columns[name].append(_rounded(measures[name], 3 if name == "back_sagitta" else 1))
        columns["joints_px"].append([_rounded(value, 1) for value in pixels.ravel()])
        columns["joints_mm"].append([round(1000.0 * value) for value in joints.ravel()])
    return _about(clip, actor, figure, columns), columns


def _about(clip: Clip, actor: Actor, figure: Figure, columns: dict[str, list[Any]]) -> dict[str, Any]:
    towards = unit(np.subtract(clip.camera.eye, clip.camera.target) * [1.0, 0.0, 1.0])
    forward = actor.place.forward()
    to_image_right = np.cross([0.0, 1.0, 0.0], towards) @ forward
    return {
        "clip": clip.name,
        "fps": clip.fps,
        "size": [clip.picture.width, clip.picture.height],
        "yaw": _rounded(np.degrees(np.arcsin(np.clip(forward @ towards, -1.0, 1.0))), 1),
        "facing": "right" if to_image_right > 0 else "left",
        "camera": clip.camera.as_dict(),
        "height_m": _rounded(figure.height, 3),
        "people": len(clip.cast),
        "arms": actor.arms,
        "reps": [
            _rep(number, rep, span, columns)
            for number, (rep, span) in enumerate(zip(actor.script.reps, actor.script.spans(), strict=True), 1)
        ],
        "joint_names": list(JOINTS),
    }


def _rep(number: int, rep: Rep, span: Span, columns: dict[str, list[Any]]) -> dict[str, Any]:
    """One rep; its bottom is the frame where the torso leans furthest."""
    within = [frame for frame, time in enumerate(columns["time"]) if span.start <= time <= span.end]
    lowest = max(within, key=lambda frame: columns["torso_inclination"][frame])
    return {
        "number": number,
        "start": round(span.start, 3),
        "bottom": columns["time"][lowest],
        "end": round(span.end, 3),
        "tempo": {"down": rep.down, "pause": rep.pause, "up": rep.up},
        "faults": [{"id": fault.id, "strength": fault.strength} for fault in rep.faults],
        "bottom_truth": {name: columns[name][lowest] for name in MEASURES},
    }


def _rounded(value: float, digits: int) -> float:
    """A rounded number, written as short as it can be: whole numbers as integers."""
    short = round(float(value), digits)
    return int(short) if short == int(short) else short
