"""On the side: lateral leg lift. Head towards -Z; lying on the left side the belly faces +X."""

from __future__ import annotations

import numpy as np

from formcheck.pose import LEFT, OTHER, RIGHT

from .camera import Camera
from .exercise import Change, Exercise, Knobs, Step, about_face, at, both, grip, one, pin, sign
from .measures import View, elevation, joint, lift, torso_middle
from .skeleton import Body
from .solver import Pose, solve

TIPPED = 0.6  # of a hike is the pelvis, the rest the waist
SLOPE = 5.5  # degrees the trunk rises towards the shoulder it lies on


def side_lying(body: Body, top: str) -> Pose:
    """On the side, the ``top`` side up, legs straight on each other, head on the lower arm, upper hand on the floor."""
    under, way = OTHER[top], -sign(top)
    # On the left side (right on top) the front faces the body's left: turn +90.
    pose = {"pitch": -90.0 + SLOPE, "turn": -90.0 * -way, "neck_side": 0.0, "floor": 1.0} | at("pelvis")
    pose |= one(under, hip_flexion=6.0, hip_abduction=-SLOPE - 1.0, knee_flexion=10.0, ankle_flexion=-10.0)
    pose |= one(top, hip_flexion=1.0, hip_abduction=SLOPE - 5.0, knee_flexion=4.0, ankle_flexion=0.0)
    pose |= one(under, shoulder_flexion=165.0, shoulder_abduction=0.0, elbow_flexion=135.0, clavicle_raise=8.0,
                clavicle_forward=12.0, shoulder_rotation=80.0)  # fmt: skip
    pose |= one(top, shoulder_flexion=40.0, elbow_flexion=60.0)
    return pose | {f"{top}_hand.pin": 0.0} | _propped(body, pose, top)


def _propped(body: Body, pose: Pose, top: str) -> Pose:
    """The upper hand planted on the floor in front of the belly."""
    h, way = body.height, -sign(top)
    return pin(f"{top}_hand", way * 0.20 * h, 0.022 * h, -0.17 * h, heading=180.0, swivel=40.0)


def lift_ready(body: Body, k: Knobs) -> Pose:
    """Lying on the side named by the working (upper) leg."""
    return side_lying(body, LEFT if k["side"] > 0 else RIGHT)


def lift_steps(body: Body, k: Knobs, side: str) -> list[Step]:
    """Raise the upper leg, hold, lower."""
    h, ready, way = body.height, side_lying(body, side), -sign(side)
    pose = dict(ready)
    pose[f"{side}_hip_abduction"] += k["raise"]
    # A bent knee hangs down: the thigh turns outwards with it (bent straight back, the camera would not see it).
    pose[f"{side}_knee_flexion"] += k["knee"]
    pose[f"{side}_hip_rotation"] = -60.0 * min(1.0, k["knee"] / 20.0)
    pose["turn"] -= way * k["roll"]
    hike, tipped = k["hike"], TIPPED * k["hike"]  # the pelvis tips towards the ribs; both legs stay where they would be
    pose["pitch"] -= tipped
    pose[f"{side}_hip_abduction"] -= tipped
    pose[f"{OTHER[side]}_hip_abduction"] += tipped
    pose["spine_side"] = -way * hike + -way * k["bend"]
    pose["neck_side"] = -way * (k["head"] - 0.8 * (hike - tipped + k["bend"]))
    pose["at.pelvis.z"] += k["rock"] * h
    if k["bend"] > 0:
        pose["pitch"] += 0.5 * k["bend"]
    return [Step("out", k["up"], pose), Step("hold", k["hold"], pose), Step("back", k["down"], ready)]


def leg_raise(v: View) -> float:
    """A: angle of the upper leg above the body's axis, minus its ready value, degrees."""

    def angle(when: str) -> float:
        axis = v.at("hip", when) - v.at("shoulder", when)
        line = v.at("ankle_m", when) - v.at("hip_m", when)
        turn = np.degrees(np.arctan2(axis[0] * line[1] - axis[1] * line[0], axis @ line))
        return float(-turn * np.sign(axis[0]))

    return angle("peak") - angle("ready")


def _stacked(v: View) -> float:
    """Height between both hips against its ready value."""

    def gap(when: str) -> float:
        return float(v.at("left_hip", when)[1] - v.at("right_hip", when)[1])

    return gap("peak") / gap("ready")


def _waist(v: View) -> float:
    """Upper hip to upper shoulder against its ready length."""

    def length(when: str) -> float:
        return float(np.linalg.norm(v.at("hip_m", when) - v.at("shoulder_m", when)))

    return length("peak") / length("ready")


def sitting(body: Body) -> Pose:
    """On the floor, knees up, hands towards the ankles."""
    pose = {"pitch": -8.0, "lumbar_flexion": 18.0, "thorax_flexion": 12.0} | at("pelvis", 0.0, 0.07 * body.height)
    return pose | both(hip_flexion=122.0, knee_flexion=88.0, hip_abduction=8.0, ankle_flexion=-32.0,
                       shoulder_flexion=45.0, elbow_flexion=30.0)  # fmt: skip


def half_up(body: Body, top: str) -> tuple[Pose, Pose]:
    """From lying on the side towards sitting: knees drawn up, then the trunk pushed off the floor by the upper hand.

    The pelvis stays as high as it lies: held by the floor, it would hang in the air as soon as a foot is lower.
    """
    lying, way = side_lying(body, top), -sign(top)
    low = float(solve(body, lying)[1][1])
    drawn = lying | {"floor": 0.0, "at.pelvis.y": low} | both(hip_flexion=70.0, knee_flexion=75.0)
    pushed = drawn | {"pitch": -48.0, "turn": way * 50.0, "at.pelvis.y": (low + 0.07 * body.height) / 2}
    pushed |= both(hip_flexion=90.0, knee_flexion=80.0, hip_abduction=4.0)
    return drawn, pushed | one(OTHER[top], shoulder_flexion=35.0, shoulder_abduction=40.0, elbow_flexion=35.0)


def change_over(body: Body, before: str, after: str) -> list[Step]:
    """Sit up, turn round, lie down on the other side; the belly faces the camera again."""
    way, sit = -sign(before), sitting(body)
    up, down = half_up(body, before), [about_face(pose, way * 180.0) for pose in half_up(body, after)]
    lain = about_face(side_lying(body, after), way * 180.0)
    return [Step("", 1.0, up[0]), Step("", 1.2, up[1]), Step("", 1.1, sit), Step("", 1.3, sit | {"yaw": way * 90.0}),
            Step("", 1.3, sit | {"yaw": way * 180.0}), Step("", 1.2, down[1]), Step("", 1.3, down[0]),
            Step("", 1.2, lain)]  # fmt: skip


_A = leg_raise
LIFT = Exercise(
    "lateral_leg_lift", "front", Camera(distance=2.7, height=0.6, tilt=-2.0, hfov=68),
    knobs={"raise": 34.0, "knee": 0.0, "roll": 0.0, "hike": 0.0, "bend": 0.0, "head": 0.0, "rock": 0.0, "up": 2.0,
           "hold": 1.4, "down": 2.2, "side": -1.0},
    vary={"raise": 1.5, "up": 0.2, "hold": 0.15, "down": 0.2},
    ready=lift_ready, steps=lift_steps, sides="blocks", rest=1.5, unrest=0.6,
    changes={
        "too_high": Change("raise", 50.0, _A, (10.0, 80.0)),
        "rolls_back": Change("roll", 0.70, _stacked, (0.0, 70.0)),
        "knee_bends": Change("knee", 158.0, joint("hip_m", "knee_m", "ankle_m"), (0.0, 60.0)),
        "hip_hikes": Change("hike", 0.90, _waist, (0.0, 50.0)),
        "trunk_sidebends": Change("bend", 0.10, lift("shoulder_m", torso_middle), (0.0, 40.0)),
        "rocking": Change("rock", 0.10, lambda v: float(abs(v.at("hip")[0] - v.at("hip", "ready")[0])) / torso_middle(v),
                          (0.0, 0.1)),
        "swing": Change("up", 0.8, duration=True),
        "drop": Change("down", 0.8, duration=True),
        "head_lifts": Change("head", 0.12, lift("ear", torso_middle), (0.0, 80.0)),
        "short_range": Change("raise", 15.0, _A, (0.0, 50.0), good=20.0, uncounted="the leg rose less than 15 degrees"),
    },
    turned={RIGHT: -90.0, LEFT: 90.0},
    change_over=change_over,
)  # fmt: skip

__all__ = ["LIFT", "elevation", "grip", "side_lying"]
