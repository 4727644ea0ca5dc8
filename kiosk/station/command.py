"""`kiosk run`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NoReturn

import typer

from kiosk.exits import Exit, clear_errors


def run_command(
    camera: str | None = typer.Option(
        None, "--camera", metavar="WHICH", help="auto, picamera2, usb[:N], clip:PATH or demo."
    ),
    display: str | None = typer.Option(None, "--display", metavar="WHICH", help="auto, window, kms or offscreen."),
    drill: str | None = typer.Option(None, "--drill", metavar="ID", help="Drill to coach."),
    config: Path | None = typer.Option(None, "--config", metavar="FILE", help="Settings file."),
    trace: Path | None = typer.Option(
        None, "--trace", metavar="FILE", help="Write one CSV row per frame, with how late glass and bar showed it."
    ),
    speech: Path | None = typer.Option(
        None, "--speech", metavar="FILE", help="Write what is said to this WAV file instead of the sound card."
    ),
    hear: Path | None = typer.Option(
        None, "--hear", metavar="FILE", help="Listen to this recording instead of the microphone."
    ),
    out: Path = typer.Option(Path("out"), "--out", metavar="FOLDER", help="Pictures and report of an offscreen run."),
    keep_going: bool = typer.Option(
        False,
        "--keep-going",
        help="For a mirror that nobody watches: wrong settings are said on the glass, and older ones used; "
        "a camera that is not there is waited for.",
    ),
) -> None:
    """Run the mirror. Without a screen it runs offscreen, and leaves screenshots and a report."""
    # Imported late: the other commands need neither the glass nor the cabinet.
    from kiosk.station.launch import launch
    from kiosk.station.prepared import Options

    with clear_errors():
        code = launch(Options(camera, display, drill), config, out, trace, speech, hear, keep_going=keep_going)
    _end(code)


def run_playlist_command(
    named: str = typer.Argument(..., metavar="NAME|FILE", help="One as told by list, or a file."),
    camera: str | None = typer.Option(
        None, "--camera", metavar="WHICH", help="auto, picamera2, usb[:N], clip:PATH or demo."
    ),
    display: str | None = typer.Option(None, "--display", metavar="WHICH", help="auto, window, kms or offscreen."),
    config: Path | None = typer.Option(None, "--config", metavar="FILE", help="Settings file."),
    out: Path = typer.Option(Path("out"), "--out", metavar="FOLDER", help="Pictures and report of an offscreen run."),
) -> None:
    """Run the mirror with this playlist, whatever is scheduled."""
    # Imported late: the other commands need neither the glass nor the cabinet.
    from kiosk.station.launch import launch
    from kiosk.station.prepared import Options

    with clear_errors():
        code = launch(Options(camera, display, playlist=named), config, out)
    _end(code)


def _end(code: Exit) -> NoReturn:
    """End with ``code``; where the settings have changed, begin again in the same process, so that who watches it
    sees it go on. All of it is left behind, threads that hang in a driver too."""
    if code is Exit.AGAIN:
        sys.stdout.flush()
        sys.stderr.flush()
        os.execv(sys.executable, [sys.executable, "-m", "kiosk", *sys.argv[1:]])
    raise typer.Exit(code)
