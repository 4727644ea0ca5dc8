"""A figure of sticks that hinges before the mirror for ever, for tests of everything behind the networks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from kiosk.camera import Frame
from kiosk.coach.coach import Plan
from kiosk.coach.drill import load_repertoire
from kiosk.pose.pose import Pose
from tests.motion.signals import course, rep
from tests.motion.stick_figure import Stick, pose_of

STOOD = 4.0
"""Seconds of standing before the first hinge."""

_RATE = 60.0
_REP = [degrees for _, degrees in course(rep(60.0, down=1.5, hold=0.5, up=1.3, rest=1.7), _RATE)]
EVERY = 5.0
"""Seconds from hinge to hinge."""

_REPERTOIRE = load_repertoire()
_STANDING = Stick(torso=3.0, knee=5.0, shin=2.0)


def frame_at(time: float, number: int) -> Frame:
    """The frame of ``time``; nothing is in the picture, as `track` needs none."""
    return Frame(np.zeros((640, 480, 3), np.uint8), time, number)


def hinges(time: float) -> bool:
    """Whether the figure is well on its way down or up."""
    return _bent(time) > 30.0


def _bent(time: float) -> float:
    hinging = time - STOOD
    return _REP[int(hinging % EVERY * _RATE)] if hinging >= 0.0 else 0.0


def track(frame: Frame, mask: bool) -> Pose | None:
    """The figure in ``frame``, as a tracker would find it."""
    bent = _bent(frame.time)
    stick = replace(_STANDING, torso=3.0 + bent, knee=5.0 + 0.25 * bent, shin=2.0 - 0.08 * bent)
    return pose_of(stick, frame.time)


def frames_until(done: Callable[[], bool], seconds: float = 90.0, rate: float = 20.0) -> Iterator[Frame]:
    """The figure from the beginning on, until ``done`` or for ``seconds``, so that a busy machine is no matter."""
    for number in range(round(seconds * rate)):
        if done():
            return
        yield frame_at(number / rate, number)


def plan(gated: bool = True, goal: int = 8) -> Plan:
    """A set of hip hinges."""
    return Plan(drill=_REPERTOIRE.drill("hip_hinge"), kinds=_REPERTOIRE.kinds, goal=goal, gated=gated)
