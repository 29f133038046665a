"""The places where clips are filmed: four rooms, each with its own lamps, and what a clip needs in them (mat, chair)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from .implicit import Blob, polygonise
from .scene import Light, Scene, box
from .surface import BOARDS, CARPET, PLAIN, TILES, WALL, Surface, linear

#: One piece of furniture: size m, centre m, colour, and a pattern. x to the right, y up, z towards the camera.
Piece = tuple[Sequence[float], Sequence[float], str, int]
BACK, SIDE = 1.75, 3.6  # m from the person to the back wall and to a side wall


def _living() -> list[Piece]:
    return [
        ((1.9, 0.42, 0.85), (-1.75, 0.21, -1.25), "#6d7b74", PLAIN),
        ((1.9, 0.45, 0.22), (-1.75, 0.60, -1.60), "#64726b", PLAIN),
        ((0.22, 0.60, 0.85), (-0.72, 0.30, -1.25), "#64726b", PLAIN),
        ((1.1, 0.75, 0.04), (0.75, 1.55, -1.73), "#8d6a4f", PLAIN),
        ((1.0, 0.65, 0.02), (0.75, 1.55, -1.70), "#c8b68f", WALL),
        ((0.9, 1.9, 0.35), (2.45, 0.95, -1.57), "#8a6547", PLAIN),
        *(((0.8, 0.22, 0.1), (2.45, y, -1.39), c, WALL) for y, c in ((0.5, "#4c5a72"), (0.95, "#94504a"), (1.4, "#55704f"))),
    ]  # fmt: skip


def _bedroom() -> list[Piece]:
    return [
        ((2.1, 0.35, 1.0), (1.6, 0.18, -1.20), "#7b6250", PLAIN),
        ((2.05, 0.22, 0.95), (1.6, 0.45, -1.18), "#d9dde2", WALL),
        ((0.5, 0.14, 0.5), (2.3, 0.62, -1.30), "#f0eee8", PLAIN),
        ((0.45, 0.5, 0.4), (0.15, 0.25, -1.52), "#8a7460", PLAIN),
        ((1.3, 1.35, 0.03), (-1.6, 1.55, -1.73), "#eef4fa", PLAIN),
        ((0.06, 1.35, 0.05), (-1.6, 1.55, -1.72), "#c9c4bb", PLAIN),
        ((0.35, 2.0, 0.12), (-2.5, 1.25, -1.68), "#8795a8", WALL),
        ((0.35, 2.0, 0.12), (-0.72, 1.25, -1.68), "#8795a8", WALL),
    ]


def _studio() -> list[Piece]:
    bars = [((0.95, 0.035, 0.035), (-1.9, 0.25 + 0.2 * step, -1.62), "#b98d5c", PLAIN) for step in range(10)]
    posts = [((0.05, 2.2, 0.10), (x, 1.1, -1.68), "#a67c4e", PLAIN) for x in (-2.4, -1.4)]
    lockers = [((0.48, 1.75, 0.4), (1.3 + 0.5 * n, 0.88, -1.55), "#56697d", PLAIN) for n in range(3)]
    return [*bars, *posts, *lockers, ((9, 0.9, 0.02), (0, 0.45, -1.74), "#7d8c86", WALL)]


def _kitchen() -> list[Piece]:
    doors = [((0.56, 0.70, 0.02), (-2.4 + 0.6 * n, 0.47, -1.18), "#e2ded2", PLAIN) for n in range(7)]
    upper = [((0.58, 0.65, 0.35), (-2.4 + 0.6 * n, 1.85, -1.58), "#ded9cc", PLAIN) for n in (0, 1, 2, 5, 6)]
    return [
        ((4.3, 0.85, 0.55), (-0.6, 0.43, -1.47), "#cfc9ba", PLAIN),
        ((4.4, 0.04, 0.62), (-0.6, 0.87, -1.45), "#4f4a45", PLAIN),
        *doors,
        *upper,
        ((0.7, 1.9, 0.65), (2.2, 0.95, -1.42), "#b9bec2", PLAIN),
    ]


#: Room -> (furniture, floor colour and pattern, wall colour, mat colour, light)
ROOMS: dict[str, tuple[Callable[[], list[Piece]], str, int, str, str, Light]] = {
    "living": (_living, "#a57c55", BOARDS, "#d8cfc0", "#4d5f8f", Light(35, 55)),
    "bedroom": (
        _bedroom, "#8f8b86", CARPET, "#aebfca", "#8a4f6b",
        Light(-40, 48, (0.95, 1.03, 1.15), 50, (0.30, 0.25, 0.19), (0.33, 0.37, 0.43), (0.16, 0.16, 0.16)),
    ),
    "studio": (
        _studio, "#8c8f90", TILES, "#dcdedb", "#3f7a5c",
        Light(10, 68, (0.90, 0.92, 0.92), -70, (0.25, 0.26, 0.28), (0.46, 0.47, 0.48), (0.20, 0.20, 0.20), 0.008),
    ),
    "kitchen": (
        _kitchen, "#b9aa94", TILES, "#e5d9bb", "#5a5a62",
        Light(-25, 60, (0.88, 0.76, 0.58), 60, (0.20, 0.19, 0.20), (0.30, 0.29, 0.28), (0.16, 0.13, 0.10), 0.006),
    ),
}  # fmt: skip


def build(
    name: str,
    azimuth: float,
    centre: np.ndarray,
    mat: tuple | None = None,
    chair: tuple | None = None,
    turn: float = 0.0,
) -> Scene:
    """A room round ``centre`` (3,) m, its back wall opposite a camera at ``azimuth`` degrees (turned by ``turn`` more).

    mat: (heading in degrees, (x, z) of its middle). chair: (heading, (x, z), seat height m).
    """
    furniture, floor, floor_pattern, wall, mat_colour, light = ROOMS[name]
    angle = azimuth + turn
    spin = _spin(angle)
    origin = np.array([centre[0], 0.0, centre[2]])
    place = lambda at: origin + spin @ np.asarray(at, float)
    things = [box(size, place(at), colour, pattern, angle) for size, at, colour, pattern in furniture()]
    shell = [
        box((14, 0.1, 14), origin - [0, 0.05, 0], floor, floor_pattern, angle),
        box((14, 3.2, 0.1), place((0, 1.6, -BACK - 0.05)), wall, WALL, angle),
        box((0.1, 3.2, 14), place((-SIDE - 0.05, 1.6, 0)), wall, WALL, angle),
        box((0.1, 3.2, 14), place((SIDE + 0.05, 1.6, 0)), wall, WALL, angle),
        box((14, 0.09, 0.03), place((0, 0.045, -BACK + 0.01)), "#eeeae2", PLAIN, angle),
    ]
    if name == "studio":
        things.append(_ball(place((0.75, 0.3, -1.35)), 0.3, "#c4513f"))
    if mat is not None:
        heading, (x, z) = mat
        shell.append(box((0.64, 0.008, 1.9), (x, 0.004, z), mat_colour, PLAIN, heading))
    if chair is not None:
        things += chair_parts(*chair)
    walls = [(spin @ normal, -offset + (spin @ normal) @ origin) for normal, offset in (
        (np.array([0.0, 0, 1]), BACK), (np.array([1.0, 0, 0]), SIDE), (np.array([-1.0, 0, 0]), SIDE))]  # fmt: skip
    return Scene(shell, things, Light(**{**vars(light), "camera_azimuth": azimuth}), centre, walls)


def chair_parts(heading: float, at: tuple[float, float], seat: float) -> list[Surface]:
    """A kitchen chair under a person who looks along ``heading`` (0 = +z), the top of its seat at ``seat`` m."""
    spin, origin = _spin(heading), np.array([at[0], 0.0, at[1]])
    pieces = [((0.42, 0.04, 0.42), (0, seat - 0.02, 0.02))]
    pieces += [((0.035, seat - 0.04, 0.035), (x, (seat - 0.04) / 2, z)) for x in (-0.18, 0.18) for z in (-0.17, 0.2)]
    pieces += [((0.035, 0.42, 0.035), (x, seat + 0.2, -0.20)) for x in (-0.18, 0.18)]
    pieces += [((0.40, 0.10, 0.025), (0, seat + 0.36, -0.20))]
    return [box(size, origin + spin @ np.array(place), "#6b4a32", PLAIN, heading) for size, place in pieces]


def _ball(centre: np.ndarray, radius: float, colour: str) -> Surface:
    positions, normals, triangles = polygonise([Blob("", centre, np.full(3, radius), np.eye(3))], 0.03)
    return Surface.fixed(positions, normals, triangles, linear(colour), PLAIN)


def _spin(degrees: float) -> np.ndarray:
    c, s = np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))
    return np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])
