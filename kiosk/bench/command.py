"""`kiosk bench`."""

from __future__ import annotations

from pathlib import Path

import typer
from rich.console import Console

from kiosk.exits import Exit, clear_errors, complain
from kiosk.settings import load_settings
from kiosk.settings_file import place_in_use
from kiosk.toml import FileProblem


def bench_command(
    rate: float | None = typer.Option(
        None, "--rate", min=5.0, max=120.0, metavar="FPS", help="Frames a second to keep up with; else the camera's."
    ),
    seconds: float = typer.Option(3.0, "--seconds", min=0.01, max=600.0, help="How long each network is timed."),
    save: bool = typer.Option(False, "--save", help="Write the proposal into the settings file in use."),
    json_file: Path | None = typer.Option(None, "--json", metavar="FILE", help="Write all figures as JSON."),
    config: Path | None = typer.Option(None, "--config", metavar="FILE", help="Settings file."),
) -> None:
    """Time every network on this machine, and propose model, threads, mask cadence and camera size."""
    from kiosk.bench.measure import NoPersonError, measure
    from kiosk.bench.proposal import propose
    from kiosk.bench.saving import save as save_proposal
    from kiosk.bench.table import as_json, print_result

    with clear_errors():
        settings = load_settings(config)
        if json_file is not None and not json_file.absolute().parent.is_dir():
            raise FileProblem([f"--json {json_file}: there is no folder {json_file.absolute().parent}"])
        console, asked = Console(), rate or settings.camera.rate
        try:
            with Console(stderr=True).status("Reading the clip") as status:
                measured = measure(settings, seconds, tell=status.update)
        except NoPersonError as error:
            complain(str(error))
            raise SystemExit(Exit.NO_PERSON) from None
        proposal = propose(measured, asked, settings.pose.look_for_others_every)
        print_result(console, measured, proposal, asked)
        if json_file is not None:
            try:
                json_file.write_text(as_json(measured, proposal, asked), encoding="utf-8")
            except OSError as error:
                raise FileProblem([f"--json {json_file}: cannot be written: {error.strerror}"]) from error
        if save:
            path = place_in_use(config)
            save_proposal(proposal, path)
            console.print(f"\nWritten to {path}", highlight=False)
