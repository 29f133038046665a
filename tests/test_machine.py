"""The repetition machine on a signal given by hand: what is an excursion, and what is rest."""

from __future__ import annotations

import math

import numpy as np
import pytest

from formcheck.machine import Machine
from formcheck.rule import Reps

REACH = Reps("reach", turn=0.55, leave=0.25, back=0.2, near=0.4, unit="ratio")
FPS = 15


def excursions(*stretches: tuple[float, float]):
    """What the machine finds in straight lines to (value, seconds later), from 0 at 0 s."""
    machine, found, t, value = Machine(REACH, 0.0, 0.005, 0.0), [], 0.0, 0.0
    for target, seconds in stretches:
        for level in np.linspace(value, target, round(seconds * FPS) + 1)[1:]:
            t += 1 / FPS
            ended = machine.update(t, level)
            found += [ended] if ended else []
        value = target
    return found


def test_out_and_back_is_one_excursion():
    assert [round(e.peak, 2) for e in excursions((0, 1), (0.9, 2), (0.9, 4), (0, 2), (0, 1))] == [0.9]


def test_a_limb_put_elsewhere_is_at_rest_there_and_the_next_repetition_is_found():
    found = excursions((0, 1), (0.3, 0.5), (0.3, 2), (0.9, 2), (0.9, 4), (0.3, 2), (0.3, 1))
    assert [round(e.peak, 2) for e in found] == [0.9]
    assert found[0].start > 3  # not from when the limb was put there
    assert not found[0].cut


def test_a_repetition_that_pauses_on_its_way_is_one_and_starts_where_it_began_to_rise():
    found = excursions((0, 1), (0.3, 0.5), (0.3, 1), (0.9, 2), (0.9, 4), (0, 2), (0, 1))
    assert len(found) == 1
    assert found[0].start < 1.4


def test_a_hold_that_is_told_as_partial_stays_an_excursion_however_long_it_is_still():
    found = excursions((0, 1), (0.45, 1), (0.45, 6), (0, 1), (0, 1))
    assert [round(e.peak, 2) for e in found] == [0.45]


def test_one_wild_frame_in_a_hold_is_no_return():
    frame = 1 / FPS
    found = excursions((0, 1), (0.9, 1), (0.9, 2), (0.1, frame), (0.9, frame), (0.9, 2), (0, 1), (0, 1))
    assert [round(e.peak, 2) for e in found] == [0.9]
    assert found[0].end > 6


def test_what_had_come_back_before_it_was_lost_from_sight_is_whole():
    machine, ended = Machine(REACH, 0.0, 0.005, 0.0), []
    for frame in range(round(10 * FPS)):
        t = frame / FPS
        value = np.nan if t > 4.7 else float(np.interp(t, [1, 2, 4, 5], [0, 0.9, 0.9, 0.0]))
        ended += [machine.update(t, value)]
    assert [e.cut for e in ended if e] == [frozenset()]


def test_what_goes_on_after_it_was_lost_from_sight_has_no_known_beginning():
    machine, ended = Machine(REACH, 0.0, 0.005, 0.0), []
    for frame in range(round(12 * FPS)):
        t = frame / FPS
        value = np.nan if 2.5 < t < 5 else float(np.interp(t, [1, 2, 8, 9], [0, 0.9, 0.9, 0.0]))
        ended += [machine.update(t, value)]
    assert [sorted(e.cut) for e in ended if e] == [["hidden"], ["start"]]


def test_who_sways_in_the_start_pose_is_followed_from_half_the_way_on():
    swaying = Machine(REACH, 0.0, 0.3, 0.0)
    assert 0 < swaying.back < swaying.leave <= REACH.turn / 2


def test_a_limb_that_comes_to_rest_half_way_down_after_a_high_peak_has_come_back():
    """A knee that was pulled from straight legs, and whose foot is then set down: straight legs are not waited for."""
    pull = ((0.9, 2), (0.9, 4), (0.38, 2), (0.38, 3))
    assert [round(e.peak, 2) for e in excursions((0, 1), *pull, *pull)] == [0.9, 0.9]


def test_a_hold_little_above_an_attempts_height_lasts_until_it_is_left():
    """It is held at 0.42, where an attempt is worth a word from 0.4: to pass 0.4 on the way down is no rest there."""
    (found,) = excursions((0, 1), (0.6, 1), (0.42, 0.1), (0.42, 6), (0.38, 0.5), (0, 1), (0, 1))
    assert found.end > 8.5


def test_what_follows_on_a_long_time_out_of_sight_at_rest_did_not_begin_before_it():
    """Minutes behind a chair are no part of the next repetition."""
    machine = Machine(REACH, 0.0, 0.005, 0.0)
    values = [*[0.0] * 30, *[float("nan")] * 1800, *[0.0] * 5, *np.linspace(0, 0.9, 30), *[0.9] * 30, *np.linspace(0.9, 0, 30), *[0.0] * 30]  # fmt: skip
    found = [ended for i, value in enumerate(values) if (ended := machine.update(i / FPS, value))]
    assert len(found) == 1
    assert not found[0].cut
    assert found[0].start > 120


@pytest.mark.parametrize("seconds", [0.2, 0.5, 0.8])
def test_what_is_up_again_after_one_low_frame_and_a_moment_out_of_sight_never_came_down(seconds):
    up, unseen = (0.9, 1), (math.nan, seconds)
    assert len(excursions((0, 1), up, (0.9, 1), (0.1, 1 / FPS), unseen, (0.9, 1 / FPS), (0.9, 1), (0, 1), (0, 1))) == 1


def test_what_came_down_and_was_out_of_sight_for_long_has_come_back():
    up, unseen = (0.9, 1), (math.nan, 1.5)
    assert len(excursions((0, 1), up, (0.9, 1), (0.1, 1 / FPS), unseen, (0.9, 1 / FPS), (0.9, 1), (0, 1), (0, 1))) == 2


def test_a_small_rise_on_the_way_down_is_no_repetition():
    """As MediaPipe draws legs that it mistakes for each other for a moment."""
    assert len(excursions((0, 1), (0.9, 1), (0.9, 1), (0.21, 0.4), (0.6, 0.65), (0, 1), (0, 1))) == 1


def test_a_rise_to_the_same_height_is_the_next_repetition_however_little_it_came_down():
    assert len(excursions((0, 1), (0.9, 1), (0.9, 1), (0.21, 0.4), (0.9, 1.15), (0.9, 1), (0, 1), (0, 1))) == 2


def test_a_small_rise_that_lasts_is_the_next_repetition():
    assert len(excursions((0, 1), (0.9, 1), (0.9, 1), (0.21, 0.4), (0.6, 0.65), (0.6, 2), (0, 1), (0, 1))) == 2


def test_one_wild_frame_far_above_a_hold_does_not_end_it():
    frame = 1 / FPS
    wild, hold, down = ((2.5, frame), (0.6, frame)), ((0.5, 0.5), (0.7, 1), (0.6, 1)), ((0, 1), (0, 1))
    (found,) = excursions((0, 1), (0.6, 1), (0.6, 1), *wild, *hold, *down)
    assert found.end > 6


def test_a_small_bump_on_the_slow_way_back_is_no_repetition_of_its_own():
    slow = excursions((0, 1), (0.9, 2), (0.9, 2), (0.25, 3), (0.6, 0.3), (0, 0.6), (0, 1))
    assert [round(e.peak, 2) for e in slow] == [0.9]
    quick = excursions((0, 1), (0.9, 2), (0.9, 2), (0.25, 0.3), (0.25, 0.5), (0.6, 0.6), (0, 0.6), (0, 1))
    assert [round(e.peak, 2) for e in quick] == [0.9, 0.6]


def test_a_signal_that_comes_to_rest_above_the_floor_was_in_sight_all_the_while():
    """That an excursion ended where it came to rest is known seconds later."""
    machine, unseen = Machine(REACH, 0.0, 0.005, 0.0), []
    for frame in range(round(12 * FPS)):
        t = frame / FPS
        machine.update(t, float(np.interp(t, [1, 2, 4, 5.5, 10], [0, 0.9, 0.9, 0.3, 0.3])))
        unseen.append(t - machine.seen_at)
    assert max(unseen) < 2 / FPS
