"""Switches to a release, watches it for a minute, and keeps it or returns to the one before.

What is on the disk after each step, and so what a power cut leaves, is `kiosk.release.switch`'s.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable

from kiosk.notices import Updating, put, withdraw
from kiosk.release.boot import local_time
from kiosk.release.folder import ReleaseError
from kiosk.release.layout import Layout
from kiosk.release.switch import Trial, begin_trial, call_back, current, hold
from kiosk.update.machine import FIT, STATION, Machine, MachineError
from kiosk.update.progress import Stage, tell
from kiosk.update.pulse import read_pulse
from kiosk.update.watch import Held, Patience, Watch

log = logging.getLogger(__name__)

LOOK_EVERY = 0.5
"""Seconds between looks at the heartbeat, which is told every second."""

_UNIT_TAKES = 310.0
"""Seconds that a notice lasts while a unit is started or stopped."""

_RETURNED = Patience(hold=10.0, frames=60.0, trouble=60.0)
"""With the release that ran before: whether it is up at all."""


class Trials:
    """Tries releases on a machine.

        problem = Trials(layout, Systemd()).run(Trial("1.1"))    # None: it holds

    ``patience``: with the release on trial.
    """

    def __init__(self, layout: Layout, machine: Machine, patience: Patience | None = None) -> None:
        self._layout, self._machine = layout, machine
        self._patience = patience or Patience()

    def run(self, trial: Trial) -> str | None:
        """Switch to ``trial``, and see; why it was returned from, None: it holds and is the good one.

        Raises:
            kiosk.release.ReleaseError: the disk cannot be written; whatever runs, runs on, and the check at boot
                settles what was begun.
        """
        tell(self._layout, Stage.TRYING, trial.version)
        self._notice(0.2)
        problem = self._change(lambda: begin_trial(self._layout, trial))
        return self._conclude(trial, problem)

    def resume(self, trial: Trial) -> str | None:
        """Go on with a trial that was cut off, by a restart of the machine or of the updater; as `run`."""
        tell(self._layout, Stage.TRYING, trial.version)
        return self._conclude(trial, trial.returning)

    def _conclude(self, trial: Trial, problem: str | None) -> str | None:
        try:
            if problem is None:
                problem = self._watch(trial.version, self._patience, sees=trial.sees, clear=trial.clear)
            if problem is None:
                hold(self._layout, now=local_time())
                log.info("%s holds", trial.version)
            else:
                self._return(trial, problem)
        finally:
            self._notice(None)
        return problem

    def _return(self, trial: Trial, problem: str) -> None:
        log.error("%s does not hold: %s; returning", trial.version, problem)
        tell(self._layout, Stage.RETURNING, trial.version)
        self._notice(0.6)
        failed = self._change(lambda: call_back(self._layout, problem, now=local_time()))
        back = current(self._layout)
        if failed is None and back is not None:
            failed = self._watch(back, _RETURNED, sees=False, clear=False)
        if failed is None:
            log.info("%s runs again", back)
        else:
            log.error("%s does not come up either: %s; restarting the mirror may help", back, failed)

    def _change(self, switch: Callable[[], object]) -> str | None:
        """Stop the station, ``switch``, fit the data and start it; why it does not start, None: it did."""
        try:
            self._machine.stop(STATION)
        except MachineError as error:
            log.warning("%s", error)
        self._notice(0.4)
        try:
            switch()
        except ReleaseError:
            self._start()  # whatever the link leads to: a mirror that is off helps nobody
            raise
        return self._start()

    def _start(self) -> str | None:
        try:
            self._machine.start(FIT)
        except MachineError as error:
            log.error("%s", error)
        try:
            self._machine.start(STATION)
        except MachineError as error:
            return f"it cannot be started: {error}"
        self._notice(0.8)
        return None

    def _watch(self, version: str, patience: Patience, *, sees: bool, clear: bool) -> str | None:
        release = str(self._layout.release(version))
        watch = Watch(release, self._machine.now(), sees=sees, clear=clear, patience=patience)
        up = False
        while True:
            verdict = watch.look(self._machine.now(), read_pulse(self._layout.heart))
            if isinstance(verdict, str):
                return verdict
            if verdict is Held.HELD:
                return None
            if watch.up and not up:
                up = True
                self._notice(None)  # from here on it shows what it always shows
            self._machine.sleep(LOOK_EVERY)

    def _notice(self, share: float | None) -> None:
        """Let the glass say that an update is under way; None: it is not any more."""
        folder = self._layout.runtime
        try:
            if share is None:
                withdraw(Updating, folder)
            else:
                until = self._machine.now() + _UNIT_TAKES
                put(Updating(pid=os.getpid(), until=until, share=share), folder)
        except OSError as error:
            log.warning("%s: the glass cannot tell of the update: %s", folder, error.strerror)
