"""What a bundle holds, and whether it is what its maker signed.

A bundle is ``hinge-mirror-VERSION.tar`` with ``hinge-mirror-VERSION.tar.minisig`` beside it, and has one folder in
it, ``hinge-mirror-VERSION``. That folder's ``release.json`` says what it is and has the SHA-256 of every other file.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from kiosk.release.version import order

PREFIX = "hinge-mirror-"

SIGNATURE = ".minisig"

DESCRIPTION = "release.json"

_LARGEST_DESCRIPTION = 4 * 2**20

_SPARE = 64 * 2**20
"""Bytes that unpacking leaves free on the disk: the records go on meanwhile."""

_PIECE = 2**20

_LONGEST_CHECK = 300.0
"""Seconds that minisign may take: some 20 are the worst on a slow card."""


class BundleError(ValueError):
    """Something is wrong with a bundle; the message says what, and what to do where that is not plain."""


@dataclass(frozen=True, slots=True)
class Release:
    """What ``release.json`` says.

    ``records``: the format that it keeps records in. ``setup``: the number of the machine's set-up (units, users,
    rules: all that only root may lay down) that it needs; an update cannot bring that about, the installer does.
    ``files``: SHA-256, in hexadecimal, of each file by its path in the bundle's folder, with slashes. ``machine``:
    the processor that its wheels are for, as `platform.machine` names it; None: any.
    """

    version: str
    records: int
    setup: int = 1
    files: dict[str, str] = field(default_factory=dict)
    machine: str | None = None


def read_release(folder: Path) -> Release:
    """What a bundle's folder, or a release's, is. Raises `BundleError`."""
    path = folder / DESCRIPTION
    try:
        with path.open("rb") as file:
            written = file.read(_LARGEST_DESCRIPTION + 1)
    except OSError as error:
        raise BundleError(f"{path}: cannot be read: {error.strerror or error}") from error
    if len(written) > _LARGEST_DESCRIPTION:
        raise BundleError(f"{path}: is far too long")
    try:
        data: Any = json.loads(written)
    except (ValueError, RecursionError) as error:
        raise BundleError(f"{path}: is no JSON: {error}") from error
    return _release(data, path)


def _release(data: Any, path: Path) -> Release:
    """Checked. What else it says is for later versions."""
    if not isinstance(data, dict):
        raise BundleError(f"{path}: is no description of a release")
    problems = []
    version, files = data.get("version"), data.get("files", {})
    try:
        order(version if isinstance(version, str) else "")
    except ValueError as error:
        problems.append(f"version: {error}")
    numbers = {"records": data.get("records"), "setup": data.get("setup", 1)}
    for key, number in numbers.items():
        if not isinstance(number, int) or isinstance(number, bool) or number < 1:
            problems.append(f"{key}: must be a whole number from 1 on (found {number!r})")
    if not isinstance(files, dict):
        problems.append("files: must have the SHA-256 of every file")
        files = {}
    for name, digest in files.items():
        if not _inside(name):
            problems.append(f"files: {name!r} leads out of the bundle")
        if not isinstance(digest, str) or len(digest) != 64 or set(digest) - set("0123456789abcdef"):
            problems.append(f"files: {name}: no SHA-256: {digest!r}")
    machine = data.get("machine")
    if not isinstance(machine, str | None):
        problems.append(f"machine: must name a processor (found {machine!r})")
    if problems:
        raise BundleError("\n".join(f"{path}: {problem}" for problem in problems))
    return Release(str(version), data["records"], data.get("setup", 1), files, machine)


def check_files(folder: Path, release: Release) -> None:
    """See that ``folder`` holds the files of ``release``, those alone, and each as it was. Raises `BundleError` that
    names all that is wrong."""
    problems = []
    there = set()
    for place, folders, names in os.walk(folder):
        for name in [*folders, *names]:
            path = Path(place, name)
            inner = path.relative_to(folder).as_posix()
            if path.is_symlink() or not (path.is_dir() or path.is_file()):
                problems.append(f"{inner}: is neither a file nor a folder")
            elif path.is_file():
                there.add(inner)
    there.discard(DESCRIPTION)
    problems += [f"{inner}: is missing" for inner in sorted(release.files.keys() - there)]
    problems += [f"{inner}: does not belong to it" for inner in sorted(there - release.files.keys())]
    for inner in sorted(there & release.files.keys()):
        if sha256(folder / inner) != release.files[inner]:
            problems.append(f"{inner}: is damaged")
    if problems:
        raise BundleError("\n".join(f"{folder.name}: {problem}; get the bundle anew" for problem in problems))


def sha256(path: Path) -> str:
    """Of a file, in hexadecimal. Raises `BundleError`."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise BundleError(f"{path}: cannot be read: {error.strerror or error}") from error


def verify_signature(bundle: Path, key: Path, *, signature: Path | None = None) -> None:
    """See by minisign that ``bundle`` is as the owner of ``key`` signed it. ``signature``: None: it is beside the
    bundle. What is verified must not be changed by anybody else afterwards: copy it first.

    Raises:
        BundleError: it is not, or cannot be found out.
    """
    signature = signature or bundle.with_name(bundle.name + SIGNATURE)
    if not key.is_file():
        raise BundleError(
            f"{key}: no key to check updates by; make one with minisign -G and install its public half (UPDATES.md)"
        )
    if not signature.is_file():
        raise BundleError(f"{bundle.name}: has no signature; put {signature.name} beside it")
    command = ["minisign", "-V", "-q", "-m", str(bundle), "-x", str(signature), "-p", str(key)]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_LONGEST_CHECK)
    except FileNotFoundError as error:
        raise BundleError("minisign is missing: sudo apt install minisign") from error
    except subprocess.TimeoutExpired as error:
        raise BundleError(f"{bundle.name}: checking its signature took more than {_LONGEST_CHECK:g} s") from error
    if done.returncode:
        why = done.stderr.decode(errors="replace").strip() or done.stdout.decode(errors="replace").strip()
        raise BundleError(f"{bundle.name}: is not signed for this mirror's key: {' '.join(why.split())}")


def unpack(bundle: Path, into: Path) -> Path:
    """Unpack a bundle, whose signature was verified, into the folder ``into``; the folder that was in it.

    Only plain files and folders are taken, within that one folder, and of their rights whether they can be run.

    Raises:
        BundleError: it holds something else, or does not fit on the disk.
    """
    name = bundle.name.removesuffix(".tar")
    if not name.startswith(PREFIX) or not bundle.name.endswith(".tar"):
        raise BundleError(f"{bundle.name}: is no bundle: they are named {PREFIX}VERSION.tar")
    try:
        into.mkdir(parents=True, exist_ok=True)
        room = shutil.disk_usage(into).free - _SPARE
        with tarfile.open(bundle, "r:") as archive:
            for member in archive:
                room -= member.size
                if room < 0:
                    raise BundleError(f"{bundle.name}: does not fit on the disk; make room (kiosk doctor tells how)")
                _take(archive, member, into, name)
    except (OSError, tarfile.TarError) as error:
        raise BundleError(f"{bundle.name}: cannot be unpacked: {error}") from error
    folder = into / name
    version = read_release(folder).version
    if name != PREFIX + version:
        raise BundleError(f"{bundle.name}: holds version {version}; a bundle keeps its name")
    return folder


def _take(archive: tarfile.TarFile, member: tarfile.TarInfo, into: Path, name: str) -> None:
    # Not by extractall: Bookworm's Python has no filters for it yet.
    if not _inside(member.name) or PurePosixPath(member.name).parts[0] != name:
        raise BundleError(f"{name}: {member.name!r} is not in its folder")
    path = into / member.name
    if member.isdir():
        path.mkdir(mode=0o755, parents=True, exist_ok=True)
        return
    source = archive.extractfile(member) if member.isreg() else None
    if source is None:
        raise BundleError(f"{name}: {member.name!r} is neither a file nor a folder")
    path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    with source, path.open("xb") as file:
        shutil.copyfileobj(source, file, _PIECE)
    path.chmod(0o755 if member.mode & 0o100 else 0o644)


def _inside(name: str) -> bool:
    """Whether a path, with slashes, is relative and leads nowhere else."""
    parts = name.split("/")
    return bool(name) and "\0" not in name and not any(part in {"", ".", ".."} for part in parts)
