"""A station put together from real parts, with a camera or a screen that fails when told to."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kiosk.cabinet import Cabinet, open_cabinet
from kiosk.camera import CameraFeed, Clip, Frame, Mailbox, Source
from kiosk.camera.feed import Retry
from kiosk.coach.coach import Plan
from kiosk.coach.drill import load_repertoire
from kiosk.coach.pace_table import PaceTable
from kiosk.health.gauge import Gauge
from kiosk.health.heat import Heat
from kiosk.health.last_run import LastRun, read_last_run
from kiosk.health.levels import Level, load_levels
from kiosk.locale.load import english
from kiosk.locale.texts import Texts
from kiosk.mirror import Display, DisplayError, Mirror, open_display
from kiosk.notices import Board
from kiosk.pose.pose import Pose
from kiosk.pose.tracker import Timing, Tracker
from kiosk.records import Store
from kiosk.settings import EffortSettings, GlassSettings, PoseSettings, Settings
from kiosk.station.desk import Desk
from kiosk.station.keeping_up import KeepingUp
from kiosk.station.recorder import Recorder
from kiosk.station.station import Outcome, Station
from kiosk.station.worker import Told, Worker

DATA = Path(__file__).parents[1] / "data"
GLASS = GlassSettings(display="offscreen", width=270, height=480)
SETTINGS = Settings(glass=GLASS)

PATIENT = PaceTable(least=1.0, enough=1.1, enough_for=0.5)
"""For what is not about the pace: a machine that is busy with other tests is no reason to wait."""

Track = Callable[[Frame, bool], Pose | None]


class Scripted(Source):
    """Gives ``frames`` at the pace of their times; an exception among them is raised in its place."""

    name = "scripted camera"
    rate = 15.0

    def __init__(self, frames: Iterator[Frame | Exception]) -> None:
        self._frames = frames
        self._began: float | None = None

    def read(self, timeout: float) -> Frame | None:
        item = next(self._frames, None)
        if isinstance(item, Exception):
            raise item
        if item is not None:
            now = time.monotonic()
            self._began = now - item.time if self._began is None else self._began
            time.sleep(max(0.0, self._began + item.time - now))
            item = replace(item, taken=self._began + item.time)
        return item

    def close(self) -> None:
        return None


class WatchedMirror(Mirror):
    """Remembers which faults and codes it was asked to show."""

    shown: list[str]

    def __init__(self, display: Display, settings: Settings) -> None:
        super().__init__(display, settings)
        self.shown = []

    def fault(self, title: str, hint: str, now: float) -> None:
        self.shown.append(f"{title}: {hint}")
        super().fault(title, hint, now)

    def held(self, said: tuple[str, str], share: float, seconds: int | None, now: float) -> None:
        self.shown.append(f"{said[0]} ({seconds})")
        super().held(said, share, seconds, now)

    def code(self, said: tuple[str, str], digits: str, fingerprint: tuple[str, str], now: float) -> None:
        self.shown.append(f"{digits} {fingerprint[1]}")
        super().code(said, digits, fingerprint, now)

    def updating(self, said: tuple[str, str], share: float | None, now: float) -> None:
        self.shown.append(f"{said[0]}: {said[1]} ({share})")
        super().updating(said, share, now)


class Seen:
    """What the coach has made of the last frame; ``note`` is told of each."""

    time = 0.0
    """Of the frame."""
    counted = 0

    def note(self, told: Told) -> None:
        guidance = told.step.guidance
        self.time, self.counted = guidance.time, guidance.count


class FailingDisplay(Display):
    """A screen that goes away once ``gone`` says so, which is asked at every picture."""

    def __init__(self, gone: Callable[[], bool]) -> None:
        real = open_display(GLASS)
        super().__init__("offscreen", real.surface)
        self._gone = gone

    def show(self) -> None:
        if self._gone():
            raise DisplayError("The screen went away; check its cable and power.")
        super().show()


@dataclass
class Run:
    outcome: Outcome
    worker: Worker
    mirrors: list[WatchedMirror]
    sessions: list[Any]
    reps: int
    seconds: float
    gauge: Gauge
    kept_up: LastRun | None


@dataclass
class Bench:
    """Everything of a station that a test may want to replace."""

    folder: Path
    open_source: Callable[[], Source]
    make_tracker: Callable[[Timing], Track] = field(default=lambda timing: Tracker(PoseSettings(), timing))
    displays: list[Display] = field(default_factory=list)
    each: Callable[[Any], None] | None = None
    effort: EffortSettings | None = None
    levels: tuple[Level, ...] = field(default_factory=load_levels)
    heat: Callable[[], Heat] = Heat
    pace: PaceTable = PATIENT
    texts: Texts = field(default_factory=english)
    board: Board | None = None
    cabinet: Cabinet | None = None
    desk: Desk | None = None
    hands_free: bool = True

    def run(self) -> Run:
        repertoire = load_repertoire()
        plan = Plan(
            drill=repertoire.drill("hip_hinge"),
            kinds=repertoire.kinds,
            goal=8,
            hands_free=self.hands_free,
            pace=self.pace,
        )
        mailbox = Mailbox()
        feed = CameraFeed(self.open_source, SETTINGS.camera, mailbox, Retry(first=0.7, longest=0.7))
        recorder = Recorder(Store(self.folder / "records.sqlite"))
        gauge = Gauge()
        worker = Worker(mailbox, self.make_tracker, plan, recorder, self.each, gauge)
        keeping_up = None
        if self.effort is not None:
            state = self.folder / "last_run.json"
            keeping_up = KeepingUp(self.effort, self.levels, gauge, worker, feed, state, self.heat)
        mirrors: list[WatchedMirror] = []

        def make_mirror(display: Display) -> Mirror:
            mirrors.append(WatchedMirror(display, SETTINGS))
            return mirrors[-1]

        def open_next() -> Display:
            if not self.displays:
                raise DisplayError("There is no screen.")
            return self.displays.pop(0)

        first = self.displays.pop(0) if self.displays else open_display(GLASS)
        cabinet = self.cabinet or open_cabinet(SETTINGS.cabinet)
        station = Station(
            feed,
            worker,
            recorder,
            cabinet,
            open_next,
            make_mirror,
            GLASS.rate,
            gauge=gauge,
            keeping_up=keeping_up,
            texts=self.texts.machine,
            board=self.board,
            desk=self.desk,
        )
        began = time.monotonic()
        outcome = station.run(first)
        seconds = time.monotonic() - began
        with Store(self.folder / "records.sqlite", read_only=True) as store:
            sessions = store.sessions()
            reps = sum(len(store.reps(session.id)) for session in sessions)
        kept_up = read_last_run(self.folder / "last_run.json")
        return Run(outcome, worker, mirrors, sessions, reps, seconds, gauge, kept_up)


def clip_frames(name: str) -> Iterator[Frame | Exception]:
    with Clip(DATA / f"{name}.mp4") as clip:
        yield from clip
