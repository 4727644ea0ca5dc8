"""Builds the station from the settings, runs it, and leaves the report of a run without a screen."""

from __future__ import annotations

import json
import logging
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console

from kiosk import __version__
from kiosk.cabinet import open_cabinet
from kiosk.calibrate.moved import moved_path
from kiosk.calibrate.use import calibration_in_use
from kiosk.camera import CameraFeed, CameraOpener, Mailbox
from kiosk.camera.demo import placed_for_demo, standing_while
from kiosk.coach.course import Progress
from kiosk.coach.guidance import Stage, Summary
from kiosk.coach.takeaway import takeaway
from kiosk.exits import Exit, complain
from kiosk.health.gauge import Gauge
from kiosk.health.heart import Heart
from kiosk.health.last_run import NAME, LastRun, summary
from kiosk.health.supervisor import Supervisor
from kiosk.mirror import Display, DisplayError, Mirror, open_display
from kiosk.mirror.calibration import Calibration
from kiosk.mirror.lettering import missing
from kiosk.mirror.optics import Optics
from kiosk.notices import Board, runtime_folder
from kiosk.pose.tracker import Tracker
from kiosk.records import NullStore, RecordError, Records, open_records
from kiosk.records.place import records_path
from kiosk.replay.report import build_report
from kiosk.replay.run import Replay
from kiosk.replay.table import print_replays
from kiosk.replay.trace import row_of
from kiosk.settings import Settings
from kiosk.station.aloud import Aloud
from kiosk.station.attention import Attention
from kiosk.station.beside import open_ears, open_reception, open_voice
from kiosk.station.brake import Brake, stand_by
from kiosk.station.bumped import Bumped
from kiosk.station.condition import condition
from kiosk.station.keeping_up import KeepingUp
from kiosk.station.prepared import Options
from kiosk.station.ready import Ready, as_asked, make_ready
from kiosk.station.recorder import Recorder
from kiosk.station.run_trace import RunTrace
from kiosk.station.station import Outcome, Station
from kiosk.station.switch_off import switch_off
from kiosk.station.teller import Teller
from kiosk.station.worker import Told, Worker
from kiosk.toml import FileProblem
from kiosk.trainer.messages import Health

log = logging.getLogger(__name__)

_DEMO_PATIENCE = 30.0
"""Seconds, besides those of its cautions, for which the demo waits for a set: none begins by itself where the
settings want a button pressed, and an offscreen run must end."""

_BEGIN_WITHIN = 60.0
"""Seconds from the last picture of one that waits to the first of the mirror: records are checked meanwhile."""


def launch(
    options: Options,
    config: Path | None,
    out: Path,
    trace: Path | None = None,
    speech: Path | None = None,
    hear: Path | None = None,
    *,
    keep_going: bool = False,
) -> Exit:
    """Run the mirror with the settings of ``config`` and what the ``options`` say instead; how it ended.

    ``speech``: a WAV file that what is said goes to, instead of the sound card; ``hear``: a recording to listen to
    instead of the microphone. ``keep_going``: nobody is there to mend a file: where the settings are wrong, older
    ones that worked are taken, and the glass says so; a camera that is not there is waited for; a mirror that was
    started too often lately waits a little.
    """
    logging.basicConfig(level=logging.INFO, format="%(levelname).1s %(message)s")
    brake = Brake(runtime_folder()) if keep_going else None
    wait = 0.0 if brake is None else brake.began(time.monotonic())
    try:
        ready = make_ready(config, options) if keep_going else as_asked(config, options)
    except (DisplayError, FileProblem) as error:
        time.sleep(wait)
        if isinstance(error, FileProblem):
            raise
        complain(str(error))
        return Exit.NO_DISPLAY
    prepared, glass = ready.prepared, ready.glass
    settings = prepared.settings
    heart = _heart(settings, glass)
    if wait > 0.0:
        stand_by(glass, settings, prepared.plan.texts.machine.too_often, heart, wait)
        heart.grant(_BEGIN_WITHIN)
    run = _run(ready, heart, config, out, trace, _Sound(speech, hear), keep_going)
    if glass.kind == "offscreen" and run.replay.frames:
        _leave_report(run, out)
    elif run.effort.measured.frames:
        log.info("%s", "; ".join(summary(run.effort)))
    if run.outcome.problem:
        complain(*run.outcome.problem.splitlines())
    if run.outcome.code is Exit.SWITCHED_OFF:
        return switched_off(settings.cabinet.shutdown)
    return run.outcome.code


def _heart(settings: Settings, glass: Display) -> Heart:
    """Leaves word of itself where somebody may ask: a mirror behind a glass, or one that is watched over."""
    supervisor = Supervisor()
    folder = runtime_folder() if supervisor.there or glass.kind != "offscreen" else None
    return Heart(folder, supervisor, __version__, settings.camera.stall_after)


def switched_off(command: Sequence[str]) -> Exit:
    """Switch the machine off by ``command``, and say what keeps it from that; how it ended."""
    problem = switch_off(command)
    if not problem:
        return Exit.SWITCHED_OFF
    complain(f"the machine is not switched off: {problem}; see cabinet.shutdown in the settings")
    return Exit.WRONG


@dataclass(frozen=True, slots=True)
class _Sound:
    """Files instead of hardware: what is said goes to ``speech``, and ``hear`` is listened to."""

    speech: Path | None
    hear: Path | None


@dataclass(frozen=True, slots=True)
class _Run:
    """What is left of a run."""

    outcome: Outcome
    replay: Replay
    pages: list[Path]
    effort: LastRun


def _run(
    ready: Ready,
    heart: Heart,
    config: Path | None,
    out: Path,
    trace_path: Path | None,
    sound: _Sound,
    keep_going: bool,
) -> _Run:
    prepared, glass = ready.prepared, ready.glass
    as_set, settings, plan = prepared.as_set, prepared.settings, prepared.plan
    timetable, levels = prepared.timetable, prepared.levels
    offscreen = glass.kind == "offscreen"
    if offscreen:
        _make_folder(out)
    calibration = calibration_in_use(settings, glass.size)
    mailbox = Mailbox()
    gauge = Gauge()
    # Who tries the mirror out by the demo is to see all of it: nobody in it hinges before there is a set to count in.
    opening = standing_while(lambda: not _coaches(worker), settings.session.cautions_for + _DEMO_PATIENCE)
    opener = CameraOpener(settings.camera, not offscreen, opening, demo=not keep_going)
    feed = CameraFeed(opener, settings.camera, mailbox)
    as_built = Optics.of(settings, glass.size, calibration)
    as_rendered = Optics.of(placed_for_demo(settings), glass.size)

    def optics() -> Optics:
        return as_rendered if feed.camera == "demo" else as_built

    records = _records(settings)
    resumed = _resumed(records, settings.session.resume_within)
    left_off = None if resumed is None else timetable.left_off(resumed)
    if left_off is not None:  # it goes on first, though another may be due by now
        plan = replace(plan, course=left_off, drill=left_off.bouts[0].drill, goal=left_off.bouts[0].goal)
    recorder = Recorder(records, wanted=lambda: feed.camera != "demo")
    recorder.recover()
    replay = Replay(settings.camera.source, plan.drill.id, least_rate=plan.pace.least)
    trace = None if trace_path is None else RunTrace(trace_path)
    bumped = _bumped(settings, calibration)

    def watch(told: Told) -> None:
        if bumped is not None and feed.camera != "demo":  # whose camera is another
            bumped(told)

    # Nobody stands before a mirror without a glass.
    ears = open_ears(settings, plan, sound.hear) if sound.hear is not None or not offscreen else None
    attention = None if ears is None else Attention(ears.phrases, lambda: worker.fresh.set())
    speaks = settings.voice.speaks and (sound.speech is not None or not offscreen)
    voice = open_voice(settings, plan, sound.speech, ears, attention) if speaks or ears is not None else None
    aloud = Aloud(voice, settings.voice, plan) if voice is not None and speaks else None

    def health() -> Health:
        return condition(feed, gauge, keeping_up, recorder, state)

    reception = open_reception(as_set, config, timetable, voice, health, lambda: worker.fresh.set())
    desk = None if reception is None else reception.desk
    each = _followers(
        desk,
        aloud,
        attention,
        None if trace is None else _rows(trace),
        Teller(replay) if offscreen else None,
        None if bumped is None else watch,
    )

    def remark() -> str:
        if ready.refused:
            return plan.texts.glass.settings_refused
        return plan.texts.calibrate.moved if bumped is not None and bumped.moved is not None else ""

    def link() -> str:
        return "" if desk is None or desk.address is None else desk.address

    state = records_path(settings.records).parent
    board = Board(runtime_folder())

    def sign() -> str:
        trainer = board.trainer
        if trainer is None:
            return ""
        who = trainer.who
        return plan.texts.glass.trainer.of(None if who is None or missing(who) else who, trainer.steers)

    def take_away(summary: Summary) -> str:
        return takeaway(summary, plan.texts, datetime.now().astimezone().date().isoformat())

    result = take_away if settings.glass.take_away else None
    listening = None if attention is None else attention.listening
    # The demo's camera is another, and its person does not listen.
    plan = plan if settings.camera.source == "demo" else replace(plan, aisle=as_built.aisle())
    worker = Worker(
        mailbox,
        lambda timing: Tracker(settings.pose, timing, settings.zone),
        plan,
        recorder,
        each,
        gauge,
        settings.pose.mask_every,
        resumed,
    )
    worker.spend(levels[0])

    def in_another_language() -> bool:
        """Whether what is due by now is told in another one: words are read once, when the mirror begins."""
        return (timetable.language or as_set.session.language) != settings.session.language

    if settings.records.retention_days:
        recorder.tend(timedelta(days=settings.records.retention_days), lambda: not _somebody(worker))
    replay.timing = worker.timing
    last_run = records_path(settings.records).with_name(NAME) if settings.records.enabled else None
    keeping_up = KeepingUp(settings.effort, levels, gauge, worker, feed, last_run)
    station = Station(
        feed,
        worker,
        recorder,
        open_cabinet(settings.cabinet),
        lambda: open_display(settings.glass, rotation=settings.glass.rotation),
        lambda display: Mirror(display, settings, plan.texts.glass, optics, remark, sign, listening, link, result),
        settings.glass.rate,
        out if offscreen else None,
        gauge,
        keeping_up,
        trace,
        plan.texts.machine,
        board,
        attention,
        desk,
        in_another_language,
        heart,
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: station.quit())
    try:
        if voice is not None:
            voice.start()
        if reception is not None:
            reception.start()
        timetable.start(worker.take_up)
        outcome = station.run(glass)
    finally:
        if not timetable.stop():
            log.error("the disk of the playlists does not answer; leaving it")
        if voice is not None:
            voice.close()
        if reception is not None:
            reception.close()
    if feed.camera:
        replay.clip = feed.camera
    return _Run(outcome, replay, station.pages, keeping_up.run_so_far())


def _coaches(worker: Worker) -> bool:
    """Whether a set is going."""
    guidance = worker.guidance
    return guidance is not None and guidance.stage is Stage.SET


def _bumped(settings: Settings, calibration: Calibration | None) -> Bumped | None:
    if calibration is None:
        return None
    return Bumped(calibration, 1000.0 * settings.session.body_height, moved_path(settings.records))


def _rows(trace: RunTrace) -> Callable[[Told], None]:
    """Writes a row of ``trace`` for every step."""
    return lambda told: trace.row(told.number, row_of(told.step, told.effort))


def _followers(*each: Callable[[Told], None] | None) -> Callable[[Told], None] | None:
    followers = [follower for follower in each if follower is not None]
    if not followers:
        return None

    def all_of_them(told: Told) -> None:
        for follower in followers:
            follower(told)

    return all_of_them


def _records(settings: Settings) -> Records:
    try:
        return open_records(settings.records)
    except RecordError as error:
        log.error("%s; going on without records", error)
        return NullStore()


def _somebody(worker: Worker) -> bool:
    """Whether somebody is at the mirror, or was a frame ago."""
    told = worker.told
    return told is not None and told.step.guidance.stage is not Stage.IDLE


def _resumed(records: Records, minutes: float) -> Progress | None:
    """How far a session had come that was cut off no longer than ``minutes`` ago."""
    if minutes <= 0.0:
        return None
    try:
        return records.progress(datetime.now(UTC) - timedelta(minutes=minutes))
    except RecordError as error:
        log.error("%s; a session that was cut off begins anew", error)
        return None


def _make_folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileProblem([f"--out {out}: cannot be made: {error.strerror}"]) from error


def _leave_report(run: _Run, out: Path) -> None:
    outcome = run.outcome
    data = build_report(run.replay).data | {
        "first_pose_s": outcome.first_pose_s,
        "first_coached_s": outcome.first_coached_s,
        "drawn_fps": outcome.drawn_fps,
        "draw_ms": 1000.0 * outcome.draw_busy / max(1, outcome.drawn),
        "keeping_up": run.effort.model_dump(mode="json", exclude={"told_at"}),
        "screenshots": [page.name for page in run.pages],
    }
    try:
        (out / "report.json").write_text(json.dumps(data, indent=2, allow_nan=False) + "\n", encoding="utf-8")
    except OSError as error:
        complain(f"{out / 'report.json'}: cannot be written: {error.strerror}")
    print_replays([run.replay])
    console = Console()
    if outcome.first_coached_s is not None:
        console.print(f"First coached frame {outcome.first_coached_s:.1f} s after the start.")
    if outcome.drawn_fps is not None:
        console.print(f"Drawn at {outcome.drawn_fps:.1f} frames a second.")
    for line in summary(run.effort):
        console.print(f"{line}.", highlight=False)
    console.print(f"{len(run.pages)} pictures of the glass and report.json are in {out}/", highlight=False)
