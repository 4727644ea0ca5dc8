"""The mirror: what the glass shows. Light lines on black, laid over the person's own reflection.

The only room that imports pygame.
"""

import os

os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

from kiosk.mirror.display import Display, DisplayError, open_display
from kiosk.mirror.listening import Listening
from kiosk.mirror.mirror import Mirror

__all__ = ["Display", "DisplayError", "Listening", "Mirror", "open_display"]
