"""In which form an answer is wanted."""

from __future__ import annotations

from fastapi import Request


def wants_json(request: Request) -> bool:
    """Whether a script asks, and not a person."""
    return "json" in request.headers.get("accept", "") or "json" in request.headers.get("content-type", "")
