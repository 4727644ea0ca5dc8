"""One slot between the camera and who looks: the newest frame wins, old ones are dropped, never queued."""

from __future__ import annotations

import threading

from kiosk.camera.frame import Frame


class Mailbox:
    """Holds the newest frame until it is taken.

        mailbox.put(frame)
        newest = mailbox.take(timeout=1.0)

    ``given`` counts the frames that were laid in, ``dropped`` those that were replaced before anyone took them.
    """

    def __init__(self) -> None:
        self._slot: Frame | None = None
        self._closed = False
        self._given = 0
        self._dropped = 0
        self._changed = threading.Condition()

    @property
    def given(self) -> int:
        """Frames laid in."""
        return self._given

    @property
    def dropped(self) -> int:
        """Frames nobody took."""
        return self._dropped

    @property
    def closed(self) -> bool:
        """Nothing more will come; what is in the slot may still be taken."""
        return self._closed

    def put(self, frame: Frame) -> None:
        """Lay ``frame`` in the slot, over what was there."""
        with self._changed:
            self._given += 1
            if self._slot is not None:
                self._dropped += 1
            self._slot = frame
            self._changed.notify()

    def take(self, timeout: float) -> Frame | None:
        """The newest frame not yet taken; None if ``timeout`` seconds pass without, at once when closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._slot is not None or self._closed, timeout)
            frame, self._slot = self._slot, None
            return frame

    def close(self) -> None:
        """Say that nothing more will come, and wake who waits. May be called twice."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
