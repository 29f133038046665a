"""Everything a rule module writes: a rule is data plus plain functions."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .body import Body
from .measures import Measure, Rep
from .signals import Derived, Signal

#: Severities of a fault, the worst first.
SEVERITIES = STOP, MAJOR, MINOR, INFO = "stop", "major", "minor", "info"
HIGH, MEDIUM, LOW = "high", "medium", "low"
BEGINNER, TYPICAL, EXPERT = "beginner", "typical", "expert"
LEVELS = (BEGINNER, TYPICAL, EXPERT)

SIDE, FRONT, OBLIQUE, ANY = "side", "front", "oblique", "any"

#: How the sides of an exercise follow each other. One repetition is always one movement to one side.
NO_SIDES, ALTERNATING, ONE_THEN_OTHER = "none", "alternating", "one then the other"


@dataclass(frozen=True)
class Allowed:
    """A closed range of allowed values."""

    low: float = -math.inf
    high: float = math.inf

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high

    def beyond(self, value: float) -> float:
        """How far a value lies outside: negative below the range, positive above, 0 inside."""
        return min(value - self.low, 0.0) + max(value - self.high, 0.0)

    def words(self, unit: str = "") -> str:
        """The range as a person would say it."""
        if math.isinf(self.low):
            return f"at most {self.high:g}{_unit(unit, self.high)}"
        if math.isinf(self.high):
            return f"at least {self.low:g}{_unit(unit, self.low)}"
        return f"{self.low:g} to {self.high:g}{_unit(unit, self.high)}"


def _unit(unit: str, value: float) -> str:
    words = f" {UNITS.get(unit, unit)}".rstrip()
    return words.removesuffix("s") if value == 1 and unit in ("deg", "s", "torso") else words


UNITS = {
    "deg": "degrees",
    "deg/s": "degrees a second",
    "torso": "torso lengths",
    "s": "seconds",
    "ratio": "",
    "torso/s": "torso lengths a second",
}


def at_least(low: float) -> Allowed:
    """No smaller than ``low``."""
    return Allowed(low=low)


def at_most(high: float) -> Allowed:
    """No larger than ``high``."""
    return Allowed(high=high)


def within(low: float, high: float) -> Allowed:
    """From ``low`` to ``high``."""
    return Allowed(low, high)


@dataclass(frozen=True)
class Posture:
    """How the body lies, kneels or stands.

    front: where a flexed hip opens to: "up" (lying on the back), "down" (all fours), "toes" (standing), or None.
    contacts: near-side joints that rest on the floor in the start pose; the floor line is laid through them.
    """

    name: str
    front: str | None = None
    contacts: tuple[str, ...] = ()


STANDING = Posture("standing", "toes")
SEATED = Posture("seated")
SUPINE = Posture("on your back", "up", ("heel", "hip", "shoulder"))
ALL_FOURS = Posture("on hands and knees", "down", ("wrist", "knee", "foot_index"))
SIDE_LYING = Posture("on your side", None, ("mid_hip", "mid_shoulder"))
INVERTED = Posture("hands and feet on the floor", "down", ("wrist", "foot_index"))


@dataclass(frozen=True)
class Ready:
    """One condition of the start pose: a signal's allowed range, and what to say while it is not met.

    unseen_passes: the condition does not stand in the way while its joints are hidden, because the others suffice.
    anew: among what holds all through the exercise: who breaks it takes up another start pose, and what was under way is
    that and no attempt.
    """

    signal: str
    allowed: Allowed
    words: str
    unseen_passes: bool = False
    anew: bool = False

    def met(self, value: float) -> bool:
        """Whether a value fulfils the condition."""
        return value in self.allowed or (self.unseen_passes and math.isnan(value))


@dataclass(frozen=True)
class Need:
    """What an attempt must have to count, beside reaching the turn; otherwise ``reason`` is said.

    unseen_counts: an attempt counts even when this could not be seen (a joint that this view often hides).
    """

    measure: Callable[[Rep], float]
    allowed: Allowed
    reason: str
    unseen_counts: bool = False


@dataclass(frozen=True)
class Reps:
    """How repetitions are found: a signal that rises out of the start pose and comes back.

    signal: its name. leave, back: changes from the start pose where an attempt begins and ends. turn: the level that
    makes it a repetition; near: the level from which a lesser attempt is told as partial. rise: the least change.
    side_by: the signal whose side it is when both sides' counting signals move (the counting signal if empty).
    swapped: whether an attempt was the other side's after all, its limb drawn under the wrong name from beginning to end.
    back_share: an attempt also ends once this share of its peak is left. shortest, longest: s.
    ends_open: one that is still held when the recording ends counts (held poses).
    rest: the signal's value out of the pose, where a recording may begin in the held pose itself (None: as measured).
    needs: what else a repetition must show, in the order in which the reasons are given.
    source: where these levels come from, and the evidence for them.
    """

    signal: str
    turn: float
    leave: float
    back: float
    near: float
    unit: str = "deg"
    rise: float = 0.0
    side_by: str = ""
    swapped: Callable[[Rep], bool] | None = None
    back_share: float = 0.4
    ends_open: bool = False
    rest: float | None = None
    shortest: float = 0.5
    longest: float = 90.0
    needs: tuple[Need, ...] = ()
    partial: str = "{short:.0f} degrees short"
    source: str = ""


@dataclass(frozen=True)
class Fault:
    """A measurement against an allowed range.

    allowed: one range, or one for each level. severity: STOP, MAJOR, MINOR or INFO. reliability: HIGH or MEDIUM faults
    are judged; LOW ones are tips. message: what was seen ({value} and {limit} are filled in). cue: what to do.
    source: where the number comes from, and the evidence for it. views: the camera views it can be judged from.
    joints: the one or two joints (as in ``Body``) to be marked, where they do not follow from what is measured.
    sided: it compares the sides, and is not told where MediaPipe mixed them up; of other faults, times still are.
    """

    name: str
    measure: Callable[[Rep], float]
    allowed: Allowed | Mapping[str, Allowed]
    unit: str
    severity: str
    reliability: str
    message: str
    cue: str
    source: str
    views: tuple[str, ...] = ()
    joints: tuple[str, ...] = ()
    sided: bool = False

    def range(self, level: str = TYPICAL) -> Allowed:
        """The allowed range at a level."""
        return self.allowed if isinstance(self.allowed, Allowed) else self.allowed[level]

    @property
    def phase(self) -> str:
        """The phase that is measured."""
        return self.measure.phase if isinstance(self.measure, Measure) else "whole"

    @property
    def usual(self) -> bool:
        """Whether it compares with what this person does on other days."""
        return isinstance(self.measure, Measure) and self.measure.usual

    def told(self, value: float, level: str = TYPICAL) -> str:
        """The message with the measured value in it."""
        allowed = self.range(level)
        return self.message.format(value=value, limit=allowed.low if value < allowed.low else allowed.high)


@dataclass(frozen=True)
class Balance:
    """How far one side may go beyond the other in a set; more is told when the set is over, as a note and not as a fault.

    measure: of each counted repetition. most: the greatest difference of the two sides' medians. words: what is said, with
    {more} and {less} for the sides. source: where the number comes from, and the evidence for it.
    """

    measure: Callable[[Rep], float]
    most: float
    unit: str
    words: str
    source: str


@dataclass(frozen=True)
class Reach:
    """How far a repetition went, as a figure of progress and not as a fault: told when the set is over, beside the last
    other day's.

    measure: degrees, of each counted repetition; NaN where it cannot be told. words: what is said, with {degrees}.
    """

    measure: Callable[[Rep], float]
    words: str


@dataclass(frozen=True)
class Camera:
    """Where the laptop stands: the view, its height above the floor and its distance, both in metres (low, high)."""

    view: str
    height: tuple[float, float]
    distance: tuple[float, float]
    words: str


@dataclass(frozen=True)
class Dose:
    """A usual amount: repetitions (a side, where there are sides) in a set, hold in seconds, and the words for it."""

    reps: int
    hold: float
    words: str


@dataclass(frozen=True, eq=False)
class Rule:
    """One exercise.

    signals: name -> Signal, Derived, or a plain Body -> float in degrees. ready: the start pose. stay: what holds all
    through the exercise; broken for a while, the person has left the position. faults: in any order.
    cannot_see: said once. safety: shown before the first set. balance: whether the sides went equally far, where they can be
    compared. reach: how far it went, where that is to grow with the weeks. dose: one for all, or level -> its own.
    """

    title: str
    purpose: str
    posture: Posture
    camera: Camera
    signals: Mapping[str, Signal | Derived | Callable[[Body], float]]
    ready: tuple[Ready, ...]
    count: Reps
    faults: tuple[Fault, ...]
    setup: tuple[str, ...]
    cannot_see: tuple[str, ...]
    safety: tuple[str, ...]
    dose: Dose | Mapping[str, Dose]
    stay: tuple[Ready, ...] = ()
    sides: str = NO_SIDES
    side_words: str = "{side}"
    balance: Balance | None = None
    reach: Reach | None = None

    def amount(self, level: str = TYPICAL) -> Dose:
        """The usual amount at a level."""
        return self.dose if isinstance(self.dose, Dose) else self.dose[level]

    def fault(self, name: str) -> Fault:
        """The fault of that name; KeyError when there is none."""
        return {fault.name: fault for fault in self.faults}[name]
