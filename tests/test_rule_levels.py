"""Levels: beginners are asked for no more than others, experts for no less; a ceiling is the same for all."""

import acted
import pytest

from formcheck import rulebook
from formcheck.replay import replay
from formcheck.rule import BEGINNER, EXPERT, LEVELS, TYPICAL
from sample_videos.actor import score
from sample_videos.actor.landmarks import record


@pytest.mark.parametrize("exercise", rulebook.ids())
def test_a_beginners_range_is_no_narrower_and_an_experts_no_wider(exercise):
    for fault in rulebook.load(exercise).faults:
        beginner, typical, expert = (fault.range(level) for level in LEVELS)
        assert beginner.low <= typical.low <= expert.low, fault.name
        assert expert.high <= typical.high <= beginner.high, fault.name


@pytest.mark.parametrize(
    ("exercise", "fault", "strength"),
    [("glute_bridge", "not_high_enough", 1.3), ("downward_dog", "shoulders_closed", 1.2)],
)
def test_what_is_too_little_for_others_is_enough_for_a_beginner(exercise, fault, strength):
    poses = record(score.faulty(exercise, fault, strength, "a", 5, reps=2), 15, seed=5)[0]
    told = {level: acted.named(replay(poses, rulebook.load(exercise), level)) for level in LEVELS}
    assert fault not in told[BEGINNER]
    assert fault in told[TYPICAL] & told[EXPERT]


def test_an_expert_is_asked_to_hold_a_bend_for_longer():
    poses = record(score.clean("forward_bend", "c", 3, reps=2), 15, seed=3)[0]
    told = {level: acted.named(replay(poses, rulebook.load("forward_bend"), level)) for level in LEVELS}
    assert told == {BEGINNER: set(), TYPICAL: set(), EXPERT: {"hold_short"}}


@pytest.mark.parametrize("exercise", rulebook.ids())
def test_no_level_asks_for_a_longer_hold_than_a_set_counts_down(exercise):
    rule = rulebook.load(exercise)
    asked = [fault.range(EXPERT).low for fault in rule.faults if fault.name == "hold_short"]
    assert all(seconds < rule.amount(EXPERT).hold for seconds in asked)
