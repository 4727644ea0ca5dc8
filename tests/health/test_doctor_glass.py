"""What `kiosk doctor` says of the screen: what kernel and screen tell, and a display that is opened."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kiosk.doctor import glass
from kiosk.doctor.edid import size_mm
from kiosk.doctor.finding import Finding, State
from kiosk.doctor.machine import Machine
from kiosk.doctor.pulse import Pulse
from kiosk.settings import GlassSettings, RecordSettings, Settings
from tests.health.machines import BEAT, machine


def edid(width_mm: int = 0, height_mm: int = 0, width_cm: int = 0, height_cm: int = 0, clock: int = 14850) -> bytes:
    """As of a screen with that size in its best timing, and in its basic part."""
    written = bytearray(128)
    written[:8] = bytes((0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x00))
    written[21:23] = bytes((width_cm, height_cm))
    written[54:56] = clock.to_bytes(2, "little")
    written[66:69] = bytes((width_mm & 0xFF, height_mm & 0xFF, (width_mm >> 8) << 4 | height_mm >> 8))
    return bytes(written)


@pytest.mark.parametrize(
    ("written", "size"),
    [
        (edid(597, 336, 60, 34), (597, 336)),
        (edid(1209, 680, 121, 68), (1209, 680)),
        (edid(0, 0, 60, 34), (600, 340)),
        (edid(100, 100, 60, 34, clock=0), (600, 340)),
        (edid(160, 90), None),
        (edid(), None),
        (b"", None),
        (edid(597, 336)[:100], None),
        (b"x" * 128, None),
    ],
)
def test_a_screen_tells_its_size(written: bytes, size: tuple[int, int] | None) -> None:
    assert size_mm(written) == size


def screen(root: Path, modes: str = "1920x1080\n1280x720\n", written: bytes = b"", name: str = "HDMI-A-1") -> Machine:
    place = f"sys/class/drm/card1-{name}"
    files: dict[str, str | bytes] = {
        f"{place}/status": "connected\n",
        f"{place}/modes": modes,
        f"{place}/edid": written,
        "sys/class/drm/card1-HDMI-A-2/status": "disconnected\n",
        "sys/class/drm/version": "drm 1.1.0",
    }
    return machine(root, files)


def test_screens_are_those_that_are_connected(tmp_path: Path) -> None:
    assert glass.screens(screen(tmp_path, written=edid(597, 336))) == [
        glass.Screen("card1-HDMI-A-1", (1920, 1080), (597, 336))
    ]
    assert glass.screens(screen(tmp_path / "bare", modes="")) == [glass.Screen("card1-HDMI-A-1", None, None)]
    assert glass.screens(machine(tmp_path / "none")) == []


def settings(root: Path, **changed: Any) -> Settings:
    return Settings(glass=GlassSettings(**changed), records=RecordSettings(database=root / "records.sqlite"))


PULSE = Pulse(BEAT, False, 30.0, 30.0)


def running(root: Path, at: Machine, pulse: Pulse = PULSE, **changed: Any) -> dict[str, Finding]:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("opened what the mirror has")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(glass, "open_display", never)
        return {finding.part: finding for finding in glass.show(settings(root, **changed), at, pulse)}


@pytest.mark.parametrize(
    ("changed", "state", "says"),
    [
        ({"rotation": 90}, State.WELL, "draws 30.0 times a second"),
        ({"rotation": 0}, State.NOTE, "set glass.rotation to 90 or 270"),
        ({"rotation": 90, "width": 1920, "height": 1080}, State.NOTE, "set glass.rotation to 0 or 180"),
        ({"rotation": 180, "width": 1920, "height": 1080}, State.WELL, "30.0"),
    ],
)
def test_a_picture_on_its_side_is_told(changed: dict[str, Any], state: State, says: str, tmp_path: Path) -> None:
    found = running(tmp_path, screen(tmp_path), **changed)["display"]
    assert found.state is state
    assert says in f"{found.found} {found.do}"


def test_a_running_mirror_without_a_screen_is_bad(tmp_path: Path) -> None:
    unplugged = machine(tmp_path, {"sys/class/drm/card1-HDMI-A-1/status": "disconnected\n"})
    found = running(tmp_path, unplugged)["display"]
    assert (found.state, "no screen is connected" in found.found) == (State.BAD, True)
    found = running(tmp_path, machine(tmp_path / "virtual"))["display"]
    assert (found.state, "does not tell" in found.found) == (State.WELL, True)


def test_a_glass_that_is_drawn_too_rarely_is_told(tmp_path: Path) -> None:
    slow = Pulse(PULSE.beat, False, 11.0, 30.0)
    assert running(tmp_path, screen(tmp_path), slow, rotation=90)["display"].state is State.NOTE
    idle = Pulse(PULSE.beat.model_copy(update={"idle": True}), False, 11.0, 30.0)
    assert running(tmp_path, screen(tmp_path), idle, rotation=90)["display"].state is State.WELL


@pytest.mark.parametrize(
    ("width_mm", "state"), [(336.0, State.WELL), (345.0, State.WELL), (680.0, State.NOTE), (300.0, State.NOTE)]
)
def test_the_width_is_that_of_the_screen_as_it_hangs(width_mm: float, state: State, tmp_path: Path) -> None:
    found = running(tmp_path, screen(tmp_path, written=edid(597, 336)), rotation=90, width_mm=width_mm)
    assert found["display size"].state is state
    assert ("glass.width_mm" in found["display size"].do) == (state is State.NOTE)
    across = running(
        tmp_path, screen(tmp_path, written=edid(597, 336)), width=1920, height=1080, width_mm=597.0
    )["display size"]
    assert across.state is State.WELL


def test_a_calibration_knows_better_than_the_screen(tmp_path: Path) -> None:
    at = screen(tmp_path, written=edid(597, 336))
    assert "display size" in running(tmp_path, at, rotation=90)
    (tmp_path / "calibration.toml").write_text("")
    assert "display size" not in running(tmp_path, at, rotation=90)


class Opened:
    """What `open_display` gives where a screen is driven directly."""

    kind, size, driver, mode = "kms", (1080, 1920), "KMSDRM", (1920, 1080)

    def __enter__(self) -> Opened:
        return self

    def __exit__(self, *_: object) -> None:
        pass


@pytest.mark.parametrize(("rotation", "state"), [(90, State.WELL), (0, State.NOTE)])
def test_a_display_that_opens_tells_driver_and_mode(
    rotation: int, state: State, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(glass, "open_display", lambda *_, **__: Opened())
    found = glass.show(settings(tmp_path, rotation=rotation, display="kms"), screen(tmp_path))[0]
    assert found.state is state
    assert "kms, 1080 x 1920 (KMSDRM, 1920 x 1080)" in found.found
    told = {"kind": "kms", "screens": 1, "driver": "KMSDRM", "mode": "1920 x 1080", "rotation": rotation}
    assert found.numbers == told


def test_offscreen_is_opened_while_the_mirror_runs(tmp_path: Path) -> None:
    (found,) = glass.show(settings(tmp_path, display="offscreen"), machine(tmp_path), PULSE)
    assert (found.state, found.numbers["kind"], found.numbers["mode"]) == (State.WELL, "offscreen", None)
