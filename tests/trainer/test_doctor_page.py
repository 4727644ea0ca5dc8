"""What `kiosk doctor` says of the trainer's page: it visits it, as a phone does."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.doctor.finding import Finding, State
from kiosk.doctor.page import serve
from kiosk.settings import Settings
from tests.trainer.served import Served, free_port


def asked(folder: Path, port: int, **trainer: object) -> list[Finding]:
    tables = {"enabled": True, "address": "127.0.0.1", "port": port, **trainer}
    return serve(Settings.model_validate({"records": {"database": folder / "records.sqlite"}, "trainer": tables}))


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    made = Served(tmp_path, monkeypatch)
    made.page.start()
    made.serves()
    yield made
    made.page.close()


def test_a_page_that_is_off_is_well(tmp_path: Path) -> None:
    (found,) = asked(tmp_path, 8443, enabled=False)
    assert (found.state, "kiosk trainer on" in found.found) == (State.WELL, True)
    assert list(tmp_path.iterdir()) == [], "looking makes nothing"


def test_a_page_that_is_served_is_known_by_its_certificate(served: Served) -> None:
    (found,) = asked(served.folder, served.port)
    assert found.state is State.WELL
    assert f"https://127.0.0.1:{served.port}/, fingerprint " in found.found


def test_a_page_of_another_mirror_is_not_taken_for_this_one(served: Served, tmp_path: Path) -> None:
    (found,) = asked(tmp_path / "other", served.port)
    assert (found.state, found.do[:22]) == (State.BAD, "set trainer.port to an")
    assert "another certificate" in found.found


def test_another_program_at_its_port_is_told(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        other.settimeout(0.1)
        port = int(other.getsockname()[1])
        (found,) = asked(tmp_path, port)  # it takes the call, and says nothing
    assert found.state is State.BAD
    assert found.do


def test_a_mirror_that_does_not_run_is_a_note(tmp_path: Path) -> None:
    (found,) = asked(tmp_path, free_port())
    assert (found.state, found.do) == (State.NOTE, "start the mirror")


def test_an_address_of_another_machine_is_told(tmp_path: Path) -> None:
    (found,) = asked(tmp_path, free_port(), address="192.0.2.1")
    assert (found.state, "trainer.address" in found.do) == (State.BAD, True)


def test_a_mirror_without_an_owner_is_told(served: Served) -> None:
    folder = served.folder / "trainer"
    folder.mkdir(exist_ok=True)
    (folder / "devices.json").write_text('{"format": 1, "claimed": true, "devices": []}')
    _, found = asked(served.folder, served.port)
    assert (found.state, "code --owner" in found.do) == (State.NOTE, True)


def test_packages_that_are_missing_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.trainer.installed.find_spec", lambda name: None if name == "uvicorn" else name)
    (found,) = asked(tmp_path, 8443)
    assert (found.state, found.found) == (State.BAD, "uvicorn not installed")
    assert "hinge-mirror[trainer]" in found.do
