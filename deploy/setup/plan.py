"""Which steps an installation has, in which order."""

from __future__ import annotations

from deploy.setup.site import Site
from deploy.setup.step import Step
from deploy.setup.steps.boot_check import BootCheck
from deploy.setup.steps.boot_config import BootConfig
from deploy.setup.steps.command import Command
from deploy.setup.steps.console import Console
from deploy.setup.steps.ears import Ears
from deploy.setup.steps.folders import Folders
from deploy.setup.steps.key import Key
from deploy.setup.steps.packages import Packages
from deploy.setup.steps.read_only import ReadOnlyRoot
from deploy.setup.steps.release import ReleaseFolder
from deploy.setup.steps.set_up import SetUp
from deploy.setup.steps.settings import SettingsFile
from deploy.setup.steps.started import Started
from deploy.setup.steps.units import Enabled, Units
from deploy.setup.steps.users import Users

STEPS: tuple[type[Step], ...] = (
    Packages,
    Users,
    Folders,
    Key,
    ReleaseFolder,
    BootCheck,
    Ears,
    Command,
    Units,
    SettingsFile,
    BootConfig,
    Console,
    SetUp,
    ReadOnlyRoot,
    # What starts by itself comes behind all that it needs: a machine whose plug was pulled before starts as it did.
    Enabled,
    Started,
)
"""An uninstall goes through them from the end."""


def steps_of(site: Site) -> list[Step]:
    """All of them."""
    return [kind(site) for kind in STEPS]
