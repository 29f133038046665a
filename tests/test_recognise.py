"""The exercise is recognised from the movement, with "none of them" as an answer."""

from __future__ import annotations

import pytest
import stick
from test_session import HIGH, bird_dogs, bridges

from formcheck.page.jobs import Cancelled
from formcheck.pose import Pose
from formcheck.recognise import Guess, recognise
from pose_rules.bird_dog import RULE as BIRD_DOG
from pose_rules.glute_bridge import RULE as BRIDGE

RULES = {"bird_dog": BIRD_DOG, "glute_bridge": BRIDGE}


def test_the_exercise_that_is_done_is_named():
    assert [guess.exercise for guess in recognise(bridges([HIGH] * 3), RULES)] == ["glute_bridge"]
    assert [guess.exercise for guess in recognise(bird_dogs([(1, 1)] * 2), RULES)] == ["bird_dog"]


def test_many_repetitions_weigh_more_than_a_single_one_that_seems_to_last_longer():
    """Six twists that explain half of a recording were named a knee to the chest, once, for nearly all of it."""
    assert Guess("spiral_twist", 6, 0, 0.512).weight > Guess("knee_to_chest", 1, 0, 0.916).weight
    assert Guess("downward_dog", 1, 0, 0.9).weight > Guess("spiral_twist", 3, 0, 0.053).weight


def test_standing_about_is_none_of_them():
    assert recognise(stick.film(lambda t: stick.standing(), 5), RULES) == ()


def test_minutes_of_an_empty_room_hide_no_exercise():
    done = list(bridges([HIGH] * 2))
    left = [Pose.empty(done[-1].t + 1 + t) for t in range(600)]
    assert [guess.exercise for guess in recognise(done + left, RULES)] == ["glute_bridge"]


def test_an_empty_recording_is_none_of_them():
    assert recognise([], RULES) == ()


def test_it_says_how_many_exercises_have_been_tried_and_can_be_stopped_between_two():
    tried = []

    def two_at_most(items, total, what):
        for item in items:
            tried.append((item[0], total))
            if len(tried) == 2:
                raise Cancelled
            yield item

    with pytest.raises(Cancelled):
        recognise(bridges([HIGH]), RULES, two_at_most)
    assert tried == [("bird_dog", 2), ("glute_bridge", 2)]
