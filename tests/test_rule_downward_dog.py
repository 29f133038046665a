"""Downward dog: a held pose counts once, from wherever it is entered, and its neighbours do not."""

from dataclasses import replace

import acted
import pytest

from formcheck.pose import INDEX, Pose
from formcheck.recording import Recording
from sample_videos.actor import score
from sample_videos.actor.landmarks import record

DOG = "downward_dog"


@pytest.fixture(scope="module")
def holds():
    return record(score.clean(DOG, "c", 3, reps=1), 10, seed=3)[0]


def test_a_hold_counts_once(holds):
    assert acted.run(DOG, holds).count == 1


def test_a_good_hold_shows_no_fault(holds):
    assert acted.named(acted.run(DOG, holds)) == set()


def test_a_recording_that_begins_and_ends_in_the_pose_counts_one(holds):
    inside = acted.run(DOG, acted.between(holds, 7.0, 14.0))
    assert inside.count == 1
    assert "hold_short" not in acted.named(inside), "its length is not known"


def test_the_hold_of_a_recording_that_begins_in_the_pose_has_no_known_length(holds):
    (attempt,) = acted.run(DOG, acted.between(holds, 7.0, 60.0)).attempts
    assert attempt.status == "counted"
    assert "start" in attempt.rep.cut


def test_a_hold_of_four_seconds_counts_and_is_told_to_be_short():
    seen = acted.faulty(DOG, "hold_short", strength=2.0)
    assert seen.count == 2
    assert "hold_short" in acted.named(seen)


def test_hanging_in_a_forward_bend_is_no_start_of_a_dog():
    """Nobody who stands head down is told to shift back over the heels."""
    seen = acted.run(DOG, record(score.clean("forward_bend", "c", 3, reps=3), 10, seed=3)[0])
    assert seen.attempts == ()


def test_passing_through_the_pose_does_not_count(holds):
    assert acted.run(DOG, acted.between(holds, 0.0, 6.0)).count == 0


def test_in_a_mirror_and_with_rough_landmarks_the_count_is_the_same(holds):
    assert acted.run(DOG, acted.mirrored(holds)).count == 1
    assert acted.run(DOG, acted.roughened(holds, jitter=0.005, dropped=0.1)).count == 1


@pytest.mark.parametrize(
    "fault",
    ["hips_low_plank_like", "shoulders_closed", "elbows_bent", "knees_very_bent", "base_too_short", "hands_move"],
)
def test_a_fault_is_found_in_holds_that_show_it(fault):
    assert fault in acted.named(acted.faulty(DOG, fault))


@pytest.mark.parametrize("other", ["bird_dog", "forward_bend", "downward_dog_leg_lift"])
def test_another_exercise_does_not_count(other):
    assert acted.run(DOG, record(score.clean(other, "a", 3, reps=2), 10, seed=3)[0]).count == 0


def test_a_hold_that_is_left_in_any_way_counts(holds):
    """Who stands up out of the pose, or walks off, has held it all the same."""
    kept, off = acted.between(holds, 0.0, 14.0), record(score.clean("forward_bend", "c", 3, reps=1), 10, seed=3)[0]
    stood = [*kept, *(replace(pose, t=pose.t + 14.2) for pose in acted.between(off, 0.0, 2.0))]
    gone = [*kept, *(Pose.empty(14.0 + second) for second in range(1, 6))]
    assert [acted.run(DOG, Recording.of(left)).count for left in (stood, gone)] == [1, 1]


def test_a_foot_that_is_seen_wrongly_for_a_moment_is_no_lifted_leg(holds):
    frames = list(holds)
    at = next(i for i, pose in enumerate(frames) if pose.t > 9.0)
    xy = frames[at].xy.copy()
    xy[INDEX["left_ankle"], 1] -= 0.3
    frames[at] = replace(frames[at], xy=xy)
    assert acted.run(DOG, Recording.of(frames, holds.width)).count == 1


@pytest.mark.parametrize("person", "nz")
def test_hips_that_sink_far_are_told_as_sunk_and_not_as_a_short_hold(person):
    """So far that the end of it no longer looks like the hold."""
    poses = record(score.faulty(DOG, "hips_sink", 2.0, person, 6, reps=1), 10, seed=6)[0]
    assert acted.named(acted.run(DOG, poses)) == {"hips_sink"}
