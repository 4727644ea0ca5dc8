"""How the mirror is, in words: what the page of its health shows, and its script shows anew every few seconds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from kiosk.settings import EffortSettings
from kiosk.trainer.dates import Dates
from kiosk.trainer.messages import Health, Logged

LAST_FAULTS = 5

_SCARCE, _FULL = 1_000_000_000, 100_000_000
"""Bytes that are free, as `kiosk doctor` judges them."""

State = Literal["good", "warn", "bad", "plain"]


@dataclass(frozen=True, slots=True)
class Vital:
    """A line of the mirror's health: ``key`` of its name in the words, what is found, and what to make of it in a
    word; empty where there is nothing to make of it. ``state`` is told by colour, and never by it alone."""

    key: str
    found: str
    verdict: str = ""
    state: State = "plain"


def vitals(health: Health, least: float, limits: EffortSettings, words: Mapping[str, Any]) -> tuple[Vital, ...]:
    """What ``health`` says. ``least``: frames a second with fewer of which nothing is
    counted. Empty where nothing was told yet."""
    if health == Health():
        return ()
    said = words["mirror"]
    unknown = said["unknown"]

    def of(key: str, found: str | None, verdict: str = "", state: State = "plain") -> Vital:
        return Vital(key, unknown) if found is None else Vital(key, found, said["verdicts"].get(verdict, ""), state)

    works, frames, lag, heat, free = health.camera_works, health.rate, health.lag_ms, health.heat, health.free
    few = frames is not None and frames < least
    late = lag is not None and lag > limits.lag_ms
    effort = said["effort"].get(health.effort, health.effort) or None
    hot = 0 if heat is None else (heat >= limits.hot) + (heat >= limits.too_hot)
    left = 0 if free is None else (free < _SCARCE) + (free < _FULL)
    return (
        of("camera", health.camera or unknown, "works" if works else "fails", "good" if works else "bad"),
        of("rate", None if frames is None else f"{frames:.0f}", "few" if few else "", "warn" if few else "plain"),
        of("lag", None if lag is None else f"{lag:.0f} ms", "late" if late else "", "warn" if late else "plain"),
        of("effort", effort),
        of("heat", None if heat is None else f"{heat:.0f} °C", ("well", "hot", "too_hot")[hot], _STATES[hot]),
        of("slowed", said["yes"], "slowed", "warn") if health.slowed else of("slowed", said["no"]),
        of("free", None if free is None else f"{free / 1e9:.1f} GB", ("", "scarce", "full")[left], _LEFT[left]),
        of("up_for", lasted(health.up_for, said)),
        of("version", health.version or None),
    )


_STATES: tuple[State, ...] = ("good", "warn", "bad")
_LEFT: tuple[State, ...] = ("plain", "warn", "bad")


def lasted(seconds: float, said: Mapping[str, Any]) -> str:
    """So long, in the two units that tell it best."""
    minutes = int(seconds // 60)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return str(said["days"].format(days=days, hours=hours))
    return str(said["hours"].format(hours=hours, minutes=minutes))


def last_faults(log: Sequence[Logged], words: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """When and what: the last warnings and errors of the ``log``, the newest first."""
    wrong = [each for each in log if each.level in {"warning", "error"}]
    last, dates = wrong[: -LAST_FAULTS - 1 : -1], Dates(words)
    return tuple((dates.moment(datetime.fromisoformat(each.at)), each.line) for each in last)
