"""Which single thing to say now, and when to keep quiet. The same updates give the same words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from .instruct import REPEAT, SETTLED, Instructor
from .rule import ALTERNATING, INFO, MAJOR, MINOR, NO_SIDES, STOP, TYPICAL, Fault, Rule
from .say import BREATH, COUNT, CUE, DONE, HOLD, OTHER_SIDE, PRAISE, QUIET, REASON, Say, length
from .session import COUNTED, MOVING, NOBODY, OK, PARTIAL, PAUSED, READY, SETUP, TIP, Attempt, Finding, Update
from .session import FAULT as FAULTY

#: Seconds between two cues (the specification, "one_cue").
CUE_GAP = 6.0
#: Seconds after which a fault that lasts in a hold is cued again: it takes time to mend, and nagging mends nothing.
SAME_GAP = 15.0
#: Seconds after a repetition in which what was wrong with it is still worth telling to who leaves the start position.
STALE = 10.0
#: Seconds after a counted repetition in which something too brief to be one is its landing.
LANDED = 3.0
#: Seconds between two praises: one praise is for all that was mended meanwhile.
PRAISE_GAP = 20.0
#: The last seconds of a hold are counted down; shorter holds are not.
COUNTED_DOWN = 3
#: Seconds before the end at which longer holds are told how long they still last.
STILL_TO_GO = (30, 20, 10)

_ORDER = {STOP: 0, MAJOR: 1, MINOR: 2, INFO: 3}


@dataclass(frozen=True)
class _Waiting:
    """A cue, praise, or the other side's turn, that waits for a pause; the lowest rank goes first."""

    rank: tuple[int, int]
    say: Say
    fault: Fault | None


class Coach:
    """Turns a session's updates into words. dose: repetitions to do (a side), None for no end. rate: how fast the voice
    speaks, 1 is its usual pace."""

    def __init__(self, rule: Rule, level: str = TYPICAL, dose: int | None = None, rate: float = 1.0) -> None:
        self.rule = rule
        self.level = level
        self.dose = dose
        self.rate = rate
        self._goal = rule.amount(level).hold
        self._busy_until = self._spoken_at = -math.inf
        self._cued_at = -math.inf
        self._instructor = Instructor(rule, rate)
        self._not_counted: tuple[str, float] = ("", -math.inf)
        self._wrong: dict[str, set[str | None]] = {}
        self._good: dict[str, int] = {}
        self._cued: dict[str, int] = {}
        self._told_at: dict[str, float] = {}
        self._waiting: _Waiting | None = None
        self._run: tuple[str | None, int] = (None, 0)
        self._sided = False
        self._state = ""
        self._counted_down = 0
        self._hold_at = -math.inf
        self._coming_back = False
        self._heard_at = -math.inf
        self._moving_since = math.inf
        self._reminded: tuple[int, float] = (0, REPEAT)
        self._ended_at = self._praised_at = self._counted_at = -math.inf
        self._done = False

    def hear(self, update: Update) -> tuple[Say, ...]:
        """What to say after this update, most often nothing."""
        if update.state == READY and self._spoken_at == update.t:
            self._heard_at = self._busy_until  # what keeps the set from being judged was told just now
        if update.state != MOVING:
            self._moving_since = math.inf
        elif self._state != MOVING:
            self._moving_since = update.t
        said = [*self._results(update), *self._holding(update)]
        for say in said:
            self.note(say)
        said += self._instruct(update)
        for finding in update.faults:
            told = update.t - self._told_at.get(finding.fault.name, -math.inf)
            if told < max(SAME_GAP, self._patience(finding.fault)):
                continue
            self._wait(_Waiting(self._rank(finding), Say(update.t, CUE, _cue(finding)), finding.fault))
        if update.state == NOBODY or (update.state == SETUP and update.t - self._ended_at > STALE):
            self._waiting = None  # whoever comes next is not told about it
        said += self._remind(update)
        self._state = update.state
        return (*said, *self._follow_up(update))

    def add(self, t: float, text: str) -> list[Say]:
        """Something that is not the coach's own to say; nothing while it is talking itself."""
        if not text or t < self._busy_until:
            return []
        self.note(say := Say(t, QUIET, text))
        return [say]

    def note(self, say: Say) -> None:
        """Remembers for how long this is being said. What is said later cuts it off; what is said with it follows it."""
        begins = max(self._busy_until, say.t) if say.t == self._spoken_at else say.t
        self._busy_until = begins + length(say.text, self.rate)
        self._spoken_at = say.t
        if say.kind == REASON:
            self._heard_at = self._busy_until

    def speaks(self, t: float) -> bool:
        """Whether something is still being said at t (s)."""
        return t < self._busy_until

    def _instruct(self, update: Update) -> list[Say]:
        said = self._instructor.hear(update, self._busy_until, self._heard_at)
        for say in said:
            self.note(say)
        return said

    # Repetitions

    def _results(self, update: Update) -> list[Say]:
        said = []
        for attempt in update.attempts:
            said += self._result(update, attempt)
            self._ended_at, self._coming_back = update.t, False
            self._learn(update.t, attempt)
            self._alternate(update.t, attempt)
            self._reminded = 0, REPEAT
        if said and self._finished(update.counts) and not self._done:
            self._done = True
            said.append(Say(update.t, DONE, "That was the last one. Well done. Rest now."))
        return said

    def _result(self, update: Update, attempt: Attempt) -> list[Say]:
        """One movement may be an attempt of both sides: the reason is given once. A wobble on landing needs no reason."""
        if attempt.status == COUNTED:
            self._counted_at = update.t
            return [Say(update.t, COUNT, self.count_words(attempt.side, attempt.number), "counted")]
        text, at = self._not_counted
        self._not_counted = attempt.reason, update.t
        if text == attempt.reason and update.t - at < SETTLED:
            return []
        brief = attempt.rep.end - attempt.rep.start < self.rule.count.shortest
        if brief and update.t - self._counted_at < LANDED:
            return []
        sound = "partial" if attempt.status == PARTIAL else "rejected"
        return [Say(update.t, REASON, f"Not counted: {attempt.reason}.", sound)]

    def side_words(self, side: str | None) -> str:
        """The side as it is said; empty where an exercise has none."""
        return "" if side is None or self.rule.sides == NO_SIDES else self.rule.side_words.format(side=side)

    def count_words(self, side: str | None, number: int) -> str:
        """How a repetition is counted aloud; where seconds are counted down, too, a bare number could be either."""
        what = self.side_words(side) or ("number" if self._goal >= COUNTED_DOWN else "")
        return f"{what} {number}".strip().capitalize()

    def _finished(self, counts: Mapping[str, int]) -> bool:
        return self.dose is not None and all(count >= self.dose for count in counts.values())

    def _to_do(self, counts: Mapping[str, int]) -> tuple[str, int] | None:
        """The one side that is still to be done, and how often, once the other one is done."""
        if self.dose is None or self.rule.sides == NO_SIDES:
            return None
        short = [(side, self.dose - count) for side, count in counts.items() if count < self.dose]
        return short[0] if len(short) == 1 else None

    def _remind(self, update: Update) -> list[Say]:
        """Who rests while only one side is still to be done is told so, less and less often."""
        to_do = self._to_do(update.counts)
        times, patience = self._reminded
        resting = update.state in (READY, SETUP) and update.t - self._ended_at >= patience
        if to_do is None or not resting or self._waiting or update.t < self._busy_until:
            return []
        self._reminded = times + 1, patience + REPEAT * 2 ** (times + 1)
        side, left = to_do
        say = Say(update.t, OTHER_SIDE, f"{left if left > 1 else 'One'} more, {self.side_words(side)}.")
        self.note(say)
        return [say]

    def _learn(self, t: float, attempt: Attempt) -> None:
        """A fault is cued from its second repetition on, one that must stop at once (the specification, "repeat").

        Sides are kept apart: what only the left leg does wrong is seen in every second repetition.
        """
        clean = attempt.status == COUNTED and all(finding.fault.severity == INFO for finding in attempt.faults)
        for finding in attempt.findings:
            fault = finding.fault
            sides = self._wrong.setdefault(fault.name, set())
            if finding.verdict in (FAULTY, TIP):
                again = bool(sides)
                sides.add(attempt.side)
                self._good[fault.name] = 0
                told = t - self._told_at.get(fault.name, -math.inf)
                in_its_hold = told <= t - attempt.rep.start  # once is enough
                if (again and not in_its_hold and told >= self._patience(fault)) or (
                    finding.verdict == FAULTY and fault.severity == STOP
                ):
                    self._wait(_Waiting(self._rank(finding), Say(t, CUE, _cue(finding)), fault))
            elif finding.verdict == OK:
                sides.discard(attempt.side)
                self._mended(t, fault, clean)

    def _alternate(self, t: float, attempt: Attempt) -> None:
        """The other side's turn: when this one has done all it was to do, and once in a set, when one side of an alternating
        exercise was counted twice running.

        Whoever has tried the other side in between knows about it. Said before all but what must stop at once: a
        fault's cue comes again with the fault.
        """
        side, counted = self._run if attempt.side == self._run[0] else (attempt.side, 0)
        self._run = side, counted + (attempt.status == COUNTED)
        if self._waiting and self._waiting.say.kind == OTHER_SIDE:
            self._waiting = None
        if attempt.status != COUNTED or not counted:
            return
        done = self.dose is not None and attempt.number >= self.dose
        if done and attempt.number == self.dose:
            words = f"That was the last one, {self.side_words(side)}. Now the other side."
            self._wait(_Waiting((_ORDER[MAJOR], -1), Say(t, OTHER_SIDE, words), None))
        elif done or (self.rule.sides == ALTERNATING and not self._sided):
            self._wait(_Waiting((_ORDER[MAJOR], -1), Say(t, OTHER_SIDE, "Now the other side."), None))

    def _mended(self, t: float, fault: Fault, clean: bool) -> None:
        if self._wrong[fault.name]:
            return
        if self._waiting and self._waiting.fault is fault:
            self._waiting = None
        if fault.name not in self._cued or fault.severity == INFO:
            return
        self._good[fault.name] = self._good.get(fault.name, 0) + 1
        if (
            self._good[fault.name] >= 2 and clean
        ):  # no praise for a repetition that did not count, or in which something else was wrong
            del self._cued[fault.name]
            if t - self._praised_at < PRAISE_GAP:
                return
            self._praised_at = t
            self._wait(_Waiting((5, 0), Say(t, PRAISE, "Better. Keep it like that."), None))

    def _patience(self, fault: Fault) -> float:
        """Seconds after which a fault is cued again: what is told in vain is told more seldom, good to know only once."""
        times = self._cued.get(fault.name, 0)
        if not times:
            return 0.0
        return math.inf if fault.severity == INFO else CUE_GAP * 2 ** (times - 1)

    def _rank(self, finding: Finding) -> tuple[int, int]:
        """Worst first; among equals the one that was cued less often."""
        order = 4 if finding.verdict == TIP else _ORDER[finding.fault.severity]
        return order, self._cued.get(finding.fault.name, 0)

    def _wait(self, waiting: _Waiting) -> None:
        if self._waiting is None or waiting.rank < self._waiting.rank:
            self._waiting = waiting

    def _follow_up(self, update: Update) -> tuple[Say, ...]:
        """The one waiting cue or praise, once nothing else is being said."""
        waiting = self._waiting
        if waiting is None or update.t < self._busy_until or self._done or not self._room(update, waiting.say):
            return ()
        if waiting.fault is not None:
            if update.t - self._cued_at < CUE_GAP:
                return ()
            self._cued_at = update.t
            self._cued[waiting.fault.name] = self._cued.get(waiting.fault.name, 0) + 1
            self._good[waiting.fault.name] = 0
            self._told_at[waiting.fault.name] = update.t
        self._waiting = None
        self._sided |= waiting.say.kind == OTHER_SIDE
        say = replace(waiting.say, t=update.t)
        self.note(say)
        return (say,)

    # Holding

    def _room(self, update: Update, say: Say) -> bool:
        """Whether these words fit in before the next count.

        A number comes at the end of a repetition and in the last seconds of a hold, and it cuts off what is being said.
        Nobody is to change sides in the middle of one.
        """
        if update.state != MOVING:
            return update.state != PAUSED  # in what is hidden a repetition may end at any moment
        if self._goal < COUNTED_DOWN or say.kind == OTHER_SIDE:
            return update.t - self._ended_at < SETTLED
        if say.t < self._moving_since:
            return False  # it is about the repetition before: this one may be better
        return not self._coming_back and self._goal - update.held >= COUNTED_DOWN + length(say.text, self.rate)

    def _holding(self, update: Update) -> list[Say]:
        """Counts a hold down: its last seconds, then back. A cue that is being said is not cut off by it."""
        goal = self._goal
        if update.state == PAUSED:
            return []  # who is seen again in the same hold is not told to hold again
        if goal < COUNTED_DOWN or update.held <= 0 or update.state != MOVING:
            self._coming_back = update.state == MOVING and (self._coming_back or self._counted_down != 0)
            self._counted_down = 0
            return []
        left = math.ceil(goal - update.held)
        busy = update.t < self._busy_until - BREATH
        if self._counted_down == 0 and update.held >= 0.3:
            self._counted_down = left + 1
            self._coming_back = False
            again = update.t - self._hold_at < SETTLED
            self._hold_at = update.t
            return [] if busy or again else [Say(update.t, HOLD, "Hold.")]
        if self._counted_down > 0 and left < self._counted_down and left in STILL_TO_GO and goal >= 1.5 * left:
            self._counted_down = left
            return [] if busy else [Say(update.t, HOLD, f"{left} more seconds.")]
        if self._counted_down > 0 and left < self._counted_down and left <= COUNTED_DOWN:
            self._counted_down = max(left, 0) or -1
            self._coming_back = left <= 0
            return [] if busy and left > 0 else [Say(update.t, HOLD, str(left) if left > 0 else "And back.")]
        return []


def _cue(finding: Finding) -> str:
    return f"A tip: {_lowered(finding.fault.cue)}" if finding.verdict == TIP else finding.fault.cue


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]
