"""The one button that qemu has: that of its own arm64 board, which tells a machine to switch off.

It hangs on a GPIO chip of ARM's, a PL061, that has what the emulated Pi's lacks: interrupts when a pin changes. Each
press lets pin `PIN` be high for a tenth of a second; else it is low.
"""

from __future__ import annotations

from .control import Control

PIN = 3


class PowerButton(Control):
    """Presses it.

    with PowerButton(path) as button:
        button.press()
    """

    def press(self) -> None:
        """Once."""
        self.ask("system_powerdown")
