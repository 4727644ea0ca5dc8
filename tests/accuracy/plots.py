"""The report's pictures: SVG, the same bytes for the same figures. Needs matplotlib (`make accuracy` has it)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np

matplotlib.use("agg")
from matplotlib.axes import Axes  # after the backend is chosen
from matplotlib.figure import Figure

from .frames import ANGLES, MeasureErrors
from .score import ClipScore
from .summary import GRADES

MOST_BYTES = 60_000
SHOWN = ("torso_inclination", "hip_flexion", "knee_flexion", "shin_inclination", "back_curvature")
INK, SOFT, RED, PALE = "#1f4e79", "#7fa8cc", "#b3392f", "#dfe8f0"
_STYLE = {
    "svg.hashsalt": "hinge-mirror",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 9.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 9.0,
}

Plot = Callable[[Sequence[ClipScore], Mapping[str, Any]], Figure | None]


def write_plots(folder: Path, scores: Sequence[ClipScore], main: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Draw what there are figures for; returns (file, what it shows). Old pictures in `folder` go."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.svg"):
        old.unlink()
    drawn = []
    with matplotlib.rc_context(_STYLE):
        for name, what, plot in PLOTS:
            figure = plot(scores, main)
            if figure is not None:
                figure.savefig(folder / f"{name}.svg", metadata={"Date": None, "Creator": None})
                drawn.append((f"{name}.svg", what))
    return drawn


def pooled(scores: Sequence[ClipScore], name: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Errors, true torso inclination and degrees off side-on of all frames; less the standing offset where there is
    one."""
    items: list[MeasureErrors] = [
        score.frames.measures[name] for score in scores if score.frames and name in score.frames.measures
    ]
    if not items:
        return np.zeros(0), np.zeros(0), np.zeros(0)
    errors = [item.error if item.settled is None else item.settled for item in items]
    return tuple(np.concatenate(each) for each in (errors, [i.lean for i in items], [i.turn for i in items]))  # type: ignore[return-value]


def _errors(scores: Sequence[ClipScore], _main: Mapping[str, Any]) -> Figure | None:
    figure = Figure(figsize=(9.0, 2.1), layout="constrained")
    axes = figure.subplots(1, len(SHOWN))
    for axis, name in zip(axes, SHOWN, strict=True):
        errors = pooled(scores, name)[0]
        if len(errors):
            limit = float(np.percentile(np.abs(errors), 99.0)) or 1.0
            axis.hist(np.clip(errors, -limit, limit), bins=31, range=(-limit, limit), color=INK)
            axis.axvline(0.0, color=RED, linewidth=0.8)
        axis.set(title=_title(name), yticks=[])
        axis.spines["left"].set_visible(False)
    return figure


def _by(which: int, edges: Sequence[float], ticks: Sequence[float], label: str) -> Plot:
    """Bias (line) and RMSE (bars) of the measures over bins of the lean (1) or the turn (2)."""

    def plot(scores: Sequence[ClipScore], _main: Mapping[str, Any]) -> Figure | None:
        figure = Figure(figsize=(9.0, 2.3), layout="constrained")
        axes = figure.subplots(1, len(SHOWN))
        for axis, name in zip(axes, SHOWN, strict=True):
            _binned(axis, pooled(scores, name)[0], pooled(scores, name)[which], edges)
            axis.set(title=_title(name), xlabel=label, xticks=ticks)
        return figure

    return plot


def _binned(axis: Axes, errors: np.ndarray, by: np.ndarray, edges: Sequence[float]) -> None:
    middle, rmse, bias = [], [], []
    for low, high in pairwise(edges):
        inside = errors[(by >= low) & (by < high)]
        if len(inside) >= 10:
            middle.append((low + high) / 2.0)
            rmse.append(float(np.sqrt(np.mean(inside**2))))
            bias.append(float(inside.mean()))
    axis.bar(middle, rmse, width=0.8 * (edges[1] - edges[0]), color=SOFT)
    axis.plot(middle, bias, color=RED, marker=".", linewidth=1.0)
    axis.axhline(0.0, color="black", linewidth=0.5)
    axis.set_xlim(edges[0], edges[-1])


def _sure(_scores: Sequence[ClipScore], main: Mapping[str, Any]) -> Figure | None:
    bins = [item for item in main["sure"] if item["of"]]
    if not bins:
        return None
    figure = Figure(figsize=(3.4, 2.6), layout="constrained")
    axis = figure.subplots()
    middle = [(item["from"] + item["to"]) / 2.0 for item in bins]
    share = [item["share"] for item in bins]
    ends = np.array([item["interval"] for item in bins])
    axis.plot([0.25, 1.0], [0.25, 1.0], color="black", linewidth=0.5, linestyle=":")
    # Wilson's interval of all or nothing leaves the share itself out by a rounding.
    spans = np.maximum(0.0, [np.subtract(share, ends[:, 0]), np.subtract(ends[:, 1], share)])
    axis.errorbar(middle, share, yerr=spans, color=INK, marker="o", linewidth=1.0, capsize=2.0)
    for x, y, item in zip(middle, share, bins, strict=True):
        axis.annotate(str(item["of"]), (x, y), xytext=(4, -10), textcoords="offset points", fontsize=7)
    axis.set(xlabel="how sure the mirror is of a fault", ylabel="how often it is there", ylim=(-0.02, 1.05))
    return figure


def _grades(_scores: Sequence[ClipScore], main: Mapping[str, Any]) -> Figure | None:
    faults = {name: item for name, item in main["faults"].items() if item["recall"]["of"]}
    if not faults:
        return None
    figure = Figure(figsize=(max(4.0, 1.1 * len(faults) + 1.2), 2.6), layout="constrained")
    axis = figure.subplots()
    for at, (grade, colour) in enumerate(zip(GRADES, (PALE, SOFT, INK), strict=True)):
        places, shares = [], []
        for number, item in enumerate(faults.values()):
            if grade in item["grades"]:
                places.append(number + 0.27 * (at - 1))
                shares.append(item["grades"][grade]["share"])
                axis.annotate(
                    str(item["grades"][grade]["of"]), (places[-1], shares[-1]), ha="center", va="bottom", fontsize=7
                )
        if places:
            axis.bar(places, shares, width=0.25, color=colour, edgecolor=INK, linewidth=0.5, label=grade)
    axis.set_xticks(range(len(faults)), [name.replace("_", "\n", 1) for name in faults])
    axis.set(ylim=(0.0, 1.12), ylabel="found of those acted")
    axis.legend(frameon=False, fontsize=7, ncols=3, loc="upper left", bbox_to_anchor=(0.0, 1.16))
    return figure


def _confusion(_scores: Sequence[ClipScore], main: Mapping[str, Any]) -> Figure | None:
    table = main["confusion"]
    if not table:
        return None
    acted = list(table)
    found = [*sorted({name for row in table.values() for name in row} - {"reps", "none"}), "none"]
    shares = np.array([[table[a].get(f, 0) / table[a]["reps"] for f in found] for a in acted])
    figure = Figure(figsize=(1.6 + 0.75 * len(found), 1.2 + 0.32 * len(acted)), layout="constrained")
    axis = figure.subplots()
    axis.imshow(shares, cmap="Blues", vmin=0.0, vmax=1.0, aspect="auto", interpolation="nearest")
    for row, name in enumerate(acted):
        for column, other in enumerate(found):
            if table[name].get(other):
                dark = shares[row, column] > 0.5
                axis.text(column, row, str(table[name][other]), ha="center", va="center", fontsize=7,
                          color="white" if dark else "black")  # fmt: skip
    axis.set_xticks(range(len(found)), [name.replace("_", "\n", 1) for name in found], fontsize=7)
    axis.set_yticks(range(len(acted)), [f"{name} ({table[name]['reps']})" for name in acted], fontsize=7)
    axis.set(xlabel="found", ylabel="acted")
    axis.tick_params(bottom=False, left=False)
    return figure


def _title(name: str) -> str:
    return name.replace("_", " ") + (" (°)" if name in ANGLES else "")


PLOTS: tuple[tuple[str, str, Plot], ...] = (
    (
        "errors",
        "Errors of all frames, less each clip's own error while standing; the ends hold the last percent",
        _errors,
    ),
    (
        "by_inclination",
        "By the true torso inclination, degrees: RMSE (bars) and bias (line)",
        _by(1, tuple(np.arange(-15.0, 121.0, 15.0)), (0, 45, 90), "torso, °"),
    ),
    (
        "by_turn",
        "By degrees off side-on: RMSE (bars) and bias (line)",
        _by(2, tuple(np.arange(0.0, 91.0, 10.0)), (0, 30, 60, 90), "off side-on, °"),
    ),
    ("sure", "Faults that the mirror names: how often they are there, by its own confidence", _sure),
    ("grades", "Faults found by how strongly they were acted; above each bar how many reps", _grades),
    ("confusion", "What was acted and what was found, in reps with one watched fault at most", _confusion),
)
