"""Uncompressed video, which every processor reads alike.

Compressed video is in luma and chroma; turning it into colours is the decoder's work, whose vector code rounds in
another way on each processor, by up to three grey levels. A camera has no such step, and so it has none here.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]


def write_plain_video(path: Path, pictures: Sequence[Picture], rate: int) -> None:
    """Write `pictures` (height, width, 3; BGR), all of one size, `rate` a second, to the AVI file `path`.

    Widths must be multiples of four: rows are not padded. Format: Microsoft's AVI RIFF reference, top-down DIB.
    """
    height, width = pictures[0].shape[:2]
    size = height * width * 3
    if width % 4:
        raise ValueError(f"{path}: {width} pixels a row are no multiple of four")
    each, count = 1_000_000 // rate, len(pictures)
    main = struct.pack("<14I", each, size * rate, 0, 0x10, count, 0, 1, size, width, height, *[0] * 4)
    stream = struct.pack(
        "<4s4sI2H8I4h", b"vids", b"DIB ", 0, 0, 0, 0, 1, rate, 0, count, size, 0, 0, 0, 0, width, height
    )
    form = struct.pack("<I2i2HI5I", 40, width, -height, 1, 24, 0, size, 0, 0, 0, 0)
    header = _list(b"hdrl", _chunk(b"avih", main) + _list(b"strl", _chunk(b"strh", stream) + _chunk(b"strf", form)))
    movie = _list(b"movi", b"".join(_chunk(b"00db", picture.tobytes()) for picture in pictures))
    index = b"".join(struct.pack("<4s3I", b"00db", 0x10, 4 + at * (size + 8), size) for at in range(count))
    path.write_bytes(_chunk(b"RIFF", b"AVI " + header + movie + _chunk(b"idx1", index)))


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def _list(name: bytes, content: bytes) -> bytes:
    return _chunk(b"LIST", name + content)
