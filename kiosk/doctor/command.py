"""`kiosk doctor`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from kiosk.doctor.finding import Finding, State
from kiosk.exits import Exit, clear_errors
from kiosk.toml import FileProblem
from kiosk.whole import write_whole

_COLOURS = {State.WELL: "green", State.NOTE: "yellow", State.BAD: "red"}


def doctor_command(
    camera: str | None = typer.Option(None, "--camera", metavar="WHICH", help="Look at this camera instead."),
    display: str | None = typer.Option(None, "--display", metavar="WHICH", help="Look at this display instead."),
    config: Path | None = typer.Option(None, "--config", metavar="FILE", help="Settings file."),
    only: str | None = typer.Option(None, "--only", metavar="PARTS", help="These parts alone, as camera,sound."),
    yes: bool = typer.Option(False, "--yes", help="Ask nothing; the LEDs are lit all the same."),
    json: str | None = typer.Option(
        None, "--json", metavar="FILE", help="Write the findings as JSON, and ask nothing; -: print them."
    ),
    bundle: Path | None = typer.Option(
        None, "--bundle", metavar="FILE.zip", help="Write what helpers need, without anything personal."
    ),
) -> None:
    """Look at every part that the mirror needs, and say how to mend what is wrong."""
    # Imported late: the other commands need neither the glass nor the cabinet.
    from kiosk.doctor import wishes
    from kiosk.doctor.asks import whoever_is_there
    from kiosk.doctor.bundle import Bundle
    from kiosk.doctor.examine import examine
    from kiosk.doctor.machine import Machine
    from kiosk.doctor.parts import chosen
    from kiosk.doctor.pulse import take_pulse
    from kiosk.doctor.report import report
    from kiosk.doctor.visit import Visit
    from kiosk.notices import runtime_folder

    with clear_errors():
        parts = chosen(only)
        told, settings, least = wishes.read(camera, display, config)
        asks = whoever_is_there(may_ask=not yes and json is None)
        visit = Visit(settings, least, tuple(told), Machine(), take_pulse(runtime_folder()), asks)
        found = examine(parts, visit)
        document = report(found.findings, [part.name for part in parts])
        if json == "-":
            print(document.model_dump_json(indent=2))
        else:
            _print(found.findings)
        if json not in {None, "-"}:
            _write(Path(f"{json}"), (document.model_dump_json(indent=2) + "\n").encode(), "--json")
        if bundle is not None:
            made = Bundle.of(visit, document, config)
            # Told on the other stream where the findings are piped.
            beside = sys.stderr if json == "-" else sys.stdout
            print(made.contents(), file=beside, flush=True)
            _write(bundle, made.zipped(), "--bundle")
            print(f"Written to {bundle.absolute()}", file=beside)
    code = Exit.DONE if document.sound else Exit.WRONG
    if found.hung:
        # What hangs may be inside a driver, and would keep Python from ending.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    if code:
        raise typer.Exit(code)


def _print(findings: Sequence[Finding]) -> None:
    table = Table("", "part", "found", "to do", box=None, padding=(0, 1))
    for finding in findings:
        state = f"[{_COLOURS[finding.state]}]{finding.state}[/]"
        table.add_row(state, finding.part, escape(finding.found), escape(finding.do))
    Console(highlight=False).print(table)


def _write(path: Path, content: bytes, option: str) -> None:
    try:
        write_whole(path, content)
    except OSError as error:
        raise FileProblem([f"{option} {path}: cannot be written: {error.strerror}; try /tmp/{path.name}"]) from error
