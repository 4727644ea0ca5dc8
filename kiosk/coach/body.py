"""What is learnt of a person's body while they stand: their limbs for the ghost, their height for the optics."""

from __future__ import annotations

from kiosk.coach.ghost import Limbs
from kiosk.motion.motion import Moment
from kiosk.motion.posture import Phase

_EAR_HEIGHT = 0.935
"""Height of the ear over the ground as a share of body height (Winter, table of body segment lengths)."""

_LEGS_NEEDED = 0.5
"""Trust in the near side that the ghost's limbs need."""

_SHIFT = 0.05
"""Share of each standing frame that goes into the person's limbs and place."""


class Body:
    """Feed it every moment; ``limbs`` and ``height`` (of the body, in picture pixels) are absent until known."""

    def __init__(self) -> None:
        self.limbs: Limbs | None = None
        self.height: float | None = None

    def forget(self) -> None:
        """The person left."""
        self.limbs = self.height = None

    def __call__(self, moment: Moment) -> None:
        """Limbs and height, taken while the person stands; the feet follow slow shifts between reps."""
        torso = moment.posture.measures.torso_inclination
        upright = torso is not None and abs(torso.value) < 15.0 and moment.posture.visibility > _LEGS_NEEDED
        if moment.phase is not Phase.STANDING or not upright:
            return
        limbs = Limbs.of(moment.posture.outline, moment.posture.facing)
        ear, heel = moment.posture.outline["ear"], moment.posture.outline["heel"]
        height = (heel[1] - ear[1]) / _EAR_HEIGHT
        if self.limbs is None or self.limbs.facing is not limbs.facing or self.height is None:
            self.limbs, self.height = limbs, height
        else:
            self.limbs = _towards(self.limbs, limbs)
            self.height += _SHIFT * (height - self.height)


def _towards(old: Limbs, new: Limbs) -> Limbs:
    def mixed(a: float, b: float) -> float:
        return a + _SHIFT * (b - a)

    def point(a: tuple[float, float], b: tuple[float, float]) -> tuple[float, float]:
        return mixed(a[0], b[0]), mixed(a[1], b[1])

    return Limbs(
        shank=mixed(old.shank, new.shank),
        thigh=mixed(old.thigh, new.thigh),
        torso=mixed(old.torso, new.torso),
        neck=mixed(old.neck, new.neck),
        upper_arm=mixed(old.upper_arm, new.upper_arm),
        forearm=mixed(old.forearm, new.forearm),
        ankle=point(old.ankle, new.ankle),
        heel=point(old.heel, new.heel),
        toe=point(old.toe, new.toe),
        facing=old.facing,
    )
