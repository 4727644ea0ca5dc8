"""Where everything of an installed mirror lies, under a root: ``/``, an image's folder, a test's."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kiosk.release.version import order


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths. ``root``: what they are under."""

    root: Path = Path("/")

    @property
    def home(self) -> Path:
        """What runs; the updater's."""
        return self.root / "opt/hinge-mirror"

    @property
    def releases(self) -> Path:
        """A folder for each release."""
        return self.home / "releases"

    @property
    def current(self) -> Path:
        """The link to the release that runs, relative, so that it is right under any root."""
        return self.home / "current"

    @property
    def state_file(self) -> Path:
        """How the updates stand (`kiosk.release.switch.State`)."""
        return self.home / "update.json"

    @property
    def fit_file(self) -> Path:
        """Is there where the data may be newer than the release that runs (`kiosk.release.fit`)."""
        return self.home / "fit.json"

    @property
    def boot_check(self) -> Path:
        """The program that settles at boot what was half done: one file, so that it is whole at any moment."""
        return self.home / "boot.pyz"

    @property
    def work(self) -> Path:
        """Where bundles are copied to and opened."""
        return self.home / "work"

    @property
    def configuration(self) -> Path:
        """The owner's."""
        return self.root / "etc/hinge-mirror"

    @property
    def settings(self) -> Path:
        """The owner's settings file."""
        return self.configuration / "settings.toml"

    @property
    def key(self) -> Path:
        """The public key that bundles must be signed for; root's, and not in a folder that the mirror may write:
        there it could put another in its place."""
        return self.root / "etc/hinge-mirror.pub"

    @property
    def setup_file(self) -> Path:
        """The number of the set-up that the installer left (`Release.setup` of `kiosk.release.bundle`); root's."""
        return self.root / "etc/hinge-mirror.setup"

    @property
    def state(self) -> Path:
        """What the mirror keeps: records, the owner's playlists and drills, keys."""
        return self.root / "var/lib/hinge-mirror"

    @property
    def incoming(self) -> Path:
        """Bundles that came by the trainer's page, and what is asked of the updater (`kiosk.update.wish`)."""
        return self.state / "incoming"

    @property
    def uploads(self) -> Path:
        """Bundles on their way into `incoming`: whoever watches that one finds them whole."""
        return self.incoming / ".uploads"

    @property
    def backups(self) -> Path:
        """Records and settings as they were before an update."""
        return self.state / "backups"

    @property
    def records(self) -> Path:
        """The records, where the settings do not name another file."""
        return self.state / "records.sqlite"

    @property
    def runtime(self) -> Path:
        """What goes with a restart: notices, the station's heartbeat."""
        return self.root / "run/hinge-mirror"

    @property
    def heart(self) -> Path:
        """The station's heartbeat."""
        return self.runtime / "heart.json"

    @property
    def sticks(self) -> Path:
        """USB sticks are mounted in it, each in a folder of its own."""
        return self.root / "run/hinge-mirror-stick"

    def release(self, version: str) -> Path:
        """The folder of a release. Raises ValueError where ``version`` is none."""
        order(version)
        return self.releases / version
