"""``kiosk records``: look at what was done, and take it away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from statistics import median
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from kiosk.coach.rules.finding import RuleFinding
from kiosk.coach.rules.sides import SIDES
from kiosk.exits import clear_errors
from kiosk.records.export import to_csv, to_json
from kiosk.records.place import records_path
from kiosk.records.rows import RepRow, SessionRow
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

app = typer.Typer(name="records", no_args_is_help=True, help="Look at past sessions, and export them.")


class Format(StrEnum):
    """How records are written out."""

    CSV = "csv"
    JSON = "json"


Config = Annotated[Path | None, typer.Option("--config", help="Settings file.")]
Database = Annotated[Path | None, typer.Option("--database", help="Records file, instead of the settings'.")]


@app.command("list")
def list_sessions(
    limit: Annotated[int, typer.Option(min=1, help="The newest so many.")] = 20,
    config: Config = None,
    database: Database = None,
) -> None:
    """List the newest sessions."""
    with _opened(config, database) as store:
        sessions = store.sessions(limit)
    table = Table("id", "started", "minutes", "drill", "counted", "attempts", "")
    for session in sessions:
        table.add_row(
            *(str(session.id), _local(session), _minutes(session), session.drill_id),
            *(str(session.counted), str(session.attempts), _note(session)),
        )
    Console().print(table if sessions else "No sessions yet.")


@app.command("show")
def show_session(
    session_id: Annotated[int, typer.Argument(metavar="ID", help="As told by list.")],
    config: Config = None,
    database: Database = None,
) -> None:
    """Show the reps of one session: with the side and what the special rule came to, where the drill has any."""
    with _opened(config, database) as store:
        session = next((each for each in store.sessions() if each.id == session_id), None)
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
    config: Config = None,
    database: Database = None,
) -> None:
    """Write all records out: numbers and ids, nothing else is kept."""
    with _opened(config, database) as store:
        text = to_csv(store) if form is Format.CSV else to_json(store)
    if out is None:
        typer.echo(text, nl=False)
        return
    with clear_errors():
        try:
            out.write_text(text, encoding="utf-8")
        except OSError as error:
            raise FileProblem([f"{out}: cannot be written: {error.strerror or error}"]) from error


@contextmanager
def _opened(config: Path | None, database: Path | None) -> Iterator[Store]:
    """The records, for reading only: a mirror that is running is not disturbed."""
    with clear_errors():
        path = database or records_path(load_settings(config).records)
        if database is None and not path.exists():
            typer.echo(f"No records yet: {path}", err=True)
            raise typer.Exit
        with Store(path, read_only=True) as store:
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
    return f"Session {session.id}: {session.drill_id}, {_local(session)}, {session.counted} counted"


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
