"""Is the actor a fair stand-in for a person? MediaPipe's view of the committed clips against what really happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from formcheck.pose import INDEX, LANDMARKS, LEFT, RIGHT
from formcheck.recording import Recording

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

    xy, true: (n, 33, 2) image heights. near: (n,) True where the left side is nearer to the camera; torso: (n,) its length.
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
            points, true, view = truth["points"], truth["xy"], truth["view"]
        seen = points @ view[:3, :3].T + view[:3, 3]
        left, right = (seen[:, [INDEX[f"{side}_{part}"] for part in ("shoulder", "hip")], 2] for side in (LEFT, RIGHT))
        torso = np.linalg.norm(true[:, [11, 12]].mean(axis=1) - true[:, [23, 24]].mean(axis=1), axis=1)
        local = seen - seen[:, [23, 24]].mean(axis=1, keepdims=True)
        found = ~np.isnan(record.xy[:, 0, 0])
        near = (left - right).mean(axis=1) < 0
        return cls(sample, found, record.xy, true, record.visibility, near, torso, record.t, record.world, local)

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


def report(photos: Path | None = None) -> str:
    """The whole evidence as text."""
    known = clips()
    if not known:
        return (
            "No clip has its truth on this machine (it is written while rendering). "
            "Make both with: python -m sample_videos.actor samples"
        )
    lines = [
        "MediaPipe on the actor: share of frames with a person; error of the near side's 2-D angles, median / 95 %, degrees",
        f"{'clip':<32}{'found':>7}" + "".join(f"{joint:>13}" for joint in JOINTS) + f"{'vis near':>10}{'far':>6}",
    ]
    for seen in known:
        cells = [_two(seen.errors(joint)) for joint in JOINTS]
        lines.append(
            f"{seen.sample.name:<32}{seen.found.mean():7.3f}" + "".join(f"{cell:>13}" for cell in cells)
            + f"{seen.seen_share(True):10.2f}{seen.seen_share(False):6.2f}"
        )  # fmt: skip
    cells = [_two(np.concatenate([seen.errors(joint) for seen in known])) for joint in JOINTS]
    found = np.concatenate([seen.found for seen in known]).mean()
    lines += [
        f"{'all':<32}{found:7.3f}" + "".join(f"{cell:>13}" for cell in cells),
        "",
        photographs(photos),
        "",
        noise(known),
    ]
    return "\n".join(lines)


def _two(values: np.ndarray) -> str:
    return f"{np.median(values):.1f} / {np.percentile(values, 95):.1f}" if len(values) else "-"


def photographs(folder: Path | None) -> str:
    """The same for photographs of people: how many are found, and the visibility of the better and the worse seen side."""
    if folder is None or not folder.is_dir():
        return "Photographs of people were not looked at: give their folder with --photos."
    import cv2

    from formcheck.landmarker import Landmarker
    from formcheck.video import Frame

    sides, count = [], 0
    for path in sorted([*folder.glob("*.jpg"), *folder.glob("*.png")]):
        with Landmarker() as landmarker:  # a new one for each picture: nothing is remembered
            pose = landmarker.detect(Frame(0.0, cv2.imread(str(path))))
        count += 1
        if pose.found:
            both = [np.mean([pose.visibility[INDEX[f"{side}_{part}"]] for part in MAIN]) for side in (LEFT, RIGHT)]
            sides.append((max(both), min(both)))
    if not sides:
        return f"No person was found in the {count} pictures of {folder}."
    near, far = np.mean(sides, axis=0)
    return f"Photographs of people: found in {len(sides)} of {count}; visibility near {near:.2f}, far {far:.2f}"


def noise(known: Sequence[Seen]) -> str:
    """What ``landmarks.Errors`` needs, in torso lengths: lasting bias, slow drift and fast jitter, (near, far) side."""
    lines = [
        "Errors of the landmarks in torso lengths (x to the person's front is not told apart from x to the back)",
        f"{'landmark':<14}" + "".join(f"{head:>16}" for head in ("bias near/far", "drift", "jitter", "visibility")),
    ]
    every: dict[str, list] = {}
    for part in [name.removeprefix("left_") for name in LANDMARKS if name.startswith("left_")]:
        rows = [[_parts(seen, part, near) for seen in known] for near in (True, False)]
        cells = []
        for what in range(4):
            pair = [float(np.nanmedian([row[what] for row in side])) for side in rows]
            every.setdefault(str(what), []).append(pair)
            cells.append(f"{pair[0]:.3f} / {pair[1]:.3f}")
        lines.append(f"{part:<14}" + "".join(f"{cell:>16}" for cell in cells))
    means = [np.mean(every[str(what)], axis=0) for what in range(4)]
    lines.append(f"{'mean':<14}" + "".join(f"{f'{near:.3f} / {far:.3f}':>16}" for near, far in means))
    lines += [
        "",
        "Visibility of the far side (knee, ankle, elbow, wrist) and depth kept by the world landmarks, by exercise",
    ]
    for seen in known:
        parts = ("knee", "ankle", "elbow", "wrist")
        far = np.nanmean([seen.sided(seen.visibility, part, False)[seen.found] for part in parts])
        lines.append(f"{seen.sample.name:<32} far {far:.2f}   depth {_depth(seen):.2f}")
    return "\n".join(lines)


def _parts(seen: Seen, part: str, near: bool) -> tuple[float, float, float, float]:
    """Length of the mean error, spread of its slow part, spread of its fast part, visibility."""
    error = ((seen.sided(seen.xy, part, near) - seen.sided(seen.true, part, near)) / seen.torso[:, None])[seen.found]
    width = max(3, round(0.6 / float(np.median(np.diff(seen.t)))) | 1)
    slow = np.stack([np.convolve(error[:, axis], np.ones(width) / width, mode="valid") for axis in (0, 1)], axis=1)
    half = width // 2
    fast = error[half : len(error) - half] - slow
    robust = 1.4826 * np.median(np.abs(fast - np.median(fast, axis=0)))
    visible = float(np.mean(seen.sided(seen.visibility, part, near)[seen.found]))
    return float(np.linalg.norm(np.median(error, axis=0))), float(slow.std(axis=0).mean()), float(robust), visible


def _depth(seen: Seen) -> float:
    """Slope of MediaPipe's depth over the true depth, all main joints."""
    rows = [INDEX[f"{side}_{part}"] for side in (LEFT, RIGHT) for part in MAIN]
    true, shown = (values[seen.found][:, rows, 2].ravel() for values in (seen.points, seen.world))
    return float((true * shown).sum() / (true**2).sum())
