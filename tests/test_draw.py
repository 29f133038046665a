"""What is drawn: read back from the pixels, on pictures of every shape."""

from __future__ import annotations

from pathlib import Path

import book
import cv2
import numpy as np
import pytest
import stick
import tiny

from formcheck import rulebook
from formcheck.draw import BLUE, ORANGE, WHITE, Mark, annotate, wrapped
from formcheck.joints import joints_of, landmarks
from formcheck.painter import Painter
from formcheck.pose import INDEX, Pose
from formcheck.replay import replay
from formcheck.session import MOVING, Update

SHAPES = [(480, 854), (854, 480), (240, 320), (1080, 1920)]
HIP = INDEX["left_hip"]


def picture(shape: tuple[int, int]) -> np.ndarray:
    return np.full((*shape, 3), 90, np.uint8)


def standing(shape: tuple[int, int]) -> Pose:
    """The stick person, moved into the middle of a picture of this shape."""
    pose = stick.pose(0.0, *stick.standing())
    pose.xy[:, 0] += shape[1] / shape[0] / 2 - 0.8
    return pose


def at(image: np.ndarray, colour: tuple[int, int, int]) -> np.ndarray:
    """(H, W) bool: pixels of nearly this colour."""
    return np.abs(image.astype(int) - colour).max(axis=2) < 25


def update(counts: dict[str, int] | None = None, side: str | None = None) -> Update:
    return Update(1.0, MOVING, counts or {"": 3}, side=side)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_picture_given_is_left_alone_and_keeps_its_size(shape: tuple[int, int]) -> None:
    """A copy is drawn on, whatever the shape."""
    image = picture(shape)
    drawn = annotate(image, standing(shape), update(), tiny.RULE, caption="Lift your hips.")
    assert drawn.shape == image.shape
    assert (image == 90).all()
    assert (drawn != 90).any()


def test_the_near_side_is_strong_and_the_other_weak() -> None:
    """More blue along the near leg than along the far one, which is thin and white."""
    shape = (480, 854)
    pose = standing(shape)
    far = [INDEX[name] for name in INDEX if name.startswith("right")]
    pose.xy[far, 0] += 0.4  # the far side, drawn apart so that each can be looked at
    pose.visibility[:] = 1
    drawn = annotate(picture(shape), pose, update(), tiny.RULE, "left")
    x = round(float(pose.xy[INDEX["right_knee"], 0]) * 480)
    near, beyond = at(drawn, BLUE)[:, : x - 60], at(drawn, BLUE)[:, x - 60 :]
    assert near.sum() > 500
    assert beyond.sum() == 0
    assert at(drawn, WHITE)[:, x - 60 :].sum() > 50


def test_a_moving_far_side_is_strong_too() -> None:
    """The leg that is lifted is the one that is judged."""
    shape = (480, 854)
    rule = rulebook.load("bird_dog")
    still = annotate(picture(shape), standing(shape), update({"left": 0, "right": 0}, "left"), rule, "left")
    moving = annotate(picture(shape), standing(shape), update({"left": 0, "right": 0}, "right"), rule, "left")
    assert at(moving, BLUE).sum() > 1.3 * at(still, BLUE).sum()


@pytest.mark.parametrize("shape", SHAPES)
def test_a_fault_is_marked_by_a_ring_around_its_joint(shape: tuple[int, int]) -> None:
    """A shape as well as a colour: orange all around the joint, none in its middle."""
    pose = standing(shape)
    drawn = annotate(picture(shape), pose, update(), tiny.RULE, marks=(Mark((HIP,), "hips low"),))
    ring = at(drawn, ORANGE)
    x, y = (pose.xy[HIP] * shape[0]).round().astype(int)
    radius = round(min(shape) * 0.045)
    for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        near = ring[y + dy * radius - 2 : y + dy * radius + 3, x + dx * radius - 2 : x + dx * radius + 3]
        assert near.any()
    assert not ring[y - 2 : y + 3, x - 2 : x + 3].any()


def test_two_labels_do_not_cover_each_other() -> None:
    """Two faults at one joint: two boxes, one below the other."""
    shape = (480, 854)
    one = annotate(picture(shape), standing(shape), update(), tiny.RULE, marks=(Mark((HIP,), "hips low"),))
    two = annotate(picture(shape), standing(shape), update(), tiny.RULE, marks=(Mark((HIP,), "hips low"),) * 2)
    assert at(two, ORANGE).sum() > at(one, ORANGE).sum() + 200


def test_a_hidden_joint_is_not_ringed() -> None:
    """A guess is not marked as if it were seen."""
    shape = (480, 854)
    pose = standing(shape)
    pose.visibility[HIP] = 0.05
    drawn = annotate(picture(shape), pose, update(), tiny.RULE, marks=(Mark((HIP,), ""),))
    x, y = (pose.xy[HIP] * 480).round().astype(int)
    assert not at(drawn, ORANGE)[y + 5 : y + 40, x - 40 : x + 40].any()


@pytest.mark.parametrize("shape", SHAPES)
def test_the_count_is_large_enough_to_be_read_from_afar(shape: tuple[int, int]) -> None:
    """White, in the corner, about a ninth of the shorter side or more in height."""
    drawn = annotate(picture(shape), Pose.empty(0.0), update({"": 8}), tiny.RULE)
    rows = np.flatnonzero(at(drawn, WHITE)[: shape[0] // 2, : shape[1] // 2].any(axis=1))
    assert np.ptp(rows) > min(shape) / 9


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("lying", [True, False])
def test_words_stand_on_a_dark_band_and_inside_the_picture(shape: tuple[int, int], lying: bool) -> None:
    """White on nearly black, wrapped to the width: along the bottom, or along the top where the person lies low."""
    text = "Lift until shoulders, hips and knees make one line, and hold it there."
    rule = tiny.RULE if lying else rulebook.load("bird_dog")
    counts = {"": 3} if lying else {"left": 1, "right": 2}
    drawn = annotate(picture(shape), Pose.empty(0.0), update(counts), rule, caption=text)
    band = slice(None, 6) if lying else slice(-6, None)
    assert drawn[band].max() < 60
    assert (drawn[-6:] == 90).all() == lying
    part = drawn[: shape[0] // 2, shape[1] // 3 :] if lying else drawn[shape[0] // 2 :]
    letters = at(part, WHITE)
    assert letters.any()
    assert not letters[:, -4:].any()
    assert lying or not letters[:, :4].any()


def test_wrapping_keeps_all_words_in_their_order() -> None:
    """Also a word that is wider than the picture."""
    text = "Lift until shouldershipsandkneesareoneline and hold"
    assert " ".join(wrapped(text, 120, 20)).split() == text.split()
    assert len(wrapped(text, 5000, 20)) == 1
    assert wrapped("", 100, 20) == []


def test_nobody_in_the_picture_leaves_count_and_words() -> None:
    """No skeleton, no crash."""
    drawn = annotate(picture((480, 854)), Pose.empty(0.0), update(), tiny.RULE, caption="Step into the picture.")
    assert not at(drawn, BLUE).any()


@pytest.mark.parametrize(
    ("name", "joints"),
    [("hips_low", ("hip",)), ("knee_moves", ("knee",)), ("hold_short", ("hip",)), ("seen_from_the_front", ("foot_index", "heel"))],
)  # fmt: skip
def test_a_faults_joints_follow_from_what_it_measures(name: str, joints: tuple[str, ...]) -> None:
    """The vertex of an angle, through derived signals too; a tempo is marked where the count is made."""
    assert joints_of(tiny.RULE, tiny.RULE.fault(name)) == joints


@pytest.mark.parametrize(
    ("exercise", "name", "joints"),
    [
        ("glute_bridge", "not_high_enough", ("hip",)),  # asks first whether a foot is in the air
        ("glute_bridge", "feet_slide", ("ankle",)),  # while the hips are up
        ("lateral_leg_lift", "trunk_sidebends", ("moving_shoulder",)),  # unless a hip is pulled up
        ("spiral_twist", "shoulder_lifts", ("left_shoulder", "right_shoulder")),  # scaled by the thighs at the start
        ("spiral_twist", "arm_lifts", ("other_wrist", "other_shoulder")),
        ("spiral_twist", "head_same_way", ("nose", "mid_ear")),
    ],
)  # fmt: skip
def test_what_a_measure_only_asks_before_it_measures_is_not_marked(
    exercise: str, name: str, joints: tuple[str, ...]
) -> None:
    """Neither what tells whether a fault applies nor what gives the scale is where the fault is."""
    rule = rulebook.load(exercise)
    assert joints_of(rule, rule.fault(name)) == joints


@pytest.mark.parametrize(
    ("exercise", "name", "joints"),
    [
        ("lateral_leg_lift", "swing", ("moving_ankle",)),
        ("lateral_leg_lift", "short_range", ("moving_ankle",)),
        ("seated_rotation", "too_fast", ("left_shoulder", "right_shoulder")),
        ("spiral_twist", "hips_unfold", ("mid_knee",)),
    ],
)
def test_an_author_may_name_the_joints(exercise: str, name: str, joints: tuple[str, ...]) -> None:
    """Where a signal is made of half the body, or stands for something else."""
    rule = rulebook.load(exercise)
    assert joints_of(rule, rule.fault(name)) == joints


def test_every_fault_of_every_rule_has_a_joint_to_mark() -> None:
    """Whatever its author wrote."""
    for rule in rulebook.all().values():
        for fault in rule.faults:
            assert landmarks(joints_of(rule, fault), "left", "right")


def test_joints_are_found_on_the_side_they_are_on() -> None:
    """Near and far, moving and other."""
    assert landmarks(("hip", "far_hip"), "right", None) == (INDEX["right_hip"], INDEX["left_hip"])
    assert landmarks(("moving_knee", "other_wrist"), "left", "right") == (INDEX["right_knee"], INDEX["left_wrist"])


def test_a_replay_is_ringed_during_the_attempt_that_shows_the_fault() -> None:
    """Not in a good repetition, not between them; afterwards the count goes up."""
    recording = book.bridges(book.HIGH, book.SHORT)
    found = replay(recording, tiny.RULE)
    painter = Painter(found)
    good, low = found.attempts
    ringed, last = [], None
    for pose, now in zip(recording, found.updates, strict=True):
        last = painter.paint(picture((240, 427)), pose, now)
        if at(last, ORANGE).sum() > 50:
            ringed.append(now.t)
    assert good.rep.end < low.rep.start <= min(ringed)
    assert max(ringed) <= low.rep.end
    assert last is not None


def test_the_words_of_a_replay_are_the_coachs_and_go_away() -> None:
    """The caption shows the count when it is said, and nothing a while later."""
    recording = book.bridges(book.HIGH, tail=8)
    found = replay(recording, tiny.RULE)
    painter = Painter(found)
    dark = [
        bool(painter.paint(picture((240, 427)), pose, now)[:3, -9:].max() < 60)
        for pose, now in zip(recording, found.updates, strict=True)
    ]
    counted = next(n for n, now in enumerate(found.updates) if now.attempts)
    assert dark[counted]
    assert not dark[-1]


@pytest.mark.slow
def test_a_picture_of_it_all_can_be_written(tmp_path: Path) -> None:
    """The drawn picture is a picture."""
    drawn = annotate(picture((480, 854)), standing((480, 854)), update(), tiny.RULE, caption="Ready. Go.")
    assert cv2.imwrite(str(tmp_path / "out.png"), drawn)
