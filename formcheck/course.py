"""What a report needs of a session's updates: a few numbers, however many updates there were."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from .rule import Ready
from .session import NOBODY, SETUP, Update


@dataclass(eq=False)
class Course:
    """Adds up a session's updates.

    frames: how many there were; ``seen`` of them with a person. begin, end: s, of the first and the last. seen_at: s, the
    last with a person. setup_at: s, the last that waited for the start pose, -inf if none did. farthest, lowest: the
    greatest and the least progress. missing: s for which each thing was missing while the start pose was waited for.
    view: the camera's view in the exercise, empty before it: who gets up and comes to the laptop is seen from elsewhere.
    """

    frames: int = 0
    seen: int = 0
    begin: float = 0.0
    end: float = 0.0
    seen_at: float = 0.0
    setup_at: float = -math.inf
    farthest: float = 0.0
    lowest: float = 0.0
    missing: dict[Ready | str | None, float] = field(default_factory=dict)
    view: str = ""
    _last: Update | None = None

    @classmethod
    def of(cls, updates: Iterable[Update]) -> Self:
        """The course of some updates."""
        course = cls()
        for update in updates:
            course.add(update)
        return course

    @property
    def seconds(self) -> float:
        """From the first update to the last."""
        return self.end - self.begin

    def add(self, update: Update) -> None:
        """Takes the next update."""
        if self._last is None:
            self.begin = update.t
        elif self._last.state in (SETUP, NOBODY):
            missing = self._last.missing
            self.missing[missing] = self.missing.get(missing, 0.0) + update.t - self._last.t
        if update.missing != "nobody":
            self.seen += 1
            self.seen_at = update.t
        if update.state == SETUP:
            self.setup_at = update.t
        elif update.state != NOBODY:
            self.view = update.view
        self.farthest = max(self.farthest, update.progress)  # NaN where it was not seen: max then keeps its first
        self.lowest = min(self.lowest, update.progress)
        self.frames, self.end, self._last = self.frames + 1, update.t, update
