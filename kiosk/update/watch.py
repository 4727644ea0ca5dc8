"""Whether a release on trial holds, judged by its heartbeat alone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from kiosk.update.pulse import Pulse


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds. ``up``: from the switch to the first picture; ``hold``: from there on, all must be well; ``stale``:
    without a new heartbeat, or without a new picture; ``frames``: without a frame of the camera; ``trouble``: that
    the glass may say what does not work (a camera takes its time to open)."""

    up: float = 60.0
    hold: float = 60.0
    stale: float = 5.0
    frames: float = 20.0
    trouble: float = 20.0


class Held(Enum):
    """It did."""

    HELD = "held"


class Watch:
    """Feed it, about once a second, the heartbeat and the time; both times of `time.monotonic`.

        watch = Watch("/opt/hinge-mirror/releases/1.1", time.monotonic())
        verdict = watch.look(time.monotonic(), read_pulse(path))    # None, Held.HELD, or why it does not hold

    ``release``: the folder that must run. ``sees`` and ``clear``: whether the release before had a camera that gave
    frames, and a glass that told of no trouble; what that one had not either is not asked of this one.
    """

    def __init__(
        self,
        release: str,
        began: float,
        *,
        sees: bool = True,
        clear: bool = True,
        patience: Patience | None = None,
    ) -> None:
        self._release, self._began = release, began
        self._sees, self._clear = sees, clear
        self._patience = patience or Patience()
        self._up: Pulse | None = None
        self._up_at = self._alive_at = self._drew_at = self._saw_at = self._clear_at = self._sound_at = began
        self._last: Pulse | None = None

    @property
    def up(self) -> bool:
        """Whether it has come up."""
        return self._up is not None

    def look(self, now: float, pulse: Pulse | None) -> Held | str | None:
        """The verdict; None: not yet."""
        if pulse is not None and not self._counts(pulse):
            pulse = None
        if self._up is None:
            return self._come_up(now, pulse)
        if pulse is not None and pulse.pid != self._up.pid:
            return "it ended, and was started again"
        self._note(now, pulse)
        return self._wrong(now) or (Held.HELD if now - self._up_at >= self._patience.hold else None)

    def _counts(self, pulse: Pulse) -> bool:
        """Whether it is of the release that is watched, and not from before."""
        return pulse.at >= self._began and pulse.release == self._release

    def _come_up(self, now: float, pulse: Pulse | None) -> str | None:
        if pulse is not None and pulse.drawn > 0:
            self._up = self._last = pulse
            self._up_at = self._alive_at = self._drew_at = self._saw_at = self._clear_at = self._sound_at = now
            return None
        late = now - self._began > self._patience.up
        return f"it did not come up within {self._patience.up:g} s" if late else None

    def _note(self, now: float, pulse: Pulse | None) -> None:
        last = self._last
        if pulse is None or last is None or pulse.at <= last.at:
            return
        self._last = pulse
        self._alive_at = now
        if pulse.drawn > last.drawn:
            self._drew_at = now
        if pulse.frames > last.frames:
            self._saw_at = now
        if pulse.trouble is None:
            self._clear_at = now
        if pulse.sound:
            self._sound_at = now

    def _wrong(self, now: float) -> str | None:
        patience, last = self._patience, self._last
        if now - self._alive_at > patience.stale:
            return "it stopped telling that it lives"
        if now - self._drew_at > patience.stale:
            return "it draws nothing"
        if now - self._sound_at > patience.stale:
            return "it hangs: no fresh frames reach the glass"
        if self._clear and now - self._clear_at > patience.trouble:
            return f"the glass says what it did not say before: {last.trouble if last else ''}"
        if self._sees and now - self._saw_at > patience.frames:
            return "no frames come from the camera, which gave some before"
        return None
