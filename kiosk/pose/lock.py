"""The lock on the user: whether a body that is read is still theirs, and whether one that is found is theirs again.

Three things are known of a user: where they are, how large, and what they wear. From one frame to the next none of
them jumps, whatever a body does; where the network slides on to somebody who walks past, at least one does. But a
bar's plates hide legs and change size and look at once, without anybody coming or going: who has not moved on while
they seem another is still the same, and has one look more. A user who is hidden or has left is waited for: until the
place is given up, nobody else is taken for them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

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

_BORNE = 0.3
"""Seconds for which a body may seem another's, as long as it stays where it is; then it is the user, changed."""

_MOMENT = 0.15
"""Seconds for which somebody may be lost, as for a frame or two without a reading, and need not look alike then."""

_STAYS = (0.08, 0.25)
"""Body lengths that hips are off and may move in a second meanwhile: who walks past covers three times that."""

_STAYS_LARGE = (0.72, 1.18)
"""Its size against the user's: plates and benches that hide limbs make a body seem smaller or larger."""

_TRUNK_LARGE = 1.15
"""The same for the trunk at most: plates hide none of it, and make it no longer. Somebody nearer has a longer one."""

_NEARER = 0.07
"""But who steps in front is both larger by more than this share and lower in the picture by as many body lengths.

They are lower by no more than the camera is high: feet ``k`` times as near are ``(1 - 1/k)`` of its height lower, in
body lengths. Feet lower than under a camera at eye level are misread, on the plate that hides them.
"""

_MISREAD = 0.05
"""Body lengths that feet may be lower than that."""

_SAME_BUILD = 0.15
"""Logarithm of legs against trunk, within which a size is learned: behind plates legs are read too short or long."""

_GLIMPSE = 0.3
"""Seconds below which somebody found again was glimpsed only, as between two who pass."""

_LOOKS = 3
"""Looks of one user that are known: upright, behind plates, and one to spare."""

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

_RIGHT_BEHIND = 0.15
"""Body lengths from hips to hips within which who stands nearer to the camera hides who is behind."""

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
    trunk: float
    look: Look | None
    other_looks: list[Look] = field(default_factory=list)
    doubted: Body | None = None
    looked: float = -math.inf
    resumed: float = -math.inf
    earlier: tuple[Body, float, float] | None = None
    """Last body, size and trunk before they were found again."""

    def stays(self, body: Body, since: Body) -> bool:
        """Whether ``body`` is where the user was at ``since``, as large, and no nearer to the camera.

        How large is told by the whole or by the trunk, whichever changed less: somebody else is larger or smaller
        throughout; where plates hide the legs, only what is read of them is.
        """
        whole, trunk = body.size / max(self.size, 1e-6), body.trunk / max(self.trunk, 1e-6)
        growth = min(whole, trunk, key=lambda growth: abs(math.log(max(growth, 1e-6))))
        lower = (body.feet - since.feet) / max(body.size, 1e-6)
        nearer = whole > 1.0 + _NEARER and _NEARER < lower <= 1.0 - 1.0 / whole + _MISREAD
        moved = body.away_from(since) > _STAYS[0] + _STAYS[1] * (body.time - since.time)
        longer = trunk > _TRUNK_LARGE
        return not (moved or nearer or longer) and _STAYS_LARGE[0] <= growth <= _STAYS_LARGE[1]

    def apart(self, look: Look | None) -> list[float | None]:
        """How far ``look`` is from each of those known (`difference`), the usual one first; empty where none is."""
        if look is None or self.look is None:
            return []
        return [difference(known, look) for known in (self.look, *self.other_looks)]


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
        self._user = _User(body, body.time, body.size, body.trunk, body.look, looked=body.time)
        self._strangers.clear()

    def release(self) -> None:
        """Nobody is the user."""
        self._user = None

    def wants_look(self, body: Body) -> bool:
        """Whether `keeps` should be given the look of ``body``."""
        user = self._user
        if user is None or user.look is None or user.doubted is not None:
            return True
        return body.time - user.looked >= _LOOK_EVERY or sum(_strangeness(user.last, body)) >= _STRANGE

    def keeps(self, body: Body) -> bool:
        """Whether ``body``, read where the user was a frame before, is plainly theirs; if so it is remembered."""
        user = self._user
        if user is None:
            return False
        size, place = _strangeness(user.last, body)
        apart = user.apart(body.look)
        unlike = (_least(apart) or 0.0) / _UNLIKE
        user.looked = user.looked if body.look is None else body.time
        in_size = _SIZES[0] <= body.size / user.size <= _SIZES[1]
        if in_size and max(size, place, unlike) <= 1.0 and size + place + unlike <= _SUM:
            if user.doubted is None or body.look is not None:
                user.doubted = None
                self._remember(user, body, apart)
            else:
                user.last = body
            return True
        return False

    def bears(self, body: Body, alone: bool) -> bool:
        """Whether ``body``, which `keeps` has refused, may be theirs all the same.

        It may where nobody else is about (``alone``), and it has stayed where the user was when it began to seem
        another's.
        """
        user = self._user
        if user is None:
            return False
        since = user.doubted = user.last if user.doubted is None else user.doubted
        spent = body.time - since.time
        if not alone or not user.stays(body, since):
            # What was read since then was not they: they are waited for where they were.
            user.last, user.doubted = since, None
            return False
        if spent >= _BORNE:
            user.doubted = None
            if body.look is not None:
                user.other_looks = [*user.other_looks, body.look][-(_LOOKS - 1) :]
        user.last = body
        return True

    def lose(self) -> None:
        """The user is out of sight. Who had only just been found again, and is lost at once, was not wholly seen:
        they are waited for as they were known before."""
        user = self._user
        if user is not None and user.earlier is not None and user.last.time - user.resumed < _GLIMPSE:
            user.last, user.size, user.trunk = user.earlier

    def unlike(self, body: Body) -> float | None:
        """How far the look of ``body`` is from the user's (`difference`); None where one of them is not known."""
        return None if self._user is None else _least(self._user.apart(body.look))

    def mismatch(self, body: Body, alone: bool = False) -> float | None:
        """How far ``body``, found anew, is from the user who is waited for: 0 theirs exactly; None: not theirs.

        Where nobody else is about (``alone``), who was lost a moment ago only and is where the user was is theirs,
        however they look: behind plates single frames show nobody, and the next ones somebody new.
        Who is not is remembered for a moment, and is not taken for them by staying there.
        """
        user = self._user
        if user is None:
            return None
        gap = max(0.0, body.time - user.last.time)
        if alone and gap <= _MOMENT and user.stays(body, user.last):
            return body.away_from(user.last)
        size = abs(math.log(body.size / user.size)) / min(_SIZE_AGAIN[0] + _SIZE_AGAIN[1] * gap, _SIZE_AGAIN[2])
        place = body.away_from(user.last) / (_PLACE_AGAIN[0] + _PLACE_AGAIN[1] * gap)
        look = (_least(user.apart(body.look)) or 0.0) / _AGAIN
        together = size + place + look
        if max(size, place, look) > 1.0 or together > _SUM or self._is_stranger(user, body):
            self._strangers.append(body)
            return None
        return together

    def hidden(self, body: Body) -> bool:
        """Whether somebody larger, found in the same frame and not to be the user, stands where ``body`` is."""
        return any(
            item.time == body.time
            and item.size > (1.0 + _NEARER) * body.size
            and item.away_from(body) <= _RIGHT_BEHIND
            for item in self._strangers
        )

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
        user.doubted = None
        user.resumed, user.earlier = body.time, (user.last, user.size, user.trunk)
        if body.time - user.last.time > _MEMORY:
            user.size, user.trunk = body.size, body.trunk
        user.last = body

    def _remember(self, user: _User, body: Body, apart: list[float | None]) -> None:
        """Learn of ``body``, whose look is ``apart`` (`_User.apart`) from those known."""
        step = body.time - user.last.time
        share = min(1.0, step / _MEMORY)
        legs = (body.size / max(body.trunk, 1e-6)) / (user.size / max(user.trunk, 1e-6))
        if abs(math.log(max(legs, 1e-6))) <= _SAME_BUILD:
            user.size += share * (body.size - user.size)
            user.trunk += share * (body.trunk - user.trunk)
        if body.look is not None:
            usual = apart[0] if apart else None
            if user.look is None:
                user.look = body.look
            elif usual is None or usual <= _SAME_LOOK:
                settled = body.time - user.since
                share = _LOOK_EVERY / min(_LEARNING, max(settled, 2.0 * _LOOK_EVERY))
                user.look = user.look.blended(body.look, share)
        user.last = body


def _least(apart: list[float | None]) -> float | None:
    """The difference to the nearest of the looks known; None where they cannot be compared."""
    return min((item for item in apart if item is not None), default=None)


def _strangeness(before: Body, body: Body) -> tuple[float, float]:
    """How far size and place have jumped since the body before, in bounds."""
    step = max(0.0, body.time - before.time)
    size = abs(math.log(max(body.size, 1e-6) / max(before.size, 1e-6))) / (_GROWS[0] + _GROWS[1] * step)
    place = body.away_from(before) / (_MOVES[0] + _MOVES[1] * step)
    return size, place
