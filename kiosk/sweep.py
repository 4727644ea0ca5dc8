"""Python's garbage collector, kept away from what stays loaded."""

from __future__ import annotations

import gc


def spare_what_is_loaded() -> None:
    """To be called once everything is loaded, before the first frame.

    The collector's full sweeps look at every object that lives: the libraries' tens of thousands hold up whichever
    frame a sweep falls into by nearly a frame's interval. What is loaded now stays for the whole run, so it is set
    aside. What an earlier call set aside is looked at again first: of several clips, the tracker of the last one may
    be garbage by now.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
