"""Whether what the page is served with is there: it comes with an extra."""

from __future__ import annotations

from importlib.util import find_spec

INSTALL = "pip install 'hinge-mirror[trainer]'"

_PACKAGES = {
    "cryptography": "cryptography",
    "fastapi": "fastapi",
    "itsdangerous": "itsdangerous",
    "jinja2": "jinja2",
    "python-multipart": "python_multipart",
    "uvicorn": "uvicorn",
}
"""By their names: the modules that they bring."""


def missing_packages() -> list[str]:
    """Those that are not installed."""
    return [package for package, module in _PACKAGES.items() if find_spec(module) is None]
