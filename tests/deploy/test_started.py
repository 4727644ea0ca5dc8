"""What runs at the end of an installation, on a machine that does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from deploy.setup.command import install
from deploy.setup.site import Site
from tests.deploy.pretended import Programs, bundle_folder, machine_root, pi_site

STATION, SOCKET = "hinge-mirror-station.service", "hinge-mirror-voice.socket"


@pytest.fixture
def programs(tmp_path: Path) -> Programs:
    return Programs(machine_root(tmp_path))


def running(programs: Programs, source: Path) -> Site:
    site = pi_site(programs.root, source, programs=programs)
    return replace(site, machine=replace(site.machine, running=True))


def verbs(programs: Programs, verb: str) -> list[str]:
    return [words[-1] for words in programs.asked if words[:2] == ["systemctl", verb]]


def test_the_mirror_is_started_last_and_only_once(programs: Programs, tmp_path: Path) -> None:
    source = bundle_folder(tmp_path)
    install(running(programs, source))
    assert verbs(programs, "start") == [SOCKET, STATION]
    assert ["systemctl", "daemon-reload"] in programs.asked
    reload, start = (
        programs.asked.index(["systemctl", "daemon-reload"]),
        programs.asked.index(["systemctl", "start", STATION]),
    )
    assert reload < start
    programs.asked.clear()
    install(running(programs, source))
    assert verbs(programs, "start") + verbs(programs, "restart") == []


def test_a_later_release_is_what_runs_then(programs: Programs, tmp_path: Path) -> None:
    install(running(programs, bundle_folder(tmp_path / "first")))
    install(running(programs, bundle_folder(tmp_path / "later", "1.1")))
    assert verbs(programs, "restart") == [STATION]
    assert "1.1" in (programs.root / "run/hinge-mirror/heart.json").read_text()


def test_a_desktop_keeps_the_screen_until_the_machine_is_started_anew(
    programs: Programs, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    programs.active.add("graphical.target")
    install(running(programs, bundle_folder(tmp_path)))
    assert verbs(programs, "start") == []
    assert "Restart the Pi now, and the mirror begins: sudo reboot" in capsys.readouterr().out
