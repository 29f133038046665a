"""A replay drawn frame by frame: what ``draw.annotate`` needs to know at each moment of a recording."""

from __future__ import annotations

from .coach import Coach
from .draw import Image, Mark, annotate
from .joints import joints_of, landmarks
from .ledger import in_words
from .pose import LEFT, Pose
from .replay import Replay
from .report import told
from .say import LOST, PACE, SET_UP, Say
from .session import FAULT, Attempt, Finding, Update

#: Marks in one picture at most, the worst first: more would hide the person.
MARKS = 2
#: Seconds for which words stay at least.
STAYS = 3.0


class Painter:
    """Draws the frames of one replay, in their order.

    A fault is known when its attempt has ended. A recording is looked at afterwards, so here the joint is ringed during
    the whole attempt that shows it, where the eye can check it; count and words come when they would come live.
    """

    def __init__(self, replay: Replay) -> None:
        self.replay = replay
        self._coach = Coach(replay.rule, replay.level)
        self._said: Say | None = None
        self._near = LEFT
        self._joints = {fault.name: joints_of(replay.rule, fault) for fault in replay.rule.faults}

    def paint(self, image: Image, pose: Pose, update: Update) -> Image:
        """A copy of the frame with everything drawn into it."""
        self._near = update.near or self._near
        said = self._coach.hear(update)
        self._said = said[-1] if said else self._said
        marks = tuple(self._mark(finding, attempt) for attempt, finding in self._wrong(update.t))
        return annotate(image, pose, update, self.replay.rule, self._near, marks, self._caption(update))

    def _wrong(self, t: float) -> list[tuple[Attempt, Finding]]:
        now = [attempt for attempt in self.replay.attempts if attempt.rep.start <= t <= attempt.rep.end]
        return [(a, f) for a in now for f in told(a) if f.verdict == FAULT][:MARKS]

    def _mark(self, finding: Finding, attempt: Attempt) -> Mark:
        return Mark(landmarks(self._joints[finding.fault.name], self._near, attempt.side), in_words(finding.fault.name))

    def _caption(self, update: Update) -> str:
        """The last words, for as long as it takes to read them; an instruction until it is followed."""
        said = self._said
        if said is None:
            return ""
        if said.kind in (SET_UP, LOST):
            return said.text if update.missing else ""
        return said.text if update.t - said.t <= max(STAYS, 1.5 + len(said.text) / PACE) else ""
