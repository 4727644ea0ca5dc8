"""The owner's settings, and the files that they name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.coach.drill import load_repertoire
from kiosk.coach.pace_table import load_pace, shipped_pace
from kiosk.coach.policy.table import load_policy
from kiosk.doctor.finding import Finding, bad, well
from kiosk.health.levels import load_levels
from kiosk.locale.load import load_texts
from kiosk.mirror.theme_table import load_theme
from kiosk.settings import Settings, load_settings, usual_place, with_options
from kiosk.toml import FileProblem

PART = "settings"


def read(camera: str | None, display: str | None, config: Path | None) -> tuple[list[Finding], Settings, float]:
    """What there is to say of the settings, those to look by (the defaults, where they are wrong), and how many
    frames a second coaching needs by them."""
    findings, settings = _settings(camera, display, config)
    with _noted(findings, "effort.levels"):
        load_levels(settings.effort.levels)
    with _noted(findings, "session.language"):
        load_texts(settings.session.language)
    with _noted(findings, "glass.theme"):
        load_theme(settings.glass)
    pace = shipped_pace()
    with _noted(findings, "session.pace"):
        pace = load_pace(settings.session.pace)
    with _noted(findings, "session.policy"):
        load_policy(settings.session.policy, load_repertoire(settings.session.drills).drills)
    return findings, settings, pace.least


def _settings(camera: str | None, display: str | None, config: Path | None) -> tuple[list[Finding], Settings]:
    file = config or usual_place()
    findings: list[Finding] = []
    try:
        settings = load_settings(config)
        findings.append(well(PART, str(file) if file else "none; the defaults hold"))
    except FileProblem as error:
        settings = Settings()
        findings += [bad(PART, line, "mend it; `kiosk settings` prints all keys") for line in error.problems]
    try:
        settings = with_options(settings, camera=camera, display=display)
    except FileProblem as error:
        findings += [bad(PART, line, "see `kiosk run --help`") for line in error.problems]
    return findings, settings


@contextmanager
def _noted(findings: list[Finding], key: str) -> Iterator[None]:
    """What is wrong with the file that ``key`` of the settings names goes to ``findings``."""
    try:
        yield
    except FileProblem as error:
        findings += [bad(PART, line, f"mend it, or take {key} out") for line in error.problems]
