"""The set-up coach: what must be changed before a set can start, and for how long the start waits for it."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from typing import Any

from . import framing
from .gate import Baseline, view_of
from .pose import Pose
from .rule import Ready, Rule
from .session import NOBODY, PAUSED, SETUP, Update
from .video import Frame

#: Seconds between two looks for a second person, of which it takes three; only while getting ready, for each costs
#: a detection.
LOOK_AROUND = 0.3
#: Seconds over which the camera's view is told from the poses: one who is turning passes through all of them.
VIEWED = 1.0
#: Seconds over which it is noticed that somebody is lost from sight again and again, and how often that is.
WATCHED, LOST_AGAIN = 6.0, 4
#: Seconds for which the start waits for one and the same change; who cannot make it begins all the same.
PATIENCE = 10.0


class Guide:
    """Looks at the picture, above all while somebody gets ready. eyes: makes a landmarker for seeing other people.

    seen: what could be better in the newest picture, in words, whether or not it is told.
    """

    def __init__(self, rule: Rule, eyes: Callable[[], Any]) -> None:
        self.rule = rule
        self.seen = ""
        self.company: framing.Company | None = None
        self._eyes = eyes
        self._alone, self._looked_at = True, -math.inf
        self._losses: deque[float] = deque()
        self._found = False
        self._views: deque[tuple[float, str]] = deque()
        self._asked: dict[str, float] = {}
        self._waits = False

    def look(self, pose: Pose, frame: Frame, last: Update | None) -> str:
        """The one thing to change in this picture, in words; empty when there is none. last: the update before it."""
        self._see(pose)
        self.seen = words = framing.advice(pose, frame.image, self.rule) or self.patchy(pose.t)
        if last is not None and last.state not in (SETUP, NOBODY, PAUSED):
            return ""
        missing = last.missing if last is not None else None
        if words or not pose.found or (last is not None and last.state == PAUSED):
            return words
        return framing.COMPANY if self._crowded(pose, frame) else self._turn(missing)

    def waits(self, t: float, words: str, last: Update | None) -> bool:
        """Whether the start has to wait: the start pose is taken, but something was to be changed first."""
        if words == framing.PATCHY:
            return False  # it may not be in the person's power
        in_place = self._waits or (last is not None and last.missing in ("hold", "still"))
        self._waits = bool(words) and in_place and t - self._asked.setdefault(words, t) < PATIENCE
        return self._waits

    def costs(self, words: str, update: Update, baseline: Baseline | None) -> tuple[str, ...]:
        """What is said once at the start: what still keeps the set from being judged."""
        turn = framing.turn_words(update.view, self.rule)
        still = "" if words == turn else words
        tilted = framing.TILTED if baseline is not None and baseline.tilted else ""
        return tuple(filter(None, (still, framing.cost_words(update.view, self.rule), tilted)))

    def patchy(self, t: float) -> str:
        """What is said to somebody who is lost from sight again and again; empty to all others."""
        while self._losses and t - self._losses[0] > WATCHED:
            self._losses.popleft()
        return framing.PATCHY if len(self._losses) >= LOST_AGAIN else ""

    def _see(self, pose: Pose) -> None:
        if self._found and not pose.found:
            self._losses.append(pose.t)
        self._found = pose.found
        if not pose.found:
            self._views.clear()
            return
        self._views.append((pose.t, view_of(pose)))
        while pose.t - self._views[0][0] > VIEWED:
            self._views.popleft()

    def _turn(self, missing: Ready | str | None) -> str:
        if not self._views or self._views[-1][0] - self._views[0][0] < VIEWED / 2:
            return ""
        views = [view for _, view in self._views]
        words = framing.turn_words(max(sorted(set(views)), key=views.count), self.rule)
        if words and isinstance(missing, Ready) and missing is self.rule.ready[0]:
            return f"{missing.words} {words}"
        return words

    def _crowded(self, pose: Pose, frame: Frame) -> bool:
        if frame.t - self._looked_at >= LOOK_AROUND:
            self._looked_at = frame.t
            self.company = self.company or framing.Company(self._eyes())
            self._alone = not self.company.seen(pose, frame)
        return not self._alone
