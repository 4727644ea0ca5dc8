"""Just enough of the MP4 and QuickTime container to know whether a file was cut off.

Such a file is a row of boxes: four bytes of length, four of type, then the content. OpenCV does not tell a
clip that was cut off from one that ends; the lengths do.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

OPENING_TYPES = frozenset({b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot"})
HEADER = 8
TO_THE_END = 0
LONG_LENGTH = 1


@dataclass(frozen=True, slots=True)
class Boxes:
    """The top level of an MP4: the types of its boxes in order, and whether the last is ``cut_short``."""

    types: tuple[bytes, ...]
    cut_short: bool

    @property
    def has_index(self) -> bool:
        """The box without which no picture can be found. It is often written last."""
        return b"moov" in self.types


def read_boxes(path: Path) -> Boxes | None:
    """The top-level boxes of ``path``, or None where it is another kind of file. Raises OSError."""
    size = path.stat().st_size
    types: list[bytes] = []
    at = 0
    with path.open("rb") as file:
        while at < size:
            file.seek(at)
            header = file.read(HEADER)
            kind = header[4:]
            if not types and kind not in OPENING_TYPES:
                return None
            if len(header) < HEADER or not all(32 <= byte < 127 or byte == 169 for byte in kind):
                break  # padding after the last box
            length = int.from_bytes(header[:4])
            if length == LONG_LENGTH:
                longer = file.read(8)
                if len(longer) < 8:
                    return Boxes((*types, kind), cut_short=True)
                (length,) = struct.unpack(">Q", longer)
            if length == TO_THE_END:
                return Boxes((*types, kind), cut_short=False)
            if length < HEADER:
                break
            types.append(kind)
            at += length
    return Boxes(tuple(types), cut_short=at > size)
