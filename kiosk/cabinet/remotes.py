"""Pedals and presenter remotes: whatever has keys of the settings' table under /dev/input, plugged in at any time.

They are read on a thread of their own, which looks for new ones every two seconds; nobody waits for it.
"""

from __future__ import annotations

import logging
import os
import select
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk.cabinet.key_device import KeyDevice, Keys, describe, take
from kiosk.coach.verbs import Verb
from kiosk.key_codes import CODES

log = logging.getLogger(__name__)

INPUT = Path("/dev/input")
DENIED = "no right to read {path}; sudo usermod -aG input $USER, then log in again"

_LOOK_EVERY = 2.0
"""Seconds between looks for devices that are new."""

_WAITING_VERBS = 32
_PATIENCE = 1.0


@dataclass(frozen=True, slots=True)
class Asking:
    """How devices are asked: what they are, and for their keys to be ours alone. Both raise `OSError`."""

    describe: Callable[[int], KeyDevice] = describe
    take: Callable[[int], None] = take


@dataclass(frozen=True, slots=True)
class _Taken:
    path: Path
    name: str
    keys: Keys


class Remotes:
    """All there are.

        remotes = Remotes({"KEY_PAGEDOWN": Verb.START}, ["Logitech"], stirred)
        for verb in remotes.asked(): ...
        remotes.close()

    ``keys``: what each asks for. ``named``: parts of the names of devices that are taken even where they are
    keyboards to write on, which else are left alone. ``stirred`` is called on the thread when something is asked for.
    ``trouble``: what keeps devices from being read, empty where nothing does.
    """

    def __init__(
        self,
        keys: Mapping[str, Verb],
        named: Sequence[str],
        stirred: Callable[[], None],
        folder: Path = INPUT,
        asking: Asking | None = None,
    ) -> None:
        self._verbs = {CODES[key]: verb for key, verb in keys.items()}
        self._named, self._stirred, self._folder = tuple(named), stirred, folder
        self._asking = asking or Asking()
        self._asked: deque[Verb] = deque(maxlen=_WAITING_VERBS)
        self._taken: dict[int, _Taken] = {}
        self._known: dict[Path, tuple[int, ...]] = {}
        self.trouble = ""
        self._closing = threading.Event()
        self._wake, self._waker = os.pipe()
        self._thread = threading.Thread(target=self._run, name="remotes", daemon=True)
        self._thread.start()

    @property
    def waits(self) -> bool:
        """Whether something is asked for."""
        return bool(self._asked)

    def asked(self) -> list[Verb]:
        """What is asked for since the last call, oldest first. On any one thread."""
        verbs: list[Verb] = []
        while self._asked:
            verbs.append(self._asked.popleft())
        return verbs

    def close(self) -> None:
        """Let all of them go, within a bounded time. May be called twice."""
        if self._closing.is_set():
            return
        self._closing.set()
        os.write(self._waker, b"\0")
        self._thread.join(_PATIENCE)

    # -- on the thread -----------------------------------------------------------------------------------

    def _run(self) -> None:
        look_at = 0.0
        while not self._closing.is_set():
            now = time.monotonic()
            if now >= look_at:
                self._look()
                look_at = now + _LOOK_EVERY
            ready, _, _ = select.select([self._wake, *self._taken], [], [], max(0.0, look_at - now))
            for device in ready:
                if device != self._wake:
                    self._read(device)
        for device in list(self._taken):
            self._let_go(device)
        os.close(self._wake)
        os.close(self._waker)

    def _look(self) -> None:
        """Take what is new, and look again at what has changed, as its rights may have."""
        there: dict[Path, tuple[int, ...]] = {}
        for path in sorted(self._folder.glob("event*")):
            try:
                about = path.stat()
            except FileNotFoundError:
                continue  # unplugged meanwhile
            there[path] = (about.st_ino, about.st_rdev, about.st_ctime_ns)
        held = {taken.path for taken in self._taken.values()}
        for path, which in there.items():
            if path not in held and self._known.get(path) != which:
                self._try(path)
        self._known = there

    def _try(self, path: Path) -> None:
        try:
            device = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except PermissionError:
            if not self.trouble:
                self.trouble = DENIED.format(path=path)
                log.warning("cabinet: pedals and remotes: %s", self.trouble)
            return
        except OSError:
            return  # gone again
        try:
            about = self._asking.describe(device)
        except OSError:
            os.close(device)  # nothing with keys
            return
        if not self._wanted(about):
            os.close(device)
            return
        try:
            self._asking.take(device)
        except OSError as error:
            os.close(device)
            log.warning("cabinet: the remote %s is not read: another program has it (%s)", about.name, error)
            return
        self._taken[device] = _Taken(path, about.name, Keys())
        self.trouble = ""
        log.info("cabinet: %s is a remote", about.name)

    def _wanted(self, about: KeyDevice) -> bool:
        if about.keys.isdisjoint(self._verbs):
            return False
        if about.keyboard and not any(part in about.name for part in self._named):
            log.info("cabinet: %s is a keyboard, and left alone; cabinet.remotes names what is taken", about.name)
            return False
        return True

    def _read(self, device: int) -> None:
        taken = self._taken[device]
        try:
            codes = taken.keys.read(device)
        except BlockingIOError:
            return
        except (OSError, EOFError) as error:
            log.warning("cabinet: %s has gone: %s", taken.name, error)
            self._let_go(device)
            return
        verbs = [self._verbs[code] for code in codes if code in self._verbs]
        if verbs:
            self._asked.extend(verbs)
            self._stirred()

    def _let_go(self, device: int) -> None:
        self._known.pop(self._taken.pop(device).path, None)
        os.close(device)
