"""A settings file with every key, its meaning and its default, commented out: `kiosk settings`."""

from __future__ import annotations

from typing import Any, get_args

from pydantic.fields import FieldInfo

from kiosk.settings import Settings

_COMMENT_AT = 44
"""Column where the meaning of a key begins."""


def template() -> str:
    """TOML that changes nothing until a line is uncommented."""
    lines = [
        "# Every setting with its default. Take the # away from a line to change it.",
        '# A path shown as "..." has no default: the setting is absent unless given.',
    ]
    for section, field in Settings.model_fields.items():
        table: Any = field.annotation
        lines += ["", f"[{section}]", f"# {table.__doc__.strip().splitlines()[0]}"]
        for key, item in table.model_fields.items():
            about = "; ".join(part for part in (item.description or "", _allowed(item)) if part)
            entry = f"#{key} = {_toml(item.default)}"
            lines.append(f"{entry:<{_COMMENT_AT}}# {about}" if about else entry)
    return "\n".join(lines) + "\n"


def _allowed(item: FieldInfo) -> str:
    """What the value may be, as far as the type tells."""
    choices = [f"{choice}" for choice in get_args(item.annotation) if isinstance(choice, str | int)]
    if choices:
        return f"one of {', '.join(choices)}"
    low, high = bounds(item)
    return f"{low:g} to {high:g}" if low is not None and high is not None else ""


def bounds(item: FieldInfo) -> tuple[float | None, float | None]:
    """The least and the greatest that a number may be; None: as it likes."""
    found = {
        kind: getattr(rule, kind)
        for rule in item.metadata
        for kind in ("ge", "gt", "le", "lt")
        if hasattr(rule, kind)
    }
    return found.get("ge", found.get("gt")), found.get("le", found.get("lt"))


def _toml(value: Any) -> str:
    if value is None:
        return '"..."'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    if value == {}:
        return "{}"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {_toml(item)}' for key, item in value.items())} }}"
    if isinstance(value, tuple):
        return f"[{', '.join(_toml(item) for item in value)}]"
    return str(value)
