"""A block of lines of ours in a file that is the owner's, between two marks. Pure text."""

from __future__ import annotations

import re
from collections.abc import Sequence

BEGIN, END = "# hinge-mirror: begin", "# hinge-mirror: end"
"""The marks. The firmware reads 98 characters of a line of config.txt, so they are short."""

_BLOCK = re.compile(
    rf"^{BEGIN}[ \t]*\r?\n(?:(?!{BEGIN})[^\n]*\n)*?{END}[ \t]*(?:\r?\n|\Z)|^(?:{BEGIN}|{END})[ \t]*(?:\r?\n|\Z)",
    re.MULTILINE,
)


def without_block(text: str) -> str:
    """``text`` as the owner has it. Of a block whose begin or end somebody took away only the other mark goes: what
    stands there may be the owner's."""
    return _BLOCK.sub("", text)


def with_block(text: str, lines: Sequence[str]) -> str:
    """``text`` with ``lines`` in the block at its end, in place of what an earlier run had there; none: no block."""
    own = without_block(text)
    if not lines:
        return own
    gap = "" if not own or own.endswith("\n") else "\n"
    return own + gap + "".join(f"{line}\n" for line in (BEGIN, *lines, END))
