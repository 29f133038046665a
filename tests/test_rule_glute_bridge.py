"""Glute bridge: lifted hips count; one leg in the air counts too and is told; half the way and rolling do not count."""

from dataclasses import replace

import acted
import numpy as np
import pytest
import stick

from formcheck.pose import INDEX
from pose_rules.glute_bridge import sag
from sample_videos.actor import score
from sample_videos.actor.landmarks import record

BRIDGE = "glute_bridge"


def bridges(fps=15.0, reps=2, near=""):
    return record(score.clean(BRIDGE, "c", 3, reps=reps, near=near), fps, seed=3)[0]


def single_leg(person="c", seed=5):
    """Bridges with the far leg stretched out in the air all the time."""
    return record(score.lookalike("single_leg_bridge", person, seed, reps=2), 15, seed=seed)[0]


def stretched(poses, side):
    """The same bridges, but one shin goes out in line with its thigh while the hips are up, and comes back."""
    hip, knee, ankle = (poses.xy[:, INDEX[f"{side}_{joint}"]] for joint in ("hip", "knee", "ankle"))
    risen = hip[0, 1] - hip[:, 1]
    shift = (2 * knee - hip - ankle) * np.clip(2 * risen / risen.max(), 0, 1)[:, None]
    foot = [INDEX[f"{side}_{joint}"] for joint in ("ankle", "heel", "foot_index")]
    poses.xy[:, foot] += shift[:, None]
    return poses


def verdicts(seen, fault):
    return [finding.verdict for attempt in seen.attempts for finding in attempt.findings if finding.fault.name == fault]


def test_each_bridge_counts_once_and_good_ones_show_no_fault():
    seen = acted.clean(BRIDGE)
    assert (acted.sides(seen), acted.named(seen)) == ([None, None], set())


@pytest.mark.parametrize("fps", [30, 10])
def test_the_frame_rate_does_not_change_the_count(fps):
    assert acted.run(BRIDGE, bridges(fps)).count == 2


@pytest.mark.parametrize("near", ["left", "right"])
def test_from_either_side_and_in_a_mirror_the_count_is_the_same(near):
    poses = bridges(near=near)
    assert acted.run(BRIDGE, poses).count == 2
    assert acted.run(BRIDGE, acted.mirrored(poses)).count == 2


def test_jitter_and_missing_frames_change_neither_count_nor_verdict():
    seen = acted.run(BRIDGE, acted.roughened(bridges(), jitter=0.005, dropped=0.1))
    assert (seen.count, acted.named(seen)) == (2, set())


@pytest.mark.parametrize(
    "fault",
    [
        "not_high_enough", "over_arched", "feet_too_far", "feet_too_close", "heels_lift", "feet_slide",
        "head_or_shoulders_lift", "thrown_up", "dropped", "no_hold", "hips_sag_in_hold",
    ],
)  # fmt: skip
def test_a_fault_is_found_in_bridges_that_show_it_and_is_the_only_one(fault):
    seen = acted.faulty(BRIDGE, fault)
    assert (seen.count, acted.named(seen)) == (2, {fault})


def test_hips_that_come_up_part_of_the_way_are_told_as_partial():
    seen = acted.run(BRIDGE, acted.part_way(bridges(), 0.35))
    assert {attempt.status for attempt in seen.attempts} == {"partial"}
    assert all(attempt.reason.endswith("short") for attempt in seen.attempts)


@pytest.mark.parametrize("person", ["b", "e", "h"])
def test_a_single_leg_bridge_counts_and_only_the_leg_is_told(person):
    seen = acted.run(BRIDGE, single_leg(person))
    assert (seen.count, acted.named(seen)) == (2, {"one_leg_up"})


@pytest.mark.parametrize("side", ["left", "right"])
def test_the_near_leg_in_the_air_is_told_and_its_knee_and_foot_are_not_judged(side):
    seen = acted.run(BRIDGE, stretched(bridges(near=side), side))
    assert (seen.count, acted.named(seen)) == (2, {"one_leg_up"})
    assert verdicts(seen, "feet_too_far") == verdicts(seen, "feet_slide") == ["unseen", "unseen"]


def test_a_far_leg_that_is_hidden_is_not_said_to_be_down():
    poses = single_leg()
    poses.visibility[:, [INDEX["left_ankle"], INDEX["right_ankle"]]] *= [0.3, 1.0]
    seen = acted.run(BRIDGE, poses)
    assert (seen.count, verdicts(seen, "one_leg_up")) == (2, ["unseen", "unseen"])


@pytest.mark.filterwarnings("error")
def test_where_the_foot_stood_cannot_be_told_of_an_ankle_that_is_hidden_as_the_hips_rise():
    poses = bridges()
    risen = [attempt.rep.start for attempt in acted.run(BRIDGE, poses).attempts]
    for start in risen:
        hidden = (poses.t > start - 1.0) & (poses.t < start + 0.8)
        poses.visibility[np.ix_(hidden, [INDEX["left_ankle"], INDEX["right_ankle"]])] = 0.0
    seen = acted.run(BRIDGE, poses)
    assert (seen.count, verdicts(seen, "feet_slide")) == (2, ["unseen", "unseen"])


def test_knees_that_roll_to_the_side_are_not_counted_and_the_reason_is_said():
    seen = acted.run(BRIDGE, record(score.lookalike("feet_down_knee_roll", "c", 5, reps=2), 15, seed=5)[0])
    assert {(attempt.status, attempt.reason) for attempt in seen.attempts} == {
        ("rejected", "your hips rolled to the side")
    }


@pytest.mark.parametrize("other", ["knee_to_chest", "partial_crunch", "lateral_leg_lift", "bird_dog"])
def test_another_exercise_is_none(other):
    assert acted.run(BRIDGE, record(score.clean(other, "c", 3, reps=2), 10, seed=3)[0]).count == 0


@pytest.mark.parametrize("person", ["a", "t"])
def test_feet_that_are_put_far_away_join_no_bridges(person):
    """The hips lie on the floor between them, however far the feet open them."""
    plan = [score.Rep(""), score.Rep("", "feet_too_far", 1.9), score.Rep("", "feet_too_far", 1.9)]
    assert acted.run(BRIDGE, record(score.perform(BRIDGE, plan, person, 12562), 15, noise=False)[0]).count == 3


@pytest.mark.parametrize(("way", "hold"), [(2, 5), (4, 3), (6, 2)])
def test_hips_that_are_lowered_slowly_do_not_sag(way: float, hold: float):
    """Slow lowering is what is asked for."""
    times = stick.repetitions([22.0], way=way, hold=hold, rest=2)
    lift = stick.wave(times)
    (attempt,) = acted.run(BRIDGE, stick.film(lambda t: stick.bridge(lift(t)), times[-1][0] + 1, 10)).attempts
    assert "hips_sag_in_hold" not in {finding.fault.name for finding in attempt.faults}


def test_hips_that_sink_in_the_hold_and_stay_there_do_sag_also_nearly_to_the_floor():
    lift = stick.wave([(2, 0), (4, 22), (6, 22), (10, 15), (10.5, 15), (12.5, 0)])
    (attempt,) = acted.run(BRIDGE, stick.film(lambda t: stick.bridge(lift(t)), 14, 10)).attempts
    assert "hips_sag_in_hold" in {finding.fault.name for finding in attempt.faults}
    rep, high = attempt.rep, np.nanmax(attempt.rep.signals["lift"])
    low = np.where(rep.t > 9, np.minimum(rep.signals["lift"], 0.3 * high), rep.signals["lift"])
    assert sag(replace(rep, signals={**rep.signals, "lift": low})) == pytest.approx(sag(rep), abs=1)


@pytest.mark.parametrize("creeping", [0.0, 4.0])
def test_how_fast_the_hips_came_up_is_told_by_their_way_whatever_they_creep_up_after_it(creeping):
    lift = stick.wave([(2, 0), (2.6, 22 - creeping), (5, 22), (7, 0)])
    (attempt,) = acted.run(BRIDGE, stick.film(lambda t: stick.bridge(lift(t)), 9, 15)).attempts
    assert "thrown_up" in {finding.fault.name for finding in attempt.faults}
