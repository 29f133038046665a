"""Downward dog with leg lift: one lift of one leg is one repetition, and the side is the lifted leg's."""

from itertools import pairwise

import acted
import numpy as np
import pytest

from formcheck.pose import INDEX, Pose
from formcheck.recording import Recording
from pose_rules.downward_dog_leg_lift import standing
from sample_videos.actor import score
from sample_videos.actor.landmarks import record

LIFT = "downward_dog_leg_lift"


def lifts(fps=15.0):
    return record(score.clean(LIFT, "c", 3, reps=2), fps, seed=3)[0]


def test_each_lift_counts_for_the_lifted_leg():
    assert acted.sides(acted.clean(LIFT)) == ["right", "left"]


def test_good_lifts_show_no_fault():
    assert acted.named(acted.clean(LIFT)) == set()


def test_in_a_mirror_the_legs_swap():
    assert acted.sides(acted.run(LIFT, acted.mirrored(lifts()))) == ["left", "right"]


def test_jitter_and_missing_frames_do_not_change_the_count():
    assert acted.sides(acted.run(LIFT, acted.roughened(lifts(), jitter=0.005, dropped=0.1))) == ["right", "left"]


@pytest.mark.parametrize(
    "fault", ["leg_bent", "rocks_forward", "rocks_back", "hands_lift", "kick", "elbow_bends", "foot_wanders"]
)
def test_a_fault_is_found_in_lifts_that_show_it(fault):
    assert fault in acted.named(acted.faulty(LIFT, fault))


def test_a_low_lift_is_told_but_not_counted():
    seen = acted.faulty(LIFT, "low_lift")
    assert seen.count == 0
    assert "low_lift" in acted.named(seen)


@pytest.mark.parametrize("other", ["downward_dog", "bird_dog"])
def test_another_exercise_does_not_count(other):
    assert acted.run(LIFT, record(score.clean(other, "a", 3, reps=2), 10, seed=3)[0]).count == 0


def test_a_lift_in_the_middle_of_which_the_legs_change_names_counts_once():
    first = acted.run(LIFT, lifts()).attempts[0].rep
    changing = (first.start + 0.6, first.turn - 0.5)
    changed = [acted.legs_named_anew(pose) if changing[0] < pose.t < changing[1] else pose for pose in lifts()]
    assert acted.sides(acted.run(LIFT, Recording.of(changed, lifts().width))) == ["right", "left"]


def test_a_far_leg_under_the_near_ones_name_for_a_whole_lift_is_the_far_one():
    """MediaPipe then draws both legs in the picture under each other's names, the near one as near in depth as ever."""
    seen = acted.run(LIFT, lifts())
    near = seen.updates[len(seen.updates) // 2].near
    far = next(attempt for attempt in seen.attempts if attempt.side != near)
    span = far.rep.start - 0.5, far.rep.end + 0.5

    def drawn(pose: Pose) -> Pose:
        """MediaPipe's depth stays with the name: its near leg is the nearer one wherever it is drawn."""
        return Pose(pose.t, acted.legs_named_anew(pose).xy, pose.world, pose.visibility)

    changed = [drawn(pose) if span[0] < pose.t < span[1] else pose for pose in lifts()]
    seen = acted.run(LIFT, Recording.of(changed, lifts().width))
    assert acted.sides(seen) == ["right", "left"]
    assert acted.named(seen) == set()


def test_wherever_a_set_is_ended_each_lift_is_that_of_one_leg():
    poses = lifts()
    for end in range(8, int(poses.t[-1])):
        spans = [(a.rep.start, a.rep.end) for a in acted.run(LIFT, acted.between(poses, 0, end)).attempts]
        assert all(one[1] <= other[0] for one, other in pairwise(sorted(spans)))


def test_a_foot_that_leaves_the_picture_above_is_not_down():
    """Each lift is still one, and none of them a kick."""
    poses = lifts()
    ankles = [INDEX["left_ankle"], INDEX["right_ankle"]]
    heights = poses.xy[:, ankles, 1]
    top, floor = heights.min(), np.median(heights)
    for joint, height in zip(ankles, heights.T, strict=True):
        poses.visibility[height < floor - 0.8 * (floor - top), joint] = 0.1
    seen = acted.run(LIFT, poses)
    assert seen.count <= 4
    assert len(seen.attempts) == 4
    assert "kick" not in acted.named(seen)


def test_a_standing_knee_is_not_judged_while_its_foot_is_drawn_off_the_floor():
    """MediaPipe then draws a bent standing leg as a long one that is half up."""
    ready = {"other_knee": 175.0}
    assert standing({"other_foot_y": 0.05, "other_knee": 150.0}, ready) == -25
    assert np.isnan(standing({"other_foot_y": 0.3, "other_knee": 180.0}, ready))
