"""On the back: glute bridge, single knee to chest, partial crunch, spiral twist. Head towards -Z, feet towards +Z."""

from __future__ import annotations

import numpy as np

from formcheck.pose import INDEX, LEFT, OTHER, RIGHT

from .camera import Camera
from .exercise import (
    ALL,
    Change,
    Exercise,
    Knobs,
    Step,
    arms_crossed,
    at,
    free,
    grip,
    one,
    pin,
    remembered,
    sign,
    through,
)
from .measures import (
    View,
    along,
    elevation_change,
    flexion,
    joint,
    joint_change,
    lift,
    moved,
    offset,
    span,
    tilt,
    torso,
)  # fmt: skip
from .skeleton import ANKLE_HEIGHT, Body
from .solver import Pose

#: Knee angle of hook lying (interior, degrees): 66 to 90 in photographs [FED].
HOOK = 78.0


def hip_height(body: Body) -> float:
    """m: hip joints above the floor when lying on the back."""
    return (0.062 * body.girth + 0.008) * body.height


def feet(body: Body, knee: float = HOOK, heel: float = 0.0, slide: float = 0.0) -> Pose:
    """Both feet flat on the floor so that the knees have the given interior angle at rest."""
    h = body.height
    reach = 2 * 0.2455 * h * body.legs * np.sin(np.deg2rad(knee / 2))
    down = ANKLE_HEIGHT * h - hip_height(body)
    z = float(np.sqrt(reach**2 - down**2)) + slide * h
    pose: Pose = {}
    for side in (LEFT, RIGHT):
        pose |= pin(f"{side}_foot", sign(side) * 0.056 * h, ANKLE_HEIGHT * h, z, heel=heel)
    return pose


def lying(body: Body, knee: float = HOOK) -> Pose:
    """On the back, knees bent, feet flat, hands on the floor beside the hips."""
    h = body.height
    pose = {"pitch": -90.0, "neck_flexion": -4.0} | at("pelvis", 0.0, hip_height(body), 0.0) | feet(body, knee)
    for side in (LEFT, RIGHT):
        pose |= pin(f"{side}_hand", sign(side) * 0.16 * h, 0.020 * h, -0.005 * h, heading=sign(side) * 5, swivel=-20)
    return pose


def _behind_head(body: Body, pose: Pose, close: float = 0.0) -> Pose:
    """Hands behind the head, elbows out to the sides; ``close`` swings them in front of the face (degrees)."""
    share = min(close / 100.0, 1.0)  # the hands stay round the head while the forearms come from in front
    for side in (LEFT, RIGHT):
        pose = pose | one(side, wrist_turn=60.0 - 165.0 * share, wrist_flexion=85.0 * share)
        pose = grip(body, pose, f"{side}_hand", "head", (sign(side) * 0.030, 0.050, -0.045), swivel=85.0 + close)
    return pose


# -- Glute bridge --------------------------------------------------------------------------------------------------------


def bridge_ready(body: Body, k: Knobs) -> Pose:
    """Lying with bent knees; the trunk is held by the shoulders."""
    return _bridge(body, k, 0.0, ready=True)


def _bridge(body: Body, k: Knobs, tilt_down: float, ready: bool = False) -> Pose:
    h = body.height
    pose = lying(body) | {"at.pelvis": 0.0}
    trunk = 0.288 * h * (1.0 - 1.7 * (body.legs - 1.0))
    rise = 0.0 if ready else k["shoulder_rise"] * h
    pose |= at("shoulders", 0.0, hip_height(body) + rise, -trunk)
    heel, slide = (0.0, 0.0) if ready else (k["heel"], k["slide"])
    pose |= feet(body, k["knee"], heel, slide)
    pose |= {f"{side}_foot.swivel": 0.0 if ready else k["knees"] for side in (LEFT, RIGHT)}
    pose |= {"pitch": -90.0 - tilt_down, "neck_flexion": -4.0 + tilt_down + (0.0 if ready else k["chin"])}
    return pose


def bridge_steps(body: Body, k: Knobs, side: str) -> list[Step]:
    """Up, hold (sinking by ``sag`` degrees), down."""
    tilt_down = k["tilt"] - 11.0 * (body.girth - 0.94)  # who lies higher has less far to go to the straight line
    top, low = _bridge(body, k, tilt_down), _bridge(body, k, tilt_down - k["sag"] / 1.65)  # hip degrees per tilt: 1.65
    if k["hold"] <= 0:
        return through(k["up"] + k["down"], top, bridge_ready(body, k))
    return [
        Step("out", k["up"], top),
        Step("hold", k["hold"], low),
        Step("back", k["down"], bridge_ready(body, k)),
    ]


_HE = joint("shoulder_n", "hip_n", "knee_n")
_KNEE = joint("hip_n", "knee_n", "ankle_n")


def knee_width(v: View) -> float:
    """How far the knees are apart, in ankle widths; truly, whatever the camera."""
    knees, ankles = (float(np.linalg.norm(v.world[INDEX[f"left_{part}"]] - v.world[INDEX[f"right_{part}"]]))
                     for part in ("knee", "ankle"))  # fmt: skip
    return knees / ankles


_APART = "from the side one knee hides the other; from the foot end the knees hide the trunk, and all is guessed"
BRIDGE = Exercise(
    "glute_bridge", "side", Camera(distance=2.5, height=0.5, tilt=-2.0, hfov=66),
    knobs={"tilt": 17.0, "knee": 80.0, "heel": 0.0, "slide": 0.0, "chin": 0.0, "shoulder_rise": 0.004, "sag": 0.0, "knees": 0.0,
           "up": 2.2, "hold": 2.2, "down": 2.3},
    vary={"tilt": 0.7, "up": 0.25, "hold": 0.2, "down": 0.25},
    ready=bridge_ready, steps=bridge_steps,
    changes={
        "not_high_enough": Change("tilt", 160.0, _HE, (0.0, 24.0), until=152.0),  # from where a bridge counts
        "over_arched": Change("tilt", 0.08, offset("shoulder_n", "hip_n", "knee_n"), (10.0, 50.0)),
        "feet_too_far": Change("knee", 118.0, _KNEE, (60.0, 130.0)),
        "feet_too_close": Change("knee", 62.0, _KNEE, (25.0, 110.0), good=80.0),
        "heels_lift": Change("heel", 0.10, lift("heel_n"), (0.0, 60.0)),
        "feet_slide": Change("slide", 0.12, along("ankle_n"), (0.0, 0.15)),
        "head_or_shoulders_lift": Change("chin", 0.08, lift("ear_n"), (-5.0, 70.0)),
        "thrown_up": Change("up", 1.0, duration=True),
        "dropped": Change("down", 1.0, duration=True),
        "no_hold": Change("hold", 0.07, also={"up": 1.5, "down": 1.5}),
        "hips_sag_in_hold": Change("sag", 10.0, also={"hold": 6.5}),
        "knees_cave": Change("knees", 0.75, knee_width, (-18.0, 10.0), unseen=_APART),
        "knees_flare": Change("knees", 1.8, knee_width, (-10.0, 60.0), unseen=_APART),
    },
)  # fmt: skip

# -- Single knee to chest ------------------------------------------------------------------------------------------------


def knee_ready(body: Body, k: Knobs) -> Pose:
    """Hook lying."""
    return lying(body)


def _hug(body: Body, k: Knobs, side: str, bend: float) -> Pose:
    return _hugged(body, side, bend, k["knee"], k["head"], k["curl"], k["other"])


@remembered
def _hugged(body: Body, side: str, bend: float, knee: float, head: float, curl: float, rise: float) -> Pose:
    """One knee pulled up with both hands; ``head`` and ``curl`` (degrees) lift the upper body, ``rise`` the other foot."""
    pose = lying(body) | free(f"{side}_foot")
    pose |= one(side, hip_flexion=bend, knee_flexion=knee, ankle_flexion=-15.0)
    pose["neck_flexion"] += head
    pose["thorax_flexion"] = curl
    other = f"{OTHER[side]}_foot"
    pose[f"{other}.y"] += rise * body.height
    pose[f"{other}.flat"] = 1.0
    for hand in (LEFT, RIGHT):
        pose = grip(body, pose, f"{hand}_hand", f"{side}_shank", (sign(hand) * 0.030, -0.035, 0.030), swivel=20.0)
        pose |= one(hand, wrist_turn=45.0, wrist_flexion=50.0)
    return pose


def knee_steps(body: Body, k: Knobs, side: str) -> list[Step]:
    """Pull, hold (tugging by ``tug`` degrees), let go."""
    top = _hug(body, k, side, k["bend"])
    steps = [Step("out", k["pull"], top)]
    if k["tug"] > 0.5:
        slack = _hug(body, k, side, k["bend"] - k["tug"])
        steps += [Step("hold", 0.4, pose) for pose in (slack, top, slack, top, slack, top)]
    steps.append(Step("hold", k["hold"], top))
    return [*steps, Step("back", k["down"], knee_ready(body, k))]


_HF = flexion("shoulder_m", "hip_m", "knee_m")
KNEE = Exercise(
    "knee_to_chest", "side", Camera(distance=2.5, height=0.6, tilt=-3.0, hfov=66),
    knobs={"bend": 117.0, "knee": 122.0, "head": 0.0, "curl": 0.0, "other": 0.0, "tug": 0.0, "pull": 2.6, "hold": 6.0,
           "down": 2.5},
    vary={"bend": 1.5, "pull": 0.25, "hold": 0.35, "down": 0.25},
    ready=knee_ready, steps=knee_steps, sides="alternate", rest=2.0,
    changes={
        "head_lifts": Change("head", 0.15, lift("ear_n"), (-5.0, 80.0)),
        "shoulders_curl_up": Change("curl", 0.10, lift("shoulder_n"), (-5.0, 60.0)),
        "jerky_pull": Change("tug", 6.0),
        "hold_short": Change("hold", 4.0),
        "knee_not_near": Change("bend", 90.0, _HF, (60.0, 125.0), good=105.0,
                                uncounted="the hip bent less than 90 degrees"),
        "other_leg_rises": Change("other", 0.15, lift("ankle_s"), (0.0, 0.12)),
        "sides_unequal": Change("bend", 102.0, whole=LEFT),
        "leg_kept_straight": Change("knee", 125.0, joint("hip_m", "knee_m", "ankle_m"), (5.0, 125.0), good=70.0,
                                    also={"bend": 95.0}),
    },
)  # fmt: skip

# -- Partial crunch ------------------------------------------------------------------------------------------------------


#: How far the hands go from overhead to the thighs, torso lengths; a smooth way is 1.875 times as fast at its middle.
_SWING = 2.5


def crunch_ready(body: Body, k: Knobs) -> Pose:
    """Hook lying, arms crossed, hands behind the head, or arms overhead."""
    return _overhead(body) if k["throw"] > 0 else _arms_set(body, k["behind"])


@remembered
def _overhead(body: Body) -> Pose:
    """Arms on the floor beyond the head."""
    pose = lying(body, 74.0)
    for side in (LEFT, RIGHT):
        pose |= free(f"{side}_hand") | one(side, shoulder_flexion=165.0, shoulder_abduction=4.0, elbow_flexion=15.0)
    return pose


@remembered
def _arms_set(body: Body, behind: float) -> Pose:
    pose = lying(body, 74.0)
    for side in (LEFT, RIGHT):
        pose |= free(f"{side}_hand")
    return _behind_head(body, pose) if behind > 0.5 else arms_crossed(body, pose)


def _curled(body: Body, k: Knobs) -> Pose:
    h = body.height
    pose = crunch_ready(body, k)
    pose |= {"lumbar_flexion": 0.25 * k["curl"], "thorax_flexion": 0.75 * k["curl"], "pitch": -90.0 + k["sit"]}
    pose["neck_flexion"] += 0.25 * k["curl"] + k["neck"]
    pose["at.pelvis.z"] += k["shift"] * h
    for side in (LEFT, RIGHT):
        foot = f"{side}_foot"
        pose[f"{foot}.y"] += k["feet"] * h
        pose[f"{foot}.z"] += k["knees"] * h
        if k["throw"] > 0:
            pose |= one(side, shoulder_flexion=40.0)
    return _behind_head(body, pose, k["close"]) if k["behind"] > 0.5 else pose


def crunch_steps(body: Body, k: Knobs, side: str) -> list[Step]:
    """Up, hold, down."""
    top = _curled(body, k)
    if k["hold"] <= 0:
        return through(k["up"] + k["down"], top, crunch_ready(body, k))
    way = [Step("out", k["up"], top)]
    if k["throw"] > 0:  # the arms come first and pull the trunk along
        half = _curled(body, {**k, "curl": 0.5 * k["curl"]})
        way = [Step("throw", 1.875 * _SWING / k["throw"], half), Step("out", 0.6 * k["up"], top)]
    return [*way, Step("hold", k["hold"], top), Step("back", k["down"], crunch_ready(body, k))]


def _neck_turn(v: View) -> float:
    """How much the ear-shoulder line has turned forwards against the trunk since ready."""
    return abs(joint_change("ear_n", "shoulder_n", "hip_n")(v))


_SLIFT = lift("shoulder_n")
CRUNCH = Exercise(
    "partial_crunch", "side", Camera(distance=2.4, height=0.5, tilt=-2.0, hfov=66),
    knobs={"curl": 20.0, "sit": 0.0, "neck": 0.0, "behind": 0.0, "close": 0.0, "shift": 0.0, "feet": 0.0, "knees": 0.0,
           "throw": 0.0, "up": 1.8, "hold": 1.1, "down": 2.0},
    vary={"curl": 0.8, "up": 0.15, "hold": 0.1, "down": 0.2},
    ready=crunch_ready, steps=crunch_steps, rest=1.2,
    changes={
        "sit_up": Change("sit", 0.40, _SLIFT, (-10.0, 60.0)),
        "head_only": Change("curl", 0.05, _SLIFT, (-5.0, 30.0), also={"neck": 50.0}, good=0.10,
                            uncounted="only the head rose: the shoulder rose less than 0.07 torso lengths"),
        "neck_pull": Change("neck", 40.0, _neck_turn, (-5.0, 90.0), also={"behind": 1.0}),
        "elbows_close": Change("close", 0.20, lambda v: _ahead(v), (0.0, 140.0), also={"behind": 1.0}, good=0.0),
        "feet_lift": Change("feet", 0.08, lift("heel_n"), (0.0, 0.10)),
        "jerk_up": Change("up", 0.8, duration=True),
        "drop_down": Change("down", 0.8, duration=True),
        "no_pause": Change("hold", 0.0, also={"up": 0.95, "down": 0.95, "curl": 18.0}),
        "hips_shift": Change("shift", 0.08, along("hip_n"), (0.0, 0.08)),
        "knees_swing": Change("knees", 0.12, moved("knee_n"), (0.0, 0.15)),
        "arm_throw": Change("throw", 1.5),
        "too_small": Change("curl", 0.07, _SLIFT, (0.0, 30.0), good=0.11, uncounted="the shoulder rose less than 0.07 torso lengths"),
    },
)  # fmt: skip


def _ahead(v: View) -> float:
    """How far the near elbow is ahead of the ear, towards the knees, in torso lengths."""
    if np.linalg.norm(v.at("wrist_n", "ready") - v.at("ear_n", "ready")) > 0.35 * torso(v):
        return 0.0  # arms crossed: the fault exists with the hands behind the head alone
    forwards = np.sign(v.at("knee_n")[0] - v.at("shoulder_n")[0])
    return float(forwards * (v.at("elbow_n")[0] - v.at("ear_n")[0])) / torso(v)


# -- Spiral twist --------------------------------------------------------------------------------------------------------


def twist_ready(body: Body, k: Knobs) -> Pose:
    """Arms out on the floor, hips and knees at 90 degrees, shins level."""
    return _twisted(body, k, 0.0)


def _twisted(body: Body, k: Knobs, roll: float) -> Pose:
    """Knees let down by ``roll`` degrees, + to the left: most of it is pelvis, the shoulders stay."""
    h, peak = body.height, abs(roll) > 0.1
    pelvis, way = 0.72 * roll, np.sign(roll)
    pose = {"pitch": -90.0, "turn": pelvis, "neck_flexion": -4.0} | at("shoulders", 0.0, hip_height(body), -0.288 * h)
    pose |= {"spine_twist": -pelvis + (way * k["shoulder"] if peak else 0.0)}
    pose |= {"neck_twist": -way * k["head"] if peak else 0.0}
    for side in (LEFT, RIGHT):
        swing = sign(side) * 0.28 * roll
        opened = k["part"] if peak and sign(side) != way else 0.0
        pose |= one(side, hip_flexion=90.0, hip_abduction=swing - 2.0 + opened, knee_flexion=k["knee"], ankle_flexion=0.0,
                    shoulder_abduction=88.0, shoulder_flexion=90.0, wrist_turn=10.0)  # fmt: skip
    if peak and k["arm"] > 0:
        far = RIGHT if roll > 0 else LEFT
        pose |= one(far, shoulder_abduction=88.0 - k["arm"])
    if k["down"] > 0.5:
        for side in (LEFT, RIGHT):
            pose |= one(side, hip_flexion=45.0, knee_flexion=100.0, ankle_flexion=-30.0)
    return pose


def twist_before(body: Body, k: Knobs) -> Pose:
    """On the back, arms out, feet on the floor: from here both knees are brought above the hips."""
    return twist_ready(body, k) | feet(body)


def twist_steps(body: Body, k: Knobs, side: str) -> list[Step]:
    """Lower to the side, hold, come back."""
    low = _twisted(body, k, sign(side) * k["roll"])
    return [Step("out", k["lower"], low), Step("hold", k["hold"], low), Step("back", k["return"], twist_ready(body, k))]


def knee_tilt(v: View) -> float:
    """KT as seen from the foot end: middle of the hips to the middle of the knees against the vertical, no sign."""
    way = v.world[[25, 26]].mean(axis=0) - v.world[[23, 24]].mean(axis=0)
    across = _across(v)
    return float(np.degrees(np.arctan2(abs(way @ across), way[1])))


def _across(v: View) -> np.ndarray:
    """(3,) unit vector across the body, to its left, level."""
    line = v.ready_world[11] - v.ready_world[12]
    return line / np.linalg.norm(line)


def shoulder_tilt(v: View) -> float:
    """Shoulder line against its ready value as seen from the foot end."""

    def tilted(points: np.ndarray) -> float:
        line = points[11] - points[12]
        return float(np.degrees(np.arctan2(line[1], line @ _across(v))))

    return abs(tilted(v.world) - tilted(v.ready_world))


def _torso_3d(v: View) -> float:
    """L of the foot-end view: 1.4 shoulder widths."""
    return 1.4 * float(np.linalg.norm(v.ready_world[11] - v.ready_world[12]))


TWIST = Exercise(
    "spiral_twist", "oblique", Camera(azimuth=38.0, distance=2.6, height=1.25, tilt=-16.0, hfov=68),
    knobs={"roll": 50.0, "knee": 90.0, "head": 45.0, "shoulder": 0.0, "part": 0.0, "arm": 0.0, "down": 0.0,
           "lower": 2.8, "hold": 1.4, "return": 2.5},
    vary={"roll": 2.0, "lower": 0.25, "hold": 0.15, "return": 0.25},
    ready=twist_ready, steps=twist_steps, sides="alternate", rest=1.2, before=twist_before,
    changes={
        "shoulder_lifts": Change("shoulder", 12.0, shoulder_tilt, (-10.0, 60.0)),
        "dropped_legs": Change("lower", 1.0, duration=True),
        "swinging": Change("return", 0.9, duration=True, also={"lower": 1.1, "hold": 0.15, "pause": 0.0}),
        "knees_part": Change("part", 0.50, lambda v: float(np.linalg.norm(v.world[25] - v.world[26])) / _torso_3d(v),
                             (-5.0, 80.0)),
        "feet_down": Change("down", 1.0),
        "head_same_way": Change("head", -25.0),
        "arm_lifts": Change("arm", 0.20, lambda v: float(np.max(v.world[[15, 16], 1] - v.ready_world[[15, 16], 1])) / _torso_3d(v),
                            (0.0, 60.0)),
        "one_sided": Change("roll", 40.0, whole=LEFT),
        "too_low_for_you": Change("roll", 60.0, whole=ALL, also={"shoulder": 10.0}),  # from where this person's shoulder lifts
        "short_range": Change("roll", 18.0, knee_tilt, (1.0, 70.0), good=26.0, uncounted="the knees tilted less than 18 degrees"),
    },
    turned={RIGHT: 90.0, LEFT: -90.0},
)  # fmt: skip

__all__ = ["BRIDGE", "CRUNCH", "KNEE", "TWIST", "elevation_change", "span", "tilt"]
