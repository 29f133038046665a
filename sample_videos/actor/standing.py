"""On the feet or on a chair: standing forward bend, squat, seated trunk rotation. The person faces +Z."""

from __future__ import annotations

import numpy as np

from formcheck.pose import LEFT, RIGHT

from .camera import Camera
from .exercise import Change, Exercise, Knobs, Step, arms_crossed, at, both, one, pin, remembered, sign
from .measures import View, elevation_change, flexion, joint, moved, span, tilt, tilt_change, torso_middle, yaw
from .skeleton import ANKLE_HEIGHT, Body
from .solver import Pose


def ankle_height(body: Body) -> float:
    """m: ankle joint above the floor."""
    return ANKLE_HEIGHT * body.height


def legs(knee: float, back: float, pitch: float) -> Pose:
    """Straight or bent legs with flat feet, joint angles alone: knee flexion (negative: locked back), hips ``back`` behind
    the ankles in leg lengths, pelvis pitch; so a knee can go either way, which inverse kinematics would not allow."""
    a = b = 0.5
    cos, sin = np.cos(np.deg2rad(knee)), np.sin(np.deg2rad(knee))
    along, across = a + b * cos, b * sin
    length = np.hypot(along, across)
    thigh = np.rad2deg(np.arcsin(np.clip(-back / length, -1, 1)) - np.arctan2(across, along))
    return both(hip_flexion=pitch - thigh, knee_flexion=knee, ankle_flexion=-(-thigh - knee))


def standing(body: Body) -> Pose:
    """Upright, feet under the hips, arms hanging."""
    pose = {"pitch": 0.0} | at("ankles", 0.0, ankle_height(body), 0.0) | legs(4.0, 0.01, 0.0)
    return pose | both(shoulder_abduction=7.0, shoulder_flexion=3.0, elbow_flexion=10.0)


# -- Forward bend --------------------------------------------------------------------------------------------------------


def bend_ready(body: Body, k: Knobs) -> Pose:
    """Standing."""
    return standing(body)


def _bent(body: Body, k: Knobs, bend: float) -> Pose:
    """Trunk forward by about ``bend`` degrees: some 60 % from the hips, the rest from the spine [HEIN]."""
    pitch, lumbar, thorax = 0.78 * bend, 0.22 * bend, 0.22 * bend - 0.25 * k["head"]
    pose = {"pitch": pitch, "lumbar_flexion": lumbar, "thorax_flexion": thorax}
    pose |= at("ankles", 0.0, ankle_height(body), 0.0) | legs(k["knee"], k["back"], pitch)
    pose |= {"neck_flexion": -k["head"] + 6.0}
    hang = pitch + lumbar + thorax
    return pose | both(
        shoulder_flexion=min(hang, 165.0), shoulder_abduction=4.0, elbow_flexion=12.0, wrist_flexion=-5.0
    )


def bend_steps(body: Body, k: Knobs, side: str) -> list[Step]:
    """Down, hang, up; speeds are the trunk's mean in degrees a second."""
    low, ready = _bent(body, k, k["bend"]), bend_ready(body, k)
    steps = [Step("out", k["bend"] / k["down"], low)]
    if k["bounce"] > 0.3:
        up = _bent(body, k, k["bend"] - 0.95 * k["bounce"])
        steps += [Step("hold", 0.5, pose) for pose in (up, low, up, low, up, low, up, low)]
    steps += [Step("hold", k["hold"], low), Step("back", k["bend"] / k["up"], ready)]
    return steps


def knee_sign(v: View) -> float:
    """Signed knee flexion, degrees: negative when the knee lies behind the line from hip to ankle."""
    hip, knee, ankle, toe = (v.at(f"{part}_n") for part in ("hip", "knee", "ankle", "foot_index"))
    line = ankle - hip
    ahead = (knee - hip) @ np.array([-line[1], line[0]]) * np.sign((toe - ankle) @ np.array([-line[1], line[0]]))
    return float(np.sign(ahead)) * flexion("hip_n", "knee_n", "ankle_n")(v)


def _drift(v: View) -> float:
    """How far the hip is from above the ankle, in leg lengths."""
    from .measures import leg

    return float(abs(v.at("hip_n")[0] - v.at("ankle_n")[0])) / leg(v)


def neck_back(v: View) -> float:
    """How far the line from shoulder to ear is bent backwards from the trunk's line, degrees."""
    trunk, neck = v.at("shoulder_n") - v.at("hip_n"), v.at("ear_n") - v.at("shoulder_n")
    turn = np.degrees(np.arctan2(trunk[0] * neck[1] - trunk[1] * neck[0], trunk @ neck))
    toe = np.sign(v.at("foot_index_n")[0] - v.at("ankle_n")[0])
    return float(-turn * toe)


def inclination(v: View) -> float:
    """The trunk's angle from straight up, truly, whatever the camera."""
    trunk = v.world[[11, 12]].mean(axis=0) - v.world[[23, 24]].mean(axis=0)
    return float(np.degrees(np.arccos(trunk[1] / np.linalg.norm(trunk))))


#: How far the trunk goes down in a good bend, degrees: what each of these people does on other days too.
_USUAL = 106.3

BEND = Exercise(
    "forward_bend", "side", Camera(distance=3.0, height=0.95, tilt=-1.0, hfov=68),
    knobs={"bend": 100.0, "knee": 8.0, "back": 0.13, "head": 0.0, "bounce": 0.0, "down": 24.0, "hold": 10.0, "up": 24.0},
    vary={"bend": 2.5, "knee": 1.5, "down": 1.2, "hold": 0.4, "up": 1.2},
    ready=bend_ready, steps=bend_steps, rest=2.0,
    changes={
        "bounce": Change("bounce", 6.0),
        "too_fast_down": Change("down", 40.0),
        "too_fast_up": Change("up", 40.0),
        "knees_locked_back": Change("knee", -8.0, knee_sign, (-40.0, 30.0)),
        "turned_into_squat": Change("knee", 40.0, flexion("hip_n", "knee_n", "ankle_n"), (0.0, 90.0)),
        "hips_drift_back": Change("back", 0.28, _drift, (0.0, 0.5)),
        "head_lifted": Change("head", 30.0, neck_back, (-20.0, 90.0), good=5.0),
        "hold_short": Change("hold", 8.0),
        "over_reach_day": Change("bend", _USUAL + 12.0, inclination, (80.0, 150.0), good=_USUAL),
    },
    usual=_USUAL,
)  # fmt: skip

# -- Squat: the eleventh exercise, for trying out how one is added ---------------------------------------------------------


def squat_steps(body: Body, k: Knobs, side: str) -> list[Step]:
    """Down, hold, up, arms forward."""
    low = (
        standing(body)
        | {"pitch": k["lean"]}
        | legs(k["knee"], k["back"] * np.sin(np.deg2rad(k["knee"] / 2)), k["lean"])
    )
    low |= both(shoulder_flexion=80.0 + k["lean"], elbow_flexion=8.0, shoulder_abduction=5.0)
    return [Step("out", k["down"], low), Step("hold", k["hold"], low), Step("back", k["up"], standing(body))]


SQUAT = Exercise(
    "squat", "side", Camera(distance=3.0, height=0.9, tilt=-1.0, hfov=68),
    knobs={"knee": 92.0, "back": 0.24, "lean": 32.0, "down": 1.8, "hold": 0.6, "up": 1.6},
    vary={"knee": 2.5, "down": 0.15, "hold": 0.1, "up": 0.15},
    ready=bend_ready, steps=squat_steps, rest=1.0,
    changes={
        "too_shallow": Change("knee", 70.0, flexion("hip_n", "knee_n", "ankle_n"), (20.0, 120.0)),
        "leans_forward": Change("lean", 50.0, tilt("hip_n", "shoulder_n"), (0.0, 90.0)),
        "too_fast": Change("down", 0.8, duration=True),
    },
)  # fmt: skip

# -- Seated trunk rotation -------------------------------------------------------------------------------------------------

SEAT = 0.292  # hip joint above the floor, body heights: thighs level on a chair


def seated(body: Body) -> Pose:
    """On a chair, feet flat under the knees, arms hanging."""
    h = body.height
    pose = {"pitch": 0.0} | at("pelvis", 0.0, SEAT * h * body.legs, 0.0)
    for side in (LEFT, RIGHT):
        pose |= one(side, hip_flexion=88.0, knee_flexion=90.0)
        pose |= pin(f"{side}_foot", sign(side) * 0.062 * h, ankle_height(body), 0.25 * h, heading=sign(side) * 6.0)
    return pose


def rotation_ready(body: Body, k: Knobs) -> Pose:
    """Upright on the chair, arms crossed over the chest."""
    return _crossed(body)


@remembered
def _crossed(body: Body) -> Pose:
    return arms_crossed(body, seated(body))


def rotation_steps(body: Body, k: Knobs, side: str) -> list[Step]:
    """Turn, hold, return; "left" is the person's left."""
    h, way, ready = body.height, sign(side), rotation_ready(body, k)
    pose = ready | {"yaw": way * (0.10 * k["turn"] + k["pelvis"]), "spine_twist": way * 0.90 * k["turn"],
                    "neck_twist": way * (0.3 * k["turn"] + k["head"]), "spine_side": -way * k["lean"]}  # fmt: skip
    pose["at.pelvis.x"] = way * k["slide"] * h
    pose["lean"] = -way * 0.0
    for name in (LEFT, RIGHT):
        pose[f"{name}_foot.x"] += way * k["feet"] * h
        pose[f"{name}_foot.swivel"] = sign(name) * way * k["knees"]
        pose[f"{name}_clavicle_raise"] = k["shoulder"] * (0.5 if name != side else -0.5)
        if k["arms"] > 0:
            pose[f"{name}_shoulder_flexion"] += 0.3 * k["arms"]
            pose[f"{name}_shoulder_abduction"] += 0.5 * k["arms"]
            pose[f"{name}_elbow_flexion"] -= k["arms"]
    return [Step("out", k["out"], pose), Step("hold", k["hold"], pose), Step("back", k["back"], ready)]


def nose_offset(v: View) -> float:
    """Nose beside the middle of the shoulders, in shoulder widths at ready, without its sign."""
    width = np.linalg.norm(v.at("left_shoulder", "ready") - v.at("right_shoulder", "ready"))
    return float(abs(v.at("nose")[0] - v.at("shoulder")[0]) / width)


def _wrist_away(v: View) -> float:
    """The farther of both wrists' moves against the middle of the shoulders, in torso lengths."""
    return max(
        float(np.linalg.norm((v.at(w) - v.at("shoulder")) - (v.at(w, "ready") - v.at("shoulder", "ready"))))
        for w in ("left_wrist", "right_wrist")
    ) / torso_middle(v)


def shoulder_line(v: View) -> float:
    """|E(left shoulder -> right shoulder) - ready|, degrees."""
    return abs(elevation_change("left_shoulder", "right_shoulder")(v))


ROTATION = Exercise(
    "seated_rotation", "front", Camera(distance=2.5, height=1.1, tilt=-9.0, hfov=68),
    knobs={"turn": 40.0, "pelvis": 0.0, "head": 0.0, "lean": 0.0, "slide": 0.0, "feet": 0.0, "knees": 0.0, "shoulder": 0.0,
           "arms": 0.0, "out": 2.0, "hold": 0.8, "back": 2.0},
    vary={"turn": 1.5, "out": 0.15, "hold": 0.15, "back": 0.15},
    ready=rotation_ready, steps=rotation_steps, sides="alternate", rest=0.8, turned={RIGHT: 0.0, LEFT: 0.0},
    props=("chair",),
    changes={
        "feet_move": Change("feet", 0.12, moved("left_ankle", torso_middle), (0.0, 0.2)),
        "hips_slide": Change("slide", 0.15, moved("hip", torso_middle), (0.0, 0.15)),
        "knees_swing": Change("knees", 0.25, moved("knee", torso_middle), (0.0, 60.0)),
        "leans_sideways": Change("lean", 12.0, tilt_change("hip", "shoulder"), (0.0, 60.0)),
        "shoulder_drops": Change("shoulder", 15.0, shoulder_line, (0.0, 60.0)),
        "only_head_turns": Change("turn", 0.95, span("left_shoulder", "right_shoulder"), (0.0, 45.0),
                                  also={"head": 42.0}, good=0.90, uncounted="the shoulders turned less than 22 degrees"),
        "arms_swing": Change("arms", 0.5, _wrist_away, (0.0, 110.0)),
        "too_fast": Change("out", 1.0, duration=True),
        "sides_uneven": Change("turn", 52.0, whole=LEFT),  # farther: of 28 degrees it would be too little to count
        "tiny_turn": Change("turn", 22.0, yaw, (5.0, 60.0), good=34.0, uncounted="the shoulders turned less than 22 degrees"),
    },
)  # fmt: skip

__all__ = ["BEND", "ROTATION", "SQUAT", "joint", "seated", "standing"]
