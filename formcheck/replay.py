"""A whole recording through a session: the same engine as live, which may look ahead for the start pose."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from .course import Course
from .gate import HELD, PASSED, Baseline, find, sides_of
from .pose import Pose
from .rule import TYPICAL, Rule
from .session import COUNTED, Attempt, Session, Update
from .smoothing import Smoother

#: A start pose that is held within this many seconds of the beginning is the recording's own beginning.
PROMPT = 0.5
#: A start pose that the person goes this far below, as a share of the way to where it counts, was the middle of a movement.
BELOW = -0.8


@dataclass(frozen=True, eq=False)
class Replay:
    """What a recording came to. course: its updates in a few numbers. updates: one a pose, empty unless they were kept.
    baseline: the start pose, where it was taken from the middle of the recording because that begins while the exercise
    is under way. view: the camera's view in the exercise, before it that while the start pose was waited for. ready_at: s,
    None when the start pose never showed. usual: how far the person went on other days (``Rep``), NaN when unknown."""

    rule: Rule
    level: str
    course: Course
    attempts: tuple[Attempt, ...]
    view: str
    ready_at: float | None
    baseline: Baseline | None = None
    updates: tuple[Update, ...] = ()
    usual: float = math.nan

    @classmethod
    def of(
        cls, session: Session, course: Course, updates: Iterable[Update] = (), baseline: Baseline | None = None
    ) -> Self:
        """What a session has come to."""
        opened = None if session.opened is None else session.opened - HELD
        ready_at = opened if baseline is None else baseline.t
        attempts, view = tuple(session.attempts), course.view or session.view
        return cls(
            session.rule, session.level, course, attempts, view, ready_at, baseline, tuple(updates), session.usual
        )

    @property
    def looked_ahead(self) -> bool:
        """Whether the start pose was taken from the middle of the recording."""
        return self.baseline is not None

    @property
    def counts(self) -> dict[str, int]:
        """Counted repetitions for each side ("" where an exercise has none)."""
        totals = dict.fromkeys(sides_of(self.rule), 0)
        for attempt in self.attempts:
            totals[attempt.side or ""] += attempt.status == COUNTED
        return totals

    @property
    def count(self) -> int:
        """Counted repetitions in all."""
        return sum(self.counts.values())

    def again(self, poses: Iterable[Pose]) -> Iterator[Update]:
        """The updates once more, one at a time, from the poses that were replayed."""
        return map(_session(self.rule, self.level, self.baseline, self.usual).update, poses)


def replay(
    poses: Iterable[Pose], rule: Rule, level: str = TYPICAL, look_ahead: bool = True, keep: bool = True,
    usual: float = math.nan,
) -> Replay:  # fmt: skip
    """Runs poses through a session as if live; if that misses what happens before the start pose is held still, takes
    the start pose from the calmest moment of the whole recording instead.

    keep: keep every update, and the signals of every attempt. Without it, memory does not grow with the recording.
    usual: how far the person went on other days (``Rep``), which a Recording may know.
    """
    poses = list(poses) if isinstance(poses, Iterator) else poses
    live = _run(poses, rule, level, keep, usual)
    if not look_ahead or _complete(live):
        return live
    baseline = find(lambda: _smoothed(poses), rule)
    if baseline is None:
        return live
    ahead = _run(poses, rule, level, keep, usual, baseline)
    return ahead if ahead.count > live.count and _missed(live, ahead) else live


def _missed(live: Replay, ahead: Replay) -> bool:
    """Whether looking ahead counts a repetition where the live pass saw no attempt at all. One that it saw and did not
    count stays uncounted: another start pose is no better judge of it."""
    spans = [(attempt.rep.start, attempt.rep.end) for attempt in live.attempts]
    counted = (attempt.rep.turn for attempt in ahead.attempts if attempt.status == COUNTED)
    return any(not any(start <= turn <= end for start, end in spans) for turn in counted)


def _complete(live: Replay) -> bool:
    """Whether the start pose was held at the beginning, as low as ever after, and never left for good: nothing to look
    ahead for."""
    if live.ready_at is None or live.ready_at - live.course.begin > PROMPT or live.course.lowest < BELOW:
        return False
    return live.course.setup_at <= live.ready_at + HELD


def _session(rule: Rule, level: str, baseline: Baseline | None, usual: float) -> Session:
    return Session(rule, level, HELD if baseline is None else PASSED, baseline, usual)


def _run(
    poses: Iterable[Pose], rule: Rule, level: str, keep: bool, usual: float, baseline: Baseline | None = None
) -> Replay:
    session, course, updates = _session(rule, level, baseline, usual), Course(), []
    for pose in poses:
        update = session.update(pose)
        course.add(update)
        if keep:
            updates.append(update)
        else:
            _lighten(session.attempts, update.attempts)
    ended = session.finish()
    if not keep:
        _lighten(session.attempts, ended)
    return Replay.of(session, course, updates, baseline)


def _lighten(attempts: list[Attempt], new: tuple[Attempt, ...]) -> None:
    """Takes the signals from the last attempts, which have been judged."""
    for number, attempt in enumerate(new, start=len(attempts) - len(new)):
        attempts[number] = replace(attempt, rep=replace(attempt.rep, t=np.empty(0), signals={}, ready={}))


def _smoothed(poses: Iterable[Pose]) -> Iterator[Pose]:
    smooth = Smoother()
    return (smooth(pose) for pose in poses)
