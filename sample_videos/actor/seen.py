"""A committed clip as MediaPipe saw it, beside what really happened in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from formcheck.pose import INDEX, LEFT, RIGHT
from formcheck.recording import Recording

from .landmarks import defined
from .samples import FOLDER, SAMPLES, TRUTH, Sample

#: The main joint angles: joint -> the three landmarks; "trunk" is the tilt of hip to shoulder.
JOINTS = {
    "shoulder": ("elbow", "shoulder", "hip"),
    "hip": ("shoulder", "hip", "knee"),
    "knee": ("hip", "knee", "ankle"),
    "elbow": ("shoulder", "elbow", "wrist"),
    "trunk": ("hip", "shoulder"),
}
MAIN = ("shoulder", "elbow", "wrist", "hip", "knee", "ankle")


@dataclass(frozen=True, eq=False)
class Seen:
    """One clip as MediaPipe saw it beside the truth, frame by frame (n).

    xy, true: (n, 33, 2) image heights; marked: true, moved to where MediaPipe marks a landmark against the joint's centre.
    near: (n,) True where the left side is nearer to the camera (seen from the front and lying: where it is the upper one).
    torso: (n,) its length in image heights. world, points: (n, 33, 3) m from the hips, as MediaPipe gives them, as they are.
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

    @classmethod
    def load(cls, sample: Sample) -> Seen | None:
        """None when the clip or its truth has not been made on this machine, or they do not belong together."""
        npz, truth_file = FOLDER / f"{sample.name}.npz", TRUTH / f"{sample.name.replace('/', '-')}.npz"
        if not npz.exists() or not truth_file.exists():
            return None
        record = Recording.load(npz)
        with np.load(truth_file) as truth:
            if len(truth["t"]) != len(record) or np.abs(truth["t"] - record.t).max() > 0.02:
                return None
            return cls.of(sample, record, truth)

    @classmethod
    def of(cls, sample: Sample, record: Recording, truth: Mapping[str, np.ndarray]) -> Seen:
        """record: what MediaPipe saw. truth: see ``landmarks.truth``."""
        points, true, view, lens = (truth[name] for name in ("points", "xy", "view", "intrinsics"))
        real, moved = (three @ view[:3, :3].T + view[:3, 3] for three in (points, defined(points)))
        left, right = (real[:, [INDEX[f"{side}_{part}"] for part in ("shoulder", "hip")]] for side in (LEFT, RIGHT))
        up, away = (left - right).mean(axis=1)[:, 1:].T
        near = np.where(np.abs(away) > np.abs(up), away, up) < 0
        marked = moved[..., :2] / moved[..., 2:] * np.diag(lens)[:2] + lens[:2, 2]
        torso = np.linalg.norm(true[:, [11, 12]].mean(axis=1) - true[:, [23, 24]].mean(axis=1), axis=1)
        local = real - real[:, [23, 24]].mean(axis=1, keepdims=True)
        found = ~np.isnan(record.xy[:, 0, 0])
        return cls(
            sample, found, record.xy, true, record.visibility, near, torso, record.t, record.world, local, marked
        )

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
    """All committed clips whose truth is at hand."""
    return [seen for sample in SAMPLES if (seen := Seen.load(sample)) is not None]
