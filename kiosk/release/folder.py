"""Makes the folder of a release out of a bundle's: whole, or known to be rubbish."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from kiosk.release.bundle import DESCRIPTION, BundleError, Release, check_files, read_release
from kiosk.release.layout import Layout
from kiosk.release.version import order
from kiosk.whole import alone_in, sync_folder, write_whole

COMPLETE = "complete"
"""The file that a release's folder gets last, and loses first."""

TAKEN_ALONG = ("deploy", "systemd", "ears")
"""Folders of a bundle that a release keeps, where they are there; its wheels are installed."""

_LONGEST_STEP = 1800.0
"""Seconds that an environment or its packages may take: two minutes on a Pi 3, several times that on a poor card."""


class ReleaseError(RuntimeError):
    """A release cannot be made or removed; what ran before runs on."""


def is_complete(folder: Path) -> bool:
    """Whether a release's folder was made to the end."""
    return (folder / COMPLETE).is_file()


def releases_there(layout: Layout) -> list[str]:
    """The versions of the complete releases, oldest first."""
    return sorted((path.name for path in _folders(layout) if _is_release(path)), key=order)


def make_release(bundle: Path, layout: Layout, python: Path) -> Path:
    """Make the release of an unpacked ``bundle``, whose files are checked first, without a network; its folder.

    ``python``: of the system, which the environment is made of. Where the very same release is there already, it
    stays. Only one at a time is at work; whatever is not ``complete`` in the end is rubbish for `clear_rubbish`.

    Raises:
        BundleError: the bundle is damaged, or has nothing for this Python.
        ReleaseError: the folder cannot be made; nothing of it is left, or it is rubbish.
    """
    release = read_release(bundle)
    check_files(bundle, release)
    folder = layout.release(release.version)
    try:
        layout.releases.mkdir(mode=0o755, parents=True, exist_ok=True)
        with alone_in(layout.releases):
            if is_complete(folder):
                if read_release(folder) == release:
                    return folder
                raise ReleaseError(f"{release.version} is there already, of another bundle; give it a new version")
            remove_release(folder)
            folder.mkdir(mode=0o755)
            try:
                _fill(folder, bundle, release, python)
            except BaseException:
                remove_release(folder)
                raise
    except OSError as error:
        raise ReleaseError(f"{folder}: cannot be made: {error.strerror or error}") from error
    return folder


def remove_release(folder: Path) -> None:
    """Remove a release's folder, so that half of it is never taken for a release. Raises `ReleaseError`."""
    try:
        (folder / COMPLETE).unlink(missing_ok=True)
        if folder.is_dir():
            sync_folder(folder)
            shutil.rmtree(folder)
    except OSError as error:
        raise ReleaseError(f"{folder}: cannot be removed: {error.strerror or error}") from error


def clear_rubbish(layout: Layout) -> list[str]:
    """Remove what was not made to the end; the names of those folders. Raises `ReleaseError`."""
    if not layout.releases.is_dir():
        return []
    with alone_in(layout.releases):
        rubbish = [path for path in _folders(layout) if not _is_release(path)]
        for path in rubbish:
            remove_release(path)
    return [path.name for path in rubbish]


def _folders(layout: Layout) -> list[Path]:
    try:
        return sorted(path for path in layout.releases.iterdir() if path.is_dir() and not path.is_symlink())
    except OSError:
        return []  # there are none yet


def _is_release(path: Path) -> bool:
    try:
        order(path.name)
    except ValueError:
        return False
    return is_complete(path)


def _fill(folder: Path, bundle: Path, release: Release, python: Path) -> None:
    for name in TAKEN_ALONG:
        if (bundle / name).is_dir():
            shutil.copytree(bundle / name, folder / name)
    # The system's packages have what only they have for a Pi: camera, GPIO.
    _run([python, "-m", "venv", "--system-site-packages", folder / "venv"], "the environment cannot be made")
    own = folder / "venv/bin/python"
    _install(own, bundle, release)
    shutil.copyfile(bundle / DESCRIPTION, folder / DESCRIPTION)
    os.sync()  # thousands of files: `complete` must not reach the disk before them
    write_whole(folder / COMPLETE, f"{release.version}\n".encode())


def _install(python: Path, bundle: Path, release: Release) -> None:
    """All packages, by their hashes: the locked ones and the mirror itself."""
    tag = _run([python, "-c", "import sys; print('cp%d%d' % sys.version_info[:2])"], "it has no Python").strip()
    locked = bundle / f"requirements-{tag}.txt"
    if not locked.is_file():
        raise BundleError(f"{bundle.name}: has nothing for {tag}; get a bundle that knows this system's Python")
    wheel = f"wheels/hinge_mirror-{release.version}-py3-none-any.whl"
    if wheel not in release.files:
        raise BundleError(f"{bundle.name}: {wheel} is missing")
    with tempfile.TemporaryDirectory() as place:
        itself = Path(place, "hinge-mirror.txt")
        itself.write_text(f"hinge-mirror=={release.version} --hash=sha256:{release.files[wheel]}\n", encoding="utf-8")
        # Without dependencies, as the lock has them all: what the system's packages bring stays what it is.
        _run(
            [
                *(python, "-m", "pip", "install", "--no-index", "--find-links", bundle / "wheels"),
                *("--require-hashes", "--no-deps", "--no-cache-dir", "--no-input", "--isolated", "--quiet"),
                *("--disable-pip-version-check", "--root-user-action=ignore", "-r", locked, "-r", itself),
            ],
            "its packages cannot be installed",
        )


def _run(command: Sequence[str | Path], problem: str) -> str:
    """What ``command`` prints. Raises `ReleaseError`, which ``problem`` begins."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON", "VIRTUAL_ENV"))
    }
    environment["PIP_CONFIG_FILE"] = os.devnull  # Pi OS names an index of its own in /etc/pip.conf
    try:
        done = subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=environment,
            timeout=_LONGEST_STEP,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ReleaseError(f"{problem}: {error}") from error
    if done.returncode:
        said = (done.stderr + done.stdout).decode(errors="replace").strip().splitlines()
        raise ReleaseError(f"{problem}: {'; '.join(said[-3:]) or f'exit code {done.returncode}'}")
    return done.stdout.decode(errors="replace")
