"""`kiosk calibrate`."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.table import Table

from kiosk.exits import Exit, clear_errors, complain
from kiosk.settings import Settings, load_settings, with_options
from kiosk.toml import FileProblem

if TYPE_CHECKING:
    from kiosk.mirror.calibration import Tape

_NEAREST, _APART = 1.0, 0.5
"""Metres: of a mark from the glass, and of the marks from each other, at least."""


def calibrate_command(
    camera: str | None = typer.Option(
        None, "--camera", metavar="WHICH", help="auto, picamera2, usb[:N] or clip:PATH."
    ),
    display: str | None = typer.Option(None, "--display", metavar="WHICH", help="auto, window, kms or offscreen."),
    config: Path | None = typer.Option(None, "--config", metavar="FILE", help="Settings file."),
    width: float | None = typer.Option(None, "--width", metavar="MM", help="Width of the lit area."),
    bottom: float | None = typer.Option(None, "--bottom", metavar="MM", help="Its lower edge over the floor."),
    camera_above: float | None = typer.Option(
        None, "--camera-above", metavar="MM", help="Lens over that lower edge."
    ),
    camera_right: float | None = typer.Option(
        None, "--camera-right", metavar="MM", help="Lens right of the middle, as you face it."
    ),
    camera_behind: float | None = typer.Option(
        None, "--camera-behind", metavar="MM", help="Lens behind the mirror's surface."
    ),
    tilt: float | None = typer.Option(None, "--tilt", metavar="DEGREES", help="The camera looks down by about this."),
    near: float = typer.Option(1.5, "--near", metavar="M", help="Mark 1 from the glass."),
    far: float = typer.Option(3.0, "--far", metavar="M", help="Mark 2 from the glass."),
    height: float | None = typer.Option(None, "--height", metavar="M", help="Your height in shoes, roughly."),
    yes: bool = typer.Option(False, "--yes", help="Ask nothing: what no option says is as in the settings."),
    show: bool = typer.Option(False, "--show", help="Print the calibration in use, and change nothing."),
    reset: bool = typer.Option(False, "--reset", help="Take the calibration away."),
    out: Path | None = typer.Option(
        None, "--out", metavar="FOLDER", help="A picture of each step on the glass goes here."
    ),
) -> None:
    """Find where camera and screen are, standing before the glass: two marks on the floor, five crosses at each."""
    with clear_errors():
        settings = with_options(load_settings(config), camera, display)
        if show or reset:
            code = _show(settings) if show else _reset(settings)
        else:
            said = {
                "width": width,
                "bottom": bottom,
                "camera_y": camera_above,
                "camera_x": camera_right,
                "camera_z": None if camera_behind is None else -camera_behind,
                "tilt": tilt,
            }
            code = _calibrate(settings, said, (near, far), height, yes, out)
    raise typer.Exit(code)


def _calibrate(
    settings: Settings,
    said: dict[str, float | None],
    metres: tuple[float, float],
    height: float | None,
    yes: bool,
    out: Path | None,
) -> Exit:
    # Imported late: the other commands need neither the glass nor the cabinet.
    from kiosk.cabinet import open_cabinet
    from kiosk.calibrate.advice import what_to_check
    from kiosk.calibrate.file import calibration_path, saved, write
    from kiosk.calibrate.guide import Guide
    from kiosk.calibrate.session import Session
    from kiosk.camera import CameraOpener, NoCamera
    from kiosk.locale.load import load_texts
    from kiosk.mirror import DisplayError, open_display
    from kiosk.pose.tracker import Tracker

    if metres[0] < _NEAREST or metres[1] - metres[0] < _APART:
        problem = f"--near {metres[0]:g} --far {metres[1]:g}: the near mark must be at least {_NEAREST:g} m from the"
        raise FileProblem([f"{problem} glass, and the far one {_APART:g} m behind it; 1.5 and 3 are good"])
    texts = load_texts(settings.session.language).calibrate
    tape, tall = _measured(settings, said, height, yes)
    marks = (1000.0 * metres[0], 1000.0 * metres[1])
    if not yes:
        typer.echo(f"Mark the floor {metres[0]:g} m and {metres[1]:g} m from the glass, before its middle.")
    _make_folder(out)
    try:
        with (
            CameraOpener(settings.camera)() as source,
            open_cabinet(settings.cabinet) as cabinet,
            open_display(settings.glass, rotation=settings.glass.rotation) as glass,
        ):
            if source.name == "demo":
                raise NoCamera("no camera but the demo; connect one, --camera picamera2 or usb says what is wrong")
            cabinet.lamp(True)
            session = Session(tape, marks, 1000.0 * tall, glass.size)
            tracker = Tracker(settings.pose, None, settings.zone)
            guide = Guide(session, glass, settings.glass, texts, cabinet, out)
            guided = guide.run(source, lambda frame: tracker(frame, False), settings.camera.stall_after)
    except DisplayError as error:
        complain(str(error))
        return Exit.NO_DISPLAY
    solution = guided.solution
    if solution is None:
        complain("broken off before the last cross; nothing was changed")
        if guided.asked:
            return Exit.DONE
        return Exit.NO_FRAME if guided.seen or not guided.frames else Exit.NO_PERSON
    problems = what_to_check(solution, marks)
    if problems or not guided.kept:
        complain(*problems, "nothing was changed")
        return Exit.WRONG if problems else Exit.DONE
    kept = saved(solution, tape, marks, datetime.now(UTC))
    path = calibration_path(settings.records)
    write(kept, path)
    return _show(settings)


def _measured(
    settings: Settings, said: dict[str, float | None], height: float | None, yes: bool
) -> tuple[Tape, float]:
    """The tape as the options say, else as is answered, else as in the settings; and the person's height, metres."""
    from kiosk.calibrate.advice import MEANS
    from kiosk.calibrate.tape import tape_of

    tape = tape_of(settings)
    for name, value in said.items():
        known = getattr(tape, name)
        if value is None and not yes:
            what, unit = MEANS[name]
            value = typer.prompt(f"{what[0].upper()}{what[1:]} ({unit})", default=known.value, type=float)
        if value is not None:
            tape = replace(tape, **{name: replace(known, value=value)})
    if height is None:
        usual = settings.session.body_height
        height = usual if yes else typer.prompt("Your height in shoes (m)", default=usual, type=float)
    wrong = [] if 80.0 <= tape.width.value <= 5000.0 else [f"--width {tape.width.value:g}: must be 80 to 5000 mm"]
    wrong += [] if 1.0 <= height <= 2.4 else [f"--height {height:g}: must be 1 to 2.4 m; metres, not centimetres"]
    wrong += [] if abs(tape.tilt.value) <= 45.0 else [f"--tilt {tape.tilt.value:g}: must be -45 to 45 degrees"]
    if wrong:
        raise FileProblem(wrong)
    return tape, height


def _show(settings: Settings) -> Exit:
    from kiosk.calibrate.advice import rows
    from kiosk.calibrate.file import calibration_path, read

    path = calibration_path(settings.records)
    kept = read(path)
    console = Console(highlight=False)
    if kept is None:
        console.print(f"{path}: none yet; run `kiosk calibrate`", soft_wrap=True)
        return Exit.DONE
    table = Table("", "tape", "solved", "within", box=None, padding=(0, 1))
    for row in rows(kept):
        table.add_row(*row)
    console.print(table)
    made = kept.made_at.astimezone()
    console.print(
        f"{path}: made {made:%Y-%m-%d %H:%M}; noses {kept.residual_mm:.0f} mm beside their crosses (root mean "
        f"square), reflections drawn to about {kept.expected_mm:.0f} mm",
        soft_wrap=True,
    )
    return Exit.DONE


def _reset(settings: Settings) -> Exit:
    from kiosk.calibrate.file import calibration_path
    from kiosk.calibrate.moved import moved_path

    path = calibration_path(settings.records)
    try:
        moved_path(settings.records).unlink(missing_ok=True)
        path.unlink()
    except FileNotFoundError:
        typer.echo(f"{path}: there was none")
        return Exit.DONE
    except OSError as error:
        raise FileProblem([f"{path}: cannot be taken away: {error.strerror}"]) from error
    typer.echo(f"{path}: taken away; the settings of camera and glass hold")
    return Exit.DONE


def _make_folder(out: Path | None) -> None:
    if out is None:
        return
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileProblem([f"--out {out}: cannot be made: {error.strerror}"]) from error
