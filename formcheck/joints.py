"""Which joints a fault is about: found by watching which points its measurement looks at, where no author wrote it down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from .body import SEEN, Body, Stance, indices
from .gate import sides_of
from .measures import Rep
from .pose import LEFT
from .rule import Fault, Rule
from .rulecheck import standing
from .signals import Derived, Signal


def joints_of(rule: Rule, fault: Fault) -> tuple[str, ...]:
    """Names of the joints (as in ``Body``) to be marked for a fault.

    The fault's own, where its author named them. Else an angle is marked at its vertex, and everything else at the points
    that it is made of. Of several signals the one read last is meant: those before it were asked whether the fault
    applies. A fault of the counting signal (a tempo, say) is marked at one joint.
    """
    if fault.joints:
        return fault.joints
    measured = (signals_of(rule, fault) or [rule.count.signal])[-1]
    joints = dict.fromkeys(_points(rule, measured))
    return tuple(joints)[: 1 if measured == rule.count.signal else 2]


def landmarks(joints: tuple[str, ...], near: str, moving: str | None) -> tuple[int, ...]:
    """The landmark numbers behind some joints, given the near side and the side under test."""
    return tuple(dict.fromkeys(number for joint in joints for number in indices(joint, near, moving or near)))


def signals_of(rule: Rule, fault: Fault) -> list[str]:
    """Names of the signals a fault's measure reads, in the order in which it reads them.

    Some measures first ask whether they apply at all, and read on only then: of several movements the one counts of
    which most is read.
    """
    courses = (np.linspace(0, 1, 31), np.zeros(31), np.ones(31), np.linspace(0, 180, 31))
    return max((_read(rule, fault, course) for course in courses), key=len)


def _read(rule: Rule, fault: Fault, course: np.ndarray) -> list[str]:
    """The same for one movement, in which all signals take this course over three seconds."""
    read: list[str] = []
    values = _Watched(read, dict.fromkeys(rule.signals, course))
    ready = _Watched(read, dict.fromkeys(rule.signals, 0.0))
    t = np.linspace(0, 3, 31)
    rep = Rep(t, values, ready, 0.0, 1.5, 3.0, (1.0, 2.0), LEFT, counting=rule.count.signal)
    with np.errstate(all="ignore"):
        fault.measure(rep)
    return list(dict.fromkeys(read))


def _points(rule: Rule, name: str) -> list[str]:
    signal = rule.signals[name]
    if isinstance(signal, Derived):
        return [joint for inner in _parts(rule, signal) for joint in _points(rule, inner)]
    moving = None if sides_of(rule) == ("",) else LEFT
    body = _WatchedBody(standing(), Stance(LEFT, 1), moving)
    (signal.of if isinstance(signal, Signal) else signal)(body)
    points = list(dict.fromkeys(body.asked))
    return points[1:2] if len(points) == 3 else points


def _parts(rule: Rule, signal: Derived) -> list[str]:
    """Names of the signals of the moment that a derived one reads; those of the start pose only set its scale."""
    read: list[str] = []
    values = dict.fromkeys(rule.signals, 1.0)
    signal.of(_Watched(read, values), values)
    return list(dict.fromkeys(read))


class _Watched(Mapping[str, Any]):
    """A mapping that writes down which of its names are read."""

    def __init__(self, read: list[str], values: dict[str, Any]) -> None:
        self._read, self._values = read, values

    def __getitem__(self, name: str) -> Any:
        self._read.append(name)
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


class _WatchedBody(Body):
    """A body that writes down which points are asked for."""

    def _turn_to(self, moving: str | None) -> None:
        super()._turn_to(moving)
        self.asked: list[str] = []

    def point(self, name: str, seen: float = SEEN) -> tuple[float, float]:
        self.asked.append(name)
        return super().point(name, seen)
