"""Lying lateral leg lift: lifts of the top leg count for that leg; clamshells and standing lifts do not count."""

from dataclasses import replace

import acted
import pytest

from formcheck.session import FAULT, TIP, UNSEEN
from pose_rules.lateral_leg_lift import abducted
from sample_videos.actor import score
from sample_videos.actor.landmarks import record

LIFT = "lateral_leg_lift"


def lifts(fps=15.0, reps=4):
    return record(score.clean(LIFT, "c", 3, reps=reps), fps, seed=3)[0]


def test_each_lift_counts_for_the_top_leg_and_rolling_over_counts_nothing():
    seen = acted.run(LIFT, lifts())
    assert acted.sides(seen) == ["right", "right", "left", "left"]
    assert acted.named(seen) == set()


def test_in_a_mirror_the_sides_swap():
    assert acted.sides(acted.run(LIFT, acted.mirrored(lifts(reps=2)))) == ["left", "right"]


LEG = ("knee", "ankle", "heel", "foot_index")


@pytest.mark.parametrize("seconds", [0.4, 0.8])
def test_legs_that_change_names_for_a_moment_of_a_lift_make_it_neither_two_nor_none(seconds):
    first = acted.run(LIFT, lifts(reps=2)).attempts[0].rep
    for at in (first.start, first.hold[0], first.turn):
        seen = acted.run(LIFT, acted.renamed(lifts(reps=2), at, at + seconds, *LEG))
        assert acted.sides(seen) == ["right", "left"] and not acted.named(seen)


def test_a_lift_of_the_lower_leg_alone_is_none():
    """Above the upper one it crosses it, and is not seen; up to there it is no lift of the upper one."""
    assert acted.run(LIFT, acted.renamed(lifts(reps=2), 0, 99, *LEG)).count == 0


def test_who_lies_on_the_belly_lifts_nothing_however_the_picture_looks():
    poses = lifts(reps=2)
    turned = poses.world[:, :, [0, 2, 1]]  # height and depth changed: the hips lie one behind the other
    assert acted.run(LIFT, replace(poses, world=turned)).count == 0


@pytest.mark.parametrize("fps", [30, 10])
def test_the_frame_rate_does_not_change_the_count(fps):
    assert acted.run(LIFT, lifts(fps, reps=2)).count == 2


def test_jitter_and_missing_frames_do_not_change_the_count():
    assert acted.run(LIFT, acted.roughened(lifts(reps=2), jitter=0.005, dropped=0.1)).count == 2


@pytest.mark.parametrize(
    "fault",
    ["too_high", "rolls_back", "knee_bends", "trunk_sidebends", "rocking", "swing", "drop", "head_lifts"],
)
def test_a_fault_is_found_in_lifts_that_show_it_and_is_the_only_one(fault):
    seen = acted.faulty(LIFT, fault)
    assert {finding.fault.name for attempt in seen.attempts for finding in attempt.faults} == {fault}


@pytest.mark.parametrize("degrees", [-28, 28])
def test_rocking_is_not_told_of_a_body_that_lies_at_a_slant_to_the_camera(degrees):
    poses = record(score.faulty(LIFT, "rocking", 1.6, "a", 5, reps=2), 15, seed=5)[0]
    seen = acted.run(LIFT, acted.askew(poses, degrees))
    verdicts = [f.verdict for attempt in seen.attempts for f in attempt.findings if f.fault.name == "rocking"]
    assert verdicts == [UNSEEN, UNSEEN]


def test_a_hip_pulled_up_is_a_tip_and_no_fault():
    """MediaPipe sees a third of how far it shortens the waist."""
    seen = acted.faulty(LIFT, "hip_hikes")
    assert {f.fault.name: f.verdict for a in seen.attempts for f in a.findings if f.verdict in (FAULT, TIP)} == {
        "hip_hikes": TIP
    }


def test_a_lift_that_rolls_back_says_nothing_of_rocking_the_waist_or_the_knee():
    """They are read from places that the roll itself moves."""
    seen = acted.faulty(LIFT, "rolls_back", 2.0)
    told = {f.fault.name: f.verdict for a in seen.attempts for f in a.findings}
    assert [told[name] for name in ("rolls_back", "rocking", "trunk_sidebends", "hip_hikes", "knee_bends")] == [
        FAULT, *[UNSEEN] * 4
    ]  # fmt: skip


@pytest.mark.parametrize("person", "abcdf")
def test_a_lift_that_rolls_back_counts_whatever_the_roll_hides_of_it(person):
    seen = acted.faulty(LIFT, "rolls_back", 2.0, person)
    assert seen.count == 2
    assert "rolls_back" in acted.named(seen)


def test_a_lift_that_a_body_drawn_too_little_rolled_hides_is_given_back_and_one_that_nothing_hides_is_not():
    """Two persons' lifts were told as too small: their bodies were drawn less rolled than they were."""

    def leg(seen: float, stack: float) -> float:
        return abducted({"seen_leg": seen, "stack": stack}, {})

    assert leg(11.2, 0.67) > 18
    assert leg(11.2, 1.0) == pytest.approx(11.2)
    assert leg(3.0, 0.6) == 3.0


def test_a_lift_that_is_too_small_is_told_and_not_counted():
    seen = acted.faulty(LIFT, "short_range")
    assert seen.count == 0
    assert acted.named(seen) == {"short_range"}


def test_lifts_count_with_the_feet_out_of_the_picture():
    poses = lifts(reps=2)
    poses.visibility[:, 27:33] = 0.05
    assert acted.run(LIFT, poses).count == 2


@pytest.mark.parametrize("other", ["clamshell", "standing_hip_abduction", "plank"])
def test_a_look_alike_is_none(other):
    assert acted.run(LIFT, record(score.lookalike(other, "c", 5, reps=3), 15, seed=5)[0]).count == 0


@pytest.mark.parametrize(("person", "seed"), [("c", 5), ("ad", 3806)])
def test_bent_knees_that_a_twist_lays_down_are_no_straight_legs_of_who_lies_on_the_side(person, seed):
    """Seen from the feet they point at the camera, and look straight in the picture."""
    rolls = record(score.lookalike("feet_down_knee_roll", person, seed), 15)[0]
    assert acted.run(LIFT, rolls).attempts == ()


@pytest.mark.parametrize("other", ["glute_bridge", "knee_to_chest", "partial_crunch"])
def test_another_exercise_is_none(other):
    assert acted.run(LIFT, record(score.clean(other, "c", 3, reps=2), 10, seed=3)[0]).count == 0


def test_turning_over_to_the_other_side_is_no_attempt():
    assert [(a.side, a.status) for a in acted.clean(LIFT).attempts] == [("right", "counted"), ("left", "counted")]
