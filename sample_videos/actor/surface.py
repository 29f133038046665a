"""Triangles with everything the renderer wants to know of each vertex."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

#: Pattern numbers that the fragment shader knows.
PLAIN, BOARDS, CARPET, TILES, WALL, CLOTH, SKIN = range(7)


@dataclass(frozen=True, eq=False)
class Surface:
    """n vertices and m triangles.

    positions: (n, 3) m. normals: (n, 3) unit. colours: (n, 3) linear light 0..1. patterns: (n,) one of the numbers above.
    bones: (n, 4) bone numbers + 1 (0 = fixed to the room). weights: (n, 4), rows add up to 1. triangles: (m, 3).
    """

    positions: np.ndarray
    normals: np.ndarray
    colours: np.ndarray
    patterns: np.ndarray
    bones: np.ndarray
    weights: np.ndarray
    triangles: np.ndarray

    @classmethod
    def fixed(
        cls,
        positions: np.ndarray,
        normals: np.ndarray,
        triangles: np.ndarray,
        colour: Sequence[float],
        pattern: int = PLAIN,
    ) -> Surface:
        """A surface of one colour that hangs on no bone."""
        count = len(positions)
        weights = np.tile([1.0, 0.0, 0.0, 0.0], (count, 1))
        return cls(
            np.asarray(positions, float),
            np.asarray(normals, float),
            np.tile(colour, (count, 1)),
            np.full(count, pattern),
            np.zeros((count, 4)),
            weights,
            np.asarray(triangles),
        )

    def packed(self) -> np.ndarray:
        """(n, 18) float32 in the order the shaders read it."""
        columns = (self.positions, self.normals, self.colours, self.patterns[:, None], self.bones, self.weights)
        return np.ascontiguousarray(np.hstack(columns), dtype="f4")


def joined(surfaces: Sequence[Surface]) -> Surface:
    """Several surfaces as one."""
    starts = np.cumsum([0, *(len(surface.positions) for surface in surfaces)])
    triangles = [surface.triangles + start for surface, start in zip(surfaces, starts, strict=False)]
    names = ("positions", "normals", "colours", "patterns", "bones", "weights")
    arrays = [np.concatenate([getattr(surface, name) for surface in surfaces]) for name in names]
    return Surface(*arrays, np.concatenate(triangles))


def linear(colour: str) -> np.ndarray:
    """Linear light (3,) of a web colour such as "#c08060"."""
    values = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    return np.array(values) ** 2.2
