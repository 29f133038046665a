"""The shapes a person is made of: blobs and rounded cones on the bones, in shares of the body height.

Breadths and depths follow the usual anthropometric shares (hip breadth 0.19, chest breadth 0.17, head length 0.13 of the
height); ``Body``'s multipliers turn them into a particular person.
"""

from __future__ import annotations

import numpy as np

from .implicit import Blob, Cone, Primitive
from .skeleton import BIND, BONE_INDEX, SIDES, Body, forward

SIGNS = dict(zip(SIDES, (1.0, -1.0), strict=True))


class Modeller:
    """Places shapes on the bones of one body in the bind pose. Offsets and radii are in body heights."""

    def __init__(self, body: Body):
        self.body = body
        self.matrices = forward(body, BIND, np.zeros(3))

    def point(self, bone: str, offset: tuple[float, float, float]) -> np.ndarray:
        frame = self.matrices[BONE_INDEX[bone]]
        return frame[:3, :3] @ (np.array(offset) * self.body.height) + frame[:3, 3]

    def blob(self, bone: str, offset: tuple, radii: tuple, melt: float = 0.03, tilt: np.ndarray | None = None) -> Blob:
        axes = self.matrices[BONE_INDEX[bone]][:3, :3].T
        axes = axes if tilt is None else tilt.T @ axes
        return Blob(bone, self.point(bone, offset), np.array(radii) * self.body.height, axes, melt)

    def cone(self, bone: str, offset: tuple, radius: float, end: tuple[str, tuple], end_radius: float, melt=0.03):
        height = self.body.height
        return Cone(bone, self.point(bone, offset), self.point(*end), radius * height, end_radius * height, melt)


def trunk(body: Body, m: Modeller) -> list[Primitive]:
    """Pelvis to neck."""
    g, hips, wide = body.girth, body.hips, body.shoulders
    parts = [
        m.blob("pelvis", (0, 0.012, -0.002), (0.086 * hips, 0.055, 0.060 * g)),
        m.blob("spine1", (0, 0.020, 0.010 * body.belly), (0.073 * g, 0.062, 0.054 * g * body.belly**0.6), 0.06),
        m.blob("spine2", (0, 0.030, 0.006), (0.072 * g, 0.062, 0.053 * g * (0.5 + 0.5 * body.belly)), 0.05),
        m.blob("spine3", (0, 0.030, 0.000), (0.082 * wide * g, 0.085, 0.060 * g), 0.05),
        m.blob("spine3", (0, 0.078, 0.000), (0.076 * wide, 0.045, 0.046), 0.04),
        m.cone("neck", (0, -0.02, -0.004), 0.034, ("head", (0, 0.02, -0.010)), 0.031, 0.03),
    ]
    for side, sign in SIGNS.items():
        parts += [
            m.blob("pelvis", (sign * 0.043 * hips, -0.008, -0.030), (0.044 * hips, 0.047, 0.036 * g), 0.06),
            m.blob("spine3", (sign * 0.048, 0.045, -0.026), (0.040, 0.060, 0.032), 0.04),
            m.cone(
                "neck", (sign * 0.012, 0.012, -0.012), 0.024, (f"{side}_upper_arm", (-0.012 * sign, 0.0, -0.004)), 0.028
            ),
        ]
        if body.bust:
            size = 0.034 * body.bust**0.5
            parts.append(m.blob("spine3", (sign * 0.037, 0.022, 0.046), (size, size, size * 0.95), 0.025))
        else:
            parts.append(m.blob("spine3", (sign * 0.036, 0.045, 0.034), (0.040, 0.032, 0.026 * body.muscle), 0.03))
    return parts


def limbs(body: Body, m: Modeller) -> list[Primitive]:
    """Arms and legs up to wrists and ankles."""
    g, muscle = body.girth, body.muscle
    parts: list[Primitive] = []
    for side, sign in SIGNS.items():
        arm, fore, thigh, shank = (f"{side}_{bone}" for bone in ("upper_arm", "forearm", "thigh", "shank"))
        parts += [
            m.blob(arm, (sign * 0.002, -0.014, 0), (0.034 * muscle, 0.044, 0.037 * muscle), 0.03),
            m.cone(arm, (0, 0, 0), 0.031 * g, (fore, (0, 0, 0)), 0.0235 * g),
            m.blob(arm, (0, -0.085, 0.005), (0.026 * g * muscle, 0.060, 0.029 * g * muscle), 0.02),
            m.cone(fore, (0, 0, 0), 0.0240 * g, (fore, (0, -0.05, 0)), 0.0255 * g, 0.02),
            m.cone(fore, (0, -0.05, 0), 0.0250 * g, (fore, (0, -0.150, 0)), 0.0150, 0.02),
            m.cone(thigh, (sign * 0.002, -0.010, -0.002), 0.056 * g, (shank, (0, 0, 0)), 0.032 * g),
            m.blob(thigh, (0, -0.095, 0.006), (0.049 * g, 0.100, 0.052 * g), 0.03),
            m.cone(shank, (0, 0, 0.002), 0.0325 * g, (shank, (0, -0.12, -0.004)), 0.0310 * g, 0.02),
            m.blob(shank, (0, -0.075, -0.012), (0.0325 * g, 0.068, 0.036 * g), 0.02),
            m.cone(shank, (0, -0.12, -0.004), 0.0290 * g, (shank, (0, -0.252, -0.004)), 0.0190, 0.02),
        ]
    return parts


def hand(side: str, m: Modeller) -> list[Primitive]:
    """Palm, four slightly bent fingers and a thumb; at zero the palm faces the thigh and the thumb points forwards."""
    bone, inward = f"{side}_hand", -SIGNS[side]
    parts: list[Primitive] = [
        m.cone(bone, (0, 0.010, 0), 0.0150, (bone, (0, -0.012, 0)), 0.0150, 0.01),
        m.blob(bone, (0, -0.030, 0), (0.0105, 0.029, 0.0235), 0.012),
        m.cone(bone, (0, -0.012, 0.014), 0.0095, (bone, (0.006 * inward, -0.040, 0.031)), 0.0070, 0.008),
        m.cone(bone, (0.006 * inward, -0.040, 0.031), 0.0070, (bone, (0.008 * inward, -0.058, 0.034)), 0.0055, 0.004),
    ]
    for place, length in ((0.0175, 0.044), (0.0060, 0.050), (-0.0055, 0.046), (-0.0165, 0.036)):
        knuckle, middle = (0, -0.050, place), (0.004 * inward, -0.050 - 0.55 * length, place * 1.1)
        tip = (0.014 * inward, -0.050 - length, place * 1.1)
        parts += [
            m.cone(bone, knuckle, 0.0065, (bone, middle), 0.0058, 0.004),
            m.cone(bone, middle, 0.0058, (bone, tip), 0.0048, 0.004),
        ]
    return parts


def foot(side: str, m: Modeller, shoes: bool) -> list[Primitive]:
    """A foot, or the shoe round it; the sole lies 0.039 body heights below the ankle joint."""
    bone, sign = f"{side}_foot", SIGNS[side]
    extra = 0.004 if shoes else 0.0
    parts: list[Primitive] = [
        m.cone(bone, (0, 0.02, -0.002), 0.021 + extra, (bone, (0, -0.008, -0.004)), 0.022 + extra, 0.01),
        m.cone(bone, (0, -0.018, -0.018), 0.020 + extra / 2, (bone, (sign * 0.002, -0.024, 0.045)), 0.0155 + extra / 2),
        m.cone(bone, (0, -0.004, 0.004), 0.020, (bone, (0, -0.022, 0.060)), 0.015, 0.02),
        m.blob(bone, (sign * 0.002, -0.026, 0.056), (0.027 + extra, 0.0135 + extra / 2, 0.036), 0.015),
        m.blob(bone, (sign * -0.002, -0.029, 0.088), (0.024 + extra, 0.0100 + extra, 0.022 + extra), 0.012),
    ]
    if not shoes:
        toes = ((-0.016, 0.106, 0.0085), (-0.004, 0.106, 0.0065), (0.006, 0.102, 0.006), (0.015, 0.096, 0.0055))
        parts += [
            m.cone(bone, (sign * x, -0.030, 0.085), size, (bone, (sign * x, -0.031, z)), size, 0.004)
            for x, z, size in toes
        ]
    return parts


def head(m: Modeller, hair: str) -> tuple[list[Primitive], list[Primitive]]:
    """Skull, face and ears, and apart from them the hair ("short", "bun", "tail" or "bob")."""
    skin: list[Primitive] = [
        m.blob("head", (0, 0.056, -0.006), (0.0435, 0.052, 0.056), 0.02),
        m.blob("head", (0, 0.030, 0.016), (0.0375, 0.050, 0.036), 0.02),
        m.blob("head", (0, -0.001, 0.023), (0.0280, 0.020, 0.027), 0.02),
        m.cone("head", (0, 0.046, 0.049), 0.0045, ("head", (0, 0.028, 0.0555)), 0.0075, 0.008),
        m.blob("head", (0, 0.008, 0.047), (0.014, 0.006, 0.006), 0.006),
        *(m.blob("head", (sign * 0.0440, 0.036, -0.004), (0.0060, 0.0175, 0.0110), 0.003) for sign in SIGNS.values()),
    ]
    locks: list[Primitive] = [m.blob("head", (0, 0.066, -0.013), (0.0480, 0.0500, 0.0565), 0.02)]
    if hair != "short":
        locks.append(m.blob("head", (0, 0.040, -0.034), (0.0440, 0.040, 0.036), 0.02))
    if hair == "bun":
        locks.append(m.blob("head", (0, 0.082, -0.080), (0.026, 0.026, 0.024), 0.01))
    elif hair == "tail":
        locks.append(m.cone("head", (0, 0.070, -0.074), 0.016, ("head", (0, -0.010, -0.092)), 0.010, 0.01))
    elif hair == "bob":
        locks.append(m.blob("head", (0, 0.020, -0.026), (0.0500, 0.042, 0.036), 0.02))
    return skin, locks
