"""A person's body: implicit shapes -> triangles -> skinning weights -> clothes and colours. Built once for each look."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from scipy.sparse import coo_matrix, diags

from . import figure
from .figure import Modeller
from .implicit import Primitive, polygonise
from .looks import Look
from .skeleton import BIND, BONE_INDEX, BONES, SIDES, Body, forward
from .surface import CLOTH, PLAIN, SKIN, Surface, joined, linear

BODY_CELL, FINE_CELL, FOOT_CELL, HEAD_CELL = (
    0.020,
    0.0085,
    0.012,
    0.012,
)  # m; 8 to 16 mm made no difference to MediaPipe
SHADE_CELL = 0.034
FADE = 0.018  # m: how fast a bone's pull on the skin fades
SMOOTHING = 6


def skinning(body: Body, matrices: np.ndarray) -> np.ndarray:
    """(..., bones, 4, 4): what moves the mesh from the bind pose to the pose of the bone matrices."""
    return matrices @ np.linalg.inv(forward(body, BIND, np.zeros(3)))


@lru_cache(maxsize=8)
def person(body: Body, look: Look) -> Surface:
    """The whole person in the bind pose."""
    m = Modeller(body)
    parts = [_torso_and_limbs(body, look, m), *_head(m, look)]
    for side in SIDES:
        parts.append(_rigid(figure.hand(side, m), FINE_CELL, f"{side}_hand", look.skin, SKIN))
        colour, pattern = (look.skin, SKIN) if look.feet == "bare" else (look.shoe, CLOTH)
        parts.append(_rigid(figure.foot(side, m, look.feet == "shoes"), FOOT_CELL, f"{side}_foot", colour, pattern))
    return joined(parts)


@lru_cache(maxsize=8)
def shade(body: Body, look: Look) -> Surface:
    """The person in few triangles, good enough to throw a soft shadow."""
    m = Modeller(body)
    parts = [_torso_and_limbs(body, look, m, SHADE_CELL)]
    parts += [_rigid(skin, SHADE_CELL / 2, "head", look.skin) for skin in figure.head(m, look.cut)]
    for side in SIDES:
        parts.append(_rigid(figure.hand(side, m), SHADE_CELL / 3, f"{side}_hand", look.skin))
        parts.append(_rigid(figure.foot(side, m, look.feet == "shoes"), SHADE_CELL / 2, f"{side}_foot", look.skin))
    return joined(parts)


def _torso_and_limbs(body: Body, look: Look, m: Modeller, cell: float = BODY_CELL) -> Surface:
    shapes = figure.trunk(body, m) + figure.limbs(body, m)
    positions, normals, triangles = polygonise(shapes, cell)
    nearest, weights = _weights(shapes, positions, triangles)
    colours, cloth, positions = _dress(body, look, m, positions, nearest)
    thick = _smoother(triangles, len(positions)) @ cloth.astype(float)
    rng = np.random.default_rng(7)
    wrinkles = 1 + 0.10 * cloth * (_smooth_noise(rng, triangles, len(positions)))
    positions = positions + normals * (look.thickness * thick)[:, None]
    bones = np.argsort(-weights, axis=1)[:, :4]
    strongest = np.take_along_axis(weights, bones, axis=1)
    return Surface(
        positions,
        normals,
        colours * wrinkles[:, None],
        np.where(cloth, CLOTH, SKIN),
        bones + 1.0,
        strongest / strongest.sum(axis=1, keepdims=True),
        triangles,
    )


def _head(m: Modeller, look: Look) -> list[Surface]:
    skin, locks = figure.head(m, look.cut)
    face = _rigid(skin, HEAD_CELL, "head", look.skin, SKIN)
    hair = _rigid(locks, HEAD_CELL, "head", look.hair, PLAIN if look.cut == "bald" else CLOTH)
    features: list[Surface] = []
    for sign in (1.0, -1.0):
        for offset, radii, colour in (
            ((sign * 0.0185, 0.0465, 0.0440), (0.0075, 0.0040, 0.0045), "#f0ebe6"),
            ((sign * 0.0185, 0.0465, 0.0466), (0.0036, 0.0038, 0.0030), "#30241d"),
            ((sign * 0.0190, 0.0560, 0.0445), (0.0105, 0.0022, 0.0045), look.hair),
        ):
            features.append(_rigid([m.blob("head", offset, radii)], 0.0035, "head", colour, PLAIN))
    features.append(_rigid([m.blob("head", (0, 0.0085, 0.0500), (0.0130, 0.0036, 0.0050))], 0.0035, "head", "#a8574f"))
    return [face, hair, *features]


def _rigid(shapes: Sequence[Primitive], cell: float, bone: str, colour: str, pattern: int = PLAIN) -> Surface:
    positions, normals, triangles = polygonise(shapes, cell)
    surface = Surface.fixed(positions, normals, triangles, linear(colour), pattern)
    surface.bones[:, 0] = BONE_INDEX[bone] + 1
    return surface


def _weights(shapes: Sequence[Primitive], positions: np.ndarray, triangles: np.ndarray) -> tuple[np.ndarray, ...]:
    """The nearest bone (n,) and every bone's pull (n, bones): only the nearest bone and its neighbours pull."""
    distance = np.full((len(positions), len(BONES)), np.inf)
    for shape in shapes:
        column = BONE_INDEX[shape.bone]
        distance[:, column] = np.minimum(distance[:, column], shape.distance(positions))
    nearest = distance.argmin(axis=1)
    pull = np.exp(-np.maximum(distance - distance.min(axis=1, keepdims=True), 0) / FADE) * _neighbours()[nearest]
    pull /= pull.sum(axis=1, keepdims=True)
    smoother = _smoother(triangles, len(positions))
    for _ in range(SMOOTHING):
        pull = smoother @ pull
    return nearest, pull


def _neighbours() -> np.ndarray:
    """(bones, bones): whether two bones share a joint."""
    near = np.eye(len(BONES), dtype=bool)
    for name, (parent, _) in BONES.items():
        if parent is not None:
            near[BONE_INDEX[name], BONE_INDEX[parent]] = near[BONE_INDEX[parent], BONE_INDEX[name]] = True
    return near


def _smoother(triangles: np.ndarray, count: int) -> coo_matrix:
    """A sparse (n, n) that replaces each vertex's value by the mean of its own and its neighbours'."""
    first = triangles[:, [0, 1, 2, 1, 2, 0]].ravel()
    second = triangles[:, [1, 2, 0, 0, 1, 2]].ravel()
    links = coo_matrix((np.ones(len(first)), (first, second)), shape=(count, count)).tocsr()
    links.data[:] = 1.0
    links = links + diags(np.ones(count))
    return diags(1 / np.asarray(links.sum(axis=1)).ravel()) @ links


def _smooth_noise(rng: np.random.Generator, triangles: np.ndarray, count: int) -> np.ndarray:
    """(n,) values of standard deviation 1 that change over a few centimetres, as folds do."""
    values, smoother = rng.standard_normal(count), _smoother(triangles, count)
    for _ in range(4):
        values = smoother @ values
    return values / values.std()


def _dress(body: Body, look: Look, m: Modeller, positions: np.ndarray, nearest: np.ndarray) -> tuple[np.ndarray, ...]:
    """Colours (n, 3), which vertices are cloth (n,), and the positions with the vertices near a hem drawn onto it."""
    colours, cloth = np.tile(linear(look.skin), (len(positions), 1)), np.zeros(len(positions), bool)
    drawn, height = positions.copy(), body.height

    def local(bone: str) -> np.ndarray:
        frame = m.matrices[BONE_INDEX[bone]]
        return (positions - frame[:3, 3]) @ frame[:3, :3] / height

    def on(*bones: str) -> np.ndarray:
        return np.isin(nearest, [BONE_INDEX[bone] for bone in bones])

    def cover(where: np.ndarray, beyond: np.ndarray, axis: np.ndarray, colour: str) -> None:
        """Paint what lies less than half a cell ``beyond`` the hem (body heights along ``axis``)."""
        near = where & (np.abs(beyond) * height < BODY_CELL / 2)
        drawn[near] = positions[near] - (beyond[near, None] * height) * np.broadcast_to(axis, positions.shape)[near]
        inside = where & (beyond * height < BODY_CELL / 2)
        colours[inside], cloth[inside] = linear(colour), True

    def along(first: str, second: str, length: float) -> tuple[np.ndarray, np.ndarray]:
        """How far down a limb of two bones, and the direction of it, for each vertex's own bone."""
        lower = on(second)[:, None]
        down = np.where(lower[:, 0], length - local(second)[:, 1], -local(first)[:, 1])
        return down, -np.where(lower, m.matrices[BONE_INDEX[second]][:3, 1], m.matrices[BONE_INDEX[first]][:3, 1])

    collar = local("neck")
    neckline = 0.008 - 0.5 * np.maximum(collar[:, 2], -0.02)
    covered = (collar[:, 1] < neckline) | (np.hypot(collar[:, 0], collar[:, 2] + 0.004) > 0.060)
    trunk = ("pelvis", "spine1", "spine2", "spine3", "left_clavicle", "right_clavicle", "neck")
    nowhere = np.full(len(positions), -1.0)
    cover(on(*trunk) & covered, nowhere, np.zeros(3), look.shirt)
    for side in SIDES:
        arm, fore, thigh, shank = (f"{side}_{bone}" for bone in ("upper_arm", "forearm", "thigh", "shank"))
        down, axis = along(arm, fore, 0.1765)
        cover(on(arm, fore) & covered, down - look.sleeve * 0.3225, axis, look.shirt)
        down, axis = along(thigh, shank, 0.245 * body.legs)
        leg = 0.491 * body.legs
        cover(on(thigh, shank), down - look.leg * leg, axis, look.bottoms)
        if look.feet != "bare":
            cover(on(shank) & (down > (0.93 if look.feet == "shoes" else 0.86) * leg), nowhere, np.zeros(3), look.shoe)
    cover(on("pelvis", "spine1"), local("pelvis")[:, 1] - 0.035, m.matrices[0, :3, 1], look.bottoms)
    return colours, cloth, drawn
