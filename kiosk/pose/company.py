"""Who else stands in the zone: people about as near as the user who stay there, not who passes or hangs on a wall."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.pose.zone import Body

_NEAR = 0.72
"""A second person counts from this share of the user's size on: smaller ones stand behind, or are reflections."""

_BEHIND = 0.085
"""Nor does somebody whose feet are this many of the user's lengths higher in the picture: a tall person behind."""

_STEADY = 0.3
"""What a look weighs against those before: a single reading of feet and size is too rough."""

_STAYS = 0.2
"""Body lengths that somebody who stays may have moved from one look to the next; who passes moves further."""

_CLOSER_LOOK = 0.5
"""Seconds to the next look when somebody is there."""

_FIRST_LOOKS = 0.25
"""Seconds to the next look when somebody is there of whom it is not known yet whether they stay: a set begins a
second after its user steps up, and two people must be told before."""

_UNDECIDED = 2.0
"""Seconds after which somebody near the user who has not stirred is a picture, as long as `Life` remembers."""

_ALONE, _SELDOM = 10.0, 2.0
"""After so many seconds alone the looks are this many times rarer."""


@dataclass(slots=True)
class _Seen:
    """Somebody at the last look; ``since``: when they were first seen there."""

    body: Body
    since: float
    stays: bool
    alive: bool
    size: float
    feet: float

    def near(self, user: tuple[float, float]) -> bool:
        """Whether they stand where a user of a size and with feet at a height does."""
        size, feet = user
        return self.size >= _NEAR * size and feet - self.feet <= _BEHIND * size

    @property
    def person(self) -> bool:
        """Whether this is known to be a person who stays."""
        return self.stays and self.alive


class Company:
    """Says when to look for others (`due`), is told who was found (`look`), and counts those who stay: ``others``."""

    def __init__(self, every: float) -> None:
        """``every``: seconds between looks."""
        self._every = every
        self.forget()

    @property
    def others(self) -> int:
        """How many share the zone with the user."""
        user = self._user
        return 0 if user is None else sum(item.person and item.near(user) for item in self._seen)

    @property
    def undecided(self) -> bool:
        """Whether it is not known yet if somebody shares the zone."""
        user = self._user
        if user is None or self._expected:
            return self._expected
        fresh = (item for item in self._seen if not item.person and self._looked - item.since < _UNDECIDED)
        return any(item.near(user) for item in fresh)

    def forget(self) -> None:
        """Nobody is followed."""
        self._seen: list[_Seen] = []
        self._user: tuple[float, float] | None = None
        self._next = float("inf")
        self._looked = 0.0
        self._alone_since: float | None = None
        self._expected = False

    def begin(self, time: float, anybody: bool) -> None:
        """The user was found at ``time``; ``anybody``: the detector saw more people."""
        self._alone_since = None if anybody else time
        self._expected = anybody
        self._next = time + (min(_FIRST_LOOKS, self._every) if anybody else self._every)

    def due(self, time: float) -> bool:
        """Whether to look now."""
        return time >= self._next

    @property
    def watched(self) -> bool:
        """Whether somebody in the zone is being judged, so that the pictures until the next look matter."""
        return self._expected or bool(self._seen)

    def look(self, time: float, user: Body, rivals: list[tuple[Body, bool]]) -> None:
        """Take those found in the zone at ``time``, each with whether it moved."""
        seen = []
        for body, alive in rivals:
            before = next((item for item in self._seen if body.away_from(item.body) <= _STAYS), None)
            if before is None:
                seen.append(_Seen(body, time, False, alive, body.size, body.feet))
            else:
                size, feet = _steady(before.size, body.size), _steady(before.feet, body.feet)
                seen.append(_Seen(body, before.since, True, alive or before.alive, size, feet))
        self._seen, self._expected, self._looked = seen, False, time
        own = self._user or (user.size, user.feet)
        self._user = _steady(own[0], user.size), _steady(own[1], user.feet)
        if seen:
            known = all(item.person for item in seen)
            self._alone_since, wait = None, min(_CLOSER_LOOK if known else _FIRST_LOOKS, self._every)
        else:
            self._alone_since = time if self._alone_since is None else self._alone_since
            wait = self._every * (_SELDOM if time - self._alone_since >= _ALONE else 1.0)
        self._next = time + wait


def _steady(before: float, now: float) -> float:
    return before + _STEADY * (now - before)
