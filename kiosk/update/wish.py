"""What is asked of the updater: to look for bundles, and to go back to the release before. Files among what comes by
the page, so that whoever may bring a bundle may ask, without any right over what runs.

systemd starts the updater where there is one (`hinge-mirror-update.path`), and once more where one came while it was
at work: a change of the folder alone it would not notice then.
"""

from __future__ import annotations

from kiosk.release.layout import Layout

LOOK, GO_BACK = "look", "go-back"


def ask_to_look(layout: Layout) -> None:
    """Ask. Raises OSError."""
    (layout.incoming / LOOK).touch()


def take_look(layout: Layout) -> None:
    """It is looked now: what comes from here on is asked for anew. Raises OSError."""
    (layout.incoming / LOOK).unlink(missing_ok=True)


def ask_to_go_back(layout: Layout) -> None:
    """Ask. Raises OSError."""
    (layout.incoming / GO_BACK).touch()


def take_wish(layout: Layout) -> bool:
    """Whether it was asked for; it is not any more: a mirror must not go to and fro. Raises OSError."""
    try:
        (layout.incoming / GO_BACK).unlink()
    except FileNotFoundError:
        return False
    return True
