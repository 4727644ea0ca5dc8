"""Camera: frames in, from the Pi's camera, a USB camera, a clip or the demo. The only room that opens one."""

from kiosk.camera.clip import Clip, ClipCamera, clip_frames
from kiosk.camera.feed import CameraFeed, FeedState
from kiosk.camera.frame import Frame, Image
from kiosk.camera.mailbox import Mailbox
from kiosk.camera.opener import CameraOpener, open_camera
from kiosk.camera.source import CameraError, CameraLost, CameraStalled, ClipError, NoCamera, Source

__all__ = [
    "CameraError",
    "CameraFeed",
    "CameraLost",
    "CameraOpener",
    "CameraStalled",
    "Clip",
    "ClipCamera",
    "ClipError",
    "FeedState",
    "Frame",
    "Image",
    "Mailbox",
    "NoCamera",
    "Source",
    "clip_frames",
    "open_camera",
]
