"""What a replay comes to, in a few facts: why nothing was counted, how much could be judged, who was there."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping
from dataclasses import dataclass

from . import framing
from .pose import OTHER
from .replay import Replay
from .rule import ANY, FRONT, OBLIQUE, SIDE, Ready, Rule
from .session import COUNTED

DISCLAIMER = (
    "General exercise information, not medical advice. Move within comfort. Stop if pain gets sharp or travels down your leg. "
    "Numbness between the legs, new trouble with bladder or bowels, or weakness in both legs is an emergency: get care at once."
)

_VIEWS = {SIDE: "from the side", FRONT: "from the front", OBLIQUE: "at an angle", ANY: "from any side"}
_MISSING = {"nobody": "Somebody in the picture.", "left": "Come back to the start position."}


@dataclass(frozen=True)
class Judged:
    """How much of the attempts one fault could be judged on: seconds, ``of`` how many, and in how many attempts it was
    judged, hidden, filmed from a view that does not show it, no repetition whose pace could be judged, or without other days to compare with."""

    seconds: float = 0.0
    of: float = 0.0
    judged: int = 0
    hidden: int = 0
    view: int = 0
    uncounted: int = 0
    unknown: int = 0


def judged(replay: Replay) -> dict[str, Judged]:
    """For each fault of the rule, how much of the attempts it could be judged on."""
    table = {}
    for fault in replay.rule.faults:
        found = [(a.rep, f) for a in replay.attempts for f in a.findings if f.fault.name == fault.name]
        spans = [rep.span(fault.phase) for rep, _ in found]
        reasons = [finding.why for _, finding in found]
        table[fault.name] = Judged(
            sum(finding.seconds for _, finding in found),
            sum(last - first for first, last in spans),
            reasons.count(""),
            reasons.count("hidden"),
            reasons.count("view"),
            reasons.count("uncounted"),
            reasons.count("unknown"),
        )
    return table


def why_nothing(replay: Replay) -> str | None:
    """In words, why no repetition was counted; None when some were."""
    if replay.count:
        return None
    if nobody(replay):
        return "Nobody was found in the picture."
    return _no_repetition(replay) + wrong_view(replay)


def _no_repetition(replay: Replay) -> str:
    if replay.ready_at is None:
        return _never_ready(replay)
    if len(replay.attempts) == 1:
        return "The one attempt was no repetition; the reason is listed with it."
    if replay.attempts:
        return f"None of the {len(replay.attempts)} attempts was a repetition; the reasons are listed with them."
    farthest = replay.course.farthest
    why = f"the farthest movement was {farthest:.0%} of what counts as a repetition."
    if farthest >= 1:
        why = "what went far enough was over at once, or broke off."
    return f"The start position was seen at {replay.ready_at:.1f} s, but no attempt followed: {why}"


def _never_ready(replay: Replay) -> str:
    """Which condition of the start pose kept the gate shut for longest."""
    missed = _missed(replay)
    if not missed:
        return "The recording is too short to show a start position."
    worst = max(missed, key=lambda words: missed[words])
    return f'The start position was never seen. What was missing for longest ({missed[worst]:.1f} s): "{worst}"'


#: Seconds for which the start position may be missing without a word: people get into it, and up again.
UNSAID = 30.0


def waited(replay: Replay) -> str:
    """A sentence when something was counted and yet the start position was missing for long: what was done meanwhile was
    not watched. Empty otherwise."""
    missed = {words: seconds for words, seconds in _missed(replay).items() if words != _MISSING["nobody"]}
    if not replay.count or sum(missed.values()) < UNSAID:
        return ""
    worst = max(missed, key=lambda words: missed[words])
    return (
        f"For {sum(missed.values()):.0f} seconds the start position was missing, and nothing was counted. "
        f'What was missing for longest ({missed[worst]:.0f} s): "{worst}"'
    )


def _missed(replay: Replay) -> dict[str, float]:
    """In words, what was missing for the start position -> for how many seconds."""
    missed: dict[str, float] = {}
    for missing, seconds in replay.course.missing.items():
        words = _missing_words(missing)
        missed[words] = missed.get(words, 0.0) + seconds
    return missed


def _missing_words(missing: Ready | str | None) -> str:
    if isinstance(missing, Ready):
        return missing.words
    return _MISSING.get(missing or "", "Hold still in the start position for a second.")


def wrong_view(replay: Replay) -> str:
    """A sentence when the camera stood where the exercise is not judged from, else nothing."""
    if not framing.wrong_view(replay.view, replay.rule):
        return ""
    wanted = view_words(replay.rule.camera.view)
    return f" The camera sees you {view_words(replay.view)}; this exercise is judged {wanted}."


def view_words(view: str) -> str:
    """A camera view as it is said."""
    return _VIEWS.get(view, view)


def side_words(rule: Rule, side: str | None) -> str:
    """A side as it is said, "left leg" for one; empty where the exercise has none."""
    return rule.side_words.format(side=side) if side else ""


#: Counted repetitions a side from which the sides are compared: the median of fewer is one repetition's chance.
COMPARED = 3


def uneven(replay: Replay) -> str:
    """A sentence when one side went farther than the other all set long; empty when it did not, or cannot be told."""
    balance = replay.rule.balance
    counted = [attempt for attempt in replay.attempts if attempt.status == COUNTED and not math.isnan(attempt.extent)]
    if balance is None:
        return ""
    ways = {side: [attempt.extent for attempt in counted if attempt.side == side] for side in OTHER}
    if min(map(len, ways.values())) < COMPARED:
        return ""
    medians = {side: statistics.median(values) for side, values in ways.items()}
    more = max(medians, key=lambda side: medians[side])
    if medians[more] - medians[OTHER[more]] <= balance.most:
        return ""
    return balance.words.format(more=side_words(replay.rule, more), less=side_words(replay.rule, OTHER[more]))


def reached(replay: Replay) -> dict[str, float]:
    """Side ("" where there is none) -> median of how far its counted repetitions went, degrees; NaN where that could not be
    told. Empty where the rule has no such figure or nothing was counted."""
    if replay.rule.reach is None:
        return {}
    ways: dict[str, list[float]] = {}
    for attempt in replay.attempts:
        if attempt.status == COUNTED:
            ways.setdefault(attempt.side or "", []).append(attempt.reach)
    known = {side: [value for value in values if not math.isnan(value)] for side, values in ways.items()}
    return {side: statistics.median(values) if values else math.nan for side, values in known.items()}


def reach_words(rule: Rule, degrees: Mapping[str, float]) -> str:
    """How far it went, as a sentence; empty where nothing is known. degrees: see ``reached``."""
    parts = [
        f"{value:.0f} degrees {side_words(rule, side)}".strip()
        for side, value in degrees.items()
        if not math.isnan(value)
    ]
    if rule.reach is None or not parts:
        return ""
    unknown = [side_words(rule, side) for side, value in degrees.items() if math.isnan(value)]
    return rule.reach.words.format(degrees=" and ".join(parts)) + "".join(
        f" How far {side}, I cannot tell." for side in unknown
    )


def nobody(replay: Replay) -> bool:
    """Whether no frame shows a person."""
    return not replay.course.seen


def share_with_a_person(replay: Replay) -> float:
    """The share of the frames that show a person, 0 to 1."""
    course = replay.course
    return course.seen / course.frames if course.frames else 0.0


def leaves_at(replay: Replay) -> float | None:
    """The time (s) from which nobody is in the picture until the end, when that is two seconds or more."""
    course = replay.course
    return course.seen_at if course.seen and course.end - course.seen_at >= 2 else None
