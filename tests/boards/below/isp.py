"""The Pi's image processor, as far as it is needed: RGB888 for who asks for it.

The virtual pipeline knows NV12 alone and turns every other wish into that. So what a stream is said to be is told in
RGB888's terms again, and each picture is turned from NV12 into that, in its own memory, as soon as it is complete.
The memory comes from Picamera2 in one piece; the virtual pipeline wants luma and chroma apart. And it has no raw
pictures to give: Picamera2 asks for their sizes only, to learn the sensor's.
"""

from __future__ import annotations

import mmap
from collections.abc import Callable
from typing import Any

import cv2
import libcamera
import numpy as np

_binding: Any = libcamera._libcamera

RGB, PLANAR = "RGB888", "NV12"


def install() -> None:
    wish = _Wish()
    stream = _binding.StreamConfiguration
    stream.pixel_format = wish.instead_of(stream.pixel_format, lambda _: libcamera.PixelFormat(RGB))
    stream.stride = wish.instead_of(stream.stride, lambda it: 3 * it.size.width)
    stream.frame_size = wish.instead_of(stream.frame_size, lambda it: 3 * it.size.width * it.size.height)
    libcamera.FrameBuffer = _Buffers(wish)
    _ready(wish, _binding.CameraManager)
    _raw(_binding.Camera)


class _Wish:
    """Whether RGB888 was the last that a stream was asked to be; the virtual camera has but one."""

    def __init__(self) -> None:
        self.rgb = False

    def instead_of(self, member: Any, tell: Callable[[Any], Any]) -> property:
        """What stands in for ``member`` of a stream: the same, but as ``tell`` says while RGB888 is wished for."""

        def put(it: Any, value: Any) -> None:
            if isinstance(value, libcamera.PixelFormat):
                self.rgb = str(value) == RGB
            member.__set__(it, value)

        return property(lambda it: tell(it) if self.rgb else member.__get__(it), put)


class _Buffers:
    """In place of libcamera's class of buffers: splits the one plane that Picamera2 allocates."""

    Plane = _binding.FrameBuffer.Plane

    def __init__(self, wish: _Wish) -> None:
        self._wish = wish

    def __call__(self, planes: list[Any]) -> Any:
        (luma,) = planes
        pixels = luma.length // 3 if self._wish.rgb else luma.length * 2 // 3
        chroma = self.Plane()
        # The first stays as it came: Picamera2 knows a buffer again by the number of that file.
        chroma.fd, chroma.offset, chroma.length = luma.fd, pixels, pixels // 2
        luma.length = pixels
        return _begun([luma, chroma])


def _begun(planes: list[Any]) -> Any:
    """A buffer whose state is "success". libcamera 0.4 leaves it to each pipeline to set, and the virtual one does
    not: it is whatever the memory held. Those that came out otherwise are kept until one fits, so that none comes
    again."""
    others = []
    while (buffer := _binding.FrameBuffer(planes)).metadata.status != _binding.FrameMetadata.Status.Success:
        others.append(buffer)
    return buffer


def _ready(wish: _Wish, manager: Any) -> None:
    complete = manager.get_ready_requests

    def get_ready_requests(it: Any) -> Any:
        requests = complete(it)
        if wish.rgb:
            for request in requests:
                if request.status == libcamera.Request.Status.Complete:
                    for stream, buffer in request.buffers.items():
                        _to_rgb(buffer, stream.configuration.size)
        return requests

    manager.get_ready_requests = get_ready_requests


def _raw(camera: Any) -> None:
    generate = camera.generate_configuration

    def generate_configuration(it: Any, roles: list[Any]) -> Any:
        role = libcamera.StreamRole
        return generate(it, [role.Viewfinder if each == role.Raw else each for each in roles])

    camera.generate_configuration = generate_configuration


def _to_rgb(buffer: Any, size: Any) -> None:
    """Turn NV12 of JPEG's full range, as libyuv makes of the sequence's files, into blue, green, red."""
    width, height = size.width, size.height
    with mmap.mmap(buffer.planes[0].fd, 3 * width * height) as memory:
        whole = np.frombuffer(memory, np.uint8)
        luma = whole[: width * height].reshape(height, width)
        chroma = whole[width * height : width * height * 3 // 2].reshape(height // 2, width // 2, 2)
        blue, red = (cv2.resize(each, (width, height)) for each in cv2.split(chroma))
        picture = cv2.cvtColor(cv2.merge([luma, red, blue]), cv2.COLOR_YCrCb2BGR)
        whole[:] = picture.ravel()
        # A mapping cannot end while an array looks at it.
        del luma, chroma, whole
