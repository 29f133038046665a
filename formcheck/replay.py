"""A whole recording through a session: the same engine as live, which may look ahead for the start pose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from .gate import HELD, PASSED, Baseline, find
from .pose import Pose
from .recording import Recording
from .rule import TYPICAL, Rule
from .session import COUNTED, SETUP, Attempt, Session, Update
from .smoothing import Smoother

#: A start pose that is held within this many seconds of the beginning is the recording's own beginning.
PROMPT = 0.5


@dataclass(frozen=True, eq=False)
class Replay:
    """What a recording came to. updates: one a pose. looked_ahead: the start pose was taken from the middle of the
    recording, at ``ready_at`` seconds, because it begins while the exercise is under way. view: the camera's view.
    ready_at is None when the start pose never showed."""

    rule: Rule
    level: str
    updates: tuple[Update, ...]
    attempts: tuple[Attempt, ...]
    looked_ahead: bool
    ready_at: float | None
    view: str

    @property
    def counts(self) -> dict[str, int]:
        """Counted repetitions for each side ("" where an exercise has none)."""
        totals = dict(self.updates[-1].counts) if self.updates else {}
        for side in totals:
            totals[side] = sum(a.status == COUNTED and (a.side or "") == side for a in self.attempts)
        return totals

    @property
    def count(self) -> int:
        """Counted repetitions in all."""
        return sum(self.counts.values())


def replay(
    poses: Iterable[Pose], rule: Rule, level: str = TYPICAL, look_ahead: bool = True, signals: bool = True
) -> Replay:
    """Runs poses through a session as if live; if that misses what happens before the start pose is held still, takes
    the start pose from the calmest moment of the whole recording instead.

    signals: keep every signal of every frame in the updates, which is most of the memory that a long recording takes.
    """
    poses = poses if isinstance(poses, Recording) else list(poses)
    live = _run(poses, Session(rule, level), signals)
    if not look_ahead:
        return live
    if _complete(live):
        return live
    baseline = find(_smoothed(poses), rule)
    if baseline is None:
        return live
    ahead = _run(poses, Session(rule, level, PASSED, baseline), signals, baseline)
    return ahead if ahead.count > live.count else live


def _complete(live: Replay) -> bool:
    """Whether the start pose was held at the beginning and never left for good: nothing to look ahead for."""
    if live.ready_at is None or live.ready_at - live.updates[0].t > PROMPT:
        return False
    return not any(update.state == SETUP for update in live.updates if update.t > live.ready_at + HELD)


def _run(poses: Iterable[Pose], session: Session, signals: bool, baseline: Baseline | None = None) -> Replay:
    told = (session.update(pose) for pose in poses)
    updates = tuple(told if signals else (replace(update, values={}) for update in told))
    session.finish()
    ready_at = baseline.t if baseline else session.opened - HELD if session.opened is not None else None
    return Replay(
        session.rule, session.level, updates, tuple(session.attempts), baseline is not None, ready_at, session.view
    )


def _smoothed(poses: Iterable[Pose]) -> Iterator[Pose]:
    smooth = Smoother()
    return (smooth(pose) for pose in poses)
