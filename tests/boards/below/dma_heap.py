"""The kernel's heap of memory that devices share (`/dev/dma_heap`), out of plain anonymous files.

Picamera2 allocates there, and tells the kernel before and after it reads. A container's kernel often has no such
heap; to who maps the memory, a memfd is the same.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import Any

DEVICE = Path("/dev/dma_heap/linux,cma")


def install() -> None:
    DEVICE.parent.mkdir(parents=True, exist_ok=True)
    DEVICE.touch()
    fcntl.ioctl = _Ioctl(fcntl.ioctl)


class _Ioctl:
    """Answers what is asked of the heap and its memory; everything else goes on to the kernel."""

    def __init__(self, kernel: Any) -> None:
        self._kernel = kernel

    def __call__(self, descriptor: Any, request: int, argument: Any = 0, *rest: Any) -> Any:
        # Picamera2's own numbers: it imports them only after this is in place.
        from picamera2 import dma_heap

        if request == dma_heap.DMA_HEAP_IOCTL_ALLOC:
            argument.fd = os.memfd_create("dma-buf", os.MFD_CLOEXEC)
            os.ftruncate(argument.fd, argument.len)
            return 0
        if request in (dma_heap.DMA_BUF_IOCTL_SYNC, dma_heap.DMA_BUF_SET_NAME):
            return 0
        return self._kernel(descriptor, request, argument, *rest)
