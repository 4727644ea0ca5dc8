"""Pairing: whoever stands before the mirror reads a code on its glass, and types it on their phone.

Six digits are few, so that tries are: five spoil a code, codes are few in a quarter of an hour, and wrong tries make
the wait for the next one grow. Who tries without pause for a year in the same network finds one with less than 1 %,
with 2 % where the mirror is switched off every night, which forgets the waits.
"""

from __future__ import annotations

import hmac
import logging
import re
import secrets
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kiosk.trainer.access.roles import Role
from kiosk.trainer.access.terminal_code import TerminalCode, burn_code, read_code

log = logging.getLogger(__name__)

SHOWN_FOR = 120.0
"""Seconds that a code stands on the glass."""

TRIES = 5
"""Wrong ones that spoil a code."""

MOST_CODES = 6
"""That are shown within `WITHIN`: the glass is there for who trains before it."""

WITHIN = 900.0
"""Seconds."""

OWNER_FOR = 300.0
"""Seconds after an owner's word for which a code that is shown is an owner's."""

_FIRST_WAIT = 60.0
"""Seconds after five wrong tries; twice as long after each further five."""

_LONGEST_WAIT = 6 * 3600.0

_FORGIVEN_AFTER = 24 * 3600.0
"""Seconds without a wrong try after which the waits begin anew."""

_CODE = re.compile(r"[0-9]{6}")


@dataclass(frozen=True)
class Shown:
    """A code on the glass, ``until`` then, by the clock that `Pairing` is given. ``role``: None: by who is there."""

    code: str
    until: float
    role: Role | None = None


class TooSoon(ValueError):
    """No code is shown for another ``seconds``."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(f"no code for another {seconds:.0f} s")


class Pairing:
    """One code at a time. ``now`` is always seconds of `time.monotonic`; for any thread.

    ``next_role``: of a device that pairs without an owner's word (`Devices.next_role`). ``runtime``: the folder where
    a command may leave a further code (`kiosk.trainer.access.terminal_code`). ``draw``: six digits by chance.
    """

    def __init__(
        self,
        next_role: Callable[[], Role],
        runtime: Path,
        draw: Callable[[], str] = lambda: f"{secrets.randbelow(10**6):06d}",
    ) -> None:
        self._next_role, self._runtime, self._draw = next_role, runtime, draw
        self._mutex = threading.Lock()
        self._shown: Shown | None = None
        self._shown_tries = 0
        self._left: TerminalCode | None = None
        self._left_tries = 0
        self._begun: deque[float] = deque(maxlen=MOST_CODES)
        self._wrong = 0
        self._last_wrong = self._owner_until = float("-inf")

    def begin(self, now: float, for_owner: bool = False) -> Shown:
        """A fresh code for the glass; one that was shown is worth nothing from here. ``for_owner``: with an owner's
        word, as by `let_owner`, which is not given where none can be shown. Raises `TooSoon`."""
        with self._mutex:
            wait = self._wait(now)
            if wait > 0.0:
                raise TooSoon(wait)
            self._begun.append(now)
            if for_owner:
                self._owner_until = now + OWNER_FOR
            role = Role.OWNER if now < self._owner_until else None
            self._shown, self._shown_tries = Shown(self._draw(), now + SHOWN_FOR, role), 0
            return self._shown

    def showing(self, now: float) -> Shown | None:
        """The code that belongs on the glass at ``now``: none once it is used, spoilt, or too old."""
        with self._mutex:
            return self._on_glass(now)

    def end(self) -> None:
        """Take the code off the glass: nobody wants it any more."""
        with self._mutex:
            self._shown = None

    def let_owner(self, now: float) -> None:
        """An owner wants the next device to be an owner's: the next that pairs by a code begun within `OWNER_FOR`."""
        with self._mutex:
            self._owner_until = now + OWNER_FOR

    def claim(self, code: str, now: float) -> Role | None:
        """The role of who typed ``code``, blanks or not; None where it is wrong. A code is good for one device.

        What cannot be a code at all is no try. Add the device (`Devices.add`) before anything else is served.
        """
        digits = "".join(code.split())
        if not _CODE.fullmatch(digits):
            return None
        with self._mutex:
            shown, left = self._on_glass(now), self._left_at(now)
            # Both are looked at, whatever comes of the first: the time that it takes tells nothing.
            by_glass = shown is not None and hmac.compare_digest(shown.code, digits)
            by_terminal = left is not None and hmac.compare_digest(left.code, digits)
            if shown is not None and by_glass:
                self._shown = None
                self._owner_until = float("-inf") if shown.role is Role.OWNER else self._owner_until
                return self._welcome(shown.role)
            if left is not None and by_terminal:
                self._spoil_left()
                return self._welcome(left.role)
            if shown is not None or left is not None:
                self._count_wrong(now)
            return None

    def _welcome(self, role: Role | None) -> Role:
        self._wrong = 0
        return role or self._next_role()

    def _count_wrong(self, now: float) -> None:
        self._wrong = 1 if now - self._last_wrong > _FORGIVEN_AFTER else self._wrong + 1
        self._last_wrong = now
        self._shown_tries += 1
        self._left_tries += 1
        if self._shown_tries >= TRIES:
            self._shown = None
        if self._left is not None and self._left_tries >= TRIES:
            self._spoil_left()

    def _wait(self, now: float) -> float:
        """Seconds until a code may be shown; 0 or less: now."""
        full = len(self._begun) == MOST_CODES
        by_codes = self._begun[0] + WITHIN - now if full else 0.0
        rounds = self._wrong // TRIES
        if rounds == 0 or now - self._last_wrong > _FORGIVEN_AFTER:
            return by_codes
        # No power of two is needed beyond the longest wait, however often it was wrong.
        grown = min(_FIRST_WAIT * 2.0 ** min(rounds - 1, 16), _LONGEST_WAIT)
        return max(by_codes, self._last_wrong + grown - now)

    def _on_glass(self, now: float) -> Shown | None:
        return self._shown if self._shown is not None and now < self._shown.until else None

    def _left_at(self, now: float) -> TerminalCode | None:
        """The code that a command has left, if it is not spoilt."""
        left = read_code(self._runtime, now)
        if left is not None and left != self._left:
            self._left, self._left_tries = left, 0
        return left if left is not None and self._left_tries < TRIES else None

    def _spoil_left(self) -> None:
        self._left_tries = TRIES  # even where the file stays
        try:
            burn_code(self._runtime)
        except OSError as error:
            log.warning("the code of a command cannot be removed, and is not taken any more: %s", error)
