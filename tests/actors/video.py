"""Pictures in, mp4 out, through ffmpeg; the same pictures give the same bytes."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path

import numpy as np


def write_video(
    path: Path, images: Iterable[np.ndarray], fps: float, *, crf: int, key_frame_every: int = 250
) -> None:
    """Encode RGB pictures (height, width, 3) as H.264. `crf` 18 is fine, 28 is coarse."""
    path.parent.mkdir(parents=True, exist_ok=True)
    encoder: subprocess.Popen[bytes] | None = None
    for image in images:
        if encoder is None:
            encoder = _encoder(path, image.shape[1], image.shape[0], fps, crf, key_frame_every)
        assert encoder.stdin is not None
        encoder.stdin.write(np.ascontiguousarray(image).tobytes())
    if encoder is None:
        raise ValueError(f"no pictures for {path}")
    _, errors = encoder.communicate()
    if encoder.returncode:
        raise RuntimeError(f"ffmpeg failed on {path}: {errors.decode(errors='replace').strip()}")


def _encoder(path: Path, width: int, height: int, fps: float, crf: int, keys: int) -> subprocess.Popen[bytes]:
    """One thread and no timestamps, so that nothing but the pictures decides the bytes."""
    return subprocess.Popen(
        [
            "ffmpeg",
            "-y",
            "-loglevel",
            "error",
            "-f",
            "rawvideo",
            "-pix_fmt",
            "rgb24",
            "-s",
            f"{width}x{height}",
            "-r",
            f"{fps:g}",
            "-i",
            "-",
            "-map_metadata",
            "-1",
            "-fflags",
            "+bitexact",
            "-flags:v",
            "+bitexact",
            "-c:v",
            "libx264",
            "-preset",
            "slow",
            "-threads",
            "1",
            "-crf",
            str(crf),
            "-g",
            str(keys),
            "-pix_fmt",
            "yuv420p",
            "-movflags",
            "+faststart",
            str(path),
        ],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
