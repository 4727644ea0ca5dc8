"""The power is cut at a chosen step: a child runs until its n-th effect on the disk, and is gone."""

from __future__ import annotations

import subprocess
import sys
from enum import Enum
from pathlib import Path

HOUSE = Path(__file__).parents[2]

_CUT_OFF = 77

_COUNTED = """
import os, sys
LEFT = [int(sys.argv[1])]
ROOT = sys.argv[2]

def counted(function):
    def effect(*args, **named):
        LEFT[0] -= 1
        if LEFT[0] == 0:
            os._exit(77)
        return function(*args, **named)
    return effect

# Who is only killed loses nothing that was not synced; waiting for a disk would prove nothing.
os.sync = os.fsync = lambda *_: None
for name in "replace rename unlink rmdir mkdir symlink link fsync sync chmod truncate".split():
    setattr(os, name, counted(getattr(os, name)))
kept_open = os.open
def opened(path, flags, *rest, **named):
    if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        LEFT[0] -= 1
        if LEFT[0] == 0:
            os._exit(77)
    return kept_open(path, flags, *rest, **named)
os.open = opened
import subprocess
subprocess.run = counted(subprocess.run)
import shutil
shutil.copyfile = counted(shutil.copyfile)
shutil.copystat = counted(shutil.copystat)
"""


class Cut(Enum):
    DONE = "done"
    CUT = "cut"


def run_cut(program: str, root: Path, step: int) -> Cut:
    """Run ``program``, which finds ``root`` as ROOT, until its ``step``-th effect on the disk, from 1 on."""
    command = [sys.executable, "-c", _COUNTED + program, str(step), str(root)]
    ran = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True)
    assert ran.returncode in {0, _CUT_OFF}, ran.stderr
    return Cut.DONE if ran.returncode == 0 else Cut.CUT


def stand_in_python(place: Path, *, hangs: bool = False) -> Path:
    """A Python whose environments are made in no time, and whose pip only leaves a mark; ``hangs``: it never ends."""
    tag = f"cp{sys.version_info[0]}{sys.version_info[1]}"
    wait = "sleep 600" if hangs else ":"
    script = place / "stand-in-python"
    script.write_text(
        f"""#!/bin/sh
case "$*" in
    "-m venv"*) for folder; do :; done; mkdir -p "$folder/bin"; cp "$0" "$folder/bin/python" ;;
    "-m pip"*) touch "${{0%/*}}/installing"; {wait}; touch "${{0%/*}}/installed" ;;
    *) echo {tag} ;;
esac
""",
        encoding="utf-8",
    )
    script.chmod(0o755)
    return script
