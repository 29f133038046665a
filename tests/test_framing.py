"""What must be changed before the camera can work, on stick people put where they do not belong."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import stick

from formcheck import framing
from formcheck.pose import INDEX, Pose
from pose_rules.glute_bridge import RULE as BRIDGE

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
    assert framing.advice(standing(), GREY, BRIDGE) == ""


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
    words = framing.advice(standing(dy=0.2), GREY, BRIDGE)
    assert words == "I can see your head, not your feet: move the laptop back."


def test_who_stands_at_the_edge_is_told_which_way_as_in_the_mirror():
    left = framing.advice(standing(dx=-0.9), GREY, BRIDGE)
    right = framing.advice(standing(dx=+0.98), GREY, BRIDGE)
    assert left == "I cannot see all of you: move the laptop back." or "left" in left
    assert right == "I cannot see all of you: move the laptop back." or "right" in right


def test_who_lies_too_far_to_one_side_is_told_by_head_and_feet():
    pose = lying()
    feet_out = lying(dx=16 / 9 - pose.xy[:, 0].max() + 0.1)
    head_out = lying(dx=-pose.xy[:, 0].min() - 0.06)
    assert framing.advice(feet_out, GREY, BRIDGE) == "Move a little towards your head."
    assert framing.advice(head_out, GREY, BRIDGE) == "Move a little towards your feet."


def test_a_body_that_is_very_small_asks_for_the_laptop_to_come_closer():
    assert "closer" in framing.advice(lying(size=0.3), GREY, BRIDGE)


def test_hidden_feet_are_named():
    pose = lying()
    visibility = pose.visibility.copy()
    visibility[[INDEX["left_ankle"], INDEX["right_ankle"]]] = 0.1
    assert framing.advice(replace(pose, visibility=visibility), GREY, BRIDGE).startswith("I cannot see your feet")


@pytest.mark.parametrize(("view", "said"), [("side", False), ("oblique", True), ("front", True), ("", False)])
def test_a_wrong_view_is_told_together_with_what_it_costs(view, said):
    assert ("side-on" in framing.turn_words(view, BRIDGE)) is said


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
