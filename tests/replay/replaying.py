"""Runs `kiosk replay` on a clip and reads its report."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import cv2
from typer.testing import CliRunner

from kiosk.cli import app

DATA = Path(__file__).parents[1] / "data"


@dataclass(frozen=True)
class Replayed:
    """All that a replay leaves: the report, the rows of the trace, and the transcript."""

    report: dict[str, Any]
    rows: list[dict[str, str]]
    told: str


def run_whole(clip: Path, folder: Path, *options: str) -> Replayed:
    """Replay ``clip`` once, and leave everything."""
    trace, told = folder / "trace.csv", folder / "told.txt"
    report = run_report(clip, folder, "--trace", str(trace), "--transcript", str(told), *options)
    with trace.open(newline="") as file:
        rows = list(csv.DictReader(file))
    return Replayed(report, rows, told.read_text(encoding="utf-8"))


def run_report(clip: Path, folder: Path, *options: str) -> dict[str, Any]:
    path = folder / f"{clip.stem}.json"
    result = CliRunner().invoke(app, ["replay", str(clip), "--report", str(path), *options])
    assert result.exit_code == 0, result.output
    report: dict[str, Any] = json.loads(path.read_text())
    return report


@cache
def replayed(name: str) -> Replayed:
    """What a rendered clip leaves as a hip hinge; each clip is run once for all tests."""
    with TemporaryDirectory() as folder:
        return run_whole(DATA / f"{name}.mp4", Path(folder))


def rendered(name: str) -> dict[str, Any]:
    """The report of that."""
    return replayed(name).report


def truth_of(name: str) -> dict[str, Any]:
    truth: dict[str, Any] = json.loads((DATA / f"{name}.json").read_text())
    return truth


def fault_ids(rep: dict[str, Any]) -> set[str]:
    return {fault["id"] for fault in rep["faults"]}


def thinned(clip: Path, every: int, folder: Path) -> Path:
    """Every so many pictures of ``clip``, as a camera took it that is so many times slower."""
    source = cv2.VideoCapture(str(clip))
    size = (int(source.get(cv2.CAP_PROP_FRAME_WIDTH)), int(source.get(cv2.CAP_PROP_FRAME_HEIGHT)))
    path = folder / f"{clip.stem}_thinned.mp4"
    rate = source.get(cv2.CAP_PROP_FPS) / every
    result = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), rate, size)
    number = 0
    while True:
        got, picture = source.read()
        if not got:
            break
        if number % every == 0:
            result.write(picture)
        number += 1
    source.release()
    result.release()
    return path


def rolled(clip: Path, degrees: float, folder: Path) -> Path:
    """``clip`` as a camera took it that makes plumb lines lean to the right by ``degrees``."""
    source = cv2.VideoCapture(str(clip))
    width, height = (int(source.get(key)) for key in (cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT))
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    path = folder / f"{clip.stem}_rolled.mp4"
    code, rate = cv2.VideoWriter.fourcc(*"mp4v"), source.get(cv2.CAP_PROP_FPS)
    result = cv2.VideoWriter(str(path), code, rate, (width, height))
    while True:
        got, picture = source.read()
        if not got:
            break
        result.write(cv2.warpAffine(picture, turn, (width, height), borderMode=cv2.BORDER_REPLICATE))
    source.release()
    result.release()
    return path
