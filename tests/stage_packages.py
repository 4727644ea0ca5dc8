"""What renders people: a test that needs the stage asks for this by `pytest.importorskip`, or skips without it.

Asking for one of the packages is not enough: some come with other extras too. Matplotlib only draws plots.
"""

import moderngl  # noqa: F401
import PIL  # noqa: F401
import scipy  # noqa: F401
