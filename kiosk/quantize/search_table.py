"""Writes down what a search found: its table for people to read, and its spans into the recipe."""

from __future__ import annotations

from pathlib import Path

import tomlkit
from tomlkit.items import Comment, Table, Whitespace

from kiosk.quantize.build import built_with
from kiosk.quantize.recipe import FILE, Recipe
from kiosk.quantize.search import Found, Trial, spans
from kiosk.quantize.verdict import Judge, Verdict


def table(recipe: Recipe, name: str, found: Found, judge: Judge) -> str:
    """Markdown: each group, what int8 costs and saves there alone, and what it became."""
    limits = recipe.limits_of(name)
    shares = ", ".join(
        f"{what.partition(',')[0]} {value:.3f} of {allowed:.3f}"
        for what, value, allowed in found.verdict.figures(limits)
    )
    columns = ", ".join(found.verdict.cells())
    lines = [
        f"# Search for `{name}`",
        "",
        f"Written by `kiosk models search {name}` on {built_with()['processor']}. Each group of operators alone was"
        f" made int8, the rest left float, and compared with the float network on {judge.compared}."
        " *Static* has int8 activations too, *stored* only"
        " int8 weights. *Work* is the group's share of the multiply-adds, with what passing its results costs. Times"
        " are of the group alone on the searching machine, in milliseconds of one thread; they decide nothing, for on"
        " other processors they differ.",
        "",
        "| operators | results: what | work % | weights | float ms | static ms |"
        f" static: {columns} | stored: the same | became |",
        "|---|---|---|---|---|---|---|---|---|",
        *(_row(trial, found) for trial in found.trials),
        "",
        f"Together, on the same {judge.seen}, where the search may use up {limits.margin:.0%} of each limit:"
        f" {shares}. The cards tell how the finished files did on frames that took no part.",
        "",
    ]
    return "\n".join(lines)


def _row(trial: Trial, found: Found) -> str:
    group = trial.group
    how = found.chosen[group]
    became = "static int8" if how is None else f"float, weights {how}"
    cells = (
        f"{group.first}-{group.last}",
        group.kinds,
        f"{group.work:.1%}".rstrip("%"),
        str(group.weights),
        f"{trial.float_ms:.2f}",
        "-" if trial.static_ms is None else f"{trial.static_ms:.2f}",
        "-" if trial.static is None else _all(trial.static),
        _all(trial.stored),
        became,
    )
    return "| " + " | ".join(cells) + " |"


def _all(verdict: Verdict) -> str:
    return ", ".join(verdict.cells().values())


def save_spans(folder: Path, name: str, found: Found) -> None:
    """Put what was ``found`` into the recipe of ``folder`` as the float spans of ``name``; all else stays."""
    path = folder / FILE
    document = tomlkit.parse(path.read_text(encoding="utf-8"))
    mixed = document["quantized"][name]
    entries = tomlkit.aot()
    for span in spans(found):
        entry = tomlkit.table()
        entry.update(span.model_dump())
        entries.append(entry)
    for item in _behind(mixed["floats"][-1]) if mixed["floats"] else ():
        entries[-1].add(item)
    mixed["floats"] = entries
    path.write_text(tomlkit.dumps(document), encoding="utf-8")


def _behind(table: Table) -> list[Comment | Whitespace]:
    """Blank lines and comments behind the last key of ``table``, which speak of what comes next."""
    items = table.value.body
    last = max(number for number, (key, _) in enumerate(items) if key is not None)
    return [item for _, item in items[last + 1 :] if isinstance(item, Comment | Whitespace)]
