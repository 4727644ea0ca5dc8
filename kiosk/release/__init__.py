"""Releases on the machine: what a bundle holds, how it becomes a folder that runs, and which one runs.

The installer reads this room out of a bundle, before there is an environment, and so does the check at boot: it needs
nothing but Python's own library, and knows nothing of the mirror but where its files lie.
"""

from kiosk.release.bundle import BundleError, Release, check_files, read_release, unpack, verify_signature
from kiosk.release.folder import ReleaseError, is_complete, make_release, releases_there, remove_release
from kiosk.release.layout import Layout
from kiosk.release.switch import Outcome, Passed, State, Trial, adopt, current, load_state, point_to

__all__ = [
    "BundleError",
    "Layout",
    "Outcome",
    "Passed",
    "Release",
    "ReleaseError",
    "State",
    "Trial",
    "adopt",
    "check_files",
    "current",
    "is_complete",
    "load_state",
    "make_release",
    "point_to",
    "read_release",
    "releases_there",
    "remove_release",
    "unpack",
    "verify_signature",
]
