"""What is asked of the updater besides bundles: to go back to the release before. A file among what comes by the
page, so that whoever may bring a bundle may ask, without any right over what runs."""

from __future__ import annotations

from kiosk.release.layout import Layout

GO_BACK = "go-back"


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
