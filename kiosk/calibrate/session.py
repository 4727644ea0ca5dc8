"""The guided session: which mark, which cross, when a nose has been held to it, and what becomes of all. Pure: poses
and presses in, what to show out; time is that of the poses.

At each mark the toes are placed first; then come the crosses one by one. A cross is taken when the nose has been
still for a moment, but for the first of a mark only after longer, and for the others only where the nose has moved as
far as the cross has: who stands and reads is not aiming. Whoever does not hold still enough presses the button.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from kiosk.calibrate.steadiness import Held, Steadiness
from kiosk.mirror.calibration import Aim, Known, Solution, Stand, Tape, Verdict
from kiosk.mirror.lens import Point
from kiosk.mirror.solve import solve
from kiosk.pose.pose import Pose

CROSSES = ((0.0, 0.0), (-170.0, 0.0), (170.0, 0.0), (-120.0, -200.0), (120.0, -200.0))
"""Where they are, millimetres off the height of the person's nose before the middle of the panel. Five at each of two
marks: with three the reflections of a body are drawn a fifth farther off (20.5 mm at the 95th percentile against
17.5), with seven a tenth less far, and it takes longer than two minutes."""

MARK_WITHIN = 10.0
"""One standard deviation of the tips of the shoes off their mark, millimetres."""

_LOW = -100.0
"""Below this knees are to be bent."""

_EDGE = 55.0
"""Millimetres of the panel at its edges that have no cross."""

_NOSE_HEIGHT, _EASE = 0.915, 20.0
"""Of the nose over that of the body; and by how much lower the first crosses are, millimetres: to stand on tiptoe is
worse than to give a little in the knees."""

_PLACED, _FIRST, _NEXT = 2.0, 3.0, 1.2
"""Seconds to be still: on the mark, for the first cross of a mark, for any other."""

_READ = 1.5
"""Seconds for which a cross is shown before holding still counts."""

_STRAYED = 90.0
"""Millimetres that a nose may be elsewhere than where it is expected, by how far the cross has moved."""

_NEARER, _FARTHER = 0.83, 1.2
"""How much taller or smaller somebody may look than they should at a mark."""

_AGAIN = 3
"""Crosses that are done again at most."""


class Step(StrEnum):
    """What the person is to do."""

    MARK = "mark"
    CROSS = "cross"
    CHECK = "check"
    """It is solved: do the lines lie on the reflection?"""
    REFUSED = "refused"


class Hint(StrEnum):
    """What helps with it."""

    PLAIN = "plain"
    UNSEEN = "unseen"
    """Nobody faces the glass."""
    STEP_BACK = "step_back"
    STEP_CLOSER = "step_closer"
    LOW = "low"
    AGAIN = "again"


@dataclass(frozen=True, slots=True)
class Scene:
    """What to show. ``number`` counts marks or crosses from 1, out of ``of``. ``cross``: pixels of the screen.
    ``progress``: how much of the time to be still is over, 0 to 1. ``distance``: of the mark, millimetres."""

    step: Step
    hint: Hint
    number: int
    of: int
    distance: float
    progress: float = 0.0
    cross: Point | None = None


class Session:
    """One person's calibration.

        session = Session(tape, (1500.0, 3000.0), 1720.0, (1080, 1920))
        scene = session(pose, time)      # every frame; pose None where nobody is seen
        session.press()                  # the button: take it now
        session.solution                 # once scene.step is CHECK or REFUSED

    ``tape``: what was measured. ``marks``: two or more distances from the glass to the tips of the shoes, and
    ``height`` of the person, millimetres.
    """

    def __init__(self, tape: Tape, marks: Sequence[float], height: float, screen_size: tuple[int, int]) -> None:
        self.tape, self.marks = tape, tuple(marks)
        self.solution: Solution | None = None
        self._screen, self._height = screen_size, height
        self._crosses = self._lay_out()
        self._stands: list[Stand] = [Stand(Known(mark, MARK_WITHIN)) for mark in self.marks]
        self._aims: dict[tuple[int, int], Aim] = {}
        self._waiting = [(mark, number) for mark in range(len(self.marks)) for number in range(len(CROSSES))]
        self._mark: int | None = None
        """At which the person stands, None on the way to it."""
        self._first: tuple[Point, Held] | None = None
        """The cross of this mark that was held first, and how."""
        self._steady = Steadiness()
        self._since: float | None = None
        self._pressed = False
        self._repeats = 0
        self._tall: float | None = None
        """Millimetre-pixels from nose to toes: what somebody measures in the picture, times how far away they are."""

    def press(self) -> None:
        """Take what is held now."""
        self._pressed = True

    def __call__(self, pose: Pose | None, time: float) -> Scene:
        """What to show after ``pose``, seen at ``time`` (seconds, never going back)."""
        if self.solution is not None:
            return self._ended(self.solution)
        if self._since is None:
            self._since = time
        if pose is not None:
            self._steady(pose)
        elif self._steady.nose is not None:
            self._steady.clear()
        pressed, self._pressed = self._pressed, False
        held = None if pose is None else self._steady.held()
        if pose is None or held is None:
            return self._scene(Hint.UNSEEN, 0.0)
        away = self._away(held, pose)
        needed = self._needed()
        still = min(self._steady.still, time - self._since - (_READ if self._mark is not None else 0.0))
        progress = 0.0 if away is not Hint.PLAIN or not self._near(held, pose) else min(max(still / needed, 0.0), 1.0)
        if pressed or progress >= 1.0:
            self._take(held, pose.size)
            self._steady.clear()
            self._since, progress = time, 0.0
            if self.solution is not None:
                return self._ended(self.solution)
            return self._scene(Hint.PLAIN, 0.0)
        return self._scene(away, progress)

    # -- what to show ------------------------------------------------------------------------------------

    def _scene(self, hint: Hint, progress: float) -> Scene:
        mark, number = self._waiting[0]
        if self._mark is None:
            return Scene(Step.MARK, hint, mark + 1, len(self.marks), self.marks[mark], progress)
        if hint is Hint.PLAIN:
            hint = Hint.AGAIN if self._repeats else Hint.LOW if CROSSES[number][1] < _LOW else Hint.PLAIN
        done, whole = len(self._aims) + 1, len(self.marks) * len(CROSSES)
        place = self._crosses[number]
        return Scene(Step.CROSS, hint, min(done, whole), whole, self.marks[mark], progress, place)

    def _ended(self, solution: Solution) -> Scene:
        step = Step.CHECK if solution.verdict is Verdict.SOUND else Step.REFUSED
        whole = len(self.marks) * len(CROSSES)
        return Scene(step, Hint.PLAIN, whole, whole, self.marks[-1])

    # -- what is taken -----------------------------------------------------------------------------------

    def _needed(self) -> float:
        if self._mark is None:
            return _PLACED
        return _FIRST if self._first is None else _NEXT

    def _take(self, held: Held, picture_size: tuple[int, int]) -> None:
        mark, number = self._waiting[0]
        if self._mark is None:
            self._mark, self._first = mark, None
            self._stands[mark] = replace(self._stands[mark], toes=held.toes)
            if held.toes is not None and self._tall is None:
                self._tall = (held.toes[1] - held.nose[1]) * self.marks[mark]
            return
        place = self._crosses[number]
        self._aims[mark, number] = Aim(mark, place, held.nose)
        self._first = self._first or (place, held)
        self._waiting.pop(0)
        if not self._waiting:
            self._conclude(picture_size)
        elif self._waiting[0][0] != mark:
            self._mark = None

    def _conclude(self, picture_size: tuple[int, int]) -> None:
        keys = sorted(self._aims)
        solution = solve(self.tape, self._stands, [self._aims[key] for key in keys], picture_size, self._screen)
        if solution.verdict is Verdict.CROSS and isinstance(solution.suspect, int) and self._repeats < _AGAIN:
            self._repeats += 1
            again = keys[solution.suspect]
            del self._aims[again]
            self._waiting.append(again)
            self._mark = self._mark if self._mark == again[0] else None
            return
        self.solution = solution

    def _lay_out(self) -> list[Point]:
        """The crosses in pixels of the screen: as high as the person's nose where the panel is, and all on it."""
        (width, height), wide = self._screen, self.tape.width.value
        scale = width / wide
        top = height / scale - _EDGE
        own = min(_NOSE_HEIGHT * self._height - _EASE - self.tape.bottom.value, top)
        most = wide / 2.0 - _EDGE
        points = []
        for x, y in CROSSES:
            aside = min(max(x, -most), most)
            points.append((width / 2.0 + aside * scale, height - min(max(own + y, _EDGE), top) * scale))
        return points

    # -- where the person is -----------------------------------------------------------------------------

    def _away(self, held: Held, pose: Pose) -> Hint:
        """Whether somebody looks too large or too small for the mark that they go to."""
        if self._mark is not None or held.toes is None:
            return Hint.PLAIN
        distance = self.marks[self._waiting[0][0]]
        whole = self._tall
        if whole is None:
            whole = self.tape.camera.focal_length(pose.size) * _NOSE_HEIGHT * self._height
        looks = (held.toes[1] - held.nose[1]) * distance / whole
        if looks > _FARTHER:
            return Hint.STEP_BACK
        return Hint.STEP_CLOSER if looks < _NEARER else Hint.PLAIN

    def _near(self, held: Held, pose: Pose) -> bool:
        """Whether the nose is about where it must be for its cross, by the first one of this mark."""
        if self._mark is None or self._first is None:
            return True
        cross, first = self._first
        place = self._crosses[self._waiting[0][1]]
        # The nose is as high and as far aside as its cross: it moves by what the cross moves. What is to the right of
        # the viewer is to the left in the picture.
        scale = self.tape.camera.focal_length(pose.size) / self.marks[self._mark]
        millimetres = self.tape.width.value / self._screen[0]
        expected = (
            first.nose[0] - (place[0] - cross[0]) * millimetres * scale,
            first.nose[1] + (place[1] - cross[1]) * millimetres * scale,
        )
        return math.dist(expected, held.nose) < _STRAYED * scale
