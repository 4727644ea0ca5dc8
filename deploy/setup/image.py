"""Installs into another system's root folder, as of a card's image: the installer runs inside of it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from deploy.setup.options import Options, Removal, words_of

_INSIDE = "/run/hinge-mirror-setup"
"""Where the source is seen in there."""

_KEY = "/run/release.pub"

_SCRIPT = """\
set -eu
root=$1 source=$2 inside=$3 key=$4 key_inside=$5
shift 5
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount --rbind /sys "$root/sys"
mount --rbind /dev "$root/dev"
mount -t tmpfs -o mode=755 run "$root/run"
mkdir "$root$inside"
mount --bind "$source" "$root$inside"
if [ -n "$key" ]; then cp "$key" "$root$key_inside"; fi
resolv=$root/etc/resolv.conf
if [ -f "$resolv" ] && [ ! -L "$resolv" ] && [ -e /etc/resolv.conf ]; then mount --bind /etc/resolv.conf "$resolv"; fi
exec chroot "$root" "$@"
"""
"""In a mount namespace of its own: nothing is left mounted, however it ends. A /run of its own: systemd does not run
in there, and nobody must take this machine's for it."""


def run(which: str, options: Options | Removal, source: Path) -> int:
    """``which``: `install` or `uninstall`, in the system under the root of ``options``. Returns its exit code."""
    root, key = options.root.resolve(), options.key if isinstance(options, Options) else None
    if not (root / "usr/bin").is_dir():
        print(f"{which}: {root}: there is no system in it", file=sys.stderr)
        return 2
    if key is not None and not key.is_file():
        print(f"{which}: --key {key}: there is no such file", file=sys.stderr)
        return 2
    inner = replace(options, root=Path("/"))
    if isinstance(inner, Options) and key is not None:
        inner = replace(inner, key=Path(_KEY))
    done = subprocess.run(
        [
            *("unshare", "--mount", "--propagation", "private", "--", "/bin/sh", "-c", _SCRIPT, "image"),
            *(str(root), str(source), _INSIDE, "" if key is None else str(key.resolve()), _KEY),
            *("/usr/bin/python3", "-B", "-I", f"{_INSIDE}/deploy/setup/begin.py", which, *words_of(inner)),
        ],
        check=False,
    )
    return done.returncode
