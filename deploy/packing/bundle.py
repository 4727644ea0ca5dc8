"""Makes a bundle: one archive with all that a mirror is installed or updated from, and its signature."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path

from deploy.packing.locks import Plan, lock_file, plans, read_lock
from deploy.packing.resolve import PROJECT, PackingError, run_pip
from kiosk import __version__
from kiosk.records.schema import MIGRATIONS
from kiosk.release.bundle import DESCRIPTION, PREFIX
from kiosk.voice.ears.fetch import fetched

SETUP = 1
"""The number of the set-up that a release needs: units, users, rules, all that only root lays down. It goes up with
any change in `systemd` or `deploy/setup` that a release cannot do without; an update then asks for the installer."""

_WHEN = 315532800
"""1980, the first that archives of any kind know: the same sources make the same bytes."""

_LEFT_OUT = ("__pycache__", "packing", "locks", "drawings", "bundle")
"""Of the folder `deploy`: what only the maker needs."""


def make_bundle(
    machine: str, into: Path, say: Callable[[str], None], *, key: Path | None = None, ears: bool = True
) -> Path:
    """The bundle for ``machine`` ("aarch64") in the folder ``into``, as the project is now.

    ``key``: secret key of minisign's, which asks for its password; None: it is not signed. ``ears``: with the
    networks that the mirror listens with.

    Raises:
        PackingError: it cannot be made.
        kiosk.pose.catalogue.ModelError: the ears' networks cannot be had.
    """
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="hinge-mirror-bundle-", dir=into) as place:
        folder = Path(place, f"{PREFIX}{__version__}")
        wheels = folder / "wheels"
        wheels.mkdir(parents=True)
        say("our own wheel")
        build_wheel(wheels)
        for plan in plans(machine):
            say(f"wheels for {plan.target}")
            download(plan, wheels)
            shutil.copyfile(lock_file(plan.target), folder / f"requirements-{plan.target.tag}.txt")
        if ears:
            say("the ears' networks")
            shutil.copytree(fetched(PROJECT / "build" / "ears"), folder / "ears")
        copy_sources(folder)
        describe(folder, machine)
        say("the archive")
        bundle = into / f"{folder.name}.tar"
        pack(folder, bundle)
    if key is not None:
        sign(bundle, key)
    return bundle


def build_wheel(into: Path) -> None:
    """Our own wheel, models and all; the same sources make the same bytes. Raises `PackingError`."""
    os.environ["SOURCE_DATE_EPOCH"] = str(_WHEN)
    run_pip(["wheel", "--quiet", "--no-deps", "--wheel-dir", str(into), str(PROJECT)], "our own wheel")
    wanted = into / f"hinge_mirror-{__version__}-py3-none-any.whl"
    if not wanted.is_file():
        raise PackingError(f"{wanted.name}: not built; there is {', '.join(each.name for each in into.iterdir())}")


def download(plan: Plan, into: Path, kept: Path = PROJECT / "build" / "wheels") -> None:
    """Copy the wheels of a lock ``into`` a folder, each by its hash. They are ``kept``, so that a later bundle of the
    same lock needs no network. Raises `PackingError`."""
    pinned = read_lock(plan.target)
    there = _by_hash(kept)
    if any(each.sha256 not in there for each in pinned):
        kept.mkdir(parents=True, exist_ok=True)
        words = ["download", "--quiet", "--no-deps", "--require-hashes", *plan.target.pip_options()]
        lock = lock_file(plan.target)
        run_pip([*words, "--requirement", str(lock), "--dest", str(kept)], lock.name)
        there = _by_hash(kept)
    for each in pinned:
        if each.sha256 not in there:
            raise PackingError(f"{each.name}=={each.version}: not to be had by its hash; `deploy/bundle lock` anew")
        shutil.copy(there[each.sha256], into)


def _by_hash(folder: Path) -> dict[str, Path]:
    return {_sha256(path): path for path in sorted(folder.glob("*.whl"))}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def copy_sources(folder: Path) -> None:
    """The installer and the units."""
    left_out = shutil.ignore_patterns(*_LEFT_OUT)
    shutil.copytree(PROJECT / "deploy", folder / "deploy", ignore=left_out)
    shutil.copytree(PROJECT / "systemd", folder / "systemd", ignore=left_out)
    shutil.copy(PROJECT / "deploy" / "install", folder / "install")


def describe(folder: Path, machine: str) -> None:
    """Write ``release.json``: what it is, and the SHA-256 of every other file."""
    inner = sorted(path for path in folder.rglob("*") if path.is_file())
    files = {path.relative_to(folder).as_posix(): _sha256(path) for path in inner}
    said = {"version": __version__, "machine": machine, "records": len(MIGRATIONS), "setup": SETUP, "files": files}
    (folder / DESCRIPTION).write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")


def pack(folder: Path, bundle: Path) -> None:
    """An archive that depends on nothing but what is in ``folder``."""
    fresh = bundle.with_name(f".{bundle.name}.new")
    with tarfile.open(fresh, "w", format=tarfile.PAX_FORMAT) as archive:
        for path in [folder, *sorted(folder.rglob("*"))]:
            member = archive.gettarinfo(path, path.relative_to(folder.parent).as_posix())
            member.uid = member.gid = 0
            member.uname = member.gname = "root"
            member.mtime = _WHEN
            member.mode = 0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644
            if path.is_file():
                with path.open("rb") as file:
                    archive.addfile(member, file)
            else:
                archive.addfile(member)
    fresh.replace(bundle)


def sign(bundle: Path, key: Path) -> None:
    """Sign it with the maker's secret key; minisign asks for the password. Raises `PackingError`."""
    try:
        done = subprocess.run(["minisign", "-S", "-s", str(key), "-m", str(bundle)], check=False)
    except FileNotFoundError as error:
        raise PackingError("minisign is missing: sudo apt install minisign") from error
    if done.returncode:
        raise PackingError(f"{bundle.name}: not signed: minisign ended with {done.returncode}")
