"""GPU programs from the files in `shaders/`, with includes resolved and materials filled in.

One context serves the whole process, so that every program is compiled once, however many clips are rendered.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import moderngl
import numpy as np

from .rotations import Array

FOLDER = Path(__file__).with_name("shaders")
ROOM_MATERIALS = ("floor", "wall", "window")
"""Surfaces seen from one side only."""


class RendererMissingError(RuntimeError):
    """This machine cannot render without a display."""


@cache
def shared_context() -> moderngl.Context:
    """The process's software OpenGL; what it made is freed when Python forgets it."""
    try:
        context = moderngl.create_context(standalone=True, backend="egl")
    except Exception as error:  # moderngl raises bare Exception where EGL or a driver is missing
        raise RendererMissingError(
            f"no software OpenGL ({error}): install the packages that `make actors` names"
        ) from error
    context.gc_mode = "auto"
    return context


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


@cache
def program(vertex: str, fragment: str, fringed: bool = False) -> moderngl.Program:
    """A program from two files; `fringed` is for hair with gaps along its line."""
    constants = {"FRINGED": fringed}
    return shared_context().program(
        vertex_shader=source(vertex), fragment_shader=_with_constants(source(fragment), constants)
    )


@cache
def material_program(vertex: str, fragment: str, material: str, pattern: int) -> moderngl.Program:
    """The program that lights one material.

    Software rendering does not skip branches that are not taken, so every material is a program of its own.
    """
    text = source(fragment).replace("#include materials/MATERIAL.glsl", source(f"materials/{material}.glsl"))
    constants = {"ROOM": material in ROOM_MATERIALS, "PATTERN": pattern}
    return shared_context().program(vertex_shader=source(vertex), fragment_shader=_with_constants(text, constants))


def set_uniforms(of: moderngl.Program, values: dict[str, Any]) -> None:
    """Set those of the values that the program really uses; matrices are given as bytes."""
    for name, value in values.items():
        if name in of:
            if isinstance(value, bytes):
                of[name].write(value)
            else:
                of[name] = value


def as_bytes(matrix: Array) -> bytes:
    """A matrix as OpenGL wants it, column by column."""
    return np.ascontiguousarray(matrix.T, "f4").tobytes()


def _with_constants(text: str, constants: dict[str, Any]) -> str:
    lines = "".join(f"#define {name} {str(value).lower()}\n" for name, value in constants.items())
    return text.replace("#version 330\n", "#version 330\n" + lines, 1)
