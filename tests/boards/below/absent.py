"""pykms and PiDNG: Picamera2 imports them for windows drawn by the kernel and for raw photographs, which we never ask
for. There is no wheel of either, and no package but on the Pi.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any


class _Anything:
    """Has whatever is looked up in it while Picamera2 is imported, and is good for nothing afterwards."""

    def __getattr__(self, name: str) -> str:
        return name


def install() -> None:
    _module("pykms", PixelFormat=_Anything(), Card=_Anything, ResourceManager=_Anything)
    _module("pidng")
    _module("pidng.camdefs", Picamera2Camera=object)
    _module("pidng.core", PICAM2DNG=object)


def _module(name: str, **content: Any) -> None:
    module = ModuleType(name)
    vars(module).update(content)
    sys.modules[name] = module
