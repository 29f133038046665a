"""How long it takes, live, from a fault to the words about it."""

from __future__ import annotations

import math
from collections.abc import Iterable

from .clips import Label, LabelledRep
from .coach import Coach
from .rule import Fault, Rule
from .say import CUE
from .session import Update


def delays(label: Label, rule: Rule, level: str, updates: Iterable[Update]) -> dict[str, float]:
    """Seconds from the end of the first labelled repetition that shows a fault to the coach saying its cue, for each fault
    that is labelled; infinite when it was not said before the updates ended. Negative: said while it lasted.

    updates: of a session that did not look ahead, for that is what a person hears.
    """
    first: dict[str, LabelledRep] = {}
    for rep in label.reps:
        for name in ((rep.faults or frozenset()) | label.shows) - rep.maybe - label.maybe:
            first.setdefault(name, rep)
    coach = Coach(rule, level)
    said = [say for update in updates for say in coach.hear(update) if say.kind == CUE]

    def delay(rep: LabelledRep, fault: Fault) -> float:
        words = fault.cue.lower()  # a tip begins with "A tip: "
        times = (say.t - rep.end for say in said if say.t >= rep.start and say.text.lower().endswith(words))
        return next(times, math.inf)

    return {name: delay(rep, rule.fault(name)) for name, rep in first.items()}
