"""Drills and faults as data: typed, checked at load, every error at once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import Field, model_validator

from kiosk import toml
from kiosk.locale.texts import DrillTexts, Texts
from kiosk.motion.phases import RepRule
from kiosk.toml import FileProblem, Section

SHIPPED = Path(__file__).resolve().parent.parent / "drills"
"""The folder of the drills that come with the mirror."""

FAULTS_FILE = "faults.toml"

Degrees = Annotated[float, Field(ge=0.0, le=180.0)]
Seconds = Annotated[float, Field(ge=0.0, le=30.0)]
Share = Annotated[float, Field(ge=0.0, le=1.0)]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Care = Literal["safety", "pattern", "quality"]

FaultId = Literal["rounded_back", "squatting", "too_shallow", "too_fast", "short_lockout"]
"""Faults that `kiosk.coach.faults` can see."""


class FaultKind(Section):
    """What a fault is measured by. Units of the limits: see the file; its words are in the language files."""

    care: Care
    teaches: tuple[Id, ...] = ()
    tolerance: float
    extreme: float

    @model_validator(mode="after")
    def _ordered(self) -> FaultKind:
        if not self.tolerance < self.extreme:
            raise ValueError("tolerance must be below extreme")
        return self


class Limits(Section):
    """A drill's own limits for a fault; absent ones are the fault's general ones."""

    tolerance: float | None = None
    extreme: float | None = None
    least_hinge_ratio: float | None = Field(None, gt=0.0, lt=1.0)


class RepSection(Section):
    """Thresholds of a rep, degrees of torso inclination from the person's own standing."""

    begin: Degrees
    standing: Degrees
    bottom: tuple[Degrees, Degrees]
    from_bottom: bool = False

    @model_validator(mode="after")
    def _ordered(self) -> RepSection:
        self.rule()
        return self

    def rule(self) -> RepRule:
        """The same for the motion room. Raises ValueError where the thresholds are out of order."""
        return RepRule(self.begin, self.standing, self.bottom, self.from_bottom)


class TargetSection(Section):
    """Where the ghost goes, degrees."""

    torso_inclination: Degrees
    knee_flexion: Degrees
    arms: Literal["hips", "hang"] = "hips"


class TempoSection(Section):
    """Seconds of the ghost, and where hurrying begins."""

    down: Annotated[Seconds, Field(gt=0.0)]
    pause: Seconds
    up: Annotated[Seconds, Field(gt=0.0)]
    shortest_down: Seconds
    shortest_up: Seconds


class WatchSection(Section):
    """Which faults a drill watches, and which of them keep a rep from counting, from which severity."""

    watch: tuple[FaultId, ...] = Field(min_length=1)
    disqualify: dict[FaultId, Share] = Field(default_factory=dict)
    rounded_back: Limits = Limits()
    squatting: Limits = Limits()
    too_shallow: Limits = Limits()
    too_fast: Limits = Limits()
    short_lockout: Limits = Limits()

    @model_validator(mode="after")
    def _watched(self) -> WatchSection:
        blind = [fault_id for fault_id in self.disqualify if fault_id not in self.watch]
        if blind:
            raise ValueError(f"{', '.join(blind)} cannot disqualify without being watched; add to watch")
        return self

    def limits(self, fault_id: str) -> Limits:
        """The drill's own limits for ``fault_id``."""
        own: Limits = getattr(self, fault_id)
        return own

    def scale(self, fault_id: str, kinds: FaultTable) -> tuple[float, float]:
        """Tolerance and extreme of ``fault_id``: the drill's own before the fault's general ones."""
        kind, own = kinds.kind(fault_id), self.limits(fault_id)
        tolerance = kind.tolerance if own.tolerance is None else own.tolerance
        extreme = kind.extreme if own.extreme is None else own.extreme
        return tolerance, extreme


class Drill(Section):
    """One drill file."""

    id: Id
    name: str = Field(min_length=1, max_length=32)
    purpose: str
    muscles: tuple[str, ...] = ()
    equipment: tuple[str, ...] = ()
    view: Literal["side"] = "side"
    setup: tuple[str, ...] = Field(min_length=1, max_length=4)
    repetitions: int = Field(ge=1, le=100)
    regress_to: Id | None = None
    progress_to: Id | None = None
    sources: tuple[str, ...] = ()
    rep: RepSection
    target: TargetSection
    tempo: TempoSection
    faults: WatchSection


class FaultTable(Section):
    """The file of faults; one table each."""

    rounded_back: FaultKind
    squatting: FaultKind
    too_shallow: FaultKind
    too_fast: FaultKind
    short_lockout: FaultKind

    def kind(self, fault_id: str) -> FaultKind:
        """The kind called ``fault_id``."""
        found: FaultKind = getattr(self, fault_id)
        return found


class Repertoire(Section):
    """All drills and faults that this mirror has."""

    drills: dict[str, Drill]
    kinds: FaultTable

    def drill(self, drill_id: str) -> Drill:
        """The drill called ``drill_id``. Raises `FileProblem` naming the nearest known one."""
        if drill_id in self.drills:
            return self.drills[drill_id]
        raise FileProblem([f"drill {drill_id!r}: no such drill; {toml.hint(drill_id, list(self.drills))}"])


def load_repertoire(extra: Path | None = None, texts: Texts | None = None) -> Repertoire:
    """The shipped drills, in the words of ``texts`` where it has some for them, and those in the folder ``extra``,
    which may replace shipped ones by id and keep their own words.

    Raises:
        FileProblem: any file is wrong; all errors of all files at once.
    """
    folders = [SHIPPED] + ([extra] if extra is not None else [])
    problems: list[str] = []
    drills: dict[str, Drill] = {}
    origins: dict[str, Path] = {}
    for folder in folders:
        if not folder.is_dir():
            problems.append(f"{folder}: no such folder of drills")
        for path in sorted(folder.glob("*.toml")):
            if path.name == FAULTS_FILE:
                continue
            try:
                drill = toml.load(Drill, path)
            except FileProblem as error:
                problems += error.problems
                continue
            if drill.id != path.stem:
                problems.append(f'{path}: id: must be the file\'s name, "{path.stem}" (found {drill.id!r})')
            drills[drill.id], origins[drill.id] = drill, path
    try:
        kinds = toml.load(FaultTable, SHIPPED / FAULTS_FILE)
    except FileProblem as error:
        raise FileProblem(problems + error.problems) from None
    for drill_id, drill in drills.items():
        problems += [f"{origins[drill_id]}: {problem}" for problem in _limit_problems(drill, kinds)]
    if problems:
        raise FileProblem(problems)
    for drill_id, words in ({} if texts is None else texts.drills).items():
        if drill_id in drills and origins[drill_id].parent == SHIPPED:
            drills[drill_id] = _worded(drills[drill_id], words)
    return Repertoire(drills=drills, kinds=kinds)


def _worded(drill: Drill, words: DrillTexts) -> Drill:
    """``drill`` in ``words``, as far as there are any and it has a place for them."""
    given = words.model_dump(exclude_none=True, include=set(Drill.model_fields))
    return Drill.model_validate({**drill.model_dump(), **given})


def _limit_problems(drill: Drill, kinds: FaultTable) -> list[str]:
    """Where the drill's own limits, together with the fault's general ones, leave no room for a severity."""
    problems = []
    for fault_id in get_args(FaultId):
        tolerance, extreme = drill.faults.scale(fault_id, kinds)
        if not tolerance < extreme:
            problems.append(
                f"faults.{fault_id}: tolerance must be below extreme (found {tolerance:g} and {extreme:g}, "
                f"each from here or else from {FAULTS_FILE})"
            )
    return problems
