"""A score seen by a stand-in for MediaPipe: true landmarks plus a measured error model, without rendering a picture.

The numbers of the error model, all in ``Errors``, were measured with MediaPipe 1.2.2 (full model) on the committed clips:
``python -m sample_videos.actor evidence`` prints them anew, beside those in use. (``outside`` is an estimate.) MediaPipe's
errors that come and go with the pose are not in the model, nor that it takes one leg for the other: angles in the middle of a
movement are a little better here than there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from formcheck.pose import INDEX, LANDMARKS, LEFT, RIGHT
from formcheck.recording import Recording

from .motion import wander
from .score import Frames, Score


@dataclass(frozen=True)
class Errors:
    """How landmarks differ from the truth. Lengths are shares of the torso in the picture, pairs are (near, far side).

    bias: standard deviation of an offset that stays for the clip. drift: slow (0.1 to 0.7 Hz). jitter: fast (3 to 9 Hz).
    definition: where MediaPipe puts a landmark against the joint centre, as (part, towards part, metres).
    face: share of the lasting and slow errors that each landmark of the face has of its own; the rest they have in common.
    near, far: visibility; seen: of far-side hips and shoulders, which MediaPipe always claims to see; outside: what is left
    of it outside the picture. depth: share of the true depth that the world landmarks keep, by view.
    """

    bias: tuple[float, float] = (0.040, 0.045)
    drift: tuple[float, float] = (0.005, 0.006)
    jitter: tuple[float, float] = (0.0007, 0.0008)
    definition: tuple[tuple[str, str, float], ...] = (
        ("ankle", "knee", 0.035), ("shoulder", "elbow", 0.022), ("ear", "eye", 0.037), ("heel", "ankle", 0.025),
        ("hip", "knee", 0.016), ("foot_index", "ankle", 0.018),
    )  # fmt: skip
    face: float = 0.5
    near: float = 0.98
    seen: float = 0.99
    far: Mapping[str, float] = field(
        default_factory=lambda: {
            "forward_bend": 0.22, "knee_to_chest": 0.40, "spiral_twist": 0.50, "partial_crunch": 0.34, "bird_dog": 0.79,
            "glute_bridge": 0.32, "downward_dog": 0.44, "downward_dog_leg_lift": 0.54, "": 0.45,
        }
    )  # fmt: skip
    outside: float = 0.2
    depth: Mapping[str, float] = field(default_factory=lambda: {"side": 0.92, "oblique": 0.63, "front": 0.53, "": 0.6})
    world: tuple[float, float] = (0.0035, 0.0040)


ERRORS = Errors()
_SIDE = np.array([0 if "_" not in name and name == "nose" else 1 if LEFT in name else 2 for name in LANDMARKS])
FACE = INDEX["mouth_right"] + 1  # the first landmarks are the face's
_ALWAYS = [INDEX[f"{side}_{part}"] for side in (LEFT, RIGHT) for part in ("hip", "shoulder")]


def record(
    score: Score, fps: float = 30.0, noise: bool = True, seed: int = 0, errors: Errors = ERRORS
) -> tuple[Recording, dict]:
    """The score as a recording of landmarks, and its label.

    noise: with MediaPipe's errors; without: the truth (projected joint centres). The error is a function of time, so the same
    score, seed and time give the same landmarks at every frame rate.
    """
    frames = score.frames(fps)
    points = score.landmarks(frames)
    rng = np.random.default_rng([score.seed, seed, 33])
    placed = defined(points, errors) if noise else points
    xy, seen = score.camera.project(placed), score.camera.seen(placed)
    far = _far(score.camera.seen(points))
    visibility = _visibility(score, far, xy, frames.times, rng, errors) if noise else np.ones(points.shape[:2])
    world = seen - seen[:, [23, 24]].mean(axis=1, keepdims=True)
    if noise:
        xy = xy + _error(xy, far, frames.times, rng, errors)
        world[..., 2] *= errors.depth.get(score.view, errors.depth[""])
        world = world + _wobble(frames.times, far, rng, errors.world, 3)
    return Recording(frames.times, xy, world, visibility, width=score.camera.width), score.label()


def defined(points: np.ndarray, errors: Errors = ERRORS) -> np.ndarray:
    """Landmarks moved from the joint centres to where MediaPipe marks them."""
    moved = points.copy()
    for part, towards, metres in errors.definition:
        for side in (LEFT, RIGHT):
            here, there = INDEX[f"{side}_{part}"], INDEX[f"{side}_{towards}"]
            line = points[:, there] - points[:, here]
            sign = -1.0 if part == "hip" and metres < 0 else 1.0
            moved[:, here] += sign * metres * line / np.maximum(np.linalg.norm(line, axis=-1, keepdims=True), 1e-6)
    return moved


def _far(seen: np.ndarray) -> np.ndarray:
    """(n, 33) 0 to 1: how much a landmark belongs to the side away from the camera; 0 in a front view."""
    across = seen[:, [11, 23]].mean(axis=1) - seen[:, [12, 24]].mean(axis=1)  # from right to left
    share = across[:, 2] / np.maximum(np.linalg.norm(across, axis=-1), 1e-6)  # + the left side is farther
    left = np.clip((share - 0.35) / 0.3, 0.0, 1.0)[:, None]
    right = np.clip((-share - 0.35) / 0.3, 0.0, 1.0)[:, None]
    return np.where(_SIDE == 1, left, np.where(_SIDE == 2, right, 0.0))


def _wobble(
    times: np.ndarray, far: np.ndarray, rng: np.random.Generator, size: tuple[float, float], axes: int
) -> np.ndarray:
    """(n, 33, axes) slow noise of the given standard deviations (near, far)."""
    waves = np.stack([wander(times, 0.1, 0.7, rng) for _ in range(33 * axes)], axis=-1).reshape(len(times), 33, axes)
    return waves * (size[0] + far * (size[1] - size[0]))[..., None]


def _error(xy: np.ndarray, far: np.ndarray, times: np.ndarray, rng: np.random.Generator, errors: Errors) -> np.ndarray:
    """(n, 33, 2) image heights: bias, drift and jitter."""
    torso = float(np.nanmedian(np.linalg.norm(xy[:, [11, 12]].mean(axis=1) - xy[:, [23, 24]].mean(axis=1), axis=-1)))
    bias = _of_one_head(rng.normal(0.0, 1.0, (1, 33, 2)), errors)[0]
    bias = bias * (errors.bias[0] + far * (errors.bias[1] - errors.bias[0]))[..., None] / np.sqrt(2)
    drift = _of_one_head(_wobble(times, far, rng, errors.drift, 2), errors)
    fast = np.stack([wander(times, 3.0, 9.0, rng) for _ in range(66)], axis=-1).reshape(len(times), 33, 2)
    jitter = fast * (errors.jitter[0] + far * (errors.jitter[1] - errors.jitter[0]))[..., None]
    return torso * (bias + drift + jitter)


def _of_one_head(noise: np.ndarray, errors: Errors) -> np.ndarray:
    """Independent noise (n, 33, 2) with most of the face's made common to it: a head is found as a whole."""
    own, shared = errors.face, np.sqrt(1.0 - errors.face**2)
    common = noise[:, :FACE].sum(axis=1, keepdims=True) / np.sqrt(FACE)
    face = (shared * common + own * noise[:, :FACE]) / np.sqrt(1.0 + 2.0 * own * shared / np.sqrt(FACE))
    return np.concatenate([face, noise[:, FACE:]], axis=1)


def _visibility(
    score: Score, far: np.ndarray, xy: np.ndarray, times: np.ndarray, rng: np.random.Generator, errors: Errors
) -> np.ndarray:
    """(n, 33) what MediaPipe would claim to see."""
    hidden = errors.far.get(score.exercise, errors.far[""])
    flicker = np.stack([wander(times, 0.2, 1.0, rng) for _ in range(33)], axis=-1)
    low = np.clip(hidden + rng.normal(0.0, 0.08, 33) + 0.06 * flicker, 0.03, 0.95)
    visibility = errors.near + far * (low - errors.near) + 0.006 * flicker * (1.0 - far)
    visibility[:, _ALWAYS] = errors.seen
    inside = (xy[..., 0] > 0) & (xy[..., 0] < score.camera.width) & (xy[..., 1] > 0) & (xy[..., 1] < 1)
    return np.clip(np.where(inside, visibility, visibility * errors.outside), 0.0, 1.0)


def truth(score: Score, frames: Frames) -> dict[str, np.ndarray]:
    """What really happened, for a truth file: angles, landmarks in 2-D and 3-D, camera."""
    points = score.landmarks(frames)
    return {
        "t": frames.times, "angles": frames.angles, "root": frames.root, "points": points,
        "xy": score.camera.project(points), "view": score.camera.view, "intrinsics": score.camera.intrinsics,
        "width": np.array(score.camera.width),
    }  # fmt: skip
