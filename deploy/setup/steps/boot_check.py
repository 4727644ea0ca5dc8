"""The program that settles at boot what an update left half done."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from deploy.setup.files import Rights
from deploy.setup.site import OWNER, UPDATER
from deploy.setup.step import FilesStep, Wanted
from kiosk.release import Layout
from kiosk.release.boot import write_boot_check


class BootCheck(FilesStep):
    """One file that the system's Python runs: it is there whatever became of the releases."""

    TITLE = "the check at boot"

    def wanted(self) -> Sequence[Wanted]:
        """It, the updater's: an update that held brings its own."""
        with tempfile.TemporaryDirectory() as place:
            layout = Layout(Path(place))
            layout.home.mkdir(parents=True)
            write_boot_check(layout)
            content = layout.boot_check.read_bytes()
        return [Wanted(str(Layout(Path("/")).boot_check), content, Rights(0o644, UPDATER, OWNER))]
