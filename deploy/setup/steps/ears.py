"""The networks that the mirror listens with."""

from __future__ import annotations

import os
from pathlib import Path

from deploy.setup.files import Rights, holds, make_folder, put
from deploy.setup.site import OWNER
from deploy.setup.step import Step

FOLDER = "/var/lib/hinge-mirror/ears"

_FILE, _FOLDER = Rights(0o640, OWNER, OWNER), Rights(0o2750, OWNER, OWNER)


class Ears(Step):
    """Copies them out of the bundle, where it has them. Without them the mirror hears nothing, and all else works."""

    TITLE = "the ears' networks"

    def left_out(self) -> str | None:
        """Where the bundle has none."""
        if self._files() or self.site.at(FOLDER).is_dir():
            return None
        return "none in here; `sudo kiosk voice fetch` gets them from the internet, 45 MB"

    def needed(self) -> list[str]:
        """Those that are missing or damaged."""
        return [f"write {FOLDER}/{file.name}" for file in self._left()]

    def do(self) -> None:
        """Copy them."""
        left = self._left()
        if left:
            make_folder(self.site.at(FOLDER), _FOLDER, self.site.accounts)
        for file in left:
            put(self.site.at(FOLDER) / file.name, file.read_bytes(), _FILE, self.site.accounts)

    def _files(self) -> list[Path]:
        folder = self.site.source / "ears"
        return sorted(Path(entry.path) for entry in os.scandir(folder)) if folder.is_dir() else []

    def _left(self) -> list[Path]:
        return [file for file in self._files() if not holds(self.site.at(FOLDER) / file.name, file.read_bytes())]
