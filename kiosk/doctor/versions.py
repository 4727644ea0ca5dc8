"""What is installed here."""

from __future__ import annotations

import platform
import sys
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version

import kiosk
from kiosk.doctor.finding import Finding, Number, bad, well
from kiosk.doctor.machine import Machine

PART = "versions"

_PACKAGES = (
    *("ai-edge-litert", "tflite-runtime", "numpy", "opencv-python-headless", "pygame-ce", "gpiozero", "lgpio"),
    *("picamera2", "pydantic", "onnxruntime", "fastapi", "uvicorn"),
)

_BOOTLOADER = "proc/device-tree/chosen/bootloader"


def tell(machine: Machine) -> list[Finding]:
    """Of the mirror, of what it stands on, and of the machine."""
    packages = {name: _package(name) for name in _PACKAGES}
    system = _system(machine)
    board = machine.text("proc/device-tree/model")
    loader = _bootloader(machine)
    bits = sys.maxsize.bit_length() + 1
    numbers: dict[str, Number] = {
        "hinge_mirror": kiosk.__version__,
        "python": platform.python_version(),
        "kernel": platform.release(),
        "processor": platform.machine(),
        "bits": bits,
        "system": system,
        "image": _image(machine),
        "board": board,
        "bootloader": loader,
        **{name: found for name, found in packages.items() if found},
    }
    runs = ", ".join(f"{name} {found}" for name, found in packages.items() if found and name in _PACKAGES[:5])
    told = f"hinge-mirror {kiosk.__version__} on Python {platform.python_version()}, {runs}"
    told += f"; {system or 'system unknown'}, Linux {platform.release()} ({platform.machine()})"
    told += f"; {board}" if board else ""
    told += f", bootloader {loader}" if loader else ""
    if bits < 64:
        do = "install Raspberry Pi OS (64-bit): the networks run on nothing else"
        return [bad(PART, f"{told}; it runs in 32 bits", do, **numbers)]
    return [well(PART, told, **numbers)]


def _package(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _system(machine: Machine) -> str | None:
    for line in (machine.text("etc/os-release") or "").splitlines():
        key, _, value = line.partition("=")
        if key == "PRETTY_NAME":
            return value.strip('"')
    return None


def _image(machine: Machine) -> str | None:
    """Of which day the Pi's image is: "Raspberry Pi reference 2025-10-01"."""
    return (machine.text("etc/rpi-issue") or "").partition("\n")[0] or None


def _bootloader(machine: Machine) -> str | None:
    """The day of the Pi's own (4 and later), from seconds since 1970 in the device tree, big-endian."""
    stamp = machine.content(_BOOTLOADER, "build-timestamp")
    if stamp is None or len(stamp) != 4:
        return None
    return f"{datetime.fromtimestamp(int.from_bytes(stamp), UTC):%Y-%m-%d}"
