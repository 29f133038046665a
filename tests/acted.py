"""The actor's landmarks (with MediaPipe's errors) through a rule: for the tests of the rules."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from formcheck.pose import INDEX, Pose
from formcheck.recording import Recording
from formcheck.replay import Replay, replay
from formcheck.rulebook import load
from sample_videos.actor import score
from sample_videos.actor.landmarks import record


@cache
def clean(exercise: str, reps: int = 2, fps: float = 15, person: str = "c", keep: bool = True) -> Replay:
    """Good repetitions only. keep: also every frame's signals."""
    return run(exercise, record(score.clean(exercise, person, 3, reps=reps), fps, seed=3)[0], keep)


@cache
def faulty(exercise: str, fault: str, strength: float = 1.6, person: str = "a") -> Replay:
    """Two repetitions with one fault."""
    return run(exercise, record(score.faulty(exercise, fault, strength, person, 5, reps=2), 15, seed=5)[0])


def run(exercise: str, poses: Recording, keep: bool = True) -> Replay:
    """A recording through the exercise's rule."""
    return replay(poses, load(exercise), keep=keep)


def sides(seen: Replay) -> list[str | None]:
    """The sides of the counted repetitions, in order."""
    return [attempt.side for attempt in seen.attempts if attempt.status == "counted"]


def named(seen: Replay) -> set[str]:
    """The faults and tips found in any attempt."""
    return {f.fault.name for a in seen.attempts for f in a.findings if f.verdict in ("fault", "tip")}


def mirrored(poses: Recording) -> Recording:
    """The same movement in a mirror: left and right change places."""
    return Recording.of([pose.mirrored(poses.width) for pose in poses], poses.width)


def askew(poses: Recording, degrees: float) -> Recording:
    """The same picture with the depth of a body that is turned away from the camera."""
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    around = np.array([[cos, 0, sin], [0, 1, 0], [-sin, 0, cos]])
    return Recording.of([replace(pose, world=pose.world @ around.T) for pose in poses], poses.width)


def between(poses: Recording, start: float, end: float) -> Recording:
    """The frames from ``start`` to ``end``, s."""
    inside = (poses.t >= start) & (poses.t <= end)
    return Recording.of([pose for pose, kept in zip(poses, inside, strict=True) if kept], poses.width)


def roughened(poses: Recording, jitter: float, dropped: float, seed: int = 1) -> Recording:
    """The recording with landmark jitter (image heights) and a share of its frames missing."""
    rng = np.random.default_rng(seed)
    kept = [pose for pose in poses if rng.random() >= dropped]
    return Recording.of(
        [Pose(p.t, p.xy + rng.normal(0, jitter, p.xy.shape), p.world, p.visibility) for p in kept], poses.width
    )


def part_way(poses: Recording, share: float) -> Recording:
    """The same movement, but only this share of the way from where it begins."""
    start = next(iter(poses)).xy
    return Recording.of([replace(pose, xy=start + share * (pose.xy - start)) for pose in poses], poses.width)


def resting(poses: Recording, *parts: str) -> Recording:
    """The same movement, while the named parts (such as "left_wrist", or "wrist" for both) stay where they begin."""
    kept = [index for name, index in INDEX.items() if name.endswith(parts)]
    start, still = next(iter(poses)).xy, []
    for pose in poses:
        xy = pose.xy.copy()
        xy[kept] = start[kept]
        still.append(replace(pose, xy=xy))
    return Recording.of(still, poses.width)


def renamed(poses: Recording, start: float, end: float, *parts: str) -> Recording:
    """The recording with the named parts of the left side (such as "knee") called the right side's from ``start`` to
    ``end``, s, and the other way round."""
    left = [INDEX[f"left_{part}"] for part in parts]
    right = [INDEX[f"right_{part}"] for part in parts]
    changed = []
    for pose in poses:
        xy = pose.xy.copy()
        if start <= pose.t < end:
            xy[left + right] = xy[right + left]
        changed.append(replace(pose, xy=xy))
    return Recording.of(changed, poses.width)


def bent_sideways(poses: Recording, degrees: float = 30.0, period: float = 5.0) -> Recording:
    """The first pose of a recording, bending from the hips to either side in the picture."""
    first = next(iter(poses))
    hips = first.xy[[INDEX["left_hip"], INDEX["right_hip"]]].mean(axis=0)
    upper = [index for name, index in INDEX.items() if not any(part in name for part in _LOWER)]
    bent = []
    for t in poses.t:
        angle = np.radians(degrees) * np.sin(2 * np.pi * max(t - 2.0, 0.0) / period)
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        xy = first.xy.copy()
        xy[upper] = hips + (xy[upper] - hips) @ turn.T
        bent.append(Pose(float(t), xy, first.world, first.visibility))
    return Recording.of(bent, poses.width)


_LOWER = ("hip", "knee", "ankle", "heel", "foot")


def legs_named_anew(pose: Pose) -> Pose:
    """The pose with the left leg called the right one."""
    order = np.arange(33)
    for part in ("knee", "ankle", "heel", "foot_index"):
        left, right = INDEX[f"left_{part}"], INDEX[f"right_{part}"]
        order[[left, right]] = right, left
    return Pose(pose.t, pose.xy[order], pose.world[order], pose.visibility[order])
