"""A committed clip as MediaPipe saw it, beside what really happened in it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass

import numpy as np

from formcheck.pose import INDEX, LEFT, RIGHT
from formcheck.recording import Recording

from .landmarks import defined, truth
from .samples import FOLDER, SAMPLES, Sample
from .score import Score

#: The main joint angles: joint -> the three landmarks; "trunk" is the tilt of hip to shoulder.
JOINTS = {
    "shoulder": ("elbow", "shoulder", "hip"),
    "hip": ("shoulder", "hip", "knee"),
    "knee": ("hip", "knee", "ankle"),
    "elbow": ("shoulder", "elbow", "wrist"),
    "trunk": ("hip", "shoulder"),
}
RESTED = 2.0  # s in the start pose before the first repetition
MAIN = ("shoulder", "elbow", "wrist", "hip", "knee", "ankle")


@dataclass(frozen=True, eq=False)
class Seen:
    """One clip as MediaPipe saw it beside the truth, frame by frame (n).

    xy, true: (n, 33, 2) image heights; marked: true, moved to where MediaPipe marks a landmark against the joint's centre.
    near: (n,) True where the left side is nearer to the camera (seen from the front and lying: where it is the upper one).
    torso: (n,) its length in image heights. reps: the label's. world, points: (n, 33, 3) m from the hips, as MediaPipe gives them, as they are.
    """

    sample: Sample
    found: np.ndarray
    xy: np.ndarray
    true: np.ndarray
    visibility: np.ndarray
    near: np.ndarray
    torso: np.ndarray
    t: np.ndarray
    world: np.ndarray
    points: np.ndarray
    marked: np.ndarray
    reps: tuple[dict, ...]

    @classmethod
    def load(cls, sample: Sample) -> Seen | None:
        """None when the clip is not there, or its label is not that of today's score: the clip was made from another one."""
        npz, label, score = FOLDER / f"{sample.name}.npz", FOLDER / f"{sample.name}.toml", sample.score()
        if not npz.exists() or tomllib.loads(label.read_text(encoding="utf-8")) != score.label():
            return None
        return cls.of(sample, Recording.load(npz), score)

    @classmethod
    def of(cls, sample: Sample, record: Recording, score: Score) -> Seen:
        """record: what MediaPipe saw of the score."""
        known = truth(score, score.at(record.t))
        points, true, view, lens = (known[name] for name in ("points", "xy", "view", "intrinsics"))
        real, moved = (three @ view[:3, :3].T + view[:3, 3] for three in (points, defined(points)))
        left, right = (real[:, [INDEX[f"{side}_{part}"] for part in ("shoulder", "hip")]] for side in (LEFT, RIGHT))
        up, away = (left - right).mean(axis=1)[:, 1:].T
        near = np.where(np.abs(away) > np.abs(up), away, up) < 0
        marked = moved[..., :2] / moved[..., 2:] * np.diag(lens)[:2] + lens[:2, 2]
        torso = np.linalg.norm(true[:, [11, 12]].mean(axis=1) - true[:, [23, 24]].mean(axis=1), axis=1)
        local = real - real[:, [23, 24]].mean(axis=1, keepdims=True)
        found = ~np.isnan(record.xy[:, 0, 0])
        return cls(
            sample, found, record.xy, true, record.visibility, near, torso, record.t, record.world, local, marked,
            score.reps,
        )  # fmt: skip

    @property
    def rest(self) -> np.ndarray:
        """(n,) True in the start pose: the two seconds before the first repetition, or at the start where there is none."""
        end = self.reps[0]["start"] if self.reps else RESTED
        return (self.t >= end - RESTED) & (self.t < end)

    def sided(self, values: np.ndarray, part: str, near: bool = True) -> np.ndarray:
        """(n, ...) of a (n, 33, ...) array at a part of the near or the far side."""
        left = self.near == near
        picked = [values[:, INDEX[f"{side}_{part}"]] for side in (LEFT, RIGHT)]
        return np.where(left.reshape(-1, *[1] * (picked[0].ndim - 1)), *picked)

    def angle(self, values: np.ndarray, joint: str, near: bool = True) -> np.ndarray:
        """(n,) degrees of a joint in the picture."""
        places = [self.sided(values, part, near) for part in JOINTS[joint]]
        if joint == "trunk":
            way = places[1] - places[0]
            return np.rad2deg(np.arctan2(way[:, 0], -way[:, 1]))
        a, b = places[0] - places[1], places[2] - places[1]
        cross = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]
        return np.rad2deg(np.arctan2(np.abs(cross), (a * b).sum(axis=1)))

    def errors(self, joint: str) -> np.ndarray:
        """Absolute error of the near side's angle in each frame with a person, degrees."""
        gap = self.angle(self.xy, joint) - self.angle(self.true, joint)
        return np.abs((gap + 180) % 360 - 180)[self.found]

    def seen_share(self, near: bool) -> float:
        """Mean visibility of the main joints of one side."""
        return float(np.nanmean([self.sided(self.visibility, part, near)[self.found] for part in MAIN]))


def clips() -> list[Seen]:
    """All committed clips that belong to today's scores."""
    return [seen for sample in SAMPLES if (seen := Seen.load(sample)) is not None]
