"""What a rule measures on one attempt: makers of ``Rep -> float``, where NaN means "could not be seen"."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

import numpy as np

#: Phases of an attempt. HOLD is where the counting signal has at least 85 % of its peak (the specification, section 2).
OUT, HOLD, BACK, WHOLE, ENTRY = "out", "hold", "back", "whole", "entry"

#: A phase must be seen in this share of its frames to be judged (the specification: "80 % valid frames").
SEEN_SHARE = 0.8
#: Seconds over which a speed is taken (the specification: slope over 0.25 s).
SPEED_SPAN = 0.25
#: The most seconds that one frame stands for: nobody knows what was done in a longer gap.
STEP = 0.5
#: Seconds out of sight after which nobody knows how long a way took: the quickest that count take 0.4 to 0.5.
GAP = 0.4
#: Seconds over which a signal is calmed: a wild frame, drawn out by smoothing, lasts for less than half of it.
CALM = 0.4


@dataclass(frozen=True, eq=False)
class Rep:
    """One attempt, from leaving the start pose until back in it.

    t: (n,) s. signals: name -> (n,). ready: each signal's value in the start pose. start, turn, end: s, where turn is
    the middle of the hold. hold: (from, to) s of the part near the peak. side: "left", "right" or None.
    cut: the recording begins or ends inside this attempt ("start" / "end"), so that phase's length is unknown.
    counting: the name of the counting signal. usual: how far this person went on other days at most, as a value of the
    counting signal; NaN where nothing is known of other days.
    """

    t: np.ndarray
    signals: Mapping[str, np.ndarray]
    ready: Mapping[str, float]
    start: float
    turn: float
    end: float
    hold: tuple[float, float]
    side: str | None = None
    cut: frozenset[str] = field(default_factory=frozenset)
    counting: str = ""
    usual: float = np.nan

    @property
    def drive(self) -> np.ndarray:
        """(n,) the counting signal."""
        return self.signals[self.counting]

    @property
    def steps(self) -> np.ndarray:
        """(n,) s: for how long each frame was what was seen."""
        return np.minimum(np.diff(self.t, prepend=self.t[:1]), STEP)

    def span(self, phase: str) -> tuple[float, float]:
        """(from, to) of a phase in seconds. Raises LookupError, in words, for one that there is not."""
        spans = {
            OUT: (self.start, self.hold[0]),
            HOLD: self.hold,
            BACK: (self.hold[1], self.end),
            WHOLE: (self.start, self.end),
            ENTRY: (self.start, self.hold[1]),
        }
        return spans[_known(phase, spans)]

    def within(self, phase: str) -> np.ndarray:
        """(n,) bool: the frames of a phase."""
        first, last = self.span(phase)
        return (self.t >= first - 1e-9) & (self.t <= last + 1e-9)

    def seen(self, name: str, phase: str) -> np.ndarray:
        """A signal's seen values in a phase; empty when it was hidden for more than a fifth of it."""
        values = self.signals[name][self.within(phase)]
        known = values[~np.isnan(values)]
        return known if len(values) and len(known) >= SEEN_SHARE * len(values) else known[:0]


def _known(phase: str, among: Collection[str]) -> str:
    if phase not in among:
        raise LookupError(f'it has the phase "{phase}"; it must be one of {", ".join(among)}.')
    return phase


@dataclass(frozen=True)
class Measure:
    """A function of an attempt, with the phase it looks at (for "could be judged for n seconds").

    usual: it compares with what this person does on other days (``Rep.usual``).
    """

    of: Callable[[Rep], float]
    phase: str = WHOLE
    usual: bool = False

    def __call__(self, rep: Rep) -> float:
        return float(self.of(rep))


def where(guard: float, holds: bool, value: float, otherwise: float = 0.0) -> float:
    """``value`` where something that ``guard`` tells of holds, else ``otherwise``; NaN where ``guard`` was not seen."""
    return np.nan if np.isnan(guard) else value if holds else otherwise


def calm(t: np.ndarray, values: np.ndarray) -> np.ndarray:
    """The running median over CALM seconds of (n,) values at times t; the unseen ones left out. Towards the ends it is taken
    over less, as much before as after."""
    t, values = t[~np.isnan(values)], values[~np.isnan(values)]
    reach = np.minimum(CALM / 2, np.minimum(t - t[:1], t[-1:] - t)) + 1e-9
    first, last = np.searchsorted(t, t - reach), np.searchsorted(t, t + reach)
    return np.array([np.median(values[i:j]) for i, j in zip(first, last, strict=True)])


def sank(t: np.ndarray, values: np.ndarray) -> float:
    """How far a signal came down from the highest before; one wild frame is no sinking. t, values: (n,). NaN if unseen."""
    seen = calm(t, values)
    return float(np.max(np.maximum.accumulate(seen) - seen)) if len(seen) else np.nan


def _statistic(name: str, phase: str, of: Callable[[np.ndarray], float]) -> Measure:
    return Measure(lambda rep: of(values) if len(values := rep.seen(name, phase)) else np.nan, phase)


def highest(name: str, during: str = WHOLE) -> Measure:
    """The height a signal reached, leaving out the topmost tenth of the frames so that one wild frame says nothing."""
    return _statistic(name, during, lambda values: float(np.quantile(values, 0.9)))


def lowest(name: str, during: str = WHOLE) -> Measure:
    """The depth a signal reached, leaving out the lowest tenth of the frames."""
    return _statistic(name, during, lambda values: float(np.quantile(values, 0.1)))


def typical(name: str, during: str = HOLD) -> Measure:
    """A signal's median in a phase."""
    return _statistic(name, during, lambda values: float(np.median(values)))


def mostly_above(name: str, during: str = HOLD) -> Measure:
    """The level that a signal exceeds in 60 % of a phase's frames (the specification: faults must last)."""
    return _statistic(name, during, lambda values: float(np.quantile(values, 0.4)))


def beyond_usual() -> Measure:
    """How much farther the counting signal went in the hold than on this person's other days; NaN without any."""

    def of(rep: Rep) -> float:
        held = rep.seen(rep.counting, HOLD)
        return float(np.quantile(held, 0.9)) - rep.usual if len(held) else np.nan

    return Measure(of, HOLD, usual=True)


#: Seconds left out at either end of a hold when its steadiness is measured: the limb is still arriving or leaving.
MARGIN = 0.3


def unsteadiness(*names: str) -> Measure:
    """The largest standard deviation of some signals in a hold; NaN when the hold is shorter than a second. One wild frame
    is no unsteadiness."""

    def of(rep: Rep) -> float:
        first, last = rep.hold
        frames = (rep.t >= first + MARGIN) & (rep.t <= last - MARGIN)
        if last - first < 1.0 or frames.sum() < 3:
            return np.nan
        known = [values for name in names if not np.isnan(values := rep.signals[name][frames]).any()]
        return max((float(np.std(calm(rep.t[frames], values))) for values in known), default=np.nan)

    return Measure(of, HOLD)


def width(name: str, during: str = WHOLE) -> Measure:
    """From a signal's lowest to its highest tenth in a phase."""
    return _statistic(name, during, lambda values: float(np.quantile(values, 0.9) - np.quantile(values, 0.1)))


def farthest(name: str, during: str = WHOLE) -> Measure:
    """The largest absolute value that lasts (top tenth left out)."""
    return _statistic(name, during, lambda values: float(np.quantile(np.abs(values), 0.9)))


def seconds(phase: str) -> Measure:
    """A phase's length in seconds; not seen where the recording cuts it."""

    def of(rep: Rep) -> float:
        first, last = rep.span(phase)
        hidden = {OUT: {"start"}, BACK: {"end"}, WHOLE: {"start", "end"}, ENTRY: {"start"}}
        if phase == HOLD:
            return np.nan if rep.cut and (last - first) < 0.5 * (rep.end - rep.start) else last - first
        return np.nan if rep.cut & hidden[phase] else last - first

    return Measure(of, phase)


#: Phase -> where a recording may cut it.
_CUTS = {OUT: {"start"}, BACK: {"end"}}
#: Share of a smooth (minimum-jerk) movement's time that passes between 10 and 85 % of its way.
MIDDLE_SHARE = 0.463


def travel(phase: str) -> Measure:
    """How long the way out or back took, s, whatever creeping came before and after it.

    The time from 10 to 85 % of the way, divided by the share of a minimum-jerk movement that this is
    (10 u^3 - 15 u^4 + 6 u^5 passes 0.1 at u = 0.247 and 0.85 at 0.710); both moments are interpolated between frames.
    NaN where the recording cuts the phase.
    """

    def of(rep: Rep) -> float:
        if rep.cut & _CUTS[_known(phase, _CUTS)]:
            return np.nan
        frames = rep.t <= rep.turn if phase == OUT else rep.t >= rep.turn
        t, values = rep.t[frames], rep.drive[frames]
        known = ~np.isnan(values)
        if known.sum() < 3 or known.mean() < SEEN_SHARE:
            return np.nan
        if _begins_unseen(rep, phase, t[known]):
            return np.nan
        low, high = float(np.min(values[known])), float(np.max(values[known]))
        levels = [low + share * (high - low) for share in (0.1, 0.85)]
        t, values = (t, values) if phase == OUT else (-t[::-1], values[::-1])
        return _between(t, values, *levels) / MIDDLE_SHARE

    return Measure(of, phase)


def _begins_unseen(rep: Rep, phase: str, seen: np.ndarray) -> bool:
    """Whether the low end of a way, of which something was seen at the times ``seen``, was out of sight for long."""
    return (seen[0] - rep.start if phase == OUT else rep.end - seen[-1]) > GAP


def speed(phase: str) -> Measure:
    """The mean speed of the way out or back, per second: all of it, over the time that it took (``travel``)."""

    def of(rep: Rep) -> float:
        way = float(np.nanmax(rep.drive)) - rep.ready[rep.counting]
        took = travel(phase)(rep)
        return way / took if took > 0 else np.nan

    return Measure(of, phase)


def quicker_way() -> Measure:
    """The shorter of the ways out and back, s: the faster of the two movements."""

    def of(rep: Rep) -> float:
        known = [value for phase in (OUT, BACK) if (value := travel(phase)(rep)) == value]
        return min(known, default=np.nan)

    return Measure(of, WHOLE)


#: Share of a minimum-jerk movement's time that passes between the quarters of its way (u = 0.359 and 0.641).
HALF_SHARE = 0.281
#: The time (0 to 1) at which a minimum-jerk movement has made each share of its way.
_TIME = np.linspace(0.0, 1.0, 201)
_WAY = 10 * _TIME**3 - 15 * _TIME**4 + 6 * _TIME**5
#: Seconds in which a signal shows that it is under way.
SETS_OUT = 0.15


def half(phase: str, *also: str) -> Measure:
    """How long the way out or back took, s, from its middle half: for a signal that is noisy at its ends.

    The way is the one from the start pose, or from where the attempt begins or ends well above it, to the hold's median; the times of
    its quarters are interpolated between frames. also: other signals that make the same way, for each may jump in a calm
    movement: of three that show it the middle one is believed, of two the slower. Of one that was under way when the attempt
    began, or still is when it ends, what is left of its way tells how long the whole took; of less than half of it, nothing.
    """

    def of(rep: Rep) -> float:
        if rep.cut & _CUTS[_known(phase, _CUTS)]:
            return np.nan
        took = [_middle_half(rep, phase, name) for name in (rep.counting, *also)]
        return float(np.median(took) if len(took) == 3 and not np.isnan(took).any() else np.fmax.reduce(took))

    return Measure(of, phase)


def _middle_half(rep: Rep, phase: str, name: str) -> float:
    held, base, values = rep.seen(name, HOLD), rep.ready[name], rep.signals[name]
    if not len(held):
        return np.nan
    frames = rep.t <= rep.turn if phase == OUT else rep.t >= rep.turn
    seen = frames & ~np.isnan(values)
    if not seen.any() or _begins_unseen(rep, phase, rep.t[seen]):
        return np.nan
    way = 1 if phase == OUT else -1
    top, first = float(np.median(held)), float(values[frames][::way][0])
    begun = first if first > base + 0.15 * (top - base) else base
    quarters = [begun + share * (top - begun) for share in (0.25, 0.75)]
    took = abs(_between(rep.t[frames][::way], values[frames][::way], *quarters))
    done = (begun - base) / (top - base) if top > base else 0.0
    if name == rep.counting or done <= 0 or not _moves(rep.t[frames][::way], values[frames][::way], top - base):
        return took / HALF_SHARE
    low, high = np.interp([done + share * (1 - done) for share in (0.25, 0.75)], _WAY, _TIME)
    return took / float(high - low) if done <= 0.5 else np.nan


def _moves(t: np.ndarray, values: np.ndarray, way: float) -> bool:
    """Whether a signal is under way at the first of its times: one that has only drifted rises by less than 0.06 of its
    way within ``SETS_OUT`` seconds of a movement of 0.7 s, one that is under way in 3 s by 0.09."""
    later = (abs(t - t[0]) <= SETS_OUT + 1e-9) & ~np.isnan(values)
    return bool(later.any() and np.max(values[later]) - values[0] > 0.06 * way)


def _between(t: np.ndarray, values: np.ndarray, low: float, high: float) -> float:
    """Time from where a rising signal last leaves ``low`` to where it first reaches ``high``; NaN if it does not, or was out
    of sight for long meanwhile."""
    t, values = t[~np.isnan(values)], values[~np.isnan(values)]
    top = int(np.argmax(values >= high)) if (values >= high).any() else 0
    under = np.flatnonzero(values[:top] <= low)
    if not top or not len(under):
        return np.nan
    i = int(under[-1])
    if np.abs(np.diff(t[i : top + 1])).max() > GAP:
        return np.nan
    ends = [np.interp(level, values[k : k + 2], t[k : k + 2]) for k, level in ((i, low), (top - 1, high))]
    return float(ends[1] - ends[0])


#: Share of a smooth movement's time that its last quarter takes: 0.359 of a minimum-jerk one; a little less is taken
#: off, because people glide into a hold (a real one of 5.1 s by eye then reads 4.1 s, and 3.9 s with the full share).
ARRIVAL_SHARE = 0.32


def pause() -> Measure:
    """How long the body rested at the peak, s: the time beyond three quarters of the way to the hold's median, without
    the end of the way out and the beginning of the way back; 0 when the movement turned round without a rest."""

    def of(rep: Rep) -> float:
        held, base = rep.seen(rep.counting, HOLD), rep.ready[rep.counting]
        ways = [half(phase)(rep) for phase in (OUT, BACK)]
        if not len(held) or np.isnan(ways).all():
            return np.nan
        level = base + 0.75 * (float(np.median(held)) - base)
        beyond = rep.t[rep.drive >= level]
        if _lost(rep, level) or rep.cut and beyond[-1] - beyond[0] < 0.5 * (rep.end - rep.start):
            return np.nan
        return max(0.0, float(beyond[-1] - beyond[0]) - ARRIVAL_SHARE * float(np.nansum(ways)))

    return Measure(of, HOLD)


def _lost(rep: Rep, level: float) -> bool:
    """Whether the counting signal went out of sight for long, or came back into it, at ``level`` or above."""
    seen = ~np.isnan(rep.drive)
    t, up = rep.t[seen], rep.drive[seen] >= level
    return bool(((np.diff(t) > GAP) & (up[1:] | up[:-1])).any())


def seconds_near_peak(name: str, within: float) -> Measure:
    """For how many seconds a signal stayed within ``within`` of its highest value."""

    def of(rep: Rep) -> float:
        values = rep.seen(name, WHOLE)
        if not len(values) or rep.cut:
            return np.nan
        return float(rep.steps[rep.signals[name] >= float(np.max(values)) - within].sum())

    return Measure(of, HOLD)


def at_start(*names: str) -> Measure:
    """The largest absolute value that some signals had in the start pose."""
    return Measure(lambda rep: max((abs(v) for n in names if (v := rep.ready[n]) == v), default=np.nan), ENTRY)


def seconds_above(name: str, level: float, during: str = WHOLE, enough: float = np.inf) -> Measure:
    """For how many seconds of a phase a signal was at least ``level``. enough: so many are told also where the signal was
    hidden for more than a fifth of the phase, for what was seen of it is the least that it was."""

    def of(rep: Rep) -> float:
        frames = rep.within(during)
        known = float(rep.steps[frames & (rep.signals[name] >= level)].sum())
        return known if known >= enough or len(rep.seen(name, during)) else np.nan

    return Measure(of, during)


def seconds_at_top() -> Measure:
    """For how many seconds the last quarter of the way to the hold's median was kept: arriving and leaving, about a
    third of each way's time, are included, so that a wavering hold is not cut short. NaN where the recording cuts it, or
    where it was out of sight for long."""

    def of(rep: Rep) -> float:
        held = rep.seen(rep.counting, HOLD)
        if not len(held) or rep.cut:
            return np.nan
        base = rep.ready[rep.counting]
        level = base + 0.75 * (float(np.median(held)) - base)
        return np.nan if _lost(rep, level) else seconds_above(rep.counting, level)(rep)

    return Measure(of, HOLD)


def fastest(name: str, during: str = WHOLE, way: int = 0) -> Measure:
    """A signal's greatest speed over a quarter of a second, per second; way +1 only rising, -1 only falling."""

    def of(rep: Rep) -> float:
        frames = rep.within(during)
        t, values = rep.t[frames], rep.signals[name][frames]
        known = ~np.isnan(values)
        if known.sum() < 2 or known.mean() < SEEN_SHARE or t[-1] - t[0] < SPEED_SPAN:
            return np.nan
        later = np.interp(t + SPEED_SPAN, t[known], values[known])
        rates = (later - np.interp(t, t[known], values[known]))[t + SPEED_SPAN <= t[-1] + 1e-9] / SPEED_SPAN
        if not len(rates):
            return np.nan
        return float(np.max({0: np.abs(rates), 1: rates, -1: -rates}[way]))

    return Measure(of, during)


def reversals(name: str, least: float, during: str = HOLD, window: float = 3.0) -> Measure:
    """The most turns of at least ``least`` that a signal makes within ``window`` seconds of a phase: bouncing."""

    def of(rep: Rep) -> float:
        frames = rep.within(during)
        t, values = rep.t[frames], rep.signals[name][frames]
        known = ~np.isnan(values)
        if not len(values) or known.mean() < SEEN_SHARE:
            return np.nan
        turns = _turns(t[known], values[known], least)
        return float(max((np.sum((turns >= at) & (turns <= at + window)) for at in turns), default=0))

    return Measure(of, during)


def _turns(t: np.ndarray, values: np.ndarray, least: float) -> np.ndarray:
    """Times of the extremes that a zigzag of at least ``least`` leaves."""
    turns: list[float] = []
    low = high = values[0]
    way, when = 0, t[0]
    for at, value in zip(t, values, strict=True):
        if way >= 0 and value > high:
            high, when = value, at if way else when
        elif way <= 0 and value < low:
            low, when = value, at if way else when
        if way >= 0 and high - value >= least:
            turns += [when] if way else []
            way, low, when = -1, value, at
        elif way <= 0 and value - low >= least:
            turns += [when] if way else []
            way, high, when = 1, value, at
    return np.array(turns)
