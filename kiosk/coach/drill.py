"""Drills and faults as data: typed, checked at load, every error at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, cast, get_args

from pydantic import Field, model_validator

from kiosk import toml
from kiosk.coach.count import Count, RepCount
from kiosk.coach.performance import BreathingSection, DoseSection, JumpSection, Support, TargetSection, TempoSection
from kiosk.coach.special import Special
from kiosk.locale.texts import PhaseTexts, Purpose, Sentence, Step, Texts, Word
from kiosk.motion.holds import HoldRule
from kiosk.motion.phases import RepRule
from kiosk.motion.rest import REST_POSTURES, Start
from kiosk.toml import FileProblem, Section

SHIPPED = Path(__file__).resolve().parent.parent / "drills"
"""The folder of the drills that come with the mirror."""

FAULTS_FILE = "faults.toml"

Share = Annotated[float, Field(ge=0.0, le=1.0)]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Care = Literal["safety", "pattern", "quality"]

FaultId = Literal[
    "rounded_back",
    "hollow_back",
    "squatting",
    "hips_not_back",
    "knees_forward",
    "locked_knees",
    "not_hinging",
    "weight_on_toes",
    "hips_rise_first",
    "hunched_shoulders",
    "neck_off_line",
    "too_shallow",
    "too_deep",
    "too_fast",
    "no_pause",
    "short_lockout",
    "leaning_back",
    "arms_pulling",
    "bar_drift",
]
"""Faults that `kiosk.coach.faults` can see."""

FAULT_IDS: tuple[FaultId, ...] = get_args(FaultId)

RuleFaultId = Literal["contact_upper_back", "contact_tailbone", "bar_too_low", "bar_too_high", "other_side"]
"""Faults that `kiosk.coach.rules` alone can tell."""

RULE_FAULT_IDS: tuple[RuleFaultId, ...] = get_args(RuleFaultId)


class Kind(Section):
    """How much a fault matters; its words are in the language files.

    ``teaches``: drills that teach better. ``brings``: faults that come of this one, and go with it.
    """

    care: Care
    teaches: tuple[Id, ...] = ()
    brings: tuple[FaultId, ...] = ()


class FaultKind(Kind):
    """A fault that has a measure of its own. Units of the limits: see the file."""

    tolerance: float
    extreme: float

    @model_validator(mode="after")
    def _ordered(self) -> FaultKind:
        if not self.tolerance < self.extreme:
            raise ValueError("tolerance must be below extreme")
        return self


class Limits(Section):
    """A drill's own limits for a fault; absent ones are the fault's general ones.

    ``least_hinge_ratio`` and ``least_torso_share`` are of squatting, ``most_arm_lean`` of bar_drift.
    """

    tolerance: float | None = None
    extreme: float | None = None
    least_hinge_ratio: float | None = Field(None, gt=0.0, lt=1.0)
    least_torso_share: float | None = Field(None, gt=0.0, lt=1.0)
    most_arm_lean: float | None = Field(None, gt=-90.0, lt=90.0)


class WatchSection(Section):
    """Which faults a drill watches, and which of them keep a rep from counting, from which severity."""

    watch: tuple[FaultId, ...] = ()
    disqualify: dict[FaultId, Share] = Field(default_factory=dict)
    limits: dict[FaultId, Limits] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _watched(self) -> WatchSection:
        blind = [fault_id for fault_id in self.disqualify if fault_id not in self.watch]
        if blind:
            raise ValueError(f"{', '.join(blind)} cannot disqualify without being watched; add to watch")
        return self

    def own(self, fault_id: FaultId) -> Limits:
        """The drill's own limits for ``fault_id``."""
        return self.limits.get(fault_id, Limits())

    def scale(self, fault_id: FaultId, kinds: FaultTable) -> tuple[float, float]:
        """Tolerance and extreme of ``fault_id``: the drill's own before the fault's general ones."""
        kind, own = kinds.kinds[fault_id], self.own(fault_id)
        tolerance = kind.tolerance if own.tolerance is None else own.tolerance
        extreme = kind.extreme if own.extreme is None else own.extreme
        return tolerance, extreme


_BEARS: Mapping[Start, frozenset[Support]] = {
    "standing": frozenset({"feet", "one_foot"}),
    "seated": frozenset({"feet"}),
    "kneeling": frozenset({"feet", "knees"}),
    "lying": frozenset({"feet", "back_and_feet", "back_and_foot", "back", "ball"}),
    "plank": frozenset({"feet", "forearms"}),
}
"""What may bear who begins so; off the feet ``feet`` says that there is no ghost."""

_ONLY_REPS = frozenset(FAULT_IDS) - {"rounded_back"}
"""Faults of a movement: who holds a posture cannot have them."""

_ONLY_UPRIGHT = frozenset(FAULT_IDS) - {"too_shallow", "too_deep", "too_fast", "no_pause"}
"""Faults judged against how the person stands: who lies or kneels is not compared with that."""


class Drill(Section):
    """One drill file."""

    id: Id
    name: Word
    purpose: Purpose
    muscles: tuple[Word, ...] = ()
    equipment: tuple[Word, ...] = ()
    view: Literal["side"] = "side"
    start: Start = "standing"
    setup: tuple[Step, ...] = Field(min_length=1, max_length=4)
    regress_to: Id | None = None
    progress_to: Id | None = None
    cautions: tuple[Sentence, ...] = ()
    unseen: Sentence | None = None
    """What the network cannot see of this drill."""
    sources: tuple[Word, ...] = ()
    count: Count
    target: TargetSection
    tempo: TempoSection
    jump: JumpSection | None = None
    phases: PhaseTexts | None = None
    breathing: BreathingSection | None = None
    dose: DoseSection
    special: Special | None = None
    faults: WatchSection

    @model_validator(mode="after")
    def _jumps_off_its_feet(self) -> Drill:
        if self.jump is not None and not (self.upright and self.target.support == "feet"):
            raise ValueError("jump is of who stands on both feet")
        return self

    @property
    def upright(self) -> bool:
        """Whether it begins on two feet or a chair, and so from the person's own standing."""
        return REST_POSTURES[self.start].upright

    @property
    def lifts_first(self) -> bool:
        """Whether the far end of a rep is its top, so that ``tempo.down`` is the way up: of who lies on the floor."""
        return self.start == "lying"

    def rule(self) -> RepRule | HoldRule:
        """What the motion room follows it by."""
        return self.count.rule(self.start)

    @property
    def rep(self) -> RepCount:
        """Thresholds of a rep. Raises ValueError for a drill that is held, which has none."""
        if not isinstance(self.count, RepCount):
            raise ValueError(f"drill {self.id} is held: it has no reps")
        return self.count


class FaultTable(Section):
    """The file of faults: one table each among ``kinds``, and among ``of_rules`` those that only a drill's special
    rule tells, which holds their limits."""

    kinds: dict[FaultId, FaultKind]
    of_rules: dict[RuleFaultId, Kind]

    @model_validator(mode="after")
    def _complete(self) -> FaultTable:
        missing = [f"kinds.{name}" for name in FAULT_IDS if name not in self.kinds]
        missing += [f"of_rules.{name}" for name in RULE_FAULT_IDS if name not in self.of_rules]
        if missing:
            raise ValueError(f"{', '.join(missing)} missing; add a table for each")
        return self

    def knows(self, fault_id: str) -> bool:
        """Whether there is a kind called ``fault_id``."""
        return fault_id in self.kinds or fault_id in self.of_rules

    def kind(self, fault_id: str) -> Kind:
        """The kind called ``fault_id``, which must be known: what flows and is kept holds them as text."""
        if fault_id in self.of_rules:
            return self.of_rules[fault_id]
        return self.kinds[cast(FaultId, fault_id)]


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
    """The shipped drills, in the words of ``texts`` where it has some for them, and those of ``extra``, a folder or a
    single file, which may replace shipped ones by id: what is worded in them as it is shipped is in ``texts``' words
    too.

    Raises:
        FileProblem: any file is wrong; all errors of all files at once, but for a damaged table of the faults, which
            all drills are checked against.
    """
    problems: list[str] = []
    drills: dict[str, Drill] = {}
    shipped: dict[str, Drill] = {}
    files = [*drill_files(SHIPPED), *_files_of(extra, problems)]
    # A drill that cannot be read is no reason to call those wrong that name it; nor is one beside a single file.
    beside = drill_files(extra.parent) if extra is not None and extra.is_file() else []
    known = sorted({path.stem for path in [*files, *beside]})
    kinds = toml.load(FaultTable, SHIPPED / FAULTS_FILE)
    for path in files:
        try:
            drill = load_drill(path, path.stem, kinds, known)
        except FileProblem as error:
            problems += error.problems
        else:
            drills[drill.id] = drill
            if path.parent == SHIPPED:
                shipped[drill.id] = drill
    for fault_id in (*FAULT_IDS, *RULE_FAULT_IDS):
        taught = [drill_id for drill_id in kinds.kind(fault_id).teaches if drill_id not in known]
        problems += [
            f"{SHIPPED / FAULTS_FILE}: {fault_id}.teaches: no such drill; {toml.hint(drill_id, known)} "
            f"(found {drill_id!r})"
            for drill_id in taught
        ]
    if problems:
        raise FileProblem(problems)
    if texts is not None:
        drills = {drill_id: worded(drill, shipped.get(drill_id), texts) for drill_id, drill in drills.items()}
    return Repertoire(drills=drills, kinds=kinds)


def worded(drill: Drill, shipped: Drill | None, texts: Texts) -> Drill:
    """``drill`` in ``texts``, as far as these have words for it and its own are those of the ``shipped`` one."""
    words = texts.drills.get(drill.id)
    if words is None or shipped is None:
        return drill
    given = words.model_dump(exclude_none=True, include=set(Drill.model_fields))
    changed = {key for key in given if getattr(drill, key) != getattr(shipped, key)}
    return Drill.model_validate({**drill.model_dump(), **given, **drill.model_dump(include=changed)})


def load_drill(path: Path, named: str, kinds: FaultTable, known: Collection[str] | None) -> Drill:
    """The drill of the file ``path``, which must have the id ``named``; ``known``: the ids that it may lead to, None:
    any.

    Raises:
        FileProblem: with all that is wrong.
    """
    return check_drill(toml.read(path), path, named, kinds, known)


def check_drill(
    tables: dict[str, Any], origin: Path | str, named: str, kinds: FaultTable, known: Collection[str] | None
) -> Drill:
    """The drill that ``tables`` tell of; ``origin`` is named in the errors. Raises and the rest as `load_drill`."""
    drill = toml.check(Drill, tables, origin)
    problems = [] if drill.id == named else [f'id: must be the file\'s name, "{named}" (found {drill.id!r})']
    problems += [*_part_problems(drill), *_limit_problems(drill, kinds)]
    problems += [] if known is None else _way_problems(drill, sorted(known))
    if problems:
        raise FileProblem([f"{origin}: {problem}" for problem in problems])
    return drill


@cache
def shipped_repertoire() -> Repertoire:
    """The drills that come with the mirror, in their own words. Raises `FileProblem` where a file is damaged."""
    return load_repertoire()


def drill_files(folder: Path) -> list[Path]:
    """The drill files of ``folder``, by name."""
    return [path for path in sorted(folder.glob("*.toml")) if path.name != FAULTS_FILE]


def _files_of(extra: Path | None, problems: list[str]) -> list[Path]:
    if extra is None:
        return []
    if extra.is_dir():
        return drill_files(extra)
    if extra.suffix == ".toml":
        return [extra]
    problems.append(f"{extra}: no such folder of drills")
    return []


def _part_problems(drill: Drill) -> list[str]:
    """Where two parts of the drill do not go together."""
    problems = []
    held = drill.count.by == "hold"
    if drill.target.support not in (bears := _BEARS[drill.start]):
        problems.append(
            f"target.support: a drill that starts {drill.start} needs one of {', '.join(sorted(bears))} "
            f"(found {drill.target.support!r})"
        )
    if held != (drill.dose.seconds is not None):
        wanted = "seconds" if held else "repetitions"
        problems.append(f"dose: a drill counted by {drill.count.by} needs {wanted}")
    blind = (_ONLY_REPS if held else frozenset()) | (frozenset() if drill.upright else _ONLY_UPRIGHT)
    wrong = [fault_id for fault_id in drill.faults.watch if fault_id in blind]
    if wrong:
        problems.append(
            f"faults.watch: {', '.join(wrong)} cannot be judged in a drill that starts {drill.start} and is counted "
            f"by {drill.count.by}; take it out"
        )
    return problems


def _way_problems(drill: Drill, known: list[str]) -> list[str]:
    """Where the drill leads to drills that there are not."""
    ways = {"regress_to": drill.regress_to, "progress_to": drill.progress_to}
    return [
        f"{key}: no such drill; {toml.hint(drill_id, known)} (found {drill_id!r})"
        for key, drill_id in ways.items()
        if drill_id is not None and drill_id not in known
    ]


def _limit_problems(drill: Drill, kinds: FaultTable) -> list[str]:
    """Where the drill's own limits, together with the fault's general ones, leave no room for a severity."""
    problems = []
    for fault_id in FAULT_IDS:
        tolerance, extreme = drill.faults.scale(fault_id, kinds)
        if not tolerance < extreme:
            problems.append(
                f"faults.limits.{fault_id}: tolerance must be below extreme (found {tolerance:g} and {extreme:g}, "
                f"each from here or else from {FAULTS_FILE})"
            )
    return problems
