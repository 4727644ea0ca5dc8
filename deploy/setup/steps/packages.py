"""The system's packages."""

from __future__ import annotations

import tomllib
from pathlib import Path

from deploy.setup.site import Site
from deploy.setup.step import Step
from deploy.setup.trouble import Refusal, Trouble

TABLE = Path(__file__).parents[1] / "packages.toml"


class Packages(Step):
    """Installs what is missing, with apt. What is there already is left as it is, and nothing is ever removed."""

    TITLE = "the system's packages"

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self._told = False

    def needed(self) -> list[str]:
        """Those that are missing. Optional ones that the archive is known not to have are left out."""
        missing, optional = self._missing(_needed(self.site.machine.codename)), self._missing(_optional())
        if self.site.options.offline:
            if missing:
                words = " ".join(missing)
                raise Refusal(f"--offline, but packages are missing: {words}: apt install {words}")
            self._tell_left_out(optional)
            return []
        return [f"install {name}" for name in (*missing, *(name for name in optional if self._had(name)))]

    def do(self) -> None:
        """Ask the archives anew, and install."""
        run = self.site.shell.run
        try:
            run(["dpkg", "--configure", "-a"])  # what a power cut left half done
            run(["apt-get", "update"])
            wanted = self._missing(_needed(self.site.machine.codename))
            optional = self._missing(_optional())
            wanted += [name for name in optional if self._had(name)]
            self._tell_left_out([name for name in optional if name not in wanted])
            run(["apt-get", "install", "--yes", "--fix-broken", "--no-install-recommends", *wanted])
        except Trouble as trouble:
            raise Trouble(
                f"{trouble}\nis the machine connected to the internet? Else install these packages, and run this "
                f"with --offline: {' '.join(_needed(self.site.machine.codename))}"
            ) from trouble

    def _missing(self, names: list[str]) -> list[str]:
        asked = ["dpkg-query", "--show", "--showformat", "${Package} ${db:Status-Status}\\n"]
        said = self.site.shell.ask(asked) or ""
        there = {line.split()[0] for line in said.splitlines() if line.split()[1:] == ["installed"]}
        return [name for name in names if name not in there]

    def _had(self, name: str) -> bool:
        """Whether the archives, as far as they were asked, have it."""
        # Without its caches, which it would write: a dry run asks too.
        memory = ("-o", "Dir::Cache::pkgcache=", "-o", "Dir::Cache::srcpkgcache=")
        return self.site.shell.works(["apt-cache", *memory, "show", "--no-all-versions", name])

    def _tell_left_out(self, names: list[str]) -> None:
        why = _table()["optional"]
        for name in names if not self._told else ():
            self.site.log.say(f"  left out: {name} ({why[name]}): not in this system's archives")
        self._told = True


def _table() -> dict[str, dict[str, str]]:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


def _needed(codename: str) -> list[str]:
    table = _table()["needed"]
    return [*(name for name, why in table.items() if isinstance(why, str)), *table.get(codename, {})]


def _optional() -> list[str]:
    return list(_table()["optional"])
