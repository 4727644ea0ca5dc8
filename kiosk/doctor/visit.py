"""What every part of the examination is given."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from kiosk.doctor.asks import Asks, Nobody
from kiosk.doctor.finding import Finding
from kiosk.doctor.journal import Line, kernel_lines
from kiosk.doctor.machine import Machine
from kiosk.doctor.pulse import Pulse
from kiosk.health.heat import Heat, read_heat
from kiosk.settings import Settings

HOME = Path("opt/hinge-mirror")
"""Of an installed mirror, below the machine's root."""


@dataclass(frozen=True)
class Visit:
    """``settings``: those looked by, and what there was to say of them (``told``); ``least``: frames a second with
    fewer of which nothing is coached; ``pulse``: of a mirror that runs, None where none does."""

    settings: Settings
    least: float
    told: tuple[Finding, ...] = ()
    machine: Machine = field(default_factory=Machine)
    pulse: Pulse | None = None
    asks: Asks = field(default_factory=Nobody)

    @cached_property
    def heat(self) -> Heat:
        """How hot the machine is, and whether it has power enough."""
        return read_heat(self.machine.root)

    @cached_property
    def kernel(self) -> tuple[Line, ...] | None:
        """What the kernel has said since the start; None where that cannot be read."""
        return kernel_lines(self.machine)

    @property
    def installed(self) -> bool:
        """Whether this machine is a mirror that was set up as one, and not somebody's computer."""
        return (self.machine.root / HOME / "current").exists()
