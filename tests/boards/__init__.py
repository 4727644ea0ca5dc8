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

`make test-pi3b` starts a Raspberry Pi 3B that qemu emulates whole, with Debian's kernel and its driver of the Pi's
GPIO chip, from an archive of Bookworm's Python, aarch64 wheels and this project (`emulated_pi.py`). The program that
runs there (`on_pi/`) tells what it finds on the serial console; the tests here judge that (`test_pi3b.py`). It is
skipped, and says so, where nothing that it depends on has changed since it last passed.

Proved by that: that the cabinet of the shipped settings drives the pins they name, each as it should, by gpiozero's
own choice of lgpio and the real driver, as read back from the kernel; that a bar outside its target pulses; that a
pin which another program has costs that part alone; that a button's level is read the right way round, and that
presses come by lgpio where a chip has interrupts (on qemu's own arm64 board, which has a button); that the int8
networks read a picture on a whole emulated Pi as here. Not proved: interrupts of the Pi's own chip, which the
emulated one has not; what is wired to the pins; a Pi 5, whose pins are on a chip that no emulator has; its other
libraries; speed.
"""
