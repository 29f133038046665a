"""The repetition machine: one signal over time becomes excursions out of the start pose and back."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

from .rule import Reps

#: Enter and leave levels lie at least this many standard deviations of the measured jitter apart.
JITTER = 4.0
#: An excursion must last this long (s) above its leave level before it is one: a wild frame is none.
FIRM = 0.1
#: It has come back once it is seen to stay down for this long (s); smoothing draws a wild frame out to nearly that. What is
#: up again after it was out of sight for less than ``GLIMPSE`` never came down: no leg is lowered and raised in that time.
LANDED, GLIMPSE = 0.2, 1.0
#: Seconds for which it must be down, if not all the way, for a small rise after it to be the next repetition's: quick crunches
#: are down for 0.58 s, while legs that MediaPipe mistakes for each other on their way down dip for 0.2 to 0.5 s. That the rise
#: is no small one shows in ``BUMP`` seconds: it reaches this share of the height before. On a slow way down the dips take longer,
#: in twists up to 0.6 s: this share of the way down from ``SAME`` of the height, up to so many seconds.
BRIEF, BUMP, SAME = 0.5, 1.0, 0.75
BRIEF_SHARE, BRIEF_AT_MOST = 0.5, 1.0
#: A signal that is hidden for longer than this (s) within an excursion ends it unseen.
HIDDEN = 2.0
#: After coming back this far, the rest of the way down is waited for at most this long (s).
SETTLE = 2.0
#: Who stays below a repetition's height for this long (s) rests there from now on: a hand or a foot was put elsewhere.
PLATEAU = 1.5


@dataclass(frozen=True)
class Excursion:
    """One way out and back. start, end: s. peak: the signal's highest value. cut: "start" / "end" / "hidden" / "long"
    where it began before the recording, was still going on, was lost from sight, or never came back; the session adds
    "left" / "gone" where the person left the position or the picture meanwhile."""

    start: float
    end: float
    peak: float
    cut: frozenset[str] = frozenset()


class Machine:
    """Finds excursions in one signal. ready, jitter: the signal's value and standard deviation in the start pose."""

    def __init__(self, count: Reps, ready: float, jitter: float, t: float, fresh: bool = True) -> None:
        self.count = count
        self.ready = ready
        jitter = min(jitter, (count.turn - ready) / 2 / JITTER)  # who sways is heard to move from half the way on
        self.leave = max(count.leave, JITTER * jitter)
        self.back = min(count.back, self.leave - JITTER / 2 * jitter)
        self._begun = self._seen_at = t
        self._fresh = fresh
        self._rest(ready, t)

    @property
    def out(self) -> bool:
        """Whether an excursion is under way."""
        return self._out

    @property
    def seen_at(self) -> float:
        """When the signal was last seen (s)."""
        return self._seen_at

    @property
    def start(self) -> float:
        """When the present excursion, or the next one if it were to begin now, starts (s)."""
        return self._start if self._out else self._low_at

    @property
    def peak(self) -> float:
        """The highest value of the present excursion."""
        return self._peak

    def _rest(self, floor: float, t: float) -> None:
        self._out = False
        self._floor, self._low_at = floor, t
        self._firm_at: float | None = None
        self._seen_at = max(self._seen_at, t)  # an excursion may be known to have ended a while ago
        self._peak = -math.inf

    def update(self, t: float, value: float) -> Excursion | None:
        """Takes the signal at time t (s); returns an excursion when one has ended."""
        if math.isnan(value):
            if self._out and t - self._seen_at > HIDDEN:
                return self._end(t, self._floor, {"hidden"}) if self._home_at is None else self._landed()
            return None
        if not self._out and t - self._seen_at > HIDDEN:
            self._low_at, self._begun, self._fresh = t, t, False  # nobody knows what was done meanwhile
        self._seen_at = t
        if self._out:
            return self._going(t, value)
        self._resting(t, value)
        return None

    def _resting(self, t: float, value: float) -> None:
        self._floor = min(self._floor, value)
        floor = max(self.ready, self._floor)
        if value <= floor + self.leave / 2:
            self._low_at = t
        if value <= floor + self.leave:
            self._firm_at = None
            return
        if self._firm_at is None:
            self._firm_at = t
        if t - self._firm_at >= FIRM:
            self._out, self._start = True, self._low_at
            self._cut = {"start"} if not self._fresh and self._start <= self._begun + 1e-9 else set()
            self._peak, self._lowest, self._lowest_at, self._home_at, self._down_at = value, value, t, None, t
            self._calm, self._high_at, self._up_at = (value, t), t, t
            self._dip: tuple[float, float] | None = None
            self._rose, self._firm, self._recent = False, self.ready, deque([(t, value)])

    def _going(self, t: float, value: float) -> Excursion | None:
        self._peak = max(self._peak, value)
        if value >= self.count.near:
            self._high_at = t
        if abs(value - self._calm[0]) > self.leave / 3:
            self._calm = (value, t)
        elif t - self._calm[1] >= PLATEAU and self._peak < self.count.near:
            self.ready = self._calm[0]
            self._rest(self.ready, t)
            return None
        elif t - max(self._calm[1], self._high_at) >= PLATEAU and self._peak >= self.count.turn:
            self.ready, calm_at = self._calm
            return self._end(calm_at, self.ready)  # it rests elsewhere: legs that were straight are bent from now on
        height = self._firm_peak(t, value) - self.ready
        home = self.ready + max(self.back, self.count.back_share * height)
        if value >= self.ready + SAME * height:
            self._up_at = t
        if self._dip:
            if value >= self.ready + SAME * height or t - self._dip[0] > BUMP:
                return self._end(*self._dip)
            self._dip = self._dip if value >= home else None
        if self._home_at is not None and value >= home and (self._rose or self._wild(t)):
            self._dip = (self._lowest_at, self._lowest) if self._rose else None
            self._home_at = None
        if value < home:
            self._down_at = t
        if self._home_at is None:
            if value < home:
                self._home_at, self._lowest, self._lowest_at, self._rose = t, value, t, False
            elif t - self._start > self.count.longest:
                return self._end(t, self.ready, {"long"})
        if self._home_at is None:
            return None
        if value < self._lowest:
            self._lowest, self._lowest_at = value, t
        if value <= self.ready + self.back and t - self._home_at >= LANDED - 1e-9:
            return self._end(t, value)
        if t - self._home_at > SETTLE:
            return self._landed()
        if value > self._lowest + self.leave / 2:
            if t - self._home_at >= self._brief() or value >= self.ready + SAME * height:
                return self._landed()
            self._rose = True
        return None

    def _firm_peak(self, t: float, value: float) -> float:
        """The highest value for ``FIRM`` seconds: a wild frame is no height to come down from."""
        self._recent.append((t, value))
        while len(self._recent) > 1 and self._recent[1][0] <= t - FIRM + 1e-9:
            self._recent.popleft()
        self._firm = max(self._firm, min(level for _, level in self._recent))
        return self._firm

    def _wild(self, t: float) -> bool:
        """Whether what was down, and is up again at t (s), was but a wild frame and whatever was out of sight after it."""
        assert self._home_at is not None
        longest = GLIMPSE if t - self._down_at > LANDED else LANDED
        return t - self._home_at < longest - 1e-9 and self._down_at - self._home_at < LANDED - 1e-9

    def _brief(self) -> float:
        assert self._home_at is not None
        return min(max(BRIEF, BRIEF_SHARE * (self._home_at - self._up_at)), BRIEF_AT_MOST)

    def _landed(self) -> Excursion:
        """It had come back, as far as it was seen."""
        return self._end(self._lowest_at, self._lowest)

    def _end(self, t: float, floor: float, cut: set[str] | None = None) -> Excursion:
        ended = Excursion(self._start, t, self._peak, frozenset(self._cut | (cut or set())))
        self._rest(floor, t)
        if cut:
            self._fresh, self._begun = False, t  # what goes on has not been seen from its beginning
        return ended

    def finish(self, t: float) -> Excursion | None:
        """Ends what is still under way when the recording does."""
        if not self._out:
            return None
        return self._landed() if self._home_at is not None else self._end(t, self.ready, {"end"})
