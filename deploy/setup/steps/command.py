"""The command `kiosk` for whoever looks after the machine."""

from __future__ import annotations

from collections.abc import Sequence

from deploy.setup.files import Rights
from deploy.setup.step import FilesStep, Wanted

PLACE = "/usr/local/bin/kiosk"

WRAPPER = """\
#!/bin/sh
# The installed mirror's `kiosk`, run as the mirror's own user and with its folders; files are named by their whole
# path. Written by deploy/install.
set -eu
kiosk=/opt/hinge-mirror/current/venv/bin/kiosk
if [ ! -x "$kiosk" ]; then
    echo "kiosk: $kiosk is not there: run the installer again" >&2
    exit 2
fi
HOME=/var/lib/hinge-mirror STATE_DIRECTORY=/var/lib/hinge-mirror RUNTIME_DIRECTORY=/run/hinge-mirror
export HOME STATE_DIRECTORY RUNTIME_DIRECTORY
# What the mirror itself may reach, and the journal, for the doctor.
groups="-G video -G render -G audio -G input -G gpio -G spi -G systemd-journal"
case "$(id -un)" in
    root) run="runuser -u hinge-mirror -g hinge-mirror $groups --" ;;
    hinge-mirror) run= ;;
    *) echo "kiosk: the mirror has a user of its own: sudo kiosk $*" >&2; exit 2 ;;
esac
umask 0007 # what the mirror and its updates both write to stays so
# lgpio puts a pipe where it is run, and fails where it may not: in whatever folder the owner happens to be.
if [ -d "$RUNTIME_DIRECTORY" ]; then cd "$RUNTIME_DIRECTORY"; else cd "$STATE_DIRECTORY"; fi
exec $run "$kiosk" "$@"
"""


class Command(FilesStep):
    """A wrapper, so that `sudo kiosk doctor` speaks of the mirror that is installed."""

    TITLE = "the command kiosk"

    def wanted(self) -> Sequence[Wanted]:
        """The wrapper."""
        return [Wanted(PLACE, WRAPPER.encode(), Rights(0o755))]
