"""The start gate: where the body is, whether it is in the start pose, and what it measures there.

Nothing is counted until the start pose has been held still; that second also measures the person (torso length, start
values) and this camera's jitter.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .body import Body, Stance
from .pose import INDEX, LEFT, RIGHT, Pose
from .rule import FRONT, SIDE, Posture, Ready, Rule
from .signals import Derived, Signal

#: Seconds for which the start pose is held still (exercises.md, "Ready rule").
HELD = 1.0
#: In a stored recording, where the start pose is only passed through, this many seconds of it must do.
PASSED = 0.2
#: A signal is still while it stays within this many degrees (or a fiftieth of that in torso lengths) over the window.
STILL = 8.0
#: Shoulder and hip width over torso length: side views measured up to 0.42 / 0.28, front views from 0.55 / 0.35
#: (exercises.md, "View check").
SIDE_WIDTHS, FRONT_WIDTHS = (0.42, 0.28), (0.55, 0.35)
#: A floor line steeper than this (degrees) means that the camera is tilted (exercises.md, "floor_line").
LEVEL = 12.0

_OUTER = ("knee", "ankle", "wrist", "ear")


@dataclass(frozen=True, eq=False)
class Baseline:
    """What was measured in the start pose.

    values: signal -> median, for each side ("" where there are none). jitter: the same for the standard deviation.
    torso: image heights. t: when it was measured, s. view: the camera's. tilted: the floor line is too steep.
    """

    stance: Stance
    torso: float
    values: dict[str, dict[str, float]]
    jitter: dict[str, dict[str, float]]
    t: float
    view: str
    tilted: bool = False


def view_of(pose: Pose) -> str:
    """ "side", "front" or "oblique", from how wide shoulders and hips appear beside the torso's length."""
    shoulders, hips = pose.xy[[INDEX["left_shoulder"], INDEX["right_shoulder"]]], pose.xy[[23, 24]]
    torso = float(np.hypot(*(shoulders.mean(0) - hips.mean(0))))
    widths = [float(np.hypot(*(pair[0] - pair[1]))) / max(torso, 1e-6) for pair in (shoulders, hips)]
    if all(found <= limit for found, limit in zip(widths, SIDE_WIDTHS, strict=True)):
        return SIDE
    if all(found >= limit for found, limit in zip(widths, FRONT_WIDTHS, strict=True)):
        return FRONT
    return "oblique"


def torso_of(pose: Pose, rule: Rule) -> float:
    """Torso length in image heights, from the middle of the shoulders to the middle of the hips."""
    shoulders, hips = pose.xy[[11, 12]].mean(0), pose.xy[[23, 24]].mean(0)
    return float(np.hypot(*(shoulders - hips)))


def stance_of(poses: Sequence[Pose], posture: Posture) -> Stance:
    """How the body is placed, from a short stretch of poses (medians).

    The near side is the one whose knee, ankle, wrist and ear are better seen, nearer in depth on a tie.
    """
    xy = np.median([pose.xy for pose in poses], axis=0)
    visibility = np.median([pose.visibility for pose in poses], axis=0)
    depth = np.median([pose.world[:, 2] for pose in poses], axis=0)

    def clear(side: str) -> float:
        outer = [INDEX[f"{side}_{joint}"] for joint in _OUTER]
        trunk = [INDEX[f"{side}_{joint}"] for joint in ("shoulder", "hip")]
        return round(float(visibility[outer].mean()), 1) * 10 - float(depth[trunk].mean())

    near = LEFT if clear(LEFT) >= clear(RIGHT) else RIGHT
    shoulder, hip = xy[INDEX[f"{near}_shoulder"]], xy[INDEX[f"{near}_hip"]]
    head = 1 if shoulder[0] >= hip[0] else -1
    toes = xy[INDEX[f"{near}_foot_index"]][0] - xy[INDEX[f"{near}_heel"]][0]
    front = {"up": head, "down": -head, "toes": -1 if toes >= 0 else 1, None: 0}[posture.front]
    return Stance(near, front, head, _floor(xy, near, posture))


def _floor(xy: np.ndarray, near: str, posture: Posture) -> float:
    """Slope of the line through the contact points, radians, y up; 0 where there are too few."""
    points = [_joint(xy, name, near) for name in posture.contacts]
    if len(points) < 2:
        return 0.0
    x, y = np.array(points).T
    if np.ptp(x) < 1e-6:
        return 0.0
    slope = float(np.polyfit(x, -y, 1)[0])
    limit = math.tan(math.radians(LEVEL))
    return math.atan(max(-limit, min(limit, slope)))


def _joint(xy: np.ndarray, name: str, near: str) -> np.ndarray:
    if name.startswith("mid_"):
        joint = name.removeprefix("mid_")
        return (xy[INDEX[f"left_{joint}"]] + xy[INDEX[f"right_{joint}"]]) / 2
    return xy[INDEX[f"{near}_{name}"]]


def sides_of(rule: Rule) -> tuple[str, ...]:
    """The sides under test: left and right, or the empty name where an exercise has none."""
    return ("",) if rule.sides == "none" else (LEFT, RIGHT)


class Reader:
    """Reads a rule's signals from bodies."""

    def __init__(self, rule: Rule) -> None:
        self._raw = {
            name: signal if isinstance(signal, Signal) else Signal(signal)
            for name, signal in rule.signals.items()
            if not isinstance(signal, Derived)
        }
        self._derived = {name: signal for name, signal in rule.signals.items() if isinstance(signal, Derived)}

    def raw(self, body: Body, torso: float) -> dict[str, float]:
        """Signals as they stand, lengths in torso lengths; changes not yet taken."""
        return {name: s.of(body) / torso if s.scaled else s.of(body) for name, s in self._raw.items()}

    def derive(self, values: dict[str, float], ready: dict[str, float]) -> dict[str, float]:
        """Adds the derived signals to ``values``, given the start pose's."""
        for name, signal in self._derived.items():
            values[name] = signal.of(values, ready)
        return values

    def read(self, body: Body, torso: float, ready: dict[str, float]) -> dict[str, float]:
        """All signals: changes taken since the start pose, derived ones added."""
        values = self.raw(body, torso)
        for name, signal in self._raw.items():
            if signal.change:
                values[name] -= ready[name]
        return self.derive(values, ready)

    def baseline(self, bodies: Sequence[Body], torso: float) -> tuple[dict[str, float], dict[str, float]]:
        """(medians, standard deviations) over a stretch of the start pose. A change's own median stays as measured,
        so that it can be taken off later."""
        rows = [self.raw(body, torso) for body in bodies]
        columns = {name: np.array([row[name] for row in rows]) for name in self._raw}
        ready = {name: _median(values) for name, values in columns.items()}
        rest = dict.fromkeys(ready, 0.0) | {n: v for n, v in ready.items() if not self._raw[n].change}
        ready |= {name: value for name, value in self.derive(dict(rest), rest).items() if name in self._derived}
        derived = [self.derive({n: r[n] - ready[n] * self._raw[n].change for n in r}, ready) for r in rows]
        columns |= {name: np.array([row[name] for row in derived]) for name in self._derived}
        return ready, {name: _spread(values) for name, values in columns.items()}


def _median(values: np.ndarray) -> float:
    known = values[~np.isnan(values)]
    return float(np.median(known)) if len(known) else float("nan")


def _spread(values: np.ndarray) -> float:
    known = values[~np.isnan(values)]
    return float(np.std(known)) if len(known) > 1 else 0.0


class Gate:
    """Watches for the start pose, held still; ``missing`` says what is still wrong."""

    def __init__(self, rule: Rule, held: float = HELD) -> None:
        self.rule = rule
        self.held = held
        self.missing: Ready | str | None = "nobody"
        self._reader = Reader(rule)
        self._poses: deque[Pose] = deque()
        self._rows: deque[list[float]] = deque()

    def reset(self) -> None:
        """Begin to watch anew."""
        self._poses.clear()
        self._rows.clear()

    def update(self, pose: Pose) -> Baseline | None:
        """Takes a smoothed pose; returns the baseline once the start pose has been held still."""
        if not pose.found:
            self.missing = "nobody"
            self.reset()
            return None
        self._poses.append(pose)
        while self._poses[-1].t - self._poses[0].t > self.held + 0.2:
            self._poses.popleft()
        stance = stance_of([self._poses[-1]] if len(self._poses) < 3 else list(self._poses)[-3:], self.rule.posture)
        self.missing = self._wrong(pose, stance)
        if self.missing is not None:
            self._rows.clear()
            while len(self._poses) > 1:
                self._poses.popleft()
            return None
        self._rows.append([pose.t, *self._watched(pose, stance)])
        while self._rows[-1][0] - self._rows[0][0] > self.held + 0.2:
            self._rows.popleft()
        if self._rows[-1][0] - self._rows[0][0] < self.held - 1e-6 or len(self._rows) < 3:
            self.missing = "hold"
            return None
        if not self._still():
            self.missing = "still"
            return None
        self.missing = None
        return measure([p for p in self._poses if p.t >= self._rows[0][0]], self.rule, self._reader)

    def _watched(self, pose: Pose, stance: Stance) -> list[float]:
        torso = torso_of(pose, self.rule)
        row: list[float] = []
        for side in sides_of(self.rule):
            values = self._reader.raw(Body(pose, stance, side or None), torso)
            row += [values[ready.signal] for ready in self.rule.ready]
        return row

    def _wrong(self, pose: Pose, stance: Stance) -> Ready | None:
        row = self._watched(pose, stance)
        conditions = list(self.rule.ready) * len(sides_of(self.rule))
        return next((c for c, value in zip(conditions, row, strict=True) if value not in c.allowed), None)

    def _still(self) -> bool:
        columns = np.array([row[1:] for row in self._rows])
        spans = np.quantile(columns, 0.95, axis=0) - np.quantile(columns, 0.05, axis=0)
        return bool((spans <= self._limits()).all())

    def _limits(self) -> np.ndarray:
        units = [getattr(self.rule.signals[ready.signal], "unit", "deg") for ready in self.rule.ready]
        return np.array([STILL if unit == "deg" else STILL / 50 for unit in units] * len(sides_of(self.rule)))


def measure(poses: Sequence[Pose], rule: Rule, reader: Reader) -> Baseline:
    """The baseline over a stretch of poses in the start pose."""
    stance = stance_of(poses, rule.posture)
    torso = float(np.median([torso_of(pose, rule) for pose in poses]))
    values, jitter = {}, {}
    for side in sides_of(rule):
        bodies = [Body(pose, stance, side or None) for pose in poses]
        values[side], jitter[side] = reader.baseline(bodies, torso)
    tilted = abs(math.degrees(stance.tilt)) >= LEVEL - 1e-6
    views = [view_of(pose) for pose in poses]
    view = max(sorted(set(views)), key=views.count)
    return Baseline(stance, torso, values, jitter, poses[-1].t, view, tilted)


def find(poses: Sequence[Pose], rule: Rule) -> Baseline | None:
    """The calmest stretch of the start pose in a whole recording, however short: for a replay that begins mid-exercise.

    Takes the stretch of at least PASSED seconds in the start pose with the least movement.
    """
    reader, gate = Reader(rule), Gate(rule, PASSED)
    best: tuple[float, list[Pose]] | None = None
    for pose in poses:
        gate.update(pose)
        rows = gate._rows
        if len(rows) < 3 or rows[-1][0] - rows[0][0] < PASSED - 1e-6:
            continue
        moved = float((np.ptp(np.array([row[1:] for row in rows]), axis=0) / gate._limits()).max())
        if best is None or moved < best[0]:
            best = moved, [p for p in gate._poses if p.t >= rows[0][0]]
    return measure(best[1], rule, reader) if best else None
