"""What is kept of a disk is what a process that is killed leaves there."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from tests.release.cuts import cuts, really_cut
from tests.release.power import contents
from tests.release.test_switch import machine

PROGRAM = """
import shutil
from pathlib import Path
from kiosk.release import Layout
from kiosk.release.switch import Trial, begin_trial, hold
layout = Layout(Path(ROOT))
begin_trial(layout, Trial("1.1"))
hold(layout)
with open(layout.home / "half", "w") as file:
    file.write("not on the disk yet")
    Path(ROOT, "folder").mkdir()
shutil.copytree(layout.release("1.1"), Path(ROOT, "copy"))
"""


def named_alike(found: dict[str, str]) -> frozenset[tuple[str, str]]:
    """Without what is drawn by lot in the names of files that have not taken their place."""
    return frozenset((re.sub(r"-\w{8}\.new$", "-.new", path), said) for path, said in found.items())


def killed(place: Path) -> Iterator[frozenset[tuple[str, str]]]:
    """What is left, killed at each step, and in the end not killed any more."""
    for step in count(1):
        layout = machine(place / str(step), "1.0", "1.1", runs="1.0")
        cut = really_cut(PROGRAM, layout.root, step)
        yield named_alike(contents(layout.root))
        if cut.done:
            return


def test_each_state_of_the_disk_is_kept_once_and_none_that_never_was(tmp_path: Path) -> None:
    layout = machine(tmp_path / "kept", "1.0", "1.1", runs="1.0")
    kept = [named_alike(contents(layout.root)) for _ in cuts(PROGRAM, layout.root)]
    left = list(killed(tmp_path))
    assert set(kept) == set(left)
    assert len(kept) > 10
    assert kept[-1] == left[-1]
    halves = {dict(state).get("opt/hinge-mirror/half", "").partition(" ")[2] for state in kept}
    assert {hashlib.sha256(b"").hexdigest(), hashlib.sha256(b"not on the disk yet").hexdigest()} < halves
