"""``kiosk playlists``: list them, show one, copy one to change it, and check what was changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from kiosk.coach.course import Course
from kiosk.coach.drill import Repertoire, load_repertoire
from kiosk.coach.playlist import (
    SHIPPED,
    Playlist,
    course_of,
    find_playlist,
    load_playlist,
    overlap,
    playlist_files,
)
from kiosk.coach.sheet import amount, dose, lasts, tempo
from kiosk.coach.strictness import Strictness
from kiosk.exits import clear_errors
from kiosk.repertoire.copying import copy_playlist
from kiosk.repertoire.places import found_drills, found_playlists
from kiosk.settings import load_settings
from kiosk.toml import FileProblem

app = typer.Typer(name="playlists", no_args_is_help=True, help="List, show, copy and check the playlists.")

Config = Annotated[Path | None, typer.Option("--config", metavar="FILE", help="Settings file.")]
Named = Annotated[str, typer.Argument(metavar="NAME|FILE", help="One as told by list, or a file.")]


@app.command("list")
def list_playlists(config: Config = None) -> None:
    """List the playlists that come with the mirror, your own, and the one in its settings."""
    with clear_errors():
        settings = load_settings(config)
        repertoire = load_repertoire(found_drills(settings))
        folder, named = found_playlists(settings), settings.session.playlist
        own = [] if folder is None else playlist_files(folder)
        chosen = None if named is None else find_playlist(named, folder)
        further = [chosen] if chosen is not None and chosen not in (*own, *playlist_files(SHIPPED)) else []
        table = Table("name", "title", "drills", "sets", "due", "", box=None)
        for path in (*playlist_files(SHIPPED), *own, *further):
            name = str(path) if path in further else path.stem
            table.add_row(name, *_row(path, repertoire), "in the settings" if path == chosen else "")
    Console().print(table)


@app.command("show")
def show_playlist(named: Named, config: Config = None) -> None:
    """Show what a playlist goes through: drill by drill, with sets, amounts, rests and strictness."""
    with clear_errors():
        settings = load_settings(config)
        repertoire, strictness = load_repertoire(found_drills(settings)), settings.session.strictness
        path = find_playlist(named, found_playlists(settings))
        playlist = load_playlist(path, repertoire)
    console = Console(highlight=False)
    console.print(f"[bold]{playlist.name}[/bold]  {path}", soft_wrap=True)
    for line in _told(playlist, course_of(playlist, repertoire)):
        console.print(line)
    console.print(_items(playlist, repertoire, strictness))


@app.command("new")
def new_playlist(
    named: Annotated[str, typer.Argument(metavar="NAME", help="Of the new file, without .toml.")],
    original: Annotated[
        str, typer.Option("--from", metavar="NAME|FILE", help="Playlist to begin with.")
    ] = "first_hinge",
    folder: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where to; absent: [session] playlists of the settings, else here."),
    ] = None,
    config: Config = None,
) -> None:
    """Copy a playlist to a file of your own, comments and all, to change it."""
    with clear_errors():
        settings = load_settings(config)
        session, own = settings.session, found_playlists(settings)
        source = find_playlist(original, own)
        load_playlist(source, load_repertoire(found_drills(settings)))
        path = copy_playlist(source, named, folder or session.playlists or Path())
    typer.echo(f"{path}: change it, then: kiosk playlists check {path}")
    watched = own is not None and own.resolve() == path.parent.resolve()
    taken = named if watched else path.resolve()
    typer.echo(f'The mirror takes it with [session] playlist = "{taken}" in its settings, or by its [[schedule]].')


@app.command("check")
def check_playlists(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE...]", help="Absent: those shipped, and your own.")
    ] = None,
    config: Config = None,
) -> None:
    """Check playlist files as the mirror does; every error of every file is told, and hours that two of them have."""
    problems: list[str] = []
    sound: dict[Path, Playlist] = {}
    with clear_errors():
        settings = load_settings(config)
        repertoire, folder = load_repertoire(found_drills(settings)), found_playlists(settings)
        if folder is not None and not folder.is_dir():
            problems.append(f"{folder}: no such folder; make it, or mend session.playlists")
        own = [] if folder is None else playlist_files(folder)
        files = paths or [*playlist_files(SHIPPED), *own]
        for path in files:
            try:
                playlist = load_playlist(path, repertoire)
            except FileProblem as error:
                problems += error.problems
            else:
                problems += overlap(path, playlist, sound)
                sound[path] = playlist
        problems += _claimed(sound, own, repertoire)
        if problems:
            raise FileProblem(problems)
    typer.echo(f"{len(files)} playlist{'s are' if len(files) != 1 else ' is'} sound")


def _claimed(checked: Mapping[Path, Playlist], own: Iterable[Path], repertoire: Repertoire) -> Iterator[str]:
    """Where those ``checked`` claim hours of others of the owner's folder, which they are to go into or are of."""
    there = {path.resolve() for path in checked}
    others = {}
    for path in own:
        if path.resolve() not in there:
            with suppress(FileProblem):  # a broken one claims nothing; it is told where it is checked itself
                others[path] = load_playlist(path, repertoire)
    for path, playlist in checked.items():
        yield from overlap(path, playlist, others)


def _row(path: Path, repertoire: Repertoire) -> tuple[str, str, str, str]:
    """Title, drills, number of sets and schedule; of a broken file, that it is."""
    try:
        playlist = load_playlist(path, repertoire)
    except FileProblem as error:
        return f"broken: {len(error.problems)} to mend, see check", "", "", ""
    drills = ", ".join(dict.fromkeys(item.drill for item in playlist.items))
    schedule = "; ".join(map(str, playlist.schedule))
    return playlist.name, drills, str(len(course_of(playlist, repertoire).bouts)), schedule


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
    if playlist.language is not None:
        yield f"in the language {playlist.language}"


def _items(playlist: Playlist, repertoire: Repertoire, otherwise: Strictness) -> Table:
    table = Table("drill", "title", "dose", "tempo", "load", "strictness", box=None)
    firsts = [bout for bout in course_of(playlist, repertoire).bouts if bout.number == 1]
    for item, bout in zip(playlist.items, firsts, strict=True):
        drill = bout.drill
        amounts = f"{bout.sets} x {amount(drill)}" if playlist.order == "circuit" else dose(drill)
        table.add_row(item.drill, drill.name, amounts, tempo(drill), bout.load, item.strictness or otherwise)
    return table
