"""`kiosk doctor`: looks at the real parts, says what is wrong and how to mend it, and ends with the right code."""

from __future__ import annotations

import json
import time
from collections import namedtuple
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from kiosk.camera import Frame
from kiosk.cli import app
from kiosk.coach.drill import SHIPPED as DRILLS
from kiosk.coach.drill import load_repertoire
from kiosk.coach.pace_table import shipped_pace
from kiosk.doctor import body, eyes, lessons, memory, networks
from kiosk.doctor.finding import Finding, State
from kiosk.doctor.parts import PARTS as LOOKED_AT
from kiosk.doctor.report import Report
from kiosk.exits import Exit
from kiosk.health.heat import Heat, Throttling
from kiosk.health.last_run import LastRun, Measured, StepTaken, read_last_run, write_last_run
from kiosk.pose.choice import chosen
from kiosk.pose.pose import Pose
from kiosk.pose.tracker import Tracker
from kiosk.records import Store
from kiosk.repertoire.drill_shelf import DrillShelf
from kiosk.repertoire.shelf import Shelf
from kiosk.settings import PoseSettings, RecordSettings, SessionSettings, Settings, with_options
from kiosk.toml import FileProblem
from tests.damage import damaged_model

PARTS = {
    *("settings", "versions", "release", "mirror", "camera", "light", "focus", "networks", "display", "pins"),
    *("temperature", "power", "sound card", "speech", "ears", "microphone", "playlists"),
    *("trainer's page", "exposure", "clock", "storage", "storage wear", "records", "last run", "crashes"),
    "calibration",
}


DEPENDS = {"other programs", "file system", "battery clock"}
"""What there is something to say of on some machines only."""


@pytest.fixture(autouse=True)
def _no_mirror_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path / "run"))


def examine(folder: Path, *arguments: str, settings: str = "") -> tuple[int, dict[str, Any], str]:
    config, report = folder / "settings.toml", folder / "doctor.json"
    config.write_text(f'[records]\ndatabase = "{folder / "records.sqlite"}"\n{settings}')
    result = CliRunner().invoke(app, ["doctor", "--config", str(config), "--json", str(report), *arguments])
    assert "Traceback" not in result.output
    return result.exit_code, json.loads(report.read_text()), result.output


def only(findings: list[Finding]) -> Finding:
    (finding,) = findings
    return finding


def keeping(folder: Path) -> Settings:
    return Settings(records=RecordSettings(database=folder / "records.sqlite"))


def test_every_part_is_looked_at(tmp_path: Path) -> None:
    code, report, out = examine(tmp_path, "--camera", "demo", "--display", "offscreen")
    assert code == Exit.DONE, out
    assert report["sound"] is True
    found = {finding["part"]: finding for finding in reversed(report["findings"])}
    assert set(found) - DEPENDS == PARTS
    assert all(part in out for part in PARTS)
    assert all(bool(finding["do"]) == (finding["state"] != "well") for finding in report["findings"])
    assert Report.model_validate_json((tmp_path / "doctor.json").read_bytes(), strict=True).format == 1
    assert report["looked_at"] == [part.name for part in LOOKED_AT]
    camera, networks = found["camera"]["numbers"], found["networks"]["numbers"]
    assert (camera["width"], camera["height"], camera["timed"]) == (480, 640, True)
    assert camera["rate"] == pytest.approx(30.0, rel=0.02)
    how = chosen(PoseSettings())
    assert (networks["runtime"], networks["arithmetic"], networks["threads"]) == (
        how.runtime,
        how.arithmetic,
        how.threads,
    )
    assert networks["plain_ms"] > 0.0
    assert networks["masked_ms"] > 0.0
    assert found["display"]["numbers"]["kind"] == "offscreen"
    assert not (tmp_path / "records.sqlite").exists(), "looking makes nothing"


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    levels = tmp_path / "levels.toml"
    levels.write_text('[[level]]\nname = "half"\nmask_stride = 2\n')
    pace = tmp_path / "pace.toml"
    pace.write_text("least = 9.0\nenough = 8.0\nenough_for = 3.0\n")
    (tmp_path / "records.sqlite").write_bytes(b"not a database" * 100)
    code, report, out = examine(
        tmp_path,
        *("--camera", "usb:99", "--display", "kms"),
        settings=f'[pose]\nmodels = "{tmp_path}"\n[effort]\nlevels = "{levels}"\n[session]\npace = "{pace}"\n'
        'language = "klingon"\n[glass]\nghost = "#102040"\n',
    )
    assert code == Exit.WRONG
    assert report["sound"] is False
    bad = {finding["part"]: finding for finding in report["findings"] if finding["state"] == "bad"}
    assert {"settings", "camera", "networks", "display", "records"} <= set(bad)
    told = " ".join(item["found"] for item in report["findings"] if item["part"] == "settings")
    assert "must leave nothing out" in told
    assert "enough (8) must lie above least (9)" in told
    assert "language 'klingon': none of that name" in told
    assert "settings: glass: ghost: too dark on a mirror" in told
    assert "video99" in bad["camera"]["found"]
    assert "manifest.toml" in bad["networks"]["found"]
    assert "kiosk models build" in bad["networks"]["do"]
    assert all(finding["do"] for finding in bad.values())
    assert "usb:99" in out or "video99" in out


def test_a_wrong_settings_file_is_named_and_the_rest_looked_at(tmp_path: Path) -> None:
    wrong_key = "[glass]\nheigth = 3\n"
    code, report, _ = examine(tmp_path, "--camera", "demo", "--display", "offscreen", settings=wrong_key)
    assert code == Exit.WRONG
    (wrong,) = [finding for finding in report["findings"] if finding["state"] == "bad"]
    assert "settings.toml: glass.heigth: unknown key" in wrong["found"]
    assert {finding["part"] for finding in report["findings"]} - DEPENDS == PARTS


def test_a_damaged_network_is_named(tmp_path: Path) -> None:
    victim = damaged_model(tmp_path)
    settings = Settings(pose=PoseSettings(models=victim.parent, arithmetic="int8"))
    finding = only(networks.think(settings, shipped_pace().least))
    assert finding.state is State.BAD
    assert victim.name in finding.found
    assert "damaged" in finding.found
    assert "kiosk models build" in finding.do


def test_a_machine_that_takes_seconds_a_frame_is_told_so_by_a_few(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, seen, really = count(0.0, 2.0), list[bool](), Tracker.__call__

    def read(self: Tracker, frame: Frame, masked: bool) -> Pose | None:
        seen.append(masked)
        return really(self, frame, masked)

    monkeypatch.setattr(networks, "time", SimpleNamespace(perf_counter=lambda: next(clock)))
    monkeypatch.setattr(Tracker, "__call__", read)
    finding = only(networks.think(Settings(), shipped_pace().least))
    assert finding.state is State.BAD
    assert "2000.0 ms a frame, 2000.0 with mask" in finding.found
    assert len(seen) < 12


def test_a_clip_of_one_frame_is_no_camera(tmp_path: Path) -> None:
    missing = with_options(Settings(), camera=f"clip:{tmp_path / 'nowhere.mp4'}")
    finding = only(eyes.see(missing, shipped_pace().least))
    assert finding.state is State.BAD
    assert "no such file" in finding.found
    assert finding.do == "check the path"


def test_networks_that_are_too_slow_to_coach_by_are_bad(monkeypatch: pytest.MonkeyPatch) -> None:
    class Starved(Tracker):
        """The real networks, on a processor that is hardly there."""

        def __call__(self, frame: Frame, want_mask: bool = True) -> Pose | None:
            time.sleep(1.2 / shipped_pace().least)
            return super().__call__(frame, want_mask)

    monkeypatch.setattr(networks, "Tracker", Starved)
    finding = networks.think(Settings(), shipped_pace().least)[0]
    assert finding.state is State.BAD
    assert "too slow to coach" in finding.do
    assert "power supply" in finding.do


def test_a_camera_that_gives_too_few_pictures_to_coach_is_bad(tmp_path: Path) -> None:
    clip = tmp_path / "slow.mp4"
    writer = cv2.VideoWriter(str(clip), cv2.VideoWriter.fourcc(*"mp4v"), 4.0, (96, 128))
    for _ in range(16):
        writer.write(np.zeros((128, 96, 3), np.uint8))
    writer.release()
    finding, light = eyes.see(with_options(Settings(), camera=f"clip:{clip}"), shipped_pace().least)
    assert finding.state is State.BAD
    assert (light.part, light.state) == ("light", State.BAD)
    assert "4.0 frames a second" in finding.found
    assert "light" in finding.do
    assert f"{shipped_pace().least:g}" in finding.do


@pytest.mark.parametrize(
    ("heat", "states", "says"),
    [
        (Heat(), ("well", "well"), "does not tell"),
        (Heat(61.0, Throttling(False, False, False, False)), ("well", "well"), "61 degrees"),
        (Heat(84.0, Throttling(False, True, False, True)), ("note", "note"), "slows itself down now"),
        (Heat(61.0, Throttling(True, True, True, True)), ("well", "bad"), "too low now"),
        (Heat(61.0, Throttling(False, False, True, True)), ("well", "note"), "too low since the start"),
        (Heat(61.0, Throttling(False, False, False, True)), ("well", "note"), "slowed itself down since"),
    ],
)
def test_heat_and_power_are_judged(heat: Heat, states: tuple[str, str], says: str) -> None:
    findings = [body.temperature(Settings(), heat), body.power(heat)]
    assert tuple(finding.state for finding in findings) == states
    assert any(says in finding.found for finding in findings)
    assert all(finding.do for finding in findings if finding.state != "well")


@pytest.mark.parametrize(("free", "state"), [(50e6, "bad"), (500e6, "note"), (5e9, "well")])
def test_a_full_disk_is_told(free: float, state: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", ["total", "used", "free"])
    monkeypatch.setattr(memory.shutil, "disk_usage", lambda _path: usage(64e9, 64e9 - free, free))
    space = memory.space(keeping(tmp_path))
    assert (space.part, space.state) == ("storage", state)


def test_records_of_an_earlier_version_are_no_fault_and_stay_as_they_are(tmp_path: Path) -> None:
    """As they are after an update, until the mirror runs."""
    path = tmp_path / "records.sqlite"
    earlier = (Path(__file__).parents[1] / "records" / "version_3.sqlite").read_bytes()
    path.write_bytes(earlier)
    records = memory.store(keeping(tmp_path))[-1]
    assert (records.part, records.state) == ("records", State.NOTE)
    assert "is of version 3" in records.found
    assert "brings it up to date" in records.do
    assert path.read_bytes() == earlier


def test_records_are_counted_and_left_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    with Store(path) as store:
        store.begin_session("hip_hinge", datetime.now(UTC))
    before = path.read_bytes()
    assert memory.store(keeping(tmp_path))[0].numbers == {"sessions": 1}
    assert path.read_bytes() == before


def slow_for(seconds: float) -> Measured:
    return run_of().measured.model_copy(update={"too_slow": seconds, "rate": 3.0})


def run_of(**changes: Any) -> LastRun:
    numbers = Measured(
        seconds=600.0, frames=18000, rate=30.0, dropped=0.01, work_ms=None, glass_ms=None, bar_ms=None
    )
    usual = LastRun(
        told_at=datetime(2026, 11, 21, 9, 30, tzinfo=UTC),
        camera="Pi camera",
        measured=numbers,
        level="full",
        steps=(),
        hottest=64.0,
        slowed=False,
    )
    return usual.model_copy(update=changes)


HOT = (StepTaken(at=61.0, level="fewer masks", reason="81 degrees hot"),)


@pytest.mark.parametrize(
    ("changes", "state", "says"),
    [
        ({}, "well", "full throughout"),
        ({"steps": HOT, "hottest": 81.0, "slowed": True}, "note", "fewer masks (81 degrees hot)"),
        ({"steps": HOT, "hottest": 81.0}, "note", "At most 81 degrees"),
        ({"too_slow": 40.0}, "note", "Too slow to coach for 40 s of 600"),
        ({"too_slow": 500.0}, "bad", "Too slow to coach for 500 s of 600"),
    ],
)
def test_the_last_run_is_recalled(changes: dict[str, Any], state: str, says: str, tmp_path: Path) -> None:
    if "too_slow" in changes:
        changes = {"measured": slow_for(changes["too_slow"])}
    run = run_of(**changes)
    write_last_run(run, tmp_path / "last_run.json")
    assert read_last_run(tmp_path / "last_run.json") == run
    finding = only(memory.recall(keeping(tmp_path)))
    assert finding.state == state
    assert says in finding.found
    assert bool(finding.do) == (state != "well")


def test_a_last_run_from_before_the_pace_was_told_can_still_be_read(tmp_path: Path) -> None:
    path = tmp_path / "last_run.json"
    old = json.loads(run_of().model_dump_json())
    del old["measured"]["too_slow"]
    path.write_text(json.dumps(old))
    assert read_last_run(path) == run_of()


def test_what_is_not_kept_is_said_to_be_so(tmp_path: Path) -> None:
    write_last_run(run_of(), tmp_path / "last_run.json")
    settings = Settings(records=RecordSettings(database=tmp_path / "records.sqlite", enabled=False))
    (run,) = memory.recall(settings)
    assert (run.state, run.found) == (State.WELL, "not kept: records.enabled is false")


def test_a_damaged_or_missing_last_run_stops_nobody(tmp_path: Path) -> None:
    assert only(memory.recall(keeping(tmp_path))).state is State.WELL
    path = tmp_path / "last_run.json"
    path.write_text(run_of().model_dump_json()[:-20])
    finding = only(memory.recall(keeping(tmp_path)))
    assert (finding.state, finding.do) == (State.NOTE, "the next run writes it anew")
    with pytest.raises(FileProblem, match="damaged"):
        read_last_run(path)
    write_last_run(run_of(), path)
    assert read_last_run(path) == run_of()


def test_a_report_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    arguments = ["--camera", "clip:nowhere.mp4", "--display", "offscreen", "--json", str(tmp_path / "no" / "x")]
    result = CliRunner().invoke(app, ["doctor", *arguments])
    assert result.exit_code == Exit.WRONG
    assert "cannot be written" in result.stderr


def test_broken_drills_are_told_with_what_the_mirror_does_instead(tmp_path: Path) -> None:
    folder, state = tmp_path / "drills", tmp_path / "state"
    folder.mkdir()
    settings = Settings(
        session=SessionSettings(drills=folder), records=RecordSettings(database=state / "records.sqlite")
    )
    sound = (DRILLS / "hip_hinge.toml").read_text("utf-8")
    (folder / "hip_hinge.toml").write_text(sound)
    drills, playlists = lessons.teach(settings)
    assert (drills.part, drills.numbers) == ("drills", {"sound": 1, "broken": 0})
    assert playlists.state is State.WELL
    DrillShelf([folder], kept=state / "drills")
    (folder / "hip_hinge.toml").write_text(sound.replace("sets = 3", "sets = 0"))
    (folder / "mine.toml").write_text(sound)
    *broken, drills, _ = lessons.teach(settings)
    told = {(finding.state, finding.found.partition(": ")[0], finding.do.partition("; ")[2]) for finding in broken}
    assert told == {
        (State.NOTE, f"{folder / 'hip_hinge.toml'}", "until then the mirror goes on with its last good version"),
        (State.BAD, f"{folder / 'mine.toml'}", "until then the mirror does without it"),
    }
    assert drills.numbers == {"sound": 0, "broken": 2}


def test_broken_playlists_are_told_with_what_the_mirror_does_instead(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    records = RecordSettings(database=tmp_path / "state" / "records.sqlite")
    settings = Settings(session=SessionSettings(playlists=folder, playlist="one"), records=records)
    sound = 'name = "One"\n[[items]]\ndrill = "hip_hinge"\n'
    (folder / "one.toml").write_text(sound)
    assert only(lessons.teach(settings)).numbers == {"sound": 1, "broken": 0}
    Shelf([folder], load_repertoire(), tmp_path / "state" / "playlists")
    (folder / "one.toml").write_text("name = 1\n")
    (folder / "two.toml").write_text(sound.replace("hip_hinge", "hip_hing"))
    *broken, whole = lessons.teach(settings)
    told = {(finding.state, finding.found.partition(": ")[0], finding.do.partition("; ")[2]) for finding in broken}
    assert told == {
        (State.NOTE, f"{folder / 'one.toml'}", "until then the mirror goes on with its last good version"),
        (State.BAD, f"{folder / 'two.toml'}", "until then the mirror does without it"),
    }
    assert whole.numbers == {"sound": 0, "broken": 2}
    assert only(lessons.teach(Settings())).state is State.WELL
    astray = Settings(session=SessionSettings(playlist="first_hing"))
    assert "did you mean" in only(lessons.teach(astray)).do + only(lessons.teach(astray)).found
