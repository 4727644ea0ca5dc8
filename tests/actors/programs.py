"""GPU programs from the files in `shaders/`, with includes resolved and materials filled in."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import moderngl

FOLDER = Path(__file__).with_name("shaders")
ROOM_MATERIALS = ("floor", "wall", "window")
"""Surfaces seen from one side only."""


@cache
def source(name: str) -> str:
    """The text of a shader file with its `#include` lines replaced by the files they name."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    return re.sub(
        r"^#include (\S+)$",
        lambda match: source(match[1]) if "MATERIAL" not in match[1] else match[0],
        text,
        flags=re.MULTILINE,
    )


def program(context: moderngl.Context, vertex: str, fragment: str) -> moderngl.Program:
    """A program from two files."""
    return context.program(vertex_shader=source(vertex), fragment_shader=source(fragment))


def material_program(context: moderngl.Context, material: str, pattern: int, split: bool) -> moderngl.Program:
    """The program of one material.

    Software rendering does not skip branches that are not taken, so every material is a program of its own.
    """
    text = source("surface.frag").replace("#include materials/MATERIAL.glsl", source(f"materials/{material}.glsl"))
    constants = {"SPLIT": split, "ROOM": material in ROOM_MATERIALS, "PATTERN": pattern}
    lines = "".join(f"#define {name} {str(value).lower()}\n" for name, value in constants.items())
    text = text.replace("#version 330\n", "#version 330\n" + lines, 1)
    return context.program(vertex_shader=source("surface.vert"), fragment_shader=text)


def set_uniforms(of: moderngl.Program, values: dict[str, Any]) -> None:
    """Set those of the values that the program really uses; matrices are given as bytes."""
    for name, value in values.items():
        if name in of:
            if isinstance(value, bytes):
                of[name].write(value)
            else:
                of[name] = value
