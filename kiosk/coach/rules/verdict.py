"""From a rule's finding to the rep's verdict."""

from __future__ import annotations

from dataclasses import replace

from kiosk.coach.drill import RULE_FAULT_IDS, FaultTable
from kiosk.coach.guidance import Fault, JudgedRep
from kiosk.coach.judges.finding import SURE
from kiosk.coach.rules.finding import RuleFinding, Verdict


def with_rule(judged: JudgedRep, finding: RuleFinding | None, kinds: FaultTable) -> JudgedRep:
    """``judged`` with what its drill's special rule came to: a broken one is the fault that it names."""
    if finding is None:
        return judged
    ruled = replace(judged, rule=finding)
    if finding.verdict is Verdict.UNSEEN:
        return replace(ruled, unjudged=judged.unjudged | set(RULE_FAULT_IDS))
    if finding.says is None or not finding.broken or finding.confidence < SURE or not kinds.knows(finding.says):
        return ruled
    onset = judged.rep.bottom if finding.onset is None else finding.onset
    fault = Fault(finding.says, finding.severity, finding.confidence, onset)
    same = next((item for item in judged.faults if item.id == fault.id), None)
    if same is None:
        return replace(ruled, faults=(*judged.faults, fault), unjudged=judged.unjudged - {fault.id})
    if same.severity >= fault.severity:
        return ruled
    return replace(ruled, faults=tuple(fault if item is same else item for item in judged.faults))
