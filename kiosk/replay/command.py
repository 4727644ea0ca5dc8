"""`kiosk replay`."""

from __future__ import annotations

from pathlib import Path

import typer
from rich.console import Console
from rich.progress import Progress

from kiosk.camera import Clip, ClipError
from kiosk.coach.coach import Plan
from kiosk.coach.drill import Repertoire, load_repertoire
from kiosk.coach.pace_table import load_pace
from kiosk.coach.policy.table import load_policy
from kiosk.coach.strictness import at_strictness, shipped_strictness
from kiosk.exits import Exit, clear_errors, complain
from kiosk.locale.load import load_texts
from kiosk.locale.texts import Texts
from kiosk.pose.tracker import Timing, Tracker
from kiosk.repertoire.places import found_drills
from kiosk.replay.report import Report, build_report, report_json
from kiosk.replay.run import Replay, replay
from kiosk.replay.table import print_replays
from kiosk.replay.trace import write_trace
from kiosk.replay.transcript import transcript
from kiosk.settings import Settings, load_settings
from kiosk.sweep import spare_what_is_loaded
from kiosk.toml import FileProblem


def replay_command(
    clips: list[Path] = typer.Argument(..., metavar="CLIP...", help="Video files."),
    drill: str | None = typer.Option(None, "--drill", metavar="ID", help="Drill that the clips show."),
    report: Path | None = typer.Option(None, "--report", metavar="FILE", help="Write the report as JSON."),
    trace: Path | None = typer.Option(None, "--trace", metavar="FILE", help="Write one CSV row per frame."),
    video: Path | None = typer.Option(None, "--video", metavar="FILE", help="Write what the glass would show."),
    told: Path | None = typer.Option(
        None, "--transcript", metavar="FILE", help="Write what was counted and said, and why; - prints it."
    ),
    config: Path | None = typer.Option(None, "--config", metavar="FILE", help="Settings file."),
) -> None:
    """Run clips through the real pipeline as fast as it goes, and print what was seen."""
    with clear_errors():
        settings = load_settings(config)
        _check_paths(clips, report, trace, video, told)
        texts = load_texts(settings.session.language)
        repertoire = load_repertoire(found_drills(settings), texts)
        plan = _plan(settings, repertoire, drill, texts)
        console = Console(stderr=True)
        replays = []
        failed: list[str] = []
        for clip in clips:
            try:
                replays.append(_one(clip, settings, plan, trace is not None, video, console))
            except ClipError as error:
                failed.append(str(error))
        complain(*failed)
        reports = [build_report(item) for item in replays]
        if reports:
            _write(report, reports, trace, told, replays)
            if told == _PRINTED:
                print("\n".join(transcript(item) for item in replays), end="")
            else:
                print_replays(replays)
    if failed:
        raise typer.Exit(Exit.NO_FRAME)
    if not any(item.tracked for item in replays):
        complain("no person was found in " + ", ".join(str(clip) for clip in clips))
        raise typer.Exit(Exit.NO_PERSON)


_PRINTED = Path("-")
"""The transcript goes to standard output, in place of the table."""


def _check_paths(
    clips: list[Path], report: Path | None, trace: Path | None, video: Path | None, told: Path | None
) -> None:
    """Say what cannot work before minutes are spent."""
    problems = [f"{clip}: no such file" for clip in clips if not clip.exists()]
    for option, path in (("--report", report), ("--trace", trace), ("--video", video), ("--transcript", told)):
        if path is None or (path is told and path == _PRINTED):
            continue
        if not path.absolute().parent.is_dir():
            problems.append(f"{option} {path}: there is no folder {path.absolute().parent}")
        elif path.is_dir():
            problems.append(f"{option} {path}: is a folder; name a file")
        if path.absolute() in [clip.absolute() for clip in clips]:
            problems.append(f"{option} {path}: is a clip to be read; name another file")
        if option in ("--trace", "--video") and len(clips) > 1:
            problems.append(f"{option} takes one clip at a time; {len(clips)} are given")
    if problems:
        raise FileProblem(problems)


def _plan(settings: Settings, repertoire: Repertoire, drill: str | None, texts: Texts) -> Plan:
    named = repertoire.drill(drill or settings.session.drill)
    chosen = at_strictness(named, settings.session.strictness, repertoire.kinds, shipped_strictness())
    return Plan(
        drill=chosen,
        kinds=repertoire.kinds,
        goal=settings.session.repetitions or chosen.dose.repetitions or 1,
        gated=False,
        pace=load_pace(settings.session.pace),
        policy=load_policy(settings.session.policy, repertoire.drills),
        drills=repertoire.drills,
        texts=texts,
        body_height=settings.session.body_height,
        dowel=settings.mirror.dowel,
    )


def _one(
    path: Path, settings: Settings, plan: Plan, keep_trace: bool, video: Path | None, console: Console
) -> Replay:
    timing = Timing()
    tracker = Tracker(settings.pose, timing, settings.zone)
    every = settings.pose.mask_every
    spare_what_is_loaded()
    with Clip(path) as clip, Progress(console=console, transient=True) as progress:
        task = progress.add_task(path.name, total=clip.announced or None)
        if video is None:

            def advance(_step: object) -> None:
                progress.advance(task)

            result = replay(str(path), clip, tracker, plan, timing, keep_trace, advance, every)
        else:
            from kiosk.replay.video import GlassVideo

            with GlassVideo(video, settings, clip.rate, plan.texts.glass) as glass:

                def each(step: object) -> None:
                    glass.add(step.guidance)  # type: ignore[attr-defined]
                    progress.advance(task)

                result = replay(str(path), clip, tracker, plan, timing, keep_trace, each, every)
    if clip.truncated:
        complain(f"{path}: cut off after {result.frames} frames; what came before was used")
    return result


def _write(
    report: Path | None, reports: list[Report], trace: Path | None, told: Path | None, replays: list[Replay]
) -> None:
    try:
        if report is not None:
            report.write_text(report_json(reports), encoding="utf-8")
        if trace is not None:
            write_trace(replays[0].rows, trace)
        if told is not None and told != _PRINTED:
            told.write_text("\n".join(transcript(item) for item in replays), encoding="utf-8")
    except OSError as error:
        raise FileProblem([f"{error.filename}: cannot be written: {error.strerror}"]) from error
