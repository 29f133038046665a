"""The delay from a fault to its cue is what a person would live through."""

from __future__ import annotations

import math

import book
import tiny

from formcheck.clips import Label, LabelledRep
from formcheck.cues import delays
from formcheck.session import Session

LOW = frozenset({"hips_low"})


def heard(
    *reps: LabelledRep, peaks: tuple[float, ...] = (book.HIGH, book.SHORT, book.SHORT, book.SHORT)
) -> dict[str, float]:
    updates = map(Session(tiny.RULE).update, book.bridges(*peaks))
    return delays(Label("tiny", 3, reps), tiny.RULE, "typical", updates)


def test_a_fault_that_goes_on_is_cued_within_two_repetitions_of_its_first():
    found = heard(LabelledRep(2, 6.5), LabelledRep(7.5, 12, faults=LOW))
    assert found.keys() == LOW
    assert 0 < found["hips_low"] < 11


def test_what_is_never_said_is_infinite():
    assert heard(LabelledRep(2, 6.5, faults=frozenset({"knee_moves"}))) == {"knee_moves": math.inf}


def test_words_before_the_fault_are_not_about_it():
    assert heard(LabelledRep(30, 34.5, faults=LOW)) == {"hips_low": math.inf}


def test_a_maybe_is_not_waited_for():
    assert heard(LabelledRep(7.5, 12, faults=LOW, maybe=LOW)) == {}
