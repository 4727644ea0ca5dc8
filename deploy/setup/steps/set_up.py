"""Word of which set-up the machine has."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from deploy.setup.step import FilesStep, Undo, Wanted
from kiosk.release import Layout, read_release


class SetUp(FilesStep):
    """Leaves its number: an update asks whether it is the one that it needs, as only root can change it."""

    TITLE = "what updates may count on"

    def wanted(self) -> Sequence[Wanted]:
        """The number, root's own."""
        path = str(Layout(Path("/")).setup_file)
        return [Wanted(path, f"{read_release(self.site.source).setup}\n".encode())]

    def undoing(self) -> list[Undo]:
        """Nothing of it is left."""
        path = str(Layout(Path("/")).setup_file)
        return [self.removal(path)] if self.site.at(path).exists() else []
