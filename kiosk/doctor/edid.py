"""What a screen tells of itself over its cable (VESA E-EDID, release A): how large it is. Pure."""

from __future__ import annotations

_HEADER = bytes((0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x00))
_LENGTH = 128
_TIMING = 54
"""Where the timing that suits the screen best begins; its bytes 12 to 14 are the picture's millimetres."""

_CENTIMETRES = 21


def size_mm(edid: bytes) -> tuple[int, int] | None:
    """Width and height of the lit area as the screen stands by itself, millimetres; None where it does not tell, as
    a projector does not, or tells no more than the shape of its picture."""
    if len(edid) < _LENGTH or not edid.startswith(_HEADER):
        return None
    timing = edid[_TIMING : _TIMING + 18]
    width, height = timing[12] | (timing[14] & 0xF0) << 4, timing[13] | (timing[14] & 0x0F) << 8
    is_timing = timing[0] or timing[1]
    if not is_timing or not width or not height:
        width, height = (10 * side for side in edid[_CENTIMETRES : _CENTIMETRES + 2])
    if min(width, height) < 80 or (width, height) in _SHAPES:
        return None
    return width, height


_SHAPES = {(160, 90), (1600, 900), (1600, 1000), (160, 100), (160, 120), (1600, 1200)}
"""Sizes that makers write to say 16:9 and such."""
