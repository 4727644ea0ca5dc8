"""The mirror's settings."""

from __future__ import annotations

import tomllib
from typing import Any

from deploy.setup.files import Rights, give, has, put
from deploy.setup.site import OWNER
from deploy.setup.step import Step
from deploy.setup.steps.command import PLACE as KIOSK

FILE = "/etc/hinge-mirror/settings.toml"

RIGHTS = Rights(0o664, OWNER, OWNER)
"""The mirror's own: the trainer's page writes there too."""

FIRST = """\
# The settings of this mirror. `sudo kiosk settings` prints every key with its meaning and its default, and
# `sudo kiosk doctor` names what is wrong in this file.
"""

_CHANGE = """\
import sys
from pathlib import Path
from kiosk.settings_file import change
change(Path(sys.argv[1]), {("session", "language"): sys.argv[2]})
"""


class SettingsFile(Step):
    """Makes the file where it is missing. What an owner wrote there is never overwritten; `--language` and `--page`
    change their one key."""

    TITLE = "settings"

    def needed(self) -> list[str]:
        """Whether it is missing, and what the options ask for that it does not say."""
        path, options = self.site.at(FILE), self.site.options
        found = []
        if not path.exists():
            found.append(f"write {FILE}")
        elif not has(path, RIGHTS, self.site.accounts):
            found.append(f"give the rights of {FILE}")
        if options.language is not None and self._says("session", "language", "en") != options.language:
            found.append(f"set [session] language to {options.language}")
        if options.page and self._says("trainer", "enabled", False) is not True:
            found.append("turn the trainer's page on")
        return found

    def do(self) -> None:
        """Write what is missing; keys are changed by the mirror's own code, which checks the whole file."""
        path, options = self.site.at(FILE), self.site.options
        if not path.exists():
            put(path, FIRST.encode(), RIGHTS, self.site.accounts)
        give(path, RIGHTS, self.site.accounts)
        left = self.needed()
        if any("language" in line for line in left):
            python = "/opt/hinge-mirror/current/venv/bin/python"
            words = ["runuser", "-u", OWNER, "--", python, "-I", "-c", _CHANGE, FILE, str(options.language)]
            self.site.shell.run(words)
        if any("page" in line for line in left):
            self.site.shell.run([KIOSK, "trainer", "on", "--config", FILE])
        give(path, RIGHTS, self.site.accounts)

    def _says(self, section: str, key: str, default: Any) -> Any:
        """What the file says; a broken one says nothing here, and the mirror's own check tells of it."""
        try:
            table = tomllib.loads(self.site.at(FILE).read_text(encoding="utf-8-sig")).get(section)
        except (FileNotFoundError, UnicodeDecodeError, tomllib.TOMLDecodeError):
            return default
        return table.get(key, default) if isinstance(table, dict) else default
