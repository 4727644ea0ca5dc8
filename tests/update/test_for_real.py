"""The whole update with real processes: wheels installed by pip, a station of its own that is started and stopped,
an updater that is killed. Only systemd is a script, and the patience is short."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.release import Outcome, current, load_state, make_release
from kiosk.release.boot import write_boot_check
from kiosk.release.switch import adopt
from kiosk.update.pulse import read_pulse
from tests.release.bundles import PYTHON, Owner, have_minisign, make_folder, pack
from tests.update.stage import lay_out

HOUSE = Path(__file__).parents[2]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not have_minisign(), reason="minisign is not installed"),
    pytest.mark.timeout(600),
]

STATION = """
import json, os, sys, time
from kiosk import __version__
heart, release = os.environ["HEART"], os.path.dirname(sys.prefix)
drawn, began = 0, time.monotonic()
while True:
    ran = time.monotonic() - began
    {trouble}
    drawn += 1
    word = {"pid": os.getpid(), "version": __version__, "release": release, "began": began, "at": time.monotonic(),
            "drawn": drawn, "frames": drawn, "idle": True, "trouble": None, "sound": True}
    with open(heart + ".new", "w") as file:
        json.dump(word, file)
    os.replace(heart + ".new", heart)
    time.sleep(0.05)
"""

SYSTEMCTL = """#!/bin/sh
# start|stop|restart UNIT, as far as an update asks for it.
while [ "${1#--}" != "$1" ]; do shift; done
stop() { [ -f "$PIDS" ] && kill -9 "$(cat "$PIDS")" 2>/dev/null; rm -f "$PIDS" "$HEART"; }
start() {
    # As pip's own scripts do: by the release's folder, not by the link. And it imports its own release.
    release=$(readlink -f "$HOME_OF/current")
    cd /
    PYTHONPATH='' setsid "$release/venv/bin/python" -m kiosk.station >"$PIDS.log" 2>&1 </dev/null &
    echo $! >"$PIDS"
}
echo "$1 $2" >>"$PIDS.asked"
case "$1 $2" in
    "stop hinge-mirror-station.service") stop ;;
    "start hinge-mirror-station.service") start ;;
    "start hinge-mirror-fit.service")
        [ ! -f "$HOME_OF/fit.json" ] || "$PYTHON" -I -S "$HOME_OF/boot.pyz" fit --root "$ROOT" ;;
    "start hinge-mirror-keep.service") ;;
    *) exit 1 ;;
esac
exit 0
"""

UPDATER = """
import sys
from pathlib import Path
from kiosk.release import Layout
from kiosk.update import trial
from kiosk.update.machine import Systemd
from kiosk.update.updater import Means, Updater
from kiosk.update.watch import Patience
import logging
logging.basicConfig(level=logging.INFO)
trial._RETURNED = Patience(hold=2.0, frames=60.0, trouble=60.0)
patience = Patience(up=float(sys.argv[3]), hold=4.0, stale=2.0, frames=3.0, trouble=3.0)
means = Means(Systemd(), Path(sys.argv[2]), patience, idle_for=0.2, shown_for=0.2)
Updater(Layout(Path(sys.argv[1])), means).run()
"""


QUICK_PYTHON = """#!/bin/sh
# The system's Python, but for new environments: those are copies of one. What pip and a release's own Python find is
# by the environment's place, so that it does in a copy what it does where it was made.
case "$*" in
    "-m venv"*) for folder; do :; done; mkdir -p "$folder" && cp -a "{made}/." "$folder" ;;
    *) exec "{python}" "$@" ;;
esac
"""


def mirror(trouble: str = "pass") -> dict[str, str]:
    """A mirror that does ``trouble`` before each picture."""
    sources = {
        f"kiosk/{path.relative_to(HOUSE / 'kiosk')}": path.read_text(encoding="utf-8")
        for path in [HOUSE / "kiosk/whole.py", *(HOUSE / "kiosk/release").glob("*.py")]
    }
    return {
        **sources,
        "kiosk/__init__.py": '__version__ = "{version}"\n',
        "kiosk/__main__.py": "from kiosk import __version__\nprint(__version__)\n",
        "kiosk/station.py": STATION.replace("{trouble}", trouble),
    }


class Rig:
    """A machine under a folder, with what stands for systemd."""

    def __init__(self, root: Path, owner: Owner) -> None:
        self.layout, self.owner = lay_out(root / "machine"), owner
        shutil.copy(owner.key, self.layout.key)
        self._place = root
        tools = root / "tools"
        tools.mkdir()
        made = root / "environment"
        subprocess.run([PYTHON, "-m", "venv", "--system-site-packages", made], check=True)
        self.quick_python = tools / "python"
        for tool, script in {
            tools / "systemctl": SYSTEMCTL,
            self.quick_python: QUICK_PYTHON.format(made=made, python=PYTHON),
        }.items():
            tool.write_text(script, encoding="utf-8")
            tool.chmod(0o755)
        self._environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("PYTHON")},
            "PATH": f"{tools}:{os.environ['PATH']}",
            "PYTHONPATH": str(HOUSE),
            "HEART": str(self.layout.heart),
            "HOME_OF": str(self.layout.home),
            "PIDS": str(root / "station.pid"),
            "PYTHON": sys.executable,
            "ROOT": str(self.layout.root),
        }

    def folder(self, version: str, trouble: str = "pass") -> Path:
        return make_folder(self._place / "made", version, mirror(trouble))

    def bring(self, version: str, trouble: str = "pass") -> None:
        self.owner.sign(pack(self.folder(version, trouble), self.layout.incoming))

    def systemctl(self, *arguments: str) -> None:
        subprocess.run([self._place / "tools/systemctl", *arguments], env=self._environment, check=True, cwd="/")

    def updater(self, python: Path = PYTHON, up: float = 20.0) -> subprocess.Popen[bytes]:
        """``python``: that it makes environments of; ``up``: seconds within which a release must come up."""
        with (self._place / "updater.log").open("ab") as log:
            command = [sys.executable, "-c", textwrap.dedent(UPDATER), self.layout.root, python, str(up)]
            return subprocess.Popen(command, env=self._environment, stderr=log, cwd=HOUSE, start_new_session=True)

    def update(self, python: Path = PYTHON, up: float = 20.0) -> None:
        ended = self.updater(python, up).wait(timeout=300)
        assert ended == 0, (self._place / "updater.log").read_text(encoding="utf-8")[-3000:]

    def power_cut(self, updater: subprocess.Popen[bytes]) -> None:
        """Everything is gone at once, and starts again."""
        os.killpg(updater.pid, signal.SIGKILL)
        updater.wait()
        self.systemctl("stop", "hinge-mirror-station.service")
        command = [sys.executable, "-I", "-S", self.layout.boot_check, "settle", "--root", self.layout.root]
        subprocess.run(command, check=True, env={"PATH": os.environ["PATH"]})
        self.systemctl("start", "hinge-mirror-fit.service")
        self.systemctl("start", "hinge-mirror-station.service")

    def shows(self) -> str | None:
        """The version whose pictures reach the glass now."""
        for _ in range(400):
            pulse = read_pulse(self.layout.heart)
            if pulse is not None and 0 <= time.monotonic() - pulse.at < 1.0:
                return pulse.version
            time.sleep(0.05)
        return None

    def last(self) -> tuple[str, Outcome]:
        passed = load_state(self.layout).history[-1]
        return passed.version, passed.outcome

    def close(self) -> None:
        self.systemctl("stop", "hinge-mirror-station.service")


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """1.0 runs."""
    place = tmp_path_factory.mktemp("rig")
    rig = Rig(place, Owner(place / "owner"))
    make_release(rig.folder("1.0"), rig.layout, PYTHON)
    adopt(rig.layout, "1.0")
    write_boot_check(rig.layout)
    rig.systemctl("start", "hinge-mirror-station.service")
    assert rig.shows() == "1.0"
    yield rig
    rig.close()


BAD = {
    "1.0.1": "sys.exit(1) if ran > 1.0 else None",
    "1.0.2": "time.sleep(600) if ran > 1.0 else None",
    "1.0.3": "drawn = -1",
    "1.0.4": "raise SystemExit(1)",
}
"""It ends, it hangs, it draws nothing, it never comes up."""

SOON = 5.0
"""Seconds for what would not come up in any time."""


@pytest.mark.parametrize("version", list(BAD))
def test_what_does_not_hold_is_returned_from(rig: Rig, version: str) -> None:
    rig.bring(version, BAD[version])
    rig.update(rig.quick_python, SOON)
    assert rig.last() == (version, Outcome.RETURNED)
    assert (current(rig.layout), rig.shows()) == ("1.0", "1.0")


def _waits_for(rig: Rig, updater: subprocess.Popen[bytes], so: Callable[[], bool]) -> None:
    while not so():
        assert updater.poll() is None, "it ended before"
        time.sleep(0.02)


def test_the_power_goes_while_packages_are_installed_and_while_it_is_on_trial(rig: Rig) -> None:
    rig.bring("1.1")
    updater = rig.updater()
    _waits_for(rig, updater, lambda: (rig.layout.release("1.1") / "venv/bin").is_dir())
    rig.power_cut(updater)
    assert (current(rig.layout), rig.shows()) == ("1.0", "1.0")
    updater = rig.updater()
    _waits_for(rig, updater, lambda: current(rig.layout) == "1.1")
    rig.power_cut(updater)
    assert rig.shows() == "1.1", "it gets another chance"
    rig.update()
    assert rig.last() == ("1.1", Outcome.HELD)
    assert (load_state(rig.layout).good, rig.shows()) == ("1.1", "1.1")
    assert list(rig.layout.incoming.iterdir()) == []


def test_the_power_goes_twice_while_a_hanging_one_is_on_trial(rig: Rig) -> None:
    runs = current(rig.layout)
    rig.bring("1.2", "time.sleep(600)")
    updater = rig.updater(rig.quick_python, SOON)
    _waits_for(rig, updater, lambda: current(rig.layout) == "1.2")
    for _ in range(2):
        rig.power_cut(updater)
        updater = rig.updater(rig.quick_python, SOON)
    assert updater.wait(timeout=120) == 0
    assert (current(rig.layout), rig.shows()) == (runs, runs)
    assert "1.2" not in {path.name for path in rig.layout.releases.iterdir()}
