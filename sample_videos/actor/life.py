"""What people do beside the exercises: walking in, talking, sitting down, lying down, scratching; and the look-alikes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from formcheck.errors import UserError
from formcheck.pose import LEFT, OTHER, RIGHT

from . import quadruped, side_lying, standing, supine
from .camera import Camera
from .exercise import at, both, free, grip, one, planted, seek, sign, where
from .motion import Key
from .score import Score, varied
from .skeleton import ANKLE_HEIGHT, BODIES, Body
from .solver import Pose, solve

NONE = "none"
FEET = 0.35  # m: where somebody stands who sits down and lies back with the pelvis at 0
FAR = 1.55  # m: the edge of the picture


class Story:
    """Key poses one after the other."""

    def __init__(self, first: Pose) -> None:
        self.keys = [Key(0.0, first)]

    def to(self, seconds: float, pose: Pose, hold: float = 0.0) -> None:
        self.keys.append(Key(round(self.keys[-1].t + seconds, 3), pose))
        if hold > 0:
            self.keys.append(Key(round(self.keys[-1].t + hold, 3), pose))


def upright(body: Body, z: float = FEET, yaw: float = 0.0) -> Pose:
    """Standing with the pelvis at z (m)."""
    pose = {name: value for name, value in standing.standing(body).items() if not name.startswith("at.")}
    return _grounded(body, pose | {"yaw": yaw}, z)


def _grounded(body: Body, pose: Pose, z: float) -> Pose:
    """The pose with its lowest part on the floor and the pelvis at z; as high as that is, on the way to a held pose too."""
    pose = pose | {"floor": 1.0} | at("pelvis", 0.0, 0.0, z)
    return pose | {"at.pelvis.y": float(solve(body, pose)[1][1])}


def walk(story: Story, body: Body, start: float, end: float) -> None:
    """Walk straight on from one place (z, m) to another; half a second a step."""
    steps = max(2, round((end - start) / 0.55))
    for number in range(1, steps + 1):
        ahead, behind = (LEFT, RIGHT) if number % 2 else (RIGHT, LEFT)
        pose = upright(body, start + number / steps * (end - start))
        if number < steps:
            pose |= one(ahead, hip_flexion=24.0, knee_flexion=8.0, shoulder_flexion=-18.0, ankle_flexion=-4.0)
            pose |= one(behind, hip_flexion=-14.0, knee_flexion=22.0, shoulder_flexion=22.0, ankle_flexion=6.0)
        story.to(0.5, pose)


def talking(story: Story, pose: Pose, rng: np.random.Generator, seconds: float) -> None:
    """Gestures with both hands and the head, on top of a pose."""
    end = story.keys[-1].t + seconds
    while story.keys[-1].t < end:
        gesture = dict(pose)
        for side in (LEFT, RIGHT):
            gesture |= one(side, shoulder_flexion=float(rng.uniform(10, 60)), shoulder_abduction=float(rng.uniform(5, 35)),
                           elbow_flexion=float(rng.uniform(50, 120)), shoulder_rotation=float(rng.uniform(-20, 40)))  # fmt: skip
        gesture |= {"neck_twist": float(rng.uniform(-30, 30)), "neck_flexion": float(rng.uniform(-8, 15)),
                    "spine_twist": float(rng.uniform(-8, 8))}  # fmt: skip
        story.to(float(rng.uniform(0.5, 1.1)), gesture, float(rng.uniform(0.1, 0.5)))
    story.to(0.8, pose, 0.5)


def scratching(story: Story, body: Body, pose: Pose, side: str, swivel: float = 0.0) -> None:
    """Scratch the head twice, then let the hand down."""
    up = grip(
        body, pose | one(side, wrist_turn=60.0), f"{side}_hand", "head", (sign(side) * 0.062, 0.062, 0.0), swivel=swivel
    )
    story.to(0.9, up)
    elbow = up[f"{side}_elbow_flexion"]
    for bend in (-9.0, 0.0, -9.0, 0.0):
        story.to(0.25, up | one(side, elbow_flexion=elbow + bend))
    story.to(0.9, pose, 0.6)


def crouch(body: Body, z: float = FEET) -> Pose:
    """Squatting low, hands towards the floor."""
    pose = {"pitch": 35.0, "lumbar_flexion": 15.0, "thorax_flexion": 15.0} | both(
        hip_flexion=125.0, knee_flexion=130.0, ankle_flexion=28.0, shoulder_flexion=60.0, elbow_flexion=20.0)  # fmt: skip
    return _grounded(body, pose, z)


def get_down(story: Story, body: Body, back: bool = False) -> None:
    """From standing to lying on the back (or the other way round) in about five seconds."""
    low, sit, lie = crouch(body), side_lying.sitting(body), supine.lying(body)
    way = [(1.6, sit), (1.2, low), (1.5, upright(body))] if back else [(1.4, low), (1.0, sit), (1.8, lie)]
    for seconds, pose in way:
        story.to(seconds, pose, 0.2)


def _warm_up(story: Story, body: Body, pick: int) -> None:
    """Something that is none of the exercises: squats, marching, side bends or arm circles."""
    up = upright(body)
    for number in range(6):
        side = LEFT if number % 2 else RIGHT
        if pick == 0:
            low = up | standing.legs(85.0, 0.16, 30.0) | {"pitch": 30.0} | both(shoulder_flexion=110.0)
        elif pick == 1:
            low = up | one(side, hip_flexion=85.0, knee_flexion=95.0) | one(OTHER[side], shoulder_flexion=40.0)
        elif pick == 2:
            low = up | {"spine_side": -sign(side) * 28.0} | one(OTHER[side], shoulder_abduction=165.0)
        else:
            low = up | both(shoulder_flexion=170.0)
        story.to(0.9, low, 0.2)
        story.to(0.9, up, 0.1)


def life(seed: int = 0, person: str = "", camera: Camera | None = None) -> Score:
    """Everyday movement in front of the camera: nothing of the exercises. The label says ``exercise = "none"``."""
    rng = np.random.default_rng(seed)
    person = person or list(BODIES)[seed % len(BODIES)]
    body = BODIES[person]
    camera = camera or varied(Camera(distance=3.0, height=0.8, tilt=-1.0, hfov=70.0), rng)
    heading = 90.0 if rng.random() < 0.5 else -90.0
    story = Story(upright(body, -FAR))
    walk(story, body, -FAR, FEET)
    to_camera = upright(body, yaw=-heading)
    story.to(0.8, to_camera, 0.6)
    talking(story, to_camera, rng, 4.0)
    scratching(story, body, to_camera, LEFT if rng.random() < 0.5 else RIGHT)
    story.to(0.9, upright(body), 0.4)
    _warm_up(story, body, seed % 4)
    get_down(story, body)
    lying = story.keys[-1].pose
    story.to(0.1, lying, 2.0)
    scratching(story, body, lying, RIGHT, swivel=120.0)
    get_down(story, body, back=True)
    talking(story, upright(body), rng, 2.5)
    walk(story, body, FEET, FAR)
    notes = {"shows": "everyday movement"}
    return Score(NONE, person, seed, "any", camera, tuple(story.keys), heading=heading, notes=notes)


# -- Look-alikes: what a rule could take for its exercise ------------------------------------------------------------------


def _plank(body: Body) -> tuple[Pose, Pose]:
    top = quadruped.wedge(body, {"hip": 176.0, "shoulder": 84.0, "knee": 4.0, "elbow": 4.0, "heel": 60.0, "head": 20.0})
    return quadruped.down_ready(body, {}), top


def _upward_dog(body: Body) -> tuple[Pose, Pose]:
    h, ready = body.height, quadruped.down_ready(body, {})

    def pose(pitch: float) -> Pose:
        return {"guard": 0.0, "pitch": pitch, "lumbar_flexion": -32.0, "thorax_flexion": -22.0, "neck_flexion": -10.0} | both(
            hip_flexion=-8.0, knee_flexion=3.0, ankle_flexion=-70.0, shoulder_flexion=38.0, elbow_flexion=6.0,
        ) | at("wrists", 0.0, quadruped.WRIST * h, ready["at.wrists.z"])  # fmt: skip

    pitch = seek(lambda value: float(where(body, pose(value), "left_foot")[1]), ANKLE_HEIGHT * h, 40.0, 110.0)
    return ready, planted(body, planted(body, pose(pitch), "left_hand"), "right_hand")


def _cat_cow(body: Body) -> tuple[Pose, Pose]:
    ready = quadruped.all_fours(body)
    return ready | {"lumbar_flexion": -14.0, "thorax_flexion": -10.0, "pitch": ready["pitch"] + 8.0}, ready | {
        "lumbar_flexion": 28.0, "thorax_flexion": 34.0, "neck_flexion": 20.0, "pitch": ready["pitch"] - 16.0}  # fmt: skip


def _double_knees(body: Body) -> tuple[Pose, Pose]:
    ready = supine.lying(body)
    top = (
        ready
        | free("left_foot")
        | free("right_foot")
        | both(hip_flexion=118.0, knee_flexion=122.0, ankle_flexion=-15.0)
    )
    return ready, top | free("left_hand") | free("right_hand") | both(shoulder_flexion=55.0, elbow_flexion=60.0)


def _single_leg_bridge(body: Body) -> tuple[Pose, Pose]:
    knobs = supine.BRIDGE.knobs
    ready = supine.bridge_ready(body, knobs)
    raised = free("left_foot") | one("left", hip_flexion=42.0, knee_flexion=6.0, ankle_flexion=0.0)
    top = supine.bridge_steps(body, knobs, "")[0].pose | free("left_foot")
    return ready | raised, top | one("left", hip_flexion=4.0, knee_flexion=6.0, ankle_flexion=0.0)


def _knee_roll(body: Body, side: str) -> tuple[Pose, Pose]:
    knobs = supine.TWIST.knobs | {"down": 1.0}
    return supine.twist_ready(body, knobs), supine.twist_steps(body, knobs, side)[0].pose


def _clamshell(body: Body) -> tuple[Pose, Pose]:
    ready = side_lying.side_lying(body, RIGHT) | both(hip_flexion=45.0, knee_flexion=88.0)
    return ready, ready | one(RIGHT, hip_flexion=45.0, hip_abduction=26.0, hip_rotation=-32.0)


def _sit_up(body: Body) -> tuple[Pose, Pose]:
    ready = supine.crunch_ready(body, supine.CRUNCH.knobs)
    return ready, ready | {"pitch": -28.0, "lumbar_flexion": 22.0, "thorax_flexion": 24.0, "neck_flexion": 10.0}


def _leg_aside(body: Body) -> tuple[Pose, Pose]:
    ready = (
        standing.standing(body)
        | {"at.ankles": 0.0}
        | at("right_ankle", -0.055 * body.height, standing.ankle_height(body))
    )
    return ready, ready | one("left", hip_abduction=32.0) | {"lean": 5.0, "right_hip_abduction": -5.0}


def _side_bend(body: Body, side: str) -> tuple[Pose, Pose]:
    ready = standing.seated(body) | both(shoulder_abduction=8.0)
    return ready, ready | {"spine_side": -sign(side) * 30.0} | one(OTHER[side], shoulder_abduction=160.0)


#: Look-alike -> (camera of which exercise, its two poses for a side).
_PAIRS = {
    "feet_down_knee_roll": (supine.TWIST, _knee_roll),
    "double_knee_to_chest": (supine.KNEE, lambda body, side: _double_knees(body)),
    "single_leg_bridge": (supine.BRIDGE, lambda body, side: _single_leg_bridge(body)),
    "clamshell": (side_lying.LIFT, lambda body, side: _clamshell(body)),
    "full_sit_up": (supine.CRUNCH, lambda body, side: _sit_up(body)),
    "standing_hip_abduction": (standing.ROTATION, lambda body, side: _leg_aside(body)),
    "plank": (quadruped.DOWN, lambda body, side: _plank(body)),
    "upward_dog": (quadruped.DOWN, lambda body, side: _upward_dog(body)),
    "cat_cow": (quadruped.DOG, lambda body, side: _cat_cow(body)),
    "seated_side_bend": (standing.ROTATION, _side_bend),
}
LOOKALIKES = tuple(_PAIRS)
#: Those that count as the exercise they vary, which then tells the variation.
VARIATIONS = {
    "feet_down_knee_roll": "spiral_twist", "single_leg_bridge": "glute_bridge", "full_sit_up": "partial_crunch",
}  # fmt: skip


def lookalike(name: str, person: str = "a", seed: int = 0, reps: int = 5, camera: Camera | None = None) -> Score:
    """Something that resembles an exercise but is another: the label has no repetitions.

    Raises UserError for an unknown name.
    """
    if name not in _PAIRS:
        raise UserError(f"There is no look-alike '{name}'; choose one of: {', '.join(LOOKALIKES)}.")
    what, pair = _PAIRS[name]
    rng = np.random.default_rng(seed)
    camera = camera or varied(what.camera, rng)
    if name == "standing_hip_abduction":
        camera = replace(camera, distance=3.1, height=0.95, tilt=0.0)
    body, story = BODIES[person], None
    for number in range(reps):
        ready, top = pair(body, LEFT if number % 2 else RIGHT)
        if story is None:
            story = Story(ready)
            story.to(2.5, ready)
        story.to(float(rng.uniform(1.7, 2.2)), top, float(rng.uniform(1.2, 2.0)))
        story.to(float(rng.uniform(1.7, 2.2)), ready, float(rng.uniform(0.8, 1.4)))
    keys = tuple(story.keys) if story else ()
    heading = what.turned[RIGHT]
    return Score(NONE, person, seed, what.view, camera, keys, (), heading, what.unrest, {"shows": name}, what.props)
