"""Bundles as they are released, but of a mirror of a few lines: real wheels, real archives, real signatures."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

PYTHON = Path(sys.executable)
TAG = f"cp{sys.version_info[0]}{sys.version_info[1]}"

TINY = {
    "kiosk/__init__.py": '__version__ = "{version}"\n',
    "kiosk/__main__.py": "import sys\nimport tiny_need\nfrom kiosk import __version__\n"
    "print(__version__ if sys.argv[1:] == ['version'] else 'well')\n",
}
"""A mirror that knows its version and says that its models are well."""


def make_wheel(folder: Path, name: str, version: str, files: Mapping[str, str]) -> Path:
    """A wheel of pure Python in ``folder``; ``{version}`` in its ``files`` is put in."""
    info = f"{name}-{version}.dist-info"
    everything = {
        **{path: text.replace("{version}", version) for path, text in files.items()},
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name.replace('_', '-')}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = []
    for path, text in everything.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
        record.append(f"{path},sha256={digest},{len(text.encode())}")
    everything[f"{info}/RECORD"] = "\n".join([*record, f"{info}/RECORD,,", ""])
    folder.mkdir(parents=True, exist_ok=True)
    wheel = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, text in everything.items():
            archive.writestr(path, text)
    return wheel


def make_folder(place: Path, version: str, files: Mapping[str, str] = TINY, **said: object) -> Path:
    """The folder that a bundle has in it, in ``place``."""
    folder = place / f"hinge-mirror-{version}"
    make_wheel(folder / "wheels", "hinge_mirror", version, files)
    need = make_wheel(folder / "wheels", "tiny_need", "1.0", {"tiny_need.py": "here = True\n"})
    lock = f"tiny-need==1.0 --hash=sha256:{_digest(need)}\n"
    (folder / f"requirements-{TAG}.txt").write_text(lock, encoding="utf-8")
    for name in ("deploy/README.md", "systemd/hinge-mirror-station.service", "ears/network.ort"):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"{name} of {version}\n", encoding="utf-8")
    install = folder / "install"
    install.write_text("#!/bin/sh\n", encoding="utf-8")
    install.chmod(0o755)
    describe(folder, version=version, **said)
    return folder


def describe(folder: Path, **said: object) -> None:
    """Write ``release.json`` for what is in ``folder``; what is ``said`` is in it."""
    inner = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    inner.pop("release.json", None)
    files = {name: _digest(path) for name, path in inner.items()}
    description = {"records": 5, "setup": 1, "files": files, **said}
    (folder / "release.json").write_text(json.dumps(description), encoding="utf-8")


def pack(folder: Path, into: Path | None = None) -> Path:
    """The archive of a bundle's ``folder``, beside it or in ``into``."""
    bundle = (into or folder.parent) / f"{folder.name}.tar"
    with tarfile.open(bundle, "w") as archive:
        archive.add(folder, folder.name)
    return bundle


def pack_raw(bundle: Path, *members: tuple[tarfile.TarInfo, bytes]) -> Path:
    """An archive that no sane tool makes."""
    with tarfile.open(bundle, "w") as archive:
        for member, content in members:
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return bundle


class Owner:
    """Who has the key."""

    def __init__(self, place: Path) -> None:
        place.mkdir(parents=True, exist_ok=True)
        self.key = place / "release.pub"
        self._secret = place / "release.key"
        subprocess.run(
            ["minisign", "-G", "-f", "-W", "-p", self.key, "-s", self._secret], check=True, capture_output=True
        )

    def sign(self, bundle: Path) -> Path:
        """The signature's file, beside ``bundle``."""
        command = ["minisign", "-S", "-s", self._secret, "-m", bundle, "-x", f"{bundle}.minisig"]
        subprocess.run(command, check=True, capture_output=True, input=b"\n")
        return Path(f"{bundle}.minisig")


def have_minisign() -> bool:
    return shutil.which("minisign") is not None


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
