"""The definitions of the exercise specification, measured on true (projected, noise-free) landmarks.

They are used for two things: to find how far a joint has to go for a fault of a given strength, and in the tests. Nothing
here knows a rule. Points are in image heights, y down; angles in degrees. Every measure takes a ``View``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from formcheck.pose import INDEX, OTHER


@dataclass(frozen=True, eq=False)
class View:
    """What the camera sees of one repetition: landmarks (33, 2) at ready and at the peak.

    near: the side towards the camera. moving: the side that works, or the near side. world: the peak's true points (33, 3).
    """

    ready: np.ndarray
    peak: np.ndarray
    near: str
    moving: str
    world: np.ndarray = field(default_factory=lambda: np.full((33, 3), np.nan))
    ready_world: np.ndarray = field(default_factory=lambda: np.full((33, 3), np.nan))

    def at(self, name: str, when: str = "peak") -> np.ndarray:
        """(2,): "hip_n" near, "hip_f" far, "hip_m" moving, "hip_s" supporting, "hip" the middle, "nose" as it is."""
        points = self.peak if when == "peak" else self.ready
        part, _, which = name.rpartition("_")
        side = {"n": self.near, "f": OTHER[self.near], "m": self.moving, "s": OTHER[self.moving]}.get(which)
        if side:
            return points[INDEX[f"{side}_{part}"]]
        if name in INDEX:
            return points[INDEX[name]]
        return (points[INDEX[f"left_{name}"]] + points[INDEX[f"right_{name}"]]) / 2


Measure = Callable[[View], float]


def bent(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> float:
    """Interior angle at b, 0 to 180."""
    u, v = a - b, c - b
    return float(np.degrees(np.arccos(np.clip(u @ v / (np.linalg.norm(u) * np.linalg.norm(v)), -1, 1))))


def _elevation(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.degrees(np.arctan2(a[1] - b[1], abs(b[0] - a[0]))))


def _tilt(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.degrees(np.arctan2(abs(b[0] - a[0]), a[1] - b[1])))


def joint(a: str, b: str, c: str) -> Measure:
    """J(a, b, c) at the peak."""
    return lambda v: bent(v.at(a), v.at(b), v.at(c))


def joint_change(a: str, b: str, c: str) -> Measure:
    """J(a, b, c) at the peak minus at ready."""
    return lambda v: joint(a, b, c)(v) - bent(v.at(a, "ready"), v.at(b, "ready"), v.at(c, "ready"))


def flexion(a: str, b: str, c: str) -> Measure:
    """180 - J(a, b, c)."""
    return lambda v: 180.0 - joint(a, b, c)(v)


def elevation(a: str, b: str) -> Measure:
    """E(a -> b): above the horizontal."""
    return lambda v: _elevation(v.at(a), v.at(b))


def elevation_change(a: str, b: str) -> Measure:
    """E(a -> b) at the peak minus at ready."""
    return lambda v: elevation(a, b)(v) - _elevation(v.at(a, "ready"), v.at(b, "ready"))


def tilt(a: str, b: str) -> Measure:
    """T(a -> b): from straight up, 0 to 180."""
    return lambda v: _tilt(v.at(a), v.at(b))


def tilt_change(a: str, b: str) -> Measure:
    """How far the line a -> b has turned in the picture since ready, 0 to 180."""

    def measure(v: View) -> float:
        return bent(v.at(b), np.zeros(2) + v.at(a), v.at(a) + v.at(b, "ready") - v.at(a, "ready"))

    return measure


def torso(v: View) -> float:
    """L of a side view: near shoulder to near hip at ready."""
    return float(np.linalg.norm(v.at("shoulder_n", "ready") - v.at("hip_n", "ready")))


def torso_middle(v: View) -> float:
    """L of a front view: middle of the shoulders to the middle of the hips at ready."""
    return float(np.linalg.norm(v.at("shoulder", "ready") - v.at("hip", "ready")))


def leg(v: View) -> float:
    """LEG at ready: near hip to knee to ankle."""
    hip, knee, ankle = (v.at(f"{part}_n", "ready") for part in ("hip", "knee", "ankle"))
    return float(np.linalg.norm(hip - knee) + np.linalg.norm(knee - ankle))


def lift(name: str, unit: Measure = torso) -> Measure:
    """Upward movement since ready, in torso lengths."""
    return lambda v: float(v.at(name, "ready")[1] - v.at(name)[1]) / unit(v)


def along(name: str, unit: Measure = torso) -> Measure:
    """Sideways movement in the picture since ready, without its sign, in torso lengths."""
    return lambda v: float(abs(v.at(name)[0] - v.at(name, "ready")[0])) / unit(v)


def moved(name: str, unit: Measure = torso) -> Measure:
    """Movement in any direction since ready, in torso lengths."""
    return lambda v: float(np.linalg.norm(v.at(name) - v.at(name, "ready"))) / unit(v)


def apart(a: str, b: str, unit: Measure) -> Measure:
    """D(a, b) in the given unit."""
    return lambda v: float(np.linalg.norm(v.at(a) - v.at(b))) / unit(v)


def span(a: str, b: str) -> Measure:
    """D(a, b) against its ready value."""
    return lambda v: float(np.linalg.norm(v.at(a) - v.at(b)) / np.linalg.norm(v.at(a, "ready") - v.at(b, "ready")))


def offset(a: str, b: str, c: str, unit: Measure = torso, up: bool = True) -> Measure:
    """dev(a, b, c): how far b lies above the line a - c, in torso lengths (below: negative)."""

    def measure(v: View) -> float:
        line, away = v.at(c) - v.at(a), v.at(b) - v.at(a)
        normal = np.array([line[1], -line[0]]) / np.linalg.norm(line)
        return float(away @ (normal if (normal[1] < 0) == up else -normal)) / unit(v)

    return measure


def yaw(v: View) -> float:
    """Shoulder yaw from the foreshortened shoulder width, without its sign."""
    return float(np.degrees(np.arccos(min(1.0, span("left_shoulder", "right_shoulder")(v)))))
