"""The start pose: where a replay finds it, and that it is the zero of every change."""

from __future__ import annotations

import math
from dataclasses import replace

import book
import pytest
import stick
import tiny

from formcheck.gate import Gate, find, stance_of
from formcheck.pose import INDEX, Pose
from formcheck.replay import replay
from formcheck.rule import STANDING, Rule
from formcheck.session import Update
from formcheck.signals import Derived, Signal, change, progress


def updates(**more: Signal | Derived) -> list[Update]:
    rule: Rule = replace(tiny.RULE, signals={**tiny.RULE.signals, **more})
    return [update for update in replay(book.bridges(book.HIGH), rule).updates if update.values]


def test_a_derived_signal_may_use_another_ones_start_value():
    found = updates(knee_change_again=change("knee_change"))
    assert max(abs(update.values["knee_change"]) for update in found) > 5
    assert all(u.values["knee_change_again"] == pytest.approx(u.values["knee_change"]) for u in found)


def test_a_change_begins_at_nought_in_the_start_pose():
    found = updates(way=progress("rise", 0.3))
    assert found[0].values["way"] == pytest.approx(0, abs=0.02)
    assert all(update.values["way"] == pytest.approx(update.values["rise"] / 0.3) for update in found)


def test_of_two_calm_moments_the_lower_one_is_the_start_pose():
    """Hips held a little up without a tremor, and rested on the floor with one: the floor is where a bridge begins."""
    lift = stick.wave([(0, 20.0), (1, 8.0), (4, 8.0), (6, 0.0), (6.4, 0.0), (7, 0.2), (9, 0.0), (10, 20.0)])
    baseline = find(lambda: stick.film(lambda t: stick.bridge(lift(t)), 11), tiny.RULE)
    assert baseline is not None
    assert 6 < baseline.t < 9.5


def test_who_never_rests_starts_from_the_floor_and_not_from_the_top():
    """Up and down without a rest, a little calmer at the top: both are turning points, and a lift begins at the lower one."""

    def lift(t: float) -> float:
        return 13.0 * (0.5 - 0.5 * math.cos(2 * math.pi * t / 1.6)) ** 0.8

    baseline = find(lambda: stick.film(lambda t: stick.bridge(lift(t)), 11), tiny.RULE)
    assert baseline is not None
    assert baseline.values[""]["hip"] < 135


@pytest.mark.parametrize(("lost", "accepted"), [(0.2, True), (0.5, False)])
def test_the_start_pose_may_be_lost_from_sight_for_a_blink(lost: float, accepted: bool):
    gate = Gate(tiny.RULE)
    still = stick.film(lambda t: stick.bridge(0.0), 1.3)
    told = [gate.update(Pose.empty(pose.t) if 0.5 < pose.t < 0.5 + lost else pose) for pose in still]
    assert told[-1] is accepted


def test_toes_that_are_hidden_do_not_say_where_the_front_is():
    pose = stick.pose(0.0, *stick.standing())
    facing = stance_of([pose], STANDING).front
    pose.xy[INDEX["nose"], 0] -= 0.03
    for side in ("left", "right"):
        toes, heel = INDEX[f"{side}_foot_index"], INDEX[f"{side}_heel"]
        pose.xy[toes, 0] = pose.xy[heel, 0] + 0.01
        pose.visibility[toes] = 0.1
    assert stance_of([pose], STANDING).front == facing
