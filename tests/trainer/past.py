"""Records of what was done before."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from kiosk.coach.guidance import Fault
from kiosk.records import Store
from tests.records.judged_reps import judged


def add_set(
    records: Path,
    begun: datetime,
    drill: str = "hip_hinge",
    playlist: str = "",
    counted: int = 2,
    attempts: int = 0,
    faults: tuple[Fault, ...] = (),
    nickname: str = "",
) -> int:
    """A set that is over; its attempts went too shallow."""
    with Store(records) as store:
        session = store.begin_session(drill, begun, playlist)
        for number in range(1, counted + attempts + 1):
            reason = None if number <= counted else "too_shallow"
            rep = judged(number, number <= counted, faults, reason, hip_flexion=88.0, back_curvature=-0.001)
            store.add_rep(session, rep)
        store.end_session(session, begun + timedelta(minutes=3), faults[0].id if faults else None)
        if nickname:
            store.tag(session, nickname)
    return session
