"""Signals and measures on shapes whose angles are known."""

from __future__ import annotations

import doctest
import math
from dataclasses import replace

import numpy as np
import pytest
import stick

import formcheck.signals
from formcheck.body import Body, Stance
from formcheck.measures import (
    BACK,
    HOLD,
    OUT,
    Rep,
    fastest,
    half,
    pause,
    quicker_way,
    reversals,
    sank,
    seconds,
    seconds_above,
    seconds_at_top,
    seconds_near_peak,
    travel,
    typical,
    unsteadiness,
    where,
)
from formcheck.pose import LEFT
from formcheck.rule import Allowed, at_least, at_most, within
from formcheck.signals import angle, elevation, front_angle, inclination, lift


def body(points, **stance) -> Body:
    return Body(stick.pose(0.0, *points), Stance(LEFT, **stance))


def test_the_doctests_of_signals_pass():
    assert doctest.testmod(formcheck.signals).failed == 0


def test_a_straight_leg_reads_180():
    assert angle("hip", "knee", "ankle").of(body(stick.standing())) == pytest.approx(180, abs=3)


def test_a_hip_lifted_past_the_line_goes_on_rising_beyond_180():
    signal = front_angle("shoulder", "hip", "knee")
    readings = [signal.of(body(stick.bridge(lift), front=-1, head=-1)) for lift in (0, 10, 20, 28)]
    assert readings == sorted(readings)
    assert readings[-1] > 180


def test_a_standing_trunk_is_upright_and_a_lying_one_level():
    assert inclination("hip", "shoulder").of(body(stick.standing())) == pytest.approx(0, abs=1)
    assert elevation("hip", "shoulder").of(body(stick.bridge(0))) == pytest.approx(0, abs=1)


def test_a_hidden_joint_reads_as_not_seen():
    pose = stick.pose(0.0, *stick.standing())
    pose.visibility[25] = 0.1
    assert math.isnan(angle("hip", "knee", "ankle").of(Body(pose, Stance(LEFT))))


def test_a_tilted_camera_is_levelled():
    points = stick.standing()
    turn = math.radians(10)
    turned = [
        {
            n: (x * math.cos(turn) - y * math.sin(turn), x * math.sin(turn) + y * math.cos(turn))
            for n, (x, y) in p.items()
        }
        for p in points
    ]
    assert inclination("hip", "shoulder").of(body(turned, tilt=turn)) == pytest.approx(0, abs=1)


def test_lift_is_a_change_in_torso_lengths():
    signal = lift("hip")
    rise = signal.of(body(stick.bridge(20))) - signal.of(body(stick.bridge(0)))
    assert rise / stick.TORSO == pytest.approx(math.sin(math.radians(20)), abs=0.01)
    assert signal.change and signal.scaled


@pytest.mark.parametrize(
    ("allowed", "value", "beyond"),
    [(at_least(10), 8, -2), (at_least(10), 12, 0), (at_most(10), 12, 2), (within(1, 2), 0, -1), (within(1, 2), 1.5, 0)],
)
def test_a_range_says_how_far_a_value_lies_outside(allowed: Allowed, value: float, beyond: float):
    assert allowed.beyond(value) == beyond
    assert (value in allowed) == (beyond == 0)


def rep(values, fps: float = 30, hold=(2.0, 4.0)) -> Rep:
    t = np.arange(len(values)) / fps
    return Rep(t, {"x": np.asarray(values, float)}, {"x": 0.0}, 0.0, 3.0, float(t[-1]), hold, counting="x")


def test_the_way_out_is_timed_whatever_creeps_before_it():
    curve = stick.wave([(1.0, 0.0), (3.0, 40.0), (5.0, 40.0), (6.2, 0.0)])
    measured = rep([curve(i / 30) for i in range(210)], hold=(2.4, 5.3))
    assert travel(OUT)(measured) == pytest.approx(2.0, abs=0.15)
    assert travel(BACK)(measured) == pytest.approx(1.2, abs=0.15)


def test_a_quick_way_is_quick_also_where_it_begins_above_the_start_pose():
    """Who has moved along the mat lies a little higher than in the start pose, here by a fifth of the way."""
    from_rest, from_above = (
        [(1.0, low), (3.0, low), (3.5, 40.0), (5.0, 40.0), (5.5, low), (7.0, low)] for low in (0.0, 8.0)
    )
    ways = [
        half(phase)(replace(rep([curve(i / 30) for i in range(210)], hold=(3.4, 5.1)), turn=4.2))
        for curve in (stick.wave(from_rest), stick.wave(from_above))
        for phase in (OUT, BACK)
    ]
    assert ways == pytest.approx([0.5] * 4, abs=0.06)


def jerkless(t: float, begins: float, takes: float, low: float = 0.0, high: float = 40.0) -> float:
    """A minimum-jerk way from low to high."""
    u = min(1.0, max(0.0, (t - begins) / takes))
    return low + (high - low) * (10 * u**3 - 15 * u**4 + 6 * u**5)


def second(begins: float, takes: float, low: float = 0.0) -> Rep:
    """A repetition whose counting signal jumps up within a third of a second at 2.3 s, when it begins, and a second one."""
    t = np.arange(2.3, 6.0, 1 / 30)
    signals = {
        "x": np.array([jerkless(at, 2.3, 0.33) for at in t]),
        "y": np.array([jerkless(at, begins, takes, low) for at in t]),
    }
    return Rep(t, signals, {"x": 0.0, "y": 0.0}, 2.3, 5.0, 6.0, (4.5, 6.0), counting="x")


@pytest.mark.parametrize(("begins", "takes"), [(2.3, 2.0), (2.0, 2.0), (1.5, 2.0), (2.1, 0.66)])
def test_what_is_left_of_a_second_signals_way_tells_how_long_the_whole_took(begins, takes):
    assert half(OUT, "y")(second(begins, takes)) == pytest.approx(takes, rel=0.15)


def test_of_less_than_half_a_way_and_of_one_that_has_only_drifted_nothing_is_made_longer():
    assert half(OUT, "y")(second(0.9, 2.0)) == pytest.approx(0.33, abs=0.05)  # what the counting signal says
    assert half(OUT, "y")(second(2.3, 0.66, low=13.0)) == pytest.approx(0.66, abs=0.08)


@pytest.mark.parametrize(
    ("lost", "unknown"), [((1.6, 2.6), OUT), ((0.9, 2.0), OUT), ((5.2, 6.0), BACK), ((5.7, 7.0), BACK)]
)
@pytest.mark.parametrize("gone", [True, False])
def test_how_long_a_way_took_is_unknown_where_it_was_out_of_sight_for_long(lost, unknown, gone):
    """gone: nobody was seen, or only the limb was hidden. The other way is known."""
    curve = stick.wave([(1.0, 0.0), (3.0, 40.0), (5.0, 40.0), (6.2, 0.0)])
    whole = rep([curve(i / 30) for i in range(210)], hold=(2.4, 5.3))
    away = (whole.t > lost[0]) & (whole.t < lost[1])
    if gone:
        signals = {"x": whole.signals["x"][~away]}
        measured = replace(whole, t=whole.t[~away], signals=signals, start=1.0, end=6.2)
    else:
        measured = replace(whole, signals={"x": np.where(away, np.nan, whole.signals["x"])}, start=1.0, end=6.2)
    other = BACK if unknown == OUT else OUT
    assert math.isnan(travel(unknown)(measured)) and math.isnan(half(unknown)(measured))
    assert travel(other)(measured) == pytest.approx(travel(other)(whole), abs=0.1)
    assert quicker_way()(measured) == pytest.approx(travel(other)(whole), abs=0.1)


def test_how_long_a_hold_was_is_unknown_where_its_end_was_out_of_sight_and_known_after_a_blink():
    curve = stick.wave([(1.0, 0.0), (2.0, 40.0), (5.0, 40.0), (6.0, 0.0)])
    whole = rep([curve(i / 30) for i in range(210)], hold=(1.8, 5.2))
    for lost, known in (((4.8, 5.6), False), ((3.0, 3.2), True)):
        kept = (whole.t < lost[0]) | (whole.t > lost[1])
        measured = replace(whole, t=whole.t[kept], signals={"x": whole.signals["x"][kept]})
        for measure in (seconds_at_top(), pause()):
            assert math.isnan(measure(measured)) is not known
            assert not known or measure(measured) == pytest.approx(measure(whole), abs=0.1)


def test_a_wild_frame_is_no_sinking_and_no_wobble_and_a_slow_one_is():
    still = np.full(180, 10.0)
    wild, low = still.copy(), still.copy()
    wild[88:92] = 4.0
    low[80:] = 4.0
    t, sway = np.arange(180) / 30, 10 + np.sin(2 * math.pi * np.arange(180) / 30 / 1.5)
    assert (sank(t, wild), sank(t, low)) == (0.0, 6.0)
    wobble = unsteadiness("x")
    assert wobble(rep(wild, hold=(0.0, 6.0))) == 0.0
    assert wobble(rep(sway, hold=(0.0, 6.0))) == pytest.approx(np.std(sway), rel=0.15)


def test_the_speed_is_taken_over_a_quarter_of_a_second():
    assert fastest("x")(rep([2.0 * i / 30 for i in range(150)])) == pytest.approx(2.0, abs=0.05)


def test_bouncing_is_counted_in_turns_and_a_steady_hold_has_none():
    t = np.arange(180) / 30
    assert reversals("x", 6)(rep(10 * np.sin(2 * math.pi * t), hold=(0.0, 6.0))) >= 4
    assert reversals("x", 6)(rep(np.sin(2 * math.pi * t), hold=(0.0, 6.0))) == 0


def test_a_phase_hidden_for_more_than_a_fifth_is_not_seen():
    values = np.ones(180)
    values[60:90] = np.nan
    assert math.isnan(typical("x")(rep(values)))
    values[60:120] = 1.0
    values[60:66] = np.nan
    assert typical("x")(rep(values)) == 1.0


def test_holds_are_timed():
    values = [40.0 if 2 <= i / 30 <= 4 else 0.0 for i in range(180)]
    assert seconds(HOLD)(rep(values)) == pytest.approx(2.0)
    assert seconds_near_peak("x", 8)(rep(values)) == pytest.approx(2.0, abs=0.1)


def test_a_gap_in_which_nobody_was_seen_is_no_time_held():
    t = np.array([0.0, 0.1, 0.2, 3.0, 3.1])
    held = Rep(t, {"x": np.ones(5)}, {"x": 0.0}, 0.0, 1.5, 3.1, (0.0, 3.1), counting="x")
    assert seconds_above("x", 0.5)(held) == pytest.approx(0.8)


def test_what_depends_on_something_unseen_is_unseen():
    assert where(1.0, True, 5.0) == 5.0
    assert where(1.0, False, 5.0) == 0.0
    assert math.isnan(where(math.nan, False, 5.0))
