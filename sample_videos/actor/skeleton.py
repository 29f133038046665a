"""The actor's skeleton: one set of named joint angles moves 20 bones (forward kinematics).

World: metres, Y up, the floor is y = 0. Zero pose: standing upright, facing +Z, the person's left is +X, arms hanging,
palms to the thighs, feet forward. **In the zero pose every bone's frame is parallel to the world** (pure translations),
its origin is the joint at the bone's upper (proximal) end. So the trunk, neck and head point along their own +Y, arms,
thighs and shanks along -Y, feet along +Z, clavicles outwards along +X (left) or -X (right). Rotations are right-handed.

A mesh is modelled in the pose ``BIND`` (arms and legs a little bent and apart) and skinned with
``forward(body, angles) @ inv(forward(body, BIND))``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from formcheck.pose import LANDMARKS

SIDES = ("left", "right")


@dataclass(frozen=True)
class Body:
    """A person's build. Lengths are Drillis-Contini shares of the height; the multipliers have mean 1.

    height: m. legs: leg length (the trunk takes up the difference). shoulders, hips: widths of the skeleton.
    girth: thickness of everything soft; belly, bust, muscle: of the parts named, for the mesh alone.
    """

    name: str
    height: float
    sex: str
    legs: float = 1.0
    shoulders: float = 1.0
    hips: float = 1.0
    girth: float = 1.0
    belly: float = 1.0
    bust: float = 0.0
    muscle: float = 1.0


BODIES = {
    body.name: body
    for body in (
        Body("a", 1.66, "woman", shoulders=0.95, hips=1.03, girth=0.94, bust=1.0, muscle=0.9),
        Body("b", 1.80, "man", shoulders=1.06, hips=0.97, girth=1.02, muscle=1.15),
        Body("c", 1.58, "woman", legs=0.98, shoulders=0.97, hips=1.10, girth=1.18, belly=1.25, bust=1.2, muscle=0.95),
        Body("d", 1.86, "man", legs=1.02, shoulders=1.00, hips=0.94, girth=0.90, belly=0.9),
        Body("e", 1.74, "man", shoulders=1.05, hips=1.04, girth=1.20, belly=1.45, muscle=1.05),
        Body("f", 1.72, "woman", legs=1.02, shoulders=0.98, hips=1.00, girth=0.88, bust=0.7, muscle=0.85),
        Body("g", 1.69, "man", legs=0.98, shoulders=1.10, hips=1.00, girth=1.10, belly=1.1, muscle=1.3),
        Body("h", 1.62, "woman", shoulders=0.98, hips=1.06, girth=1.06, belly=1.1, bust=1.1, muscle=0.95),
        Body("i", 1.75, "woman", legs=1.01, shoulders=1.00, hips=1.04, girth=0.98, bust=0.9, muscle=1.0),
        Body("j", 1.77, "man", legs=0.99, shoulders=1.03, hips=1.02, girth=1.06, belly=1.25, muscle=0.95),
        Body("k", 1.70, "woman", legs=1.00, shoulders=0.99, hips=1.07, girth=1.02, belly=1.05, bust=1.1, muscle=0.9),
        Body("l", 1.83, "man", legs=1.01, shoulders=1.05, hips=0.99, girth=0.98, belly=1.05, muscle=1.05),
        Body("m", 1.78, "man", legs=1.00, shoulders=1.04, hips=1.00, girth=1.04, belly=1.15, muscle=1.0),
        Body("n", 1.64, "woman", legs=1.01, shoulders=0.97, hips=1.05, girth=0.96, bust=0.95, muscle=0.95),
        Body("o", 1.68, "woman", legs=0.99, shoulders=1.01, hips=1.03, girth=1.07, belly=1.1, bust=1.05, muscle=0.95),
        Body("p", 1.81, "man", legs=1.02, shoulders=1.03, hips=1.01, girth=0.94, muscle=1.1),
        Body("q", 1.73, "woman", legs=1.01, shoulders=1.00, hips=1.05, girth=1.03, belly=1.05, bust=1.0, muscle=0.95),
        Body("r", 1.71, "man", legs=0.99, shoulders=1.05, hips=1.01, girth=1.10, belly=1.2, muscle=1.1),
        Body("s", 1.67, "woman", legs=1.00, shoulders=0.98, hips=1.04, girth=0.99, belly=1.05, bust=1.05, muscle=0.95),
        Body("t", 1.76, "man", legs=1.00, shoulders=1.04, hips=1.00, girth=1.00, belly=1.1, muscle=1.05),
        Body("u", 1.60, "woman", legs=1.01, shoulders=0.99, hips=1.06, girth=1.04, belly=1.1, bust=1.0, muscle=0.95),
        Body("v", 1.79, "man", legs=0.99, shoulders=1.05, hips=0.99, girth=1.03, belly=1.15, muscle=1.1),
        Body("w", 1.65, "woman", legs=0.99, shoulders=1.00, hips=1.03, girth=1.06, belly=1.15, bust=1.1, muscle=0.9),
        Body("x", 1.84, "man", legs=1.01, shoulders=1.02, hips=1.00, girth=0.97, belly=1.05, muscle=1.0),
        Body("y", 1.71, "woman", legs=1.00, shoulders=0.99, hips=1.05, girth=1.00, belly=1.1, bust=1.0, muscle=0.95),
        Body("z", 1.74, "man", legs=1.00, shoulders=1.05, hips=1.01, girth=1.07, belly=1.2, muscle=1.05),
        Body("aa", 1.63, "woman", legs=1.00, shoulders=0.98, hips=1.07, girth=1.08, belly=1.2, bust=1.1, muscle=0.9),
        Body("ab", 1.82, "man", legs=1.00, shoulders=1.04, hips=0.99, girth=0.99, belly=1.1, muscle=1.1),
        Body("ac", 1.56, "woman", legs=0.99, shoulders=0.99, hips=1.05, girth=1.04, belly=1.15, bust=1.0, muscle=0.95),
        Body("ad", 1.77, "man", legs=1.01, shoulders=1.05, hips=1.00, girth=1.05, belly=1.2, muscle=1.05),
        Body("ae", 1.69, "woman", legs=1.01, shoulders=0.98, hips=1.04, girth=0.98, belly=1.05, bust=1.0, muscle=0.95),
        Body("af", 1.80, "man", legs=0.99, shoulders=1.04, hips=1.01, girth=1.06, belly=1.2, muscle=1.05),
        Body("ag", 1.66, "woman", legs=1.00, shoulders=0.99, hips=1.06, girth=1.03, belly=1.1, bust=1.05, muscle=0.95),
        Body("ah", 1.78, "man", legs=1.01, shoulders=1.04, hips=1.00, girth=1.03, belly=1.15, muscle=1.05),
        Body("ai", 1.61, "woman", legs=1.00, shoulders=0.99, hips=1.05, girth=1.01, belly=1.05, bust=1.0, muscle=0.95),
        Body("aj", 1.75, "man", legs=1.00, shoulders=1.05, hips=1.00, girth=1.05, belly=1.2, muscle=1.05),
        Body("ak", 1.68, "woman", legs=1.00, shoulders=0.98, hips=1.06, girth=1.06, belly=1.15, bust=1.05, muscle=0.95),
        Body("al", 1.79, "man", legs=1.01, shoulders=1.04, hips=1.01, girth=1.02, belly=1.15, muscle=1.05),
        Body("am", 1.65, "woman", legs=1.01, shoulders=0.99, hips=1.04, girth=1.00, belly=1.05, bust=1.0, muscle=0.95),
        Body("an", 1.76, "man", legs=1.00, shoulders=1.05, hips=1.00, girth=1.06, belly=1.2, muscle=1.05),
        Body("ao", 1.64, "woman", legs=1.00, shoulders=0.99, hips=1.07, girth=1.09, belly=1.2, bust=1.1, muscle=0.9),
        Body("ap", 1.82, "man", legs=1.00, shoulders=1.04, hips=1.00, girth=1.00, belly=1.1, muscle=1.05),
        Body("aq", 1.70, "woman", legs=1.01, shoulders=0.98, hips=1.04, girth=0.97, belly=1.05, bust=0.95, muscle=0.95),
        # ar to au are kept for testing alone: no rule is tuned on them.
        Body("ar", 1.78, "man", legs=1.01, shoulders=1.05, hips=1.01, girth=1.05, belly=1.15, muscle=1.0),
        Body("as", 1.62, "woman", legs=1.00, shoulders=0.99, hips=1.05, girth=1.02, belly=1.1, bust=1.0, muscle=0.95),
        Body("at", 1.71, "woman", legs=1.01, shoulders=0.98, hips=1.05, girth=0.99, belly=1.05, bust=1.0, muscle=0.95),
        Body("au", 1.80, "man", legs=1.00, shoulders=1.04, hips=1.00, girth=1.03, belly=1.1, muscle=1.1),
    )
}

#: Bone -> (parent, offset of its joint from the parent's joint, in body heights; x for the left side and the middle).
_HALF = {
    "clavicle": ("spine3", (0.016, 0.085, 0.012)),
    "upper_arm": ("clavicle", (0.090, 0.013, -0.012)),
    "forearm": ("upper_arm", (0.0, -0.1765, 0.0)),
    "hand": ("forearm", (0.0, -0.146, 0.0)),
    "thigh": ("pelvis", (0.0518, 0.0, 0.0)),
    "shank": ("thigh", (0.0, -0.245, 0.0)),
    "foot": ("shank", (0.0, -0.246, 0.0)),
}
_MIDDLE = {
    "pelvis": (None, (0.0, 0.0, 0.0)),
    "spine1": ("pelvis", (0.0, 0.055, 0.0)),
    "spine2": ("spine1", (0.0, 0.060, 0.0)),
    "spine3": ("spine2", (0.0, 0.075, 0.0)),
    "neck": ("spine3", (0.0, 0.110, 0.0)),
    "head": ("neck", (0.0, 0.060, 0.012)),
}


def _tree() -> dict[str, tuple[str | None, tuple[float, float, float]]]:
    tree = dict(_MIDDLE)
    for side, sign in zip(SIDES, (1.0, -1.0), strict=True):
        for bone, (parent, (x, y, z)) in _HALF.items():
            parent = parent if parent in _MIDDLE else f"{side}_{parent}"
            tree[f"{side}_{bone}"] = (parent, (sign * x, y, z))
    return tree


#: Bone name -> (parent name or None, offset in body heights), parents before children.
BONES = _tree()
BONE_INDEX = {name: number for number, name in enumerate(BONES)}
ANKLE_HEIGHT = 0.039  # of the body height, sole to ankle joint

_TRUNK_ANGLES = {
    "yaw": "heading of the body about the vertical; 0 faces +Z, +90 faces +X",
    "lean": "whole body tips sideways about its heading, + to its right",
    "pitch": "pelvis tips forwards; 0 upright, +90 face down, -90 lying on the back",
    "turn": "pelvis rolls about its own long axis, + its front to the body's left",
    "lumbar_flexion": "lower spine joint, + forwards",
    "thorax_flexion": "middle and upper spine joints together, + forwards",
    "spine_side": "three spine joints together, + to the right",
    "spine_twist": "three spine joints together, + the chest to the left",
    "neck_flexion": "neck and head together, + chin to chest",
    "neck_side": "neck and head together, + to the right",
    "neck_twist": "neck and head together, + the face to the left",
}
_LIMB_ANGLES = {
    "clavicle_raise": "shoulder girdle, + up",
    "clavicle_forward": "shoulder girdle, + forwards",
    "shoulder_flexion": "upper arm, 0 hanging, 90 forwards, 180 overhead",
    "shoulder_abduction": "upper arm, after flexion, + away from the middle, 90 straight out",
    "shoulder_rotation": "upper arm about its own length, + inwards",
    "elbow_flexion": "0 straight",
    "wrist_flexion": "+ palm side (the fingers move forwards when the palm faces forwards)",
    "wrist_deviation": "+ away from the middle",
    "wrist_turn": "forearm turn seen at the hand, + inwards",
    "hip_flexion": "thigh, 0 in line with the trunk, + forwards",
    "hip_abduction": "thigh, after flexion, + away from the middle",
    "hip_rotation": "thigh about its own length, + inwards",
    "knee_flexion": "0 straight, + the heel to the buttock",
    "ankle_flexion": "0 foot at right angles to the shank, + toes up",
    "ankle_side": "+ the sole faces outwards",
    "ankle_turn": "+ toes inwards",
}
#: Every joint angle, in degrees: name -> meaning and sign.
ANGLES = _TRUNK_ANGLES | {f"{side}_{name}": text for side in SIDES for name, text in _LIMB_ANGLES.items()}
ANGLE_INDEX = {name: number for number, name in enumerate(ANGLES)}

#: The pose a mesh is modelled in: bent joints then stay round when they bend further.
BIND = {f"{side}_{name}": angle for side in SIDES for name, angle in {
    "shoulder_abduction": 50.0, "hip_flexion": 22.0, "hip_abduction": 10.0, "knee_flexion": 30.0}.items()}  # fmt: skip


def rotation(axis: str, degrees: np.ndarray | float) -> np.ndarray:
    """Rotation matrices (..., 3, 3) about "x", "y" or "z" for angles (...) in degrees."""
    radians = np.deg2rad(np.asarray(degrees, dtype=float))
    cos, sin = np.cos(radians), np.sin(radians)
    i, j = {"x": (1, 2), "y": (2, 0), "z": (0, 1)}[axis]
    matrix = np.zeros((*radians.shape, 3, 3))
    matrix[...] = np.eye(3)
    matrix[..., i, i], matrix[..., i, j], matrix[..., j, i], matrix[..., j, j] = cos, -sin, sin, cos
    return matrix


@lru_cache(maxsize=64)
def offsets(body: Body) -> np.ndarray:
    """(20, 3) m: each bone's joint in its parent's frame."""
    trunk = 1.0 - 1.7 * (body.legs - 1.0)  # (0.53 / 0.31) keeps the height while legs grow
    scaled = []
    for name, (_, (x, y, z)) in BONES.items():
        x *= body.hips if "thigh" in name else body.shoulders if "clavicle" in name or "upper_arm" in name else 1.0
        y *= body.legs if "shank" in name or "foot" in name else trunk if "spine" in name or name == "neck" else 1.0
        scaled.append((x, y, z))
    return np.array(scaled) * body.height


def local_rotations(angles: Mapping[str, np.ndarray | float]) -> dict[str, np.ndarray]:
    """Bone -> rotation (..., 3, 3) in its parent's frame; bones that are not named do not turn."""

    def of(name: str) -> np.ndarray:
        return np.asarray(angles.get(name, 0.0), dtype=float)

    def bend(flexion: np.ndarray, side: np.ndarray, twist: np.ndarray) -> np.ndarray:
        return rotation("y", twist) @ rotation("z", -side) @ rotation("x", flexion)

    side, twist, thorax = of("spine_side") / 3, of("spine_twist") / 3, of("thorax_flexion") / 2
    neck = (of("neck_flexion") / 2, of("neck_side") / 2, of("neck_twist") / 2)
    turns = {
        "pelvis": rotation("y", of("yaw")) @ rotation("z", -of("lean")) @ rotation("x", of("pitch"))
        @ rotation("y", of("turn")),
        "spine1": bend(of("lumbar_flexion"), side, twist),
        "spine2": bend(thorax, side, twist),
        "spine3": bend(thorax, side, twist),
        "neck": bend(*neck),
        "head": bend(*neck),
    }  # fmt: skip
    for name, sign in zip(SIDES, (1.0, -1.0), strict=True):
        turns |= _limb_rotations(name, sign, lambda joint, name=name: of(f"{name}_{joint}"))
    return turns


def _limb_rotations(side: str, sign: float, of: Callable[[str], np.ndarray]) -> dict[str, np.ndarray]:
    def ball(joint: str) -> np.ndarray:
        return (rotation("x", -of(f"{joint}_flexion")) @ rotation("z", sign * of(f"{joint}_abduction"))
                @ rotation("y", -sign * of(f"{joint}_rotation")))  # fmt: skip

    return {
        f"{side}_clavicle": rotation("z", sign * of("clavicle_raise")) @ rotation("y", -sign * of("clavicle_forward")),
        f"{side}_upper_arm": ball("shoulder"),
        f"{side}_forearm": rotation("x", -of("elbow_flexion")),
        f"{side}_hand": rotation("y", -sign * of("wrist_turn")) @ rotation("x", -of("wrist_flexion"))
        @ rotation("z", sign * of("wrist_deviation")),
        f"{side}_thigh": ball("hip"),
        f"{side}_shank": rotation("x", of("knee_flexion")),
        f"{side}_foot": rotation("x", -of("ankle_flexion")) @ rotation("y", -sign * of("ankle_turn"))
        @ rotation("z", sign * of("ankle_side")),
    }  # fmt: skip


def forward(body: Body, angles: Mapping[str, np.ndarray | float] | np.ndarray, root: np.ndarray) -> np.ndarray:
    """Bone matrices (..., 20, 4, 4), bone to world, in the order of ``BONES``.

    angles: name -> degrees (...), names left out are 0; or an array (..., len(ANGLES)) in the order of ``ANGLES``.
    root: (..., 3) m, the middle between the hip joints. Leading shapes broadcast, e.g. (n_frames,).
    """
    if isinstance(angles, np.ndarray):
        angles = {name: angles[..., number] for name, number in ANGLE_INDEX.items()}
    root = np.asarray(root, dtype=float)
    turns, steps = local_rotations(angles), offsets(body)
    shape = np.broadcast_shapes(root.shape[:-1], *(turn.shape[:-2] for turn in turns.values()))
    world = np.zeros((*shape, len(BONES), 4, 4))
    world[..., 3, 3] = 1.0
    for number, (name, (parent, _)) in enumerate(BONES.items()):
        if parent is None:
            world[..., number, :3, :3], world[..., number, :3, 3] = turns[name], root
            continue
        above = world[..., BONE_INDEX[parent], :, :]
        world[..., number, :3, :3] = above[..., :3, :3] @ turns[name]
        world[..., number, :3, 3] = above[..., :3, :3] @ steps[number] + above[..., :3, 3]
    return world


def point(body: Body, matrices: np.ndarray, bone: str, offset: tuple[float, float, float]) -> np.ndarray:
    """(..., 3) m: a point fixed to a bone, ``offset`` in body heights along the bone's own axes."""
    frame = matrices[..., BONE_INDEX[bone], :, :]
    return frame[..., :3, :3] @ (np.asarray(offset) * body.height) + frame[..., :3, 3]


_FACE = {
    "nose": (0.0, 0.028, 0.060), "left_eye_inner": (0.010, 0.047, 0.047), "left_eye": (0.018, 0.047, 0.045),
    "left_eye_outer": (0.026, 0.047, 0.041), "left_ear": (0.044, 0.036, -0.004), "mouth_left": (0.014, 0.008, 0.050),
}  # fmt: skip
_HAND = {"pinky": (0.0, -0.046, -0.020), "index": (0.0, -0.052, 0.018), "thumb": (0.0, -0.030, 0.030)}
_FOOT = {"ankle": (0.0, 0.0, 0.0), "heel": (0.0, -0.032, -0.028), "foot_index": (0.0, -0.032, 0.100)}
_JOINT = {"shoulder": "upper_arm", "elbow": "forearm", "wrist": "hand", "hip": "thigh", "knee": "shank"}


def _place(name: str) -> tuple[str, tuple[float, float, float]]:
    """The bone a landmark is fixed to, and where on it, in body heights."""
    side = "right" if "right" in name else "left"
    sign = -1.0 if side == "right" else 1.0
    if "_" not in name or name.split("_", 1)[1] not in {*_HAND, *_FOOT, *_JOINT}:
        x, y, z = _FACE[name if name in _FACE else name.replace("right", "left")]
        return "head", (sign * x, y, z)
    part = name.split("_", 1)[1]
    if part in _JOINT:
        return f"{side}_{_JOINT[part]}", (0.0, 0.0, 0.0)
    x, y, z = _HAND[part] if part in _HAND else _FOOT[part]
    return f"{side}_{'hand' if part in _HAND else 'foot'}", (sign * x, y, z)


#: Where each landmark sits: name -> (bone, offset in body heights), in the order of ``formcheck.pose.LANDMARKS``.
PLACES = {name: _place(name) for name in LANDMARKS}


def landmarks(body: Body, matrices: np.ndarray) -> np.ndarray:
    """(..., 33, 3) m: joint centres and face, hand and foot points, in the order of ``formcheck.pose.LANDMARKS``."""
    return np.stack([point(body, matrices, bone, offset) for bone, offset in PLACES.values()], axis=-2)


#: Where the body can touch the floor: (bone, offset in body heights, radius in body heights before girth).
#: A mesh should fill these spheres; the solver lets the lowest one rest on the floor.
CONTACTS = (
    ("pelvis", (0.0, 0.015, -0.008), 0.062), ("spine2", (0.0, 0.03, 0.0), 0.058), ("spine3", (0.0, 0.045, 0.0), 0.060),
    ("head", (0.0, 0.040, 0.0), 0.056),
    *((f"{side}_{bone}", offset, radius) for side in SIDES for bone, offset, radius in (
        ("upper_arm", (0.0, 0.0, 0.0), 0.040), ("forearm", (0.0, 0.0, 0.0), 0.026),
        ("hand", (0.0, 0.0, 0.0), 0.018), ("hand", (0.0, -0.052, 0.0), 0.012),
        ("thigh", (0.0, 0.0, -0.004), 0.060), ("shank", (0.0, 0.0, 0.0), 0.033), ("foot", (0.0, 0.0, 0.0), 0.022),
        ("foot", (0.0, -0.020, -0.022), 0.019), ("foot", (0.0, -0.025, 0.090), 0.014))),
)  # fmt: skip


def contact_radius(body: Body, bone: str, radius: float) -> float:
    """m: a contact sphere's size; hands, feet and head do not grow with the girth."""
    fixed = "hand" in bone or "foot" in bone or bone == "head"
    return radius * body.height * (1.0 if fixed else body.girth)


def lowest(body: Body, matrices: np.ndarray) -> np.ndarray:
    """(...) m: height of the lowest point of the body, skin included."""
    heights = [
        point(body, matrices, bone, offset)[..., 1] - contact_radius(body, bone, radius)
        for bone, offset, radius in CONTACTS
    ]
    return np.min(heights, axis=0)
