"""Videos and truths of the cases: rendered in processes of their own, or taken from the cache or the project."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from .cache import Cache
from .digest import digest, files_digest, packages, sources

if TYPE_CHECKING:
    from tests.actors.clip import Clip

    from .case import Case

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("numpy", "scipy", "moderngl", "anny", "pillow")
VIDEO, TRUTH = "clip.mp4", "truth.json"


@dataclass(frozen=True)
class Footage:
    """A case's files. `key` stands for all that its pictures and truth depend on; `truth` is None where nobody is
    in the picture."""

    key: str
    video: Path
    truth: Path | None


def footage_key(clip: Clip) -> str:
    """What a rendered clip's files are kept under."""
    acts = {type(act).__module__ for actor in clip.cast for act in actor.script.acts}
    acting = sources(ROOT, *acts) - _renderer_sources()  # acts are data here, but their movement is code
    return digest(clip, renderer_digest(), *([files_digest(ROOT, acting)] if acting else []))


def committed_footage(case: Case) -> Footage:
    """The project's own files. Raises FileNotFoundError where one is missing."""
    video, truth = ROOT / case.clip.video, ROOT / case.clip.truth if case.clip.truth else None
    files = [video, *([truth] if truth else [])]
    for path in files:
        if not path.is_file():
            raise FileNotFoundError(f"{path.relative_to(ROOT)} is missing: run `make actors`")
    return Footage(files_digest(ROOT, files), video, truth)


def kept_footage(case: Case, kept: Cache) -> Footage | None:
    """The files of a case that need no rendering: the project's own, or the cache's. None where there are none."""
    if case.committed:
        return committed_footage(case)
    key = footage_key(case.clip)
    entry = kept.find(key)
    return None if entry is None else _footage(key, entry)


def rendered_footage(case: Case, kept: Cache) -> Footage:
    """Render a case and keep it. Whatever the renderer raises goes through."""
    from tests.actors.film import images
    from tests.actors.video import write_video
    from tests.actors.witness import truth

    clip, key = case.clip, footage_key(case.clip)

    def fill(folder: Path) -> None:
        if clip.cast:
            truth(clip).write(folder / TRUTH)
        write_video(folder / VIDEO, images(clip, clip.times()), clip.fps, crf=clip.crf)

    return _footage(key, kept.make(key, fill))


def render_gently() -> None:
    """For a rendering process: stand back behind whatever else runs, one thread each."""
    os.nice(5)
    os.environ["LP_NUM_THREADS"] = "1"


def _footage(key: str, entry: Path) -> Footage:
    truth = entry / TRUTH
    return Footage(key, entry / VIDEO, truth if truth.is_file() else None)


@cache
def renderer_digest() -> str:
    """A digest of the renderer: its sources and shaders, and the packages that it draws and encodes with."""
    shaders = [path for path in (ROOT / "tests" / "actors" / "shaders").rglob("*") if path.is_file()]
    return digest(files_digest(ROOT, [*_renderer_sources(), *shaders]), packages(*PACKAGES), _encoder())


@cache
def _renderer_sources() -> frozenset[Path]:
    return frozenset(sources(ROOT, "tests.actors.film", "tests.actors.witness"))


def _encoder() -> str:
    """The first line of what ffmpeg says of itself."""
    try:
        said = subprocess.run(["ffmpeg", "-version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "absent"
    return said.stdout.splitlines()[0]
