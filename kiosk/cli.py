"""The commands."""

from __future__ import annotations

import sys

import typer

from kiosk import __version__
from kiosk.bench.command import bench_command
from kiosk.calibrate.command import calibrate_command
from kiosk.doctor.command import doctor_command
from kiosk.exits import Exit
from kiosk.locale.commands import app as locale_app
from kiosk.quantize.commands import app as models_app
from kiosk.records.commands import app as records_app
from kiosk.repertoire.commands import app as drills_app
from kiosk.repertoire.playlist_commands import app as playlists_app
from kiosk.replay.command import replay_command
from kiosk.station.command import run_command, run_playlist_command
from kiosk.theme.commands import app as theme_app
from kiosk.trainer.commands import app as trainer_app
from kiosk.update.commands import app as update_app
from kiosk.voice.commands import app as voice_app

app = typer.Typer(
    name="kiosk",
    help="The Hinge Mirror: coaches the hip hinge.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
)
app.command("run")(run_command)
app.command("replay")(replay_command)
app.command("bench")(bench_command)
app.command("doctor")(doctor_command)
app.command("calibrate")(calibrate_command)
app.add_typer(drills_app, name="drills")
playlists_app.command("run")(run_playlist_command)
app.add_typer(playlists_app, name="playlists")
app.add_typer(playlists_app, name="playlist", hidden=True)  # who has one in mind writes so
app.add_typer(records_app, name="records")
app.add_typer(models_app, name="models")
app.add_typer(locale_app, name="locale")
app.add_typer(theme_app, name="theme")
app.add_typer(voice_app, name="voice")
app.add_typer(trainer_app, name="trainer")
app.add_typer(update_app, name="update")


@app.command()
def settings() -> None:
    """Print a settings file with every key, its meaning and its default."""
    from kiosk.settings_template import template

    print(template(), end="")


@app.command()
def version() -> None:
    """Print the version."""
    print(__version__)


def main() -> None:
    """Run the command line; the exit code is one of `kiosk.exits.Exit`, or 1 for a defect of ours."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(Exit.DONE)


if __name__ == "__main__":
    main()
