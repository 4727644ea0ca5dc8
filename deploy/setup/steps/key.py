"""The key by which updates are known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from deploy.setup.step import FilesStep, Undo, Wanted
from deploy.setup.trouble import Refusal
from kiosk.release import Layout

_KEY = re.compile(rb"untrusted comment:[^\n]*\nRW[A-Za-z0-9+/]{54}\s*")
"""A public key of minisign's: a comment, and 42 bytes in base64 that begin with Ed. A secret one is far longer."""

FILE = str(Layout(Path("/")).key)


class Key(FilesStep):
    """The owner's public key, root's own: what the mirror runs as cannot put another in its place."""

    TITLE = "the owner's key"

    def left_out(self) -> str | None:
        """Without `--key`."""
        return "as it is" if self.site.options.key is None else None

    def wanted(self) -> Sequence[Wanted]:
        """The key that `--key` names; without it, what is there stays."""
        path = self.site.options.key
        if path is None:
            return []
        try:
            content = path.read_bytes()
        except OSError as error:
            raise Refusal(f"--key {path}: cannot be read: {error.strerror}") from error
        if not _KEY.fullmatch(content):
            raise Refusal(
                f"--key {path}: is no public key of minisign's: name the .pub file that `minisign -G` wrote"
            )
        return [Wanted(FILE, content)]

    def undoing(self) -> list[Undo]:
        """It is the owner's: it stays with the settings."""
        there = self.site.at(FILE).exists()
        return [self.removal(FILE)] if self.site.purge and there else []
