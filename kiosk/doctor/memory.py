"""Room for records, the records, what the last run left, and the calibration."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from kiosk.calibrate.file import calibration_path, misfit, read
from kiosk.calibrate.moved import moved_path, read_moved
from kiosk.calibrate.moved import why as why_moved
from kiosk.doctor.finding import Finding, bad, bad_lines, note, well
from kiosk.health.last_run import NAME, LastRun, read_last_run, summary
from kiosk.records import OldRecords, RecordError, Store
from kiosk.records.place import records_path
from kiosk.settings import Settings
from kiosk.toml import FileProblem

_FULL_MB, _SCARCE_MB = 100, 1000
_MUCH_LOST = 0.25
_MOSTLY = 0.5
"""Share of a run that was too slow to coach, from which on the mirror did not do its work."""


def space(settings: Settings) -> Finding:
    """How much room there is for records."""
    part, folder = "storage", _nearest(records_path(settings.records).parent)
    free = shutil.disk_usage(folder).free / 1e6
    found = f"{free:,.0f} MB free at {folder}"
    if free < _FULL_MB:
        return bad(part, found, "make room: records cannot be kept on a full disk", free_mb=round(free))
    if free < _SCARCE_MB:
        return note(part, found, "make room before it is full", free_mb=round(free))
    return well(part, found, free_mb=round(free))


def store(settings: Settings) -> list[Finding]:
    """Look at the records; nothing is made or changed."""
    path = records_path(settings.records)
    folder = _nearest(path.parent)
    if not settings.records.enabled:
        return [well("records", "not kept: records.enabled is false")]
    if not path.exists():
        if not _writable(folder):
            do = f"sudo chown {folder}, or set records.database"
            return [bad("records", f"{path} cannot be made: no right to write in {folder}", do)]
        return [well("records", f"{path}: none yet; made with the first rep", sessions=0)]
    try:
        with Store(path, read_only=True) as records:
            sessions = len(records.sessions())
    except OldRecords as error:
        do = "nothing: the next run brings it up to date and loses nothing"
        return [note("records", str(error), do)]
    except RecordError as error:
        do = "the next run sets it aside and begins afresh; copy it first if it matters"
        return [bad("records", str(error), do)]
    if not _writable(path.parent):
        do = f"give the mirror's user the right to write in {path.parent}, or set records.database"
        return [bad("records", f"{path}: nothing can be added", do, sessions=sessions)]
    return [well("records", f"{path}: {sessions} sessions", sessions=sessions)]


def recall(settings: Settings) -> list[Finding]:
    """What the last run came to: lag, losses, effort."""
    part = "last run"
    if not settings.records.enabled:
        return [well(part, "not kept: records.enabled is false")]
    path = records_path(settings.records).with_name(NAME)
    try:
        run = read_last_run(path)
    except FileProblem as error:
        return [note(part, found.found, found.do) for found in bad_lines(part, error.problems)]
    if run is None:
        return [well(part, "none yet")]
    found = f"{run.told_at.astimezone():%Y-%m-%d %H:%M}, {run.camera}: " + ". ".join(summary(run))
    told = run.measured
    numbers = {
        "glass_p50_ms": told.glass_ms.p50 if told.glass_ms else None,
        "glass_p95_ms": told.glass_ms.p95 if told.glass_ms else None,
        "bar_p50_ms": told.bar_ms.p50 if told.bar_ms else None,
        "bar_p95_ms": told.bar_ms.p95 if told.bar_ms else None,
        "dropped": told.dropped,
        "poses_per_s": told.rate,
        "too_slow_s": told.too_slow,
        "level": run.level,
        "steps": len(run.steps),
    }
    do = _advice(run, settings)
    if told.too_slow > _MOSTLY * told.seconds:
        return [bad(part, found, do, **numbers)]
    return [note(part, found, do, **numbers) if do else well(part, found, **numbers)]


def place(settings: Settings) -> Finding:
    """Whether it is known where camera and screen are."""
    part, path = "calibration", calibration_path(settings.records)
    anew = "kiosk calibrate"
    try:
        kept = read(path)
    except FileProblem as error:
        return note(part, f"not used: {error.problems[0].rpartition('; ')[0]}", anew)
    if kept is None:
        do = f"{anew}: two minutes with a tape measure"
        return note(part, "none: where the settings are off, all is drawn decimetres beside the reflection", do)
    picture, screen = ((each.width, each.height) for each in (settings.camera, settings.glass))
    why = misfit(kept, picture, screen)
    if why:
        return note(part, f"not used: {why}", anew)
    try:
        moved = read_moved(moved_path(settings.records))
    except FileProblem as error:
        return note(part, error.problems[0].rpartition("; ")[0] or error.problems[0], anew)
    if moved is not None and moved.told_at > kept.made_at:
        return note(part, f"the camera may have moved: {why_moved(moved)}", anew, people=moved.people)
    made = kept.made_at.astimezone()
    found = f"of {made:%Y-%m-%d %H:%M}: reflections to about {kept.expected_mm:.0f} mm"
    return well(part, found, residual_mm=kept.residual_mm, expected_mm=kept.expected_mm)


def _advice(run: LastRun, settings: Settings) -> str:
    limit = settings.effort.lag_ms
    late = run.measured.glass_ms is not None and run.measured.glass_ms.p95 > limit
    if run.slowed:
        return "the processor slowed itself down: give it air, and its own power supply"
    if run.measured.too_slow > 0.0:
        return (
            "it was too slow to coach: see networks and camera above; stop what else runs, give it air and light (in "
            'the dark cameras give fewer pictures), or set pose.network = "lite"'
        )
    if late or run.measured.dropped > _MUCH_LOST:
        return 'it could not keep up: stop what else runs, set pose.network = "lite", or camera.rate lower'
    if run.steps:
        return "it left things out for a while, as said; give it air, and stop what else runs"
    return ""


def _nearest(folder: Path) -> Path:
    """``folder``, or the nearest one above it that exists."""
    return next(place for place in (folder.absolute(), *folder.absolute().parents) if place.is_dir())


def _writable(folder: Path) -> bool:
    return os.access(folder, os.W_OK | os.X_OK)
