"""The laptop camera: a pinhole that looks at the person from a table, a chair or the floor."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .skeleton import rotation


@dataclass(frozen=True)
class Camera:
    """Where the camera stands and how it looks. Degrees and metres.

    azimuth: 0 looks along -Z (a person with yaw 0 faces it); + moves the camera towards +X. distance: on the floor from
    ``target`` (x, z). height: of the lens. tilt: + looks up, as a laptop's screen leans back. roll: + the picture turns
    clockwise. pan: + turns the view to the right of the target. hfov: horizontal field of view (laptops: 60 to 78).
    """

    azimuth: float = 0.0
    distance: float = 2.8
    height: float = 0.8
    tilt: float = 0.0
    roll: float = 0.0
    pan: float = 0.0
    hfov: float = 66.0
    target: tuple[float, float] = (0.0, 0.0)
    pixels: tuple[int, int] = (640, 360)

    @property
    def width(self) -> float:
        """The picture's width in image heights."""
        return self.pixels[0] / self.pixels[1]

    @property
    def focal(self) -> float:
        """Focal length in image heights."""
        return 0.5 * self.width / float(np.tan(np.deg2rad(self.hfov) / 2))

    @property
    def position(self) -> np.ndarray:
        """(3,) m: the lens in the world."""
        x, z = self.target
        angle = np.deg2rad(self.azimuth)
        return np.array([x + self.distance * np.sin(angle), self.height, z + self.distance * np.cos(angle)])

    @property
    def view(self) -> np.ndarray:
        """(4, 4): world to camera. Camera axes: x right, y down, z away from the camera (as in OpenCV)."""
        to_world = rotation("y", self.azimuth - self.pan) @ rotation("x", self.tilt) @ rotation("z", -self.roll)
        turn = np.diag([1.0, -1.0, -1.0]) @ to_world.T
        matrix = np.eye(4)
        matrix[:3, :3], matrix[:3, 3] = turn, -turn @ self.position
        return matrix

    @property
    def intrinsics(self) -> np.ndarray:
        """(3, 3): camera to image heights."""
        return np.array([[self.focal, 0.0, self.width / 2], [0.0, self.focal, 0.5], [0.0, 0.0, 1.0]])

    def seen(self, points: np.ndarray) -> np.ndarray:
        """(..., 3) m: world points in camera axes."""
        view = self.view
        return np.asarray(points) @ view[:3, :3].T + view[:3, 3]

    def project(self, points: np.ndarray) -> np.ndarray:
        """(..., 2): world points (..., 3) in image heights, x to the right, y down; NaN behind the camera."""
        x, y, z = np.moveaxis(self.seen(points), -1, 0)
        z = np.where(z > 0.05, z, np.nan)
        return np.stack([self.width / 2 + self.focal * x / z, 0.5 + self.focal * y / z], axis=-1)
