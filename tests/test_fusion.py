"""Two looks at one moment, made into one body."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import stick

from formcheck.body import SEEN
from formcheck.fusion import ARMS, LEGS, Fusion
from formcheck.pose import INDEX, MIRRORED, Pose

KNEE = INDEX["left_knee"]


def body(t: float = 0.0) -> Pose:
    """Somebody on all fours, one leg stretched out."""
    return replace(stick.pose(t, *stick.all_fours(leg=1.0)), visibility=np.ones(33))


def moved(pose: Pose, by: float, part: range = range(33)) -> Pose:
    """The same body, a part of it so many image heights (and metres) lower."""
    xy, world = pose.xy.copy(), pose.world.copy()
    xy[part, 1] += by
    world[part, 1] += by
    return replace(pose, xy=xy, world=world)


def renamed(pose: Pose, part: range = LEGS) -> Pose:
    """The same body, its legs (or arms) under each other's names."""
    names = list(range(33))
    names[part.start : part.stop] = [MIRRORED[landmark] for landmark in part]
    return Pose(pose.t, pose.xy[names], pose.world[names], pose.visibility[names])


def same(pose: Pose, other: Pose) -> bool:
    return all(
        np.allclose(*pair)
        for pair in ((pose.xy, other.xy), (pose.world, other.world), (pose.visibility, other.visibility))
    )


def test_two_equally_calm_looks_are_met_in_the_middle() -> None:
    fused = Fusion()(body(), moved(body(), 0.02))
    assert same(fused, moved(body(), 0.01))


def test_a_leg_that_one_look_sees_jump_is_where_the_other_one_sees_it() -> None:
    """MediaPipe takes one leg for the other in one of two mirrored pictures, and wavers there."""
    fuse = Fusion()
    for frame in range(150):
        pose = body(frame / 30)
        fused = fuse(moved(pose, 0.1 * (frame % 2), LEGS), pose)
    assert abs(fused.xy[KNEE, 1] - pose.xy[KNEE, 1]) < 0.002


def test_who_is_better_seen_counts_more() -> None:
    low = replace(moved(body(), 0.02), visibility=np.full(33, 0.3))
    high = replace(body(), visibility=np.full(33, 0.9))
    fused = Fusion()(low, high)
    assert fused.xy[KNEE, 1] - body().xy[KNEE, 1] == pytest.approx(0.002)
    assert fused.visibility[KNEE] == pytest.approx(0.84), "the better look's, nearly"


def test_legs_under_each_others_names_are_named_by_the_calmer_look() -> None:
    """In the middle between two legs there is none."""
    fuse = Fusion()
    for frame in range(150):
        pose = body(frame / 30)
        fused = fuse(renamed(moved(pose, 0.1 * (frame % 2), LEGS)), pose)
    assert np.abs(fused.xy - pose.xy).max() < 0.002


def test_two_calm_looks_that_differ_in_the_names_do_not_take_turns() -> None:
    """How well a part is seen wavers from picture to picture."""
    fuse, rng = Fusion(), np.random.default_rng(1)
    left = []
    for frame in range(300):
        pose = body(frame / 30)
        seen = [np.full(33, 0.8 + 0.02 * rng.standard_normal()) for _ in range(2)]
        fused = fuse(replace(pose, visibility=seen[0]), replace(renamed(pose), visibility=seen[1]))
        left.append(fused.xy[KNEE, 0])
    assert np.ptp(left) < 1e-9


def test_shoulders_and_hips_of_a_body_turned_round_are_named_by_one_look() -> None:
    """Else left shoulder and left hip would lie on different sides: here the arms are calmer in one look, the legs in the other."""
    fuse = Fusion()
    for frame in range(150):
        pose = body(frame / 30)
        turned = renamed(renamed(pose, ARMS), LEGS)
        fused = fuse(moved(pose, 0.05 * (frame % 2), LEGS), moved(turned, 0.1 * (frame % 2), ARMS))
    shoulder, hip = INDEX["left_shoulder"], INDEX["left_hip"]
    names = [abs(fused.world[joint, 2] - pose.world[joint, 2]) < 0.05 for joint in (shoulder, hip)]
    assert names[0] == names[1]


def test_a_look_that_sees_somebody_anew_is_trusted_by_and_by() -> None:
    """The one that followed all along may be in the middle of a movement, which is no reason to leave it."""
    fuse, shares = Fusion(), []
    for frame in range(90):
        pose = moved(body(frame / 30), 0.01 * frame)
        fused = fuse(pose, moved(pose, 0.02) if frame >= 45 else Pose.empty(frame / 30))
        shares.append((fused.xy[KNEE, 1] - pose.xy[KNEE, 1]) / 0.02)
    assert shares[45] < 0.1
    assert 0.3 < shares[89] < 0.6


def test_an_arm_that_is_followed_at_two_places_is_not_judged() -> None:
    """A forearm behind the body, drawn up by one look and down by the other: in the middle it would seem bent."""
    elbow, wrist, other = (INDEX[joint] for joint in ("left_elbow", "left_wrist", "right_wrist"))
    for apart, judged in ((0.02, True), (0.1, False)):
        fuse = Fusion()
        for frame in range(60):
            pose = body(frame / 30)
            fused = fuse(moved(pose, apart, range(wrist, wrist + 1)), pose)
        assert (fused.visibility[wrist] >= SEEN) == judged
        assert fused.visibility[[elbow, other, KNEE]].min() == pytest.approx(1)


def test_a_leg_that_is_followed_at_two_places_is_still_counted() -> None:
    """The middle of both moves as the leg does."""
    fuse = Fusion()
    for frame in range(60):
        fused = fuse(moved(body(frame / 30), 0.1, LEGS), body(frame / 30))
    assert fused.visibility[KNEE] == pytest.approx(1)


def test_where_one_look_finds_nobody_the_other_one_is_taken() -> None:
    nobody = Pose.empty(0.0)
    assert same(Fusion()(body(), nobody), body())
    assert same(Fusion()(nobody, body()), body())
    assert not Fusion()(nobody, nobody).found


def test_of_two_people_the_one_who_was_there_is_followed() -> None:
    """The two looks may be at two people, and nobody lies between them."""
    fuse = Fusion()
    fuse(body(0.0), body(0.0))
    assert same(fuse(moved(body(0.1), -0.5), body(0.1)), body(0.1))
    assert same(fuse(body(0.2), moved(body(0.2), -0.5)), body(0.2))


def test_in_a_mirror_the_same_body_comes_out() -> None:
    """The looks change places then, and so do left and right; once it has shown which one is calmer."""
    straight, mirrored = Fusion(), Fusion()
    for frame in range(60):
        one, two = moved(body(frame / 30), 0.1 * (frame % 2), LEGS), renamed(moved(body(frame / 30), 0.004))
        there = straight(one, two)
        back = mirrored(two.mirrored(stick.WIDTH), one.mirrored(stick.WIDTH)).mirrored(stick.WIDTH)
        assert frame < 30 or same(there, back)
