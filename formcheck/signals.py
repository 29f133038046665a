"""Makers of signals: a signal turns one body into one number, and NaN means "not seen".

>>> from formcheck.signals import angle, lift
>>> angle("shoulder", "hip", "knee").unit
'deg'
>>> lift("hip").change
True
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from .body import NAN, SEEN, Body
from .pose import INDEX

Values = Mapping[str, float]


@dataclass(frozen=True)
class Signal:
    """A number read from each body.

    of: Body -> float. unit: "deg", "torso" (torso lengths), "ratio" or "s".
    change: the session reports it as the change since the start pose. scaled: the session divides it by the torso's
    length at the start pose. sided: it depends on which side is under test (a moving_ or other_ joint).
    """

    of: Callable[[Body], float]
    unit: str = "deg"
    change: bool = False
    scaled: bool = False
    sided: bool = True


@dataclass(frozen=True)
class Derived:
    """A number computed from other signals of the same moment and their values in the start pose.

    of: (values now, values in the start pose) -> float. It may use signals that stand above it in the rule.
    """

    of: Callable[[Values, Values], float]
    unit: str = "ratio"


def interior(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> tuple[float, float]:
    """Angle at b in degrees (0 to 180) and the cross product that tells which way it opens.

    >>> round(interior((0, 1), (0, 0), (1, 0))[0])
    90
    """
    ux, uy, vx, vy = a[0] - b[0], a[1] - b[1], c[0] - b[0], c[1] - b[1]
    cross = ux * vy - uy * vx
    return math.degrees(math.atan2(abs(cross), ux * vx + uy * vy)), cross


def _sided(*joints: str) -> bool:
    return any(joint.startswith(("moving_", "other_")) for joint in joints)


def angle(a: str, b: str, c: str, seen: float = SEEN) -> Signal:
    """Interior angle at joint b, 0 to 180 degrees; 180 is straight."""
    sided = _sided(a, b, c)
    return Signal(lambda body: interior(body.point(a, seen), body.point(b, seen), body.point(c, seen))[0], sided=sided)


def front_angle(a: str, b: str, c: str, seen: float = SEEN) -> Signal:
    """Angle at b measured across the front of the body, -90 to 270: below 180 flexed, above 180 over-extended."""
    return Signal(lambda body: _across(body, a, b, c, seen, body.stance.front), sided=_sided(a, b, c))


def back_angle(a: str, b: str, c: str, seen: float = SEEN) -> Signal:
    """Angle at b measured across the back, -90 to 270: a knee reads below 180 bent, above 180 locked back."""
    return Signal(lambda body: _across(body, a, b, c, seen, -body.stance.front), sided=_sided(a, b, c))


def _across(body: Body, a: str, b: str, c: str, seen: float, front: int) -> float:
    degrees, cross = interior(body.point(a, seen), body.point(b, seen), body.point(c, seen))
    if cross * front >= 0:
        return degrees
    return 360 - degrees if degrees > 90 else -degrees


def elevation(a: str, b: str, seen: float = SEEN) -> Signal:
    """Slope of the segment a to b above the floor line, -90 to 90 degrees, positive when b is higher."""

    def of(body: Body) -> float:
        (ax, ay), (bx, by) = body.point(a, seen), body.point(b, seen)
        return math.degrees(math.atan2(by - ay, abs(bx - ax)))

    return Signal(of, sided=_sided(a, b))


def inclination(a: str, b: str, seen: float = SEEN) -> Signal:
    """Angle of the segment a to b from straight up, 0 to 180 degrees: 0 when b is above a, 90 level."""

    def of(body: Body) -> float:
        (ax, ay), (bx, by) = body.point(a, seen), body.point(b, seen)
        return math.degrees(math.atan2(abs(bx - ax), by - ay))

    return Signal(of, sided=_sided(a, b))


def lift(joint: str, seen: float = SEEN) -> Signal:
    """How far a joint rose off its place in the start pose, in torso lengths."""
    return Signal(lambda body: body.point(joint, seen)[1], "torso", True, True, _sided(joint))


def along(joint: str, seen: float = SEEN) -> Signal:
    """How far a joint moved along the floor towards the head since the start pose, in torso lengths."""
    return Signal(lambda body: body.stance.head * body.point(joint, seen)[0], "torso", True, True, _sided(joint))


def gap(a: str, b: str, seen: float = SEEN) -> Signal:
    """Distance between two joints, in torso lengths."""
    return Signal(
        lambda body: math.dist(body.point(a, seen), body.point(b, seen)), "torso", scaled=True, sided=_sided(a, b)
    )


def height(a: str, b: str, seen: float = SEEN) -> Signal:
    """How much higher a is than b, in torso lengths."""
    return Signal(
        lambda body: body.point(a, seen)[1] - body.point(b, seen)[1], "torso", scaled=True, sided=_sided(a, b)
    )


def offset(a: str, b: str, seen: float = SEEN) -> Signal:
    """How far a lies beyond b along the floor towards the head, in torso lengths."""

    def of(body: Body) -> float:
        return body.stance.head * (body.point(a, seen)[0] - body.point(b, seen)[0])

    return Signal(of, "torso", scaled=True, sided=_sided(a, b))


def stacked() -> Signal:
    """How far shoulders and hips stand above each other in the picture, in torso lengths, added up: 0.7 to 1.2 of a body
    that lies on its side and faces the camera (photographs and recordings)."""
    pairs = [(f"left_{joint}", f"right_{joint}") for joint in ("shoulder", "hip")]

    def of(body: Body) -> float:
        return abs(sum(body.point(left, 0)[1] - body.point(right, 0)[1] for left, right in pairs))

    return Signal(of, "torso", scaled=True, sided=False)


def on_side() -> Signal:
    """How steeply the line through both hips stands, by the world landmarks, 0 to 90 degrees: on the side 60 to 85; on the
    back or the belly up to 25, also where a high camera shows one hip above the other (recordings)."""

    def of(body: Body) -> float:
        across, down, depth = (body.world[INDEX["left_hip"]] - body.world[INDEX["right_hip"]]).tolist()
        return math.degrees(math.atan2(abs(down), math.hypot(across, depth)))

    return Signal(of, sided=False)


def near_only(signal: Signal, other: bool = False) -> Signal:
    """The signal while the side under test (or the other one, whose limb it is) is near; the far side's joints are guessed
    too roughly for it."""

    def of(body: Body) -> float:
        return signal.of(body) if (body.moving == body.stance.near) != other else NAN

    return replace(signal, of=of, sided=True)


def progress(name: str, to: float) -> Derived:
    """How far a signal has come on its way from the start pose to ``to``: 0 at the start, 1 there."""

    def of(now: Values, ready: Values) -> float:
        way = to - ready[name]
        return (now[name] - ready[name]) / way if way else NAN

    return Derived(of)


def change(name: str, unit: str = "deg") -> Derived:
    """A signal's change since the start pose."""
    return Derived(lambda now, ready: now[name] - ready[name], unit)


def lesser(*names: str) -> Derived:
    """The smallest of several signals: all of them have come at least this far."""
    return Derived(lambda now, ready: min((now[name] for name in names), key=_nan_first))


def least_seen(*names: str) -> Derived:
    """The smallest of several signals that are seen; NaN when none is."""
    return Derived(lambda now, ready: min((v for name in names if (v := now[name]) == v), default=NAN))


def greater(*names: str) -> Derived:
    """The largest of several signals that are seen; NaN when none is."""
    return Derived(lambda now, ready: max((v for name in names if (v := now[name]) == v), default=NAN))


def _nan_first(value: float) -> float:
    return -math.inf if math.isnan(value) else value
