"""Keeps OpenCV and its FFmpeg from writing to stderr: this room says in one line of its own what is wrong.

Import it before the first ``cv2.VideoCapture``. Whoever sets ``OPENCV_LOG_LEVEL`` or
``OPENCV_FFMPEG_LOGLEVEL`` gets the chatter back.
"""

from __future__ import annotations

import os

import cv2

AV_LOG_QUIET = "-8"
LOG_LEVEL_SILENT = 0

os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", AV_LOG_QUIET)
if "OPENCV_LOG_LEVEL" not in os.environ:
    if hasattr(cv2, "setLogLevel"):  # OpenCV 4
        cv2.setLogLevel(LOG_LEVEL_SILENT)
    else:
        cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
