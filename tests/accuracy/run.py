"""Takes every case from its specification to its score, several at a time. What fails is named, the rest is kept."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tests.actors.record import read_record

from .cache import Cache
from .drills import part_of
from .lock import hidden_user, tries_the_lock
from .replays import Arithmetic, ReplayError, replay
from .score import ClipScore, score_clip
from .stage import Footage, kept_footage
from .stagehand import RenderError, Stagehand

if TYPE_CHECKING:
    from .case import Case

_RENDER_S, _REPLAY_S = 0.12, 0.025
"""Processor seconds a frame, roughly: for the first estimate of the time left."""

Say = Callable[[str], None]


@dataclass
class Outcome:
    """Scores in the order of the cases, and why each of the others has none."""

    scores: list[ClipScore] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)


def run_cases(
    cases: Sequence[Case], folder: Path, workers: int, say: Say, arithmetic: Arithmetic = "int8"
) -> Outcome:
    """Render what the cache in `folder` lacks, replay what it lacks, score all."""
    clips, replays = Cache(folder / "clips"), Cache(folder / "replays")
    progress = _Progress(cases, clips, say)
    scores: dict[str, ClipScore] = {}
    outcome = Outcome()
    hands = _Hands(clips)
    with closing(hands), ThreadPoolExecutor(max_workers=workers) as pool:
        waiting = {
            pool.submit(_one, case, clips, replays, hands, arithmetic): case for case in sorted(cases, key=_by_person)
        }
        try:
            for task in as_completed(waiting):
                case = waiting[task]
                try:
                    scores[case.name] = task.result()
                except Exception as error:  # whatever is wrong with one clip, the others' results are kept
                    outcome.failed[case.name] = f"{type(error).__name__}: {error}".splitlines()[0]
                progress.done(case, outcome.failed.get(case.name))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    outcome.scores = [scores[case.name] for case in cases if case.name in scores]
    outcome.failed = {case.name: outcome.failed[case.name] for case in cases if case.name in outcome.failed}
    return outcome


def usual_workers() -> int:
    """One for each processor."""
    return os.cpu_count() or 1


def _by_person(case: Case) -> tuple[str, ...]:
    """Cases of one person follow each other, so that a stagehand dresses each once."""
    return (repr([actor.person for actor in case.clip.cast]), case.name)


class _Hands:
    """A stagehand for each thread that needs one."""

    def __init__(self, clips: Cache) -> None:
        self._clips, self._mine = clips, threading.local()
        self._all: list[Stagehand] = []

    def render(self, case: Case) -> Footage:
        """Have a case rendered. Raises RenderError."""
        if not hasattr(self._mine, "hand"):
            self._mine.hand = Stagehand(self._clips.folder)
            self._all.append(self._mine.hand)
        self._mine.hand.render(case)
        footage = kept_footage(case, self._clips)
        if footage is None:
            raise RenderError("the renderer kept nothing")
        return footage

    def close(self) -> None:
        """Let all end."""
        for hand in self._all:
            hand.close()


def _one(case: Case, clips: Cache, replays: Cache, hands: _Hands, arithmetic: Arithmetic) -> ClipScore:
    part = part_of(case.drill)
    footage = kept_footage(case, clips) or hands.render(case)
    record = read_record(footage.truth) if footage.truth else None
    hidden = hidden_user(case.clip, record) if record and tries_the_lock(case.label) else None
    replayed = replay(footage.key, footage.video, part.drill, replays, arithmetic)
    return score_clip(case.label, part, record, replayed, hidden)


class _Progress:
    """Says which clip is done and how long the rest will take."""

    def __init__(self, cases: Sequence[Case], clips: Cache, say: Say) -> None:
        self._work = {case.name: _work(case, clips) for case in cases}
        self._say, self._began = say, time.monotonic()
        self._finished, self._number = 0.0, 0

    def done(self, case: Case, trouble: str | None) -> None:
        """One more is done."""
        self._number += 1
        self._finished += self._work[case.name]
        left = sum(self._work.values()) - self._finished
        seconds = (time.monotonic() - self._began) * left / self._finished
        minutes = f"about {seconds / 60.0:.0f} min left" if seconds > 90.0 else f"about {seconds:.0f} s left"
        what = f"FAILED, {trouble}" if trouble else "done"
        self._say(f"[{self._number}/{len(self._work)}] {case.name}: {what}; {minutes}")


def _work(case: Case, clips: Cache) -> float:
    """Roughly the seconds a case takes. One whose files cannot be read takes none: it is about to fail."""
    frames = len(case.clip.times())
    try:
        there = kept_footage(case, clips) is not None
    except OSError:
        there = True
    return frames * (_REPLAY_S if there else _REPLAY_S + _RENDER_S)


__all__ = ["Outcome", "RenderError", "ReplayError", "run_cases", "usual_workers"]
