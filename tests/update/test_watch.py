"""A release holds when it does for a minute what a mirror does, and not otherwise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.update.pulse import Pulse
from kiosk.update.watch import Held, Patience, Watch

RELEASE = "/opt/hinge-mirror/releases/1.1"
BEGAN = 1000.0


def well(at: float) -> Pulse:
    """Of a mirror that came up five seconds after the switch."""
    lived = at - BEGAN - 5.0
    return Pulse(7, "1.1", RELEASE, at, int(30 * lived) + 1, int(25 * lived), idle=True)


def verdict(
    told: Callable[[float], Pulse | None], *, sees: bool = True, clear: bool = True, until: float = 300.0
) -> tuple[float, Held | str]:
    """Seconds after the switch, and what was found. Whoever looks does so twice a second, the mirror tells once."""
    watch = Watch(RELEASE, BEGAN, sees=sees, clear=clear)
    for look in range(int(2 * until)):
        now = BEGAN + look / 2
        found = watch.look(now, told(float(int(now))))
        if found is not None:
            return now - BEGAN, found
    raise AssertionError("no verdict")


def up(now: float) -> Pulse | None:
    return well(now) if now >= BEGAN + 5.0 else None


def after(seconds: float, change: Callable[[Pulse], Pulse | None]) -> Callable[[float], Pulse | None]:
    """Well until then, and changed from then on."""

    def told(now: float) -> Pulse | None:
        pulse = up(now)
        return pulse if pulse is None or now < BEGAN + seconds else change(pulse)

    return told


def test_what_is_well_for_a_minute_holds() -> None:
    assert verdict(up) == (65.0, Held.HELD)


@pytest.mark.parametrize(
    ("told", "why", "by"),
    [
        (lambda _: None, "did not come up", 61.0),
        (after(0.0, lambda p: replace(p, release="/opt/hinge-mirror/releases/1.0")), "did not come up", 61.0),
        (after(0.0, lambda p: replace(p, drawn=0)), "did not come up", 61.0),
        (after(0.0, lambda p: replace(p, at=BEGAN - 1.0)), "did not come up", 61.0),
        (after(30.0, lambda _: None), "stopped telling", 36.0),
        (after(30.0, lambda p: replace(p, at=BEGAN + 30.0)), "stopped telling", 36.5),
        (after(30.0, lambda p: replace(p, drawn=well(BEGAN + 30.0).drawn)), "draws nothing", 36.5),
        (after(30.0, lambda p: replace(p, frames=0)), "no frames", 51.0),
        (after(30.0, lambda p: replace(p, sound=False)), "hangs", 36.0),
        (after(30.0, lambda p: replace(p, trouble="No camera: look")), "No camera: look", 51.0),
        (after(30.0, lambda p: replace(p, pid=8)), "started again", 31.0),
        (after(64.0, lambda p: replace(p, pid=8)), "started again", 65.0),
        (after(30.0, lambda p: replace(p, release="/opt/hinge-mirror/releases/1.0")), "stopped telling", 36.0),
    ],
)
def test_what_is_not_well_is_found(told: Callable[[float], Pulse | None], why: str, by: float) -> None:
    at, found = verdict(told)
    assert isinstance(found, str)
    assert why in found
    assert at <= by


def test_what_the_release_before_had_not_is_not_asked_for() -> None:
    blind = after(0.0, lambda p: replace(p, frames=0))
    assert verdict(blind, sees=False)[1] is Held.HELD
    assert "no frames" in str(verdict(blind)[1])
    troubled = after(0.0, lambda p: replace(p, trouble="No camera"))
    assert verdict(troubled, clear=False)[1] is Held.HELD


@given(st.floats(0.0, 59.0), st.floats(0.0, 4.0))
def test_a_hiccup_is_forgiven(begins: float, lasts: float) -> None:
    def told(now: float) -> Pulse | None:
        pulse = up(now)
        return None if BEGAN + 5 + begins <= now < BEGAN + 5 + begins + lasts else pulse

    assert verdict(told)[1] is Held.HELD


@given(st.floats(2.0, 59.0))
def test_a_hang_at_any_moment_of_the_minute_is_found(begins: float) -> None:
    stopped = well(BEGAN + 5.0 + int(begins))
    found = verdict(after(5.0 + int(begins), lambda p: replace(p, drawn=stopped.drawn)))[1]
    assert found == "it draws nothing" or begins > 60.0 - Patience().stale - 2.0
