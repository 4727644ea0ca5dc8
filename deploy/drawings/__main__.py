"""`python -m deploy.drawings`: the guide's drawings and tables, made anew."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from deploy.drawings.book import FOLDER, GUIDE, OWN, filled, sheets
from deploy.drawings.site import Site
from kiosk.settings import load_settings
from kiosk.toml import FileProblem


def make(
    config: Path | None = typer.Option(
        None, "--config", metavar="FILE", help="Draw the mirror of this settings file."
    ),
    out: Path | None = typer.Option(None, "--out", metavar="FOLDER", help="Where; needed with --config."),
) -> None:
    """Write the drawings, and the tables in the guide; of another mirror than the guide's, the drawings alone."""
    if config is not None and out is None:
        print("--config needs --out FOLDER: the guide's own drawings stay as they are", file=sys.stderr)
        raise typer.Exit(2)
    try:
        settings = load_settings(config or OWN)
        drawn = sheets(settings)
        guide = None if out is not None else filled(GUIDE.read_text(encoding="utf-8"), settings)
    except (FileProblem, ValueError) as error:
        print(error, file=sys.stderr)
        raise typer.Exit(2) from None
    folder = out or FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name, sheet in drawn.items():
        (folder / name).write_text(sheet.svg(), encoding="utf-8")
    if guide is not None:
        GUIDE.write_text(guide, encoding="utf-8")
    print(f"{len(drawn)} drawings in {folder}")
    if Site(settings).behind_the_screen:
        print("the camera lies behind the lit area, where it sees nothing: set [glass] camera_right_of_centre_mm")


if __name__ == "__main__":
    typer.run(make)
