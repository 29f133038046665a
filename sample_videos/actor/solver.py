"""From a pose's channels to joint angles: what rests on the floor, and where hands and feet are planted.

A pose is a flat dict of channels, each a number or an array over frames; every channel has a default, so a pose names only
what matters. Beside the joint angles of ``skeleton.ANGLES`` (degrees) there are

- anchors ``at.<point>`` (weight) with ``at.<point>.x/.y/.z`` (m): the body is moved as a whole so that the point is there;
- ``floor`` (0 to 1): the height is set so that the lowest free part of the body touches the floor;
- ``guard`` (1; 0 off): a foot that is not planted does not go through the floor;
- pins ``<side>_<hand|foot>.pin`` (0 to 1) with ``.x/.y/.z`` (m, wrist or flat foot's ankle): the limb bends to reach it;
  ``.flat`` (0 to 1) lays palm or sole flat, fingers or toes along ``.heading`` (degrees, 0 = +Z), ``.heel`` degrees raised;
  ``.swivel`` turns knee or elbow about the limb's line, degrees outwards.

Everything is vectorised over frames.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .skeleton import ANGLES, BONE_INDEX, CONTACTS, SIDES, Body, contact_radius, forward, offsets, point, rotation

Pose = dict[str, float]
Channels = Mapping[str, "np.ndarray | float"]

LIMBS = {f"{side}_{end}": (side, end) for side in SIDES for end in ("hand", "foot")}
_BONES = {"hand": ("clavicle", "upper_arm", "forearm", "hand"), "foot": ("pelvis", "thigh", "shank", "foot")}
#: Points a body can be anchored by: bones whose joints are averaged.
POINTS = {
    "pelvis": ("pelvis",),
    "shoulders": ("left_upper_arm", "right_upper_arm"),
    "wrists": ("left_hand", "right_hand"),
    "ankles": ("left_foot", "right_foot"),
    "left_knee": ("left_shank",),
    "right_knee": ("right_shank",),
    "left_ankle": ("left_foot",),
    "right_ankle": ("right_foot",),
}
_BALL = np.array([0.0, -0.030, 0.090])  # body heights, from the ankle to the ball the foot rolls on
#: Where the elbow goes, in the chest's frame (backwards, down, outwards); the knee goes to the pelvis's front.
_ELBOW = np.array([0.5, -0.6, -0.6])


def _get(pose: Channels, name: str, default: float = 0.0) -> np.ndarray:
    return np.asarray(pose.get(name, default), dtype=float)


def _vector(pose: Channels, name: str) -> np.ndarray:
    return np.stack(np.broadcast_arrays(*(_get(pose, f"{name}.{axis}") for axis in "xyz")), axis=-1)


def _unit(vector: np.ndarray) -> np.ndarray:
    return vector / np.maximum(np.linalg.norm(vector, axis=-1, keepdims=True), 1e-9)


def _frame(up: np.ndarray, forwards: np.ndarray) -> np.ndarray:
    """Rotation (..., 3, 3) whose Y is ``up`` and whose Z is as near to ``forwards`` as can be."""
    y = _unit(up)
    x = _unit(np.cross(y, forwards))
    return np.stack([x, y, np.cross(x, y)], axis=-1)


def _euler(matrix: np.ndarray, order: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Degrees (a, b, c) with rotation(order[0], a) @ rotation(order[1], b) @ rotation(order[2], c) = matrix."""
    i, j, k = ("xyz".index(axis) for axis in order)
    sign = 1.0 if (j - i) % 3 == 1 else -1.0
    b = np.arcsin(np.clip(sign * matrix[..., i, k], -1.0, 1.0))
    a = np.arctan2(-sign * matrix[..., j, k], matrix[..., k, k])
    c = np.arctan2(-sign * matrix[..., i, j], matrix[..., i, i])
    return np.rad2deg(a), np.rad2deg(b), np.rad2deg(c)


def solve(body: Body, pose: Channels) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Joint angles name -> (...) degrees and the root (..., 3) m that satisfy a pose's anchors, floor and pins."""
    shape = np.broadcast_shapes(*(np.shape(value) for value in pose.values()))
    angles = {name: np.broadcast_to(_get(pose, name), shape).copy() for name in ANGLES}
    origin = np.zeros((*shape, 3))
    bones = forward(body, angles, origin)
    root = _anchored(pose, bones, origin)
    floor = _get(pose, "floor")
    if np.any(floor > 0):
        root[..., 1] += floor * (_floor_height(body, pose, bones) - root[..., 1])
    bones[..., :3, 3] += root[..., None, :]
    for limb, (side, end) in LIMBS.items():
        weight = _get(pose, f"{limb}.pin")
        if np.any(weight > 0):
            _reach(body, pose, bones, angles, limb, side, end, weight)
    for side in SIDES if np.any(_get(pose, "guard", 1.0) > 0) else ():
        _guard(body, pose, angles, root, side)
    return angles, root


def _guard(body: Body, pose: Channels, angles: dict[str, np.ndarray], root: np.ndarray, side: str) -> None:
    """Keep a free foot out of the floor: bend the leg until its lowest point is level with the floor."""
    if np.all(_get(pose, f"{side}_foot.pin") > 0.99):
        return
    bones = forward(body, angles, root)
    depth = np.min([
        point(body, bones, bone, offset)[..., 1] - contact_radius(body, bone, radius)
        for bone, offset, radius in CONTACTS if bone == f"{side}_foot"
    ], axis=0)  # fmt: skip
    under = np.where(_get(pose, f"{side}_foot.pin") > 0.99, 0.0, np.minimum(depth, 0.0)) * _get(pose, "guard", 1.0)
    if not np.any(under < -0.002):
        return
    limb = f"{side}_foot"
    x, y, z = np.moveaxis(bones[..., BONE_INDEX[limb], :3, 3], -1, 0)
    lifted = {f"{limb}.x": x, f"{limb}.y": y - under, f"{limb}.z": z, f"{limb}.flat": 0.0}
    _reach(body, lifted, bones, angles, limb, side, "foot", np.where(under < -0.002, 1.0, 0.0))


def _anchored(pose: Channels, bones: np.ndarray, origin: np.ndarray) -> np.ndarray:
    total, moved = np.zeros(origin.shape[:-1]), origin.copy()
    for name, parts in POINTS.items():
        weight = _get(pose, f"at.{name}")
        if np.any(weight > 0):
            here = np.mean([bones[..., BONE_INDEX[part], :3, 3] for part in parts], axis=0)
            moved += weight[..., None] * (_vector(pose, f"at.{name}") - here)
            total = total + weight
    return moved / np.maximum(total, 1e-9)[..., None]


def _floor_height(body: Body, pose: Channels, bones: np.ndarray) -> np.ndarray:
    """Root height that puts the lowest part that is not pinned on the floor (bones are given with the root at 0)."""
    heights = []
    for bone, offset, radius in CONTACTS:
        height = point(body, bones, bone, offset)[..., 1] - contact_radius(body, bone, radius)
        side, _, part = bone.partition("_")
        limb = f"{side}_foot" if part in _BONES["foot"] else f"{side}_hand" if part in _BONES["hand"][2:] else None
        heights.append(height + (10.0 * _get(pose, f"{limb}.pin") if limb else 0.0))
    return -np.min(np.broadcast_arrays(*heights), axis=0)


def _reach(body, pose, bones, angles, limb, side, end, weight) -> None:
    """Two-bone inverse kinematics for one limb; blends the result into ``angles`` by ``weight``."""
    sign = 1.0 if side == "left" else -1.0
    parent, upper, lower, tip = _BONES[end]
    above = bones[..., BONE_INDEX[parent if end == "foot" else f"{side}_{parent}"], :3, :3]
    start = bones[..., BONE_INDEX[f"{side}_{upper}"], :3, 3]
    target, sole = _target(body, pose, limb, end)
    steps = offsets(body)
    first, second = (float(np.linalg.norm(steps[BONE_INDEX[f"{side}_{bone}"]])) for bone in (lower, tip))
    line = target - start
    reach = np.clip(np.linalg.norm(line, axis=-1), abs(first - second) + 1e-3, (first + second) * 0.9998)
    line = _unit(line)
    pole = _pole(above, bones, side, end, sign, line, _get(pose, f"{limb}.swivel"))
    bend = np.rad2deg(np.arccos(np.clip((reach**2 - first**2 - second**2) / (2 * first * second), -1, 1)))
    along = (reach**2 + first**2 - second**2) / (2 * reach)
    out = np.sqrt(np.maximum(first**2 - along**2, 1e-10))
    middle = _unit(along[..., None] * line + out[..., None] * pole)
    front = pole if end == "foot" else -pole
    thigh = _frame(-middle, front)
    joint, hinge = ("hip", "knee") if end == "foot" else ("shoulder", "elbow")
    flexion, abduction, turn = _euler(np.swapaxes(above, -1, -2) @ thigh, "xzy")
    found = {f"{joint}_flexion": -flexion, f"{joint}_abduction": sign * abduction, f"{joint}_rotation": -sign * turn,
             f"{hinge}_flexion": bend}  # fmt: skip
    shank = thigh @ rotation("x", bend if end == "foot" else -bend)
    flat = weight * _get(pose, f"{limb}.flat", 1.0)
    _blend(angles, side, found, weight)
    _blend(angles, side, _flat(np.swapaxes(shank, -1, -2) @ sole, end, sign), flat)


def _pole(above, bones, side, end, sign, line, swivel) -> np.ndarray:
    if end == "foot":
        wish = above[..., :, 2]
    else:
        chest = bones[..., BONE_INDEX["spine3"], :3, :3]
        wish = chest @ (_ELBOW * np.array([sign, 1.0, 1.0]))
    pole = _unit(wish - np.sum(wish * line, axis=-1, keepdims=True) * line)
    # Swivel about the limb's own line; + carries a knee that points forwards outwards.
    angle = np.deg2rad(sign * swivel)[..., None]
    return pole * np.cos(angle) - np.cross(line, pole) * np.sin(angle)


def _target(body: Body, pose: Channels, limb: str, end: str) -> tuple[np.ndarray, np.ndarray]:
    """Where the wrist or ankle has to go, and how the planted hand or foot lies in the world."""
    place, heading = _vector(pose, limb), _get(pose, f"{limb}.heading")
    turn, heel = rotation("y", heading), rotation("x", _get(pose, f"{limb}.heel"))
    if end == "foot":
        ball = _BALL * body.height
        return place + turn @ ball - (turn @ heel) @ ball, turn @ heel
    sign = 1.0 if limb.startswith("left") else -1.0
    lying = np.stack([[0.0, sign, 0.0], [0.0, 0.0, -1.0], [-sign, 0.0, 0.0]], axis=-1)
    return place, turn @ lying


def unrolled(body: Body, ankle: np.ndarray, heel: float) -> np.ndarray:
    """(3,) m: where the ankle of a foot with a raised heel (degrees, heading 0) would be if the foot were flat."""
    ball = _BALL * body.height
    return ankle - ball + rotation("x", heel) @ ball


def _flat(local: np.ndarray, end: str, sign: float) -> dict[str, np.ndarray]:
    if end == "foot":
        flexion, turn, side = _euler(local, "xyz")
        return {"ankle_flexion": -flexion, "ankle_turn": -sign * turn, "ankle_side": sign * side}
    turn, flexion, deviation = _euler(local, "yxz")
    return {"wrist_turn": -sign * turn, "wrist_flexion": -flexion, "wrist_deviation": sign * deviation}


def _blend(angles: dict[str, np.ndarray], side: str, found: dict[str, np.ndarray], weight: np.ndarray) -> None:
    for name, value in found.items():
        free = angles[f"{side}_{name}"]
        angles[f"{side}_{name}"] = free + weight * ((value - free + 180.0) % 360.0 - 180.0)
