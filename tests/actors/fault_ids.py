"""The faults of the project's domain, section 3, by id. Needs no package, so that any test may ask."""

from __future__ import annotations

from typing import Literal, get_args

FaultId = Literal[
    "hips_not_back",
    "squatting",
    "knees_forward",
    "locked_knees",
    "not_hinging",
    "rounded_back",
    "hollow_back",
    "hunched_shoulders",
    "neck_off_line",
    "too_shallow",
    "too_deep",
    "too_fast",
    "no_pause",
    "short_lockout",
    "leaning_back",
    "weight_on_toes",
    "hips_rise_first",
    "arms_pulling",
    "bar_drift",
    "uneven_hips",
]
FAULT_IDS: tuple[FaultId, ...] = get_args(FaultId)
