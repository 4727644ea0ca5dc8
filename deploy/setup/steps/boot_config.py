"""What the firmware and the kernel are told at the start."""

from __future__ import annotations

import stat
from functools import partial
from pathlib import Path

from deploy.setup import cmdline, config_txt
from deploy.setup.block import with_block, without_block
from deploy.setup.files import Rights, put
from deploy.setup.step import Step, Undo

_KEPT = "cmdline words"
"""Under which name the words that are ours are remembered."""


class BootConfig(Step):
    """KMS, camera, SPI and watchdog in `config.txt`, and quiet in `cmdline.txt`. The owner's lines stay, and win;
    both files are kept as they were found."""

    TITLE = "the firmware's files"

    def left_out(self) -> str | None:
        """Where there is no firmware that reads them."""
        return "there are none here" if self.site.machine.boot is None else None

    def needed(self) -> list[str]:
        """What is new in them."""
        found = []
        if (config := self._file("config.txt")) is not None:
            text = _read(config)
            proposal = config_txt.propose(text)
            if with_block(text, proposal.lines) != text:
                found.append(f"{config.name}: {', '.join(proposal.lines) or 'nothing of ours any more'}")
        if (line := self._file("cmdline.txt")) is not None:
            added = cmdline.propose(_read(line)).added
            if added:
                found.append(f"{line.name}: {' '.join(added)}")
        return found

    def do(self) -> None:
        """Write them, after what they were like."""
        before, accounts = self.site.before, self.site.accounts
        if (config := self._file("config.txt")) is not None:
            before.keep_file(config)
            text = _read(config)
            proposal = config_txt.propose(text)
            for remark in proposal.kept:
                self.site.log.say(f"  {config.name}: {remark}")
            if (new := with_block(text, proposal.lines)) != text:
                put(config, _bytes(new), _rights(config), accounts)
        if (line := self._file("cmdline.txt")) is not None:
            before.keep_file(line)
            found = cmdline.propose(_read(line))
            for remark in found.kept:
                self.site.log.say(f"  {line.name}: {remark}")
            if found.added:
                known = before.get(_KEPT) or []
                before.set(_KEPT, [*known, *(word for word in found.added if word not in known)])
                put(line, _bytes(found.text), _rights(line), accounts)

    def undoing(self) -> list[Undo]:
        """Take our lines and words out; what the owner has changed since stays."""
        found = []
        config, line = self._file("config.txt"), self._file("cmdline.txt")
        if config is not None and without_block(_read(config)) != _read(config):
            found.append(Undo("take our lines out of config.txt", partial(self._take_lines_out, config)))
        if self.site.before.get(_KEPT) and line is not None:
            words = " ".join(self.site.before.get(_KEPT))
            found.append(Undo(f"take {words} out of cmdline.txt", partial(self._take_words_out, line)))
        return found

    def _take_lines_out(self, config: Path) -> None:
        put(config, _bytes(without_block(_read(config))), _rights(config), self.site.accounts)

    def _take_words_out(self, line: Path) -> None:
        words = self.site.before.get(_KEPT)
        put(line, _bytes(cmdline.without(_read(line), words)), _rights(line), self.site.accounts)
        self.site.before.forget(_KEPT)

    def _file(self, name: str) -> Path | None:
        folder = self.site.machine.boot
        path = None if folder is None else folder / name
        return path if path is not None and path.is_file() else None


def _rights(path: Path) -> Rights:
    """Those that it has: the folder is FAT, which knows one kind for all."""
    return Rights(stat.S_IMODE(path.stat().st_mode))


def _read(path: Path) -> str:
    """Bytes that are no UTF-8 come and go as they are."""
    return path.read_bytes().decode("utf-8", "surrogateescape")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
