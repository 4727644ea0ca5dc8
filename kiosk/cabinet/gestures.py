"""What is done with a button: pressed, pressed twice, held, held for long. Knows no pin and no clock: levels with
their times come in, gestures come out, the same however often it is asked.

A press acts when it is let go, not when a second one can no longer come: that would be `DOUBLE` later. The second
press is told at its beginning, as a gesture of its own, and asks for a verb that undoes what the first brought about
(`kiosk.coach.session`). Nor does a press act at its beginning: a hold begins with one, and who holds the button to
stop wants nothing to begin before. What says on the glass that a press was taken needs no gesture: `Gestures.held`
is told from its first edge on.

A contact chatters when it closes and opens. It counts as pressed from its first edge, so that a press shorter than
the chatter is seen as well, and as let go once it has been open for `BOUNCE`.
"""

from __future__ import annotations

import math
from enum import StrEnum

BOUNCE = 0.05
"""Seconds for which a contact may chatter."""

DOUBLE = 0.4
"""Seconds from the end of a press to the beginning of the second of a double one, at most."""

HOLD, LONG_HOLD = 2.0, 8.0
"""Seconds of a press that is a hold, and a long one."""

STUCK = 30.0
"""Seconds after which nobody holds a button."""


class Gesture(StrEnum):
    """What was done."""

    DOWN = "down"
    """Any press, at its beginning."""
    PRESS = "press"
    """Pressed, and let go before it was a hold; not told of the second press of a double one."""
    DOUBLE = "double"
    """Pressed again soon after a press, which has been told: at the beginning of the second."""
    HOLD = "hold"
    LONG_HOLD = "long_hold"
    """After a hold, which has been told."""
    STUCK = "stuck"
    """Pressed for so long that nobody does it: nothing more comes of it until it is let go."""
    FREED = "freed"
    """What was stuck has been let go."""


_HELD = ((HOLD, Gesture.HOLD), (LONG_HOLD, Gesture.LONG_HOLD), (STUCK, Gesture.STUCK))


class Gestures:
    """Of one button.

        gestures = Gestures()
        gestures.edge(True, 10.0)    # [Gesture.DOWN]
        gestures.edge(False, 10.1)   # []
        gestures.look(10.2)          # [Gesture.PRESS]

    Times are seconds of any clock that does not go back. ``hangs_since``: when it was first looked at it was pressed
    already; what it hangs on is no gesture of anybody's, and only tells that it is stuck.
    """

    def __init__(self, hangs_since: float | None = None) -> None:
        self._hangs = hangs_since is not None
        self._since = hangs_since
        self._open_since: float | None = None
        self._told = 0
        """How many of `_HELD` have been told of the press under way."""
        self._second = False
        self._pressed_at = -math.inf
        self._time = -math.inf

    @property
    def down(self) -> bool:
        """Whether it is pressed."""
        return self._since is not None

    @property
    def stuck(self) -> bool:
        """Whether it has been pressed for longer than anybody does."""
        return self._told == len(_HELD)

    def held(self, time: float) -> float | None:
        """Seconds at ``time`` for which somebody has been pressing it; None: nobody does."""
        if self._since is None or self._open_since is not None or self._hangs or self.stuck:
            return None
        return max(0.0, time - self._since)

    def edge(self, down: bool, time: float) -> list[Gesture]:
        """The contact closes or opens; the gestures that are told by then, oldest first."""
        done = self.look(time)
        time = self._time
        if not down:
            if self._since is not None and self._open_since is None:
                self._open_since = time
        elif self._since is None:
            done += self._begin(time)
        else:
            self._open_since = None
        return done

    def look(self, time: float) -> list[Gesture]:
        """The gestures that are told by ``time``, oldest first. To be called as time goes by."""
        # An edge may be noted a little late, after a look: it counts as of then.
        self._time = max(self._time, time)
        if self._since is None:
            return []
        if self._open_since is None:
            return self._hold(self._time - self._since)
        return self._end(self._open_since) if self._time - self._open_since >= BOUNCE else []

    def _begin(self, time: float) -> list[Gesture]:
        self._since, self._told = time, 0
        self._second = time - self._pressed_at <= DOUBLE
        return [Gesture.DOWN, *([Gesture.DOUBLE] if self._second else [])]

    def _hold(self, seconds: float) -> list[Gesture]:
        told = sum(seconds >= least for least, _ in _HELD)
        new = [gesture for _, gesture in _HELD[self._told : told]]
        self._told = max(self._told, told)
        return [gesture for gesture in new if gesture is Gesture.STUCK] if self._hangs else new

    def _end(self, time: float) -> list[Gesture]:
        pressed = self._told == 0 and not self._second and not self._hangs
        done = [Gesture.FREED] if self.stuck else [Gesture.PRESS] if pressed else []
        self._pressed_at = time if pressed else -math.inf
        self._since = self._open_since = None
        self._told, self._hangs = 0, False
        return done
