"""`kiosk doctor`."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from kiosk.doctor.finding import Finding, State, bad, well
from kiosk.exits import Exit, clear_errors
from kiosk.settings import Settings, load_settings, usual_place, with_options
from kiosk.toml import FileProblem

_COLOURS = {State.WELL: "green", State.NOTE: "yellow", State.BAD: "red"}


def doctor_command(
    camera: str | None = typer.Option(None, "--camera", metavar="WHICH", help="Look at this camera instead."),
    display: str | None = typer.Option(None, "--display", metavar="WHICH", help="Look at this display instead."),
    config: Path | None = typer.Option(None, "--config", metavar="FILE", help="Settings file."),
    report: Path | None = typer.Option(None, "--json", metavar="FILE", help="Write the findings as JSON."),
) -> None:
    """Look at every part that the mirror needs, and say how to mend what is wrong."""
    with _quiet():
        findings = _examine(camera, display, config)
    sound = not any(finding.state is State.BAD for finding in findings)
    with clear_errors():
        if report is not None:
            _write(findings, sound, report)
    _print(findings)
    if not sound:
        raise typer.Exit(Exit.WRONG)


def _examine(camera: str | None, display: str | None, config: Path | None) -> list[Finding]:
    """All findings; where the settings are wrong, the parts are looked at with the defaults."""
    # Imported late: the other commands need neither the glass nor the cabinet.
    from kiosk.coach.drill import load_repertoire
    from kiosk.coach.pace_table import load_pace, shipped_pace
    from kiosk.coach.policy.table import load_policy
    from kiosk.doctor import body, ears, eyes, lessons, memory, page, voice
    from kiosk.health.heat import read_heat
    from kiosk.health.levels import load_levels
    from kiosk.locale.load import load_texts
    from kiosk.mirror.theme_table import load_theme

    findings, settings = _read_settings(camera, display, config)
    with _noted(findings, "effort.levels"):
        load_levels(settings.effort.levels)
    with _noted(findings, "session.language"):
        load_texts(settings.session.language)
    with _noted(findings, "glass.theme"):
        load_theme(settings.glass)
    pace = shipped_pace()
    with _noted(findings, "session.pace"):
        pace = load_pace(settings.session.pace)
    with _noted(findings, "session.policy"):
        load_policy(settings.session.policy, load_repertoire(settings.session.drills).drills)
    return [
        *findings,
        *eyes.see(settings, pace.least),
        *eyes.think(settings, pace.least),
        *body.show(settings),
        *body.touch(settings),
        *body.feel(settings, read_heat()),
        *voice.speak(settings),
        *ears.listen(settings),
        *lessons.teach(settings),
        *page.serve(settings),
        *memory.store(settings),
        *memory.recall(settings),
        memory.place(settings),
    ]


def _read_settings(camera: str | None, display: str | None, config: Path | None) -> tuple[list[Finding], Settings]:
    part, file = "settings", config or usual_place()
    findings: list[Finding] = []
    try:
        settings = load_settings(config)
        findings.append(well(part, str(file) if file else "none; the defaults hold"))
    except FileProblem as error:
        settings = Settings()
        findings += [bad(part, line, "mend it; `kiosk settings` prints all keys") for line in error.problems]
    try:
        settings = with_options(settings, camera=camera, display=display)
    except FileProblem as error:
        findings += [bad(part, line, "see `kiosk run --help`") for line in error.problems]
    return findings, settings


@contextmanager
def _noted(findings: list[Finding], key: str) -> Iterator[None]:
    """What is wrong with the file that ``key`` of the settings names goes to ``findings``."""
    try:
        yield
    except FileProblem as error:
        findings += [bad("settings", line, f"mend it, or take {key} out") for line in error.problems]


@contextmanager
def _quiet() -> Iterator[None]:
    """The parts say in their findings what they would else write to the log."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)


def _print(findings: list[Finding]) -> None:
    table = Table("", "part", "found", "to do", box=None, padding=(0, 1))
    for finding in findings:
        state = f"[{_COLOURS[finding.state]}]{finding.state}[/]"
        table.add_row(state, finding.part, finding.found, finding.do)
    Console(highlight=False).print(table)


def _write(findings: list[Finding], sound: bool, path: Path) -> None:
    data = {"sound": sound, "findings": [asdict(finding) for finding in findings]}
    try:
        path.write_text(json.dumps(data, indent=2, allow_nan=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise FileProblem([f"--json {path}: cannot be written: {error.strerror}"]) from error
