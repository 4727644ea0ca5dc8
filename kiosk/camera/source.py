"""What every camera is to the rest of the house: it gives frames, in bounded time, until its end."""

from __future__ import annotations

from types import TracebackType
from typing import Protocol, Self

from kiosk.camera.frame import Frame


class CameraError(RuntimeError):
    """No frames can be had; the message is one line that names the device or file and the way out."""


class NoCamera(CameraError):
    """There is no such camera, or not what it takes to use it."""


class CameraStalled(CameraError):
    """The camera is open but gave no frame in the time allowed."""


class CameraLost(CameraError):
    """The camera is there but cannot be opened, or it worked and then failed: unplugged, or closed."""


class ClipError(CameraError):
    """The file is missing, is not a video, or holds no picture that can be read."""


class Source(Protocol):
    """Frames, one at a time, in order; used by one thread, but `close` may come from another.

    ``name`` is for people ("USB camera 0"). ``rate`` is the frames a second to expect, not a promise.
    """

    name: str
    rate: float

    def read(self, timeout: float) -> Frame | None:
        """The next frame, waited for at most ``timeout`` seconds; None once a finite source has ended.

        Raises:
            CameraStalled: no frame came in time.
            CameraLost: the camera failed, or was closed.
        """
        ...

    def close(self) -> None:
        """Let the device go. May be called twice, and while another thread reads."""
        ...

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
