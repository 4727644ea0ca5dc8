"""Which network runs, how it computes, in which runtime, on how many threads: the settings, else a measured table."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from kiosk import toml
from kiosk.pose.catalogue import Arithmetic, Network, choices
from kiosk.pose.runtime import RUNTIMES, Runtime, installed
from kiosk.settings import PoseSettings

TABLE = Path(__file__).with_name("choice.toml")

_CPUINFO = Path("/proc/cpuinfo")


@dataclass(frozen=True, slots=True)
class Processor:
    """``machine`` as `platform.machine` names it, ``features`` as /proc/cpuinfo does."""

    machine: str
    features: frozenset[str]


@dataclass(frozen=True, slots=True)
class Choice:
    """How poses are computed."""

    runtime: Runtime
    network: Network
    arithmetic: Arithmetic
    threads: int


class Row(toml.Section):
    """One row of the table; what it does not name fits all."""

    runtime: Runtime | None = None
    machine: str | None = None
    features: tuple[str, ...] = ()
    arithmetic: Arithmetic
    threads: int = Field(ge=1, le=8)
    measured: str = Field(min_length=1, description="what the row rests on")

    def fits(self, runtime: Runtime, processor: Processor) -> bool:
        """Whether the row speaks of ``runtime`` on ``processor``."""
        return (
            self.runtime in (None, runtime)
            and self.machine in (None, processor.machine)
            and processor.features.issuperset(self.features)
        )


class Table(toml.Section):
    """All rows, the more particular first."""

    row: tuple[Row, ...] = Field(min_length=1)


def load_table(path: Path = TABLE) -> Table:
    """The table in ``path``. Raises `kiosk.toml.FileProblem`."""
    return toml.load(Table, path)


def this_processor() -> Processor:
    """The processor at hand; without features where the system does not tell them."""
    machine = {"arm64": "aarch64", "AMD64": "x86_64"}.get(platform.machine(), platform.machine())
    try:
        lines = _CPUINFO.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return Processor(machine, frozenset())
    told = next((line for line in lines if line.lower().startswith(("flags", "features"))), "")
    return Processor(machine, frozenset(told.partition(":")[2].split()))


def chosen(settings: PoseSettings, processor: Processor | None = None, table: Table | None = None) -> Choice:
    """What ``settings`` name, and where they say "auto" what ``table`` (that shipped) has for ``processor``.

    An arithmetic of the table that the models' folder lacks is passed over for the one it has.

    Raises:
        kiosk.pose.catalogue.ModelError: no runtime, or no manifest of models.
    """
    runtime = settings.runtime if settings.runtime != "auto" else installed()
    row = _row(table or load_table(), runtime, processor or this_processor())
    network: Network = "full" if settings.network == "auto" else settings.network
    arithmetic: Arithmetic
    if settings.arithmetic != "auto":
        arithmetic = settings.arithmetic
    else:
        had = [item for name, item in choices(settings.models) if name == network]
        arithmetic = row.arithmetic if row.arithmetic in had or not had else had[0]
    return Choice(runtime, network, arithmetic, settings.threads or row.threads)


def _row(table: Table, runtime: Runtime, processor: Processor) -> Row:
    fitting = (row for row in table.row if row.fits(runtime, processor))
    found = next(fitting, None)
    if found is None:
        raise toml.FileProblem(
            [f"{TABLE}: no row fits {runtime} on {processor.machine}; known runtimes: {', '.join(RUNTIMES)}"]
        )
    return found
