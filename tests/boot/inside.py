"""Runs inside the booted container, as root: mistreats the mirror, and writes down what became of it.

    python3 inside.py SCENARIO... RESULT

What was seen goes to the file ``RESULT`` as JSON: a dictionary by scenario. Nothing is judged here.
"""

from __future__ import annotations

import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

STATION = "hinge-mirror-station.service"
RUN, STATE = Path("/run/hinge-mirror"), Path("/var/lib/hinge-mirror")
SETTINGS = Path("/etc/hinge-mirror/settings.toml")
KEY = "/etc/hinge-mirror.pub"
HEART = RUN / "heart.json"

BUNDLES = Path("/proof/bundles")
GOOD, BROKEN, FORGED = "0.9.1", "0.9.2", "0.9.3"

CLASS = """name = "La clase"
language = "es"
[[items]]
drill = "hip_hinge"
[[schedule]]
begin = "00:00"
end = "24:00"
"""
"""Due every day, all day."""

UP_WITHIN = 60.0
BACK_WITHIN = 30.0
UPDATED_WITHIN = 300.0
"""Seconds to wait; how long it may take is the host's to judge."""


def shown(*names: str, unit: str = STATION) -> dict[str, str]:
    words = [word for name in names for word in ("-p", name)]
    said = subprocess.run(["systemctl", "show", unit, *words], capture_output=True, text=True, check=True).stdout
    return dict(line.split("=", 1) for line in said.splitlines() if "=" in line)


def main_pid() -> int:
    return int(shown("MainPID")["MainPID"])


def heart() -> dict[str, Any]:
    try:
        beat: dict[str, Any] = json.loads(HEART.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return beat


def working(other_than: int = 0) -> bool:
    """Whether a station, not that of the process ``other_than``, has fresh frames on its glass."""
    beat = heart()
    return (
        beat.get("pid", 0) not in {0, other_than}
        and beat["pid"] == main_pid()
        and beat["sound"]
        and beat["frames"] > 0
        and beat["trouble"] is None
        and time.monotonic() - beat["at"] < 3.0
    )


def until(holds: Callable[[], bool], seconds: float) -> float | None:
    """How many seconds it took; None: it never held."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        if holds():
            return time.monotonic() - began
        time.sleep(0.05)
    return None


def back_after(mistreat: Callable[[int], None]) -> dict[str, Any]:
    """What became of a working station after ``mistreat``, which is given its process."""
    settled = until(working, UP_WITHIN)
    # A mirror that fails all the time waits a little longer each time: here each failure is to be the first.
    (RUN / "starts.json").unlink(missing_ok=True)
    pid = main_pid()
    mistreat(pid)
    took = until(lambda: working(other_than=pid), BACK_WITHIN)
    return {"was_working": settled is not None, "seconds": took, **shown("Result", "NRestarts")}


def asked(what: str) -> Callable[[int], None]:
    return lambda _: (RUN / "do").write_text(what, encoding="utf-8") and None


def sent(number: signal.Signals) -> Callable[[int], None]:
    return lambda pid: os.kill(pid, number)


def boots() -> dict[str, Any]:
    """Up by itself: how long each part took, seconds since systemd began."""
    took = until(working, UP_WITHIN)
    stamps = ("ExecMainStartTimestampMonotonic", "ActiveEnterTimestampMonotonic")
    command = ["systemctl", "show", "-p", "UserspaceTimestampMonotonic", "--value"]
    began = int(subprocess.run(command, capture_output=True, text=True, check=True).stdout) / 1e6
    times = {name: int(value) / 1e6 - began for name, value in shown(*stamps).items()}
    return {"took": took, "heart": heart(), "since_boot": time.monotonic() - began, **times, **shown("ActiveState")}


def stops() -> dict[str, Any]:
    """All of it stands still, as a driver that never returns can make it."""
    return back_after(sent(signal.SIGSTOP))


def hangs() -> dict[str, Any]:
    """The network hangs; glass and button go on."""
    return back_after(asked("hang"))


def fails() -> dict[str, Any]:
    return back_after(asked("fail"))


def crashes() -> dict[str, Any]:
    return back_after(sent(signal.SIGSEGV))


def killed() -> dict[str, Any]:
    return back_after(sent(signal.SIGKILL))


def eats() -> dict[str, Any]:
    return back_after(asked("eat"))


def again_and_again() -> dict[str, Any]:
    """Killed as soon as it is up, eight times: it goes on being started, if after a moment."""
    until(working, UP_WITHIN)
    (RUN / "starts.json").unlink(missing_ok=True)
    took = []
    for _ in range(8):
        pid = main_pid()
        os.kill(pid, signal.SIGKILL)
        until(lambda pid=pid: main_pid() not in {0, pid}, BACK_WITHIN)  # type: ignore[misc]
        new = main_pid()
        took.append(until(lambda new=new: heart().get("pid") == new, BACK_WITHIN))  # type: ignore[misc]
    said = heart().get("trouble")
    return {"took": took, "said": said, "back": until(working, BACK_WITHIN), **shown("ActiveState")}


def spoiled() -> dict[str, Any]:
    """Every file that it keeps or is told by is damaged: it comes up, and says so."""
    until(working, UP_WITHIN)
    before = SETTINGS.read_text(encoding="utf-8")
    subprocess.run(["systemctl", "stop", STATION], check=True)
    SETTINGS.write_text("[session\nbody_height = ", encoding="utf-8")
    for path in [*STATE.glob("*.sqlite*"), *STATE.glob("*.json"), *RUN.glob("*.json")]:
        path.write_bytes(b"\x00\xffnonsense" * 100)
    subprocess.run(["systemctl", "start", STATION], check=True)
    took = until(working, BACK_WITHIN)
    SETTINGS.write_text(before, encoding="utf-8")
    said = subprocess.run(
        ["journalctl", "-u", STATION, "-o", "cat", "-n", "60"], capture_output=True, text=True, check=False
    ).stdout
    return {"took": took, "journal": said}


def begins_anew() -> dict[str, Any]:
    """A class in another language is due: the mirror begins anew in its own process, which is no failure to systemd,
    though it takes longer than the watchdog waits."""
    until(working, UP_WITHIN)
    before, began, restarts = main_pid(), heart()["began"], shown("NRestarts")
    own = STATE / "own" / "playlists"
    own.mkdir(parents=True, exist_ok=True)
    (own / "clase.toml").write_text(CLASS, encoding="utf-8")
    subprocess.run(["chown", "-R", "hinge-mirror:hinge-mirror", str(STATE / "own")], check=True)
    took = until(lambda: heart().get("began", began) != began and working(), BACK_WITHIN)
    # The class is over: it begins anew once more, in its own language.
    began = heart()["began"]
    (own / "clase.toml").unlink()
    returned = until(lambda: heart().get("began", began) != began and working(), BACK_WITHIN)
    same = before == main_pid()
    return {"took": took, "returned": returned, "same": same, "restarts": [restarts, shown("NRestarts")]}


def companions() -> dict[str, Any]:
    """Page and voice are units of their own; the page is killed and is there again, and the mirror goes on."""
    until(working, UP_WITHIN)
    until(lambda: bool(_instance("hinge-mirror-trainer@") and _instance("hinge-mirror-voice@")), UP_WITHIN)
    unit, voice = _instance("hinge-mirror-trainer@"), _instance("hinge-mirror-voice@")
    pid = int(shown("MainPID", unit=unit)["MainPID"])
    station = main_pid()
    os.kill(pid, signal.SIGKILL)
    took = until(lambda: _instance("hinge-mirror-trainer@") not in {"", unit}, BACK_WITHIN)
    return {"unit": unit, "voice": voice, "took": took, "same": station == main_pid()}


def _instance(prefix: str) -> str:
    words = ["systemctl", "list-units", "--plain", "--no-legend", "--state=running", f"{prefix}*"]
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()
    return said[0] if said else ""


def processes() -> dict[str, Any]:
    """Whose the processes are that run what is installed."""
    until(working, UP_WITHIN)
    owners: dict[str, str] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            owner = pwd.getpwuid(folder.stat().st_uid).pw_name
        except OSError:
            continue
        if "/opt/hinge-mirror" in command:
            owners[command.strip()] = owner
    return {"owners": owners}


def rights() -> dict[str, Any]:
    """What the two users may ask of systemd, and what they may write."""
    until(working, UP_WITHIN)

    def may(user: str, *command: str) -> bool:
        done = subprocess.run(["runuser", "-u", user, "--", *command], capture_output=True, check=False)
        return done.returncode == 0

    pid = main_pid()
    restarts = may("hinge-update", "systemctl", "restart", STATION)
    until(lambda: working(other_than=pid), BACK_WITHIN)
    release = str(Path("/opt/hinge-mirror/current").resolve())
    return {
        "update_restarts_the_mirror": restarts,
        "mirror_restarts_itself": may("hinge-mirror", "systemctl", "restart", STATION),
        "update_restarts_others": may("hinge-update", "systemctl", "restart", "dbus.service"),
        "update_switches_off": may("hinge-update", "systemctl", "poweroff", "--check-inhibitors=no"),
        "mirror_writes_its_release": may("hinge-mirror", "touch", f"{release}/x"),
        "update_writes_records": may("hinge-update", "touch", str(STATE / "records.sqlite.x")),
        "update_writes_the_key": may("hinge-update", "touch", KEY),
        "mirror_writes_settings": may("hinge-mirror", "touch", str(SETTINGS)),
        "mirror_writes_the_key": may("hinge-mirror", "touch", KEY),
    }


def update_holds() -> dict[str, Any]:
    """A release that is as good as the one that runs."""
    return _updated(GOOD, lambda state: state.get("good") == GOOD)


def update_returns() -> dict[str, Any]:
    """One that never comes up, after one that did."""
    return _updated(BROKEN, lambda state: bool(state.get("failed")) and _at_rest())


def _at_rest() -> bool:
    """Whether the updater has ended, and with it what it tidies up."""
    return shown("ActiveState", unit="hinge-mirror-update.service")["ActiveState"] == "inactive"


def update_forged() -> dict[str, Any]:
    """One that was changed after it was signed."""
    return _updated(FORGED, lambda state: any(passed["version"] == FORGED for passed in state.get("history", [])))


def update_begins() -> dict[str, Any]:
    """As far as the trial; what comes then is the host's affair."""
    return _updated(GOOD, lambda state: bool(state.get("trying")), settle=False)


def after_a_cut() -> dict[str, Any]:
    """What runs once the power is back, and how it stands in the end."""
    began = until(working, UP_WITHIN)
    first = heart().get("version")
    until(lambda: not update_state().get("trying"), UPDATED_WITHIN)
    return {"took": began, "first": first, "back": until(working, UP_WITHIN), **stands()}


def _updated(version: str, over: Callable[[dict[str, Any]], bool], settle: bool = True) -> dict[str, Any]:
    was = until(working, UP_WITHIN)
    (RUN / "starts.json").unlink(missing_ok=True)
    name = f"hinge-mirror-{version}.tar"
    for each in (f"{name}.minisig", name):  # the bundle last: it is looked for by its name
        # As the trainer's page lays it down: under another name first.
        part = STATE / "incoming" / f".{each}.part"
        shutil.copyfile(BUNDLES / each, part)
        shutil.chown(part, "hinge-mirror", "hinge-mirror")
        part.rename(STATE / "incoming" / each)
    (STATE / "incoming" / "look").touch()
    took = until(lambda: over(update_state()), UPDATED_WITHIN)
    back = until(working, UP_WITHIN) if settle else None
    return {"was_working": was is not None, "took": took, "back": back, **stands()}


def update_state() -> dict[str, Any]:
    try:
        state: dict[str, Any] = json.loads(Path("/opt/hinge-mirror/update.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return state


def stands() -> dict[str, Any]:
    said = subprocess.run(
        ["journalctl", "-u", "hinge-mirror-update*", "-u", "hinge-mirror-boot*", "-o", "cat", "-n", "40"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    return {
        "runs": heart().get("version"),
        "link": os.readlink("/opt/hinge-mirror/current"),
        "releases": sorted(path.name for path in Path("/opt/hinge-mirror/releases").iterdir()),
        "state": update_state(),
        "said": said,
    }


TYPED = ("version", "trainer status", "trainer on", "records list", "doctor --yes --only crashes")


def commands() -> dict[str, Any]:
    """What an owner types."""
    until(working, UP_WITHIN)

    def typed(*words: str) -> dict[str, Any]:
        done = subprocess.run(["kiosk", *words], capture_output=True, text=True, timeout=60, check=False)
        return {"code": done.returncode, "said": done.stdout + done.stderr}

    seen = {name: typed(*name.split()) for name in TYPED}
    owner = pwd.getpwuid(SETTINGS.stat().st_uid).pw_name
    return {"typed": seen, "settings_are": owner}


def switched_off() -> dict[str, Any]:
    """As the button asks for it; the machine goes down, so this comes last."""
    done = subprocess.run(
        ["runuser", "-u", "hinge-mirror", "--", "systemctl", "poweroff"], capture_output=True, text=True, check=False
    )
    return {"code": done.returncode, "said": done.stderr}


SCENARIOS: dict[str, Callable[[], dict[str, Any]]] = {
    each.__name__: each
    for each in (
        boots,
        stops,
        hangs,
        fails,
        crashes,
        killed,
        eats,
        again_and_again,
        spoiled,
        begins_anew,
        companions,
        processes,
        rights,
        commands,
        update_holds,
        update_forged,
        update_returns,
        update_begins,
        after_a_cut,
        switched_off,
    )
}


def main(names: list[str], result: Path) -> None:
    seen: dict[str, Any] = {}
    for name in names:
        try:
            seen[name] = SCENARIOS[name]()
        except Exception:
            seen[name] = {"error": traceback.format_exc()}
        result.write_text(json.dumps(seen, indent=1), encoding="utf-8")
        os.sync()


if __name__ == "__main__":
    main(sys.argv[1:-1], Path(sys.argv[-1]))
