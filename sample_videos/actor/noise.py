"""The error model of the landmark-only mode, measured on the committed clips."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from formcheck.pose import INDEX, LEFT, RIGHT

from . import score
from .landmarks import ERRORS
from .seen import MAIN, Seen

#: Landmarks that rules look at.
PARTS = (*MAIN, "heel", "foot_index", "ear")
#: The median length of a two-dimensional normal error is this share of its root mean square.
MEDIAN = float(np.sqrt(np.log(2.0)))


def report(known: Sequence[Seen]) -> str:
    """What ``landmarks.Errors`` needs, beside what it has: lengths in torso lengths, (near, far) side.

    Lasting errors are measured after the landmarks have been moved by ``Errors.definition``, so nothing counts twice.
    """
    of = {seen.sample.name: score.exercise(seen.sample.exercise).view for seen in known if seen.sample.kind != "life"}
    known = [seen for seen in known if seen.sample.name in of]
    turned = [seen for seen in known if of[seen.sample.name] != "front"]
    return "\n".join([*_lengths(turned), "", *_places(turned), "", *_depths(known, of)])


def _lengths(known: Sequence[Seen]) -> list[str]:
    heads = "".join(f"{head:>18}" for head in ("bias", "drift", "jitter", "visibility"))
    lines = ["Errors of the landmarks in torso lengths, near / far side (views from the side and oblique)"]
    lines.append(f"{'landmark':<14}{heads}")
    table = measured(known)
    for part, row in zip((*PARTS, "median"), (*table, np.median(table, axis=0)), strict=True):
        lines.append(f"{part:<14}" + "".join(f"{f'{near:.4f} / {far:.4f}':>18}" for near, far in row))
    used = (ERRORS.bias, ERRORS.drift, ERRORS.jitter)
    return [*lines, f"{'in the model':<14}" + "".join(f"{f'{near:.4f} / {far:.4f}':>18}" for near, far in used)]


def _places(known: Sequence[Seen]) -> list[str]:
    lines = ["Where MediaPipe marks a joint: m from its centre towards another one (in the model)"]
    for part, towards, metres in ERRORS.definition:
        lines.append(f"{part:<9} towards {towards:<9}{_moved(known, part, towards):+.3f} ({metres:+.3f})")
    near, far = (np.median([_world(seen, side) for seen in known]) for side in (True, False))
    used = f"{ERRORS.world[0]:.4f} / {ERRORS.world[1]:.4f}"
    return [*lines, "", f"World landmarks across the view, near / far side, m: {near:.4f} / {far:.4f} ({used})"]


def _depths(known: Sequence[Seen], of: dict[str, str]) -> list[str]:
    lines = ["Visibility of the far knee, ankle, elbow and wrist; depth kept by the world landmarks (in the model)"]
    for seen in known:
        limbs = [seen.sided(seen.visibility, part, False)[seen.found] for part in ("knee", "ankle", "elbow", "wrist")]
        hidden = ERRORS.far.get(seen.sample.exercise, ERRORS.far[""])
        depth = ERRORS.depth.get(of[seen.sample.name], ERRORS.depth[""])
        lines.append(
            f"{seen.sample.name:<30} {np.nanmean(limbs):.2f} ({hidden:.2f})   {_depth(seen):.2f} ({depth:.2f})"
        )
    return lines


def measured(known: Sequence[Seen]) -> np.ndarray:
    """(parts, 4, 2): lasting, slow and fast error in torso lengths and visibility of each of ``PARTS``, near and far side.

    Each is the median over the clips.
    """
    return np.array([[_pair(known, part, what) for what in range(4)] for part in PARTS])


def _pair(known: Sequence[Seen], part: str, what: int) -> tuple[float, float]:
    near, far = (float(np.nanmedian([_errors(seen, part, side)[what] for seen in known])) for side in (True, False))
    return near, far


def _errors(seen: Seen, part: str, near: bool) -> tuple[float, float, float, float]:
    """Root mean square of the lasting error, standard deviations of its slow and its fast part, visibility.

    The slow part is taken in the start pose alone: elsewhere most of it comes and goes with the pose.
    """
    error = (seen.sided(seen.xy, part, near) - seen.sided(seen.marked, part, near)) / np.median(seen.torso)
    error = error[seen.found]
    step = float(np.median(np.diff(seen.t)))
    width = max(3, round(0.6 / step) | 1)
    slow = np.stack([np.convolve(error[:, axis], np.ones(width) / width, mode="same") for axis in (0, 1)], axis=1)
    slow = slow[width:-width][_still(seen)[seen.found][width:-width]]
    fast = np.diff(error, n=2, axis=0) / _gain(step)
    robust = [1.4826 * float(np.median(np.abs(values - np.median(values)))) for values in (*slow.T, *fast.T)]
    visible = float(np.mean(seen.sided(seen.visibility, part, near)[seen.found]))
    lasting = float(np.linalg.norm(np.median(error, axis=0))) / MEDIAN
    return lasting, float(np.mean(robust[:2])), float(np.mean(robust[2:])), visible


def _still(seen: Seen) -> np.ndarray:
    """(n,) True where every main joint is within a tenth of the torso of where it is in the start pose."""
    rows = [INDEX[f"{side}_{part}"] for side in (LEFT, RIGHT) for part in MAIN]
    start = np.median(seen.true[seen.rest], axis=0)[rows]
    return (np.linalg.norm(seen.true[:, rows] - start, axis=-1) < 0.1 * np.median(seen.torso)).all(axis=1)


def _gain(step: float) -> float:
    """How much a second difference enlarges noise of 3 to 9 Hz at this time step, s; what is slower it all but removes."""
    return float(np.sqrt(np.mean(16.0 * np.sin(np.pi * np.linspace(3.0, 9.0, 61) * step) ** 4)))


def _moved(known: Sequence[Seen], part: str, towards: str) -> float:
    """Median over the near sides, m: where a landmark is from the joint's centre along the line to another joint."""
    found = []
    for seen in known:
        here, there = (seen.sided(seen.true, name) for name in (part, towards))
        line, length = there - here, np.linalg.norm(there - here, axis=1)
        solid = np.linalg.norm(seen.sided(seen.points, towards) - seen.sided(seen.points, part), axis=1)
        share = ((seen.sided(seen.xy, part) - here) * line).sum(axis=1) / np.maximum(length, 1e-6) ** 2
        found.append(float(np.median((share * solid)[seen.found & (length > 0.03)])))
    return float(np.median(found))


def _world(seen: Seen, near: bool) -> float:
    """Robust standard deviation of the main joints' world error across the view in the start pose, m."""
    rest = seen.found & _still(seen)
    gaps = [(seen.sided(seen.world, part, near) - seen.sided(seen.points, part, near))[rest, :2] for part in MAIN]
    return float(np.median([1.4826 * np.median(np.abs(gap - np.median(gap, axis=0)), axis=0).mean() for gap in gaps]))


def _depth(seen: Seen) -> float:
    """Slope of MediaPipe's depth over the true depth, all main joints."""
    rows = [INDEX[f"{side}_{part}"] for side in (LEFT, RIGHT) for part in MAIN]
    true, shown = (values[seen.found][:, rows, 2].ravel() for values in (seen.points, seen.world))
    return float((true * shown).sum() / (true**2).sum())
