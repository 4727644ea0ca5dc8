"""Bounds on a handful of clips: says what is out of them. Needs no part of the stage but the truth files."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.actors.record import read_record

from .cache import Cache
from .digest import digest, file_digest
from .drills import part_of
from .label import REQUIRED, Label
from .replays import replay
from .score import ClipScore, score_clip
from .stage import ROOT

BOUNDS = Path(__file__).with_name("guard.toml")
DATA = ROOT / "tests" / "data"


@dataclass(frozen=True)
class Bound:
    """A figure of a summary, by its path, and what it must lie within."""

    what: str
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True)
class Guard:
    """Committed clips with their drills, names of clips of the benchmark, and the bounds."""

    committed: dict[str, str]
    rendered: tuple[str, ...]
    bounds: tuple[Bound, ...]


def load_guard(path: Path = BOUNDS) -> Guard:
    """The guard as written in a file."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    bounds = tuple(Bound(**bound) for bound in data["bound"])
    return Guard(data["committed"], tuple(data["rendered"]["names"]), bounds)


def score_committed(name: str, drill: str, cache: Path) -> ClipScore:
    """Replay and score one of the project's own clips."""
    video, part = DATA / f"{name}.mp4", part_of(drill)
    label = Label(name, "tune", {**dict.fromkeys(REQUIRED, "any"), "drill": drill})
    replayed = replay(digest(file_digest(video)), video, part.drill, Cache(cache / "replays"))
    return score_clip(label, part, read_record(DATA / f"{name}.json"), replayed)


def breaches(summary: Mapping[str, Any], bounds: tuple[Bound, ...]) -> list[str]:
    """One line for each bound that does not hold; a figure that is missing does not hold."""
    return [line for bound in bounds if (line := _breach(summary, bound))]


def figure(summary: Mapping[str, Any], path: str) -> float | None:
    """The figure at a path of keys with dots between; None where there is none."""
    value: Any = summary
    for key in path.split("."):
        if not isinstance(value, Mapping) or key not in value:
            return None
        value = value[key]
    return float(value) if isinstance(value, (int, float)) else None


def _breach(summary: Mapping[str, Any], bound: Bound) -> str:
    value = figure(summary, bound.what)
    if value is None:
        return f"{bound.what}: not measured"
    if bound.least is not None and value < bound.least:
        return f"{bound.what}: {value:g}, at least {bound.least:g} is asked"
    if bound.most is not None and value > bound.most:
        return f"{bound.what}: {value:g}, at most {bound.most:g} is allowed"
    return ""
