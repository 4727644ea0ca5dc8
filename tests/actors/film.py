"""From the specification of a clip to its pictures, its video and its truth file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from .clip import Clip
from .render import Renderer
from .video import write_video
from .witness import figure_of, stance_of, truth


def render_clip(clip: Clip, out: Path) -> None:
    """Write the video and, if the clip has one, the truth file."""
    write_video(out / clip.video, images(clip, clip.times()), clip.fps, crf=clip.crf)
    if clip.truth:
        truth(clip).write(out / clip.truth)


def images(clip: Clip, times: list[float]) -> Iterator[np.ndarray]:
    """Pictures (height, width, 3) of a clip at some of its times."""
    figures = [figure_of(actor) for actor in clip.cast]
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
