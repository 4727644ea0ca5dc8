"""The release: what runs, in a folder of its own."""

from __future__ import annotations

import os
from pathlib import Path

from deploy.setup.files import Rights, give, has
from deploy.setup.site import OWNER, UPDATER, Site
from deploy.setup.step import Step
from deploy.setup.trouble import Refusal, Trouble
from kiosk.release import (
    BundleError,
    Layout,
    ReleaseError,
    adopt,
    check_files,
    current,
    is_complete,
    load_state,
    make_release,
    read_release,
)
from kiosk.release.folder import COMPLETE
from kiosk.release.version import newer

ROOM_MB = 800
"""Free space that a release needs while it is made: it has some 460 in the end."""

_MARK = Rights(0o644, UPDATER, OWNER)


class ReleaseFolder(Step):
    """Makes the release of the bundle, without a network, and lets it be what runs. It belongs to who updates it."""

    TITLE = "the release"

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self._layout = Layout(site.root)
        self._version: str | None = None

    def needed(self) -> list[str]:
        """Whether it is to be made, given to who updates it, or switched to."""
        # Once: it reads the whole bundle.
        version = self._version = self._version or _checked(self.site.source, self.site.machine.processor)
        there = current(self._layout)
        if there is not None and newer(there, version):
            raise Refusal(f"{there} is installed, and this is {version}: install from a bundle of {there} or later")
        found = []
        if not is_complete(self._layout.release(version)):
            if (free := self.site.machine.free_mb) < ROOM_MB:
                raise Refusal(f"{free} MB are free, and a release needs {ROOM_MB}: make room, or take a larger card")
            found.append(f"make {self._layout.release(version)}: some 460 MB, some minutes on a Pi")
        elif not self._given(version):
            found.append(f"give {self._layout.release(version)} to {UPDATER}")
        if not self._runs(version):
            found.append(f"let {version} be what runs")
        return found

    def do(self) -> None:
        """Make it whole, or not at all."""
        try:
            version = read_release(self.site.source).version
            folder = make_release(self.site.source, self._layout, self.site.python)
            if not self._given(version):
                self._give(folder)
            if not self._runs(version):
                adopt(self._layout, version)
        except (BundleError, ReleaseError) as error:
            raise Trouble(str(error)) from error

    def _runs(self, version: str) -> bool:
        state = load_state(self._layout)
        return current(self._layout) == version and state.good == version and state.trying is None

    def _given(self, version: str) -> bool:
        """Whether it was given away to the end: its mark goes last."""
        return has(self._layout.release(version) / COMPLETE, _MARK, self.site.accounts)

    def _give(self, folder: Path) -> None:
        accounts = self.site.accounts
        if os.geteuid() == 0:
            user, group = accounts.user(UPDATER) or 0, accounts.group(OWNER) or 0
            for _, folders, files, handle in os.fwalk(folder):
                for name in (*folders, *(each for each in files if each != COMPLETE)):
                    os.chown(name, user, group, dir_fd=handle, follow_symlinks=False)
            os.chown(folder, user, group)
            os.sync()
        give(folder / COMPLETE, _MARK, accounts)


def _checked(source: Path, processor: str) -> str:
    """The version of the bundle, which is whole, and for this ``processor``."""
    try:
        release = read_release(source)
        check_files(source, release)
    except BundleError as error:
        raise Refusal(
            f"{error}\nthe installer belongs to a bundle: unpack hinge-mirror-VERSION.tar and run the `install` in "
            f"it; `deploy/bundle` makes one out of a checkout"
        ) from error
    if release.machine not in {None, processor}:
        raise Refusal(f"{source.name} is for {release.machine}, and this is {processor}: get the bundle for that")
    return release.version
