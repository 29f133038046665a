"""Counting, sides, partials and states on a stick person whose every repetition is known."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import stick

from formcheck.pose import INDEX, MIRRORED, Pose
from formcheck.recording import Recording
from formcheck.replay import replay
from formcheck.session import COUNTED, MOVING, NOBODY, PARTIAL, PAUSED, READY, REJECTED, SETUP, UNSEEN, Session
from pose_rules.bird_dog import RULE as BIRD_DOG
from pose_rules.glute_bridge import RULE as BRIDGE

HIGH, LOW, TINY = 22.0, 9.0, 4.0  # trunk slopes: one line, short of it, next to nothing


def bridges(peaks: list[float], seconds: float = 0, **more: float) -> Recording:
    times = stick.repetitions(peaks, **{k: v for k, v in more.items() if k in ("start", "way", "hold", "rest")})
    lift = stick.wave(times)
    noise = {k: v for k, v in more.items() if k in ("fps", "noise", "seed")}
    return stick.film(lambda t: stick.bridge(lift(t)), seconds or times[-1][0] + 1, **noise)


def bird_dogs(legs: list[tuple[float, float]], hold: float = 4.5, **noise: float) -> Recording:
    leg, arm = (stick.wave(stick.repetitions([pair[i] for pair in legs], hold=hold)) for i in (0, 1))
    seconds = stick.repetitions([0.0] * len(legs), hold=hold)[-1][0] + 1
    return stick.film(lambda t: stick.all_fours(leg(t), arm(t)), seconds, **noise)


def statuses(found) -> list[str]:
    return [attempt.status for attempt in found.attempts]


def joined(*recordings: Recording, gap: float = 0.0) -> Recording:
    """One recording after the other."""
    poses, t = [], 0.0
    for recording in recordings:
        poses += [Pose(pose.t + t, pose.xy, pose.world, pose.visibility) for pose in recording]
        t = poses[-1].t + 1 / 30 + gap
    return Recording.of(poses, stick.WIDTH)


def test_every_full_repetition_is_counted():
    assert replay(bridges([HIGH] * 5), BRIDGE).count == 5


def test_a_short_repetition_is_told_as_partial_with_how_much_was_missing():
    found = replay(bridges([HIGH, LOW, HIGH]), BRIDGE)
    assert statuses(found) == [COUNTED, PARTIAL, COUNTED]
    assert "degrees short" in found.attempts[1].reason


def test_a_repetition_that_misses_by_a_hair_is_a_degree_short_and_not_none():
    recording = bridges([HIGH, LOW, HIGH])
    peak = replay(recording, BRIDGE).attempts[1].peak
    rule = dataclasses.replace(BRIDGE, count=dataclasses.replace(BRIDGE.count, turn=peak + 0.2))
    found = replay(recording, rule)
    assert found.attempts[1].reason == "1 degree short"


def test_a_fidget_is_no_attempt():
    assert replay(bridges([HIGH, TINY, HIGH]), BRIDGE).count == 2
    assert len(replay(bridges([TINY] * 4), BRIDGE).attempts) == 0


def test_repetitions_carry_their_span_and_turn():
    found = replay(bridges([HIGH, HIGH]), BRIDGE)
    for attempt, start in zip(found.attempts, (2.0, 7.5), strict=True):
        assert start <= attempt.rep.start <= start + 0.8
        assert start + 1.2 <= attempt.rep.turn <= start + 3.2
        assert start + 4.0 <= attempt.rep.end <= start + 5.0


def test_sides_are_counted_each_and_a_mirror_swaps_them():
    recording = bird_dogs([(1, 1), (1, 1)])
    assert replay(recording, BIRD_DOG).counts == {"left": 2, "right": 0}
    mirrored = Recording.of([pose.mirrored(stick.WIDTH) for pose in recording], stick.WIDTH)
    assert replay(mirrored, BIRD_DOG).counts == {"left": 0, "right": 2}


def test_a_leg_without_its_arm_is_not_counted_and_the_reason_is_said():
    found = replay(bird_dogs([(1, 1), (1, 0)]), BIRD_DOG)
    assert statuses(found) == [COUNTED, REJECTED]
    assert found.attempts[1].reason == "the arm did not reach forward"


def test_an_arm_without_its_leg_is_not_counted_and_the_reason_is_said():
    found = replay(bird_dogs([(1, 1), (0, 1)]), BIRD_DOG)
    assert statuses(found) == [COUNTED, REJECTED]
    assert found.attempts[1].reason == "the leg did not reach back"


def test_a_wobble_at_the_very_end_of_a_recording_is_not_told_as_an_attempt():
    lift = stick.wave([(0, 0), (2, 0), (3.5, HIGH), (5.5, HIGH), (7, 0), (8, 0), (8.6, 6)])
    found = replay(stick.film(lambda t: stick.bridge(lift(t)), 9), BRIDGE)
    assert statuses(found) == [COUNTED]


@pytest.mark.parametrize("fps", [30, 15, 10])
@pytest.mark.parametrize("noise", [0.0, 0.005])
def test_the_count_does_not_depend_on_frame_rate_or_jitter(fps: float, noise: float):
    found = replay(bridges([HIGH, LOW, HIGH, HIGH], fps=fps, noise=noise), BRIDGE)
    assert statuses(found) == [COUNTED, PARTIAL, COUNTED, COUNTED]


def test_dropped_frames_change_nothing():
    recording = bridges([HIGH, LOW, HIGH, HIGH], noise=0.003)
    keep = np.random.default_rng(1).random(len(recording)) > 0.1
    dropped = Recording.of([pose for pose, kept in zip(recording, keep, strict=True) if kept])
    assert statuses(replay(dropped, BRIDGE)) == statuses(replay(recording, BRIDGE))


def test_a_shift_in_time_changes_nothing_but_the_times():
    recording = bridges([HIGH, HIGH], noise=0.002)
    later = Recording.of([Pose(pose.t + 100, pose.xy, pose.world, pose.visibility) for pose in recording])
    first, second = replay(recording, BRIDGE), replay(later, BRIDGE)
    assert second.counts == first.counts
    for a, b in zip(first.attempts, second.attempts, strict=True):
        assert b.rep.start == pytest.approx(a.rep.start + 100)
        for one, other in zip(a.findings, b.findings, strict=True):
            assert other.verdict == one.verdict
            assert other.value == pytest.approx(one.value, nan_ok=True, abs=1e-6)


def test_nobody_at_the_end_changes_nothing():
    recording = bridges([HIGH, HIGH])
    end = float(recording.t[-1])
    empty = [Pose.empty(end + i / 30) for i in range(1, 90)]
    found = replay(Recording.of([*recording, *empty]), BRIDGE)
    assert found.count == 2
    assert found.updates[-1].state in (PAUSED, NOBODY)


def vanished(after: float, gone: float, come_back: bool = True) -> Recording:
    """Two bridges, at rest until 2 s, held from 3.5 to 5; somebody is in the picture but for a stretch."""
    poses = bridges([HIGH, HIGH])
    return Recording.of([
        Pose.empty(pose.t) if pose.t > after and (pose.t < after + gone or not come_back) else pose for pose in poses
    ])  # fmt: skip


def test_who_leaves_the_picture_in_mid_repetition_is_told_so_once():
    found = replay(vanished(4.0, 99, come_back=False), BRIDGE)
    assert [(a.status, a.reason) for a in found.attempts] == [(REJECTED, "I did not see you come back")]
    assert [len(u.attempts) for u in found.updates if u.attempts] == [1]
    assert found.attempts[0].rep.end == pytest.approx(4.0, abs=0.05)
    assert not found.attempts[0].findings


def test_who_leaves_the_picture_is_told_so_live_as_in_the_replay():
    recording = vanished(4.0, 6.0)
    session = Session(BRIDGE)
    told = [a.reason for pose in recording for a in session.update(pose).attempts] + [
        a.reason for a in session.finish()
    ]
    assert told == [a.reason for a in replay(recording, BRIDGE).attempts] == [a.reason for a in session.attempts]
    assert told.count("I did not see you come back") == 1


def test_who_leaves_the_picture_with_one_leg_up_is_told_of_that_leg_alone():
    poses = [Pose.empty(p.t) if p.t > 5 else p for p in bird_dogs([(1, 1), (1, 1)])]
    found = replay(Recording.of(poses), BIRD_DOG)
    assert [(a.side, a.status) for a in found.attempts] == [("left", REJECTED)]


def test_who_leaves_the_picture_between_repetitions_is_told_of_nothing():
    found = replay(vanished(7.2, 99, come_back=False), BRIDGE)
    assert statuses(found) == [COUNTED]


@pytest.mark.parametrize("gone", [0.5, 1.2])
def test_a_repetition_survives_landmarks_that_are_lost_for_a_moment(gone: float):
    assert statuses(replay(vanished(3.8, gone), BRIDGE)) == [COUNTED, COUNTED]


def test_the_same_poses_give_the_same_result_to_the_last_digit():
    recording = bridges([HIGH, LOW, HIGH], noise=0.004)
    session, again = Session(BRIDGE), replay(recording, BRIDGE, look_ahead=False)
    updates = [session.update(pose) for pose in recording]
    session.finish()
    assert [u.progress for u in updates] == [u.progress for u in again.updates]
    assert [(a.peak, a.status, [f.value for f in a.findings if not math.isnan(f.value)]) for a in session.attempts] == [
        (a.peak, a.status, [f.value for f in a.findings if not math.isnan(f.value)]) for a in again.attempts
    ]


def test_nothing_is_counted_before_the_start_pose_was_held_still():
    session = Session(BRIDGE)
    states = [session.update(pose).state for pose in bridges([HIGH], start=0.3)]
    assert session.attempts == [] or states.index(READY) > 30
    assert SETUP in states


def test_a_replay_that_begins_mid_exercise_takes_the_start_pose_from_later_and_says_so():
    whole = bridges([HIGH] * 4, hold=0.8, rest=0.4)
    cut = Recording.of([pose for pose in whole if pose.t > 3.2])
    found = replay(cut, BRIDGE)
    assert found.count == 4
    assert found.looked_ahead
    assert found.ready_at is not None


def test_a_standing_person_is_asked_to_lie_down_and_nothing_is_counted():
    found = replay(stick.film(lambda t: stick.standing(), 6), BRIDGE)
    assert found.count == 0
    assert found.ready_at is None
    assert {update.missing.words for update in found.updates} == {"Lie down on your back."}


def test_getting_up_is_no_repetition():
    rising = joined(bridges([HIGH]), stick.film(lambda t: stick.standing(), 4), bridges([HIGH, HIGH]))
    found = replay(rising, BRIDGE)
    assert found.count == 3
    assert [a.status for a in found.attempts] == [COUNTED] * 3


def test_hidden_joints_pause_the_session_and_are_not_guessed():
    recording = bridges([HIGH, HIGH, HIGH])
    visibility = recording.visibility.copy()
    hidden = (recording.t > 8.4) & (recording.t < 12.3)
    visibility[np.ix_(hidden, [25, 26])] = 0.1
    found = replay(Recording(recording.t, recording.xy, recording.world, visibility), BRIDGE)
    assert statuses(found) == [COUNTED, REJECTED, COUNTED]
    assert "could not see" in found.attempts[1].reason
    assert PAUSED in {update.state for update in found.updates}


def test_a_fault_whose_joint_is_hidden_is_unseen_not_passed():
    recording = bridges([HIGH, HIGH])
    visibility = recording.visibility.copy()
    visibility[:, [29, 30]] = 0.1
    found = replay(Recording(recording.t, recording.xy, recording.world, visibility), BRIDGE)
    verdicts = {f.fault.name: f.verdict for a in found.attempts for f in a.findings}
    assert found.count == 2
    assert verdicts["heels_lift"] == UNSEEN
    assert verdicts["not_high_enough"] == "ok"


def test_a_front_view_is_counted_but_not_judged():
    recording = bridges([HIGH, HIGH])
    xy = recording.xy.copy()
    xy[:, [11, 23]] += [0.06, 0.11]
    xy[:, [12, 24]] -= [0.06, 0.11]
    found = replay(Recording(recording.t, xy, recording.world, recording.visibility), BRIDGE)
    assert found.view != "side"
    assert {f.why for a in found.attempts for f in a.findings if f.verdict == UNSEEN} <= {"view", "hidden"}
    assert all(f.verdict == UNSEEN for a in found.attempts for f in a.findings if not f.fault.views)


def test_the_pace_of_what_was_no_repetition_is_not_judged():
    """Its other faults are: how long a hold took that never was one says nothing."""
    found = replay(bridges([HIGH, LOW, HIGH]), BRIDGE)
    assert statuses(found) == [COUNTED, PARTIAL, COUNTED]
    whys = {f.fault.unit: f.why for f in found.attempts[1].findings}
    assert (whys["s"], whys["deg"]) == ("uncounted", "")
    assert all(f.why != "uncounted" for a in (found.attempts[0], found.attempts[2]) for f in a.findings)


def test_a_repetition_still_going_on_when_the_recording_ends_is_not_counted():
    recording = bridges([HIGH, HIGH])
    found = replay(Recording.of([pose for pose in recording if pose.t < 9.3]), BRIDGE)
    assert statuses(found) == [COUNTED, PARTIAL]
    assert found.attempts[1].reason == "it was not finished"


def test_the_hold_is_timed_while_it_lasts():
    session = Session(BRIDGE)
    updates = [session.update(pose) for pose in bridges([HIGH], hold=4.0)]
    assert 3.5 < max(update.held for update in updates) < 6.0
    assert {READY, MOVING} <= {update.state for update in updates}


def test_one_wild_frame_does_not_begin_a_hold_anew():
    recording = bridges([HIGH], hold=6.0)
    session, held = Session(BRIDGE), []
    for number, pose in enumerate(recording):
        if 5.0 < pose.t < 5.15 and number % 2:
            pose = dataclasses.replace(next(iter(recording)), t=pose.t)
        held.append(session.update(pose).held)
    assert 5.0 < max(held) < 8.0
    assert sum(later < earlier - 0.5 for earlier, later in pairwise(held)) == 1


def test_a_crooked_floor_is_levelled():
    recording = bridges([HIGH, LOW, HIGH])
    turn = math.radians(8)
    xy = recording.xy @ np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
    found = replay(Recording(recording.t, xy, recording.world, recording.visibility), BRIDGE)
    assert statuses(found) == [COUNTED, PARTIAL, COUNTED]


def test_a_torso_that_drifts_on_the_mat_is_followed():
    lift = stick.wave(stick.repetitions([HIGH] * 5, rest=2.0))

    def drifting(t: float):
        near, far = stick.bridge(lift(t))
        return ({n: (x + 0.004 * t, y) for n, (x, y) in points.items()} for points in (near, far))

    assert replay(stick.film(drifting, 36), BRIDGE).count == 5


def test_a_raised_leg_that_takes_the_other_legs_name_for_a_while_is_one_repetition():
    """What MediaPipe does now and then when pictures come slowly: left is right for a while, then left again."""
    recording = bird_dogs([(1, 1)], hold=6)
    poses = []
    for pose in recording:
        poses.append(pose)
        if 2.9 < pose.t < 6.0:
            poses[-1] = Pose(pose.t, pose.xy[list(MIRRORED)], pose.world[list(MIRRORED)], pose.visibility)
    found = replay(Recording.of(poses, stick.WIDTH), BIRD_DOG, look_ahead=False)
    assert found.count == 1


def test_a_way_that_counts_already_is_no_hold_yet():
    """A leg that goes on rising slowly, past where it counts, does not wobble."""
    leg = stick.wave([(2, 0), (8, 1.05), (12, 1.05), (14, 0)])
    recording = stick.film(lambda t: stick.all_fours(leg(t), leg(t)), 16)
    session = Session(BIRD_DOG)
    seen = {finding.fault.name for pose in recording for finding in session.update(pose).faults}
    assert "wobble" not in seen


LEGS, ARMS = ("knee", "ankle", "heel", "foot_index"), ("elbow", "wrist")


def drawn(
    recording: Recording, start: float, end: float, *, from_side: dict[str, str], joints: tuple[str, ...] = LEGS
) -> Recording:
    """The recording with legs drawn as other ones from ``start`` to ``end``, s. from_side: leg -> whose it is drawn as."""
    here = [INDEX[f"{side}_{joint}"] for side in from_side for joint in joints]
    there = [INDEX[f"{side}_{joint}"] for side in from_side.values() for joint in joints]
    poses = []
    for pose in recording:
        xy = pose.xy.copy()
        if start <= pose.t <= end:
            xy[here] = pose.xy[there]
        poses.append(dataclasses.replace(pose, xy=xy))
    return Recording.of(poses, recording.width)


def test_a_movement_that_is_given_to_the_other_leg_for_most_of_its_hold_counts_for_the_leg_that_began_it():
    """Nothing is said of its form, for the joints were not its own."""
    clean = replay(bird_dogs([(1, 1), (1, 1)]), BIRD_DOG)
    first, _ = (attempt.rep.hold for attempt in clean.attempts)
    mixed = drawn(
        bird_dogs([(1, 1), (1, 1)]), first[0], first[1] - 0.2, from_side={"left": "right", "right": "left"}
    )  # fmt: skip
    found = replay(mixed, BIRD_DOG)
    assert [(attempt.side, attempt.status) for attempt in found.attempts] == [("left", COUNTED)] * 2
    judged = [[f.fault.name for f in attempt.findings if f.verdict != UNSEEN] for attempt in found.attempts]
    assert set(judged[0]) <= {"too_fast", "hold_short"}
    assert "leg_too_high" in judged[1]


@pytest.mark.parametrize("until", [9.3, 10.0])
def test_a_movement_whose_end_takes_the_other_legs_name_is_one_repetition(until: float):
    """A leg and the arm of the same side: the arm keeps the attempt going under the wrong leg's name."""
    swapped = {"left": "right", "right": "left"}
    same_side = drawn(bird_dogs([(1, 1)], hold=6), 0, 99, from_side=swapped, joints=ARMS)
    found = replay(drawn(same_side, 3.2, until, from_side=swapped), BIRD_DOG, look_ahead=False)
    assert statuses(found) == [COUNTED]


@pytest.mark.parametrize("at", [2.8, 3.4])
def test_a_movement_whose_beginning_has_the_other_legs_name_is_one_repetition(at: float):
    leg = stick.wave([(2, 0), (2.6, 0.6), (3.2, 0.45), (8, 1.05), (11, 1.05), (12.5, 0)])
    slow = stick.film(lambda t: stick.all_fours(leg(t), leg(t)), 14)
    swapped = {"left": "right", "right": "left"}
    same_side = drawn(slow, 0, 99, from_side=swapped, joints=ARMS)
    assert statuses(replay(drawn(same_side, at, 99, from_side=swapped), BIRD_DOG, look_ahead=False)) == [COUNTED]


def test_a_hold_that_had_the_other_legs_name_for_most_of_its_time_was_not_short():
    clean = replay(bird_dogs([(1, 1)]), BIRD_DOG).attempts[0].rep
    swapped = {"left": "right", "right": "left"}
    recording = drawn(bird_dogs([(1, 1)]), 0, clean.hold[1] - 0.2, from_side=swapped, joints=(*LEGS, *ARMS))
    (found,) = replay(recording, BIRD_DOG, look_ahead=False).attempts
    assert (found.side, found.status) == ("right", COUNTED)
    assert found.rep.start == pytest.approx(clean.start, abs=0.2)
    assert "hold_short" not in [finding.fault.name for finding in found.faults]


@pytest.mark.parametrize("height", [0.35, 0.6])
def test_a_leg_that_takes_the_other_legs_name_for_a_moment_of_its_hold_did_not_rise_twice(height: float):
    leg = stick.wave(stick.repetitions([1.0], hold=4.5))
    until = replay(bird_dogs([(1, 1)]), BIRD_DOG).attempts[0].rep.hold[1]

    def swapped(t: float):
        if until - 0.5 < t < until:
            near, far = stick.all_fours(height, height)
            return far, near
        return stick.all_fours(leg(t), leg(t))

    assert statuses(replay(stick.film(swapped, 11), BIRD_DOG, look_ahead=False)) == [COUNTED]


@pytest.mark.parametrize(
    ("at", "seconds"), [(8.0, 0.2), (7.8, 0.4), (8.9, 0.4), (9.0, 0.4), (9.2, 0.4), (7.4, 0.8), (8.6, 0.8), (9.1, 0.8)]
)
def test_legs_that_change_names_for_a_moment_change_neither_the_count_nor_the_side(at: float, seconds: float):
    """In the hold, and on the way down, after the arm."""
    leg, arm = (stick.wave([(2, 0), (3.5, 1), (falls, 1), (lies, 0)]) for falls, lies in ((8, 10.5), (7.5, 8.5)))
    reach = stick.film(lambda t: stick.all_fours(leg(t), arm(t)), 12)
    swapped = drawn(reach, at, at + seconds, from_side={"left": "right", "right": "left"})
    found = replay(swapped, BIRD_DOG, look_ahead=False).attempts
    assert [(attempt.side, attempt.status) for attempt in found] == [("left", COUNTED)]


@pytest.mark.parametrize(("seconds", "counted"), [(2.5, 1), (4.0, 0)])
def test_a_knee_that_seems_to_leave_the_floor_for_a_moment_of_a_hold_does_not_end_it(seconds, counted):
    held = replay(bird_dogs([(1, 1)]), BIRD_DOG).attempts[0].rep.hold[0] + 0.5
    both_up = drawn(bird_dogs([(1, 1)]), held, held + seconds, from_side={"right": "left"})
    assert replay(both_up, BIRD_DOG).count == counted


def test_a_repetition_that_ends_in_somebody_else_is_not_counted():
    recording = bridges([HIGH, HIGH])
    elsewhere = [Pose(p.t, p.xy + (3.0 if p.t > 9.5 else 0.0), p.world, p.visibility) for p in recording]
    found = replay(Recording.of(elsewhere, stick.WIDTH), BRIDGE, look_ahead=False)
    assert statuses(found) == [COUNTED, REJECTED]
    assert found.attempts[-1].reason == "I did not see you come back"


def test_a_frame_in_which_somebody_else_is_seen_changes_nothing():
    recording = bridges([HIGH, HIGH])
    elsewhere = [Pose(p.t, p.xy + (3.0 if 9.5 < p.t < 9.7 else 0.0), p.world, p.visibility) for p in recording]
    assert statuses(replay(Recording.of(elsewhere, stick.WIDTH), BRIDGE, look_ahead=False)) == [COUNTED, COUNTED]


def test_a_stream_that_is_silent_in_mid_repetition_ends_it_live_as_in_the_replay():
    poses = [Pose(p.t + (20 if p.t > 4 else 0), p.xy, p.world, p.visibility) for p in bridges([HIGH, HIGH])]
    found = replay(Recording.of(poses, stick.WIDTH), BRIDGE, look_ahead=False)
    assert [a.reason for a in found.attempts] == ["I did not see you come back", ""]


def test_landmarks_that_are_missing_from_one_picture_change_nothing():
    recording = bridges([HIGH] * 3)
    for pose in [pose for pose in recording if 3 < pose.t < 3.04]:
        pose.xy[[INDEX["left_hip"], INDEX["right_hip"]]] = np.nan
    assert statuses(replay(recording, BRIDGE)) == [COUNTED] * 3


def test_one_wild_frame_after_nobody_was_seen_for_a_moment_does_not_end_the_position():
    poses, wild = [], False
    for pose in bridges([HIGH]):
        if 4 < pose.t < 4.9:
            pose = Pose.empty(pose.t)
        elif pose.t >= 4.9 and not wild:
            wild = True
            pose.xy[[INDEX["left_shoulder"], INDEX["right_shoulder"]], 1] -= 0.5
        poses.append(pose)
    assert statuses(replay(Recording.of(poses, stick.WIDTH), BRIDGE, look_ahead=False)) == [COUNTED]


def test_quick_repetitions_that_do_not_come_all_the_way_down_are_each_counted():
    times = [(2.0, 0.0)]
    for rep in range(5):
        t = 2 + 1.4 * rep
        times += [(t + 0.5, 1.0), (t + 0.9, 1.0), (t + 1.4, 0.32 if rep < 4 else 0.0)]
    leg = stick.wave(times)
    recording = stick.film(lambda t: stick.all_fours(leg(t), leg(t)), 11)
    assert replay(recording, BIRD_DOG, look_ahead=False).count == 5


def test_a_wild_frame_above_a_hold_is_not_its_peak():
    """All that is judged in the hold would be judged in that one frame."""
    calm = replay(bridges([HIGH]), BRIDGE).attempts[0].rep
    wild = bridges([HIGH])
    frame = next(pose for pose in wild if pose.t > calm.turn)
    frame.xy[[INDEX["left_knee"], INDEX["right_knee"]], 1] += 0.12
    rep = replay(wild, BRIDGE).attempts[0].rep
    assert rep.drive.max() > 1.1 * calm.drive.max()
    assert rep.hold == pytest.approx(calm.hold, abs=0.3)


def test_what_was_too_quick_to_be_a_repetition_shows_no_fault():
    """A position that was passed through is no position that was taken up."""
    lift = stick.wave([(0.0, 0.0), (3.0, 0.0), (3.1, 40.0), (3.13, 40.0), (3.23, 0.0), (8.0, 0.0)])
    (attempt,) = replay(stick.film(lambda t: stick.bridge(lift(t)), 8), BRIDGE).attempts
    assert attempt.reason == "too quick to be a repetition"
    assert attempt.findings == ()


def test_who_turns_round_on_the_mat_takes_up_the_start_position_anew_and_is_counted():
    """Head and feet have changed places without anybody getting up."""
    first = bridges([HIGH] * 2)
    hips = first.xy[0][[INDEX["left_hip"], INDEX["right_hip"]], 0].mean()
    back = []
    for pose in bridges([HIGH] * 2):
        there = pose.mirrored(first.width)
        there.xy[:, 0] += hips - there.xy[[INDEX["left_hip"], INDEX["right_hip"]], 0].mean()
        back.append(there)
    found = replay(joined(first, Recording.of(back, first.width)), BRIDGE, look_ahead=False)
    assert statuses(found) == [COUNTED] * 4
    assert {finding.fault.name for attempt in found.attempts for finding in attempt.faults} == set()


@pytest.mark.parametrize("joint", ["left_knee", "left_ankle"])
def test_a_leg_that_was_seen_up_for_long_enough_counts_though_it_was_hidden_for_a_while(joint):
    recording = bird_dogs([(1, 1)])
    (clean,) = replay(recording, BIRD_DOG, look_ahead=False).attempts
    hidden = []
    for pose in recording:
        visibility = pose.visibility.copy()
        if clean.rep.hold[0] + 1 < pose.t < clean.rep.hold[0] + 2.6:
            visibility[INDEX[joint.replace("left", clean.side or "left")]] = 0.05
        hidden.append(replace(pose, visibility=visibility))
    assert statuses(replay(Recording.of(hidden, recording.width), BIRD_DOG, look_ahead=False)) == [COUNTED]
