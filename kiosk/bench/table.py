"""What was measured and what follows, for the terminal and as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict

from rich.console import Console
from rich.table import Table

from kiosk.bench.proposal import Proposal
from kiosk.bench.saving import keys
from kiosk.bench.timings import Measured

SLOWEST = 10.0
"""Frames a second below which a fast rep is over before it is seen."""


def print_result(console: Console, measured: Measured, proposal: Proposal, rate: float) -> None:
    """Two tables and the proposal."""
    networks = Table(title=f"Networks on {measured.processor.machine}, {measured.cores} cores, {measured.runtime}")
    for column in ("network", "arithmetic"):
        networks.add_column(column)
    for column in ("threads", "mask", "usual ms", "slow ms", "CPU ms", "load s"):
        networks.add_column(column, justify="right")
    for item in measured.readings:
        mine = (item.network, item.arithmetic, item.threads) == (
            proposal.network,
            proposal.arithmetic,
            proposal.threads,
        )
        networks.add_row(
            item.network,
            item.arithmetic,
            str(item.threads),
            "yes" if item.mask else "no",
            f"{item.usual_ms:.1f}",
            f"{item.slow_ms:.1f}",
            f"{item.cpu_ms:.1f}",
            f"{item.load_s:.2f}",
            style="bold" if mine else None,
        )
    console.print(networks)
    pictures = Table(title="Camera sizes")
    pictures.add_column("size")
    for column in ("cut the person out, ms", "look for people, ms"):
        pictures.add_column(column, justify="right")
    for picture in measured.pictures:
        pictures.add_row(str(picture.size), f"{picture.warp_ms:.2f}", f"{picture.look_ms:.1f}")
    console.print(pictures)
    console.print(
        f"Proposed for {rate:g} frames a second: {proposal.why}.\n"
        f"A frame with the mask takes {proposal.frame_ms:.1f} ms; {proposal.budget_ms:.1f} ms leave head room.",
        highlight=False,
    )
    if not proposal.fits:
        console.print(
            f"Ask the camera for {proposal.rate:g} frames a second at most (`rate` in [camera])."
            if proposal.rate >= SLOWEST
            else f"It reaches {proposal.rate:g} frames a second, too few to coach by: use a faster computer.",
            markup=False,
            highlight=False,
        )
    for section, values in keys(proposal).items():
        lines = [f"{key} = {json.dumps(value)}" for key, value in values.items()]
        console.print("\n".join([f"\n[{section}]", *lines]), markup=False, highlight=False)


def as_json(measured: Measured, proposal: Proposal, rate: float) -> str:
    """The same for programs."""
    found = asdict(measured)
    found["processor"]["features"] = sorted(measured.processor.features)
    return json.dumps({"rate": rate, "measured": found, "proposed": asdict(proposal)}, indent=2) + "\n"
