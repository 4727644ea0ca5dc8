"""The mirror's folders."""

from __future__ import annotations

from functools import partial

from deploy.setup.files import Rights, has, make_folder, remove
from deploy.setup.site import OWNER, UPDATER
from deploy.setup.step import Step, Undo

RELEASES, SETTINGS, STATE = "/opt/hinge-mirror", "/etc/hinge-mirror", "/var/lib/hinge-mirror"

FOLDERS = {
    RELEASES: Rights(0o755, UPDATER, OWNER),
    f"{RELEASES}/releases": Rights(0o755, UPDATER, OWNER),
    # The mirror writes its settings there; what updates go by is root's, and lies beside it.
    SETTINGS: Rights(0o2775, "root", OWNER),
    STATE: Rights(0o2750, OWNER, OWNER),
    f"{STATE}/incoming": Rights(0o2770, OWNER, OWNER),
}


class Folders(Step):
    """Where releases, settings and records live, and who may write there."""

    TITLE = "folders"

    def needed(self) -> list[str]:
        """Those that are missing, or have other rights."""
        accounts = self.site.accounts
        return [
            f"{'give the rights of' if self.site.at(path).exists() else 'make'} {path} "
            f"({rights.user}:{rights.group} {rights.mode:o})"
            for path, rights in FOLDERS.items()
            if not has(self.site.at(path), rights, accounts)
        ]

    def do(self) -> None:
        """Make them."""
        for path, rights in FOLDERS.items():
            make_folder(self.site.at(path), rights, self.site.accounts)

    def undoing(self) -> list[Undo]:
        """Remove the releases; settings and records only with ``purge``."""
        found = []
        for path in (RELEASES, SETTINGS, STATE):
            if not self.site.at(path).exists():
                continue
            if self.site.purge or path == RELEASES:
                found.append(Undo(f"remove {path}", partial(remove, self.site.at(path))))
            else:
                found.append(Undo(f"leave {path} (--purge removes it)"))
        return found
