"""The person's own standing posture, against which everything is judged."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from statistics import median

from kiosk.motion.back import StandingBack, blended_back, standing_back
from kiosk.motion.back_table import shipped_backs
from kiosk.motion.build import Build, blended_build, typical_build
from kiosk.motion.chain import Chain, blended_chain, typical_chain
from kiosk.motion.leg_edge import Stance, blended_stance, typical_stance
from kiosk.motion.posture import ALL_MEASURE_NAMES, FROM_MASK, Measure, Measures
from kiosk.motion.silhouette import DorsalProfile
from kiosk.motion.stick import Stick, typical_gaps

STILL_SECONDS = 0.8
"""How long the person must stand still for a first baseline."""

_UPRIGHT = 25.0
"""Degrees of torso or hip that a person may be off and still be standing; a tilted camera adds some."""

_KNEES = 30.0
"""Degrees of knee flexion within which a person stands."""

_STILL = 7.0
"""Degrees between the highest and the lowest torso inclination while still: who lets go of a weight sways."""

_NEAR = 10.0
"""A refresh must lie this near to the baseline: stopping short is a fault, not a new way to stand."""

_REFRESH = 0.3
"""Share of a new standing that goes into the baseline."""


_SLOW = 30.0
"""Degrees a second of the torso below which an upright person is standing, if not still."""

_GLIMPSES = 0.5
"""Seconds of standing, put together, that give a provisional baseline to who never stands still."""

_UNSEEN = 0.5
"""Seconds without a pose after which standing still begins anew."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """Standing values by measure; absent where the measure was.

    ``provisional``: put together from glimpses; a still stand will replace it. ``taken`` is when it was first
    complete, in seconds of the frames' clock. ``chain`` is how torso and leg were read meanwhile, ``back`` the
    dorsal profile, ``gaps`` those under a stick on the back by contact, ``stance`` where the feet were with the edge
    behind the legs, and ``build`` how the outline lies about the landmarks, where they were told. ``carried``: of
    another network, and only what reps are counted by.
    """

    measures: Measures
    provisional: bool = False
    taken: float = 0.0
    chain: Chain | None = None
    back: StandingBack | None = None
    gaps: Mapping[str, float] = field(default_factory=dict)
    stance: Stance | None = None
    carried: bool = False
    build: Build | None = None

    def value(self, name: str, default: float) -> float:
        """Standing value of the measure ``name``, or ``default`` where it was not seen."""
        value = self.measures.value(name)
        return default if value is None else value


class BaselineFinder:
    """Watches for a still stand: takes the first, and refreshes it with each later one."""

    def __init__(
        self,
        rests: Callable[[Measures], bool] | None = None,
        before: Baseline | None = None,
        back: StandingBack | None = None,
    ) -> None:
        """``rests``: whether the measures are of a body at rest; absent: of one that stands. ``before``: what another
        network has read of the same person: it serves to count by until they have been seen at rest. ``back``: that
        of the same person, seen by the same network, which serves until another is seen."""
        self._back = back
        self._rests = rests or stands
        self._window: deque[_Stand] = deque()
        self._glimpses: list[_Stand] = []
        self._glimpsed = 0.0
        self._before: tuple[float, float] | None = None
        self._last = -math.inf
        self.baseline: Baseline | None = None if before is None else _carried(before)
        self.progress = 0.0

    @property
    def back(self) -> StandingBack | None:
        """The dorsal profile of the person standing, as far as it is known."""
        return self._back if self.baseline is None else self.baseline.back

    def __call__(
        self,
        time: float,
        measures: Measures,
        may_refresh: bool,
        chain: Chain | None = None,
        profile: DorsalProfile | None = None,
        stick: Stick | None = None,
        stance: Stance | None = None,
        build: Build | None = None,
    ) -> Baseline | None:
        """The baseline after this frame. ``may_refresh``: the person rests between reps, as far as is known.

        ``chain``, ``profile``, ``stick``, ``stance`` and ``build`` are those of the same frame.
        """
        settled = self.baseline is not None and not self.baseline.provisional
        unseen, self._last = time - self._last > _UNSEEN, time
        if unseen:
            self._window.clear()
            self._before = None
        if not self._rests(measures) or (settled and not may_refresh):
            self._window.clear()
            self._before = None
            self.progress = 0.0
            return self.baseline
        stand = _Stand(time, measures, chain, profile, stick, stance, build)
        if not settled:
            self._glimpse(stand)
        self._window.append(stand)
        torsos = [item.measures.value("torso_inclination") or 0.0 for item in self._window]
        while self._window and max(torsos) - min(torsos) > _STILL:
            self._window.popleft()
            torsos.pop(0)
        held = time - self._window[0].time
        self.progress = min(1.0, held / STILL_SECONDS)
        if held >= STILL_SECONDS:
            self._take(list(self._window), time)
            self._window.clear()
        return self.baseline

    def _glimpse(self, stand: _Stand) -> None:
        time, torso = stand.time, stand.measures.value("torso_inclination") or 0.0
        before, self._before = self._before, (time, torso)
        if before is None or time <= before[0] or abs(torso - before[1]) > _SLOW * (time - before[0]):
            return
        self._glimpses.append(stand)
        self._glimpsed += time - before[0]
        if self._glimpsed >= _GLIMPSES:
            self.baseline = replace(self._with_back(_typical_stand(self._glimpses, time)), provisional=True)

    def _with_back(self, found: Baseline) -> Baseline:
        return found if found.back is not None else replace(found, back=self._back)

    def _take(self, stands: list[_Stand], time: float) -> None:
        before, found = self.baseline, self._with_back(_typical_stand(stands, time))
        if before is None or before.provisional:
            self.baseline = found
            self._glimpses.clear()
            return
        old = before.value("torso_inclination", 0.0)
        new = found.measures.value("torso_inclination")
        if new is not None and abs(new - old) <= _NEAR:
            chain = found.chain or before.chain
            if before.chain is not None and found.chain is not None:
                chain = blended_chain(before.chain, found.chain, _REFRESH)
            back = found.back or before.back
            if before.back is not None and found.back is not None:
                back = blended_back(before.back, found.back, _REFRESH)
            measures, gaps = _blend(before.measures, found.measures), {**before.gaps, **found.gaps}
            stance = blended_stance(before.stance, found.stance, _REFRESH)
            build = blended_build(before.build, found.build, _REFRESH)
            self.baseline = Baseline(measures, False, before.taken, chain, back, gaps, stance, build=build)


def _carried(baseline: Baseline) -> Baseline:
    """What is left of ``baseline`` for the eyes of another network: the torso, which both read alike."""
    torso = Measures(torso_inclination=baseline.measures.torso_inclination)
    return Baseline(torso, provisional=True, taken=baseline.taken, carried=True)


@dataclass(frozen=True, slots=True)
class _Stand:
    """One frame of standing."""

    time: float
    measures: Measures
    chain: Chain | None
    profile: DorsalProfile | None
    stick: Stick | None
    stance: Stance | None
    build: Build | None


def _typical_stand(stands: list[_Stand], time: float) -> Baseline:
    chains = [item.chain for item in stands if item.chain is not None]
    profiles = [item.profile for item in stands if item.profile is not None]
    return Baseline(
        typical([item.measures for item in stands]),
        taken=time,
        chain=typical_chain(chains) if chains else None,
        back=standing_back(profiles, shipped_backs()),
        gaps=typical_gaps([item.stick for item in stands if item.stick is not None]),
        stance=typical_stance([item.stance for item in stands if item.stance is not None]),
        build=typical_build([item.build for item in stands if item.build is not None]),
    )


def stands(measures: Measures) -> bool:
    """Whether ``measures`` are those of somebody who stands, as far as they tell."""
    torso, hip, knee = measures.torso_inclination, measures.hip_flexion, measures.knee_flexion
    if torso is None or abs(torso.value) > _UPRIGHT:
        return False
    if hip is not None and hip.confidence > 0.5 and abs(hip.value) > _UPRIGHT:
        return False
    return knee is None or knee.confidence <= 0.5 or abs(knee.value) <= _KNEES


_MASKS = 2
"""That many frames with a mask are enough: the bottom of a fast rep has no more at a low frame rate."""


def typical(samples: list[Measures]) -> Measures:
    """Median of each measure over ``samples``; absent where too few of them have it (a third; two masks)."""
    found: dict[str, Measure] = {}
    for name in ALL_MEASURE_NAMES:
        seen = [item for item in (getattr(sample, name) for sample in samples) if item is not None]
        needed = min(_MASKS, len(samples)) if name in FROM_MASK else len(samples) / 3
        if seen and len(seen) >= needed:
            full = 1.0 if name in FROM_MASK else min(1.0, 1.5 * len(seen) / len(samples))
            found[name] = Measure(
                median(item.value for item in seen), median(item.confidence for item in seen) * full
            )
    return Measures(**found)


def _blend(old: Measures, new: Measures) -> Measures:
    result: dict[str, Measure | None] = {}
    for name in ALL_MEASURE_NAMES:
        before, after = getattr(old, name), getattr(new, name)
        if before is None or after is None:
            result[name] = before or after
        else:
            value = before.value + _REFRESH * (after.value - before.value)
            result[name] = Measure(value, max(before.confidence, after.confidence))
    return Measures(**result)
