"""``kiosk records``: look at what was done, take it away, tag it, and delete what is old."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from statistics import median
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from kiosk.coach.rules.finding import RuleFinding
from kiosk.coach.rules.sides import SIDES
from kiosk.exits import clear_errors
from kiosk.records.backup import back_up
from kiosk.records.export import to_csv, to_json
from kiosk.records.history import Filter, History
from kiosk.records.opening import bring_back
from kiosk.records.place import records_path
from kiosk.records.rows import RepRow, SessionRow
from kiosk.records.schema import LONGEST_NICKNAME
from kiosk.records.store import RecordError, Store
from kiosk.settings import load_settings
from kiosk.toml import FileProblem

SHOWN_MEASURES = {
    "torso_inclination": ("torso", "{:.0f}°"),
    "hip_flexion": ("hip", "{:.0f}°"),
    "knee_flexion": ("knee", "{:.0f}°"),
    "hinge_ratio": ("hinge", "{:.2f}"),
    "back_curvature": ("back", "{:+.2f}"),
}

app = typer.Typer(name="records", no_args_is_help=True, help="Look at past sessions, export, tag and delete them.")


class Format(StrEnum):
    """How records are written out."""

    CSV = "csv"
    JSON = "json"


Config = Annotated[Path | None, typer.Option("--config", help="Settings file.")]
Database = Annotated[Path | None, typer.Option("--database", help="Records file, instead of the settings'.")]
Since = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only from this day on.")]
Until = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only to the end of this day.")]
Drill = Annotated[str | None, typer.Option(help="Only of this drill, by its id.")]
Playlist = Annotated[str | None, typer.Option(help="Only of the playlist of this name.")]
Nickname = Annotated[str | None, typer.Option(help="Only what a trainer tagged so.")]
SessionId = Annotated[int, typer.Argument(metavar="ID", help="As told by list.")]


@app.command("list")
def list_sessions(
    limit: Annotated[int, typer.Option(min=1, help="The newest so many.")] = 20,
    since: Since = None,
    until: Until = None,
    drill: Drill = None,
    playlist: Playlist = None,
    nickname: Nickname = None,
    config: Config = None,
    database: Database = None,
) -> None:
    """List the newest sessions: with playlists and nicknames, where there are any."""
    chosen = _filter(since, until, drill, playlist, nickname)
    with _opened(config, database) as store:
        page = History(store).sessions(chosen, limit)
    listed = any(session.playlist for session in page.sessions)
    tagged = any(session.nickname for session in page.sessions)
    more = [*(["playlist"] if listed else []), *(["nickname"] if tagged else [])]
    table = Table("id", "started", "minutes", "drill", *more, "counted", "attempts", "")
    for session in page.sessions:
        table.add_row(
            *(str(session.id), _local(session), _minutes(session), session.drill_id),
            *([escape(session.playlist or "")] if listed else []),
            *([escape(session.nickname or "")] if tagged else []),
            *(str(session.counted), str(session.attempts), _note(session)),
        )
    console = Console()
    console.print(table if page.sessions else "No sessions yet." if chosen == Filter() else "No such sessions.")
    if page.total > len(page.sessions):
        console.print(f"{len(page.sessions)} of {page.total} sessions", highlight=False)


@app.command("show")
def show_session(
    session_id: SessionId,
    config: Config = None,
    database: Database = None,
) -> None:
    """Show the reps of one session: with the side and what the special rule came to, where the drill has any."""
    with _opened(config, database) as store:
        session = History(store).session(session_id)
        if session is None:
            raise RecordError(f"{store.path}: no session {session_id}; see kiosk records list")
        reps = store.reps(session_id)
    measures = [name for name, _ in SHOWN_MEASURES.values()]
    sided, ruled = any(rep.side for rep in reps), any(rep.rule for rep in reps)
    columns = ["rep", "", *(["side"] if sided else []), "reach", "down", "pause", "up", *measures]
    table = Table(*columns, *(["rule"] if ruled else []), "faults", title=_title(session))
    for rep in reps:
        table.add_row(*_cells(rep, sided, ruled))
    console = Console()
    console.print(table)
    for line in _sides(reps):
        console.print(line, highlight=False)


@app.command("export")
def export(
    form: Annotated[Format, typer.Option("--format", help="One line a rep, or the whole tree.")] = Format.CSV,
    out: Annotated[Path | None, typer.Option(help="File to write; absent: to the screen.")] = None,
    since: Since = None,
    until: Until = None,
    drill: Drill = None,
    playlist: Playlist = None,
    nickname: Nickname = None,
    config: Config = None,
    database: Database = None,
) -> None:
    """Write records out, all of them or some: numbers, ids and nicknames, nothing else is kept."""
    chosen = _filter(since, until, drill, playlist, nickname)
    with _opened(config, database) as store:
        pieces = to_csv(store, chosen) if form is Format.CSV else to_json(store, chosen)
        if out is None:
            for piece in pieces:
                typer.echo(piece, nl=False)
            return
        try:
            with out.open("w", encoding="utf-8", newline="") as file:
                file.writelines(pieces)
        except OSError as error:
            raise FileProblem([f"{out}: cannot be written: {error.strerror or error}"]) from error


@app.command("tag")
def tag(
    session_id: SessionId,
    nickname: Annotated[str, typer.Argument(help=f'At most {LONGEST_NICKNAME} letters; "" takes it away.')],
    config: Config = None,
    database: Database = None,
) -> None:
    """Tag a session with a nickname. Members are not identified otherwise."""
    with _opened(config, database, amends=True) as store:
        try:
            store.tag(session_id, nickname)
        except ValueError as error:
            raise RecordError(str(error)) from error


@app.command("prune")
def prune(
    days: Annotated[
        int | None, typer.Option(min=1, help="Delete what is older; absent: as records.retention_days says.")
    ] = None,
    config: Config = None,
    database: Database = None,
) -> None:
    """Delete old sessions for good, and give their space back. The mirror does so by itself once a day."""
    with clear_errors():
        days = load_settings(config).records.retention_days if days is None else days
    if days == 0:
        typer.echo("Sessions are kept for ever: records.retention_days is 0. --days deletes older ones.")
        return
    with _opened(config, database, amends=True) as store:
        before, gone = datetime.now(UTC) - timedelta(days=days), 0
        while some := store.forget(before):
            gone += some
        left = History(store).sessions(limit=1).total
        typer.echo(f"Deleted {gone} sessions older than {days} days; {left} are kept.")
        if gone:
            store.reclaim()


@app.command("vacuum")
def vacuum(config: Config = None, database: Database = None) -> None:
    """Write the records' file anew, without gaps; while nobody is at the mirror."""
    with _opened(config, database, amends=True) as store:
        before = store.path.stat().st_size
        store.vacuum()
        typer.echo(f"{store.path}: {store.path.stat().st_size / 1e6:.2f} MB, was {before / 1e6:.2f} MB")


@app.command("backup")
def backup(
    to: Annotated[Path, typer.Argument(metavar="FILE", help="Written whole, or left as it was.")],
    config: Config = None,
    database: Database = None,
) -> None:
    """Copy the records into a file, also while the mirror keeps them."""
    with clear_errors():
        back_up(_place(config, database), to)


@app.command("fit", hidden=True)
def fit(
    to: Annotated[int, typer.Option("--to", min=1, help="The format that an older release keeps.")],
    config: Config = None,
    database: Database = None,
) -> None:
    """Bring the records back to an older format, while the mirror does not run. What that one has no place for waits
    until they are brought up to date again."""
    with clear_errors():
        print(bring_back(_place(config, database), to))


def _place(config: Path | None, database: Path | None) -> Path:
    return database or records_path(load_settings(config).records)


def _filter(
    since: datetime | None, until: datetime | None, drill: str | None, playlist: str | None, nickname: str | None
) -> Filter:
    first, last = (None if day is None else day.date() for day in (since, until))
    return Filter.of_days(first, last, drill, playlist, nickname)


@contextmanager
def _opened(config: Path | None, database: Path | None, *, amends: bool = False) -> Iterator[Store]:
    """The records, for reading only, or to amend what is there: a mirror that is running is not disturbed."""
    with clear_errors():
        path = _place(config, database)
        if database is None and not path.exists():
            typer.echo(f"No records yet: {path}", err=True)
            raise typer.Exit
        with Store(path, read_only=not amends, amends=amends) as store:
            yield store


def _local(session: SessionRow) -> str:
    return session.started_at.astimezone().strftime("%Y-%m-%d %H:%M")


def _minutes(session: SessionRow) -> str:
    if session.ended_at is None:
        return ""
    return f"{(session.ended_at - session.started_at).total_seconds() / 60.0:.1f}"


def _note(session: SessionRow) -> str:
    if session.ended_at is None:
        return "running"
    return "cut off" if session.interrupted else session.advice_id or ""


def _title(session: SessionRow) -> str:
    told = [session.drill_id, session.playlist, session.nickname, _local(session), f"{session.counted} counted"]
    return escape(f"Session {session.id}: {', '.join(each for each in told if each)}")


def _sides(reps: Sequence[RepRow]) -> list[str]:
    """Either side of a drill for one at a time: how many counted, and how far they went as a rule."""
    lines = []
    for side in SIDES:
        done = [rep for rep in reps if rep.side == side and rep.counted]
        if done:
            far = [rep.reach for rep in done if rep.reach is not None]
            reach = f", reach {median(far):.0f}" if far else ""
            lines.append(f"{side}: {len(done)} counted{reach}")
    return lines


def _rule(finding: RuleFinding | None) -> str:
    """What came of the special rule: the verdict, by how much it was broken, and which parts of it."""
    if finding is None:
        return ""
    if not finding.broken or finding.amount is None:
        return finding.verdict.value
    of = f" ({', '.join(finding.parts)})" if finding.parts else ""
    return f"{finding.verdict.value} by {finding.amount:.2g} {finding.unit}".rstrip() + of


def _cells(rep: RepRow, sided: bool, ruled: bool) -> list[str]:
    measures = (
        "" if (value := rep.measures[name]) is None else form.format(value)
        for name, (_, form) in SHOWN_MEASURES.items()
    )
    return [
        *(str(rep.number), "counted" if rep.counted else rep.reason or "attempt"),
        *([rep.side or ""] if sided else []),
        "" if rep.reach is None else f"{rep.reach:.0f}",
        *(f"{seconds:.1f} s" for seconds in (rep.tempo.down, rep.tempo.pause, rep.tempo.up)),
        *measures,
        *([_rule(rep.rule)] if ruled else []),
        ", ".join(fault.id for fault in rep.faults),
    ]
