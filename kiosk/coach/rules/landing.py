"""The landing of a jump is a hinge, not a squat."""

from __future__ import annotations

from kiosk.coach.rules.finding import Prop, RuleFinding, Verdict, found, unseen
from kiosk.coach.special import LandByHinging
from kiosk.motion.motion import Moment
from kiosk.motion.rep import Rep

_RATIO_DOUBT, _SHIN_DOUBT = 0.05, 10.0
"""To which both are seen in legs that land (rendered jumps at 15 frames a second): within it nothing is said."""

_RATIO_SPAN, _SHIN_SPAN = 0.2, 20.0
"""The hinge ratio is so far below, the shins lean so many degrees beyond, where it could not be worse."""

_SHARE_SPAN = 0.2
"""The torso's share is so far below where it could not be worse."""

_LANDED = 40.0
"""Degrees of torso and knee together below which the landing was not seen at its lowest."""

_SURE = 0.3
"""Confidence below which legs in the air are not believed."""


class LandingRule:
    """Told by what was measured at the lowest of the landing."""

    def __init__(self, special: LandByHinging) -> None:
        self._special = special

    def watch(self, _moment: Moment) -> tuple[Prop, ...]:
        """Nothing is drawn of it."""
        return ()

    def judge(self, rep: Rep) -> RuleFinding:
        """The hinge ratio that is missing, or degrees of shin that are too many: the worse of both; or the torso's
        share that is missing, where the drill asks for one and it is seen."""
        by_share = self._by_share(rep)
        if by_share is not None:
            return by_share
        kind = self._special.kind
        ratio = None if rep.landing is None else rep.landing.hinge_ratio
        shin = None if rep.landing is None else rep.landing.shin_inclination
        onset = (rep.bottom + rep.end) / 2.0
        findings = []
        if ratio is not None and ratio.confidence >= _SURE:
            short = self._special.least_hinge_ratio - ratio.value
            worst = found(kind, short, "ratio", _RATIO_SPAN, ratio.confidence, onset, "squatting")
            findings.append(_doubted(worst, _RATIO_DOUBT))
        if shin is not None and shin.confidence >= _SURE:
            beyond = shin.value - self._special.shin
            worst = found(kind, beyond, "degrees", _SHIN_SPAN, shin.confidence, onset, "knees_forward")
            findings.append(_doubted(worst, _SHIN_DOUBT))
        broken = [item for item in findings if item.broken]
        if broken:
            return max(broken, key=lambda item: item.severity)
        doubtful = next((item for item in findings if item.verdict is Verdict.UNSEEN), None)
        if doubtful is not None or len(findings) < 2:
            return doubtful or unseen(kind)  # one of both may have been broken
        return findings[0]


    def _by_share(self, rep: Rep) -> RuleFinding | None:
        landing, least = rep.landing, self._special.least_torso_share
        if landing is None or least is None or landing.torso_inclination is None or landing.knee_flexion is None:
            return None
        torso, knee = landing.torso_inclination, landing.knee_flexion
        confidence, bent = min(torso.confidence, knee.confidence), max(0.0, torso.value) + max(0.0, knee.value)
        if confidence < _SURE or bent < _LANDED:
            return None
        short = least - max(0.0, torso.value) / bent
        onset = (rep.bottom + rep.end) / 2.0
        return found(self._special.kind, short, "torso share", _SHARE_SPAN, confidence, onset, "squatting")


def _doubted(finding: RuleFinding, doubt: float) -> RuleFinding:
    """``finding``, unseen where it is broken by no more than ``doubt``."""
    if finding.amount is None or not 0.0 < finding.amount <= doubt:
        return finding
    return RuleFinding(finding.kind, Verdict.UNSEEN, finding.amount, finding.unit)
