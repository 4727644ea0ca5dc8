"""`deploy/install` and `deploy/uninstall`, behind their options."""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from deploy.setup import image
from deploy.setup.before import Before
from deploy.setup.check import check
from deploy.setup.files import Accounts
from deploy.setup.log import PLACE, Log
from deploy.setup.machine import look, refusals, remarks
from deploy.setup.options import Options, Removal, read_options, read_removal
from deploy.setup.plan import steps_of
from deploy.setup.shell import Shell, System
from deploy.setup.site import Site
from deploy.setup.step import Step
from deploy.setup.steps.started import restart_due
from deploy.setup.trouble import Refusal, Trouble

DONE, FAILED, WRONG = 0, 1, 2
"""Exit codes: all is well; a step failed, run it again; machine or options are wrong, and nothing was changed."""


def main(words: Sequence[str], source: Path) -> int:
    """``words``: `install` or `uninstall`, then the options. ``source``: the folder of the bundle, the checkout or
    the installed release that this is of. Returns the exit code."""
    which, *rest = words
    os.umask(0o022)
    options: Options | Removal = read_options(rest) if which == "install" else read_removal(rest)
    if os.geteuid() != 0:
        print(f"{which}: it changes the system, so it must be run as root: with sudo before it", file=sys.stderr)
        return WRONG
    if options.root.resolve() != Path("/"):
        return image.run(which, options, source)
    try:
        with _alone(), Log(None if options.dry_run else Path("/") / PLACE) as log:
            log.detail(f"{which} {' '.join(rest)}")
            try:
                if isinstance(options, Options):
                    install(site_of(source, options, log))
                else:
                    uninstall(site_of(source, Options(dry_run=options.dry_run), log, purge=options.purge))
            except Trouble as trouble:
                log.detail(str(trouble))
                raise
    except Refusal as trouble:
        print(f"{which}: {trouble}", file=sys.stderr)
        return WRONG
    except (Trouble, OSError) as trouble:
        print(f"{which}: {trouble}\nrun it again when that is mended: it goes on from there", file=sys.stderr)
        return FAILED
    return DONE


def site_of(
    source: Path,
    options: Options,
    log: Log,
    *,
    root: Path = Path("/"),
    shell: Shell | None = None,
    purge: bool = False,
) -> Site:
    """What the steps are given. ``shell``: None: the system's."""
    accounts = Accounts(root)
    machine = look(root)
    before = Before(root, accounts)
    return Site(root, source, options, machine, accounts, before, shell or System(log), log, purge)


def install(site: Site) -> None:
    """See the machine, and do every step that is left. Raises `Trouble`."""
    log, machine = site.log, site.machine
    log.say(f"Hinge Mirror: installing on {machine.model or machine.processor}, {machine.name}")
    if found := refusals(machine):
        raise Refusal("\n".join(found))
    for remark in remarks(machine):
        log.say(f"  note: {remark}")
    steps = steps_of(site)
    for step in steps:
        if step.left_out() is None:
            step.needed()  # whoever must refuse does so before anything is changed
    changed = [step for step in steps if _take(step, site)]
    if not site.options.dry_run:
        check(site, with_doctor=bool(changed))
        log.say(_what_next(site))


def _take(step: Step, site: Site) -> bool:
    """Do it where it is left; whether it was."""
    if (why := step.left_out()) is not None:
        site.log.say(f"{step.TITLE}: {why}")
        return False
    changes = step.needed()
    site.log.say(step.TITLE if changes else f"{step.TITLE}: is so already")
    for line in changes:
        site.log.say(f"  {line}")
    if site.options.dry_run or not changes:
        return False
    step.do()
    if left := step.needed():
        raise Trouble(f"{step.TITLE}: still left: {', '.join(left)}; see /{PLACE}")
    return True


def uninstall(site: Site) -> None:
    """Take back every step, the last first. Raises `Trouble`."""
    if site.machine.overlaid:
        raise Refusal("\n".join(refusals(site.machine)))
    site.log.say("Hinge Mirror: uninstalling")
    for step in reversed(steps_of(site)):
        for undo in step.undoing():
            site.log.say(f"  {undo.line}")
            if not site.options.dry_run:
                undo.act()
    if not site.options.dry_run:
        site.before.end()
        site.log.say("Done. The system's packages stay. Restart the machine: sudo reboot")


def _what_next(site: Site) -> str:
    if not site.running:
        return "Done. The mirror begins when this system starts."
    if restart_due(site):
        return "Done. Restart the Pi now, and the mirror begins: sudo reboot"
    return "Done. The mirror runs. Restart the Pi once, as the firmware reads its settings then: sudo reboot"


@contextmanager
def _alone() -> Iterator[None]:
    """Be the only installer at work. Raises `Refusal`."""
    handle = os.open("/opt", os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise Refusal("it is at work already in another window") from error
    finally:
        os.close(handle)
