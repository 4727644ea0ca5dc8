"""A machine without systemd and without waiting: time passes when somebody sleeps, and the station that the link
leads to beats its heart as its version is said to behave."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.release import Layout, current
from kiosk.update.machine import FIT, KEEP, STATION, Machine, MachineError

Behaviour = Callable[[float], "dict[str, object] | None"]
"""What of the heartbeat is other than well, by the seconds that the station has run; None: it tells nothing."""


def well(ran: float) -> dict[str, object] | None:
    return {} if ran >= 3.0 else None


def hangs(ran: float) -> dict[str, object] | None:
    return {} if 3.0 <= ran < 20.0 else {"at": None}


def silent(ran: float) -> dict[str, object] | None:
    return None


def dark(ran: float) -> dict[str, object] | None:
    return {"drawn": 0}


def crashes(ran: float) -> dict[str, object] | None:
    return {"pid": 100 + int(ran / 7.0)} if ran % 7.0 > 3.0 else None


def blind(ran: float) -> dict[str, object] | None:
    return {"frames": 0} if ran >= 3.0 else None


@dataclass
class Stage(Machine):
    """The machine. ``behaves``: how versions do, where not well; ``refuses``: units that cannot be started; ``busy``:
    from when to when somebody is there; ``said``: what was asked of it."""

    layout: Layout
    behaves: dict[str, Behaviour] = field(default_factory=dict)
    refuses: set[str] = field(default_factory=set)
    busy: tuple[float, float] = (0.0, 0.0)
    said: list[str] = field(default_factory=list)
    clock: float = 5000.0
    runs: str | None = None
    began: float = 0.0
    last: dict[str, object] = field(default_factory=dict)
    notices: set[str] = field(default_factory=set)

    def start(self, unit: str) -> None:
        self.said.append(f"start {unit}")
        if unit in self.refuses or (unit == STATION and f"{unit} {current(self.layout)}" in self.refuses):
            raise MachineError(f"{unit} failed")
        if unit == STATION:
            self.runs, self.began = current(self.layout), self.clock
        assert unit in {STATION, KEEP, FIT}

    def stop(self, unit: str) -> None:
        self.said.append(f"stop {unit}")
        self.runs = None
        self.layout.heart.unlink(missing_ok=True)

    def restart(self, unit: str) -> None:
        self.stop(unit)
        self.start(unit)

    def now(self) -> float:
        return self.clock

    def sleep(self, seconds: float) -> None:
        self.clock += seconds
        self.beat()
        self.notices |= {path.name for path in self.layout.runtime.glob("*.json")} - {"heart.json"}

    def beat(self) -> None:
        """What the station tells now."""
        if self.runs is None:
            return
        ran = self.clock - self.began
        other = self.behaves.get(self.runs, well)(ran)
        if other is None:
            return
        pulse: dict[str, object] = {
            "pid": 7000 + int(self.began),
            "version": self.runs,
            "release": str(self.layout.release(self.runs)),
            "began": self.began,
            "at": self.clock,
            "drawn": int(30 * ran) + 1,
            "frames": int(25 * ran) + 1,
            "idle": not self.busy[0] <= self.clock < self.busy[1],
            "trouble": None,
            "sound": True,
            **other,
        }
        if pulse["at"] is None:
            return
        self.layout.heart.write_text(json.dumps(pulse), encoding="utf-8")


def lay_out(root: Path) -> Layout:
    """The folders of a machine on which nothing is installed."""
    layout = Layout(root)
    for folder in (layout.releases, layout.configuration, layout.incoming, layout.runtime, layout.sticks):
        folder.mkdir(parents=True, exist_ok=True)
    return layout
