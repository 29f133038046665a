"""A kinematic stick person seen from the side: exact angles, for tests of counting.

Lengths are picture heights. The left side is near; the far side stands a little behind it and is less visible.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from formcheck.pose import INDEX, Pose
from formcheck.recording import Recording

TORSO, THIGH, SHANK, ARM = 0.30, 0.24, 0.24, 0.28
WIDTH = 16 / 9

Points = dict[str, tuple[float, float]]


def pose(t: float, left: Points, right: Points, far: str = "right") -> Pose:
    """A pose from joint positions (x right, y up, floor at 0) of both sides."""
    xy = np.zeros((33, 2))
    for side, points in (("left", left), ("right", right)):
        head = points["ear"]
        for name, index in INDEX.items():
            joint = name.removeprefix(f"{side}_")
            if name.startswith(side):
                place = points.get(joint, points["wrist"] if "wrist" in joint or joint in _HAND else head)
                xy[index] = place
    xy[[INDEX["nose"], INDEX["mouth_left"], INDEX["mouth_right"]]] = left["ear"]
    visibility = np.ones(33)
    for name, index in INDEX.items():
        if name.startswith(far) and not name.endswith(("hip", "shoulder")):
            visibility[index] = 0.6
    picture = np.column_stack([xy[:, 0], 0.9 - xy[:, 1]])
    depth = np.array([0.1 if name.startswith(far) else -0.1 for name in INDEX])
    return Pose(t, picture, np.column_stack([picture, depth]), visibility)


_HAND = {"pinky", "index", "thumb"}


def _shifted(points: Points, dx: float = 0.02, dy: float = 0.01) -> Points:
    return {name: (x + dx, y + dy) for name, (x, y) in points.items()}


def _knee(hip: tuple[float, float], foot: tuple[float, float]) -> tuple[float, float]:
    """The knee above the line from hip to foot."""
    gap = min(math.dist(hip, foot), THIGH + SHANK - 1e-6)
    along = (THIGH**2 - SHANK**2 + gap**2) / (2 * gap)
    out = math.sqrt(max(THIGH**2 - along**2, 0.0))
    ux, uy = (foot[0] - hip[0]) / gap, (foot[1] - hip[1]) / gap
    return hip[0] + along * ux - out * uy, hip[1] + along * uy + out * ux


def bridge(lift: float) -> tuple[Points, Points]:
    """On the back, head to the left; ``lift`` is the trunk's slope in degrees, 0 at rest, about 22 in one line."""
    shoulder = (0.5, 0.02)
    slope = math.radians(lift)
    hip = (shoulder[0] + TORSO * math.cos(slope), shoulder[1] + TORSO * math.sin(slope))
    foot = (shoulder[0] + TORSO + 0.26, 0.02)
    near = {
        "ear": (0.42, 0.03), "shoulder": shoulder, "elbow": (0.62, 0.01), "wrist": (0.76, 0.01), "hip": hip,
        "knee": _knee(hip, foot), "ankle": foot, "heel": (foot[0] - 0.02, 0.0), "foot_index": (foot[0] + 0.07, 0.0),
    }  # fmt: skip
    return near, _shifted(near)


def all_fours(leg: float = 0.0, arm: float = 0.0) -> tuple[Points, Points]:
    """On hands and knees, head to the left. ``leg`` (left) and ``arm`` (right) reach from 0 (floor) to 1 (level)."""
    shoulder, hip = (0.6, 0.30), (0.6 + TORSO, 0.26)

    def limb(start: tuple[float, float], length: float, way: float, reach: float) -> tuple[float, float]:
        turn = math.radians(90 * reach)
        return start[0] + way * length * math.sin(turn), start[1] - length * math.cos(turn)

    def side(leg: float, arm: float) -> Points:
        knee = limb(hip, THIGH, 1, leg)
        ankle = knee[0] + SHANK, knee[1] + 0.02 * leg
        wrist = limb(shoulder, ARM, -1, arm)
        elbow = ((shoulder[0] + wrist[0]) / 2, (shoulder[1] + wrist[1]) / 2)
        return {
            "ear": (0.52, 0.36), "shoulder": shoulder, "elbow": elbow, "wrist": wrist, "hip": hip, "knee": knee,
            "ankle": ankle, "heel": ankle, "foot_index": (ankle[0] + 0.05, ankle[1] - 0.02),
        }  # fmt: skip

    return side(leg, 0), _shifted(side(0, arm))


def standing() -> tuple[Points, Points]:
    """Upright, facing left."""
    near = {
        "ear": (0.8, 0.84), "shoulder": (0.8, 0.75), "elbow": (0.8, 0.6), "wrist": (0.8, 0.46), "hip": (0.8, 0.45),
        "knee": (0.8, 0.24), "ankle": (0.8, 0.02), "heel": (0.82, 0.0), "foot_index": (0.72, 0.0),
    }  # fmt: skip
    return near, _shifted(near)


def wave(times: list[tuple[float, float]]) -> Callable[[float], float]:
    """A smooth curve through (time, value) pairs: still before the first and after the last."""
    at, values = zip(*times, strict=True)

    def value(t: float) -> float:
        if t <= at[0]:
            return values[0]
        for i in range(1, len(at)):
            if t <= at[i]:
                u = (t - at[i - 1]) / (at[i] - at[i - 1])
                return values[i - 1] + (values[i] - values[i - 1]) * (10 * u**3 - 15 * u**4 + 6 * u**5)
        return values[-1]

    return value


def repetitions(peaks: list[float], start: float = 2.0, way: float = 1.5, hold: float = 1.5, rest: float = 1.0):
    """(time, value) pairs that go out to each peak, hold, and come back to 0."""
    times, t = [(start, 0.0)], start
    for peak in peaks:
        times += [(t + way, peak), (t + way + hold, peak), (t + 2 * way + hold, 0.0), (t + 2 * way + hold + rest, 0.0)]
        t = times[-1][0]
    return times


def film(posture: Callable[[float], tuple[Points, Points]], seconds: float, fps: float = 30, noise: float = 0.0,
         seed: int = 0) -> Recording:  # fmt: skip
    """Poses of ``posture(t)`` for a time, with landmark noise of the given standard deviation."""
    random = np.random.default_rng(seed)
    poses = []
    for frame in range(int(seconds * fps)):
        still = pose(frame / fps, *posture(frame / fps))
        still.xy[:] += random.normal(0, noise, still.xy.shape) if noise else 0
        poses.append(still)
    return Recording.of(poses, WIDTH)
