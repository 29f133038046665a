"""Single knee to chest: one knee after the other counts, on either side; both together do not."""

from dataclasses import replace

import acted
import numpy as np
import pytest

from formcheck.pose import INDEX
from formcheck.recording import Recording
from pose_rules.knee_to_chest import RULE, pulled
from sample_videos.actor import score
from sample_videos.actor.landmarks import record

KNEE = "knee_to_chest"


def pulls(fps=15.0, reps=2, near=""):
    return record(score.clean(KNEE, "c", 3, reps=reps, near=near), fps, seed=3)[0]


def test_each_knee_counts_for_its_side_and_good_ones_show_no_fault():
    seen = acted.clean(KNEE)
    assert acted.sides(seen) == ["right", "left"]
    assert acted.named(seen) == set()


@pytest.mark.parametrize("near", ["left", "right"])
def test_the_far_knee_counts_like_the_near_one(near):
    assert acted.sides(acted.run(KNEE, pulls(near=near))) == ["right", "left"]


def test_in_a_mirror_the_sides_swap():
    assert acted.sides(acted.run(KNEE, acted.mirrored(pulls()))) == ["left", "right"]


@pytest.mark.parametrize("fps", [30, 10])
def test_the_frame_rate_does_not_change_the_count(fps):
    assert acted.sides(acted.run(KNEE, pulls(fps))) == ["right", "left"]


def test_jitter_and_missing_frames_do_not_change_the_count():
    assert acted.run(KNEE, acted.roughened(pulls(), jitter=0.005, dropped=0.1)).count == 2


@pytest.mark.parametrize(
    "fault", ["head_lifts", "shoulders_curl_up", "jerky_pull", "hold_short", "other_leg_rises", "leg_kept_straight"]
)
def test_a_fault_is_found_in_pulls_that_show_it_and_is_the_only_one(fault):
    assert acted.named(acted.faulty(KNEE, fault)) == {fault}


def test_a_knee_that_is_jerked_up_is_told():
    calm = list(pulls(60))
    still = [replace(pose, t=pose.t - 2) for pose in calm if pose.t < 2]
    seen = acted.run(KNEE, [*still, *(replace(pose, t=pose.t / 6) for pose in calm)])
    assert seen.count == 2
    assert "jerky_pull" in acted.named(seen)


def test_a_knee_that_stays_far_is_told_and_not_counted():
    seen = acted.faulty(KNEE, "knee_not_near", person="b")
    assert seen.count == 0
    assert "knee_not_near" in acted.named(seen)


def test_both_knees_together_are_not_counted_and_the_reason_is_said():
    seen = acted.run(KNEE, record(score.lookalike("double_knee_to_chest", "c", 5, reps=2), 15, seed=5)[0])
    assert seen.count == 0
    assert {attempt.reason for attempt in seen.attempts} == {"both knees came up"}


@pytest.mark.parametrize("other", ["partial_crunch", "glute_bridge", "lateral_leg_lift", "bird_dog"])
def test_another_exercise_is_none(other):
    assert acted.run(KNEE, record(score.clean(other, "c", 3, reps=2), 10, seed=3)[0]).count == 0


@pytest.mark.parametrize("overlap", [0.0, 0.6, 1.2])
def test_a_knee_that_rises_before_the_other_one_is_down_counts_like_it(overlap):
    poses = list(pulls())
    first, second = acted.run(KNEE, pulls()).attempts
    early = round((second.rep.start - first.rep.end + overlap) * 15)
    legs = [INDEX[f"{second.side}_{joint}"] for joint in ("knee", "ankle", "heel", "foot_index")]
    hip = INDEX[f"{second.side}_hip"]
    moved = []
    for now, later in zip(poses, poses[early:], strict=False):
        xy = now.xy.copy()
        if now.t > first.rep.turn:
            xy[legs] = later.xy[legs] - later.xy[hip] + now.xy[hip]
        moved.append(replace(now, xy=xy))
    assert acted.sides(acted.run(KNEE, Recording.of(moved))) == [first.side, second.side]


@pytest.mark.parametrize("seed", [3, 9, 12, 28])
def test_legs_that_change_names_all_through_a_pull_are_one_pull(seed):
    """So MediaPipe draws two dark legs in a dim room, on their way from one name to the other for much of the time."""
    span = acted.run(KNEE, pulls()).attempts[seed % 2].rep
    away = np.clip(np.random.default_rng(seed).normal(0.45, 0.45, 80), 0, 1)

    def drawn(pose):
        if not span.start + 0.6 < pose.t < span.end - 0.4:
            return pose
        share = np.interp(pose.t - span.start, np.arange(80) / 4, away)
        other = acted.legs_named_anew(pose)
        return replace(
            pose,
            xy=(1 - share) * pose.xy + share * other.xy,
            world=(1 - share) * pose.world + share * other.world,
        )

    changed = Recording.of(map(drawn, pulls()), pulls().width)
    assert acted.sides(acted.run(KNEE, changed)) == ["right", "left"]


def test_a_straight_leg_counts_a_little_earlier_than_a_bent_one_and_a_hidden_knee_adds_nothing():
    assert [pulled({"flexion": 86.0, "knee": knee}, {}) for knee in (60.0, 160.0, np.nan)] == [86.0, 91.0, 86.0]
    assert (RULE.count.signal, RULE.count.turn) == ("pull", 90.0)
