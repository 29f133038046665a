"""A set with what comes before and after it: walking in, talking, getting into position, getting up, leaving."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from formcheck.pose import LEFT, RIGHT

from . import life, quadruped, side_lying, standing, supine
from .exercise import about_face, at
from .motion import Key
from .score import Score
from .skeleton import Body
from .solver import Pose

#: Who faces the camera on a chair stands up from it and sits down again; a way in would lead through it.
ON_THE_SPOT = (standing.ROTATION.name,)


def visit(inner: Score) -> Score:
    """The same set by somebody who comes into the picture, does it and leaves; nothing else is to be counted."""
    rng, body = np.random.default_rng(inner.seed + 13), inner.body
    up, way = _way(inner.exercise, body, inner.reps[0].get("side", ""))
    story = life.Story(up)
    if inner.exercise not in ON_THE_SPOT:
        story = life.Story(life.upright(body, -life.FAR))
        life.walk(story, body, -life.FAR, up["at.pelvis.z"])
    life.talking(story, up | {"yaw": -inner.heading}, rng, 3.0)
    for pose in (up, *way, inner.keys[0].pose):
        story.to(1.5, pose, 0.2)
    begin = story.keys[-1].t
    keys = [*story.keys, *(Key(round(key.t + begin, 4), key.pose, key.via) for key in inner.keys[1:])]
    keys += _leaving(inner, keys[-1], rng)
    reps = tuple(rep | {edge: round(rep[edge] + begin, 2) for edge in ("start", "end")} for rep in inner.reps)
    return replace(inner, keys=tuple(keys), reps=reps)


def _leaving(inner: Score, last: Key, rng: np.random.Generator) -> list[Key]:
    """Getting up the way one got down, a scratch, and out of the picture."""
    body, about = inner.body, last.pose.get("yaw", 0.0) - inner.keys[0].pose.get("yaw", 0.0)
    up, way = _way(inner.exercise, body, inner.reps[-1].get("side", ""))
    story = life.Story(last.pose)
    for pose in (*way[::-1], up):
        story.to(1.5, pose, 0.2)
    life.scratching(story, body, up, LEFT if rng.random() < 0.5 else RIGHT)
    if inner.exercise not in ON_THE_SPOT:
        life.walk(story, body, up["at.pelvis.z"], life.FAR)
    return [Key(round(key.t + last.t, 4), about_face(key.pose, about)) for key in story.keys[1:]]


def _way(exercise: str, body: Body, side: str) -> tuple[Pose, list[Pose]]:
    """Standing before an exercise, and the poses between that and its first one."""
    if exercise in ON_THE_SPOT:
        return standing.standing(body) | at("ankles", 0.0, standing.ankle_height(body), 0.25 * body.height), []
    if exercise in (standing.BEND.name, standing.SQUAT.name):
        return life.upright(body, 0.0), []
    if exercise in (quadruped.DOG.name, quadruped.DOWN.name, quadruped.SPLIT.name):
        return life.upright(body, -0.1), [life.crouch(body, -0.1), quadruped.all_fours(body)]
    lie = side_lying.half_up(body, side)[::-1] if exercise == side_lying.LIFT.name else [supine.lying(body)]
    return life.upright(body), [life.crouch(body), side_lying.sitting(body), *lie]
