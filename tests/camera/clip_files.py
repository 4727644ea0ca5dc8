"""Writes small clips, and bends them the way real files are bent."""

from __future__ import annotations

import math
import struct
from pathlib import Path

import cv2
import numpy as np

WIDTH, HEIGHT, RATE, COUNT = 96, 64, 25.0, 40


def write_clip(path: Path, count: int = COUNT, rate: float = RATE) -> Path:
    """Grey pictures that grow brighter by 5 a frame, with a red top left corner."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"mp4v"), rate, (WIDTH, HEIGHT))
    assert writer.isOpened()
    for number in range(count):
        image = np.full((HEIGHT, WIDTH, 3), brightness(number), np.uint8)
        image[: HEIGHT // 4, : WIDTH // 4] = (0, 0, 255)
        writer.write(image)
    writer.release()
    return path


def brightness(number: int) -> int:
    return 20 + 5 * (number % 40)


def red_corner(image: np.ndarray) -> str:
    """Which corner of the picture is red: "top left", ..."""
    height, width = image.shape[:2]
    found = [
        f"{vertical} {horizontal}"
        for vertical, y in (("top", 4), ("bottom", height - 5))
        for horizontal, x in (("left", 4), ("right", width - 5))
        if image[y, x, 2] > 180 and image[y, x, 0] < 100 and image[y, x, 1] < 100
    ]
    assert len(found) == 1, found
    return found[0]


def flag_rotation(path: Path, degrees: float) -> None:
    """Write the turn into the track header, as a phone does."""
    content = bytearray(path.read_bytes())
    matrix = content.index(b"tkhd") + 4 + 40  # a version 0 header
    angle = math.radians(degrees)
    cosine, sine = (round(65536 * value) for value in (math.cos(angle), math.sin(angle)))
    assert struct.unpack_from(">i", content, matrix) == (65536,)
    struct.pack_into(">9i", content, matrix, cosine, sine, 0, -sine, cosine, 0, 0, 0, 1 << 30)
    path.write_bytes(content)


def set_durations(path: Path, runs: list[tuple[int, float]]) -> None:
    """Make the frame rate vary: ``runs`` of (frames, share of the usual frame duration)."""
    content = path.read_bytes()
    parents = [content.index(kind) - 4 for kind in (b"moov", b"trak", b"mdia", b"minf", b"stbl")]
    table = content.index(b"stts") - 4
    length, entries, _, usual = struct.unpack_from(">I8xIII", content, table)
    assert entries == 1
    assert content.index(b"mdat") < parents[0], "or the pictures would move"
    body = b"".join(struct.pack(">II", frames, round(share * usual)) for frames, share in runs)
    fresh = struct.pack(">I4sII", 16 + len(body), b"stts", 0, len(runs)) + body
    bent = bytearray(content[:table] + fresh + content[table + length :])
    for parent in parents:
        (old,) = struct.unpack_from(">I", bent, parent)
        struct.pack_into(">I", bent, parent, old + len(fresh) - length)
    path.write_bytes(bent)


def index_first(path: Path) -> None:
    """Move the index before the pictures, as for streaming, so that a cut file can still be read."""
    content = path.read_bytes()
    pictures = content.index(b"mdat") - 4
    index = content.index(b"moov") - 4
    (length,) = struct.unpack_from(">I", content, index)
    moved = bytearray(content[index : index + length])
    offsets = moved.index(b"stco") - 4
    (chunks,) = struct.unpack_from(">I", moved, offsets + 12)
    for chunk in range(chunks):
        at = offsets + 16 + 4 * chunk
        (offset,) = struct.unpack_from(">I", moved, at)
        struct.pack_into(">I", moved, at, offset + length)
    path.write_bytes(content[:pictures] + moved + content[pictures:index] + content[index + length :])


def cut(path: Path, share: float) -> None:
    """Keep the first ``share`` of the file."""
    content = path.read_bytes()
    path.write_bytes(content[: round(share * len(content))])
