"""Standing forward bend: bends count, from the side or from the front; squats, sitting down and side bends do not."""

from dataclasses import replace

import acted
import pytest

from sample_videos.actor import score
from sample_videos.actor.landmarks import record

BEND = "forward_bend"


def bends(fps=15.0):
    return record(score.clean(BEND, "c", 3, reps=2), fps, seed=3)[0]


def test_each_bend_counts_once_and_good_ones_show_no_fault():
    seen = acted.clean(BEND)
    assert seen.count == 2
    assert acted.named(seen) == set()


@pytest.mark.parametrize("fps", [30, 10])
def test_the_frame_rate_does_not_change_the_count(fps):
    assert acted.run(BEND, bends(fps)).count == 2


def test_a_mirror_changes_nothing():
    seen = acted.run(BEND, acted.mirrored(bends()))
    assert (seen.count, acted.named(seen)) == (2, set())


def test_jitter_and_missing_frames_change_neither_count_nor_verdict():
    seen = acted.run(BEND, acted.roughened(bends(), jitter=0.005, dropped=0.1))
    assert (seen.count, acted.named(seen)) == (2, set())


@pytest.mark.parametrize(
    "fault",
    [
        "bounce", "too_fast_down", "too_fast_up", "knees_locked_back", "turned_into_squat", "hips_drift_back",
        "head_lifted", "hold_short",
    ],
)  # fmt: skip
def test_a_fault_is_found_in_bends_that_show_it_and_is_the_only_one(fault):
    assert acted.named(acted.faulty(BEND, fault)) == {fault}


def test_a_small_bend_may_not_come_up_in_less_than_two_seconds():
    quick = record(score.faulty(BEND, "too_fast_up", 1.6, "a", 5, reps=2), 15, seed=5)[0]
    assert acted.named(acted.run(BEND, acted.part_way(quick, 0.5))) == {"too_fast_up"}
    assert acted.named(acted.run(BEND, acted.part_way(bends(), 0.5))) == set()


def test_bends_count_with_the_feet_out_of_the_picture():
    poses = bends()
    poses.visibility[:, 27:33] = 0.05
    assert acted.run(BEND, poses).count == 2


def test_a_recording_that_begins_bent_counts_what_follows():
    assert acted.run(BEND, acted.between(bends(), 10.0, 60.0)).count >= 1


def from_the_front():
    """The same bends with the camera before the person."""
    facing = replace(score.exercise(BEND).camera, azimuth=90.0)
    return record(score.clean(BEND, "c", 3, reps=2, camera=facing, near="right"), 15, seed=3)[0]


def test_bends_seen_from_the_front_are_counted_and_not_judged():
    seen = acted.run(BEND, from_the_front())
    assert (seen.view, seen.count, acted.named(seen)) == ("front", 2, set())


def test_bending_to_the_sides_is_not_bending_forward():
    """Twenty seconds from side to side by 60 degrees, seen from the front."""
    assert acted.run(BEND, acted.bent_sideways(from_the_front(), 60.0)).count == 0


@pytest.mark.parametrize("other", ["squat", "glute_bridge", "downward_dog", "lateral_leg_lift"])
def test_another_exercise_is_none(other):
    assert acted.run(BEND, record(score.clean(other, "c", 3, reps=2), 10, seed=3)[0]).count == 0
