"""Bird dog: opposite arm and leg together count for the leg's side; one of them alone, or half the way, does not."""

import math
from dataclasses import replace

import acted
import pytest
import stick

from formcheck.gate import find
from formcheck.pose import INDEX
from formcheck.recording import Recording
from formcheck.replay import replay
from formcheck.rulebook import load
from sample_videos.actor import score
from sample_videos.actor.landmarks import record

DOG = "bird_dog"
ARMS = ("elbow", "wrist")
LEGS = ("knee", "ankle", "heel", "foot_index")


def reaches(fps=15.0, reps=2, near=""):
    return record(score.clean(DOG, "c", 3, reps=reps, near=near), fps, seed=3)[0]


def test_each_reach_counts_for_its_legs_side_and_good_ones_show_no_fault():
    seen = acted.clean(DOG)
    assert acted.sides(seen) == ["right", "left"]
    assert acted.named(seen) == set()


@pytest.mark.parametrize("near", ["left", "right"])
def test_the_far_leg_counts_like_the_near_one(near):
    assert acted.sides(acted.run(DOG, reaches(near=near))) == ["right", "left"]


def test_in_a_mirror_the_sides_swap():
    assert acted.sides(acted.run(DOG, acted.mirrored(reaches()))) == ["left", "right"]


@pytest.mark.parametrize("which", [0, 1])
def test_legs_under_each_others_names_for_a_whole_reach_are_known_by_the_knee_that_carries(which):
    """So MediaPipe draws them in a dim room. Nor are arm and leg of the same side up then."""
    poses = record(score.clean(DOG, "c", 3, reps=2), 15, seed=4)[0]
    span = acted.run(DOG, poses).attempts[which].rep
    changed = [acted.legs_named_anew(p) if span.start - 0.5 < p.t < span.end + 0.5 else p for p in poses]
    seen = acted.run(DOG, Recording.of(changed, poses.width))
    assert acted.sides(seen) == ["right", "left"]
    assert acted.named(seen) == set()


@pytest.mark.parametrize("fps", [30, 10])
def test_the_frame_rate_does_not_change_the_count(fps):
    assert acted.sides(acted.run(DOG, reaches(fps))) == ["right", "left"]


def test_jitter_and_missing_frames_do_not_change_the_count():
    assert acted.sides(acted.run(DOG, acted.roughened(reaches(), jitter=0.005, dropped=0.1))) == ["right", "left"]


@pytest.mark.parametrize(
    "fault",
    [
        "leg_too_high", "arm_low", "arm_too_high", "weight_shift", "wobble", "head_drops_or_lifts",
        "support_elbow_bent", "too_fast", "hold_short", "base_wrong",
    ],
)  # fmt: skip
def test_a_fault_is_found_in_reaches_that_show_it_and_is_the_only_one(fault):
    seen = acted.faulty(DOG, fault)
    assert (seen.count, acted.named(seen)) == (2, {fault})


@pytest.mark.parametrize("fault", ["knee_bent", "same_side", "shoulder_sinks"])
def test_a_fault_that_brings_others_with_it_is_found_in_reaches_that_show_it(fault):
    """A bent knee raises the foot, the other arm stays down when the same side is lifted, a sinking shoulder bends the
    elbow."""
    seen = acted.faulty(DOG, fault)
    assert seen.count == 2
    assert fault in acted.named(seen)


def test_a_leg_that_stays_under_the_body_is_told_and_not_counted():
    seen = acted.faulty(DOG, "leg_too_low")
    assert {(attempt.status, attempt.reason) for attempt in seen.attempts} == {
        ("rejected", "the leg did not reach back")
    }
    assert "leg_too_low" in acted.named(seen)


def test_half_the_way_is_told_as_partial_and_not_counted():
    seen = acted.run(DOG, acted.part_way(reaches(), 0.5))
    assert {(attempt.status, attempt.reason) for attempt in seen.attempts} == {
        ("partial", "you came only part of the way")
    }


@pytest.mark.parametrize(
    ("still", "reason"), [(ARMS, "the arm did not reach forward"), (LEGS, "the leg did not reach back")]
)
def test_arm_or_leg_alone_is_not_counted_and_the_reason_is_said(still, reason):
    seen = acted.run(DOG, acted.resting(reaches(), *still))
    assert seen.count == 0
    assert {attempt.reason for attempt in seen.attempts} == {reason}


@pytest.mark.parametrize("other", ["downward_dog", "forward_bend", "glute_bridge", "partial_crunch"])
def test_another_exercise_is_none(other):
    assert acted.run(DOG, record(score.clean(other, "c", 3, reps=2), 10, seed=3)[0]).count == 0


@pytest.mark.parametrize("other", ["downward_dog", "downward_dog_leg_lift"])
def test_a_downward_dog_that_begins_on_hands_and_knees_is_none(other):
    assert acted.run(DOG, record(score.clean(other, "a", 3, reps=4), 15, seed=3)[0]).count == 0


@pytest.mark.parametrize("person", ["d", "g", "h"])
@pytest.mark.parametrize("side", ["left", "right"])
def test_hands_put_too_far_forward_between_two_reaches_are_seen_in_the_next_one(person, side):
    reps = [score.Rep("left"), score.Rep("right"), score.Rep(side, "base_wrong", 1.6)]
    seen = acted.run(DOG, record(score.perform(DOG, reps, person, 7, near="left"), 15, seed=7)[0])
    assert [{f.fault.name for f in attempt.faults} for attempt in seen.attempts] == [set(), set(), {"base_wrong"}]


def test_an_arm_that_stays_far_too_low_is_a_fault_and_the_reach_counts():
    seen = acted.faulty(DOG, "arm_low", strength=1.9)
    assert seen.count == 2
    assert "arm_low" in acted.named(seen)


def test_a_bend_on_straight_legs_is_no_start_on_hands_and_knees():
    """Half-way down, trunk level and arms hanging, it looks like all fours but for the knees."""
    bends = record(score.clean("forward_bend", "c", 3, reps=2), 15.0, seed=3)[0]
    assert find(lambda: bends, load(DOG)) is None


def test_the_moving_knee_may_be_drawn_under_the_trunk_between_two_reaches():
    """From the back position the near thigh folds to 40 degrees and opens again: one hip alone, and nobody sits back."""
    tuck = stick.wave([(8.5, 0.0), (9.3, 1.0), (11.0, 1.0), (11.8, 0.0)])
    reach = stick.wave([(2, 0), (3.5, 1), (6, 1), (7.5, 0), (12.0, 0), (13.5, 1), (16, 1), (17.5, 0)])
    recording = stick.film(lambda t: stick.all_fours(reach(t) - 0.6 * tuck(t), reach(t)), 19)
    assert replay(recording, load(DOG), look_ahead=False).count == 2


def test_an_upward_dog_that_begins_on_hands_and_knees_is_told_and_not_counted():
    """Hips forward and down, arms straight, both legs long behind: for a moment it looks like two raised legs."""

    def risen(up: float):
        turn = math.radians(50 * up)
        raised = []
        for points in stick.all_fours(0.9 * up, 0.0):
            hip = points["hip"]
            raised.append(points | {
                name: (hip[0] + (x - hip[0]) * math.cos(turn) + (y - hip[1]) * math.sin(turn),
                       hip[1] - (x - hip[0]) * math.sin(turn) + (y - hip[1]) * math.cos(turn))
                for name in ("ear", "shoulder", "elbow", "wrist") for x, y in [points[name]]
            })  # fmt: skip
        return raised[0], stick._shifted(
            {**raised[1], **{j: raised[0][j] for j in ("knee", "ankle", "heel", "foot_index")}}
        )

    up = stick.wave([(2, 0), (2.8, 1), (4.8, 1), (5.6, 0)])
    seen = replay(stick.film(lambda t: risen(up(t)), 8), load(DOG), look_ahead=False)
    assert [(attempt.status, attempt.reason) for attempt in seen.attempts] == [
        ("rejected", "your trunk did not stay level")
    ]


def test_a_carrying_hand_that_is_drawn_off_the_floor_with_the_other_one_is_no_fault():
    """From a camera on the floor MediaPipe drew both arms of good reaches forward: one hand must carry."""
    poses = reaches(near="left")
    reach = next(attempt.rep for attempt in acted.run(DOG, poses).attempts if attempt.side == "left")

    def both_forward(pose):
        xy = pose.xy.copy()
        for part in ARMS:
            xy[INDEX[f"left_{part}"]] = (
                xy[INDEX[f"right_{part}"]] + xy[INDEX["left_shoulder"]] - xy[INDEX["right_shoulder"]]
            )
        return replace(pose, xy=xy)

    seen = acted.run(DOG, [both_forward(pose) if reach.hold[0] < pose.t < reach.hold[1] else pose for pose in poses])
    assert seen.count == 2
    assert acted.named(seen) == set()


def test_a_leg_that_rises_and_sinks_under_its_own_name_and_is_held_under_the_other_is_its_own():
    """The arm keeps the one name's movement going while the leg has the other one."""
    poses = reaches()
    order = list(range(33))
    for part in LEGS:
        left, right = INDEX[f"left_{part}"], INDEX[f"right_{part}"]
        order[left], order[right] = right, left
    plain = acted.run(DOG, poses)
    reach = plain.attempts[0].rep
    t, leg = reach.t, reach.signals["leg_reach"]
    up = t[leg > 0.5 * leg.max()]

    def changed(pose):
        return replace(pose, xy=pose.xy[order], world=pose.world[order], visibility=pose.visibility[order])

    seen = acted.run(DOG, [changed(pose) if up[0] < pose.t < up[-1] else pose for pose in poses])
    assert acted.sides(seen) == acted.sides(plain)
    assert acted.named(seen) == set()


def test_a_hidden_arm_of_the_legs_side_is_not_taken_for_a_lifted_one():
    poses = reaches(near="left")
    far = next(attempt.rep for attempt in acted.run(DOG, poses).attempts if attempt.side == "right")

    def hidden(pose):
        visibility = pose.visibility.copy()
        visibility[[INDEX["right_elbow"], INDEX["right_wrist"]]] = 0.1
        return replace(pose, visibility=visibility)

    seen = acted.run(DOG, [hidden(pose) if far.start - 1 < pose.t < far.end + 1 else pose for pose in poses])
    assert "same_side" not in acted.named(seen)
    assert "right" in acted.sides(seen)


def test_arms_that_are_taken_for_each_other_in_turn_are_not_told_as_low():
    poses = reaches(near="left")
    reach = next(attempt.rep for attempt in acted.run(DOG, poses).attempts if attempt.side == "right")
    arms = [[INDEX[f"{side}_{joint}"] for joint in ("shoulder", "elbow", "wrist")] for side in ("left", "right")]

    def blended(pose):
        xy = pose.xy.copy()
        xy[arms[0]], xy[arms[1]] = (share * pose.xy[arms[0]] + (1 - share) * pose.xy[arms[1]] for share in (0.5, 0.5))
        return replace(pose, xy=xy)

    seen = acted.run(DOG, [blended(pose) if reach.start + 0.5 < pose.t < reach.end - 0.5 else pose for pose in poses])
    assert "arm_low" not in acted.named(seen)


@pytest.mark.parametrize("share", [0.3, 0.5])
def test_arms_that_take_each_others_names_again_and_again_are_not_told_as_arm_and_leg_of_one_side(share):
    """The arm that reached is the leg's opposite one, and had the other one's name for some or all of the hold."""
    poses = reaches(near="left")
    reach = next(attempt.rep for attempt in acted.run(DOG, poses).attempts if attempt.side == "left")
    arms = [[INDEX[f"{side}_{joint}"] for joint in ("elbow", "wrist")] for side in ("left", "right")]

    def named_anew(pose):
        xy = pose.xy.copy()
        xy[arms[0] + arms[1]] = xy[arms[1] + arms[0]]
        return replace(pose, xy=xy)

    def verdicts(own, first, last):
        """``own``: the share of each second for which the arms have their own names from ``first`` to ``last``, s."""
        seen = acted.run(DOG, [
            named_anew(pose) if first < pose.t < last and pose.t % 1 >= own else pose for pose in poses
        ])  # fmt: skip
        return [
            f.verdict for a in seen.attempts for f in a.findings if f.fault.name == "same_side" and a.side == "left"
        ]

    assert verdicts(0.0, reach.start - 0.5, reach.end + 0.5) == ["fault"]
    assert verdicts(0.0, *reach.hold) == ["unseen"]
    assert verdicts(share, *reach.hold) == ["unseen"]
    assert verdicts(1.0, *reach.hold) == ["ok"]


@pytest.mark.parametrize("hidden", [False, True])
def test_a_plank_does_not_count_whether_its_far_arm_is_seen_or_hidden(hidden):
    poses = record(score.lookalike("plank", "c", 5, reps=2), 15, seed=5)[0]
    if hidden:
        poses.visibility[:, [INDEX[f"{side}_{joint}"] for side in ("left", "right") for joint in ARMS]] = 0.1
    seen = acted.run(DOG, poses)
    reason = "both your knees left the floor" if hidden else "the arm did not reach forward"
    assert [(a.status, a.reason) for a in seen.attempts] == [("rejected", reason)] * 2
