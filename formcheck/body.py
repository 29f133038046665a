"""A pose as a rule sees it: y up, floor level, near and far side told apart."""

from __future__ import annotations

import math
from dataclasses import dataclass

from .pose import INDEX, LEFT, OTHER, RIGHT, Pose

NAN = float("nan")

#: Visibility from which MediaPipe's landmark is taken as seen. Hips and shoulders read about 1.0 even when hidden
#: (the specification, own check B), so the number says something about knees, ankles, wrists and ears only.
SEEN = 0.5
#: The far limbs of a side view hover between 0.2 and 0.6 (synth.md): enough to count with, not to judge with.
GLIMPSED = 0.2


@dataclass(frozen=True)
class Stance:
    """How a person is placed in the picture; settled while getting ready and then kept.

    near: the side towards the camera. front: +1 or -1, the turning direction of a flexed hip (0 unknown).
    head: +1 when the head lies to the right of the hips in the picture, else -1. tilt: the floor's slope, radians.
    """

    near: str = LEFT
    front: int = 0
    head: int = 1
    tilt: float = 0.0


def _names(near: str, moving: str) -> dict[str, tuple[int, ...]]:
    table: dict[str, tuple[int, ...]] = {name: (number,) for name, number in INDEX.items()}
    for joint in {name.split("_", 1)[1] for name in INDEX if name.startswith("left_")}:
        for prefix, side in (("", near), ("far_", OTHER[near]), ("moving_", moving), ("other_", OTHER[moving])):
            table[prefix + joint] = (INDEX[f"{side}_{joint}"],)
        table[f"mid_{joint}"] = (INDEX[f"left_{joint}"], INDEX[f"right_{joint}"])
    return table


_TABLE = {(near, moving): _names(near, moving) for near in (LEFT, RIGHT) for moving in (LEFT, RIGHT)}
NAMES = frozenset(_TABLE[LEFT, LEFT])


def indices(joint: str, near: str, moving: str) -> tuple[int, ...]:
    """The landmarks behind a joint's name, given the near side and the side under test."""
    return _TABLE[near, moving][joint]


class Body:
    """One smoothed pose in one stance.

    A point is named by its joint: ``hip`` (near side), ``far_hip``, ``left_hip``, ``right_hip``, ``mid_hip``; in an
    exercise with sides also ``moving_hip`` and ``other_hip`` (the side under test, and the opposite one).
    Coordinates are image heights, x to the right, y up, turned so that the floor is level.
    """

    __slots__ = ("_table", "_visibility", "_x", "_y", "moving", "stance", "t", "world")

    def __init__(self, pose: Pose, stance: Stance, moving: str | None = None) -> None:
        self.t = pose.t
        self.stance = stance
        self.world = pose.world
        cos, sin = math.cos(stance.tilt), math.sin(stance.tilt)
        x, y = pose.xy[:, 0], -pose.xy[:, 1]
        self._x = (x * cos + y * sin).tolist()
        self._y = (y * cos - x * sin).tolist()
        self._visibility = pose.visibility.tolist()
        self._turn_to(moving)

    def _turn_to(self, moving: str | None) -> None:
        self.moving = moving or self.stance.near
        self._table = _TABLE[self.stance.near, self.moving]

    def towards(self, moving: str) -> Body:
        """The same body with ``moving`` as the side under test."""
        twin = object.__new__(Body)
        for name in ("t", "stance", "world", "_x", "_y", "_visibility"):
            setattr(twin, name, getattr(self, name))
        twin._turn_to(moving)
        return twin

    def visibility(self, name: str) -> float:
        """The lowest visibility of the landmarks behind ``name``, 0 to 1, NaN when nobody was found."""
        return min(self._visibility[i] for i in self._table[name])

    def point(self, name: str, seen: float = SEEN) -> tuple[float, float]:
        """(x, y) of a joint, or (NaN, NaN) when its visibility is below ``seen``."""
        indices = self._table[name]
        for i in indices:
            if not self._visibility[i] >= seen:
                return NAN, NAN
        if len(indices) == 1:
            return self._x[indices[0]], self._y[indices[0]]
        a, b = indices
        return (self._x[a] + self._x[b]) / 2, (self._y[a] + self._y[b]) / 2
