"""``kiosk update``: what runs, what became of updates, and back to the release before."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from kiosk.exits import Exit, complain
from kiosk.release.layout import Layout
from kiosk.release.switch import current, load_state
from kiosk.update.progress import progress
from kiosk.update.wish import ask_to_go_back

app = typer.Typer(name="update", no_args_is_help=True, help="See what became of updates, or go back.")

Root = Annotated[Path, typer.Option("--root", hidden=True)]


@app.command("status")
def status(root: Root = Path("/")) -> None:
    """Print what runs, what is under way, and the last updates."""
    layout = Layout(root)
    state, now = load_state(layout), progress(layout)
    console = Console(highlight=False)
    console.print(f"Runs: {current(layout) or 'no release'}")
    if state.before is not None:
        console.print(f"Before it: {state.before}")
    if now is not None:
        console.print(f"Under way: {now.version}, {now.stage}")
    elif state.trying is not None:
        console.print(f"On trial: {state.trying.version}")
    if not state.history:
        return
    table = Table("when", "release", "before", "outcome", "why")
    for passed in reversed(state.history):
        table.add_row(
            *(_time(passed.at), passed.version, passed.before or "", str(passed.outcome), escape(passed.why or ""))
        )
    console.print(table)


@app.command("back")
def back(root: Root = Path("/")) -> None:
    """Go back to the release before, as soon as nobody is at the mirror."""
    layout = Layout(root)
    state = load_state(layout)
    if state.before is None:
        complain("there is no release to go back to")
        raise typer.Exit(Exit.WRONG)
    try:
        ask_to_go_back(layout)
    except OSError as error:
        complain(f"{error.filename}: {error.strerror}; run it as: sudo kiosk update back")
        raise typer.Exit(Exit.WRONG) from None
    print(f"{state.before} will run when nobody is at the mirror; kiosk update status tells when it does")


def _time(at: str | None) -> str:
    try:
        return datetime.fromisoformat(at or "").strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return ""
