"""What of a drill a trainer may change at a phone, within bounds that are data (`thresholds.toml`)."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, cast

import tomlkit
from pydantic import Field, model_validator

from kiosk import toml
from kiosk.coach.drill import (
    FAULT_IDS,
    SHIPPED,
    Care,
    Drill,
    FaultId,
    Repertoire,
    check_drill,
    drill_files,
    shipped_repertoire,
)
from kiosk.motion.posture import ALL_MEASURE_NAMES
from kiosk.motion.rest import Start
from kiosk.repertoire.naming import file_in
from kiosk.repertoire.opened import Opened, current, put, put_aside, read_for_edit
from kiosk.toml import FileProblem, Section

TABLE = Path(__file__).with_name("thresholds.toml")

Unit = Literal[
    "degrees",
    "seconds",
    "sets",
    "repetitions",
    "share",
    "leg_hundredths",
    "leg_lengths",
    "torso_lengths",
    "foot_lengths",
]
Share = Annotated[float, Field(ge=0.0, lt=0.5)]
Step = Annotated[float, Field(gt=0.0)]


class Shown(Section):
    """How a number is shown: its unit, by what it goes up and down, and the measure of `Posture` that it is about."""

    unit: Unit
    step: Step
    measure: str | None = None

    @model_validator(mode="after")
    def _known_measure(self) -> Shown:
        if self.measure is not None and self.measure not in ALL_MEASURE_NAMES:
            raise ValueError(f"measure: {toml.hint(self.measure, list(ALL_MEASURE_NAMES))} (found {self.measure!r})")
        return self


class NumberBounds(Shown):
    """How far a number of a drill's file may be changed; see the file for what each key means."""

    key: str
    by: tuple[str, ...] | None = None
    start: tuple[Start, ...] | None = None
    watches: FaultId | None = None
    least: float
    most: float
    less: float = Field(math.inf, ge=0.0, allow_inf_nan=True)
    more: float = Field(math.inf, ge=0.0, allow_inf_nan=True)
    above: str | None = None
    below: str | None = None

    @model_validator(mode="after")
    def _ordered(self) -> NumberBounds:
        if self.least >= self.most:
            raise ValueError(f"least ({self.least:g}) must lie below most ({self.most:g})")
        return self

    def of(self, drill: Drill) -> bool:
        """Whether ``drill`` is one whose number may be changed so."""
        return (
            (self.by is None or drill.count.by in self.by)
            and (self.start is None or drill.start in self.start)
            and (self.watches is None or self.watches in drill.faults.watch)
        )


class Leeway(Section):
    """Shares of the way from tolerance to extreme by which either may move."""

    stricter: Share
    lenient: Share


class ThresholdTable(Section):
    """The file."""

    numbers: tuple[NumberBounds, ...]
    care: dict[Care, Leeway]
    faults: dict[FaultId, Shown]

    @model_validator(mode="after")
    def _complete(self) -> ThresholdTable:
        missing = [f"care.{care}" for care in ("safety", "pattern", "quality") if care not in self.care]
        missing += [f"faults.{fault_id}" for fault_id in FAULT_IDS if fault_id not in self.faults]
        if missing:
            raise ValueError(f"{', '.join(missing)} missing; add a table for each")
        return self


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number of a drill that may be changed: ``key`` as in its file, ``shipped`` that of the shipped drill of this
    id, None where there is none. ``least`` to ``most``: where it may be set to, by ``step``. ``measure``: what of the
    posture it is about, by its name in `Posture`; limits of faults are against how the person stands."""

    key: str
    value: float
    shipped: float | None
    least: float
    most: float
    step: float
    unit: Unit
    measure: str | None


@cache
def shipped_thresholds() -> ThresholdTable:
    """The table that comes with the mirror. Raises `kiosk.toml.FileProblem` where the file is damaged."""
    return toml.load(ThresholdTable, TABLE)


def thresholds(drill: Drill, repertoire: Repertoire) -> tuple[Threshold, ...]:
    """What may be changed of ``drill``, with the bounds by the shipped one of its id; limits of faults, where there
    is none, by the general ones of ``repertoire``."""
    shipped = shipped_repertoire().drills.get(drill.id)
    return (*_numbers(drill, shipped), *_limits(drill, shipped, repertoire))


def drill_for_edit(folder: Path, drill_id: str) -> Opened:
    """The file of ``drill_id`` to be changed, that of ``folder`` or else the shipped one; the version of a shipped
    one is "", as it is to be a new file. Raises `FileProblem` where there is no such drill."""
    own = _own(folder, drill_id)
    if own.exists():
        return read_for_edit(own)
    opened = read_for_edit(_shipped(drill_id))
    return Opened(opened.text, "", opened.tables, opened.problems)


def change_thresholds(
    folder: Path, drill_id: str, values: Mapping[str, float], version: str, repertoire: Repertoire
) -> str:
    """Give the drill ``drill_id`` other ``values``, by their keys, in its file in ``folder``; its version then. A
    shipped one is copied there first, comments and all. ``version``: as `drill_for_edit` told it.

    Raises:
        kiosk.repertoire.opened.Conflict: the file was changed meanwhile.
        FileProblem: a key is none of its thresholds, a value lies out of its bounds, or they do not go together (all
            that is wrong); the file is broken, or cannot be written.
    """
    path = _own(folder, drill_id)
    current(path, version)
    opened = drill_for_edit(folder, drill_id)
    if opened.tables is None:
        raise FileProblem([f"{path}: {problem.key}: {problem.message}" for problem in opened.problems])
    known = {*repertoire.drills, *(file.stem for file in drill_files(folder))}
    drill = check_drill(opened.tables, path, drill_id, repertoire.kinds, known)
    problems = list(_out_of_bounds(values, thresholds(drill, repertoire)))
    if problems:
        raise FileProblem([f"{path}: {problem}" for problem in problems])
    document = tomlkit.parse(opened.text)
    for key, value in values.items():
        _set(document, key, value)
    text = tomlkit.dumps(document)
    problems = list(_crossed(values, check_drill(tomllib.loads(text), path, drill_id, repertoire.kinds, known)))
    if problems:
        raise FileProblem([f"{path}: {problem}" for problem in problems])
    return put(path, text, version)


def reset(folder: Path, drill_id: str, version: str) -> Path:
    """Go back to the shipped drill of that id: the owner's file of it is put aside; where it is then. Raises
    `kiosk.repertoire.opened.Conflict`, and `FileProblem` where there is nothing to go back from or to."""
    _shipped(drill_id)
    return put_aside(_own(folder, drill_id), version)


def _numbers(drill: Drill, shipped: Drill | None) -> Iterator[Threshold]:
    has, had = drill.model_dump(), None if shipped is None else shipped.model_dump()
    for bounds in shipped_thresholds().numbers:
        value, before = _at(has, bounds.key), None if had is None else _at(had, bounds.key)
        # 0 of a shortest time asks for nothing, which is not to be changed by half.
        if value is None or not bounds.of(drill) or (value == 0.0 and "shortest" in bounds.key):
            continue
        about = value if before is None else before
        least, most = bounds.least, bounds.most
        if before is not None:
            least, most = max(least, before - bounds.less), min(most, before + bounds.more)
        least, most = min(least, about), max(most, about)
        above, below = (None if key is None else _at(has, key) for key in (bounds.above, bounds.below))
        least = least if above is None else max(least, above + bounds.step)
        most = most if below is None else min(most, below - bounds.step)
        yield _threshold(bounds.key, value, before, (least, most), bounds)


def _limits(drill: Drill, shipped: Drill | None, repertoire: Repertoire) -> Iterator[Threshold]:
    table, kinds = shipped_thresholds(), repertoire.kinds
    for fault_id in drill.faults.watch:
        kind = kinds.kinds[fault_id]
        reference = (kind.tolerance, kind.extreme) if shipped is None else shipped.faults.scale(fault_id, kinds)
        way, leeway = reference[1] - reference[0], table.care[kind.care]
        now = drill.faults.scale(fault_id, kinds)
        for name, value, about in zip(("tolerance", "extreme"), now, reference, strict=True):
            bounds = about - leeway.stricter * way, about + leeway.lenient * way
            key = f"faults.limits.{fault_id}.{name}"
            yield _threshold(key, value, None if shipped is None else about, bounds, _shown(fault_id, drill))


def _shown(fault_id: FaultId, drill: Drill) -> Shown:
    """Of how deep a rep goes, in the unit that the drill is counted by."""
    table = shipped_thresholds()
    if fault_id in ("too_shallow", "too_deep"):
        counted = (bounds for bounds in table.numbers if bounds.key == "count.bottom.0" and bounds.of(drill))
        return next(counted, table.faults[fault_id])
    return table.faults[fault_id]


def _threshold(
    key: str, value: float, shipped: float | None, bounds: tuple[float, float], shown: Shown
) -> Threshold:
    """With bounds at whole steps, and around what it is already."""
    step = shown.step
    least, most = math.ceil(bounds[0] / step - 1e-6) * step, math.floor(bounds[1] / step + 1e-6) * step
    least, most = min(round(least, 4), value), max(round(most, 4), value)
    return Threshold(key, value, shipped, least, most, step, shown.unit, shown.measure)


def _out_of_bounds(values: Mapping[str, float], known: tuple[Threshold, ...]) -> Iterator[str]:
    by_key = {threshold.key: threshold for threshold in known}
    for key, value in values.items():
        threshold = by_key.get(key)
        if threshold is None:
            yield f"{key}: cannot be changed in this drill; {toml.hint(key, list(by_key))}"
        elif isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            yield f"{key}: must be a number (found {value!r})"
        elif not threshold.least <= value <= threshold.most:
            yield f"{key}: must lie from {threshold.least:g} to {threshold.most:g} (found {value:g})"
        elif threshold.unit in ("sets", "repetitions") and value != int(value):
            yield f"{key}: must be a whole number (found {value:g})"


def _crossed(values: Mapping[str, float], drill: Drill) -> Iterator[str]:
    """Where two of ``values``, each within its bounds, have come too near to each other."""
    has = drill.model_dump()
    for bounds in shipped_thresholds().numbers:
        value, above = _at(has, bounds.key), None if bounds.above is None else _at(has, bounds.above)
        # One that moves alone has its bounds by the other.
        both = bounds.key in values and bounds.above in values
        if value is None or above is None or not (both and bounds.of(drill)):
            continue
        if value < above + bounds.step - 1e-6:
            yield f"{bounds.key}: must be more than {bounds.above}, which is {above:g} now (found {value:g})"


def _at(tables: Any, key: str) -> float | None:
    """The number at ``key``; None where there is none."""
    for part in key.split("."):
        if isinstance(tables, Mapping):
            tables = tables.get(part)
        elif isinstance(tables, list | tuple) and part.isdigit() and int(part) < len(tables):
            tables = tables[int(part)]
        else:
            return None
    return cast(float, tables) if isinstance(tables, int | float) and not isinstance(tables, bool) else None


def _set(document: Any, key: str, value: float) -> None:
    *path, last = key.split(".")
    for part in path:
        if isinstance(document, Mapping) and part not in document:
            document[part] = tomlkit.table()  # type: ignore[index]
        document = document[int(part) if part.isdigit() else part]
    place = int(last) if last.isdigit() else last
    whole = key in ("dose.sets", "dose.repetitions")
    document[place] = int(value) if whole else float(value)


def _own(folder: Path, drill_id: str) -> Path:
    if folder.suffix == ".toml":
        raise FileProblem([f"{folder}: is a single drill; let session.drills name a folder instead"])
    return file_in(folder, drill_id)


def _shipped(drill_id: str) -> Path:
    path = file_in(SHIPPED, drill_id)
    known = [file.stem for file in drill_files(SHIPPED)]
    if drill_id not in known:
        raise FileProblem([f"drill {drill_id!r}: no such shipped drill; {toml.hint(drill_id, known)}"])
    return path
