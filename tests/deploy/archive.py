"""A part of Debian's archive in a folder: packages, with all that they need, fetched by this machine's own apt.

An emulated apt takes minutes for what tells nothing here: to choose among sixty thousand packages, and to unpack xz.
So the folder has only what is wanted, and that without compression: the same files, the same scripts.
"""

from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

ESSENTIAL = "?narrow(?or(?archive(^{suite}$),?codename(^{suite}$)),?architecture({arch}),?essential)"
"""What every system has, in apt's language."""


class ArchiveError(RuntimeError):
    """It cannot be put together; the message says why."""


def part_of_debian(suite: str, arch: str, packages: Sequence[str], folder: Path) -> Path:
    """Fill ``folder`` where it is missing: a repository with ``packages``, apt, and what every system has. It is not
    signed: fetching it saw to that. Raises `ArchiveError`."""
    if folder.is_dir():
        return folder
    half, fetched = folder.with_suffix(".half"), folder.with_suffix(".fetched")
    for place in (half, fetched):
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
    wanted = " ".join(f"'{name}'" for name in (ESSENTIAL.format(suite=suite, arch=arch), "apt", *packages))
    # mmdebstrap is who knows Debian's keys and addresses; what it makes beside is nothing.
    fetch = f'APT_CONFIG="$MMDEBSTRAP_APT_CONFIG" apt-get --yes --download-only install {wanted}'
    hooks = [fetch, f'mv "$1"/var/cache/apt/archives/*.deb "{fetched}"']
    words = ["mmdebstrap", "--quiet", "--variant=custom", f"--architectures={arch}"]
    _run([*words, *(f"--customize-hook={hook}" for hook in hooks), suite, "/dev/null"])
    for package in sorted(fetched.glob("*.deb")):
        _write_plain(package, half / package.name)
    _describe(half, suite)
    shutil.rmtree(fetched)
    half.rename(folder)
    return folder


def _write_plain(package: Path, plain: Path) -> None:
    """Write a package without compression. Format: deb(5), an `ar` archive of three members."""
    parts = {
        "debian-binary": b"2.0\n",
        "control.tar": _run(["dpkg-deb", "--ctrl-tarfile", str(package)]),
        "data.tar": _run(["dpkg-deb", "--fsys-tarfile", str(package)]),
    }
    with plain.open("wb") as file:
        file.write(b"!<arch>\n")
        for name, content in parts.items():
            file.write(f"{name:<16}{0:<12}{0:<6}{0:<6}{100644:<8}{len(content):<10}`\n".encode())
            file.write(content + b"\n" * (len(content) % 2))


def _describe(folder: Path, suite: str) -> None:
    """Write what apt asks for: the list of its packages, and what the list must be."""
    index = io.BytesIO()
    for package in sorted(folder.glob("*.deb")):
        index.write(_run(["dpkg-deb", "--field", str(package)]).strip() + b"\n")
        said = {"Filename": f"./{package.name}", "Size": package.stat().st_size, "SHA256": _sha256(package)}
        index.write("".join(f"{key}: {value}\n" for key, value in said.items()).encode() + b"\n")
    (folder / "Packages").write_bytes(index.getvalue())
    digest = f"{_sha256(folder / 'Packages')} {len(index.getvalue())} Packages"
    (folder / "Release").write_text(f"Suite: {suite}\nCodename: {suite}\nSHA256:\n {digest}\n", encoding="utf-8")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _run(words: Sequence[str]) -> bytes:
    done = subprocess.run(words, capture_output=True, check=False)
    if done.returncode:
        said = done.stderr.decode(errors="replace")[-2000:]
        raise ArchiveError(f"{words[0]} ended with {done.returncode}:\n{said}")
    return done.stdout
