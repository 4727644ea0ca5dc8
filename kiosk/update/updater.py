"""The update, from a bundle to a release that holds.

    find        the newest bundle above what runs, in the folder of the page or on a stick
    check       copy it, verify its owner's signature, unpack it, compare every file
    install     make the release's folder, and look it over without the glass
    wait        until nobody is at the mirror
    keep        copies of records and settings
    try         `kiosk.update.trial`

Nothing up to there changes what runs. A power cut leaves rubbish at worst, and the bundle where it was.
"""

from __future__ import annotations

import json
import logging
import os
import platform
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from kiosk.notices import Updated, put, withdraw
from kiosk.release.boot import local_time
from kiosk.release.bundle import BundleError, Release, read_release, unpack, verify_signature
from kiosk.release.fit import DONE
from kiosk.release.folder import (
    ReleaseError,
    clear_rubbish,
    is_complete,
    make_release,
    releases_there,
    remove_release,
)
from kiosk.release.layout import Layout
from kiosk.release.switch import Outcome, Passed, Trial, current, load_state, remember, settle
from kiosk.release.version import newer
from kiosk.update.bundles import Copied, Found, clear, clear_away, copy_in, find_bundles, put_away
from kiosk.update.idle import FOR, somebody, wait_until_idle
from kiosk.update.machine import KEEP, Machine, MachineError
from kiosk.update.preflight import look_over
from kiosk.update.progress import Stage, no_more, tell
from kiosk.update.pulse import Pulse
from kiosk.update.renew import renew_boot_check
from kiosk.update.trial import Trials
from kiosk.update.watch import Patience
from kiosk.update.wish import take_look, take_wish
from kiosk.whole import alone_in

log = logging.getLogger(__name__)

BY_HAND = "it was gone back from by hand"


SHOWN_FOR = 20.0
"""Seconds that the glass tells what became of an update, if nobody is there."""


class Later(RuntimeError):
    """Not now, for a reason that is not the bundle's: it is tried again with the next look."""


@dataclass(frozen=True, slots=True)
class Means:
    """What an updater works with. ``python``: of the system; ``look_over``: of a release's folder, by its version and
    the settings; ``idle_for``: seconds that nobody was at the mirror before anything is switched; ``shown_for``:
    seconds that the glass tells what became of it."""

    machine: Machine
    python: Path = Path("/usr/bin/python3")
    patience: Patience = field(default_factory=Patience)
    idle_for: float = FOR
    shown_for: float = SHOWN_FOR
    look_over: Callable[[Path, str, Path], None] = look_over
    renew: Callable[[Layout], None] = renew_boot_check


class Updater:
    """Does what there is to do, and ends.

        Updater(Layout(), Means(Systemd())).run()
    """

    def __init__(self, layout: Layout, means: Means) -> None:
        self._layout, self._means = layout, means
        self._trials = Trials(layout, means.machine, means.patience)
        self._dealt: set[tuple[Path, int, int]] = set()

    def run(self) -> None:
        """Go on with what was cut off; then go back, if that is asked for; then take what bundles there are.

        Raises:
            ReleaseError, OSError: our own folder cannot be written.
        """
        self._layout.work.mkdir(mode=0o755, parents=True, exist_ok=True)
        with alone_in(self._layout.work):
            try:
                take_look(self._layout)
                self._resume()
                clear_rubbish(self._layout)
                if take_wish(self._layout):
                    self._go_back()
                while (found := self._next()) is not None:
                    self._deal_with(found)
                self._tidy()
            finally:
                no_more(self._layout)
                clear(self._layout.work)

    def _resume(self) -> None:
        trial = load_state(self._layout).trying
        if trial is None:
            return
        if current(self._layout) == trial.version:
            problem = self._trials.resume(trial)
            self._after(trial.version)
            self._announce(trial.version, "held" if problem is None else "returned")
        else:
            for line in settle(self._layout, now=local_time()):
                log.warning("%s", line)

    def _go_back(self) -> None:
        before, runs = load_state(self._layout).before, current(self._layout)
        if before is None or runs is None or before == runs or not is_complete(self._layout.release(before)):
            log.warning("there is no release to go back to")
            return
        passed = Passed(runs, Outcome.RETURNED, before, local_time(), BY_HAND)
        try:
            pulse = self._when_idle(before)
        except Later as error:
            log.error("not gone back to %s: %s", before, error)
            return
        if (problem := self._trials.run(_trial(before, None, pulse))) is None:
            remember(self._layout, passed, _as_version(runs))
        self._after(before)
        self._announce(before, "held" if problem is None else "returned")

    def _next(self) -> Found | None:
        for found in find_bundles(self._layout):
            known = _identity(found)
            if known is not None and known not in self._dealt:
                self._dealt.add(known)
                return found
        return None

    def _deal_with(self, found: Found) -> None:
        runs = current(self._layout)
        try:
            if found.version == runs:
                log.info("%s: runs already", found.path.name)
                put_away(found)  # by an update that was cut off behind the trial
                return
            if runs is not None and not newer(found.version, runs):
                self._leave(found, f"{runs} runs, and is no older")
                return
            if not found.ours and _as_version(found.version) in load_state(self._layout).failed:
                self._leave(found, BY_HAND)
                return
            self._take(found)
        except Later as error:
            log.error("%s: not yet: %s", found.path.name, error)
        except (BundleError, ReleaseError) as error:
            self._refuse(found, str(error).splitlines()[0], None)

    def _take(self, found: Found) -> None:
        tell(self._layout, Stage.CHECKING, found.version)
        if not self._layout.key.is_file():
            raise Later(f"{self._layout.key}: no key to check updates by (deploy/UPDATES.md tells how to make one)")
        copied = copy_in(found, self._layout.work)
        if (why := load_state(self._layout).failed.get(copied.digest)) is not None:
            self._leave(found, f"it was tried before: {why}")
            return
        folder = self._install(found, copied)
        try:
            self._means.look_over(folder, found.version, self._layout.settings)
        except ReleaseError as error:
            remove_release(folder)
            self._refuse(found, str(error), copied.digest)
            return
        pulse = self._when_idle(found.version)
        try:
            problem = self._trials.run(_trial(found.version, copied.digest, pulse))
        except ReleaseError as error:  # of the disk, and not of the bundle
            raise Later(str(error)) from error
        put_away(found)
        self._after(found.version)
        log.info("update to %s: %s", found.version, problem or "done")
        self._announce(found.version, "held" if problem is None else "returned")

    def _install(self, found: Found, copied: Copied) -> Path:
        """The release's folder, of a bundle that is what its owner signed and that this machine is set up for."""
        verify_signature(copied.path, self._layout.key)
        bundle = unpack(copied.path, self._layout.work / "opened")
        copied.path.unlink()
        release = read_release(bundle)
        if release.setup > (here := _setup(self._layout)):
            raise BundleError(
                f"{release.version}: needs set-up {release.setup} of the machine, which has {here}: "
                "install it by hand, with sudo ./install out of the bundle"
            )
        if release.machine not in {None, platform.machine()}:
            raise BundleError(f"{release.version}: is for {release.machine}, and this is {platform.machine()}")
        tell(self._layout, Stage.INSTALLING, found.version)
        there = self._layout.release(release.version)
        if release.version in superfluous(self._layout) and _is_another(there, release):
            remove_release(there)  # it did not hold, and this is another attempt at the same version
        return make_release(bundle, self._layout, self._means.python)

    def _when_idle(self, version: str) -> Pulse | None:
        """Wait for a quiet moment, and copy records and settings; the heartbeat at that moment. Raises `Later`."""
        while True:
            tell(self._layout, Stage.WAITING, version)
            pulse = wait_until_idle(self._layout, self._means.machine, self._means.idle_for)
            try:
                self._means.machine.start(KEEP)
            except MachineError as error:
                raise Later(f"records and settings cannot be copied: {error}") from error
            if not somebody(self._layout, self._means.machine.now()):
                return pulse

    def _after(self, version: str) -> None:
        """What comes after a trial, however it ended."""
        if current(self._layout) == version:
            self._means.renew(self._layout)
        self._tidy()

    def _tidy(self) -> None:
        clear_away(self._layout.incoming)
        clear_rubbish(self._layout)
        for version in superfluous(self._layout):
            log.info("%s: removed", version)
            remove_release(self._layout.release(version))

    def _refuse(self, found: Found, why: str, digest: str | None) -> None:
        log.error("%s: %s", found.path.name, why)
        passed = Passed(found.version, Outcome.REFUSED, current(self._layout), local_time(), why)
        remember(self._layout, passed, digest)
        put_away(found)
        self._announce(found.version, "refused")

    def _announce(self, version: str, outcome: Literal["held", "returned", "refused"]) -> None:
        """Let the glass say what became of it: who came with a stick has nothing else to look at."""
        machine, folder = self._means.machine, self._layout.runtime
        try:
            until = machine.now() + 2.0 * self._means.shown_for
            put(Updated(pid=os.getpid(), until=until, version=version, outcome=outcome), folder)
            machine.sleep(self._means.shown_for)
            withdraw(Updated, folder)
        except OSError as error:
            log.warning("%s: the glass cannot tell of the update: %s", folder, error.strerror)

    def _leave(self, found: Found, why: str) -> None:
        """Do nothing with it. Who brought it by the page is told; a stick may be in for long."""
        log.info("%s: left: %s", found.path.name, why)
        if found.ours:
            self._refuse(found, why, None)


def superfluous(layout: Layout) -> list[str]:
    """Releases that nothing needs: but what runs, what is good and the one before that, as long as the data is not
    that of a release that was returned from, all."""
    if _fits_still(layout):
        return []
    state = load_state(layout)
    trying = None if state.trying is None else state.trying.version
    needed = {state.good, state.before, trying, current(layout)}
    return [version for version in releases_there(layout) if version not in needed]


def _is_another(there: Path, release: Release) -> bool:
    """Whether what is in a release's folder came out of another bundle, or does not say."""
    try:
        return read_release(there) != release
    except BundleError:
        return True


def _fits_still(layout: Layout) -> bool:
    """Whether data is to be brought back yet, for which its release is needed."""
    try:
        asked = json.loads(layout.fit_file.read_bytes())
    except FileNotFoundError:
        return False
    except (OSError, ValueError):
        return True
    try:
        return bool(json.loads((layout.state / DONE).read_bytes()) != asked)
    except (OSError, ValueError):
        return True


def _trial(version: str, digest: str | None, pulse: Pulse | None) -> Trial:
    sees = pulse is not None and pulse.frames > 0 and pulse.trouble is None
    clear = pulse is not None and pulse.trouble is None
    return Trial(version, digest=digest, began=local_time(), sees=sees, clear=clear)


def _as_version(version: str) -> str:
    """By what a version is known that was gone back from, among digests."""
    return f"version {version}"


def _identity(found: Found) -> tuple[Path, int, int] | None:
    try:
        status = found.path.stat()
    except OSError:
        return None
    return found.path, status.st_mtime_ns, status.st_size


def _setup(layout: Layout) -> int:
    """The number of the set-up that the installer left; 1 where it left none."""
    try:
        return int(layout.setup_file.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 1
