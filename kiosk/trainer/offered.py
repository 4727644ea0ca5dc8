"""Which settings the page offers, to whom, and what its forms need to know of each.

What a wrong value of would take the page, the picture or a calibration away is not here, as the page's own address,
the camera's or the screen's rotation: that is for who stands before the mirror with a keyboard.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

from kiosk.locale.load import shipped
from kiosk.settings import Settings
from kiosk.settings_file import Key
from kiosk.settings_template import bounds
from kiosk.trainer.access.roles import Role


@dataclass(frozen=True)
class Offer:
    """One setting. ``role``: the least that may change it.

    ``choices``: the values of a "choice"; an owner's own value (a language file of theirs) is none of them.
    ``least``, ``most``, ``step``: of a "number"; ``whole``: it has no fraction.
    """

    key: Key
    role: Role
    kind: Literal["switch", "choice", "number"]
    choices: tuple[str | int, ...] = ()
    least: float = 0.0
    most: float = 0.0
    step: float = 0.0
    whole: bool = False

    def of(self, settings: Settings) -> Any:
        """Its value in ``settings``."""
        section, key = self.key
        return getattr(getattr(settings, section), key)

    def read(self, text: str) -> Any:
        """What a form's ``text`` says, as `kiosk.settings_file.change` takes it. Raises ValueError for another."""
        if self.kind == "switch":
            return text == "true" if text in {"true", "false"} else _refuse(text, "true or false")
        if self.kind == "choice":
            found = next((choice for choice in self.choices if str(choice) == text), None)
            return _refuse(text, "one of " + ", ".join(map(str, self.choices))) if found is None else found
        try:
            number = int(text) if self.whole else float(text)
        except ValueError:
            number = self.least - 1.0
        within = self.least <= number <= self.most  # false of nan as well
        return number if within else _refuse(text, f"a number from {self.least:g} to {self.most:g}")


def _refuse(text: str, wanted: str) -> Any:
    raise ValueError(f"must be {wanted} (found {text[:40]!r})")


def _offer(section: str, key: str, role: Role, step: float = 1.0, choices: tuple[str, ...] = ()) -> Offer:
    """What the settings' own type says of it."""
    table: Any = Settings.model_fields[section].annotation
    item = table.model_fields[key]
    if item.annotation is bool:
        return Offer((section, key), role, "switch")
    known = choices or get_args(item.annotation)
    if known:
        return Offer((section, key), role, "choice", tuple(known))
    least, most = bounds(item)
    if item.annotation not in {int, float} or least is None or most is None:
        raise TypeError(f"{section}.{key}: no form for it: neither a switch, nor choices, nor a number with bounds")
    whole = item.annotation is int
    return Offer((section, key), role, "number", (), float(least), float(most), step, whole)


OFFERED: tuple[Offer, ...] = (
    # The screen
    _offer("glass", "large_type", Role.OWNER),
    _offer("glass", "take_away", Role.OWNER),
    _offer("mirror", "strip", Role.OWNER),
    _offer("mirror", "dowel", Role.OWNER),
    # The voice: a class is louder than a morning alone.
    _offer("voice", "volume", Role.TRAINER, step=0.05),
    _offer("voice", "speaks", Role.TRAINER),
    _offer("voice", "counts", Role.TRAINER),
    _offer("voice", "tones", Role.TRAINER),
    _offer("voice", "listens", Role.OWNER),
    _offer("session", "language", Role.OWNER, choices=tuple(shipped())),
    _offer("session", "strictness", Role.TRAINER),
    _offer("cabinet", "bar_shows", Role.TRAINER),
    _offer("records", "retention_days", Role.OWNER),
)
"""In the order in which a page shows them."""


def offered_to(role: Role) -> tuple[Offer, ...]:
    """Those that a device of ``role`` may change."""
    return tuple(offer for offer in OFFERED if role is Role.OWNER or offer.role is Role.TRAINER)
