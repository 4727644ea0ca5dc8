"""From the specification of a clip to its pictures, its video and its truth file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from .clip import Clip
from .render import Cast, Renderer, thinned
from .video import write_video
from .witness import figure_of, stance_of, truth

BLUR_STEP = 1.5
"""Pixels that anything may move between the moments that make up a blurred picture."""
MOST_MOMENTS = 8


def render_clip(clip: Clip, out: Path) -> None:
    """Write the video and, if the clip has one, the truth file."""
    write_video(out / clip.video, images(clip, clip.times()), clip.fps, crf=clip.crf)
    if clip.truth:
        truth(clip).write(out / clip.truth)


def images(clip: Clip, times: list[float]) -> Iterator[np.ndarray]:
    """Pictures (height, width, 3) of a clip at some of its times, each the middle of its exposure."""
    figures = [figure_of(actor) for actor in clip.cast]
    stances = [stance_of(figure, actor) for figure, actor in zip(figures, clip.cast, strict=True)]

    def cast_at(time: float) -> Cast:
        return [
            figure.placed(stance.at(actor.script.moment(max(0.0, time))), actor.place)
            for actor, figure, stance in zip(clip.cast, figures, stances, strict=True)
        ]

    renderer = Renderer(figures, clip.picture)
    renderer.stage(clip.room, clip.camera)
    for time in times:
        yield renderer.draw_exposure(_exposed(clip, cast_at, time), seed=round(time * clip.fps))
    renderer.close()


def _exposed(clip: Clip, cast_at: Callable[[float], Cast], time: float) -> list[Cast]:
    """The moments of one exposure: the more, the further anything moves in the picture while the shutter is open."""
    open_for = clip.picture.shutter / clip.fps
    if open_for == 0.0:
        return [cast_at(time)]
    first, last = (cast_at(time + side * open_for / 2.0) for side in (-1.0, 1.0))
    count = min(MOST_MOMENTS, 1 + int(_furthest(clip, first, last) / BLUR_STEP))
    return [cast_at(time + open_for * ((number + 0.5) / count - 0.5)) for number in range(count)]


def _furthest(clip: Clip, first: Cast, last: Cast) -> float:
    """How many pixels any point of the cast moves between two moments."""
    seen = [
        clip.camera.project(
            np.concatenate([thinned(points) for parts in cast for points in parts]), *clip.picture.size
        )
        for cast in (first, last)
        if cast
    ]
    return float(np.linalg.norm(seen[1] - seen[0], axis=1).max()) if seen else 0.0
