"""Rooms, lamps, mats and the chair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from .surface import PLAIN, Surface, joined, linear

_CUBE = np.array([[x, y, z] for x in (-0.5, 0.5) for y in (-0.5, 0.5) for z in (-0.5, 0.5)])
REACH = 0.24  # m: farther than any skin from the nearest joint (finger tips, crown, toes)
_FACES = ((0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3))


@dataclass(frozen=True, eq=False)
class Light:
    """A lamp or window whose rays come in parallel, a second one without shadow, and what sky and floor throw back.

    azimuth (0 = from where the camera stands, + to its right), elevation: degrees. warmth: linear RGB.
    """

    azimuth: float = 35.0
    elevation: float = 55.0
    key_colour: tuple[float, float, float] = (1.15, 1.05, 0.92)
    fill_azimuth: float = -60.0
    fill_colour: tuple[float, float, float] = (0.22, 0.25, 0.30)
    sky: tuple[float, float, float] = (0.34, 0.36, 0.40)
    bounce: tuple[float, float, float] = (0.17, 0.15, 0.13)
    softness: float = 0.004
    camera_azimuth: float = 0.0

    @property
    def key_direction(self) -> np.ndarray:
        """(3,) unit, towards the lamp."""
        return _direction(self.camera_azimuth + self.azimuth, self.elevation)

    @property
    def fill_direction(self) -> np.ndarray:
        """(3,) unit, towards the second light."""
        return _direction(self.camera_azimuth + self.fill_azimuth, 25.0)

    def matrix(self, centre: np.ndarray, reach: float) -> np.ndarray:
        """(4, 4): world to the shadow map, a square that reaches ``reach`` m to each side of ``centre``."""
        back = self.key_direction
        side = np.cross([0.0, 1.0, 0.0], back)
        side /= np.linalg.norm(side)
        turn = np.array([side, np.cross(back, side), back])
        scale = np.diag([1 / reach, 1 / reach, -1 / 8.0])
        matrix = np.eye(4)
        matrix[:3, :3], matrix[:3, 3] = scale @ turn, -scale @ turn @ centre
        return matrix


def _direction(azimuth: float, elevation: float) -> np.ndarray:
    a, e = np.deg2rad([azimuth, elevation])
    return np.array([np.sin(a) * np.cos(e), np.sin(e), np.cos(a) * np.cos(e)])


@dataclass(frozen=True, eq=False)
class Scene:
    """A room: floor and walls, furniture (which throws shadows), a light, the middle of what happens, (3,) m.

    walls: unit normal (3,) into the room and distance from the origin, in metres, of each wall.
    """

    shell: Sequence[Surface]
    furniture: Sequence[Surface]
    light: Light
    centre: np.ndarray = field(default_factory=lambda: np.array([0.0, 0.6, 0.0]))
    walls: Sequence[tuple[np.ndarray, float]] = ()

    def surface(self) -> Surface:
        """Everything that does not move."""
        return joined([*self.shell, *self.furniture])

    @staticmethod
    def around(joints: np.ndarray) -> np.ndarray:
        """(8 j, 3) m: corners round all that a figure with these joints (j, 3) can cover."""
        return (joints[:, None, :] + 2 * REACH * _CUBE).reshape(-1, 3)

    def reach(self, joints: np.ndarray) -> np.ndarray:
        """(16 j, 3) m: corners round a figure with these joints (j, 3) and round its shadow."""
        corners = np.maximum(self.around(joints), [-np.inf, 0.0, -np.inf])
        ray = -self.light.key_direction
        far = corners[:, 1] / -ray[1]
        for normal, offset in self.walls:
            approach = ray @ normal
            if approach < 0:
                far = np.minimum(far, np.maximum((corners @ normal - offset) / -approach, 0.0))
        return np.concatenate([corners, corners + far[:, None] * ray])


def box(
    size: Sequence[float], centre: Sequence[float], colour: str, pattern: int = PLAIN, turn: float = 0.0
) -> Surface:
    """A box of ``size`` (3,) m about ``centre``, turned by ``turn`` degrees about the vertical."""
    corners = _CUBE * size
    positions = np.concatenate([corners[list(face)] for face in _FACES])
    quads = np.arange(24).reshape(6, 4)
    triangles = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    middles = positions[quads].mean(axis=1)
    normals = np.repeat(middles / np.linalg.norm(middles, axis=1, keepdims=True), 4, axis=0)
    spin = _turn(turn)
    return Surface.fixed(positions @ spin.T + centre, normals @ spin.T, triangles, linear(colour), pattern)


def _turn(degrees: float) -> np.ndarray:
    c, s = np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))
    return np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])
