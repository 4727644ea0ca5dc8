"""One judge for each fault. Each abstains (None) where a measure it needs is absent."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.coach.drill import Drill, FaultId, FaultTable
from kiosk.coach.judges.arms import arms_pulling, bar_drift
from kiosk.coach.judges.back import hollow_back, hunched_shoulders, neck_off_line, rounded_back
from kiosk.coach.judges.balance import weight_on_toes
from kiosk.coach.judges.finding import Finding
from kiosk.coach.judges.legs import hips_not_back, knees_forward, locked_knees, not_hinging, squatting
from kiosk.coach.judges.reach import leaning_back, short_lockout, too_deep, too_shallow
from kiosk.coach.judges.rise import hips_rise_first
from kiosk.coach.judges.tempo import no_pause, too_fast
from kiosk.motion.rep import Rep

JUDGES: dict[FaultId, Callable[[Rep, Drill, FaultTable], Finding | None]] = {
    "rounded_back": rounded_back,
    "hollow_back": hollow_back,
    "squatting": squatting,
    "hips_not_back": hips_not_back,
    "knees_forward": knees_forward,
    "locked_knees": locked_knees,
    "not_hinging": not_hinging,
    "weight_on_toes": weight_on_toes,
    "hips_rise_first": hips_rise_first,
    "hunched_shoulders": hunched_shoulders,
    "neck_off_line": neck_off_line,
    "too_shallow": too_shallow,
    "too_deep": too_deep,
    "too_fast": too_fast,
    "no_pause": no_pause,
    "short_lockout": short_lockout,
    "leaning_back": leaning_back,
    "arms_pulling": arms_pulling,
    "bar_drift": bar_drift,
}
