"""The mirror's own users."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from functools import partial

from deploy.setup.site import OWNER
from deploy.setup.step import Step, Undo
from deploy.setup.steps.units import SYSUSERS


class Users(Step):
    """Two users that nobody can log in as, in just the groups that they need: as `systemd/sysusers.d` says."""

    TITLE = "users and groups"

    def needed(self) -> list[str]:
        """Those that are missing."""
        found, accounts = [], self.site.accounts
        for kind, name, group in self._lines():
            if kind == "u" and accounts.user(name) is None:
                found.append(f"make the user {name}")
            elif kind == "g" and accounts.group(name) is None:
                found.append(f"make the group {name}")
            elif kind == "m" and name not in accounts.members(group):
                found.append(f"take {name} into the group {group}")
        return found

    def do(self) -> None:
        """Let systemd make them: it does no more than what is missing."""
        self.site.shell.run(["systemd-sysusers", *self._files()])

    def undoing(self) -> list[Undo]:
        """Remove them with their data; while the data stays, so do they, else its owner would be a mere number."""
        if not self.site.purge:
            return []
        run, accounts = self.site.shell.run, self.site.accounts
        users = [name for kind, name, _ in self._lines() if kind == "u" and accounts.user(name) is not None]
        found = [Undo(f"remove the user {name}", partial(run, ["userdel", name])) for name in reversed(users)]
        if accounts.group(OWNER) is not None:
            found.append(Undo(f"remove the group {OWNER}", self._remove_group))
        return found

    def _remove_group(self) -> None:
        if self.site.accounts.group(OWNER) is not None:  # else it went with its user
            self.site.shell.run(["groupdel", OWNER])

    def _files(self) -> list[str]:
        return sorted(str(path) for path in (self.site.source / "systemd" / SYSUSERS).glob("*.conf"))

    def _lines(self) -> Iterator[tuple[str, str, str]]:
        """Kind, name and third word of each line, as sysusers.d(5) has them."""
        for file in self._files():
            with open(file, encoding="utf-8") as lines:
                for line in lines:
                    words = shlex.split(line, comments=True)
                    if words:
                        yield words[0].rstrip("!"), words[1], words[2] if len(words) > 2 else ""
