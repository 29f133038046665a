"""Partial crunch: small curls count, sit-ups count as too high, a lifted head alone does not count."""

from dataclasses import replace

import acted
import numpy as np
import pytest

from formcheck.recording import Recording
from sample_videos.actor import score
from sample_videos.actor.landmarks import record

CRUNCH = "partial_crunch"


def curls(fps=15.0, reps=3):
    return record(score.clean(CRUNCH, "c", 3, reps=reps), fps, seed=3)[0]


def test_each_curl_counts_once_and_good_ones_show_no_fault():
    seen = acted.clean(CRUNCH)
    assert seen.count == 2
    assert acted.named(seen) == set()


@pytest.mark.parametrize("fps", [30, 10])
def test_the_frame_rate_does_not_change_the_count(fps):
    assert acted.run(CRUNCH, curls(fps)).count == 3


def test_a_mirror_changes_nothing():
    seen = acted.run(CRUNCH, acted.mirrored(curls()))
    assert (seen.count, acted.named(seen)) == (3, set())


def test_jitter_and_missing_frames_do_not_change_the_count():
    assert acted.run(CRUNCH, acted.roughened(curls(), jitter=0.005, dropped=0.1)).count == 3


def test_shoulders_that_come_up_by_half_of_a_small_curl_are_told_and_not_counted():
    """So much they move where arms are put back on the chest."""
    seen = acted.run(CRUNCH, acted.part_way(curls(), 0.45))
    assert {(attempt.status, attempt.reason) for attempt in seen.attempts} == {
        ("rejected", "your shoulders hardly left the floor")
    }


@pytest.mark.parametrize(
    "fault",
    [
        "sit_up",
        "neck_pull",
        "elbows_close",
        "feet_lift",
        "jerk_up",
        "drop_down",
        "no_pause",
        "hips_shift",
        "knees_swing",
    ],
)
def test_a_fault_is_found_in_curls_that_show_it_and_is_the_only_one(fault):
    assert acted.named(acted.faulty(CRUNCH, fault)) == {fault}


def test_a_full_sit_up_counts_as_too_high():
    seen = acted.run(CRUNCH, record(score.lookalike("full_sit_up", "c", 5, reps=2), 15, seed=5)[0])
    assert seen.count == 2
    assert "sit_up" in acted.named(seen)


def test_a_lifted_head_alone_is_told_and_not_counted():
    seen = acted.faulty(CRUNCH, "head_only")
    assert seen.count == 0
    assert "head_only" in acted.named(seen)


def test_a_slowly_sinking_camera_does_not_change_the_count():
    """The picture moves up by a fifth of the torso within the set, as a laptop's lid that gives way."""
    poses = curls()
    poses.xy[:, :, 1] -= 0.05 * np.linspace(0, 1, len(poses))[:, None]
    assert acted.run(CRUNCH, poses).count == 3


@pytest.mark.parametrize("other", ["glute_bridge", "knee_to_chest", "bird_dog", "lateral_leg_lift"])
def test_another_exercise_is_none(other):
    assert acted.run(CRUNCH, record(score.clean(other, "c", 3, reps=2), 15, seed=3)[0]).count == 0


def test_a_recording_that_begins_curled_up_takes_the_start_pose_from_the_floor():
    poses = curls()
    top = acted.run(CRUNCH, poses).attempts[0].rep.hold
    seen = acted.run(CRUNCH, acted.between(poses, top[0], 60))
    assert seen.looked_ahead
    assert seen.count >= 2


def test_sitting_up_to_rest_is_no_crunch():
    poses = list(record(score.faulty(CRUNCH, "sit_up", 3.5, "a", 5, reps=1), 15, seed=5)[0])
    seen = acted.run(CRUNCH, Recording.of(poses))
    assert seen.count == 1
    at = seen.attempts[0].rep.turn
    top = next(pose for pose in poses if pose.t >= at)
    rest = [replace(top, t=at + frame / 15) for frame in range(15 * 15)]
    after = [replace(pose, t=pose.t + 15) for pose in poses if pose.t >= at]
    rested = acted.run(CRUNCH, Recording.of([*(pose for pose in poses if pose.t < at), *rest, *after]))
    assert rested.count == 0
    assert rested.attempts[0].reason == "you sat up and stayed there"
