"""Boots a system in a folder as a container, and has `inside.py` run in it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
STATION = "hinge-mirror-station.service"

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
TimeoutStartSec=900
[Install]
WantedBy=multi-user.target
"""

_LIMIT = 900.0


class ContainerError(RuntimeError):
    """It did not boot, or did not say what it saw; the message has the end of its journal."""


def boot(root: Path, scenarios: Sequence[str], drop_ins: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What was seen of ``scenarios``, in this order; ``drop_ins``: lines for the [Service] of the station, by a name.

    Raises:
        ContainerError: see there.
    """
    proof = root / "proof"
    shutil.rmtree(proof, ignore_errors=True)
    (proof / "site").mkdir(parents=True)
    shutil.copy(HERE / "inside.py", proof)
    shutil.copy(HERE / "mistreated.py", proof / "site" / "sitecustomize.py")
    units = root / "etc/systemd/system"
    (units / "proof.service").write_text(PROOF.format(scenarios=" ".join(scenarios)), encoding="utf-8")
    wanted = units / "multi-user.target.wants" / "proof.service"
    wanted.unlink(missing_ok=True)
    wanted.symlink_to("/etc/systemd/system/proof.service")
    folder = units / f"{STATION}.d"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    # The container has no screen; and this is how it is made to hang.
    lines = {"proof": "Environment=SDL_VIDEODRIVER=dummy PYTHONPATH=/proof/site", **(drop_ins or {})}
    for name, line in lines.items():
        (folder / f"{name}.conf").write_text(f"[Service]\n{line}\n", encoding="utf-8")
    journal = root / "var/log/journal"
    shutil.rmtree(journal, ignore_errors=True)
    journal.mkdir(parents=True)
    words = ["systemd-nspawn", "--quiet", f"--directory={root}", "--boot", "--register=no", "--keep-unit"]
    done = subprocess.run(
        [*words, "--console=pipe"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=_LIMIT,
        check=False,
        env={**os.environ, "SYSTEMD_LOG_LEVEL": "err"},
    )
    result = proof / "result.json"
    if not result.is_file():
        raise ContainerError(f"nothing was seen (exit code {done.returncode}): {done.stderr[-2000:]}\n{last(root)}")
    seen: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
    return seen


def last(root: Path, lines: int = 60) -> str:
    """The end of the container's journal."""
    words = ["journalctl", f"--directory={root / 'var/log/journal'}", "--no-pager", f"--lines={lines}"]
    return subprocess.run(words, capture_output=True, text=True, check=False).stdout
