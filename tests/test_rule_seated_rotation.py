"""Seated rotation: turns to either side count, leans do not, and the feet stay planted."""

import math
from dataclasses import replace

import acted
import numpy as np
import pytest

from formcheck import rulebook
from formcheck.body import Body, Stance
from formcheck.measures import half
from formcheck.pose import INDEX, OTHER, Pose
from formcheck.recording import Recording
from formcheck.rule import LEVELS
from pose_rules.seated_rotation import already, arms_folded, bent, came, head_turned, hurried, turned
from sample_videos.actor import score
from sample_videos.actor.landmarks import record

ROTATION = "seated_rotation"


def turns(fps=15.0):
    return record(score.clean(ROTATION, "c", 3, reps=2), fps, seed=3)[0]


def test_each_turn_counts_for_the_side_it_goes_to():
    assert acted.sides(acted.clean(ROTATION)) == ["right", "left"]


def test_good_turns_show_no_fault():
    assert acted.named(acted.clean(ROTATION)) == set()


def test_in_a_mirror_the_sides_swap():
    assert acted.sides(acted.run(ROTATION, acted.mirrored(turns()))) == ["left", "right"]


@pytest.mark.parametrize("fps", [30, 10])
def test_the_frame_rate_does_not_change_the_count(fps):
    assert acted.sides(acted.run(ROTATION, turns(fps))) == ["right", "left"]


def test_jitter_and_missing_frames_do_not_change_the_count():
    assert acted.sides(acted.run(ROTATION, acted.roughened(turns(), jitter=0.005, dropped=0.1))) == ["right", "left"]


@pytest.mark.parametrize(
    "fault", ["feet_move", "hips_slide", "knees_swing", "leans_sideways", "shoulder_drops", "too_fast"]
)
def test_a_fault_is_found_in_turns_that_show_it(fault):
    assert fault in acted.named(acted.faulty(ROTATION, fault))


def test_a_turned_head_alone_is_not_a_repetition_and_is_told_why():
    seen = acted.faulty(ROTATION, "only_head_turns")
    assert seen.count == 0
    assert "only_head_turns" in acted.named(seen)
    assert all("shoulders turn too little" in attempt.reason for attempt in seen.attempts)


@pytest.mark.parametrize("person", "abcdf")
def test_a_turn_that_leans_counts_and_the_lean_is_told(person):
    seen = acted.faulty(ROTATION, "leans_sideways", person=person)
    assert seen.count == 2
    assert "leans_sideways" in acted.named(seen)


def with_signals(rep, **signals):
    """A copy of a repetition with some of its signals given, as arrays or as one value throughout."""
    return replace(rep, signals=rep.signals | {name: rep.t * 0 + value for name, value in signals.items()})


def jumping(rep, *names):
    """The same with signals that stay at rest until shortly before the turn, and then jump to where they were."""
    late = rep.t >= rep.turn - 0.3
    return with_signals(rep, **{name: np.where(late, rep.signals[name], rep.ready[name]) for name in names})


def test_a_calm_turn_that_leans_is_not_fast_where_face_and_shoulders_jump_in_the_lean():
    leaning = jumping(acted.faulty(ROTATION, "leans_sideways").attempts[0].rep, "turn", "shoulders_turn")
    assert hurried(with_signals(leaning, lean=0.0, leaned=0.0)) < 0.86 < hurried(leaning)


def test_a_calm_turn_is_not_fast_where_the_face_jumps_whatever_the_arms_do():
    turn = jumping(acted.clean(ROTATION).attempts[0].rep, "turn")
    hanging = with_signals(turn, folded=0.0, elbows_aside=np.where(turn.t > turn.turn - 0.1, 0.02, 0.0))
    assert hurried(turn) > 0.86
    assert hurried(hanging) > 0.86


def test_folded_elbows_speak_for_a_turn_or_against_it_and_are_silent_when_hidden_or_not_folded():
    turn = acted.clean(ROTATION).attempts[0].rep
    spoken, silent, against = (came(with_signals(turn, elbows_aside=aside)) for aside in (0.17, np.nan, 0.03))
    assert against < silent < spoken
    assert came(turn) == pytest.approx(spoken)
    assert came(with_signals(turn, elbows_aside=0.03, folded=0.0)) == silent


@pytest.mark.parametrize(("joint", "down", "folded"), [("wrist", 0.0, 1.0), ("wrist", 0.2, 0.0), ("wrist", -0.3, 0.0)])
def test_arms_are_folded_while_both_hands_are_between_elbows_and_shoulders(joint, down, folded):
    first = next(iter(turns()))
    xy = first.xy.copy()
    xy[[INDEX[f"left_{joint}"], INDEX[f"right_{joint}"]], 1] += down
    assert arms_folded(Body(replace(first, xy=xy), Stance())) == folded


def test_who_leans_with_an_arm_reached_out_bends_to_the_side():
    """A side bend, whatever head and shoulders seem to do in it."""
    poses = list(record(score.faulty(ROTATION, "leans_sideways", 1.6, "a", 5, reps=2), 15, seed=5)[0])
    spans = [(a.rep.start, a.rep.end) for a in acted.run(ROTATION, Recording.of(poses)).attempts]
    wrists = [INDEX["left_wrist"], INDEX["right_wrist"]]
    for pose in poses:
        if any(start < pose.t < end for start, end in spans):
            pose.xy[wrists] += ((0.3, -0.2), (-0.3, -0.2))
    seen = acted.run(ROTATION, Recording.of(poses))
    assert [a.reason for a in seen.attempts] == ["you bent to the side instead of turning"] * 2


def test_a_foot_that_comes_off_the_floor_is_not_planted():
    first = acted.clean(ROTATION).attempts[0].rep
    foot = [INDEX[f"left_{joint}"] for joint in ("knee", "ankle", "heel", "foot_index")]
    poses = []
    for pose in turns():
        xy = pose.xy.copy()
        xy[foot, 1] -= 0.04 if first.start < pose.t < first.end else 0.0  # a seventh of the trunk
        poses.append(replace(pose, xy=xy))
    seen = acted.run(ROTATION, Recording.of(poses, turns().width))
    assert [[f.fault.name for f in a.findings if f.verdict == "fault"] for a in seen.attempts] == [["feet_move"], []]


def test_a_side_bend_is_not_a_turn():
    """The upper body bends left and right by 30 degrees, with the face to the camera."""
    assert acted.run(ROTATION, acted.bent_sideways(turns())).count == 0


def test_a_turn_that_hardly_narrows_the_shoulders_counts_by_their_depth():
    def widened(pose: Pose) -> Pose:
        left, right = INDEX["left_shoulder"], INDEX["right_shoulder"]
        ready = next(iter(turns())).xy
        xy, middle = pose.xy.copy(), pose.xy[[left, right]].mean(axis=0)
        half = 0.35 * (ready[left] - ready[right]) + 0.15 * (pose.xy[left] - pose.xy[right])
        xy[left], xy[right] = middle + half, middle - half
        return Pose(pose.t, xy, pose.world, pose.visibility)

    seen = Recording.of([widened(pose) for pose in turns()], turns().width)
    assert acted.sides(acted.run(ROTATION, seen)) == acted.sides(acted.clean(ROTATION))


def test_fifteen_to_twenty_turns_to_each_side_are_asked_for_and_fewer_of_a_beginner():
    rule = rulebook.load(ROTATION)
    asked = [rule.amount(level).reps for level in LEVELS]
    assert asked[0] < 15 <= asked[1] <= asked[2] <= 20


def test_who_stands_on_one_leg_with_the_other_knee_raised_does_not_sit():
    standing = []
    for pose in turns():
        xy = pose.xy.copy()
        hip, knee, ankle = (xy[INDEX[f"left_{joint}"], 1] for joint in ("hip", "knee", "ankle"))
        leg = [INDEX[f"left_{part}"] for part in ("knee", "ankle", "heel", "foot_index")]
        xy[leg, 1] += (ankle - knee) - (knee - hip)
        standing.append(replace(pose, xy=xy))
    assert acted.run(ROTATION, Recording.of(standing)).attempts == ()


@pytest.mark.parametrize("start", [-25, -15, 0, 15, 25])
@pytest.mark.parametrize("turn", [0, 20, 40, 60])
def test_the_shoulders_turn_reads_the_same_from_a_camera_that_stands_aside(start, turn):
    def seen(degrees):
        return {"shoulders": math.cos(math.radians(degrees)), "depth": degrees}

    assert turned(seen(start + turn), seen(start)) == pytest.approx(turn, abs=3)


@pytest.mark.parametrize("start", [-25, 15])
def test_the_head_turns_as_far_to_either_side_of_who_sits_askew(start):
    def seen(degrees):
        return {"chair": start, "face": math.tan(math.radians(degrees))}

    away, towards = (head_turned(seen(start + turn), seen(start)) for turn in (40, -40))
    assert away == pytest.approx(-towards)
    assert away > 2 * rulebook.load(ROTATION).count.turn


@pytest.mark.parametrize("person", "adfq")
def test_turns_to_both_sides_count_from_a_camera_that_stands_aside(person):
    camera = score.exercise(ROTATION).camera
    aside = score.clean(ROTATION, person, 3, replace(camera, azimuth=camera.azimuth - 20), reps=2)
    seen = acted.run(ROTATION, record(aside, 15.0, seed=3)[0])
    assert acted.sides(seen) == ["right", "left"]
    assert acted.named(seen) == set()


@pytest.mark.parametrize("degrees", [-40, 40])
def test_who_sits_turned_far_away_from_the_camera_is_asked_to_face_it_and_nothing_is_judged(degrees):
    seen = acted.run(ROTATION, acted.askew(turns(), degrees))
    assert seen.attempts == ()
    assert "Turn the chair, or the laptop, so that you face it." in {
        update.missing.words for update in seen.updates if update.missing
    }


@pytest.mark.parametrize(("degrees", "judged"), [(-20, "left"), (20, "right")])
def test_a_head_turned_alone_is_not_told_towards_a_camera_that_stands_aside(degrees, judged):
    poses = record(score.faulty(ROTATION, "only_head_turns", 1.6, "a", 5, reps=4), 15.0, seed=5)[0]
    seen = acted.run(ROTATION, acted.askew(poses, degrees))
    verdicts = {(a.side, f.verdict) for a in seen.attempts for f in a.findings if f.fault.name == "only_head_turns"}
    assert verdicts == {(judged, "fault"), (OTHER[judged], "unseen")}


def test_a_lean_adds_up_to_a_quarter_to_a_heads_turn_and_no_more():
    ready = {"aside": 0.0, "shoulders": 1.0, "chair": 0.0, "trunk": 90.0}
    upright, leaning, far = (head_turned({"aside": 0.1, "trunk": 90.0 + lean}, ready) for lean in (5, 20, 60))
    assert upright == pytest.approx(0.1)
    assert upright < leaning <= far == pytest.approx(0.125)


def test_a_lean_in_which_the_head_hardly_turns_is_a_side_bend():
    turn = acted.faulty(ROTATION, "leans_sideways").attempts[0].rep
    assert bent(with_signals(turn, lean=20.0, arm_out=0.3, head=0.27)) == 0
    assert bent(with_signals(turn, lean=20.0, arm_out=0.3, head=0.17)) == pytest.approx(20)


def test_the_pace_of_a_leaning_turn_is_not_told_where_it_leaned_before_the_face_was_seen_to_turn():
    """The face then jumps late in a way whose beginning was not seen."""
    turn = jumping(acted.faulty(ROTATION, "leans_sideways").attempts[0].rep, "turn", "shoulders_turn")
    late = with_signals(turn, lean=16.0, leaned=np.where(turn.t > turn.end - 0.3, 2.0, 16.0))
    assert already(late, "out") and not already(late, "back")
    assert hurried(late) == pytest.approx(hurried_back(late))


def hurried_back(rep):
    """How long the way back took, as face, shoulders and the lean say."""
    return np.fmax(half("back", "shoulders_turn")(rep), half("back", "leaned")(rep))
