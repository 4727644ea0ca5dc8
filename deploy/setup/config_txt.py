"""What the mirror needs in the firmware's `config.txt`, as far as the owner's own lines do not say it. Pure text.

Sources: Raspberry Pi documentation, "config.txt" (filters, `dtoverlay`, `dtparam`) and "Device Trees, overlays, and
parameters" (an empty `dtoverlay=` ends an overlay's parameters, else a `dtparam` below it may be taken for its own).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from deploy.setup.block import without_block

WANTED = (
    ("dtparam", "spi=on"),  # LED strips hang on it
    ("dtparam", "watchdog=on"),  # restarts a machine that hangs
    ("camera_auto_detect", "1"),
    ("disable_splash", "1"),  # the rainbow picture
    ("dtoverlay", "vc4-kms-v3d"),  # the glass is drawn by KMS, without a desktop
)
"""In the order in which they are written: what an overlay could take for its own comes before it."""


@dataclass(frozen=True)
class Proposal:
    """``lines``: what the block must hold; none: the owner's lines say it all. ``kept``: remarks, one for each line
    of the owner's that says otherwise and stays."""

    lines: tuple[str, ...]
    kept: tuple[str, ...]


def propose(text: str, wanted: Sequence[tuple[str, str]] = WANTED) -> Proposal:
    """What to add to ``text``, with or without the block of an earlier run."""
    own = tuple(_for_every_model(without_block(text)))
    lines, kept = [], []
    for key, value in wanted:
        said = next(filter(None, (_says(line, key, value) for line in reversed(own))), None)
        if said is None:
            lines.append(f"{key}={value}")
        elif said != value:
            kept.append(f"{key}={said} is yours and stays; the mirror would want {key}={value}")
    if not lines:
        return Proposal((), tuple(kept))
    return Proposal(("[all]", "dtoverlay=", *lines), tuple(kept))


def _for_every_model(text: str) -> Iterator[tuple[str, str]]:
    """Key and value of each line that every Pi obeys: those before the first filter, and below `[all]`."""
    everywhere = True
    for line in text.splitlines():
        line = line.strip()
        if line.startswith("["):
            everywhere = line.lower() == "[all]"
        elif everywhere and not line.startswith("#") and "=" in line:
            key, _, value = line.partition("=")
            yield key.strip(), value.strip()


def _says(line: tuple[str, str], key: str, value: str) -> str | None:
    """What ``line`` says of ``value``'s matter, written as ``value`` is; None: it is about something else."""
    if line[0] != key:
        return None
    parts = [part.strip() for part in line[1].split(",")]
    if key == "dtparam":  # dtparam=i2c_arm=on,spi=on
        name, _, wanted = value.partition("=")
        for part in parts:
            its, _, state = part.partition("=")
            if its == name:
                # A bare name means on.
                return value if (state or "on").lower() in _SAME.get(wanted, {wanted}) else part
        return None
    if key == "dtoverlay":  # dtoverlay=vc4-kms-v3d,cma-512; the firmware knows variants of it by a suffix
        if parts[0] in (value, f"{value}-pi4", f"{value}-pi5"):
            return value
        return parts[0] if parts[0] == "vc4-fkms-v3d" else None
    return line[1]


_SAME = {"on": {"on", "true", "yes", "1"}}
