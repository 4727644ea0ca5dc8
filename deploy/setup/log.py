"""What the installation tells: to whoever watches, and in full to a file."""

from __future__ import annotations

import time
from pathlib import Path
from types import TracebackType
from typing import TextIO

PLACE = "var/log/hinge-mirror-install.log"
"""Under the machine's root."""


class Log:
    """Says lines; ``path``: where they are kept as well, after what is there, with all details. None: nowhere."""

    def __init__(self, path: Path | None = None) -> None:
        self._file: TextIO | None = None
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("a", encoding="utf-8", errors="replace", buffering=1)

    def say(self, line: str) -> None:
        """Tell who watches."""
        print(line, flush=True)
        self.detail(line)

    def detail(self, line: str) -> None:
        """Keep it in the file alone."""
        if self._file is not None:
            self._file.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {line}\n")

    def __enter__(self) -> Log:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()
