"""The poses of a clip by the mirror's own tracker, with the mask in every frame, kept for whoever asks again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

from kiosk.camera.clip import Clip
from kiosk.camera.frame import Frame
from kiosk.pose.pose import Mask, Pose
from kiosk.pose.tracker import Tracker
from kiosk.settings import PoseSettings

from .cache import Cache
from .digest import digest, file_digest, files_digest, packages, sources
from .stage import ROOT, Footage

STEP = 8.0
"""Masks are kept in steps of an eighth of a logit, up to sixteen: their edge stays put, and they pack well."""

_PACKAGES = ("numpy", "opencv-python-headless", "opencv-python", "ai-edge-litert", "tflite-runtime")

Change = Callable[[Frame], Frame]


def poses_of(footage: Footage, kept: Cache, what: str = "", change: Change = lambda frame: frame) -> list[Pose]:
    """The poses of a clip, in the order of their frames; `change` is done to each frame, and `what` stands for it."""
    key = digest(footage.key, what, tracker_digest())
    entry = kept.find(key) or kept.make(key, lambda folder: _track(footage.video, change, folder / "poses.npz"))
    return read_poses(entry / "poses.npz")


@cache
def tracker_digest() -> str:
    """Of all that a pose depends on besides the clip."""
    code = sources(ROOT, "kiosk.pose.tracker", "kiosk.camera.clip")
    models = [file_digest(path) for path in sorted((ROOT / "models").glob("*.tflite"))]
    return digest(files_digest(ROOT, [*code, ROOT / "models" / "manifest.toml"]), models, packages(*_PACKAGES))


def _track(video: Path, change: Change, path: Path) -> None:
    tracker, found = Tracker(PoseSettings(threads=1)), []
    with Clip(video) as clip:
        for frame in clip:
            pose = tracker(change(frame), True)
            if pose is not None and pose.mask is not None:
                logits = np.clip(np.round(pose.mask.logits * STEP), -127, 127).astype(np.int8)
                # The tracker may give the same arrays again: keep copies.
                found.append(replace(_copied(pose), mask=Mask(logits, np.array(pose.mask.to_crop))))
    write_poses(found, path)


def _copied(pose: Pose) -> Pose:
    return replace(
        pose,
        landmarks=np.array(pose.landmarks, np.float32),
        visibility=np.array(pose.visibility, np.float32),
        world=np.array(pose.world, np.float32),
    )


def write_poses(poses: list[Pose], path: Path) -> None:
    """Keep poses whose masks are in steps already."""
    masks = [pose.mask for pose in poses if pose.mask is not None]
    np.savez_compressed(
        path,
        time=np.array([pose.time for pose in poses]),
        size=np.array([pose.size for pose in poses], int).reshape(-1, 2),
        landmarks=np.array([pose.landmarks for pose in poses]),
        visibility=np.array([pose.visibility for pose in poses]),
        world=np.array([pose.world for pose in poses]),
        presence=np.array([pose.presence for pose in poses]),
        others=np.array([pose.others for pose in poses], int),
        logits=np.array([mask.logits for mask in masks], np.int8),
        to_crop=np.array([mask.to_crop for mask in masks]),
    )


def read_poses(path: Path) -> list[Pose]:
    """What `write_poses` has kept."""
    with np.load(path) as file:
        data = {name: file[name] for name in file.files}
    return [
        Pose(
            time=float(data["time"][i]),
            size=(int(data["size"][i, 0]), int(data["size"][i, 1])),
            landmarks=data["landmarks"][i],
            visibility=data["visibility"][i],
            world=data["world"][i],
            presence=float(data["presence"][i]),
            mask=Mask(data["logits"][i].astype(np.float32) / np.float32(STEP), data["to_crop"][i]),
            others=int(data["others"][i]),
        )
        for i in range(len(data["time"]))
    ]
