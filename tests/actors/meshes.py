"""Mesh operators as sparse matrices, so that positions, weights and fields go through the same arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain

import numpy as np
import scipy.sparse as sparse

from .rotations import Array

Triangles = np.ndarray
Matrix = sparse.csr_matrix


def triangulate(polygons: Sequence[Sequence[int]]) -> Triangles:
    """Triangles of a list of triangles and quads."""
    out = []
    for polygon in polygons:
        out.append((polygon[0], polygon[1], polygon[2]))
        if len(polygon) == 4:
            out.append((polygon[0], polygon[2], polygon[3]))
    return np.array(out)


def compact(count: int, polygons: Sequence[Sequence[int]]) -> tuple[np.ndarray, list[tuple[int, ...]]]:
    """The vertices a mesh really uses (of `count`), and its polygons numbered by them."""
    used = np.unique(np.fromiter(chain.from_iterable(polygons), int))
    number = np.full(count, -1)
    number[used] = np.arange(len(used))
    numbers = number.tolist()
    return used, [tuple(numbers[corner] for corner in polygon) for polygon in polygons]


def subdivide(count: int, polygons: Sequence[tuple[int, ...]]) -> tuple[Matrix, list[tuple[int, ...]]]:
    """One Catmull-Clark step: matrix (new vertices, count) and the new quads. Borders stay smooth curves.

    All bodies are meshed alike, so the same step is asked for with every person: do not change what is returned.
    """
    return _subdivided(count, tuple(polygons))


@lru_cache(maxsize=8)
def _subdivided(count: int, polygons: tuple[tuple[int, ...], ...]) -> tuple[Matrix, list[tuple[int, ...]]]:
    edge_faces: dict[tuple[int, int], list[int]] = {}
    for number, polygon in enumerate(polygons):
        for a, b in zip(polygon, polygon[1:] + polygon[:1], strict=True):
            edge_faces.setdefault((min(a, b), max(a, b)), []).append(number)
    edge_number = {edge: number for number, edge in enumerate(edge_faces)}

    face_points = _rows([[(corner, 1.0 / len(polygon)) for corner in polygon] for polygon in polygons], count)
    edge_rows, edge_face_rows = [], []
    for (a, b), faces in edge_faces.items():
        inner = len(faces) == 2
        edge_rows.append([(a, 0.25 if inner else 0.5), (b, 0.25 if inner else 0.5)])
        edge_face_rows.append([(face, 0.25) for face in faces] if inner else [])
    edge_points = _rows(edge_rows, count) + _rows(edge_face_rows, len(polygons)) @ face_points
    corner_rows, corner_face_rows = _corner_rules(count, polygons, edge_faces)
    corner_points = _rows(corner_rows, count) + _rows(corner_face_rows, len(polygons)) @ face_points

    quads = []
    for number, polygon in enumerate(polygons):
        face_vertex = count + number
        for k, corner in enumerate(polygon):
            after, before = polygon[(k + 1) % len(polygon)], polygon[k - 1]
            edge_after = edge_number[min(corner, after), max(corner, after)]
            edge_before = edge_number[min(corner, before), max(corner, before)]
            first_edge = count + len(polygons)
            quads.append((corner, first_edge + edge_after, face_vertex, first_edge + edge_before))
    return sparse.vstack([corner_points, face_points, edge_points]).tocsr(), quads


def cut(count: int, triangles: Triangles, field: Array) -> tuple[Matrix, Triangles]:
    """Keep the part of a mesh where `field` > 0, cutting triangles along its zero line."""
    inside = field > 0
    corners_inside = inside[triangles].sum(1)
    out = [tuple(triangle) for triangle in triangles[corners_inside == 3].tolist()]
    crossing: dict[tuple[int, int], int] = {}

    def cross(a: int, b: int) -> int:
        return crossing.setdefault((min(a, b), max(a, b)), count + len(crossing))

    for triangle in triangles[(corners_inside == 1) | (corners_inside == 2)]:
        odd_one = np.sum(inside[triangle]) == 1
        turn = int(np.argmax(inside[triangle] == odd_one))
        a, b, c = np.roll(triangle, -turn)
        ab, ac = cross(a, b), cross(a, c)
        out += [(a, ab, ac)] if odd_one else [(ab, b, c), (ab, c, ac)]
    rows = [[(vertex, 1.0)] for vertex in range(count)]
    for a, b in crossing:
        share = field[a] / (field[a] - field[b])
        rows.append([(a, 1.0 - share), (b, share)])
    used, kept = compact(len(rows), out)
    return _rows(rows, count)[used], np.array(kept)


def smoothing(count: int, triangles: Triangles, strength: float = 0.5) -> Matrix:
    """One Laplacian smoothing step; border vertices slide along the border only."""
    edges = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    directed = sparse.csr_matrix((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), (count, count))
    uses = (directed + directed.T).tocoo()
    neighbours = sparse.csr_matrix((np.ones(len(uses.data)), (uses.row, uses.col)), (count, count))
    border = uses.data == 1
    along = sparse.csr_matrix((np.ones(border.sum()), (uses.row[border], uses.col[border])), (count, count))
    on_border = np.asarray(along.sum(1)).ravel() > 0
    neighbours = sparse.diags((~on_border).astype(float)) @ neighbours + along
    degree = np.maximum(np.asarray(neighbours.sum(1)).ravel(), 1.0)
    return ((1.0 - strength) * sparse.identity(count) + strength * sparse.diags(1.0 / degree) @ neighbours).tocsr()


class Normals:
    """Vertex normals of a mesh whose triangles stay the same while its points move."""

    def __init__(self, count: int, triangles: Triangles) -> None:
        number = len(triangles)
        self._triangles = triangles
        self._gather = sparse.csr_matrix(
            (np.ones(3 * number), (triangles.T.ravel(), np.tile(np.arange(number), 3))), (count, number)
        )

    def __call__(self, points: Array) -> Array:
        a, b, c = (points[self._triangles[:, k]] for k in range(3))
        normals = self._gather @ np.cross(b - a, c - a)
        return normals / (np.linalg.norm(normals, axis=1, keepdims=True) + 1e-12)


def _corner_rules(
    count: int, polygons: Sequence[tuple[int, ...]], edge_faces: dict[tuple[int, int], list[int]]
) -> tuple[list[list[tuple[int, float]]], list[list[tuple[int, float]]]]:
    """Catmull-Clark's rule for old vertices: shares of old vertices, and shares of face points."""
    faces_of: list[list[int]] = [[] for _ in range(count)]
    edges_of: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    borders_of: dict[int, list[tuple[int, int]]] = {}
    for number, polygon in enumerate(polygons):
        for corner in polygon:
            faces_of[corner].append(number)
    for edge, faces in edge_faces.items():
        for corner in edge:
            edges_of[corner].append(edge)
            if len(faces) != 2:
                borders_of.setdefault(corner, []).append(edge)
    rows, face_rows = [], []
    for vertex in range(count):
        row, face_row = [(vertex, 1.0)], []
        borders, degree = borders_of.get(vertex, []), len(faces_of[vertex])
        if len(borders) == 2:
            row = [(vertex, 0.75)] + [(a if b == vertex else b, 0.125) for a, b in borders]
        elif not borders and degree:
            row = [(vertex, (degree - 3.0) / degree)]
            row += [(corner, 1.0 / degree**2) for edge in edges_of[vertex] for corner in edge]
            face_row = [(face, 1.0 / degree**2) for face in faces_of[vertex]]
        rows.append(row)
        face_rows.append(face_row)
    return rows, face_rows


def _rows(rows: Sequence[Sequence[tuple[int, float]]], columns: int) -> Matrix:
    """A sparse matrix from its rows of (column, value); values at the same place add up."""
    row_of = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    flat = [entry for row in rows for entry in row]
    column_of = [column for column, _ in flat]
    return sparse.csr_matrix(([value for _, value in flat], (row_of, column_of)), (len(rows), columns))
