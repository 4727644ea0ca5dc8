"""The drills of the domain, acted well or with faults: postures, tempo and kit, for any body."""

from .drill import GOOD, Drill, Performance, Plan, Thing, Wanted, showing
from .faults import compatible
from .perform import DRILLS, perform

__all__ = ["DRILLS", "GOOD", "Drill", "Performance", "Plan", "Thing", "Wanted", "compatible", "perform", "showing"]
