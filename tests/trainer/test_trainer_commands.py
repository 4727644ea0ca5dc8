"""``kiosk trainer``, as an owner calls it."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kiosk.cli import app
from kiosk.exits import Exit
from kiosk.settings import load_settings
from kiosk.trainer.access.certificate import certificate_for, grouped
from kiosk.trainer.access.devices import Device, Devices
from kiosk.trainer.access.pairing import Pairing
from kiosk.trainer.access.roles import Role
from kiosk.trainer.access.signing import Signing

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
OWN = "# The gym's own.\n[voice]\nvolume = 0.4  # by Ana\n"


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The settings in use, with state and runtime folders of their own."""
    path = tmp_path / "settings.toml"
    path.write_text(OWN + '[trainer]\naddress = "192.168.1.20"\n')
    monkeypatch.setenv("KIOSK_CONFIG", str(path))
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path / "state"))
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path / "runtime"))
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state" / "trainer"


@pytest.fixture
def devices(folder: Path) -> Devices:
    return Devices(folder / "devices.json")


@pytest.fixture
def ana(devices: Devices) -> Device:
    return devices.add("Ana's phone", Role.OWNER, NOW)


@pytest.fixture
def ben(devices: Devices, ana: Device) -> Device:
    return devices.add("Ben [old]", Role.TRAINER, NOW)


def run(*arguments: str, code: Exit = Exit.DONE) -> str:
    result = CliRunner().invoke(app, ["trainer", *arguments], env={"COLUMNS": "200", "NO_COLOR": "1"})
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result.stdout if code is Exit.DONE else result.stderr


def test_an_owner_turns_it_on_and_off_and_all_else_stays(own: Path) -> None:
    told = run("on")
    assert f"on, in {own}" in told
    assert "https://192.168.1.20:8443/" in told
    assert load_settings(own).trainer.enabled
    assert "is on already" in run("on")
    assert f"off, in {own}" in run("off")
    assert not load_settings(own).trainer.enabled
    assert own.read_text().startswith(OWN)


def test_on_makes_the_file_that_is_named(tmp_path: Path) -> None:
    path = tmp_path / "new" / "mine.toml"
    run("on", "--config", str(path))
    assert load_settings(path).trainer.enabled


def test_on_says_what_is_not_installed(monkeypatch: pytest.MonkeyPatch, own: Path) -> None:
    monkeypatch.setattr("kiosk.trainer.installed.find_spec", lambda name: None if name == "uvicorn" else object())
    assert "uvicorn not installed: pip install 'hinge-mirror[trainer]'" in run("on", code=Exit.WRONG)
    assert not load_settings(own).trainer.enabled


def test_on_leaves_a_file_with_errors_alone(own: Path) -> None:
    own.write_text("[voice]\nvolune = 1.0\n")
    assert 'voice.volune: unknown key; did you mean "volume"?' in run("on", code=Exit.WRONG)
    assert own.read_text() == "[voice]\nvolune = 1.0\n"


def test_status_at_first(folder: Path) -> None:
    told = run("status")
    assert "off; `kiosk trainer on` turns it on" in told
    assert "https://192.168.1.20:8443/" in told
    assert "made when the page is served first" in told
    assert "none" in told
    assert not folder.exists(), "asking makes nothing"


def test_status_in_use(ben: Device, folder: Path) -> None:
    found = certificate_for(folder, ("192.168.1.20",), datetime.now(UTC))
    run("on")
    told = run("status")
    assert f"fingerprint  {grouped(found.fingerprint)}\n" in told
    assert "devices      2, 1 of an owner\n" in told


def test_status_without_a_local_network(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own.write_text("")
    monkeypatch.setattr("kiosk.trainer.commands.lan_address", lambda _: None)
    assert "no local network; [trainer] address names one" in run("status")


def test_devices_are_listed(ben: Device) -> None:
    told = run("devices")
    for part in ("Ana's phone", "owner", "Ben [old]", "trainer", ben.id):
        assert part in told


def test_no_device_is_listed() -> None:
    assert run("devices") == "No device is paired.\n"


@pytest.mark.parametrize("named", ["Ben [old]", "ben [OLD]", "id"])
def test_a_device_is_revoked_by_name_or_id(devices: Devices, ben: Device, named: str) -> None:
    assert run("revoke", ben.id if named == "id" else named) == "Ben [old] is signed out.\n"
    assert [device.name for device in devices.all()] == ["Ana's phone"]


def test_the_last_owner_is_revoked_with_a_word_on_the_way_back(devices: Devices, ana: Device) -> None:
    assert "No owner is left: `kiosk trainer code --owner` pairs one." in run("revoke", ana.name)
    assert devices.all() == ()


def test_a_name_that_is_none_is_told(devices: Devices, ben: Device) -> None:
    assert 'none of that name; did you mean "Ana\'s phone"?' in run("revoke", "Anas phone", code=Exit.WRONG)
    assert len(devices.all()) == 2


def test_a_name_that_is_two_is_told(devices: Devices, ana: Device) -> None:
    devices.add("ana's PHONE", Role.TRAINER, NOW)
    assert "2 have that name: take the id" in run("revoke", "ANA'S PHONE", code=Exit.WRONG)
    assert "is signed out" in run("revoke", ana.id)


@pytest.mark.parametrize(("options", "role"), [(["--owner"], Role.OWNER), ([], Role.TRAINER)])
def test_a_code_of_the_terminal_pairs_a_device(
    tmp_path: Path, devices: Devices, ana: Device, options: list[str], role: Role
) -> None:
    run("on")
    told = run("code", *options).splitlines()
    assert "within 10 minutes, at https://192.168.1.20:8443/" in told[1]
    pairing = Pairing(devices.next_role, tmp_path / "runtime")
    assert pairing.claim(told[0], time.monotonic()) is role
    assert pairing.claim(told[0], time.monotonic()) is None


def test_a_code_for_a_page_that_is_off_is_none(tmp_path: Path) -> None:
    assert "it is off; `kiosk trainer on`" in run("code", code=Exit.WRONG)
    assert not (tmp_path / "runtime").exists()


def test_all_are_signed_out(devices: Devices, ben: Device, folder: Path) -> None:
    signing = Signing(folder, 1e6)
    cookie = signing.session(ben.id, 1e9)
    told = run("sign-out-all")
    assert "2 signed out" in told
    assert "kiosk trainer code --owner" in told
    assert devices.all() == ()
    assert signing.session_of(cookie, 1e9) is None
    assert devices.next_role() is Role.TRAINER


def test_signing_all_out_takes_a_code_back_too(tmp_path: Path, ana: Device, devices: Devices) -> None:
    run("on")
    code = run("code", "--owner").splitlines()[0]
    run("sign-out-all")
    assert Pairing(devices.next_role, tmp_path / "runtime").claim(code, time.monotonic()) is None


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("")
    assert "cannot be written" in run("sign-out-all", code=Exit.WRONG)


def test_the_commands_need_no_package_of_the_page() -> None:
    """They are part of `kiosk`, which an owner may have installed without it."""
    missing = "('fastapi', 'uvicorn', 'jinja2', 'itsdangerous', 'cryptography', 'multipart')"
    code = f"import sys\nfor name in {missing}: sys.modules[name] = None\nfrom kiosk.cli import app\n"
    status = "from typer.testing import CliRunner\nresult = CliRunner().invoke(app, ['trainer', 'devices'])\n"
    end = "assert result.exit_code == 0, result.output"
    subprocess.run([sys.executable, "-c", code + status + end], check=True, cwd=Path.cwd(), timeout=60)
