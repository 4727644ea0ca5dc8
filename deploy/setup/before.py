"""What the machine was like before us, as far as an uninstall must give it back.

Kept where root alone writes: an uninstall does as root what stands there.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from deploy.setup.files import Accounts, Rights, make_folder, put, remove

FOLDER = "var/lib/hinge-mirror-setup"
"""Under the machine's root. The owner's `config.txt` and `cmdline.txt` are kept there as well, as they were found."""


class Before:
    """A few values by name. The first one that is kept under a name stays, however often the installer runs."""

    def __init__(self, root: Path, accounts: Accounts) -> None:
        self.folder = root / FOLDER
        self._path = self.folder / "before.json"
        self._accounts = accounts

    def get(self, name: str) -> Any:
        """What was kept under ``name``; None: nothing."""
        return self._all().get(name)

    def keep(self, name: str, value: Any) -> None:
        """Keep ``value`` where nothing is kept under ``name``: before it is changed on the machine."""
        known = self._all()
        if name not in known:
            self._write({**known, name: value})

    def set(self, name: str, value: Any) -> None:
        """Keep ``value`` under ``name`` from now on."""
        self._write({**self._all(), name: value})

    def forget(self, name: str) -> None:
        """It has been given back."""
        known = self._all()
        if known.pop(name, None) is not None:
            self._write(known)

    def keep_file(self, path: Path) -> None:
        """Keep a copy of ``path`` as it was found first."""
        copy = self.folder / path.name
        if path.is_file() and not copy.exists():
            make_folder(self.folder, Rights(0o755), self._accounts)
            put(copy, path.read_bytes(), Rights(0o644), self._accounts)

    def end(self) -> None:
        """All has been given back."""
        remove(self.folder)

    def _all(self) -> dict[str, Any]:
        try:
            known = json.loads(self._path.read_text(encoding="utf-8"))
        except (FileNotFoundError, json.JSONDecodeError):
            return {}
        return known if isinstance(known, dict) else {}

    def _write(self, known: dict[str, Any]) -> None:
        make_folder(self.folder, Rights(0o755), self._accounts)
        text = json.dumps(known, indent=2, sort_keys=True) + "\n"
        put(self._path, text.encode(), Rights(0o644), self._accounts)
