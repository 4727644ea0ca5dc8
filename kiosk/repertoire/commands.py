"""``kiosk drills``: list them, show one, copy one to change it, and check what was changed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from kiosk.coach.drill import SHIPPED, Repertoire, drill_files, load_repertoire
from kiosk.coach.sheet import dose, lines
from kiosk.exits import clear_errors
from kiosk.repertoire.copying import copy_drill
from kiosk.repertoire.places import found_drills
from kiosk.settings import Settings, load_settings
from kiosk.toml import FileProblem

app = typer.Typer(name="drills", no_args_is_help=True, help="List, show, copy and check the drills.")

Config = Annotated[Path | None, typer.Option("--config", metavar="FILE", help="Settings file.")]
DrillId = Annotated[str, typer.Argument(metavar="ID", help="As told by list.")]


@app.command("list")
def list_drills(config: Config = None) -> None:
    """List the drills that this mirror has, shipped and your own."""
    with clear_errors():
        _, repertoire = _loaded(config)
    table = Table("id", "name", "start", "counted by", "dose", "easier", "harder", box=None)
    for drill in repertoire.drills.values():
        table.add_row(
            *(drill.id, drill.name, drill.start, drill.count.by, dose(drill)),
            *(drill.regress_to or "-", drill.progress_to or "-"),
        )
    Console().print(table)


@app.command("show")
def show_drill(drill_id: DrillId, config: Config = None) -> None:
    """Show all that there is to say of one drill, and the file that says it."""
    with clear_errors():
        settings, repertoire = _loaded(config)
        drill = repertoire.drill(drill_id)
    console = Console()
    console.print(f"[bold]{drill.name}[/bold]  {_file_of(drill.id, settings)}", soft_wrap=True)
    table = Table(box=None, show_header=False)
    for heading, text in lines(drill):
        table.add_row(heading, text)
    console.print(table)


@app.command("new")
def new_drill(
    drill_id: Annotated[str, typer.Argument(metavar="ID", help="Of the new drill; also its file's name.")],
    original: Annotated[str, typer.Option("--from", metavar="ID", help="Drill to begin with.")] = "hip_hinge",
    folder: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where to; absent: [session] drills of the settings.")
    ] = None,
    config: Config = None,
) -> None:
    """Copy a drill to a file of your own, comments and all, to change it."""
    with clear_errors():
        settings, repertoire = _loaded(config)
        source = _file_of(repertoire.drill(original).id, settings)
        place = folder or settings.session.drills
        if place is None:
            raise FileProblem(['nowhere to put it: give --folder DIR, or set [session] drills = "DIR"'])
        path = copy_drill(source, drill_id, place)
    typer.echo(f"{path}: change it, then: kiosk drills check {path}")
    if settings.session.drills is None or settings.session.drills.resolve() != place.resolve():
        typer.echo(f'The mirror takes it with [session] drills = "{place.resolve()}" in its settings.')


@app.command("check")
def check_drills(
    path: Annotated[
        Path | None, typer.Argument(metavar="[FILE|FOLDER]", help="Absent: [session] drills of the settings.")
    ] = None,
    config: Config = None,
) -> None:
    """Check drill files as the mirror does when it starts; every error of every file is told."""
    with clear_errors():
        place = path or found_drills(load_settings(config))
        if place is not None and not place.exists():
            raise FileProblem([f"{place}: no such file or folder"])
        repertoire = load_repertoire(place)
        checked = _checked(place)
    found = f"{len(checked)} of them from {place}" if place is not None else "all of them shipped"
    typer.echo(f"{len(repertoire.drills)} drills are sound, {found}")


def _checked(place: Path | None) -> list[Path]:
    if place is None:
        return drill_files(SHIPPED)
    return drill_files(place) if place.is_dir() else [place]


def _loaded(config: Path | None) -> tuple[Settings, Repertoire]:
    settings = load_settings(config)
    return settings, load_repertoire(found_drills(settings))


def _file_of(drill_id: str, settings: Settings) -> Path:
    """The file that tells of a known drill: the owner's own goes before the shipped one."""
    own = found_drills(settings)
    files = [*(drill_files(own) if own is not None else []), *drill_files(SHIPPED)]
    return next(path for path in files if path.stem == drill_id)
