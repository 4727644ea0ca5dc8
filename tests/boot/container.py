"""Boots a system in a folder as a container, and has `inside.py` run in it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
STATION, UPDATE = "hinge-mirror-station.service", "hinge-mirror-update.service"

PROOF = """[Unit]
Description=Proof
# Beside everything else: what it proves takes longer than a boot.
DefaultDependencies=no
After=sysinit.target dbus.socket
SuccessAction=exit
FailureAction=exit
[Service]
Type=oneshot
ExecStart=/usr/bin/python3 /proof/inside.py {scenarios} /proof/result.json
TimeoutStartSec=1500
[Install]
WantedBy=multi-user.target
"""

IN_A_CONTAINER = {
    # There is no screen; and this is how it is made to hang.
    STATION: "Environment=SDL_VIDEODRIVER=dummy PYTHONPATH=/proof/site",
    # An update waits until nobody was there for two minutes; whether it waits is tested elsewhere, by a clock.
    UPDATE: "ExecStart=\nExecStart=/opt/hinge-mirror/current/venv/bin/python -m kiosk.update --idle-for 3",
}
"""Lines for the [Service] of units."""

_LIMIT = 1500.0


class ContainerError(RuntimeError):
    """It did not boot, or did not say what it saw; the message has the end of its journal."""


def boot(
    root: Path,
    scenarios: Sequence[str],
    drop_ins: Mapping[str, str] | None = None,
    bundles: Mapping[str, Path] | None = None,
    cut_after: str | None = None,
) -> dict[str, Any]:
    """What was seen of ``scenarios``, in this order.

    ``drop_ins``: further lines for the [Service] of units. ``bundles``: to update with, by version. ``cut_after``:
    the scenario after which the power is cut, in the midst of everything; None: it is shut down in order.

    Raises:
        ContainerError: see there.
    """
    _lay_out(root, scenarios, bundles or {})
    for kind, lines in (("container", IN_A_CONTAINER), ("proof", drop_ins or {})):
        for unit in IN_A_CONTAINER:
            _drop_in(root, unit, kind, lines.get(unit))
    words = ["systemd-nspawn", "--quiet", f"--directory={root}", "--boot", "--register=no", "--keep-unit"]
    container = subprocess.Popen(
        [*words, "--console=pipe"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "SYSTEMD_LOG_LEVEL": "err"},
    )
    try:
        _wait(container, root, cut_after)
    finally:
        if container.poll() is None:
            container.send_signal(signal.SIGKILL)  # and with it all that is in it
            container.wait()
    seen = _seen(root)
    if not seen:
        raise ContainerError(f"nothing was seen (exit code {container.returncode})\n{last(root)}")
    return seen


def last(root: Path, lines: int = 60) -> str:
    """The end of the container's journal."""
    words = ["journalctl", f"--directory={root / 'var/log/journal'}", "--no-pager", f"--lines={lines}"]
    return subprocess.run(words, capture_output=True, text=True, check=False).stdout


def _wait(container: subprocess.Popen[bytes], root: Path, cut_after: str | None) -> None:
    until = time.monotonic() + _LIMIT
    while container.poll() is None and (cut_after is None or cut_after not in _seen(root)):
        if time.monotonic() > until:
            raise ContainerError(f"not done after {_LIMIT:.0f} s\n{last(root)}")
        time.sleep(0.1)


def _seen(root: Path) -> dict[str, Any]:
    try:
        seen: dict[str, Any] = json.loads((root / "proof/result.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):  # not yet, or being written
        return {}
    return seen


def _lay_out(root: Path, scenarios: Sequence[str], bundles: Mapping[str, Path]) -> None:
    proof = root / "proof"
    shutil.rmtree(proof, ignore_errors=True)
    for folder in (proof / "site", proof / "bundles"):
        folder.mkdir(parents=True)
    shutil.copy(HERE / "inside.py", proof)
    shutil.copy(HERE / "mistreated.py", proof / "site" / "sitecustomize.py")
    for version, bundle in bundles.items():
        name = f"hinge-mirror-{version}.tar"
        shutil.copy(bundle, proof / "bundles" / name)
        shutil.copy(bundle.with_name(f"{bundle.name}.minisig"), proof / "bundles" / f"{name}.minisig")
    units = root / "etc/systemd/system"
    (units / "proof.service").write_text(PROOF.format(scenarios=" ".join(scenarios)), encoding="utf-8")
    wanted = units / "multi-user.target.wants" / "proof.service"
    wanted.unlink(missing_ok=True)
    wanted.symlink_to("/etc/systemd/system/proof.service")
    journal = root / "var/log/journal"
    shutil.rmtree(journal, ignore_errors=True)
    journal.mkdir(parents=True)


def _drop_in(root: Path, unit: str, kind: str, line: str | None) -> None:
    path = root / "etc/systemd/system" / f"{unit}.d" / f"{kind}.conf"
    path.parent.mkdir(exist_ok=True)
    if line is None:
        path.unlink(missing_ok=True)
    else:
        path.write_text(f"[Service]\n{line}\n", encoding="utf-8")
