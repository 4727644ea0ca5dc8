"""Runs a program inside an unpacked system, with mounts that nobody else sees and that end with it.

    run_inside(root, ["/usr/bin/python3", "-V"], binds={Path("/here"): "/there"})

As a program it is the part that runs already apart (under util-linux's `unshare`): it mounts, goes in, and becomes
what is to be run. However that ends, also by being killed, the kernel takes the mounts with it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from .commands import BoardError, need, run
from .kept import ROOT

_DEVICES = ("null", "zero", "urandom")


def run_inside(
    root: Path,
    words: Sequence[str],
    *,
    binds: Mapping[Path, str],
    environment: Mapping[str, str] | None = None,
    limit: float = 120.0,
) -> str:
    """What ``words`` print, run in ``root`` where each key of ``binds`` appears under the path given for it.

    Raises:
        BoardError: this is not run by root; or it ended with another code than 0, or too late.
    """
    if os.geteuid():
        raise BoardError("to enter another system takes root: sudo make ...")
    need({"unshare": "util-linux", "mount": "mount"})
    apart = ["unshare", "--mount", "--pid", "--fork", "--kill-child"]
    mounts = [f"{place}={path}" for path, place in binds.items()]
    enter = [sys.executable, "-m", "tests.boards.enter", str(root), *mounts, "--", *words]
    around = {"HOME": "/root", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "PYTHONDONTWRITEBYTECODE": "1"}
    return run([*apart, *enter], limit, around | {"LANG": "C.UTF-8"} | dict(environment or {}), ROOT)


def _mount(*words: str) -> None:
    subprocess.run(["mount", *words], check=True)


def _enter(root: Path, binds: Sequence[str], words: Sequence[str]) -> None:
    _mount("--make-rprivate", "/")
    for place in ("dev", "proc", "tmp"):
        (root / place).mkdir(exist_ok=True)
    _mount("-t", "proc", "proc", str(root / "proc"))
    _mount("-t", "tmpfs", "-o", "mode=755", "dev", str(root / "dev"))
    (root / "dev" / "shm").mkdir()
    for name in _DEVICES:
        (root / "dev" / name).touch()
        _mount("--bind", f"/dev/{name}", str(root / "dev" / name))
    for bind in binds:
        place, _, path = bind.partition("=")
        inner = root / place.lstrip("/")
        inner.mkdir(parents=True, exist_ok=True)
        _mount("--bind", path, str(inner))
    os.chroot(root)
    os.chdir("/")
    os.execv(words[0], list(words))


if __name__ == "__main__":
    cut = sys.argv.index("--")
    _enter(Path(sys.argv[1]), sys.argv[2:cut], sys.argv[cut + 1 :])
