"""On hands and knees or hands and feet: bird dog, downward dog and its leg lift. Head towards +Z, feet towards -Z."""

from __future__ import annotations

import numpy as np

from formcheck.pose import LEFT, OTHER, RIGHT

from .camera import Camera
from .exercise import (
    Change,
    Exercise,
    Knobs,
    Step,
    at,
    both,
    free,
    one,
    pin,
    planted,
    remembered,
    seek,
    sign,
    where,
)
from .measures import View, along, apart, bent, elevation, joint, joint_change, leg, lift, moved, tilt, torso
from .skeleton import ANKLE_HEIGHT, Body
from .solver import Pose, solve

WRIST = 0.022  # body heights above the floor when the palm is planted


def _shank_height(body: Body) -> float:
    """m: knee joint above the floor when kneeling."""
    return 0.033 * body.girth * body.height


def _level(body: Body) -> float:
    """Pelvis pitch at which the shoulders are as high as nearly straight arms are long, degrees."""
    thigh, trunk = 0.245 * body.legs, 0.288 * (1.0 - 1.7 * (body.legs - 1.0))
    rise = WRIST + 0.3225 * 0.992 - 0.033 * body.girth - thigh
    return float(np.rad2deg(np.arccos(rise / trunk)))


@remembered
def all_fours(body: Body, hands: float = 0.0, knees: float = 0.0) -> Pose:
    """Hands under the shoulders, knees under the hips; ``hands`` farther forward, ``knees`` farther back (body heights)."""
    h, pitch = body.height, _level(body)
    back = np.rad2deg(np.arcsin(knees / 0.245))
    pose = {"pitch": pitch, "neck_flexion": -14.0}
    pose |= both(hip_flexion=pitch - back, knee_flexion=90.0 - back, ankle_flexion=-68.0)
    for side in (LEFT, RIGHT):
        pose |= at(f"{side}_knee", sign(side) * 0.0518 * h * body.hips, _shank_height(body), -knees * h)
    shoulder = where(body, pose, "left_upper_arm")
    for side in (LEFT, RIGHT):
        pose |= pin(f"{side}_hand", sign(side) * shoulder[0], WRIST * h, float(shoulder[2]) - 0.008 * h + hands * h)
        pose |= one(side, shoulder_flexion=pitch, elbow_flexion=4.0)
    return pose


# -- Bird dog ------------------------------------------------------------------------------------------------------------


def dog_ready(body: Body, k: Knobs) -> Pose:
    """All fours."""
    return all_fours(body, k["base"])


def dog_steps(body: Body, k: Knobs, side: str) -> list[Step]:
    """Reach with the leg of ``side`` and the other arm, hold, return."""
    ready = dog_ready(body, k)
    arm = side if k["same"] > 0.5 else OTHER[side]
    pose = ready | free(f"{arm}_hand") | {f"at.{side}_knee": 0.0}
    pose |= one(arm, shoulder_flexion=k["arm"], shoulder_abduction=3.0, elbow_flexion=5.0, wrist_flexion=0.0,
                wrist_turn=20.0)  # fmt: skip
    pose |= one(side, hip_flexion=k["leg"], knee_flexion=k["knee"], ankle_flexion=-10.0)
    # A small shift over the supporting knee is physics (0.05 to 0.10 of the torso is normal).
    support = f"{OTHER[side]}"
    pose[f"{support}_hip_flexion"] += k["shift"]
    pose[f"{support}_knee_flexion"] += k["shift"]
    pose["neck_flexion"] += k["head"]
    if k["elbow"] > 0 or k["sink"] > 0:
        pose = _lowered(body, pose, k, OTHER[arm])
    steps = [Step("out", k["out"], pose)]
    if k["wobble"] > 0:
        steps += _wobbling(pose, k["wobble"], support, k["hold"])
    else:
        steps.append(Step("hold", k["hold"], pose))
    steps.append(Step("back", k["back"], ready))
    return steps


def _lowered(body: Body, pose: Pose, k: Knobs, hand: str) -> Pose:
    """The supporting arm gives way: the trunk tips down over the hips until the elbow has bent that far, or sunk so much."""
    drop = k["elbow"] + k["sink"]
    return pose | {"pitch": pose["pitch"] + drop} | {
        f"{side}_hip_flexion": pose[f"{side}_hip_flexion"] + (drop if pose.get(f"at.{side}_knee") else 0.0)
        for side in (LEFT, RIGHT)
    }  # fmt: skip


def _wobbling(pose: Pose, size: float, support: str, seconds: float) -> list[Step]:
    """To and fro over the supporting knee through the whole hold; ``size`` is the hips' standard deviation in torsos.

    A minimum-jerk wave of amplitude A has a standard deviation of 0.775 A; the thigh is 0.85 torsos long.
    """
    degrees = np.rad2deg(size / 0.775 / 0.85)
    steps = []
    for number in range(max(2, round(seconds / 0.45))):
        way = 1.0 if number % 2 == 0 else -1.0
        swung = {
            f"{support}_{joint_}_flexion": pose[f"{support}_{joint_}_flexion"] + way * degrees
            for joint_ in ("hip", "knee")
        }
        steps.append(Step("hold", 0.45, pose | swung))
    return steps


def leg_height(v: View) -> float:
    """LH: elevation of the hip-ankle line above the trunk's line continued, degrees."""
    return elevation("hip_m", "ankle_m")(v) + elevation("hip_n", "shoulder_n")(v)


def _base(v: View) -> float:
    """|Xwrist - Xshoulder| at ready in torso lengths."""
    length = np.linalg.norm(v.at("shoulder_n", "ready") - v.at("hip_n", "ready"))
    return float(abs(v.at("wrist_n", "ready")[0] - v.at("shoulder_n", "ready")[0]) / length)


def _arm_above(v: View) -> float:
    """How far the lifted arm is above the trunk's line continued, degrees."""
    return elevation("shoulder_s", "wrist_s")(v) - elevation("hip_n", "shoulder_n")(v)


def _sunk(v: View) -> float:
    """Loss of the supporting shoulder's height above its wrist since ready, share."""

    def height(when: str) -> float:
        return float(v.at("wrist_m", when)[1] - v.at("shoulder_m", when)[1])

    return 1.0 - height("peak") / height("ready")


_ELBOW = joint("shoulder_m", "elbow_m", "wrist_m")  # the arm on the leg's side supports
DOG = Exercise(
    "bird_dog", "side", Camera(distance=2.9, height=0.65, tilt=-3.0, hfov=68),
    knobs={"arm": 163.0, "leg": 5.0, "knee": 5.0, "shift": 2.0, "head": 0.0, "elbow": 0.0, "sink": 0.0, "wobble": 0.0,
           "same": 0.0, "base": 0.0, "out": 2.0, "hold": 4.0, "back": 2.0},
    vary={"arm": 1.5, "leg": 1.2, "knee": 1.0, "out": 0.15, "hold": 0.12, "back": 0.15},
    ready=dog_ready, steps=dog_steps, sides="alternate", rest=1.5, unrest=0.6,
    changes={
        "leg_too_high": Change("leg", 12.0, leg_height, (-50.0, 40.0)),
        "leg_too_low": Change("leg", -30.0, leg_height, (-20.0, 75.0), good=-15.0,
                              uncounted="the thigh stayed under the body: the hip opened to less than 140 degrees"),
        "knee_bent": Change("knee", 155.0, joint("hip_m", "knee_m", "ankle_m"), (0.0, 80.0)),
        "arm_low": Change("arm", 140.0, joint("wrist_s", "shoulder_s", "hip_s"), (90.0, 178.0)),
        "arm_too_high": Change("arm", 15.0, _arm_above, (130.0, 220.0)),
        "same_side": Change("same", 1.0),
        "weight_shift": Change("shift", 0.18, along("hip"), (0.0, 40.0)),
        "wobble": Change("wobble", 0.035),
        "head_drops_or_lifts": Change("head", 25.0, lambda v: abs(joint_change("ear_n", "shoulder_n", "hip_n")(v)),
                                      (0.0, 80.0)),
        "support_elbow_bent": Change("elbow", 152.0, _ELBOW, (0.0, 25.0)),
        "shoulder_sinks": Change("sink", 0.12, _sunk, (0.0, 25.0)),
        "too_fast": Change("out", 1.0, duration=True),
        # A hold is timed from 85 % of the reach, which takes in a second of the ways: 3 s held still read as 4 s.
        "hold_short": Change("hold", 3.0),
        "base_wrong": Change("base", 0.30, _base, (0.0, 0.20)),
    },
)  # fmt: skip

# -- Downward dog --------------------------------------------------------------------------------------------------------


_SHAPE = ("hip", "shoulder", "knee", "elbow", "heel", "head")


def wedge(body: Body, k: Knobs) -> Pose:
    """Downward dog with the hands where they are on all fours."""
    return _held_wedge(body, *(k[name] for name in _SHAPE))


def _wedge(body: Body, k: Knobs) -> Pose:
    """Hands and feet on the floor, hips high: built from the angles at hip, shoulder, knee and elbow; how far the trunk
    pitches follows from both ends being on the floor."""
    h = body.height
    rolled = np.deg2rad(k["heel"])
    ankle = ANKLE_HEIGHT * h + (0.09 * np.sin(rolled) - 0.03 * (1.0 - np.cos(rolled))) * h

    def pose(pitch: float) -> Pose:
        return {"guard": 0.0, "pitch": pitch, "neck_flexion": 8.0 - k["head"], **at("wrists", 0.0, WRIST * h, 0.0)} | both(
            hip_flexion=180.0 - k["hip"], knee_flexion=k["knee"], shoulder_flexion=k["shoulder"] - 0.5 * k["elbow"],
            elbow_flexion=k["elbow"], shoulder_abduction=1.0, ankle_flexion=20.0,
        )  # fmt: skip

    return pose(seek(lambda pitch: float(where(body, pose(pitch), "left_foot")[1]), ankle, 60.0, 200.0))


@remembered
def _held_wedge(body: Body, *shape: float) -> Pose:
    fours, pose = all_fours(body), _wedge(body, dict(zip(_SHAPE, shape, strict=True)))
    pose["at.wrists.z"] = fours["left_hand.z"]
    for side in (LEFT, RIGHT):
        pose = planted(body, pose, f"{side}_hand")
        pose = planted(body, pose, f"{side}_foot", heel=shape[_SHAPE.index("heel")])
    return pose


def down_ready(body: Body, k: Knobs) -> Pose:
    """All fours with the toes tucked under, held by the hands."""
    return _tucked(body)


@remembered
def _tucked(body: Body) -> Pose:
    pose = all_fours(body)
    wrists = {name: pose[f"left_hand.{name}"] for name in "yz"}
    pose |= {"guard": 0.0} | both(ankle_flexion=22.0)
    for side in (LEFT, RIGHT):
        pose = planted(body, pose, f"{side}_foot", heel=68.0)
        pose[f"{side}_foot.y"] = ANKLE_HEIGHT * body.height
    # The planted arms' angles are written out, so that the body can be held by its hands.
    angles, _ = solve(body, pose)
    pose |= {f"{side}_{name}": float(angles[f"{side}_{name}"]) for side in (LEFT, RIGHT)
             for name in ("shoulder_flexion", "shoulder_abduction", "shoulder_rotation", "elbow_flexion")}  # fmt: skip
    return {name: value for name, value in pose.items() if not name.startswith("at.")} | at(
        "wrists", 0.0, wrists["y"], wrists["z"])  # fmt: skip


def down_steps(body: Body, k: Knobs, side: str) -> list[Step]:
    """Hips up and back, hold, down to hands and knees."""
    ready, top = down_ready(body, k), wedge(body, k)
    steps = [Step("out", k["out"], top)]
    end = top
    if k["sag"] > 0:  # the trunk tips down over the hands, the legs bend after it
        end = end | {"pitch": top["pitch"] - k["sag"]} | both(shoulder_flexion=top["left_shoulder_flexion"])
    if k["hands"] > 0:
        end = end | {f"{s}_hand.z": end[f"{s}_hand.z"] - k["hands"] * 0.288 * body.height for s in (LEFT, RIGHT)}
        end["at.wrists.z"] -= k["hands"] * 0.288 * body.height
    if k["forced"] > 0:
        end = _heels_down(body, k["forced"], *(k[name] for name in _SHAPE))
    hold = k["hold"] if end is top else 0.5 * k["hold"]
    if end is not top:
        steps.append(Step("hold", 0.5 * k["hold"], top))
    steps += [Step("hold", hold, end), Step("back", k["back"], ready)]
    return steps


@remembered
def _heels_down(body: Body, gives: float, *shape: float) -> Pose:
    """The wedge with its heels on the floor and the shoulders closed by ``gives`` degrees for it; hands and feet stay."""
    usual = dict(zip(_SHAPE, shape, strict=True))
    closed = usual | {"heel": 0.0, "shoulder": usual["shoulder"] - gives}
    ball = wedge(body, usual)["left_foot.z"]
    hip = seek(lambda value: wedge(body, closed | {"hip": value})["left_foot.z"], ball, 60.0, 160.0)
    return wedge(body, closed | {"hip": hip})


_HIP, _SE = joint("shoulder_n", "hip_n", "knee_n"), joint("wrist_n", "shoulder_n", "hip_n")
_WEDGE = {"hip": 90.0, "shoulder": 158.0, "knee": 14.0, "elbow": 5.0, "heel": 18.0, "head": 0.0}


def _signed_shoulder(v: View) -> float:
    """SE, beyond 180 when the shoulder has gone below the line from wrist to hip, degrees."""
    wrist, shoulder, hip = v.at("wrist_n"), v.at("shoulder_n"), v.at("hip_n")
    on_line = wrist + (hip - wrist) * ((shoulder - wrist) @ (hip - wrist)) / ((hip - wrist) @ (hip - wrist))
    angle = bent(wrist, shoulder, hip)
    return 360.0 - angle if shoulder[1] > on_line[1] else angle


DOWN = Exercise(
    "downward_dog", "side", Camera(distance=2.9, height=0.75, tilt=-3.0, hfov=68),
    knobs={**_WEDGE, "sag": 0.0, "hands": 0.0, "forced": 0.0, "out": 2.6, "hold": 10.5, "back": 2.6},
    vary={"hip": 1.5, "shoulder": 1.2, "knee": 1.5, "out": 0.2, "hold": 0.5, "back": 0.2},
    ready=down_ready, steps=down_steps, rest=2.0, unrest=0.2,
    changes={
        "hips_low_plank_like": Change("hip", 115.0, _HIP, (70.0, 150.0)),
        "weight_in_shoulders": Change("hip", 25.0, tilt("wrist_n", "shoulder_n"), (35.0, 100.0), also={"shoulder": 145.0}, good=39.0),
        "shoulders_closed": Change("shoulder", 130.0, _SE, (95.0, 175.0)),
        "pushed_through": Change("shoulder", 186.0, _signed_shoulder, (140.0, 215.0)),
        "elbows_bent": Change("elbow", 150.0, joint("shoulder_n", "elbow_n", "wrist_n"), (0.0, 70.0)),
        "knees_very_bent": Change("knee", 125.0, joint("hip_n", "knee_n", "ankle_n"), (5.0, 90.0), also={"hip": 72.0}),
        "base_too_short": Change("hip", 1.0, apart("wrist_n", "ankle_n", leg), (35.0, 110.0), good=1.1),
        "base_too_long": Change("hip", 2.0, apart("wrist_n", "ankle_n", leg), (60.0, 150.0), good=1.85),
        "hips_sink": Change("sag", 12.0),
        "hold_short": Change("hold", 8.0),
        "hands_move": Change("hands", 0.10),
        "heels_forced": Change("forced", 10.0, also={"heel": 24.0}, unseen="the heels are seen to sink half as far as they do"),
    },
)  # fmt: skip

# -- Downward dog with a leg lift ------------------------------------------------------------------------------------------


def split_ready(body: Body, k: Knobs) -> Pose:
    """Downward dog."""
    return wedge(body, k)


@remembered
def _over_hands(body: Body, rock: float, *shape: float) -> Pose:
    """The wedge with the shoulder angle closed by ``rock`` degrees and the hands and feet as far apart as without."""
    usual = dict(zip(_SHAPE, shape, strict=True))
    if rock == 0 and usual["elbow"] == _WEDGE["elbow"]:
        return wedge(body, usual)
    closed = usual | {"shoulder": usual["shoulder"] - rock}
    foot = wedge(body, usual | {"elbow": _WEDGE["elbow"]})["left_foot.z"]
    hip = seek(lambda value: wedge(body, closed | {"hip": value})["left_foot.z"], foot, 60.0, 160.0)
    return wedge(body, closed | {"hip": hip})


def split_steps(body: Body, k: Knobs, side: str) -> list[Step]:
    """Lift one straight leg, hold, lower."""
    h, ready = body.height, split_ready(body, k)
    shape = {name: k[name] for name in _SHAPE} | {"elbow": k["elbow"] + k["bent"]}
    pose = _over_hands(body, max(k["rock"], 0.0), *shape.values()) | free(f"{side}_foot")
    pose |= one(side, hip_flexion=k["leg"], knee_flexion=k["leg_knee"], ankle_flexion=-20.0)
    # Rocking back turns the whole wedge about the hands; the standing leg gives with it.
    turn = min(k["rock"], 0.0) + k["dip"]
    pose["pitch"] += turn
    pose[f"{side}_hip_flexion"] += turn
    for s in (LEFT, RIGHT):
        pose[f"{s}_hand.z"] -= k["hands"] * h
    pose["at.wrists.z"] -= k["hands"] * h
    pose[f"{OTHER[side]}_foot.z"] += k["foot"] * h
    return [Step("out", k["out"], pose), Step("hold", k["hold"], pose), Step("back", k["back"], ready)]


def _leg_line(v: View) -> float:
    return joint("shoulder_n", "hip_m", "ankle_m")(v)


def _ankle_up(v: View) -> float:
    return float(v.at("ankle_m", "ready")[1] - v.at("ankle_m")[1]) / leg(v)


def _forwards(v: View) -> float:
    """How far the shoulder has moved towards the hands since ready, in torso lengths."""
    hands = np.sign(v.at("wrist_n", "ready")[0] - v.at("ankle_n", "ready")[0])
    return float(hands * (v.at("shoulder_n") - v.at("shoulder_n", "ready"))[0]) / torso(v)


SPLIT = Exercise(
    "downward_dog_leg_lift", "side", Camera(distance=3.1, height=0.85, tilt=0.0, hfov=68),
    knobs={**_WEDGE, "leg": 34.0, "leg_knee": 5.0, "rock": 0.0, "dip": 0.0, "hands": 0.0, "foot": 0.0, "bent": 0.0,
           "out": 2.2, "hold": 3.0, "back": 2.2},
    vary={"leg": 2.0, "leg_knee": 1.0, "out": 0.2, "hold": 0.3, "back": 0.2},
    ready=split_ready, steps=split_steps, sides="alternate", rest=1.5, unrest=0.2, before=down_ready,
    changes={
        "leg_bent": Change("leg_knee", 155.0, joint("hip_m", "knee_m", "ankle_m"), (0.0, 80.0)),
        "standing_knee_bends": Change("dip", -20.0, joint_change("hip_s", "knee_s", "ankle_s"), (0.0, -30.0)),
        # Who rocks forward does so to get the leg higher; with the hip as usual, the foot would hardly rise.
        "rocks_forward": Change("rock", 0.18, _forwards, (0.0, 40.0), also={"leg": 24.0}),
        "rocks_back": Change("rock", 0.18, along("hip"), (0.0, -40.0)),
        "hands_lift": Change("hands", 0.10, moved("wrist_n"), (0.0, 0.08)),
        "kick": Change("out", 1.0, duration=True),
        "elbow_bends": Change("bent", 150.0, joint("shoulder_n", "elbow_n", "wrist_n"), (0.0, 60.0)),
        "foot_wanders": Change("foot", 0.12, moved("ankle_s"), (0.0, 0.08)),
        "sides_uneven": Change("leg", 49.0, whole=LEFT),
        "low_lift": Change("leg", 0.25, _ankle_up, (0.0, 100.0), good=0.45, uncounted="the foot rose less than a quarter of the leg's length"),
    },
)  # fmt: skip

__all__ = ["DOG", "DOWN", "SPLIT", "all_fours", "lift", "planted", "wedge"]
