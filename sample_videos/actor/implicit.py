"""Smooth implicit shapes: blobs and rounded cones melted into one surface, turned into triangles by marching cubes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from skimage.measure import marching_cubes


@dataclass(frozen=True, eq=False)
class Blob:
    """An ellipsoid. centre: (3,) m; radii: (3,) m along ``axes``, the rows of a (3, 3) rotation."""

    bone: str
    centre: np.ndarray
    radii: np.ndarray
    axes: np.ndarray
    melt: float = 0.03

    def distance(self, points: np.ndarray) -> np.ndarray:
        """Approximate signed distance of (n, 3) points, in metres (first-order form of the ellipsoid's equation)."""
        local = (points - self.centre) @ self.axes.T
        near = np.linalg.norm(local / self.radii, axis=1)
        steep = np.linalg.norm(local / self.radii**2, axis=1)
        return near * (near - 1) / np.maximum(steep, 1e-9)

    def box(self) -> tuple[np.ndarray, np.ndarray]:
        """Lowest and highest corner."""
        reach = np.sqrt(((self.axes.T * self.radii) ** 2).sum(axis=1))
        return self.centre - reach, self.centre + reach


@dataclass(frozen=True, eq=False)
class Cone:
    """A rounded cone from ``start`` to ``end`` (3,) m with a radius at each end."""

    bone: str
    start: np.ndarray
    end: np.ndarray
    start_radius: float
    end_radius: float
    melt: float = 0.03

    def distance(self, points: np.ndarray) -> np.ndarray:
        """Signed distance of (n, 3) points to the cone, in metres (the radius varies linearly along the axis)."""
        axis = self.end - self.start
        along = np.clip((points - self.start) @ axis / (axis @ axis), 0, 1)
        radius = self.start_radius + along * (self.end_radius - self.start_radius)
        return np.linalg.norm(points - self.start - along[:, None] * axis, axis=1) - radius

    def box(self) -> tuple[np.ndarray, np.ndarray]:
        """Lowest and highest corner."""
        ends, radii = np.array([self.start, self.end]), np.array([[self.start_radius], [self.end_radius]])
        return (ends - radii).min(axis=0), (ends + radii).max(axis=0)


Primitive = Blob | Cone


def smooth_union(distances: Sequence[np.ndarray], melts: Sequence[float]) -> np.ndarray:
    """Polynomial smooth minimum of several distance fields, one after the other."""
    total = distances[0]
    for distance, melt in zip(distances[1:], melts[1:], strict=True):
        blend = np.maximum(melt - np.abs(total - distance), 0) / melt
        total = np.minimum(total, distance) - blend**2 * melt / 4
    return total


def polygonise(parts: Sequence[Primitive], cell: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Surface of the melted parts: vertices (n, 3) m, unit normals (n, 3), triangles (m, 3), on a grid of ``cell`` m."""
    low = np.min([part.box()[0] for part in parts], axis=0) - 3 * cell
    high = np.max([part.box()[1] for part in parts], axis=0) + 3 * cell
    shape = np.ceil((high - low) / cell).astype(int) + 1
    field = np.full(shape, 1.0, dtype=np.float32)
    for part in parts:
        _melt_in(field, part, low, cell)
    vertices, triangles, inwards, _ = marching_cubes(field, 0.0, spacing=(cell,) * 3)
    return vertices + low, -inwards, triangles


def _melt_in(field: np.ndarray, part: Primitive, low: np.ndarray, cell: float) -> None:
    """Add one part to the field, touching only the cells that it can reach."""
    corners = part.box()
    margin = part.melt + 3 * cell
    first = np.maximum(np.floor((corners[0] - margin - low) / cell).astype(int), 0)
    last = np.minimum(np.ceil((corners[1] + margin - low) / cell).astype(int) + 1, field.shape)
    window = tuple(slice(a, b) for a, b in zip(first, last, strict=True))
    steps = np.meshgrid(*(np.arange(a, b) for a, b in zip(first, last, strict=True)), indexing="ij")
    points = np.stack(steps, axis=-1).reshape(-1, 3) * cell + low
    distance = part.distance(points).reshape(field[window].shape)
    field[window] = smooth_union([field[window], distance], [part.melt, part.melt])
