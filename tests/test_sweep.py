"""What is loaded is set aside from Python's sweeps, and what has become garbage since is not kept for ever."""

from __future__ import annotations

import gc
import weakref

from kiosk.sweep import spare_what_is_loaded


class Ring:
    """Refers to itself, so that only a sweep can free it."""

    def __init__(self) -> None:
        self.own = self


def test_what_lives_is_set_aside_and_what_an_earlier_clip_left_is_freed() -> None:
    try:
        first = Ring()
        spare_what_is_loaded()
        assert gc.get_freeze_count() > 1000
        assert not any(item is first for item in gc.get_objects()), "sweeps do not look at it"
        gone = weakref.ref(first)
        del first
        gc.collect()
        assert gone() is not None, "set aside"
        spare_what_is_loaded()
        assert gone() is None, "the next clip's call finds it"
    finally:
        gc.unfreeze()
