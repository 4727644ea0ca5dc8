"""`kiosk` before a camera that gives so many pictures, and then is told to end as systemd tells it: by SIGTERM.

    python -m tests.boards.below PICTURES run --camera picamera2 ...
"""

from __future__ import annotations

import os
import signal
import sys

from . import install


def _main(pictures: int) -> None:
    sensor = install()

    def end_at_last(number: int) -> None:
        if number >= pictures:
            sensor.loosen()
            os.kill(os.getpid(), signal.SIGTERM)

    sensor.at_picture = end_at_last
    from kiosk.cli import main

    sys.argv[0] = "kiosk"
    main()


if __name__ == "__main__":
    _main(int(sys.argv.pop(1)))
