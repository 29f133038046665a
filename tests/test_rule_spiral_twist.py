"""Spiral twist: both knees down to one side is one repetition, and how low they went is measured both ways alike."""

import math
from dataclasses import replace

import acted
import numpy as np
import pytest

from formcheck import rulebook
from formcheck.pose import INDEX
from pose_rules.spiral_twist import THIGH, certain, each_leg, guessed, lower, over, risen, rolled, short, swung
from sample_videos.actor import score
from sample_videos.actor.landmarks import record

TWIST = "spiral_twist"


def twists(noise=True):
    return record(score.clean(TWIST, "c", 3, reps=2), 15, noise=noise, seed=3)[0]


def shrunk(pose):
    """Both knees at the hips, but for noise: so MediaPipe draws thighs that point at the camera."""
    xy, rng = pose.xy.copy(), np.random.default_rng(round(pose.t * 100))
    for side in ("left", "right"):
        xy[INDEX[f"{side}_knee"]] = xy[INDEX[f"{side}_hip"]] + rng.normal(0, 0.01, 2)
    return replace(pose, xy=xy)


def test_each_twist_counts_for_the_side_of_the_knees():
    assert acted.sides(acted.clean(TWIST)) == ["right", "left"]


def test_good_twists_show_no_fault():
    assert acted.named(acted.clean(TWIST)) == set()


def test_the_knees_go_as_low_to_either_side_as_they_truly_do():
    """The actor lets its knees down by about 50 degrees; 12 degrees is the noise of the view."""
    peaks = [attempt.peak for attempt in acted.run(TWIST, twists(noise=False)).attempts]
    assert np.allclose(peaks, 50, atol=12)


def test_lifting_the_feet_and_putting_them_down_again_is_no_attempt():
    """The set begins and ends with the feet on the floor; from a slanted view the rising legs look like a roll."""
    assert [attempt.status for attempt in acted.run(TWIST, twists(noise=False)).attempts] == ["counted", "counted"]


def test_in_a_mirror_the_sides_swap():
    assert acted.sides(acted.run(TWIST, acted.mirrored(twists()))) == ["left", "right"]


def test_jitter_and_missing_frames_do_not_change_the_count():
    assert acted.sides(acted.run(TWIST, acted.roughened(twists(), jitter=0.005, dropped=0.1))) == ["right", "left"]


@pytest.mark.parametrize("fault", ["shoulder_lifts", "dropped_legs", "swinging", "knees_part", "head_same_way"])
def test_a_fault_is_found_in_twists_that_show_it(fault):
    assert fault in acted.named(acted.faulty(TWIST, fault))


def test_feet_on_the_floor_count_and_are_told_as_the_easier_version():
    seen = acted.faulty(TWIST, "feet_down")
    assert seen.count == 2
    assert "feet_down" in acted.named(seen)


def test_thighs_that_point_at_the_camera_and_have_no_direction_are_low_on_its_side():
    poses = list(twists())
    towards = acted.run(TWIST, poses).attempts[0]
    assert towards.rep.signals["towards"][0] == 1
    start, end = towards.rep.hold
    seen = acted.run(TWIST, [shrunk(pose) if start < pose.t < end else pose for pose in poses])
    assert acted.sides(seen) == ["right", "left"]
    assert seen.attempts[0].rep.end == pytest.approx(towards.rep.end, abs=0.2)


@pytest.mark.parametrize("other", ["glute_bridge", "partial_crunch", "knee_to_chest"])
def test_another_exercise_on_the_back_does_not_count(other):
    assert acted.run(TWIST, record(score.clean(other, "a", 3, reps=2), 10, seed=3)[0]).count == 0


def test_how_low_the_knees_went_is_not_told_of_a_twist_that_takes_a_shoulder_along():
    seen = acted.faulty(TWIST, "shoulder_lifts", person="b")
    lifted = [attempt for attempt in seen.attempts if any(f.verdict == "tip" for f in attempt.findings)]
    assert lifted
    assert all(math.isnan(attempt.reach) for attempt in lifted)
    assert not any(math.isnan(attempt.reach) for attempt in acted.clean(TWIST).attempts)


@pytest.mark.parametrize("fault", ["dropped_legs", "swinging"])
def test_how_fast_legs_went_is_not_told_where_they_jump_in_the_picture(fault):
    rep = acted.faulty(TWIST, fault).attempts[0].rep
    measure = next(known.measure for known in rulebook.load(TWIST).faults if known.name == fault)
    jumping = rep.signals["roll"].copy()
    jumping[len(jumping) // 2] += 40
    assert math.isfinite(measure(rep))
    assert math.isnan(measure(replace(rep, signals=rep.signals | {"roll": jumping})))


def test_a_twist_in_which_the_trunk_is_lost_from_sight_is_told_and_not_passed_over():
    """MediaPipe then draws shoulders and hips at one place for seconds, and the body as if it stood there."""
    poses = list(twists())
    first, second = acted.run(TWIST, poses).attempts

    def collapsed(pose):
        xy = pose.xy.copy()
        hips, shoulders = (
            xy[[INDEX[f"left_{joint}"], INDEX[f"right_{joint}"]]].mean(axis=0) for joint in ("hip", "shoulder")
        )
        xy[: INDEX["left_hip"]] += hips - shoulders - (0, 0.05)
        return replace(pose, xy=xy)

    seen = acted.run(TWIST, [
        collapsed(pose) if first.rep.hold[0] < pose.t < first.rep.end + 0.5 else pose for pose in poses
    ])  # fmt: skip
    assert [(a.status, a.reason) for a in seen.attempts] == [
        ("rejected", "I could not see enough of it"),
        ("counted", ""),
    ]
    assert seen.attempts[1].side == second.side


def test_a_camera_at_the_head_end_is_told_and_nothing_counts():
    """From there the way of the knees to one side was not seen at all: 3 of 6 twists were missed without a word."""
    seen = acted.run(TWIST, record(score.clean(TWIST, "c", 3, reps=2, near="right", aside=-104.0), 15, seed=3)[0])
    assert not seen.attempts
    missing = {update.missing.words for update in seen.updates if hasattr(update.missing, "words")}
    assert any("where your feet are" in words for words in missing)


@pytest.mark.parametrize("near", ["left", "right"])
def test_from_straight_beside_each_twist_counts_for_its_side_and_none_is_judged(near):
    """The actor's usual camera stands 38 degrees beside that place."""
    away = -38.0 if near == "right" else 38.0
    seen = acted.run(TWIST, record(score.clean(TWIST, "c", 3, reps=2, near=near, aside=away), 15, seed=3)[0])
    assert seen.view == "side"
    assert acted.sides(seen) == ["right", "left"]
    judged = {
        finding.fault.name for attempt in seen.attempts for finding in attempt.findings if finding.verdict != "unseen"
    }
    assert judged == {"feet_down"}
    assert all(np.isnan(attempt.reach) for attempt in seen.attempts)


@pytest.mark.parametrize("other", ["knee_to_chest", "glute_bridge", "partial_crunch"])
def test_legs_that_move_in_the_picture_from_straight_beside_do_not_count(other):
    """They are the exercises whose place the camera has here: a thigh that stays as long has not sunk to a side."""
    seen = acted.run(TWIST, record(score.clean(other, "b", 4, reps=2), 15, seed=4)[0])
    assert seen.count == 0


def test_hips_that_rise_as_in_a_bridge_are_no_twist_from_straight_beside():
    """There a leg that is raised shortens in the picture as one that sinks does."""
    slanted = acted.run(TWIST, twists())
    beside = acted.run(TWIST, record(score.clean(TWIST, "c", 3, reps=2, near="right", aside=-38.0), 15, seed=3)[0])
    for seen, allowed in ((slanted, True), (beside, False)):
        rep = seen.attempts[0].rep
        assert (risen(with_hips_up(rep, 0.13)) <= 0.25) == allowed
        assert risen(with_hips_up(rep, 0.0)) <= 0.25


def with_hips_up(rep, lift):
    """The repetition with hips that are raised by so many torso lengths."""
    return replace(rep, signals={**rep.signals, "hip_lift": rep.t * 0 + lift})


def test_both_knees_pulled_to_the_chest_are_no_twist():
    """Seen from the side their thighs come towards the chest, and MediaPipe's depth says hardly anything of them."""
    poses = record(score.lookalike("double_knee_to_chest", "af", 17902), 15, seed=17902)[0]
    assert acted.run(TWIST, poses).count == 0


def test_of_parted_knees_the_lower_one_tells_how_far_they_went_once_the_other_comes_along():
    oblique = {"slant": 0.6, "across_x": 0.6, "across_y": 0, "thigh_x": 0, "thigh_y": 1, "feet_up": 0.5}

    def down(gap, other=16.0, ready=oblique, leads=27.0):
        return lower({"to_side": 1.0, "roll": 22.0, "left_leg": leads, "right_leg": other, "gap": gap}, ready)

    assert [down(gap) for gap in (0.3, 0.55, np.nan)] == [22.0, 27.0, 22.0]
    assert down(0.55, other=2.0) == 22.0
    assert down(0.55, leads=90.0) == 30.0  # it has jumped
    assert down(0.55, ready={**oblique, "slant": 0.1}) == 22.0  # from beside any knees seem to have parted


def test_a_thigh_that_turns_towards_the_camera_does_not_jump_in_what_it_reads():
    ready = {"length": 1, "slant": 0.6, "across_x": 0.6, "across_y": 0, "thigh_x": 0, "thigh_y": 1, "feet_up": 0.5}

    def read(long):
        aside, up = long * math.sin(math.radians(20)), long * math.cos(math.radians(20))
        now = {**ready, "to_side": 1, "towards": 1, "thigh_x": aside * THIGH * ready["across_x"], "thigh_y": up}
        return rolled("thigh").of(now, ready)

    degrees = [read(long) for long in np.linspace(0.7, 0.3, 41)]
    assert degrees[0] == pytest.approx(20) and degrees[-1] == pytest.approx(70)
    assert max(np.diff(degrees)) < 5


def test_how_fast_they_swung_back_is_not_told_where_it_was_assumed_how_low_they_had_been():
    rep = acted.faulty(TWIST, "swinging").attempts[0].rep
    assert swung(rep) > 57.5
    assert np.isnan(swung(replace(rep, signals={**rep.signals, "assumed": np.ones_like(rep.t)})))


def test_a_small_twist_that_is_held_is_no_new_start_pose():
    """It was: each good twist after it was joined to the rest that then seemed to be one, and none counted."""
    reps = [
        score.Rep("right"),
        score.Rep("left"),
        score.Rep("right", "short_range", 1.85),
        score.Rep("left"),
        score.Rep("right"),
    ]
    poses = list(record(score.perform(TWIST, reps, "c", 3), 15, noise=False)[0])
    plain = acted.run(TWIST, poses)
    small = next(attempt for attempt in plain.attempts if attempt.status == "partial")
    middle = next(n for n, pose in enumerate(poses) if pose.t >= small.rep.turn)
    held, seconds = [replace(poses[middle], t=poses[middle].t + n / 15) for n in range(45)], 3.0
    late = [replace(pose, t=pose.t + seconds) for pose in poses[middle:]]
    assert acted.sides(acted.run(TWIST, [*poses[:middle], *held, *late])) == ["right", "left", "left", "right"]


def test_a_leg_that_mediapipe_draws_below_the_floor_has_gone_down_there():
    assert each_leg({"to_side": -1.0, "left_leg": 167.0, "right_leg": -87.0}) == [193, 87]
    assert each_leg({"to_side": 1.0, "left_leg": -20.0, "right_leg": 30.0}) == [-20, 30]


def test_a_twist_of_which_one_leg_is_drawn_below_the_floor_is_no_roll_onto_the_side():
    rep = acted.clean(TWIST).attempts[0].rep
    below = {"roll": rep.t * 0 + 150.0, "both": rep.t * 0 + 88.0}
    assert over(replace(rep, signals={**rep.signals, **below})) == 88
    assert over(replace(rep, signals={**rep.signals, "both": below["roll"]})) > 120


def test_a_leg_that_is_guessed_behind_the_other_one_does_not_say_how_far_they_went():
    rep = acted.clean(TWIST).attempts[0].rep
    legs = {
        "left_leg": np.full_like(rep.t, -12.0),
        "right_leg": np.where(rep.t % 0.4 < 0.2, -25.0, -60.0),
        "both": np.full_like(rep.t, 12.0),
    }
    jumping = replace(rep, signals={**rep.signals, **legs})
    steady = replace(rep, signals={**jumping.signals, "right_leg": np.full_like(rep.t, -45.0)})
    assert guessed(jumping) and certain(jumping) == short(jumping) == 12
    assert not guessed(steady) and certain(steady) == np.inf and short(steady) > 20
