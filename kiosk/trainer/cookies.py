"""What a browser is to keep: for this very address, over HTTPS only, for no script and no other site."""

from __future__ import annotations

from fastapi import Response

DEVICE, VISIT = "__Host-device", "__Host-visit"
"""Names: of a paired device's cookie, and of a visitor's."""


def remember(response: Response, name: str, cookie: str, seconds: float) -> None:
    """Have the browser keep ``cookie``."""
    response.set_cookie(name, cookie, max_age=int(seconds), path="/", secure=True, httponly=True, samesite="strict")


def forget(response: Response, name: str) -> None:
    """Have the browser forget it."""
    response.delete_cookie(name, path="/", secure=True, httponly=True, samesite="strict")
