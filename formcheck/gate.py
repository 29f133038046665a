"""The start gate: where the body is, whether it is in the start pose, and what it measures there.

Nothing is counted until the start pose has been held still; that second also measures the person (torso length, start
values) and this camera's jitter.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .body import GLIMPSED, Body, Stance
from .pose import INDEX, LEFT, RIGHT, Pose
from .rule import FRONT, OBLIQUE, SIDE, Posture, Ready, Reps, Rule
from .signals import Derived, Signal

#: Seconds for which the start pose is held still (the specification, "Ready rule").
HELD = 1.0
#: In a stored recording, where the start pose is only passed through, this many seconds of it must do.
PASSED = 0.2
#: Seconds without anybody that do not interrupt the start pose: a head-down body is lost for a frame now and then.
BLINK = 0.3
#: A signal is still while it stays within this many degrees (or a fiftieth of that in torso lengths) over the window.
STILL = 10.0
#: Movement, as a share of STILL, up to which one stretch is as calm as another: 1 degree, what jitter alone does.
CALM = 0.1
#: Stretches that move up to so many times as much as the calmest are turning points like it.
AS_CALM = 3.0
#: Shoulder and hip width over torso length: side views measured up to 0.42 / 0.28, front views from 0.55 / 0.35
#: (the specification, "View check"); a narrow-hipped person who faced the camera read 0.34, so 0.30 will do.
SIDE_WIDTHS, FRONT_WIDTHS = (0.42, 0.28), (0.55, 0.30)
#: A floor line steeper than this (degrees) means that the camera is tilted (the specification, "floor_line").
LEVEL = 12.0

_OUTER = {s: [INDEX[f"{s}_{joint}"] for joint in ("knee", "ankle", "wrist", "ear")] for s in (LEFT, RIGHT)}
_TRUNK = {s: [INDEX[f"{s}_{joint}"] for joint in ("shoulder", "hip")] for s in (LEFT, RIGHT)}


@dataclass(frozen=True, eq=False)
class Baseline:
    """What was measured in the start pose.

    values: signal -> median, for each side ("" where there are none); 0 for a change. jitter: the same for the standard
    deviation. origin: what each change is taken from. torso: image heights. t: when it was measured, s. view: the camera's. tilted: the floor line is too steep.
    """

    stance: Stance
    torso: float
    values: dict[str, dict[str, float]]
    jitter: dict[str, dict[str, float]]
    origin: dict[str, dict[str, float]]
    t: float
    view: str
    tilted: bool = False


def view_of(pose: Pose) -> str:
    """ "side", "front" or "oblique", from how wide shoulders and hips appear beside the torso's length."""
    torso = max(torso_of(pose), 1e-6)
    shoulders, hips = (_between(pose, f"left_{joint}", f"right_{joint}") / torso for joint in ("shoulder", "hip"))
    if shoulders <= SIDE_WIDTHS[0] and hips <= SIDE_WIDTHS[1]:
        return SIDE
    if shoulders >= FRONT_WIDTHS[0] and hips >= FRONT_WIDTHS[1]:
        return FRONT
    return OBLIQUE


def _between(pose: Pose, a: str, b: str) -> float:
    return math.dist(pose.xy[INDEX[a]].tolist(), pose.xy[INDEX[b]].tolist())


def torso_of(pose: Pose) -> float:
    """Torso length in image heights, from the middle of the shoulders to the middle of the hips."""
    left, right, left_hip, right_hip = pose.xy[[11, 12, 23, 24]].tolist()
    return math.dist(
        ((left[0] + right[0]) / 2, (left[1] + right[1]) / 2),
        ((left_hip[0] + right_hip[0]) / 2, (left_hip[1] + right_hip[1]) / 2),
    )


def place_of(pose: Pose) -> tuple[float, float]:
    """The middle of the hips, image heights."""
    (ax, ay), (bx, by) = pose.xy[[INDEX["left_hip"], INDEX["right_hip"]]].tolist()
    return (ax + bx) / 2, (ay + by) / 2


def stance_of(poses: Sequence[Pose], posture: Posture) -> Stance:
    """How the body is placed, from a short stretch of poses (medians).

    The near side is the one whose knee, ankle, wrist and ear are better seen, nearer in depth on a tie.
    """
    if len(poses) == 1:
        xy, visibility, depth = poses[0].xy, poses[0].visibility, poses[0].world[:, 2]
    else:
        xy = np.median([pose.xy for pose in poses], axis=0)
        visibility = np.median([pose.visibility for pose in poses], axis=0)
        depth = np.median([pose.world[:, 2] for pose in poses], axis=0)

    def clear(side: str) -> float:
        outer = visibility[_OUTER[side]].sum() / 4
        return round(float(outer), 1) * 10 - float(depth[_TRUNK[side]].sum()) / 2

    near = LEFT if clear(LEFT) >= clear(RIGHT) else RIGHT
    shoulder, hip = xy[INDEX[f"{near}_shoulder"]], xy[INDEX[f"{near}_hip"]]
    head = 1 if shoulder[0] >= hip[0] else -1
    # Toes that are hidden may be drawn on either side of the heel; then the nose says where the front is.
    foot = INDEX[f"{near}_heel"], INDEX[f"{near}_foot_index"]
    behind, ahead = foot if visibility[list(foot)].min() >= GLIMPSED else (INDEX[f"{near}_ear"], INDEX["nose"])
    toes = -1 if xy[ahead][0] >= xy[behind][0] else 1
    front = {"up": head, "down": -head, "toes": toes, None: 0}[posture.front]
    return Stance(near, front, head, _floor(xy, near, posture))


def _floor(xy: np.ndarray, near: str, posture: Posture) -> float:
    """Slope of the least-squares line through the contact points, radians, y up; 0 where there are too few."""
    points = [_joint(xy, name, near) for name in posture.contacts]
    if len(points) < 2:
        return 0.0
    middle = sum(x for x, _ in points) / len(points)
    across = sum((x - middle) ** 2 for x, _ in points)
    if across < 1e-9:
        return 0.0
    slope = -sum((x - middle) * y for x, y in points) / across
    limit = math.tan(math.radians(LEVEL))
    return math.atan(max(-limit, min(limit, slope)))


def _joint(xy: np.ndarray, name: str, near: str) -> tuple[float, float]:
    if name.startswith("mid_"):
        joint = name.removeprefix("mid_")
        (ax, ay), (bx, by) = xy[[INDEX[f"left_{joint}"], INDEX[f"right_{joint}"]]].tolist()
        return (ax + bx) / 2, (ay + by) / 2
    x, y = xy[INDEX[f"{near}_{name}"]].tolist()
    return x, y


def sides_of(rule: Rule) -> tuple[str, ...]:
    """The sides under test: left and right, or the empty name where an exercise has none."""
    return ("",) if rule.sides == "none" else (LEFT, RIGHT)


class Reader:
    """Reads a rule's signals from bodies."""

    def __init__(self, rule: Rule) -> None:
        self.sides = sides_of(rule)
        self._raw = {
            name: signal if isinstance(signal, Signal) else Signal(signal)
            for name, signal in rule.signals.items()
            if not isinstance(signal, Derived)
        }
        self._derived = {name: signal for name, signal in rule.signals.items() if isinstance(signal, Derived)}
        self._changes = [name for name, signal in self._raw.items() if signal.change]
        self._watched = {name: self._raw[name] for name in {ready.signal: 0 for ready in rule.ready}}

    def raw(self, pose: Pose, stance: Stance, torso: float, watched: bool = False) -> dict[str, dict[str, float]]:
        """side -> signal -> value as it stands, lengths in torso lengths; changes not yet taken.

        watched: only the signals that the start pose is judged by.
        """
        signals = self._watched if watched else self._raw
        body = Body(pose, stance, self.sides[0] or None)
        rows = {self.sides[0]: {n: s.of(body) / torso if s.scaled else s.of(body) for n, s in signals.items()}}
        for side in self.sides[1:]:
            body, row = body.towards(side), dict(rows[self.sides[0]])
            for name, signal in signals.items():
                if signal.sided:
                    row[name] = signal.of(body) / torso if signal.scaled else signal.of(body)
            rows[side] = row
        return rows

    def derive(self, values: dict[str, float], ready: Mapping[str, float]) -> dict[str, float]:
        """Adds the derived signals to ``values``, given the start pose's."""
        for name, signal in self._derived.items():
            values[name] = signal.of(values, ready)
        return values

    def read(self, pose: Pose, baseline: Baseline) -> dict[str, dict[str, float]]:
        """side -> signal -> value: changes taken since the start pose, derived signals added."""
        rows = self.raw(pose, baseline.stance, baseline.torso)
        for side, row in rows.items():
            for name in self._changes:
                row[name] -= baseline.origin[side][name]
            self.derive(row, baseline.values[side])
        return rows

    def level(self, pose: Pose, count: Reps, baseline: Baseline) -> float:
        """The counting signal from a start pose on, of the side where it is higher, in steps that are worth a difference."""
        values = [row[count.signal] for row in self.read(pose, baseline).values()]
        return max(math.inf if math.isnan(value) else value // count.leave for value in values)

    def baseline(self, rows: Sequence[dict[str, float]]) -> tuple[dict[str, float], dict[str, float], dict[str, float]]:
        """(medians, standard deviations, what changes are taken from) of raw rows from the start pose."""
        medians = {name: _median([row[name] for row in rows]) for name in self._raw}
        origin = {name: medians[name] for name in self._changes}
        ready = {name: value - origin.get(name, 0.0) for name, value in medians.items()}
        self.derive(ready, ready)  # each derived signal finds the start values of those above it
        whole = [self.derive({name: row[name] - origin.get(name, 0.0) for name in row}, ready) for row in rows]
        return ready, {name: _spread([row[name] for row in whole]) for name in ready}, origin


def _median(values: Sequence[float]) -> float:
    known = [value for value in values if not math.isnan(value)]
    return float(np.median(known)) if len(known) else float("nan")


def _spread(values: Sequence[float]) -> float:
    known = [value for value in values if not math.isnan(value)]
    return float(np.std(known)) if len(known) > 1 else 0.0


class Gate:
    """Watches for the start pose, held still; ``missing`` says what is still wrong."""

    def __init__(self, rule: Rule, held: float = HELD) -> None:
        self.rule = rule
        self.held = held
        self.missing: Ready | str | None = "nobody"
        self.stretch: deque[tuple[Pose, list[float]]] = deque()
        self._reader = Reader(rule)
        units = [getattr(rule.signals[ready.signal], "unit", "deg") for ready in rule.ready]
        self._limits = np.array([STILL if unit == "deg" else STILL / 50 for unit in units] * len(self._reader.sides))

    def reset(self) -> None:
        """Begin to watch anew."""
        self.stretch.clear()

    def update(self, pose: Pose, rows: Mapping[str, Mapping[str, float]] | None = None) -> bool:
        """Takes a smoothed pose; tells whether the start pose has been held still.

        rows: the signals, where they have been read from this pose already.
        """
        if not pose.found:
            if not self.stretch or pose.t - self.stretch[-1][0].t > BLINK:
                self.missing = "nobody"
                self.reset()
            return False
        if rows is None:
            rows = self._reader.raw(pose, stance_of([pose], self.rule.posture), max(torso_of(pose), 1e-6), watched=True)
        values = [rows[side][ready.signal] for side in self._reader.sides for ready in self.rule.ready]
        self.missing = self._wrong(values)
        if self.missing is not None:
            self.reset()
            return False
        self.stretch.append((pose, values))
        while pose.t - self.stretch[0][0].t > self.held + 0.2:
            self.stretch.popleft()
        if pose.t - self.stretch[0][0].t < self.held - 1e-6 or len(self.stretch) < 3:
            self.missing = "hold"
        elif self.movement() > 1:
            self.missing = "still"
        return self.missing is None

    def baseline(self) -> Baseline:
        """What the present stretch of the start pose measures."""
        return measure([pose for pose, _ in self.stretch], self.rule, self._reader)

    def _wrong(self, values: Sequence[float]) -> Ready | None:
        conditions = list(self.rule.ready) * len(self._reader.sides)
        return next((c for c, value in zip(conditions, values, strict=True) if not c.met(value)), None)

    def movement(self) -> float:
        """How much the watched signals moved over the stretch, as a share of what passes for still."""
        columns = np.array([values for _, values in self.stretch])
        moved = (columns.max(axis=0) - columns.min(axis=0)) / self._limits
        return float(np.nanmax(moved, initial=0.0))


def measure(poses: Sequence[Pose], rule: Rule, reader: Reader) -> Baseline:
    """The baseline over a stretch of poses in the start pose."""
    stance = stance_of(poses, rule.posture)
    torso = max(float(np.median([torso_of(pose) for pose in poses])), 1e-6)
    rows = [reader.raw(pose, stance, torso) for pose in poses]
    values, jitter, origin = {}, {}, {}
    for side in reader.sides:
        values[side], jitter[side], origin[side] = reader.baseline([row[side] for row in rows])
        if rule.count.rest is not None:
            values[side][rule.count.signal], jitter[side][rule.count.signal] = rule.count.rest, 0.0
    views = [view_of(pose) for pose in poses]
    view = max(sorted(set(views)), key=views.count)
    tilted = abs(math.degrees(stance.tilt)) >= LEVEL - 1e-6
    return Baseline(stance, torso, values, jitter, origin, poses[-1].t, view, tilted)


def find(poses: Callable[[], Iterable[Pose]], rule: Rule) -> Baseline | None:
    """The start pose in a whole recording, however short: for a replay that begins mid-exercise.

    poses: the recording from its beginning, each time that it is called. Of all stretches of at least PASSED seconds in the
    start pose that are about as calm as the calmest, it takes the one in which the counting signal is lowest: who never
    rests is as calm at the top of a movement as at the bottom.
    """
    reader = Reader(rule)
    calmest = min(_stretches(poses(), rule), key=lambda stretch: stretch[0], default=None)
    if calmest is None:
        return None
    calm, first = max(CALM, AS_CALM * calmest[0]), measure(calmest[1], rule, reader)
    _, lowest = min(
        (stretch for stretch in _stretches(poses(), rule) if stretch[0] <= calm),
        key=lambda stretch: (reader.level(stretch[1][-1], rule.count, first), stretch[0]),
    )
    return measure(lowest, rule, reader)


def _stretches(poses: Iterable[Pose], rule: Rule) -> Iterator[tuple[float, list[Pose]]]:
    """Every stretch in the start pose, with how much it moved (``Gate.movement``)."""
    gate = Gate(rule, PASSED)
    for pose in poses:
        gate.update(pose)
        if gate.missing in (None, "still"):
            yield gate.movement(), [pose for pose, _ in gate.stretch]
