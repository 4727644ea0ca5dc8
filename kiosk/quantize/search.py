"""Finds out by measurement which operators of a network may compute in int8, and which must not.

The graph is parted into groups. Each group alone is made int8, with the rest left float, and judged on calibration
frames: what it costs in what the network is used for, and what it saves. Then groups are made int8 together,
those first that save most for what they cost, for as long as the whole stays below a share of the recipe's limits.
What stays float has its weights stored as int8 where the limits allow that too, else as float16.

Where the recipe makes the first operators exact (`exact.settle`), int8 goes on from them without a gap, for as long
as the whole stays below: behind a gap it would be float, which no two processors compute alike, that becomes int8.

Nothing here is drawn at random and no clock decides anything: the same machine finds the same recipe again.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kiosk.pose.catalogue import ModelError
from kiosk.quantize import graph, quantize
from kiosk.quantize.groups import Group, alone, groups
from kiosk.quantize.quantize import Prepared
from kiosk.quantize.recipe import Limits, Span, Stored
from kiosk.quantize.speed import least_times
from kiosk.quantize.verdict import Judge, Verdict

_ISLAND = 0.05
"""Runs of int8 groups with less of the work than this are given up; so are those where passing the values that
go in and out is more than half of it. Turning values into int8 and back would eat what the run saves."""

_NARROW = 16
"""Groups whose convolutions all read fewer channels than this stay float: int8 kernels work on so many at a time, and
in the table such groups gain nothing."""

_ROUNDS = 7
"""Runs that the time of a group is the least of."""

_WORTH_STORING = 10_000
"""Weights that fewer bytes would be saved on stay float16."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One group in int8, the rest float: ``static`` with int8 activations, ``stored`` with int8 weights only."""

    group: Group
    stored: Verdict
    float_ms: float
    """Processor time of the group on the searching machine, one thread."""
    static: Verdict | None = None
    static_ms: float | None = None
    """Neither is tried where everything computes in float."""


@dataclass(frozen=True, slots=True)
class Found:
    """The outcome: every trial, what each group became, and how the whole did on the frames searched on."""

    trials: tuple[Trial, ...]
    chosen: dict[Group, Stored | None]
    """None: static int8. Else computed in float, with the weights stored so."""
    verdict: Verdict

    def kept(self) -> dict[int, Stored]:
        """As `recipe.Mixed.kept`."""
        return _kept(self.chosen)


def search(
    float_model: bytes,
    prepared: Prepared,
    judge: Judge,
    limits: Limits,
    static: bool,
    tell: Callable[[str], None],
    exact: frozenset[int] = frozenset(),
) -> Found:
    """Search the mixture of ``float_model`` (with all its outputs), ``prepared``, by what the ``judge`` says of it.

    Without ``static`` everything computes in float, and only how weights are stored is searched. With it, what
    computes an output stays float all the same: its coordinates, depths and logits would share one int8 scale.
    ``exact``: positions that the recipe makes exact, and that stay so; they are groups of their own.

    Raises:
        ModelError: the exact positions are not the first.
    """
    if exact != frozenset(range(len(exact))):
        raise ModelError(f"recipe: floats: exact operators must be the first, and are {sorted(exact)}")
    tried = _Tried(prepared, judge, limits)
    parts = groups(graph.read(float_model), apart=len(exact))
    everything: dict[Group, Stored | None] = dict.fromkeys(parts, "float16")
    trials = []
    for part in parts:
        tell(f"operators {part.first}-{part.last} alone")
        stored = judge(tried.model(everything | {part: "int8"}))
        timed = [alone(graph.read(float_model), part)]
        if static:
            integer = tried.model(everything | {part: None})
            spent = least_times([*timed, alone(graph.read(integer), part)], _ROUNDS)
            trials.append(Trial(part, stored, spent[0], judge(integer), spent[1]))
        else:
            trials.append(Trial(part, stored, least_times(timed, _ROUNDS)[0]))
    chosen = everything | {part: "exact" for part in parts if part.first in exact}
    if exact:
        _take(tried, chosen, _static_onward(parts, exact), None, tell, gaps=False)
    else:
        _take(tried, chosen, _static_first(tried, trials), None, tell)
    for part in _islands(parts, chosen):
        chosen[part] = "float16"
    floats = [trial for trial in trials if chosen[trial.group] == "float16" and trial.group.weights > _WORTH_STORING]
    floats.sort(key=lambda trial: tried.price(trial.stored) / trial.group.weights)
    _take(tried, chosen, [trial.group for trial in floats], "int8", tell)
    return Found(tuple(trials), chosen, judge(tried.model(chosen)))


class _Tried:
    """Puts mixtures together and weighs what the judge says of them against the limits."""

    def __init__(self, prepared: Prepared, judge: Judge, limits: Limits) -> None:
        self._prepared, self._judge, self._limits = prepared, judge, limits

    def model(self, chosen: Mapping[Group, Stored | None]) -> bytes:
        """The mixture ``chosen``."""
        return quantize.compose(self._prepared, _kept(chosen))

    def used(self, verdict: Verdict) -> list[float]:
        """What share of each limit ``verdict`` uses up."""
        return [figure.found / figure.allowed for figure in verdict.figures(self._limits)]

    def good(self, chosen: Mapping[Group, Stored | None]) -> tuple[bool, float]:
        """Whether the mixture ``chosen`` stays within the margin of the limits, and the largest share it uses up."""
        used = self.used(self._judge(self.model(chosen)))
        return all(share <= self._limits.margin for share in used), max(used)

    def price(self, verdict: Verdict) -> float:
        """One figure for what was lost. Squares add up, as errors of independent groups do."""
        return sum(share**2 for share in self.used(verdict)) + 1e-6


def _take(
    tried: _Tried,
    chosen: dict[Group, Stored | None],
    parts: Sequence[Group],
    how: Stored | None,
    tell: Callable[[str], None],
    gaps: bool = True,
) -> None:
    """Take each of ``parts`` into ``chosen`` as ``how`` if the whole stays within the margin of the limits.

    Without ``gaps`` none is asked after the first that is refused.

    Each is asked once. Asking those refused again as others come in finds mixtures that do well on these very frames
    by luck: on the frames that took no part, the torso strayed by 0.22 degrees so, rather than by 0.18.
    """
    what = "static int8" if how is None else "int8 weights"
    for part in parts:
        good, worst = tried.good(chosen | {part: how})
        if good:
            chosen[part] = how
        tell(f"operators {part.first}-{part.last} {what}: {worst:.2f} of the limits: {'yes' if good else 'no'}")
        if not good and not gaps:
            return


def _static_first(tried: _Tried, trials: Sequence[Trial]) -> list[Group]:
    """Groups that may become static int8, those first that save most for what they cost."""
    wide = [
        (tried.price(trial.static) / trial.group.work, trial.group)
        for trial in trials
        if trial.static is not None and trial.group.channels >= _NARROW and not trial.group.ends
    ]
    return [part for _, part in sorted(wide, key=lambda item: item[0])]


def _static_onward(parts: Sequence[Group], exact: frozenset[int]) -> list[Group]:
    """Groups that may become static int8, from the exact ones onward to the first that may not."""
    onward = [part for part in parts if part.first not in exact]
    return list(itertools.takewhile(lambda part: part.channels >= _NARROW and not part.ends, onward))


def _kept(chosen: Mapping[Group, Stored | None]) -> dict[int, Stored]:
    return {
        position: how
        for part, how in sorted(chosen.items(), key=lambda item: item[0].first)
        for position in part.positions
        if how is not None
    }


def _islands(parts: Sequence[Group], chosen: dict[Group, Stored | None]) -> Iterable[Group]:
    """Groups in runs of int8 that are too small to pay for getting in and out."""
    run: list[Group] = []
    for part in [*parts, None]:
        if part is not None and chosen[part] is None:
            run.append(part)
            continue
        others = [item for item in parts if item not in run]
        work = sum(item.work for item in run)
        if work < _ISLAND or _crossing(run, others) > work / 2:
            yield from run
        run = []


def _crossing(run: Sequence[Group], others: Sequence[Group]) -> float:
    """What passing the values between ``run`` and the ``others`` costs, each once."""
    made = {index for item in run for index in item.makes}
    enter = {(index, cost) for item in run for index, cost in item.reads if index not in made}
    leave = {(index, cost) for item in others for index, cost in item.reads if index in made}
    return sum(cost for _, cost in enter | leave)


def spans(found: Found) -> list[Span]:
    """The float spans of the recipe, neighbours of one kind joined, each with what int8 would have cost there."""
    joined: list[list[Trial]] = []
    for trial in found.trials:
        how = found.chosen[trial.group]
        if how is None:
            continue
        last = joined[-1][-1].group if joined else None
        if last is not None and last.last + 1 == trial.group.first and found.chosen[last] == how:
            joined[-1].append(trial)
        else:
            joined.append([trial])
    return [_span(found, run) for run in joined]


def _span(found: Found, run: Sequence[Trial]) -> Span:
    first, last = run[0].group, run[-1].group
    stored = found.chosen[first]
    assert stored is not None
    verdicts = [trial.static for trial in run if trial.static is not None]
    if stored == "exact":
        why = "the same bits on every processor, for what follows is int8"
    elif not verdicts:
        few = stored == "float16" and all(trial.group.weights <= _WORTH_STORING for trial in run)
        most = _moves([trial.stored for trial in run])[0]
        why = "few weights" if few else f"int8 weights in one of these groups move {most}"
    elif all(trial.group.channels < _NARROW for trial in run):
        why = "few channels: int8 saves no time"
    elif all(trial.group.ends for trial in run):
        why = "outputs, whose coordinates, depths and logits would share one scale"
    else:
        why = f"static int8 in one of these groups moves {', '.join(_moves(verdicts))}"
    return Span(first=first.first, last=last.last, weights=stored, why=why)


def _moves(verdicts: Sequence[Verdict]) -> list[str]:
    """The largest of each of the moves of ``verdicts``, in words."""
    alike = zip(*(verdict.moves() for verdict in verdicts), strict=True)
    return [same[0][0].format(max(by for _, by in same)) for same in alike]
