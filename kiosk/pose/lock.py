"""The lock on the user: whether a body that is read is still theirs, and whether one that is found is theirs again.

Three things are known of a user: where they are, how large, and what they wear. From one frame to the next none of
them jumps, whatever a body does; where the network slides on to somebody who walks past, at least one does. A user
who is hidden or has left is waited for: until the place is given up, nobody else is taken for them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from kiosk.pose.appearance import Look, difference
from kiosk.pose.zone import Body

_GROWS = (0.08, 1.0)
"""Logarithm of the size: what a reading is off by, and what a body changes in a second as it comes or turns."""

_MOVES = (0.10, 1.2)
"""Body lengths: what the hips' reading is off by, and how far they get in a second."""

_UNLIKE = 0.45
"""Looks further apart than this are two people's; one person's, half hidden by arms and weights, stay below."""

_SUM = 1.6
"""Three things that are each in bounds, but together more than this many bounds, are another body too."""

_SIZES = (0.72, 1.4)
"""A body this much smaller or larger than over the last second is another one: bones do not change length."""

_TWICE = 0.08
"""Seconds: an unlike look must last so long, since an arm or a bar may pass before the trunk."""

_LOOK_EVERY = 0.2
"""Seconds between looks while nothing is strange."""

_STRANGE = 0.5
"""Size and place of at least so many bounds together call for a look at once."""

_MEMORY, _LEARNING = 1.0, 5.0
"""Seconds over which size and look are averaged."""

_SAME_LOOK = 0.3
"""A look this like the known one is learned."""

_AGAIN = 0.40
"""A look at most this far off is theirs, of somebody who is found again."""

_SIZE_AGAIN = (0.15, 0.2, 0.5)
"""Logarithm of the size of somebody found again: what it may be off by at once, more for each second, and at most."""

_PLACE_AGAIN = (0.25, 1.5)
"""Body lengths from where they were lost to where they are found: at once, and more for each second."""

_STILL_A_STRANGER = 0.35
"""Seconds for which somebody found not to be the user is remembered."""

_STRANGERS_FOR = 2.0
"""Seconds after which nobody is held to have been somebody else: the user may have been taken for one."""

_SETTLED_AFTER = 1.5
"""Seconds after which somebody is the user for whom the place is kept; who is seen more shortly only passed."""

_FORGOTTEN_AFTER = 0.5
"""Seconds after which somebody who only passed is forgotten."""


@dataclass(slots=True)
class _User:
    """What is known of the user."""

    last: Body
    since: float
    size: float
    look: Look | None
    unlike_since: float | None = None
    looked: float = -math.inf


class Lock:
    """Knows one user: `take` says who; `keeps` judges a body that is followed, `mismatch` one that is found."""

    def __init__(self, release_after: float) -> None:
        self._release_after = release_after
        self._user: _User | None = None
        self._strangers: list[Body] = []

    def known(self, time: float) -> Body | None:
        """Where the user was seen last, or None where nobody is waited for at ``time``."""
        user = self._user
        if user is not None:
            settled = user.last.time - user.since >= _SETTLED_AFTER
            patience = self._release_after if settled else min(_FORGOTTEN_AFTER, self._release_after)
            if not 0.0 <= time - user.last.time <= patience:
                self._user = user = None
        return None if user is None else user.last

    def take(self, body: Body) -> None:
        """From now on ``body`` is the user."""
        self._user = _User(body, body.time, body.size, body.look, looked=body.time)
        self._strangers.clear()

    def release(self) -> None:
        """Nobody is the user."""
        self._user = None

    def wants_look(self, body: Body) -> bool:
        """Whether `keeps` should be given the look of ``body``."""
        user = self._user
        if user is None or user.look is None or user.unlike_since is not None:
            return True
        return body.time - user.looked >= _LOOK_EVERY or sum(_strangeness(user.last, body)) >= _STRANGE

    def keeps(self, body: Body) -> bool:
        """Whether ``body``, read where the user was a frame before, is still theirs; if so it is remembered."""
        user = self._user
        if user is None:
            return False
        strange = _strangeness(user.last, body)
        if max(strange) > 1.0 or not _SIZES[0] <= body.size / user.size <= _SIZES[1]:
            return False
        if body.look is not None:
            unlike = self._unlike(user, body.look)
            user.looked = body.time
            if sum(strange) + unlike > _SUM:
                return False
            if unlike > 1.0:
                since = user.unlike_since = body.time if user.unlike_since is None else user.unlike_since
                if body.time - since >= _TWICE:
                    return False
            else:
                user.unlike_since = None
        self._remember(user, body)
        return True

    def unlike(self, body: Body) -> float | None:
        """How far the look of ``body`` is from the user's (`difference`); None where one of them is not known."""
        user = self._user
        if user is None or user.look is None or body.look is None:
            return None
        return difference(user.look, body.look)

    def mismatch(self, body: Body) -> float | None:
        """How far ``body``, found anew, is from the user who is waited for: 0 theirs exactly; None: not theirs.

        Who is not is remembered for a moment, and is not taken for them by staying there.
        """
        user = self._user
        if user is None:
            return None
        gap = max(0.0, body.time - user.last.time)
        size = abs(math.log(body.size / user.size)) / min(_SIZE_AGAIN[0] + _SIZE_AGAIN[1] * gap, _SIZE_AGAIN[2])
        place = body.away_from(user.last) / (_PLACE_AGAIN[0] + _PLACE_AGAIN[1] * gap)
        look = 0.0
        if body.look is not None and user.look is not None:
            look = (difference(user.look, body.look) or 0.0) / _AGAIN
        together = size + place + look
        if max(size, place, look) > 1.0 or together > _SUM or self._is_stranger(user, body):
            self._strangers.append(body)
            return None
        return together

    def _is_stranger(self, user: _User, body: Body) -> bool:
        """Whether ``body``, not where and as large as the user was, was somebody else a moment ago.

        The user may be further off the longer they are gone; who was not they and stays there has not become them.
        """
        self._strangers = [item for item in self._strangers if 0.0 <= body.time - item.time <= _STILL_A_STRANGER]
        at_their_place = body.away_from(user.last) <= _PLACE_AGAIN[0]
        as_large = abs(math.log(body.size / user.size)) <= _SIZE_AGAIN[0]
        if (at_their_place and as_large) or body.time - user.last.time > _STRANGERS_FOR:
            return False
        return any(item.time < body.time and max(_strangeness(item, body)) <= 1.0 for item in self._strangers)

    def resume(self, body: Body) -> None:
        """The user is found again as ``body``."""
        self._strangers.clear()
        user = self._user
        if user is None:
            self.take(body)
            return
        user.unlike_since = None
        if body.time - user.last.time > _MEMORY:
            user.size = body.size
        user.last = body

    def _unlike(self, user: _User, look: Look) -> float:
        apart = None if user.look is None else difference(user.look, look)
        return 0.0 if apart is None else apart / _UNLIKE

    def _remember(self, user: _User, body: Body) -> None:
        step = body.time - user.last.time
        user.size += min(1.0, step / _MEMORY) * (body.size - user.size)
        if body.look is not None:
            if user.look is None:
                user.look = body.look
            else:
                apart = difference(user.look, body.look)
                settled = body.time - user.since
                if apart is None or apart <= _SAME_LOOK:
                    share = _LOOK_EVERY / min(_LEARNING, max(settled, 2.0 * _LOOK_EVERY))
                    user.look = user.look.blended(body.look, share)
        user.last = body


def _strangeness(before: Body, body: Body) -> tuple[float, float]:
    """How far size and place have jumped since the body before, in bounds."""
    step = max(0.0, body.time - before.time)
    size = abs(math.log(max(body.size, 1e-6) / max(before.size, 1e-6))) / (_GROWS[0] + _GROWS[1] * step)
    place = body.away_from(before) / (_MOVES[0] + _MOVES[1] * step)
    return size, place
