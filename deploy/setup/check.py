"""Sees at the end that what was installed works."""

from __future__ import annotations

from deploy.setup.site import Site
from deploy.setup.steps.command import PLACE as KIOSK
from deploy.setup.trouble import Trouble


def check(site: Site, with_doctor: bool) -> None:
    """The mirror's own look at its networks must go well, for it could not run; what its doctor finds is told, as a
    camera may not hang there yet. ``with_doctor``: ask it, as something was changed. Raises `Trouble`."""
    run, log = site.shell.run, site.log
    run([KIOSK, "models", "verify"])
    log.say("the networks are whole")
    if not with_doctor:
        return
    try:
        run([KIOSK, "doctor"])
    except Trouble as trouble:
        log.say("the mirror's doctor finds:")
        for line in str(trouble).splitlines()[1:]:
            log.say(f"  {line}")
        log.say("  `sudo kiosk doctor` looks again")
    else:
        log.say("the mirror's doctor finds all well")
