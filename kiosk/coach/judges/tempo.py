"""What the times of a rep tell."""

from __future__ import annotations

from kiosk.coach.drill import Drill, FaultTable
from kiosk.coach.judges.finding import Finding, reach_of, scaled
from kiosk.motion.rep import Rep

_LEAST_WAY = 0.25
"""Share of the way to the drill's range that a rep has at least, when its tempo is judged."""


def too_fast(rep: Rep, drill: Drill, kinds: FaultTable) -> Finding | None:
    """Share of the drill's shortest time that is missing, on the worse of both ways."""
    torso = rep.bottom_posture.torso_inclination
    if torso is None:
        return None
    tempo = drill.tempo
    # A frame's time is in doubt, and the doubt is theirs: nobody is told to slow down for one.
    down, up = (seconds + rep.tempo.step for seconds in (rep.tempo.down, rep.tempo.up))
    # The shortest times are those to the drill's range: who stops short of it has less of a way.
    gained = reach_of(rep)
    way = 1.0 if gained is None else min(1.0, max(_LEAST_WAY, gained.value / drill.rep.bottom[0]))
    missing = [(1.0 - up / (way * tempo.shortest_up), rep.bottom)] if tempo.shortest_up > 0.0 else []
    if rep.tempo.down > 0.0 and tempo.shortest_down > 0.0:
        missing.append((1.0 - down / (way * tempo.shortest_down), rep.start))
    if not missing:
        return None
    worst, onset = max(missing)
    return scaled(worst, drill, kinds, "too_fast"), torso.confidence, onset


def no_pause(rep: Rep, drill: Drill, kinds: FaultTable) -> Finding | None:
    """Share of the drill's shortest pause that is missing."""
    reach, asked = reach_of(rep), drill.tempo.shortest_pause
    if reach is None or asked <= 0.0 or rep.tempo.down <= 0.0:
        return None  # what begins at the far end was there before anybody looked
    missing = 1.0 - (rep.tempo.pause + rep.tempo.step) / asked
    return scaled(missing, drill, kinds, "no_pause"), reach.confidence, rep.bottom
