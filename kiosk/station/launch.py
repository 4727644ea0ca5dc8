"""Builds the station from the settings, runs it, and leaves the report of a run without a screen."""

from __future__ import annotations

import json
import logging
import signal
from pathlib import Path

from rich.console import Console

from kiosk.cabinet import open_cabinet
from kiosk.camera import CameraFeed, CameraOpener, Mailbox
from kiosk.coach.coach import Plan
from kiosk.coach.drill import load_repertoire
from kiosk.coach.guidance import CueKind
from kiosk.exits import Exit, complain
from kiosk.mirror import Display, DisplayError, Mirror, open_display
from kiosk.pipeline import Step
from kiosk.pose.tracker import Tracker
from kiosk.records import NullStore, RecordError, Records, open_records
from kiosk.replay.report import build_report
from kiosk.replay.run import Replay
from kiosk.replay.table import print_replays
from kiosk.settings import Settings, load_settings
from kiosk.station.recorder import Recorder
from kiosk.station.station import Outcome, Station
from kiosk.station.worker import Worker
from kiosk.toml import FileProblem, check

log = logging.getLogger(__name__)


def launch(camera: str | None, display: str | None, drill: str | None, config: Path | None, out: Path) -> Exit:
    """Run the mirror with the settings of ``config`` and what the command line says instead; how it ended."""
    logging.basicConfig(level=logging.INFO, format="%(levelname).1s %(message)s")
    settings = _with_options(load_settings(config), camera, display, drill)
    _check_clip(settings)
    repertoire = load_repertoire(settings.session.drills)
    plan = Plan(
        drill=repertoire.drill(settings.session.drill),
        kinds=repertoire.kinds,
        goal=settings.session.repetitions,
        hands_free=settings.session.hands_free,
        bar_shows=settings.cabinet.bar_shows,
    )
    try:
        glass = open_display(settings.glass, rotation=settings.glass.rotation)
    except DisplayError as error:
        complain(str(error))
        return Exit.NO_DISPLAY
    outcome, replay, pages = _run(settings, plan, glass, out)
    if glass.kind == "offscreen" and replay.frames:
        _leave_report(replay, outcome, pages, out)
    if outcome.problem:
        complain(*outcome.problem.splitlines())
    return outcome.code


def _with_options(settings: Settings, camera: str | None, display: str | None, drill: str | None) -> Settings:
    """The settings with what the command line says instead, checked as a file's would be."""
    tables = settings.model_dump()
    if camera is not None:
        tables["camera"]["source"] = camera
    if display is not None:
        tables["glass"]["display"] = display
    if drill is not None:
        tables["session"]["drill"] = drill
    return check(Settings, tables, "command line")


def _check_clip(settings: Settings) -> None:
    kind, _, path = settings.camera.source.partition(":")
    if kind == "clip" and not Path(path).exists():
        raise FileProblem([f"{path}: no such file"])


def _run(settings: Settings, plan: Plan, glass: Display, out: Path) -> tuple[Outcome, Replay, list[Path]]:
    offscreen = glass.kind == "offscreen"
    mailbox = Mailbox()
    feed = CameraFeed(CameraOpener(settings.camera, loop=not offscreen), settings.camera, mailbox)
    recorder = Recorder(_records(settings), plan.drill.id, wanted=lambda: feed.camera != "demo")
    recorder.recover()
    replay = Replay(settings.camera.source, plan.drill.id)
    teller = Teller(replay) if offscreen else None
    worker = Worker(mailbox, lambda timing: Tracker(settings.pose, timing), plan, recorder, teller)
    replay.timing = worker.timing
    if offscreen:
        _make_folder(out)
    station = Station(
        feed,
        worker,
        recorder,
        open_cabinet(settings.cabinet),
        lambda: open_display(settings.glass, rotation=settings.glass.rotation),
        lambda display: Mirror(display, settings),
        settings.glass.rate,
        out if offscreen else None,
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: station.quit())
    outcome = station.run(glass)
    if feed.camera:
        replay.clip = feed.camera
    return outcome, replay, station.pages


class Teller:
    """Tells a terminal what happens, and notes it for the report."""

    def __init__(self, replay: Replay) -> None:
        self._replay = replay
        self._console = Console(stderr=True, highlight=False)
        self._stage = ""
        self._told = (0, 0)

    def __call__(self, step: Step) -> None:
        """Take the next step."""
        replay, guidance = self._replay, step.guidance
        replay.note(step)
        if guidance.stage != self._stage:
            self._stage = guidance.stage
            self._console.print(f"{guidance.time:6.1f} s  [bold]{guidance.stage}[/bold] {guidance.headline}")
        reps, cues = self._told
        for judged in replay.reps[reps:]:
            torso = judged.rep.bottom_posture.value("torso_inclination")
            verdict = f"counted, {guidance.count} of {guidance.goal}" if judged.counted else f"not: {judged.reason}"
            angle = "" if torso is None else f", torso {torso:.0f} degrees"
            self._console.print(f"{guidance.time:6.1f} s  rep {len(replay.reps)}: {verdict}{angle}")
        for cue in replay.cues[cues:]:
            colour = "green" if cue.kind is CueKind.PRAISE else "yellow"
            self._console.print(f'{guidance.time:6.1f} s  [{colour}]"{cue.text}"[/{colour}]')
        self._told = (len(replay.reps), len(replay.cues))


def _records(settings: Settings) -> Records:
    try:
        return open_records(settings.records)
    except RecordError as error:
        log.error("%s; going on without records", error)
        return NullStore()


def _make_folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileProblem([f"--out {out}: cannot be made: {error.strerror}"]) from error


def _leave_report(replay: Replay, outcome: Outcome, pages: list[Path], out: Path) -> None:
    data = build_report(replay).data | {
        "first_pose_s": outcome.first_pose_s,
        "first_coached_s": outcome.first_coached_s,
        "drawn_fps": outcome.drawn_fps,
        "draw_ms": 1000.0 * outcome.draw_busy / max(1, outcome.drawn),
        "screenshots": [page.name for page in pages],
    }
    try:
        (out / "report.json").write_text(json.dumps(data, indent=2, allow_nan=False) + "\n", encoding="utf-8")
    except OSError as error:
        complain(f"{out / 'report.json'}: cannot be written: {error.strerror}")
    print_replays([replay])
    console = Console()
    if outcome.first_coached_s is not None:
        console.print(f"First coached frame {outcome.first_coached_s:.1f} s after the start.")
    if outcome.drawn_fps is not None:
        console.print(f"Drawn at {outcome.drawn_fps:.1f} frames a second.")
    console.print(f"{len(pages)} pictures of the glass and report.json are in {out}/", highlight=False)
