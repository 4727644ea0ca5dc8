"""The page's process, of a mirror that is installed under a folder: `python -m tests.trainer.installed_page ROOT`."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from unittest import mock

from kiosk.release import Layout
from kiosk.trainer import process
from kiosk.trainer.office import Office

if __name__ == "__main__":
    with mock.patch.object(process, "Office", partial(Office, layout=Layout(Path(sys.argv[1])))):
        sys.exit(process.main())
