"""How often the page may be asked: token buckets (RFC 2697's idea), one for each address and one for all."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass


@dataclass(frozen=True)
class Rate:
    """``at_once`` requests after a pause, and ``per_second`` in the long run; both above zero."""

    at_once: float
    per_second: float

    def __post_init__(self) -> None:
        if self.at_once <= 0.0 or self.per_second <= 0.0:
            raise ValueError("a rate must let something through")


class _Bucket:
    """Full at first. ``left`` is as of ``at``, seconds."""

    def __init__(self, rate: Rate, now: float) -> None:
        self._rate, self.left, self.at = rate, rate.at_once, now

    def fill(self, now: float) -> None:
        gained = max(0.0, now - self.at) * self._rate.per_second
        self.left, self.at = min(self._rate.at_once, self.left + gained), max(now, self.at)

    def wait(self, cost: float) -> float:
        """Seconds until there is enough for ``cost``; 0 where there is."""
        return max(0.0, min(cost, self._rate.at_once) - self.left) / self._rate.per_second


class Limiter:
    """``each``: what one address may; ``all_together``: what all of them may, however many there are.

    Of the ``most`` addresses that asked last it remembers what they have left; who is forgotten begins anew, and is
    held by the rate of all. For any thread.
    """

    def __init__(self, each: Rate, all_together: Rate, most: int = 256) -> None:
        if most < 1:
            raise ValueError("must remember somebody")
        self._each, self._rate, self._most = each, all_together, most
        self._addresses: OrderedDict[str, _Bucket] = OrderedDict()
        self._all: _Bucket | None = None
        self._mutex = threading.Lock()

    def __len__(self) -> int:
        """Addresses that are remembered."""
        return len(self._addresses)

    def take(self, address: str, now: float, cost: float = 1.0) -> float:
        """0 where ``address`` may ask at ``now``, which is counted; else the seconds after which it may.

        ``now``: seconds of a clock that does not jump. A request that is refused costs nothing, so that who keeps
        asking is not shut out for ever.
        """
        with self._mutex:
            together = self._all = self._all or _Bucket(self._rate, now)
            own = self._addresses.pop(address, None) or _Bucket(self._each, now)
            self._addresses[address] = own
            while len(self._addresses) > self._most:
                self._addresses.popitem(last=False)
            for bucket in (own, together):
                bucket.fill(now)
            wait = max(own.wait(cost), together.wait(cost))
            if wait <= 0.0:
                own.left -= cost
                together.left -= cost
            return wait
