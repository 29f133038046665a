"""The stream: poses in, repetitions, findings and states out; the same for a camera and for a recording.

All time is the frames' own; nothing counts frames and nothing reads the clock, so the same poses give the same result.
"""

from __future__ import annotations

import math
import re
from collections import deque
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from .gate import HELD, Baseline, Gate, Reader, place_of, sides_of, view_of
from .machine import FIRM, Excursion, Machine
from .measures import HOLD, Rep
from .pose import OTHER, Pose
from .rule import ANY, LOW, NO_SIDES, TYPICAL, Fault, Ready, Rule
from .smoothing import Smoother

NOBODY, SETUP, READY, MOVING, PAUSED = "nobody", "setup", "ready", "moving", "paused"
COUNTED, PARTIAL, REJECTED = "counted", "partial", "rejected"
OK, FAULT, TIP, UNSEEN = "ok", "fault", "tip", "unseen"

#: Seconds without the needed joints, or out of position, before the session says so (the specification, "lost").
LOST = 0.7
#: Seconds out of position before that is believed while both sides seem to move: MediaPipe is not sure which is which, and
#: drew both legs up for more than 2 s of a held bird dog.
ASTRAY = 3.0
#: Torso lengths by which the shoulders lie beyond the hips on the side where the feet were, of somebody on the floor who has
#: turned round.
ROUND = 0.6
#: Torso lengths that the hips may be from their place in the start pose: labelled repetitions move them up to 1.1. Farther
#: off, MediaPipe has turned to somebody else, or the person has gone elsewhere.
ELSEWHERE = 2.0
#: Seconds without anybody after which the start pose must be taken again.
GONE = 3.0
#: The part of the peak from which an attempt is held (the specification: "while p >= 0.85 of the peak").
HOLD_SHARE = 0.85
#: Movement, as a share of what passes for still, up to which somebody rests with a limb put elsewhere than before.
PUT = 1 / 3
#: Units of faults of pace: how long something took, or how fast it was.
PACE = ("s", "deg/s", "torso/s")
#: Seconds for which somebody in a hold may seem to have left it: one wild frame does not begin it anew.
WAVER = 0.3
#: Share of a movement's pictures in which the other side moved more, from which left and right are mixed up.
MIXED_UP = 0.2
#: Seconds: a movement shorter than this, begun before the other side's was over or over after that began, is a part of it.
#: MediaPipe gives the beginning or the end of a movement to the other leg for up to 1.1 s; whole ones that can overlap take
#: 2.4 s or more.
FRAGMENT = 1.5
#: Seconds from the end of its hold in which a limb is down only where its name went to the other one: lowered, it takes 0.7.
DROP = 0.6
#: How much more one side rose in the rise, and in the descent, for both to have its name at all.
ALIKE = 1.17
#: So many times the raised limb's name has changed in one movement for what comes after to be the same one: in a dim room
#: MediaPipe changes it two or three times a second.
FLICKERS = 3
#: How much more the other side rose in a part of a movement that was its own: where MediaPipe was right by the later name up
#: to 1.4 times as much, where it was not from 1.8.
CLEARLY = 1.6
#: Seconds by which two movements of one side overlap that are one; a way up may begin while the last one is seen to settle.
OVERLAP = 0.2
#: In place of a span that never was.
NEVER = (math.inf, -math.inf, -math.inf)
#: Seconds for which a fault must be seen in a hold before it is told (the specification, "repeat").
LASTING = 1.5
#: Seconds between two looks for faults in a hold.
LOOK = 0.5


@dataclass(frozen=True)
class Finding:
    """What one fault's measurement gave. value: in the fault's unit, NaN when unseen. verdict: OK, FAULT, TIP or
    UNSEEN (``why`` then says "view", "hidden", "uncounted" or "unknown"). seconds: how much of the attempt it looked at."""

    fault: Fault
    value: float
    verdict: str
    seconds: float
    why: str = ""


@dataclass(frozen=True, eq=False)
class Attempt:
    """One attempt at a repetition. status: COUNTED, PARTIAL or REJECTED, the last two with a reason in words.

    number: which counted repetition of its side it is (0 if none). peak: the counting signal's highest value.
    extent: how far it went by the measure with which the rule compares the sides (NaN: unseen, or they are not compared).
    reach: how far it went in degrees, as a figure of progress (NaN: unseen, or the rule has none).
    """

    rep: Rep
    status: str
    peak: float
    number: int = 0
    reason: str = ""
    findings: tuple[Finding, ...] = ()
    extent: float = np.nan
    reach: float = np.nan

    @property
    def side(self) -> str | None:
        """ "left", "right" or None."""
        return self.rep.side

    @property
    def faults(self) -> tuple[Finding, ...]:
        """The findings that are faults (tips not among them)."""
        return tuple(finding for finding in self.findings if finding.verdict == FAULT)


@dataclass(frozen=True, eq=False, slots=True)
class Update:
    """What the session knows after one pose.

    state: NOBODY, SETUP, READY, MOVING or PAUSED. counts: side -> counted so far. missing: in SETUP, what is still
    wrong: a condition of the start pose, "hold" (in it, keep still), or "still". view: the camera's view, once known.
    near: the side towards the camera, once known.
    values: the signals of the moving side. progress: 0 at the start pose, 1 where a repetition counts.
    held: seconds in the present hold. faults: faults seen throughout the last LASTING seconds of a hold, looked for
    twice a second. attempts: those that ended with this pose.
    """

    t: float
    state: str
    counts: Mapping[str, int]
    missing: Ready | str | None = None
    view: str = ""
    near: str = ""
    side: str | None = None
    values: Mapping[str, float] = field(default_factory=dict)
    progress: float = 0.0
    held: float = 0.0
    faults: tuple[Finding, ...] = ()
    attempts: tuple[Attempt, ...] = ()


class Session:
    """One person doing one exercise.

    held: seconds for which the start pose must be held still. baseline: the start pose, when it is known beforehand
    (a replay that begins in the middle of the exercise). usual: how far this person went on other days, see ``Rep``.
    """

    def __init__(
        self, rule: Rule, level: str = TYPICAL, held: float = HELD, baseline: Baseline | None = None,
        usual: float = math.nan,
    ) -> None:  # fmt: skip
        self.rule = rule
        self.level = level
        self.usual = usual
        self.view = ""
        self.gate = Gate(rule, held)
        self._between = Gate(rule, max(held, HELD))
        self.counts = {side: 0 for side in sides_of(rule)}
        self.attempts: list[Attempt] = []
        self.opened: float | None = None
        self._smooth = Smoother()
        self._reader = Reader(rule)
        self._given = baseline
        self._baseline: Baseline | None = None
        self._place = (math.nan, math.nan)
        self._rows: deque[tuple[float, dict[str, dict[str, float]]]] = deque()
        self._views: deque[str] = deque(maxlen=30)
        self._seen_at = self._stay_at = self._facing_at = -math.inf
        self._held_from = self._held_at = self._looked_at = -math.inf
        self._lasted: dict[str, float] = {}
        self._anew = False
        # Side -> beginning and end (s), and peak, of a movement that was given to the other side and found to be its own.
        self._renamed: dict[str, tuple[float, float, float]] = {}
        self._told: dict[str, float] = {}  # side -> end (s) of its last movement that was judged, under whichever name

    @property
    def baseline(self) -> Baseline | None:
        """The start pose now in force."""
        return self._baseline

    def update(self, pose: Pose) -> Update:
        """Takes the next pose; its time must be later than the last one's."""
        pose = self._smooth(pose)
        gone = self._gone(pose.t)
        if self._given is not None and pose.found:
            self._open(self._given, pose, fresh=False)
            self._given = None
        if not pose.found:
            update = self._nobody(pose.t)
        else:
            if pose.t - self._seen_at > LOST:
                self._stay_at = self._facing_at = pose.t  # nobody was seen out of position, or turned round, either
            self._seen_at = pose.t
            update = self._set_up(pose) if self._baseline is None else self._exercise(pose)
        return replace(update, attempts=gone + update.attempts) if gone else update

    def finish(self) -> tuple[Attempt, ...]:
        """Ends what is still under way; to be called once, after the last pose."""
        if self._baseline is None or not self._rows:
            return ()
        t = self._rows[-1][0]
        ended = [(side, self._machines[side].finish(t)) for side in self._under_way(t)]
        return tuple(
            self._judge(side, excursion)
            for side, excursion in ended
            if excursion and not self._negligible(excursion) and not self._twice(side, excursion)
        )

    def _under_way(self, t: float) -> list[str]:
        """The sides that are moving at t (s), but for one that only goes along with the other."""
        out = [side for side, machine in self._machines.items() if machine.out]
        start = min((self._machines[side].start for side in out), default=t)
        return [side for side in out if not self._went_along(side, start, t)]

    def _open(self, baseline: Baseline, pose: Pose, fresh: bool = True) -> None:
        t = pose.t
        self._baseline, self._place = baseline, place_of(pose)
        self.view = baseline.view
        self.opened = t if self.opened is None else self.opened
        count, name = self.rule.count, self.rule.count.signal
        fresh = fresh and count.rest is None  # with a given rest, the start pose may be the exercise itself
        self._machines = {
            side: Machine(count, baseline.values[side][name], baseline.jitter[side][name], t, fresh)
            for side in sides_of(self.rule)
        }
        self._rows.clear()
        self._stay_at = self._facing_at = self._held_from = t
        self._held_at = -math.inf

    def _close(self) -> None:
        self._baseline = None
        self.gate.reset()
        self._between.reset()

    def _gone(self, t: float) -> tuple[Attempt, ...]:
        """Ends what was under way when nobody was seen for too long before t (s), or no picture came."""
        if self._baseline is None or t - self._seen_at <= GONE:
            return ()
        attempts = self._cut_short(self._rows[-1][0] if self._rows else t, "gone")
        self._close()
        return attempts

    def _nobody(self, t: float) -> Update:
        self.gate.update(Pose.empty(t))
        state = NOBODY if self._baseline is None else PAUSED
        return Update(t, state, self.counts, missing="nobody", view=self.view)

    def _set_up(self, pose: Pose) -> Update:
        if not self.gate.update(pose):
            self._views.append(view_of(pose))
            views = list(self._views)
            self.view = max(sorted(set(views)), key=views.count)
            return Update(pose.t, SETUP, self.counts, missing=self.gate.missing, view=self.view)
        self._open(self.gate.baseline(), pose)
        return Update(pose.t, READY, self.counts, view=self.view)

    def _exercise(self, pose: Pose) -> Update:
        assert self._baseline is not None
        if math.dist(place_of(pose), self._place) > ELSEWHERE * self._baseline.torso:
            if pose.t - self._stay_at > LOST:
                return self._leave(pose.t, "gone")
            return Update(pose.t, PAUSED, self.counts, "hidden", self.view, self._baseline.stance.near)
        if not self._turned_round(pose):
            self._facing_at = pose.t
        elif pose.t - self._facing_at > LOST:
            self._stay_at = min(self._stay_at, self._facing_at)
            return self._leave(pose.t, "anew")
        row = self._reader.read(pose, self._baseline)
        if not self._in_position(pose.t, row):
            return self._leave(pose.t, "anew" if self._anew else "left")
        self._rows.append((pose.t, row))
        attempts = self._advance(pose.t, row)
        out = [machine for machine in self._machines.values() if machine.out]
        if any(machine.peak >= self.rule.count.near for machine in out):
            self._between.reset()
        elif self._between.update(pose, row) and (not out or self._between.movement() <= PUT):
            self._refresh(pose)
        if not out:
            self._forget(pose.t)
        return self._tell(pose.t, row, attempts)

    def _turned_round(self, pose: Pose) -> bool:
        """Whether the head is where the feet were: everything that knows front from back would be read the wrong way round.
        An upright body has its head on neither side."""
        assert self._baseline is not None
        if not self.rule.posture.contacts:
            return False
        xs = pose.xy[:, 0]
        beyond = (xs[[11, 12]].mean() - xs[[23, 24]].mean()) * self._baseline.stance.head
        return bool(beyond < -ROUND * self._baseline.torso)

    def _leave(self, t: float, why: str) -> Update:
        attempts = self._cut_short(self._stay_at, why)
        self._close()
        return Update(t, SETUP, self.counts, missing="left", view=self.view, attempts=attempts)

    def _in_position(self, t: float, row: Mapping[str, Mapping[str, float]]) -> bool:
        broken = [
            condition
            for condition in self.rule.stay
            for values in row.values()
            if not math.isnan(value := values[condition.signal]) and value not in condition.allowed
        ]
        self._anew = all(condition.anew for condition in broken)
        if not broken:
            self._stay_at = t
        both_up = len(self._machines) > 1 and all(machine.out for machine in self._machines.values())
        return t - self._stay_at <= (ASTRAY if both_up and not self._anew else LOST)

    def _cut_short(self, t: float, why: str) -> tuple[Attempt, ...]:
        """The attempt that was under way when the person left at t (s): the picture or the place ("gone"), the position
        ("left"), or the position for another start pose ("anew"): that is none.

        One that had come back by then is judged as ever (getting up may look like coming back), and a pose that is held
        may be left in any way. Who gets up or turns over is not told of a little movement, nor of one that never turned back.
        """
        count, attempts = self.rule.count, []
        for side in self._under_way(t):
            excursion = self._machines[side].finish(t)
            if excursion is None or self._negligible(excursion) or self._twice(side, excursion):
                continue
            if "end" in excursion.cut or excursion.end > t:
                if why == "anew":
                    continue
                if t - excursion.start < count.shortest:
                    continue
                if why == "left" and (excursion.peak < count.turn or not self._turned(side, excursion, t)):
                    continue
                cut = excursion.cut - {"end"} | {"end" if count.ends_open else why}
                excursion = replace(excursion, end=t, cut=cut)
            attempts.append(self._judge(side, excursion))
        return tuple(attempts)

    def _turned(self, side: str, excursion: Excursion, t: float) -> bool:
        """Whether it was on its way back at t (s): out of the hold at its peak."""
        rep = self._rep(side, replace(excursion, end=t))
        return rep.hold[1] < t - WAVER

    def _advance(self, t: float, row: Mapping[str, Mapping[str, float]]) -> tuple[Attempt, ...]:
        attempts = []
        for side, machine in self._machines.items():
            excursion = machine.update(t, row[side][self.rule.count.signal])
            if excursion is None or self._shadowed(side, excursion):
                continue
            part, excursion = excursion, self._whole(side, excursion)
            if "hidden" not in excursion.cut and self._negligible(excursion):
                continue
            both = self._both(side, excursion, t)
            named = side if both is part else self._named(side, both)
            if self._twice(named, both):
                continue
            torn = self._flickers(side, both.start) or (named != side and both is not excursion)
            beyond = {"start", "end"} if torn else set()
            attempts.append(self._judge(named, excursion, named != side, beyond))
            self._told |= dict.fromkeys({side, named}, excursion.end)
        return tuple(attempts)

    def _twice(self, side: str, excursion: Excursion) -> bool:
        """Whether this side's last repetition counted, and had not ended as this movement began: nobody lifts a leg twice at
        a time. It is the same one, whose name changed more than once."""
        last = next((attempt for attempt in reversed(self.attempts) if attempt.side == (side or None)), None)
        return last is not None and last.status == COUNTED and excursion.start < last.rep.end - OVERLAP

    def _negligible(self, excursion: Excursion) -> bool:
        """Whether an excursion is not worth a word: too small, or a twitch that did not go far."""
        count = self.rule.count
        twitch = excursion.end - excursion.start < count.shortest and excursion.peak < count.turn
        return excursion.peak < count.near or twitch

    def _shadowed(self, side: str, excursion: Excursion) -> bool:
        """Whether the other side moved more at the same time, so that this excursion only went along with it.

        An excursion of the other side that is still going on is taken from its beginning: MediaPipe sometimes gives a
        raised limb to the wrong side for a second.
        """
        if self.rule.sides == NO_SIDES:
            return False
        count = self.rule.count
        other = self._machines[OTHER[side]]
        t, row = self._rows[-1]
        mine, theirs = row[side][count.signal], row[OTHER[side]][count.signal]
        brief = excursion.end - excursion.start < FRAGMENT
        # Of a counting signal without sides both values are the same: one movement, seen twice.
        begins = other.out and other.peak >= count.near and mine != theirs and other.start < excursion.end
        if begins and (brief or self._dropped(side, excursion) or self._flickers(side, excursion.start)):
            whole = self._whole(side, excursion)
            self._renamed[OTHER[side]] = (whole.start, t, whole.peak)
            return True  # nobody changes legs within a frame: the raised one has got its right name again
        if brief and self._goes_on(side, excursion.start):
            self._renamed.pop(side, None)
            return True
        if self._renamed.get(side, NEVER)[1] >= excursion.start:
            return False  # what the other side did was this one's
        told = self._told.get(OTHER[side], -math.inf)
        if self._still_up(side, excursion.start, told) and (brief or told - excursion.start > excursion.end - told):
            return True  # the end of the other side's movement, under this one's name
        start = min(excursion.start, other.start) if other.out else excursion.start
        return self._went_along(side, start, excursion.end)

    def _dropped(self, side: str, excursion: Excursion) -> bool:
        """Whether it came down at once while the other side was up, as only a leg that gets another name does."""
        count = self.rule.count
        since = [row[OTHER[side]][count.signal] for t, row in self._rows if t >= excursion.end]
        if not any(value >= count.turn for value in since):
            return False
        mine, _ = self._moves(side, excursion.start, excursion.end)
        t = np.array([t for t, _ in self._rows if excursion.start <= t <= excursion.end])
        high = np.flatnonzero(mine >= HOLD_SHARE * np.nanmax(mine, initial=0.0))
        low = t[high[-1] :][mine[high[-1] :] < count.leave] if len(high) else t[:0]
        return len(low) > 0 and low[0] - t[high[-1]] < DROP

    def _flickers(self, side: str, start: float) -> bool:
        """Whether the raised limb changed its name again and again since start (s): of two that take turns it changes once."""
        if self.rule.sides == NO_SIDES:
            return False
        mine, theirs = self._moves(side, start, math.inf)
        ahead = (mine - theirs)[np.abs(mine - theirs) >= self.rule.count.leave]
        return int((np.diff(np.sign(ahead)) != 0).sum()) >= FLICKERS

    def _goes_on(self, side: str, start: float) -> bool:
        """Whether this side's last movement goes on at start (s): it was up all the time since, for a while as the other."""
        told = self._told.get(side, -math.inf)
        if start - told > FRAGMENT:
            return False
        mine, theirs = self._moves(side, min(told, start), max(told, start))
        leave = self.rule.count.leave
        return bool((theirs >= leave).any() and (np.fmax(mine, theirs) >= leave).all())

    def _whole(self, side: str, excursion: Excursion) -> Excursion:
        """An excursion with the part of it that was given to the other side before."""
        start, end, peak = self._renamed.pop(side, NEVER)
        if end < excursion.start:
            return excursion
        return replace(excursion, start=min(start, excursion.start), peak=max(peak, excursion.peak))

    def _both(self, side: str, excursion: Excursion, t: float) -> Excursion:
        """An excursion until t (s), from where the other side set out, if that is still out: the ends of one movement may have
        its name."""
        if self.rule.sides == NO_SIDES:
            return excursion
        other, row = self._machines[OTHER[side]], self._rows[-1][1]
        mine, theirs = (row[one][self.rule.count.signal] for one in (side, OTHER[side]))
        if mine == theirs or not other.out or other.start > excursion.end:
            return excursion  # a counting signal without sides shows one movement twice
        return replace(excursion, start=min(excursion.start, other.start), end=t)

    def _named(self, side: str, excursion: Excursion) -> str:
        """The side of a movement that has both names: the later one, unless it had the other one clearly in two of its rise,
        its hold and its descent. Of one whose name flickers, and is not the later one's at both ends: whichever rose more.

        MediaPipe draws a stretched leg as the other one for a whole hold, and a sinking one for a moment.
        """
        mine, theirs = self._moves(side, excursion.start, excursion.end)
        higher = np.fmax(mine, theirs)
        up = np.flatnonzero(higher >= np.nanmax(higher, initial=0.0) / 2)
        if not len(up):
            return side
        down = min(up[-1] + 1, len(higher) - 1)  # one that is still up as this name comes down has but begun to
        parts = slice(0, up[0]), slice(up[0], up[-1] + 1), slice(down, None)

        def more(one: np.ndarray, other: np.ndarray, share: float) -> list[bool]:
            return [_risen(one[part]) > share * _risen(other[part]) for part in parts]

        rise, _, descent = more(mine, theirs, ALIKE)
        if self._flickers(side, excursion.start) and not (rise and descent):
            return OTHER[side] if _risen(theirs) > _risen(mine) else side
        return OTHER[side] if sum(more(theirs, mine, CLEARLY)) >= 2 else side

    def _went_along(self, side: str, start: float, end: float) -> bool:
        """Whether the other side moved, and more, in a span of time (s)."""
        if self.rule.sides == NO_SIDES:
            return False
        mine, theirs = self._moves(side, start, end)
        moved = np.nanmax(theirs, initial=0.0) >= self.rule.count.leave
        return bool(moved and _risen(theirs) > _risen(mine))

    def _still_up(self, side: str, start: float, end: float) -> bool:
        """Whether the other side was still out of the start pose in a span of time (s) in which this one began."""
        _, theirs = self._moves(side, start, end)
        return bool((theirs >= self.rule.count.leave).any())

    def _mixed_up(self, side: str, excursion: Excursion) -> np.ndarray:
        """(n,) bool: the pictures in which MediaPipe gave this movement to the other side."""
        if self.rule.sides == NO_SIDES:
            return np.zeros(1, bool)
        mine, theirs = self._moves(side, excursion.start, excursion.end)
        return (theirs > mine) & (theirs >= self.rule.count.leave)

    def _moves(self, side: str, start: float, end: float) -> tuple[np.ndarray, np.ndarray]:
        """How far this side, and the other one, rose out of the start pose in a span of time (s), frame by frame."""
        assert self._baseline is not None
        name = self.rule.count.side_by or self.rule.count.signal
        rows, ready = [row for t, row in self._rows if start <= t <= end], self._baseline.values
        mine, theirs = (np.array([row[s][name] - ready[s][name] for row in rows]) for s in (side, OTHER[side]))
        return mine, theirs

    def _judge(self, side: str, excursion: Excursion, renamed: bool = False, beyond: Collection[str] = ()) -> Attempt:
        """renamed: the movement had both names, and was given to ``side`` for its ends. beyond: "start" / "end" where it
        began before the excursion, or went on after it, under the other name."""
        given = self._mixed_up(side, excursion)
        mixed_up = renamed or bool(np.mean(given) > MIXED_UP)  # then the joints' names say nothing
        rep = timed = self._rep(side, excursion, mixed_up)
        if given.any():  # a way of which a part was given away seems to have been quick
            timed = self._rep(side, excursion, mixed_up=True)
            beyond = {*beyond, *(cut for cut, away in (("start", given[0]), ("end", given[-1])) if away)}
        timed = replace(timed, cut=timed.cut.union(beyond))
        if self.rule.count.swapped is not None and not renamed and self.rule.count.swapped(rep):
            side = OTHER[side]  # what was measured is the limb's that moved; only its name is another
            rep, timed = replace(rep, side=side), replace(timed, side=side)
        status, reason = self._status(rep, excursion)
        number = 0
        if status == COUNTED:
            self.counts = self.counts | {side: self.counts[side] + 1}  # updates told before keep theirs
            number = self.counts[side]
        lasted = excursion.end - excursion.start >= self.rule.count.shortest
        whole = lasted and not excursion.cut & {"left", "gone", "hidden", "long"} and len(rep.t) > 2
        paced = status == COUNTED or "end" in excursion.cut
        findings = tuple(
            self._finding(fault, timed if fault.unit in PACE and not fault.sided else rep, paced, mixed_up)
            for fault in (self.rule.faults if whole else ())
        )
        extent = self.rule.balance.measure(rep) if self.rule.balance else np.nan
        reach = self.rule.reach.measure(rep) if self.rule.reach else np.nan
        attempt = Attempt(rep, status, excursion.peak, number, reason, findings, extent, reach)
        self.attempts.append(attempt)
        return attempt

    def _rep(self, side: str, excursion: Excursion, mixed_up: bool = False) -> Rep:
        """The repetition in a span of time. mixed_up: what is up moves, whatever its name at the moment."""
        assert self._baseline is not None
        rows = [
            (t, self._up(row) if mixed_up else row[side])
            for t, row in self._rows
            if excursion.start - 1e-9 <= t <= excursion.end + 1e-9
        ]
        t = np.array([at for at, _ in rows])
        signals = {name: np.array([row[name] for _, row in rows]) for name in self.rule.signals}
        ready = self._baseline.values[side]
        hold = _hold(t, signals[self.rule.count.signal], ready[self.rule.count.signal])
        turn = (hold[0] + hold[1]) / 2
        cut = excursion.cut & {"start", "end"}
        return Rep(
            t, signals, ready, excursion.start, turn, excursion.end, hold, side or None, cut, self.rule.count.signal,
            self.usual,
        )  # fmt: skip

    def _status(self, rep: Rep, excursion: Excursion) -> tuple[str, str]:
        count = self.rule.count
        base = rep.ready[count.signal]
        if "left" in excursion.cut:
            return REJECTED, "you left the position before coming back"
        if "gone" in excursion.cut:
            return REJECTED, "I did not see you come back"
        if "hidden" in excursion.cut:
            return REJECTED, "I could not see enough of it"
        if "long" in excursion.cut:
            return REJECTED, "it did not come back to the start"
        if excursion.end - excursion.start < count.shortest:
            return REJECTED, "too quick to be a repetition"
        short = max(count.turn - excursion.peak, base + count.rise - excursion.peak)
        if short > 0:
            return PARTIAL, _singular(count.partial.format(short=max(short, 1.0), peak=excursion.peak))
        for need in count.needs:
            value = float(need.measure(rep))
            if math.isnan(value):
                if not need.unseen_counts:
                    return REJECTED, "I could not see enough of it"
            elif value not in need.allowed:
                return REJECTED, _singular(need.reason.format(value=value))
        if "end" in excursion.cut and not count.ends_open:
            return PARTIAL, "it was not finished"
        return COUNTED, ""

    def _finding(self, fault: Fault, rep: Rep, paced: bool = True, mixed_up: bool = False) -> Finding:
        """One fault in an attempt. paced: its ways and its hold are those of a repetition; how long they took says nothing
        where it was none. mixed_up: left and right were, so that times alone can be told."""
        views = fault.views or ((self.rule.camera.view,) if self.rule.camera.view != ANY else ())
        if views and self.view not in views:
            return Finding(fault, math.nan, UNSEEN, 0.0, "view")
        if fault.usual and math.isnan(self.usual):
            return Finding(fault, math.nan, UNSEEN, 0.0, "unknown")
        if fault.unit in PACE and not paced:
            return Finding(fault, math.nan, UNSEEN, 0.0, "uncounted")
        if mixed_up and (fault.unit != "s" or fault.sided):
            return Finding(fault, math.nan, UNSEEN, 0.0, "hidden")
        value = float(fault.measure(rep))
        first, last = rep.span(fault.phase)
        if math.isnan(value):
            return Finding(fault, value, UNSEEN, 0.0, "hidden")
        if value in fault.range(self.level):
            return Finding(fault, value, OK, last - first)
        return Finding(fault, value, TIP if fault.reliability == LOW else FAULT, last - first)

    def _forget(self, t: float) -> None:
        keep = min((machine.start for machine in self._machines.values()), default=t)
        while self._rows and self._rows[0][0] < keep - 1e-9:
            self._rows.popleft()

    def _refresh(self, pose: Pose) -> None:
        """Measures the start pose again whenever it is held still between repetitions: people shift on their mat.

        Held for the full time, even in a replay that looked ahead: slow movement in the start pose's wide tolerances is
        still for a moment, and would be taken for a new start pose again and again. Not while a small movement begins,
        which looks still for longer than it takes to rise out of the start pose.
        """
        if not any(0 < pose.t - machine.start < HELD for machine in self._machines.values()):
            self._open(self._between.baseline(), pose)
            self._between.reset()

    def _tell(self, t: float, row: Mapping[str, dict[str, float]], attempts: tuple[Attempt, ...]) -> Update:
        assert self._baseline is not None
        count, ready = self.rule.count, self._baseline.values
        leading, side = count.side_by or count.signal, self._leading(row)
        up = [_rise(row[s][leading], ready[s][leading]) >= count.leave for s in row]
        machine, value = self._machines[side], row[side][count.signal]
        progress = 0.0 if math.isnan(value) else (value - machine.ready) / max(count.turn - machine.ready, 1e-6)
        held_unseen = machine.out and math.isnan(value) and self._held_at >= machine.seen_at
        if machine.out and progress >= 1:
            self._held_at = t
        elif not held_unseen and t - self._held_at > WAVER:
            self._held_from = t
        hidden = t - machine.seen_at > LOST
        state = PAUSED if hidden else MOVING if machine.out else READY
        return Update(
            t,
            state,
            self.counts,
            "hidden" if hidden else None,
            self.view,
            self._baseline.stance.near,
            side or None,
            row[side],
            progress,
            t - self._held_from,
            self._lasting(t, side, len(up) > 1 and all(up)),
            attempts,
        )

    def _leading(self, row: Mapping[str, Mapping[str, float]]) -> str:
        """The side that has risen most out of the start pose; while neither is seen, the one that was under way."""
        assert self._baseline is not None
        name, ready = self.rule.count.side_by or self.rule.count.signal, self._baseline.values
        rises = {side: _rise(values[name], ready[side][name]) for side, values in row.items()}
        return max(row, key=lambda side: (rises[side], self._machines[side].out))

    def _up(self, row: Mapping[str, dict[str, float]]) -> dict[str, float]:
        """The signals of the leading side, with the farther one of the counting signals."""
        name = self.rule.count.signal
        return row[self._leading(row)] | {name: float(np.fmax.reduce([values[name] for values in row.values()]))}

    def _lasting(self, t: float, side: str, both_up: bool) -> tuple[Finding, ...]:
        """Faults of the hold's position that were seen in every look of its last seconds; times and speeds are judged
        when it is over. On the way to the peak the hold has not begun, whatever counts already; and while both legs seem
        to be up, MediaPipe is not sure which is which."""
        if both_up or t - self._held_from < LOOK:
            self._lasted, self._looked_at = {}, t
        if t - self._looked_at < LOOK:
            return ()
        self._looked_at = t
        rep = self._rep(side, Excursion(t - LOOK, t, math.inf, frozenset({"start", "end"})))
        rep = replace(rep, hold=(t - LOOK, t))
        name = self.rule.count.signal
        base, lowest = rep.ready[name], np.nanmin(rep.signals[name], initial=math.inf)
        if lowest < base + HOLD_SHARE * (self._machines[side].peak - base):
            self._lasted = {}
            return ()
        faults = [fault for fault in self.rule.faults if fault.phase == HOLD and fault.unit != "s"]
        found = [seen for fault in faults if (seen := self._finding(fault, rep)).verdict == FAULT]
        self._lasted = {seen.fault.name: self._lasted.get(seen.fault.name, 0.0) + LOOK for seen in found}
        return tuple(seen for seen in found if self._lasted[seen.fault.name] >= LASTING)


def _hold(t: np.ndarray, drive: np.ndarray, base: float) -> tuple[float, float]:
    """From when to when (s) the signal is near its peak; a wild frame is no peak where a lower one lasts."""
    known = np.where(np.isnan(drive), -np.inf, drive)
    peak = float(t[int(np.argmax(known))])
    while np.isfinite(known).any():
        near = known >= base + HOLD_SHARE * (float(known.max()) - base)
        if not near.any():
            break
        first, last = float(t[near][0]), float(t[near][-1])
        if last - first >= FIRM - 1e-9:
            return first, last
        known[near] = -np.inf
    return peak, peak


def _singular(words: str) -> str:
    return re.sub(r"\b1 (degree|second)s\b", r"1 \1", words)


def _rise(value: float, ready: float) -> float:
    return value - ready if not math.isnan(value) else -math.inf


def _risen(values: np.ndarray) -> float:
    """How far out of the start pose, over all pictures."""
    return float(np.nansum(np.fmax(values, 0)))
