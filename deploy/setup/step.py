"""What a step of the installation is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar

from deploy.setup.files import Rights, has, holds, put, remove
from deploy.setup.site import Site


def _nothing() -> None:
    """Of a remark."""


@dataclass(frozen=True)
class Undo:
    """A change that an uninstall makes, or a remark on what it leaves. ``line`` tells it, ``act`` does it."""

    line: str
    act: Callable[[], object] = _nothing


class Step(ABC):
    """One thing that an installed machine has. After `do`, `needed` finds nothing, unless it says so."""

    TITLE: ClassVar[str]

    def __init__(self, site: Site) -> None:
        self.site = site

    def left_out(self) -> str | None:
        """Why it does not concern this machine; None: it does."""
        return None

    @abstractmethod
    def needed(self) -> list[str]:
        """What is to be changed, a line each, changing nothing; none: it is done. Raises `Refusal` where it could
        never be."""

    @abstractmethod
    def do(self) -> None:
        """Do what is left. May be cut off anywhere: the next run finds what is left then. Raises `Trouble`."""

    def undoing(self) -> list[Undo]:
        """What takes it back, changing nothing yet. Where it was taken back already that is nothing."""
        return []


_PLAIN = Rights(0o644)


@dataclass(frozen=True)
class Wanted:
    """A file as it must be, ``path`` absolute on the machine."""

    path: str
    content: bytes
    rights: Rights = _PLAIN


class FilesStep(Step):
    """A step that is nothing but files of ours."""

    @abstractmethod
    def wanted(self) -> Sequence[Wanted]:
        """All of them."""

    def needed(self) -> list[str]:
        """Those that are missing, or other than they must be."""
        return [f"{'write' if self._differs(each) else 'give the rights of'} {each.path}" for each in self._left()]

    def do(self) -> None:
        """Write them."""
        for each in self._left():
            path = self.site.at(each.path)
            _make_parents(path.parent)
            put(path, each.content, each.rights, self.site.accounts)

    def undoing(self) -> list[Undo]:
        """Remove them."""
        return [self.removal(each.path) for each in self.wanted() if self.site.at(each.path).exists()]

    def removal(self, path: str) -> Undo:
        """Of the file ``path``."""
        return Undo(f"remove {path}", partial(remove, self.site.at(path)))

    def _left(self) -> list[Wanted]:
        return [
            each
            for each in self.wanted()
            if self._differs(each) or not has(self.site.at(each.path), each.rights, self.site.accounts)
        ]

    def _differs(self, each: Wanted) -> bool:
        return not holds(self.site.at(each.path), each.content)


def _make_parents(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o755)
