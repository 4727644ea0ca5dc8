"""What lies below Picamera2 on a Pi, and is missing under libcamera's virtual camera on any other machine.

`install` puts it there, in the process that is to open the camera; Picamera2 itself, and all of ours above it, stay
what is shipped. libcamera, its virtual pipeline and its Python binding are Debian's. In their place or between them:

- `absent`: modules that Picamera2 imports for what nobody here does, and that are no packages for this processor.
- `dma_heap`: the kernel's memory for pictures.
- `isp`: the Pi's image processor: the virtual camera gives NV12 alone, where the Pi's gives whatever is asked.
- `sensor`: the pace. The virtual camera gives pictures as fast as they are asked for; a sensor gives one each 33 ms,
  or however many it was told, and none when its cable is loose.
"""

from __future__ import annotations

from . import absent, dma_heap, isp
from .sensor import Sensor


def install() -> Sensor:
    """To be called once, before picamera2 is imported. What is returned stops and starts the pictures."""
    absent.install()
    dma_heap.install()
    sensor = Sensor()
    sensor.install()
    # After the sensor: only a picture that goes on is worth turning into colours.
    isp.install()
    return sensor
