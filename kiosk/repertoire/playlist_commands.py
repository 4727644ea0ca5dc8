"""``kiosk playlists``: list them, show one, copy one to change it, and check what was changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from kiosk.coach.course import Course
from kiosk.coach.drill import Repertoire, load_repertoire
from kiosk.coach.playlist import SHIPPED, Playlist, course_of, find_playlist, load_playlist, playlist_files
from kiosk.coach.sheet import amount, dose, lasts, tempo
from kiosk.exits import clear_errors
from kiosk.repertoire.copying import copy_playlist
from kiosk.settings import load_settings
from kiosk.toml import FileProblem

app = typer.Typer(name="playlists", no_args_is_help=True, help="List, show, copy and check the playlists.")

Config = Annotated[Path | None, typer.Option("--config", metavar="FILE", help="Settings file.")]
Named = Annotated[str, typer.Argument(metavar="NAME|FILE", help="A shipped one as told by list, or a file.")]


@app.command("list")
def list_playlists(config: Config = None) -> None:
    """List the playlists that come with the mirror, and the one in its settings."""
    with clear_errors():
        settings = load_settings(config)
        repertoire = load_repertoire(settings.session.drills)
        chosen = None if settings.session.playlist is None else find_playlist(settings.session.playlist)
        shipped = playlist_files(SHIPPED)
        files = [*shipped, *([chosen] if chosen is not None and chosen not in shipped else [])]
        playlists = [(path, load_playlist(path, repertoire)) for path in files]
    table = Table("name", "title", "drills", "sets", "", box=None)
    for path, playlist in playlists:
        table.add_row(
            path.stem if path.parent == SHIPPED else str(path),
            playlist.name,
            ", ".join(dict.fromkeys(item.drill for item in playlist.items)),
            str(len(course_of(playlist, repertoire).bouts)),
            "in the settings" if path == chosen else "",
        )
    Console().print(table)


@app.command("show")
def show_playlist(named: Named, config: Config = None) -> None:
    """Show what a playlist goes through: drill by drill, with sets, amounts, rests and strictness."""
    with clear_errors():
        repertoire = load_repertoire(load_settings(config).session.drills)
        path = find_playlist(named)
        playlist = load_playlist(path, repertoire)
    console = Console(highlight=False)
    console.print(f"[bold]{playlist.name}[/bold]  {path}", soft_wrap=True)
    for line in _told(playlist, course_of(playlist, repertoire)):
        console.print(line)
    console.print(_items(playlist, repertoire))


@app.command("new")
def new_playlist(
    named: Annotated[str, typer.Argument(metavar="NAME", help="Of the new file, without .toml.")],
    original: Annotated[
        str, typer.Option("--from", metavar="NAME|FILE", help="Playlist to begin with.")
    ] = "first_hinge",
    folder: Annotated[Path, typer.Option(metavar="DIR", help="Where to.")] = Path(),
    config: Config = None,
) -> None:
    """Copy a playlist to a file of your own, comments and all, to change it."""
    with clear_errors():
        source = find_playlist(original)
        load_playlist(source, load_repertoire(load_settings(config).session.drills))
        path = copy_playlist(source, named, folder)
    typer.echo(f"{path}: change it, then: kiosk playlists check {path}")
    typer.echo(f'The mirror takes it with [session] playlist = "{path.resolve()}" in its settings.')


@app.command("check")
def check_playlists(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE...]", help="Absent: those shipped.")
    ] = None,
    config: Config = None,
) -> None:
    """Check playlist files as the mirror does when it starts; every error of every file is told."""
    problems: list[str] = []
    with clear_errors():
        repertoire = load_repertoire(load_settings(config).session.drills)
        files = paths or playlist_files(SHIPPED)
        for path in files:
            try:
                load_playlist(path, repertoire)
            except FileProblem as error:
                problems += error.problems
        if problems:
            raise FileProblem(problems)
    typer.echo(f"{len(files)} playlist{'s are' if len(files) != 1 else ' is'} sound")


def _told(playlist: Playlist, course: Course) -> Iterator[str]:
    """What there is to say of the whole, line by line."""
    if playlist.purpose is not None:
        yield playlist.purpose
    if playlist.for_whom is not None:
        yield f"for whom: {playlist.for_whom}"
    rest = f"{playlist.rest:g} s rest between two drills"
    if playlist.order == "circuit":
        between = playlist.rest if playlist.round_rest is None else playlist.round_rest
        rounds = max(bout.sets for bout in course.bouts)
        yield f"circuit of {rounds} rounds, {rest}, {between:g} s between two rounds"
    else:
        yield f"all sets of a drill, then the next; {rest}"
    yield f"takes about {max(1, round(lasts(course) / 60.0))} minutes"
    if playlist.schedule:
        yield f"due: {'; '.join(map(str, playlist.schedule))}"
    if not playlist.voice:
        yield "silent: voice = false"


def _items(playlist: Playlist, repertoire: Repertoire) -> Table:
    table = Table("drill", "title", "dose", "tempo", "load", "strictness", box=None)
    firsts = [bout for bout in course_of(playlist, repertoire).bouts if bout.number == 1]
    for item, bout in zip(playlist.items, firsts, strict=True):
        drill = bout.drill
        amounts = f"{bout.sets} x {amount(drill)}" if playlist.order == "circuit" else dose(drill)
        table.add_row(item.drill, drill.name, amounts, tempo(drill), bout.load, item.strictness)
    return table
