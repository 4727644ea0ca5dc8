"""The settings: defaults for a bare machine, every wrong value told, and where the file is looked for."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import kiosk.settings as settings_module
from kiosk.coach.pace_table import shipped_pace
from kiosk.settings import CabinetSettings, CameraSettings, Settings, load_settings
from kiosk.settings_template import template
from kiosk.toml import FileProblem


@pytest.fixture
def no_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home without settings, and a stand-in for /etc; returns the folder that holds both."""
    monkeypatch.delenv("KIOSK_CONFIG", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))

    def place(path: str | Path) -> Path:
        return tmp_path / "etc" / Path(path).relative_to("/etc") if str(path).startswith("/etc/") else Path(path)

    place.home = lambda: tmp_path / "home"  # type: ignore[attr-defined]
    monkeypatch.setattr(settings_module, "Path", place)
    return tmp_path


def put(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def problems(path: Path) -> list[str]:
    with pytest.raises(FileProblem) as caught:
        load_settings(path)
    return caught.value.problems


def test_a_bare_machine_needs_no_file(no_settings: Path) -> None:
    settings = load_settings()
    assert settings == Settings()
    assert settings.camera.source == "auto"
    assert settings.session.drill == "hip_hinge"
    assert len(settings.cabinet.bar_pins) == 10


def test_an_empty_file_is_the_defaults(tmp_path: Path) -> None:
    assert load_settings(put(tmp_path / "s.toml", "")) == Settings()


def test_a_file_changes_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    settings = load_settings(put(tmp_path / "s.toml", "[camera]\nrotation = 90\n[session]\nrepetitions = 5"))
    assert settings.camera.rotation == 90
    assert settings.session.repetitions == 5
    assert settings.camera.width == Settings().camera.width
    assert settings.glass == Settings().glass


def drill_of(path: Path, name: str) -> Path:
    return put(path, f'[session]\ndrill = "{name}"')


def test_the_places_are_looked_at_in_order(no_settings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = drill_of(no_settings / "home/.config/hinge-mirror/settings.toml", "from_home")
    assert load_settings().session.drill == "from_home"
    etc = drill_of(no_settings / "etc/hinge-mirror/settings.toml", "from_etc")
    assert load_settings().session.drill == "from_etc"
    monkeypatch.setenv("KIOSK_CONFIG", str(drill_of(no_settings / "named.toml", "from_environment")))
    assert load_settings().session.drill == "from_environment"
    given = drill_of(no_settings / "given.toml", "from_option")
    assert load_settings(given).session.drill == "from_option"
    monkeypatch.setenv("KIOSK_CONFIG", "")
    etc.unlink()
    assert load_settings().session.drill == "from_home"
    home.unlink()
    assert load_settings() == Settings()


def test_a_named_file_that_is_missing_is_an_error(no_settings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drill_of(no_settings / "etc/hinge-mirror/settings.toml", "from_etc")
    missing = no_settings / "missing.toml"
    assert problems(missing) == [f"{missing}: no such file"]
    monkeypatch.setenv("KIOSK_CONFIG", str(missing))
    with pytest.raises(FileProblem, match=r"missing\.toml: no such file"):
        load_settings()


@pytest.mark.parametrize("source", ["auto", "picamera2", "usb", "usb:0", "usb:12", "clip:a.mp4", "clip:C:/a", "demo"])
def test_camera_sources_that_are_known(tmp_path: Path, source: str) -> None:
    assert load_settings(put(tmp_path / "s.toml", f'[camera]\nsource = "{source}"')).camera.source == source


@pytest.mark.parametrize(
    "source",
    ["", "webcam", "usb:", "usb:x", "usb:-1", "usb:1.5", "clip", "clip:", "auto:1", "demo:x", "picamera2:0", "USB"],
)
def test_camera_sources_that_are_not(tmp_path: Path, source: str) -> None:
    path = put(tmp_path / "s.toml", f'[camera]\nsource = "{source}"')
    (line,) = problems(path)
    assert line == f"{path}: camera.source: must be auto, picamera2, usb, usb:N, clip:PATH or demo (found {source!r})"


@pytest.mark.parametrize(
    ("section", "key", "value", "said"),
    [
        ("camera", "width", "100", "greater than or equal to 160"),
        ("camera", "width", '"wide"', "valid integer"),
        ("camera", "width", "480.5", "valid integer"),
        ("camera", "width", "[480]", "valid integer"),
        ("camera", "rotation", "45", "0, 90, 180 or 270"),
        ("camera", "rate", "0", "greater than or equal to 10"),
        ("camera", "rate", "inf", "finite"),
        ("camera", "stall_after", "0.0", "greater than 0.2"),
        ("camera", "heigth", "640", 'did you mean "height"?'),
        ("pose", "threads", "-1", "greater than or equal to 0"),
        ("pose", "detection_threshold", "1.5", "less than or equal to 1"),
        ("pose", "smoothing_cutoff", "0", "greater than 0"),
        ("pose", "models", "3", "string"),
        ("pose", "threads", "true", "valid integer"),
        ("cabinet", "button_pin", "true", "valid integer"),
        ("camera", "width", '"480"', "valid integer"),
        ("session", "hands_free", '"no"', "boolean"),
        ("session", "repetitions", "0", "greater than or equal to 1"),
        ("session", "hands_free", '"perhaps"', "boolean"),
        ("session", "body_height", "172", "less than or equal to 2.3"),
        ("glass", "display", '"hdmi"', "'offscreen'"),
        ("glass", "ghost", '"blue"', "match pattern"),
        ("glass", "ghost", '"#12345"', "match pattern"),
        ("cabinet", "bar_pins", "[5]", "needs at least two pins"),
        ("cabinet", "bar_pins", "5", "array"),
        ("cabinet", "lamp_pin", "28", "less than or equal to 27"),
        ("cabinet", "shutdown", '"poweroff"', "array"),
        ("cabinet", "keys", '{KEY_PAGEDWN = "next"}', 'no key is named KEY_PAGEDWN; did you mean "KEY_PAGEDOWN"?'),
        ("cabinet", "keys", '{key_b = "next"}', 'did you mean "KEY_B"?'),
        ("cabinet", "keys", '{KEY_B = "quit"}', "single key KEY_B may not end the mirror"),
        ("cabinet", "bar_shows", '"heart_rate"', "'back_curvature'"),
        ("cabinet", "bar_brightness", "-0.1", "greater than or equal to 0"),
        ("trainer", "port", "443", "greater than or equal to 1024"),
        ("trainer", "signed_in_for", "0", "greater than or equal to 1"),
        ("trainer", "address", '"mirror.local"', "must be auto, or an IP address of this machine, as 192.168.1.20"),
        ("trainer", "address", '"192.168.1"', "must be auto, or an IP address of this machine"),
        ("trainer", "address", '"0.0.0.0"', "or the one address of this machine that the page is served at"),
        ("trainer", "address", '"::"', "or the one address of this machine"),
        ("trainer", "address", '"224.0.0.1"', "or the one address of this machine"),
        ("trainer", "address", '"fe80::1%eth0"', "or the one address of this machine"),
    ],
)
def test_a_wrong_value_is_named(tmp_path: Path, section: str, key: str, value: str, said: str) -> None:
    path = put(tmp_path / "s.toml", f"[{section}]\n{key} = {value}")
    (line,) = problems(path)
    assert line.startswith(f"{path}: {section}.{key}: ")
    assert said in line


def test_the_trainers_page_is_off_until_it_is_turned_on(tmp_path: Path) -> None:
    assert not load_settings(put(tmp_path / "s.toml", "")).trainer.enabled
    path = put(tmp_path / "s.toml", "[trainer]\nenabled = true\naddress = \"fd00:0::1\"")
    assert load_settings(path).trainer.address == "fd00::1"


def test_a_section_that_is_not_known_is_named(tmp_path: Path) -> None:
    path = put(tmp_path / "s.toml", "[kamera]\nwidth = 480")
    assert problems(path) == [f'{path}: kamera: unknown key; did you mean "camera"?']


def test_all_errors_of_all_sections_come_at_once(tmp_path: Path) -> None:
    path = put(
        tmp_path / "s.toml",
        '[camera]\nsource = "webcam"\nwidth = 1\n[cabinet]\nbar_pins = [1, 99]\n[glass]\nlnie = "#000000"\n[radio]\n',
    )
    keys = [line.removeprefix(f"{path}: ").partition(": ")[0] for line in problems(path)]
    assert sorted(keys) == ["cabinet.bar_pins.1", "camera.source", "camera.width", "glass.lnie", "radio"]


@pytest.mark.parametrize(
    ("pins", "said"),
    [
        ("bar_pins = [5, 6, 5]", "pin 5 is used twice"),
        ("bar_pins = [5, 17]", "pin 17 is used twice"),
        ("button_pin = 27", "pin 27 is used twice"),
        ("bar_pins = [4, 4, 9, 9]", "pin 4, 9 is used twice"),
        ('buttons = [{pin = 17, verb = "pause"}]', "pin 17 is used twice"),
        ('buttons = [{pin = 9, verb = "pause"}, {pin = 9, verb = "stop"}]', "pin 9 is used twice"),
    ],
)
def test_a_pin_cannot_do_two_things(tmp_path: Path, pins: str, said: str) -> None:
    path = put(tmp_path / "s.toml", f"[cabinet]\n{pins}")
    assert problems(path) == [f"{path}: cabinet: {said}"]


@pytest.mark.parametrize(
    ("buttons", "said"),
    [
        ('{pin = 22, verb = "paws"}', ".0.verb: input should be 'start', 'next', 'pause'"),
        ('{pin = 22, verb = "shutdown"}', ".0.verb: a single press may not end the mirror; hold the one button"),
        ('{pin = 22, vreb = "pause", verb = "next"}', '.0.vreb: unknown key; did you mean "verb"?'),
        ('{verb = "pause"}', ".0.pin: missing"),
        (", ".join(f'{{pin = {pin}, verb = "next"}}' for pin in (7, 8, 9, 10)), ": tuple should have at most 3"),
    ],
)
def test_what_is_wrong_with_a_further_button_is_told(tmp_path: Path, buttons: str, said: str) -> None:
    path = put(tmp_path / "s.toml", f"[cabinet]\nbuttons = [{buttons}]")
    (line,) = problems(path)
    assert line.startswith(f"{path}: cabinet.buttons{said}")


@pytest.mark.parametrize(
    "pins",
    [{"bar_pins": (5, 6)}, {"button_pin": None, "lamp_pin": None}, {"bar_pins": (17, 27), "button_pin": 5}],
)
def test_pins_that_differ_are_taken(pins: dict[str, Any]) -> None:
    pins = {"lamp_pin": 4, **pins}
    cabinet = CabinetSettings(**pins)
    assert {name: getattr(cabinet, name) for name in pins} == pins


def test_the_template_says_every_default_truly(tmp_path: Path) -> None:
    lines = template().splitlines()
    given = [line.removeprefix("#") for line in lines if re.match(r"#\w+ = ", line) and '"..."' not in line]
    sections = [line for line in lines if line.startswith("[")]
    assert sections == [f"[{name}]" for name in Settings.model_fields]
    keys = sum(len(type(getattr(Settings(), name)).model_fields) for name in Settings.model_fields)
    absent = sum('"..."' in line for line in lines if line.startswith("#") and " = " in line)
    assert len(given) + absent == keys
    uncommented = [line.removeprefix("#") if line.removeprefix("#") in given else line for line in lines]
    assert load_settings(put(tmp_path / "all.toml", "\n".join(uncommented))) == Settings()


def test_the_template_changes_nothing_as_it_is(tmp_path: Path) -> None:
    assert load_settings(put(tmp_path / "none.toml", template())) == Settings()


def test_no_camera_can_be_asked_for_fewer_pictures_than_coaching_needs() -> None:
    least = shipped_pace().enough
    with pytest.raises(ValueError, match="rate"):
        CameraSettings(rate=least)
    assert CameraSettings(rate=10.0).rate > least
