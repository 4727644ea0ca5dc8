"""The mirror on a Pi's camera and on a Pi's pins, without a Pi.

`make test-picamera` puts together a Debian Trixie system for this machine's own processor, in `build/boards`, with
libcamera 0.4 and its virtual camera, the real Picamera2 of PyPI, and our dependencies in an environment that sees the
system's packages, as on a Pi. In it `kiosk.camera.pi` opens the real Picamera2 (`inside/`), and the whole mirror
counts the reps of a clip that comes to it through libcamera as it counts those of the clip's file
(`test_picamera.py`). What has to be put below Picamera2 for that, and why, is in `below/`; nothing of Picamera2 or of
ours is changed or replaced.

Proved by that: that what we ask of Picamera2 and libcamera is what they take; that frames come whole, in order, in
the right colours, with the sensor's time and at the rate asked for; that a stall is told, and that a camera that
stalled is closed and opened again, by their own code and ours. Not proved, for want of a Pi: a real sensor, its modes
and how much of it they see; exposure, focus and white balance; the image processor's own colours, turning and
scaling; two streams; a cable that is pulled, beyond that no pictures come; speed.
"""
