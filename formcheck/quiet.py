"""Notices that somebody moves and nothing comes of it: who is not told why, thinks that the camera is broken."""

from __future__ import annotations

import math
from collections import deque

import numpy as np

from .pose import INDEX, Pose
from .rule import TYPICAL, Rule
from .session import MOVING, NOBODY, PAUSED, SETUP, Update

#: Seconds without a result after which that is told; then after twice as long, up to LONGEST.
PATIENCE, LONGEST = 20.0, 80.0
#: Seconds for which a hold may go on beyond what was asked for.
HELD_LONG = 15.0
#: A joint that goes this far (torso lengths) within a second is moved; so many seconds of it are no fidgeting.
STIRRED, SECONDS = 0.15, 8
#: Seconds in which the counting signal must have moved for somebody to be moving.
LATELY = 2.0
#: Progress from which a movement is the right one, but too small.
NEARLY = 0.4

TOO_SMALL = "I see you move, but not far enough to count. Go a little further, if that is easy."
COME_BACK = "I am waiting for you to come back to the start position."

_JOINTS = [INDEX[f"{side}_{joint}"] for side in ("left", "right") for joint in ("shoulder", "hip", "knee", "ankle")]


class Quiet:
    """Watches a set for movement without a result."""

    def __init__(self, rule: Rule, level: str = TYPICAL) -> None:
        self.rule = rule
        self._longest = rule.amount(level).hold + HELD_LONG
        self._patience = PATIENCE
        self._second: tuple[float, list[np.ndarray]] = (-math.inf, [])
        self._course: deque[tuple[float, float]] = deque()
        self._start(0.0)

    def _start(self, t: float) -> None:
        self._since, self._farthest = t, 0.0
        self._stirred: deque[float] = deque()

    def look(self, pose: Pose, update: Update, patchy: str = "") -> str:
        """What is told now; most often nothing. It is told until ``told`` is called. patchy: said when that is why."""
        if update.attempts:
            self._patience = PATIENCE
        if update.attempts or update.state in (SETUP, NOBODY) or 0 < update.held < self._longest:
            self._start(update.t)
            return ""
        if update.state == PAUSED:
            return ""  # why, is told already; and it may last for a moment only
        if update.held >= self._longest:
            return COME_BACK if self._due(update.t) else ""
        self._farthest = max(self._farthest, update.progress if update.state == MOVING else 0.0)
        self._stir(pose)
        self._follow(update)
        if not self._due(update.t) or (len(self._stirred) < SECONDS and self._farthest < NEARLY):
            return ""
        if not patchy and self._farthest >= NEARLY and self._keeps_still():
            return ""  # who rests in a gentle stretch is not urged on
        return patchy or (TOO_SMALL if self._farthest >= NEARLY else self._another())

    def told(self, t: float) -> None:
        """It was said: not again for a good while."""
        self._patience = min(2 * self._patience, LONGEST)
        self._start(t)

    def _due(self, t: float) -> bool:
        return t - self._since >= self._patience

    def _keeps_still(self) -> bool:
        """Whether the counting signal did not move of late, or was not seen."""
        values = [value for _, value in self._course]
        return not values or max(values) - min(values) < self.rule.count.leave

    def _another(self) -> str:
        return f"I see you move, but no repetition of this exercise: {self.rule.title}. {self.rule.setup[0]}"

    def _follow(self, update: Update) -> None:
        """Remembers how the counting signal went of late."""
        value = update.values.get(self.rule.count.signal, math.nan)
        if not math.isnan(value):
            self._course.append((update.t, value))
        while self._course and update.t - self._course[0][0] > LATELY:
            self._course.popleft()

    def _stir(self, pose: Pose) -> None:
        """Takes a second's poses together, and remembers whether a joint that is seen was moved in it."""
        if not pose.found:
            return
        begun, places = self._second
        if pose.t - begun < 1.0:
            places.append(np.where(pose.visibility[_JOINTS, None] > 0.5, pose.xy[_JOINTS], np.nan))
            return
        self._second = (pose.t, [])
        torso = float(np.hypot(*(pose.xy[[11, 12]].mean(0) - pose.xy[[23, 24]].mean(0))))
        if len(places) > 2 and _reach(np.array(places)) > STIRRED * torso:
            self._stirred.append(pose.t)


def _reach(places: np.ndarray) -> float:
    """How far the joint that went farthest went; places: (n, joints, 2), NaN where unseen."""
    seen = ~np.isnan(places[..., 0]).any(axis=0)
    return float(np.hypot(*np.ptp(places[:, seen], axis=0).T).max(initial=0.0))
