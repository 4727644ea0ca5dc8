"""Finds people in a whole picture (BlazePose detector)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kiosk.camera.frame import Image
from kiosk.pose.feeding import DETECTOR_SIDE as SIDE
from kiosk.pose.feeding import DetectorFeed, Letterbox
from kiosk.pose.pose import Floats
from kiosk.pose.roi import Region
from kiosk.pose.runtime import Network, Wish

_STRIDES = ((8, 2), (16, 2), (32, 6))
"""Stride and anchors a cell: layers of the same stride share their cells."""

_OVERLAP = 0.3
"""Detections that overlap more than this (intersection over union) are one person."""


@dataclass(frozen=True, slots=True)
class Detection:
    """A person found: score 0..1, box (left, top, right, bottom) in picture pixels, and the region to look at.

    The detector's box is that of the head and shoulders; ``region`` spans the whole body.
    """

    score: float
    box: tuple[float, float, float, float]
    region: Region


def anchors() -> Floats:
    """(2254, 2) anchor centres as a share of the input; BlazePose's anchors are of fixed size."""
    rows = []
    for stride, count in _STRIDES:
        cells = SIDE // stride
        centres = (np.arange(cells, dtype=np.float32) + 0.5) / cells
        x, y = np.meshgrid(centres, centres)
        rows.append(np.repeat(np.stack([x.ravel(), y.ravel()], axis=1), count, axis=0))
    return np.concatenate(rows)


class Detector:
    """Runs the detector network on letterboxed pictures."""

    def __init__(self, path: Path, threads: int = 2, threshold: float = 0.5, runtime: Wish = "auto") -> None:
        self._network = Network(path, threads, runtime)
        self._feed = DetectorFeed()
        self._threshold_logit = float(np.log(threshold / (1.0 - threshold)))
        self._anchors = anchors()

    def __call__(self, image: Image) -> list[Detection]:
        """All people in ``image`` (height, width, 3; BGR), surest first."""
        lies = self._feed(image, self._network.input())
        self._network.run()
        logits = self._network.output(len(self._anchors))
        found = np.flatnonzero(logits > self._threshold_logit)
        if found.size == 0:
            return []
        raw = self._network.output(len(self._anchors) * 12).reshape(-1, 6, 2)[found].copy()
        scores = 1.0 / (1.0 + np.exp(-np.clip(logits[found], -100, 100)))
        raw /= SIDE
        raw[:, [0, 2, 3, 4, 5]] += self._anchors[found][:, None, :]
        merged = _merge(scores, raw)
        return [_detection(score, points, lies) for score, points in merged]


def _detection(score: float, points: Floats, lies: Letterbox) -> Detection:
    offset, scale = np.array([lies.left, lies.top], dtype=np.float32), lies.scale
    centre, size = points[0] * SIDE - offset, points[1] * SIDE
    corners = np.concatenate([centre - size / 2, centre + size / 2]) / scale
    hip, full = ((points[i] * SIDE - offset) / scale for i in (2, 3))
    region = Region.from_points((float(hip[0]), float(hip[1])), (float(full[0]), float(full[1])))
    left, top, right, bottom = (float(value) for value in corners)
    return Detection(score, (left, top, right, bottom), region)


def _merge(scores: Floats, points: Floats) -> list[tuple[float, Floats]]:
    """Weighted non-maximum suppression: overlapping detections are averaged by score, best score kept."""
    boxes = np.concatenate([points[:, 0] - points[:, 1] / 2, points[:, 0] + points[:, 1] / 2], axis=1)
    order = np.argsort(-scores, kind="stable")
    merged: list[tuple[float, Floats]] = []
    while order.size:
        best, overlap = order[0], _overlaps(boxes[order[0]], boxes[order])
        same = order[overlap > _OVERLAP]
        weights = scores[same] / scores[same].sum()
        merged.append((float(scores[best]), np.tensordot(weights, points[same], axes=1).astype(np.float32)))
        order = order[overlap <= _OVERLAP]
    return merged


def _overlaps(box: Floats, boxes: Floats) -> Floats:
    """Intersection over union of ``box`` with each of ``boxes``; 1 for itself even where it is empty."""
    low, high = np.maximum(box[:2], boxes[:, :2]), np.minimum(box[2:], boxes[:, 2:])
    shared = np.prod(np.clip(high - low, 0, None), axis=1)
    areas = np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)
    result: Floats = shared / np.maximum(np.prod(box[2:] - box[:2]) + areas - shared, 1e-9)
    result[0] = 1.0
    return result
