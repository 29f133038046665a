"""Which exercise is this? Every rule is tried on the recording; the one that explains it best wins, or none does."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from .footage import Progress
from .pose import Pose
from .replay import Replay, replay
from .rule import Rule
from .session import COUNTED, PARTIAL
from .summary import share_with_a_person

#: Frames a second that recognition looks at: counts hold at this rate, and ten rules are tried.
RATE = 10.0
#: The least share of the time with somebody in it that counted repetitions must explain to name an exercise.
EXPLAINED = 0.05
#: An exercise that contains another is named in its stead when it was counted too: the lifted leg needs the dog.
MORE_SPECIAL = {"downward_dog": "downward_dog_leg_lift"}


@dataclass(frozen=True)
class Guess:
    """How well one rule fits. counted, partial: attempts. explained: share of the time with somebody in it that
    counted ones take."""

    exercise: str
    counted: int
    partial: int
    explained: float

    @property
    def weight(self) -> float:
        """How much speaks for it: many repetitions for more than a single one that never seems to end (six twists that explain
        0.51 of a recording were one knee pulled to the chest for 0.92 of it)."""
        return self.explained * math.sqrt(self.counted)


def recognise(
    poses: Iterable[Pose], rules: Mapping[str, Rule], progress: Progress = lambda items, total, what: items
) -> tuple[Guess, ...]:
    """The exercises that fit, best first; empty when it is none of them. rules: id -> rule.

    progress: shows how many rules have been tried.
    """
    thin = _Thinned(list(poses) if isinstance(poses, Iterator) else poses)
    guesses = [
        _guess(name, replay(thin, rule, keep=False))
        for name, rule in progress(rules.items(), len(rules), "Looking for an exercise that fits")
    ]
    fitting = [guess for guess in guesses if guess.counted and guess.explained >= EXPLAINED]
    fitting.sort(key=lambda guess: guess.weight, reverse=True)
    named = {guess.exercise for guess in fitting}
    return tuple(sorted(fitting, key=lambda guess: MORE_SPECIAL.get(guess.exercise) in named))


def _guess(name: str, found: Replay) -> Guess:
    counted = [attempt for attempt in found.attempts if attempt.status == COUNTED]
    partial = sum(attempt.status == PARTIAL for attempt in found.attempts)
    there = found.course.seconds * share_with_a_person(found)
    explained = sum(attempt.rep.end - attempt.rep.start for attempt in counted) / max(there, 1e-6)
    return Guess(name, len(counted), partial, explained)


@dataclass(frozen=True, eq=False)
class _Thinned:
    """Poses at a lower rate, to be gone through again and again."""

    poses: Iterable[Pose]

    def __iter__(self) -> Iterator[Pose]:
        due = -math.inf
        for pose in self.poses:
            if pose.t >= due - 1e-6:
                due = max(due + 1 / RATE, pose.t) if due > -math.inf else pose.t + 1 / RATE
                yield pose
