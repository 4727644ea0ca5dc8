"""What ends an installation."""

from __future__ import annotations


class Trouble(Exception):
    """It cannot go on; the message says why and what to do."""


class Refusal(Trouble):
    """The machine or the options are wrong; nothing was changed."""
