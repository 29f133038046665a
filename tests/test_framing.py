"""What must be changed before the camera can work, on stick people put where they do not belong."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import stick

from formcheck import framing
from formcheck.pose import INDEX, Pose
from pose_rules.downward_dog_leg_lift import RULE as LEG_LIFT
from pose_rules.forward_bend import RULE as BEND
from pose_rules.glute_bridge import RULE as BRIDGE
from pose_rules.lateral_leg_lift import RULE as LATERAL
from pose_rules.spiral_twist import RULE as TWIST

GREY = np.full((360, 640, 3), 128, np.uint8)


def lying(dx: float = 0.0, dy: float = 0.0, size: float = 1.0) -> Pose:
    pose = stick.pose(0, *stick.bridge(0))
    pose.xy[:] = (pose.xy - pose.xy.mean(0)) * size + [0.9 + dx, 0.6 + dy]
    return pose


def standing(dx: float = 0.0, dy: float = 0.0) -> Pose:
    pose = stick.pose(0, *stick.standing())
    pose.xy[:] += [0.05 + dx, 0.05 + dy]
    return pose


def test_a_whole_body_in_good_light_needs_no_advice():
    assert framing.advice(lying(), GREY, BRIDGE) == ""
    assert framing.advice(standing(), GREY, BEND) == ""


def test_an_upright_picture_is_for_those_who_stand_or_sit():
    upright = np.full((640, 360, 3), 128, np.uint8)
    small = lying(dx=-0.62, size=0.5)
    assert framing.advice(small, upright, BRIDGE) == framing.UPRIGHT
    assert framing.advice(standing(dx=-0.57), upright, BEND) == ""


def test_an_empty_picture_is_left_to_the_coach():
    assert framing.advice(Pose.empty(0), GREY, BRIDGE) == ""


def test_too_dark_is_said_even_when_nobody_was_found():
    assert framing.advice(Pose.empty(0), GREY // 8, BRIDGE) == framing.TOO_DARK


def test_against_the_light_is_told_from_a_bright_room():
    bright = np.full_like(GREY, 250)
    assert framing.advice(lying(), bright, BRIDGE) == ""
    x, y = (lying().xy[[11, 23]] * 360).astype(int).T
    bright[y.min() - 20 : y.max() + 20, x.min() - 20 : x.max() + 20] = 20
    assert framing.advice(lying(), bright, BRIDGE) == framing.AGAINST_THE_LIGHT


def test_feet_below_the_picture_ask_for_the_laptop_to_go_back():
    words = framing.advice(standing(dy=0.2), GREY, BEND)
    assert words == "I can see your head, not your feet: move the laptop back."


def test_a_head_above_the_picture_asks_for_the_laptop_to_go_back():
    words = framing.advice(standing(dy=-0.2), GREY, BEND)
    assert words == "I can see your feet, not your head: move the laptop back."


def test_who_has_yet_to_lie_down_need_not_fit_into_the_picture():
    assert framing.advice(standing(dy=0.2), GREY, BRIDGE) == ""


def at_the_edge(side):
    ankle = standing().xy[INDEX["left_ankle"], 0]
    return standing(dx=(-0.03 if side == "left" else 16 / 9 + 0.02) - ankle)


@pytest.mark.parametrize("side", ["left", "right"])
def test_who_stands_at_the_edge_is_told_which_way_as_in_the_mirror(side):
    """In the mirror that is shown, somebody at the picture's left edge stands at the right and has to go left."""
    facing = replace(BEND, camera=LATERAL.camera)
    assert framing.advice(at_the_edge(side), GREY, facing) == f"Move a little to the {side}."


@pytest.mark.parametrize(("side", "way"), [("left", "backwards"), ("right", "forwards")])
def test_who_stands_side_on_at_the_edge_is_told_to_step_forwards_or_backwards(side, way):
    assert framing.advice(at_the_edge(side), GREY, BEND) == f"Take a small step {way}."


def test_who_is_out_of_the_picture_on_both_sides_needs_the_laptop_farther_away():
    pose = lying(size=3.0)
    assert framing.advice(pose, GREY, BRIDGE) == framing.ALL_OF_YOU


def test_who_lies_too_far_to_one_side_is_told_by_head_and_feet():
    pose = lying()
    feet_out = lying(dx=16 / 9 - pose.xy[:, 0].max() + 0.1)
    head_out = lying(dx=-pose.xy[:, 0].min() - 0.06)
    assert framing.advice(feet_out, GREY, BRIDGE) == "Move a little towards your head."
    assert framing.advice(head_out, GREY, BRIDGE) == "Move a little towards your feet."


def test_a_body_that_is_very_small_asks_for_the_laptop_to_come_closer():
    assert "closer" in framing.advice(lying(size=0.3), GREY, BRIDGE)


def test_who_begins_on_hands_and_knees_and_stretches_out_later_is_not_brought_closer():
    pose = stick.pose(0, *stick.all_fours(0, 0))
    extent = np.ptp(pose.xy, axis=0)
    pose.xy[:] = (pose.xy - pose.xy.mean(0)) * 0.25 / max(extent[0] / (640 / 360), extent[1]) + [0.9, 0.6]
    assert framing.advice(pose, GREY, LEG_LIFT) == ""
    assert "closer" in framing.advice(pose, GREY, BRIDGE)


def test_hidden_feet_are_named():
    pose = lying()
    visibility = pose.visibility.copy()
    visibility[[INDEX[f"{side}_{joint}"] for side in ("left", "right") for joint in ("ankle", "foot_index")]] = 0.1
    assert framing.advice(replace(pose, visibility=visibility), GREY, BRIDGE).startswith("I cannot see your feet")


@pytest.mark.parametrize(
    ("view", "words"),
    [
        ("side", ""),
        ("", ""),
        ("front", "Turn side-on to the camera."),
        ("oblique", "You are at an angle. Turn side-on to the camera."),
    ],
)
def test_a_wrong_view_is_told_with_the_way_to_turn_and_what_it_costs(view, words):
    assert framing.turn_words(view, BRIDGE) == words
    assert bool(framing.cost_words(view, BRIDGE)) is bool(words)


def test_from_straight_beside_a_twist_the_laptop_is_asked_to_move_towards_the_feet():
    assert framing.turn_words("side", TWIST) == "Move the laptop towards your feet, so that it sees you at a slant."
    assert framing.cost_words("side", TWIST)


@pytest.mark.parametrize("rule", [LATERAL, TWIST])
def test_an_angle_from_which_the_faults_can_be_judged_is_no_wrong_view(rule):
    assert framing.turn_words("oblique", rule) == framing.cost_words("oblique", rule) == ""


def test_a_second_person_must_be_seen_three_times_running():
    class Eyes:
        def __init__(self, finds):
            self.finds = iter(finds)

        def detect(self, frame):
            return next(self.finds)

        def close(self):
            pass

    from formcheck.video import Frame

    nobody, somebody = Pose.empty(0), standing()
    company = framing.Company(Eyes([somebody, nobody, somebody, somebody, somebody]))
    assert [company.seen(lying(), Frame(0.0, GREY)) for _ in range(5)] == [False, False, False, False, True]
