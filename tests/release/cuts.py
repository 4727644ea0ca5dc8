"""The power is cut at each effect of a program on the disk.

What a cut leaves is what is on the disk just then: so the program runs once, a copy is made before each effect, and
whoever looks gets one after the other. `test_cuts` holds those against processes that were really killed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.release.power import CUT_OFF

HOUSE = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Cut:
    """Before the ``step``-th effect, from 1 on; ``done``: none was left, and the program is through."""

    step: int
    done: bool = False


def cuts(program: str, root: Path) -> Iterator[Cut]:
    """Run ``program``, which finds ``root`` as ROOT, and put ``root`` into each state that it was in meanwhile, the
    first first, and in the end into what the program left. States that are the same come once."""
    with tempfile.TemporaryDirectory(dir=root.parent, prefix="cuts-") as place:
        kept, end = Path(place, "kept"), Path(place, "end")
        kept.mkdir()
        _run(program, root, "keep", str(kept), 0)
        root.rename(end)
        steps = sorted(int(each.name) for each in kept.iterdir())
        for cut in [*map(Cut, steps), Cut(steps[-1] + 1, done=True)]:
            if root.exists():
                shutil.rmtree(root)
            (end if cut.done else kept / str(cut.step)).rename(root)
            yield cut


def really_cut(program: str, root: Path, step: int) -> Cut:
    """Run ``program`` until its ``step``-th effect, and kill it there."""
    return Cut(step, done=_run(program, root, "cut", str(step), CUT_OFF) == 0)


def _run(program: str, root: Path, what: str, how: str, may_end_by: int) -> int:
    child = "from tests.release.power import main; main()"
    command = [sys.executable, "-c", child, program, str(root), what, how]
    ran = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True)
    assert ran.returncode in {0, may_end_by}, ran.stderr
    return ran.returncode


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
