"""The video of a walk-up, rendered or out of the cache that the accuracy benchmark keeps too."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.accuracy.cache import Cache
from tests.accuracy.stage import ROOT, VIDEO, footage_key, render_gently

if TYPE_CHECKING:
    from tests.actors.clip import Clip


def kept(clip: Clip, folder: Path) -> Path | None:
    """The video in the cache in ``folder``, or None."""
    entry = Cache(folder / "clips").find(footage_key(clip))
    return None if entry is None else entry / VIDEO


def render(name: str, folder: Path) -> None:
    """Have the walk-up called ``name`` rendered into the cache, in a process of its own.

    Raises `subprocess.CalledProcessError`.
    """
    subprocess.run([sys.executable, "-m", "tests.walkups.footage", name, str(folder)], cwd=ROOT, check=True)


def _render(clip: Clip, folder: Path) -> None:
    from tests.actors.film import images
    from tests.actors.video import write_video

    def fill(into: Path) -> None:
        write_video(into / VIDEO, images(clip, clip.times()), clip.fps, crf=clip.crf)

    Cache(folder / "clips").make(footage_key(clip), fill)


if __name__ == "__main__":
    from tests.walkups.cases import WALK_UPS, film_of

    render_gently()
    wanted = next(each for each in WALK_UPS if each.name == sys.argv[1])
    _render(film_of(wanted).clip, Path(sys.argv[2]))
