"""What an exercise is to the actor: poses made from a few knobs, and faults as named turns of a knob."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, wraps

import numpy as np

from formcheck.clips import TOO_CLOSE
from formcheck.pose import LEFT, RIGHT

from .camera import Camera
from .measures import Measure, View
from .skeleton import Body, forward, landmarks, point, rotation
from .solver import Pose, solve, unrolled

Knobs = Mapping[str, float]
ALL = "all"  # repetitions of a set


@dataclass(frozen=True)
class Step:
    """One phase of a repetition: the seconds it takes and the pose it ends in. The step "out" ends at the peak.

    via: channels that take another value half-way.
    """

    name: str
    seconds: float
    pose: Pose
    via: Pose | None = None


@dataclass(frozen=True)
class Change:
    """A fault as a change of the score: a knob, and what is measured.

    knob: which. at: the measured value at the fault's threshold. measure: how the value is read (the specification's own
    definition); None: the knob itself is the value. span: where to look for the knob's value. A strength s aims at
    good + s (at - good); good: where the scale starts, by default the value of the repetition without the fault.
    duration: the knob is a time in s that gets shorter; it aims at good (at / good)**s, which never comes to nothing.
    also: other knobs this fault needs. until: where, by the specification, what shows the fault would soon be no repetition any
    more: no strength goes beyond it. uncounted: why a repetition beyond the threshold is too small to count.
    whole: a fault of a whole set, in which LEFT ones alone or ALL repetitions go that far; none is labelled with it.
    unseen: why MediaPipe does not see it from the exercise's camera; such a fault is acted by its name alone, not in mixed
    clips, and ``views`` shows how it looks from elsewhere.
    """

    knob: str
    at: float
    measure: Measure | None = None
    span: tuple[float, float] = (0.0, 1.0)
    also: dict[str, float] = field(default_factory=dict)
    uncounted: str = ""
    good: float | None = None
    unseen: str = ""
    whole: str = ""
    duration: bool = False
    until: float | None = None

    def aim(self, good: float, strength: float) -> float:
        """The value at a strength: 0 good, 1 at the threshold."""
        if self.duration:
            return good * (self.at / good) ** strength
        value = good + strength * (self.at - good)
        if self.until is None:
            return value
        return max(value, self.until) if self.at < good else min(value, self.until)


@dataclass(frozen=True)
class Exercise:
    """One exercise: knobs -> ready pose and the steps of a repetition.

    knobs: good values. vary: standard deviation of a knob between repetitions. sides: "" none, "alternate" or "blocks".
    turned: heading of the body in degrees per near side (in blocks: per first side).
    change_over: from one side's block to the other's. before: the pose people come into ready from, and go back to at the
    end, where they do not begin in ready.
    props: what the room needs: "mat" on the floor, "chair" under the pelvis. unrest: how much of the usual sway.
    usual: how far the person goes on other days, in degrees of what is counted; in the label, where a fault depends on it.
    """

    name: str
    view: str
    camera: Camera
    knobs: dict[str, float]
    vary: dict[str, float]
    ready: Callable[[Body, Knobs], Pose]
    steps: Callable[[Body, Knobs, str], list[Step]]
    changes: dict[str, Change]
    sides: str = ""
    rest: float = 1.2
    unrest: float = 1.0
    turned: dict[str, float] = field(default_factory=lambda: {RIGHT: 90.0, LEFT: -90.0})
    change_over: Callable[[Body, str, str], list[Step]] | None = None
    before: Callable[[Body, Knobs], Pose] | None = None
    props: tuple[str, ...] = ("mat",)
    usual: float | None = None


def both(**angles: float) -> Pose:
    """The same angle left and right."""
    return {f"{side}_{name}": value for side in (LEFT, RIGHT) for name, value in angles.items()}


def one(side: str, **angles: float) -> Pose:
    """Angles of one side."""
    return {f"{side}_{name}": value for name, value in angles.items()}


def sign(side: str) -> float:
    """+1 for left (+X), -1 for right."""
    return 1.0 if side == LEFT else -1.0


def pin(limb: str, x: float, y: float, z: float, **more: float) -> Pose:
    """Plant a hand (wrist) or foot (ankle) at a place in metres."""
    return {f"{limb}.pin": 1.0, f"{limb}.x": x, f"{limb}.y": y, f"{limb}.z": z} | {
        f"{limb}.{name}": value for name, value in more.items()
    }


def at(name: str, x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Pose:
    """Anchor the body by one of its points."""
    return {f"at.{name}": 1.0, f"at.{name}.x": x, f"at.{name}.y": y, f"at.{name}.z": z}


def free(limb: str) -> Pose:
    """Let go of a planted hand or foot."""
    return {f"{limb}.pin": 0.0}


def bones(body: Body, pose: Pose) -> np.ndarray:
    """Bone matrices (20, 4, 4) of one pose."""
    return forward(body, *solve(body, pose))


def where(body: Body, pose: Pose, bone: str, offset: tuple[float, float, float] = (0.0, 0.0, 0.0)) -> np.ndarray:
    """(3,) m: a point of a bone (offset in body heights) in a pose."""
    return point(body, bones(body, pose), bone, offset)


def grip(body: Body, pose: Pose, hand: str, bone: str, offset: tuple[float, float, float], swivel: float = 0.0) -> Pose:
    """The pose with a wrist brought to a point of the body, as joint angles, so that it moves with the body."""
    x, y, z = where(body, pose | free(hand), bone, offset)
    angles, _ = solve(body, pose | pin(hand, x, y, z, flat=0.0, swivel=swivel))
    side = hand.split("_")[0]
    ball = _nearest(pose, side, [float(angles[f"{side}_shoulder_{name}"]) for name in _BALL])
    return pose | free(hand) | ball | {f"{side}_elbow_flexion": float(angles[f"{side}_elbow_flexion"])}


_BALL = ("flexion", "abduction", "rotation")


def _nearest(pose: Pose, side: str, found: list[float]) -> Pose:
    """Of the two sets of shoulder angles for one position of the arm, the one nearer to the pose's."""
    before = np.array([pose.get(f"{side}_shoulder_{name}", 0.0) for name in _BALL])
    flexion, abduction, turn = found
    both_ways = np.array([found, [flexion + 180.0, 180.0 - abduction, turn + 180.0]])
    both_ways = before + (both_ways - before + 180.0) % 360.0 - 180.0
    best = both_ways[np.argmin(np.abs(both_ways - before).sum(axis=1))]
    return {f"{side}_shoulder_{name}": float(value) for name, value in zip(_BALL, best, strict=True)}


def about_face(pose: Pose, degrees: float) -> Pose:
    """The pose with everything turned about the vertical by 0 or +-180 degrees."""
    if not degrees:
        return pose
    turned = dict(pose)
    for name in pose:
        if name.endswith((".x", ".z")):
            turned[name] = -pose[name]
        elif name.endswith(".pin"):
            heading = name.replace(".pin", ".heading")
            turned[heading] = pose.get(heading, 0.0) + degrees
    return turned | {"yaw": pose.get("yaw", 0.0) + degrees}


def arms_crossed(body: Body, pose: Pose) -> Pose:
    """Arms folded over the chest, the left one outside, hands near the opposite upper arms."""
    pose = pose | both(shoulder_flexion=50.0, elbow_flexion=120.0, wrist_turn=90.0, wrist_flexion=30.0)
    for side, height, out in ((LEFT, 0.055, 0.012), (RIGHT, 0.025, 0.0)):
        depth = 0.105 * (0.3 + 0.7 * body.girth) + out
        pose = grip(body, pose, f"{side}_hand", "spine3", (-sign(side) * 0.045, height, depth), swivel=-40.0)
    return pose


def planted(body: Body, pose: Pose, limb: str, **more: float) -> Pose:
    """The pose with a hand or foot planted where it is now."""
    side, end = limb.split("_")
    place = where(body, pose | free(limb), f"{side}_{end}")
    if end == "foot":
        place = unrolled(body, place, more.get("heel", 0.0))
    return pose | pin(limb, *(float(value) for value in place), **more)


def through(seconds: float, top: Pose, ready: Pose) -> list[Step]:
    """Up and down again without a stop at the top."""
    return [Step("through", seconds, ready, top)]


def seek(value: Callable[[float], float], target: float, low: float, high: float, within: float = 1e-3) -> float:
    """Where a monotone function between low and high takes the target (Illinois method); the nearer end if it never does.

    within: relative to the function's range.
    """
    below, above = value(low) - target, value(high) - target
    if below * above > 0:
        return low if abs(below) < abs(above) else high
    scale = within * abs(above - below) + 1e-12
    for _ in range(30):
        middle = (low * above - high * below) / (above - below) if above != below else low
        found = value(middle) - target
        if abs(found) < scale:
            return middle
        if found * above > 0:
            high, above, below = middle, found, below / 2
        else:
            low, below, above = middle, found, above / 2
    return middle


def remembered(make: Callable[..., Pose]) -> Callable[..., Pose]:
    """Keep the poses a function makes: the same body and numbers give the same pose (as a copy that may be changed)."""
    kept = lru_cache(maxsize=512)(make)

    @wraps(make)
    def copy(*args: object) -> Pose:
        return dict(kept(*args))

    return copy


@lru_cache(maxsize=256)
def _points(body: Body, pose: tuple[tuple[str, float], ...]) -> np.ndarray:
    return landmarks(body, bones(body, dict(pose)))


def look(exercise: Exercise, body: Body, camera: Camera, knobs: Knobs, side: str, heading: float) -> View:
    """What the camera sees of a repetition with these knobs: ready and peak."""
    ready = exercise.ready(body, knobs)
    steps = exercise.steps(body, knobs, side)
    peak = next(step.via if step.name == "through" else step.pose for step in steps if step.name in ("out", "through"))
    seen, world = [], []
    for pose in (ready, peak):
        points = _points(body, tuple(sorted(pose.items()))) @ rotation("y", heading).T
        world.append(points)
        seen.append(camera.project(points))
    depth = camera.seen(world[0])[:, 2]
    near = LEFT if depth[[11, 23]].sum() < depth[[12, 24]].sum() else RIGHT
    return View(seen[0], seen[1], near, side or near, world[1], world[0])


def turned_knobs(
    exercise: Exercise, body: Body, camera: Camera, side: str, heading: float, fault: str, strength: float, knobs: Knobs
) -> dict[str, float]:
    """The knobs of a repetition with a fault: 0 = good, 1 = exactly at the threshold."""
    change = exercise.changes[fault]
    if strength == 0:
        return dict(knobs)
    knobs = dict(knobs) | change.also

    def value(knob: float) -> float:
        if change.measure is None:
            return knob
        return change.measure(look(exercise, body, camera, knobs | {change.knob: knob}, side, heading))

    good = change.good if change.good is not None else value(knobs[change.knob])
    target = change.aim(good, strength)
    return knobs | {change.knob: target if change.measure is None else seek(value, target, *change.span)}


def beyond(
    exercise: Exercise, body: Body, camera: Camera, knobs: Knobs, side: str, heading: float, good: Knobs
) -> list[str]:
    """Faults whose measured value comes to the threshold, or so near that a landmark's jitter decides, in a repetition with
    these knobs, against the ``good`` one."""
    seen, usual = (look(exercise, body, camera, k, side, heading) for k in (knobs, good))
    found = []
    for name, change in exercise.changes.items():
        if change.measure is not None and not change.unseen:
            start = change.good if change.good is not None else change.measure(usual)
            if (change.measure(seen) - start) / (change.at - start) >= 1 - TOO_CLOSE:
                found.append(name)
    return found
