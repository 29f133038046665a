"""The actor's score: movement and label come from the same place, and both are what the specification says."""

from __future__ import annotations

import tomllib

import acted
import numpy as np
import pytest

from formcheck.errors import UserError
from formcheck.pose import INDEX, LEFT, RIGHT
from formcheck.summary import uneven
from sample_videos.actor import score as scores
from sample_videos.actor.camera import Camera
from sample_videos.actor.exercise import look, turned_knobs
from sample_videos.actor.files import label_text, write_label, write_truth
from sample_videos.actor.landmarks import record
from sample_videos.actor.life import LOOKALIKES
from sample_videos.actor.measures import View, bent
from sample_videos.actor.skeleton import ANGLES, BODIES, BONES, forward, landmarks, lowest
from sample_videos.actor.solver import solve

TEN = [name for name in scores.EXERCISES if name != "squat"]
FAULTS = [(name, fault) for name in TEN for fault in scores.exercise(name).changes]
MEASURED = [(n, f) for n, f in FAULTS if scores.exercise(n).changes[f].measure is not None]


def view_of(name: str, person: str, knobs: dict, side: str, camera: Camera | None = None) -> View:
    """What the recommended camera sees of one repetition."""
    what = scores.exercise(name)
    heading = what.turned[side if what.sides == "blocks" else RIGHT]
    return look(what, BODIES[person], camera or what.camera, knobs, side, heading)


def knobs_of(name: str, fault: str, strength: float, person: str, side: str) -> dict:
    """The knobs of a repetition with a fault."""
    what = scores.exercise(name)
    heading = what.turned[side if what.sides == "blocks" else RIGHT]
    usual = {**what.knobs, "side": 1.0 if side == LEFT else -1.0}
    return turned_knobs(what, BODIES[person], what.camera, side, heading, fault, strength, usual) if fault else usual


def side_of(name: str) -> str:
    """A side to try, where there are sides."""
    return RIGHT if scores.exercise(name).sides else ""


@pytest.mark.parametrize("person", BODIES)
def test_everybody_is_as_tall_as_their_name_says(person: str) -> None:
    """The crown (0.13 of the height above the chin) stands within 2 % of the given height when the soles are on the floor."""
    body = BODIES[person]
    bones = forward(body, {}, np.zeros(3))
    points = landmarks(body, bones)
    crown = bones[list(BONES).index("head"), 1, 3] + 0.11 * body.height
    assert crown - points[INDEX["left_heel"], 1] == pytest.approx(body.height, rel=0.025)


def test_angles_turn_the_way_their_names_say() -> None:
    """Flexion lifts arm and thigh forwards, knee flexion takes the foot back, abduction goes outwards."""
    body = BODIES["a"]

    def moved(landmark: str, **angles: float) -> np.ndarray:
        here, there = (landmarks(body, forward(body, given, np.zeros(3)))[INDEX[landmark]] for given in ({}, angles))
        return there - here

    assert moved("left_wrist", left_shoulder_flexion=40.0)[2] > 0.1
    assert moved("left_ankle", left_hip_flexion=40.0)[2] > 0.1
    assert moved("left_ankle", left_knee_flexion=40.0)[2] < -0.1
    assert moved("left_wrist", left_shoulder_abduction=40.0)[0] > 0.1
    assert moved("right_ankle", right_hip_abduction=40.0)[0] < -0.1
    assert moved("nose", neck_twist=30.0)[0] > 0.01
    assert moved("nose", pitch=30.0)[2] > 0.1


def test_a_planted_hand_and_foot_stay_where_they_are() -> None:
    """Inverse kinematics puts wrist and ankle on their targets."""
    pose = {"at.pelvis": 1.0, "at.pelvis.y": 0.8, "left_foot.pin": 1.0, "left_foot.x": 0.1, "left_foot.y": 0.07,
            "left_foot.z": 0.2, "right_hand.pin": 1.0, "right_hand.x": -0.3, "right_hand.y": 0.9, "right_hand.z": 0.3}  # fmt: skip
    body = BODIES["b"]
    points = landmarks(body, forward(body, *solve(body, pose)))
    assert points[INDEX["left_ankle"]] == pytest.approx([0.1, 0.07, 0.2], abs=2e-3)
    assert points[INDEX["right_wrist"]] == pytest.approx([-0.3, 0.9, 0.3], abs=2e-3)


@pytest.mark.parametrize("name", TEN)
@pytest.mark.parametrize("person", ["a", "e"])
def test_nobody_sinks_into_the_floor(name: str, person: str) -> None:
    """The body's skin stays within 7 cm of the floor line at the lowest moment (a soft body on a soft mat)."""
    score = scores.clean(name, person, reps=2)
    frames = score.at(np.linspace(0.0, score.seconds, 60))
    assert np.min(lowest(score.body, forward(score.body, frames.angles, frames.root))) > -0.07


@pytest.mark.parametrize("name", TEN)
def test_knees_and_elbows_never_bend_backwards_in_good_repetitions(name: str) -> None:
    """Knees and elbows keep a flexion of at least -3 degrees."""
    score = scores.clean(name, "d", reps=2)
    frames = score.at(np.linspace(0.0, score.seconds, 80))
    hinges = [n for n, angle in enumerate(ANGLES) if "knee_flexion" in angle or "elbow_flexion" in angle]
    assert frames.angles[:, hinges].min() > -3.0


@pytest.mark.parametrize("name", TEN)
def test_the_whole_body_is_in_the_picture(name: str) -> None:
    """Every landmark of a good set lies inside the picture and the torso is at least 60 pixels long."""
    score = scores.clean(name, "b", reps=2)
    xy = score.camera.project(score.landmarks(score.at(np.linspace(0.0, score.seconds, 60))))
    assert xy[..., 1].min() > 0.0 and xy[..., 1].max() < 1.0
    assert xy[..., 0].min() > 0.0 and xy[..., 0].max() < score.camera.width
    torso = np.linalg.norm(xy[:, 11:13].mean(axis=1) - xy[:, 23:25].mean(axis=1), axis=-1)
    if name != "spiral_twist":
        assert np.median(torso) * score.camera.pixels[1] > 60


@pytest.mark.parametrize(("name", "fault"), MEASURED)
def test_a_good_repetition_keeps_clear_of_every_threshold(name: str, fault: str) -> None:
    """With no fault asked for, the specification's measure is on the good side of its threshold."""
    change, side = scores.exercise(name).changes[fault], side_of(name)
    beyond_value = change.measure(view_of(name, "a", knobs_of(name, fault, 1.5, "a", side), side))
    good = change.measure(view_of(name, "a", knobs_of(name, "", 0.0, "a", side), side))
    assert (good - change.at) * (beyond_value - change.at) < 0


@pytest.mark.parametrize(("name", "fault"), MEASURED)
@pytest.mark.parametrize("person", ["a", "d"])
def test_strength_one_is_exactly_at_the_threshold(name: str, fault: str, person: str) -> None:
    """At strength 1 the measured value is the threshold (to 3 % of the way there from a good repetition)."""
    change, side = scores.exercise(name).changes[fault], side_of(name)
    good = change.measure(view_of(name, person, knobs_of(name, "", 0.0, person, side) | change.also, side))
    at = change.measure(view_of(name, person, knobs_of(name, fault, 1.0, person, side), side))
    start = change.good if change.good is not None else good
    assert at == pytest.approx(change.at, abs=0.03 * abs(change.at - start) + 1e-3)


@pytest.mark.parametrize("person", ["a", "g", "r"])
def test_a_bridge_acted_however_low_still_counts_by_the_specification(person: str) -> None:
    change = scores.exercise("glute_bridge").changes["not_high_enough"]
    low, lower = (
        change.measure(view_of("glute_bridge", person, knobs_of("glute_bridge", "not_high_enough", strength, person, ""), ""))
        for strength in (1.3, 3.0)
    )  # fmt: skip
    assert low > lower == pytest.approx(change.until, abs=0.5)


@pytest.mark.parametrize("person", ["a", "g", "r"])
def test_a_lift_that_rocks_forward_rises_as_far_as_others(person: str) -> None:
    rise = scores.exercise("downward_dog_leg_lift").changes["low_lift"].measure
    seen = view_of(
        "downward_dog_leg_lift", person, knobs_of("downward_dog_leg_lift", "rocks_forward", 1.8, person, LEFT), LEFT
    )
    assert rise(seen) > 0.4


GOOD = {
    "forward_bend": (lambda v: _tilt(v, "hip", "shoulder"), 90, 115),
    "knee_to_chest": (lambda v: 180 - _joint(v, "shoulder_m", "hip_m", "knee_m"), 110, 125),
    "glute_bridge": (lambda v: _joint(v, "shoulder_n", "hip_n", "knee_n"), 165, 177),
    "bird_dog": (lambda v: _joint(v, "shoulder_m", "hip_m", "knee_m"), 160, 180),
    "downward_dog": (lambda v: _joint(v, "shoulder_n", "hip_n", "knee_n"), 70, 100),
    "downward_dog_leg_lift": (lambda v: _joint(v, "shoulder_n", "hip_m", "ankle_m"), 135, 165),
}


def _joint(v: View, a: str, b: str, c: str) -> float:
    return bent(v.at(a), v.at(b), v.at(c))


def _tilt(v: View, a: str, b: str) -> float:
    line = v.at(f"{b}_n") - v.at(f"{a}_n")
    return float(np.degrees(np.arctan2(abs(line[0]), -line[1])))


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("person", BODIES)
def test_good_repetitions_have_the_typical_range(name: str, person: str) -> None:
    """The cycling signal ends in the specification's range for a typical user, for every build."""
    measure, low, high = GOOD[name]
    side = side_of(name)
    assert low <= measure(view_of(name, person, knobs_of(name, "", 0.0, person, side), side)) <= high


@pytest.mark.parametrize("name", TEN)
def test_the_label_knows_the_repetitions(name: str) -> None:
    """A clean clip has the repetitions asked for, in order, inside the clip, with rest before and after, both sides if any."""
    score = scores.clean(name, reps=6)
    label = score.label()
    assert label["exercise"] == name and len(label["reps"]) == 6
    assert all(rep["faults"] == [] and rep.get("counts", True) for rep in label["reps"])
    assert label["reps"][0]["start"] >= 1.5 and label["reps"][-1]["end"] <= score.seconds - 1.0
    assert all(one["end"] <= two["start"] for one, two in zip(label["reps"], label["reps"][1:], strict=False))
    sides = {rep.get("side") for rep in label["reps"]}
    assert sides == ({LEFT, RIGHT} if scores.exercise(name).sides else {None})


def test_who_comes_into_the_start_pose_from_another_goes_back_there_and_both_ways_belong_to_no_repetition() -> None:
    """The three-legged dog begins and ends on its knees, which are off the floor in every repetition."""
    score = scores.clean("downward_dog_leg_lift", reps=2)
    reps = score.label()["reps"]
    times = np.array([0.0, score.seconds, *(rep[edge] for rep in reps for edge in ("start", "end"))])
    knees = score.landmarks(score.at(times))[:, [INDEX["left_knee"], INDEX["right_knee"]], 1].max(axis=1)
    assert (knees[:2] < 0.08).all() and (knees[2:] > 0.2).all()
    assert reps[0]["start"] == scores.WAIT + scores.INTO + scores.WAIT
    assert score.seconds - reps[-1]["end"] > scores.INTO + 1.0


def peak(score: scores.Score) -> np.ndarray:
    """(33, 3) m: the landmarks in the middle of the first repetition's hold."""
    rep = score.label()["reps"][0]
    return score.landmarks(score.at(np.array([0.55 * rep["start"] + 0.45 * rep["end"]])))[0]


@pytest.mark.parametrize("person", BODIES)
def test_elbows_closed_in_front_of_the_face_leave_the_hands_on_the_head(person: str) -> None:
    """Wrists and fingertips stay within 15 cm of the ear on their side."""
    points = peak(scores.faulty("partial_crunch", "elbows_close", 1.6, person, reps=1))
    for side in (LEFT, RIGHT):
        hand = points[[INDEX[f"{side}_wrist"], INDEX[f"{side}_index"]]]
        assert np.linalg.norm(hand - points[INDEX[f"{side}_ear"]], axis=1).max() < 0.15


@pytest.mark.parametrize("person", BODIES)
def test_a_hip_that_hikes_leaves_the_trunk_lying(person: str) -> None:
    """Its pelvis tips towards the ribs; no other fault comes along."""
    rep = scores.faulty("lateral_leg_lift", "hip_hikes", 1.6, person, reps=1).label()["reps"][0]
    assert rep["faults"] == ["hip_hikes"] and "with" not in rep


def test_the_side_lying_person_faces_the_camera_on_both_sides() -> None:
    """In every repetition the nose is nearer to the camera than the ears, and the working leg is the upper one."""
    score = scores.clean("lateral_leg_lift", reps=4)
    for rep in score.label()["reps"]:
        points = score.landmarks(score.at(np.array([rep["start"]])))[0]
        depth, side = score.camera.seen(points)[:, 2], rep["side"]
        assert depth[INDEX["nose"]] < min(depth[INDEX["left_ear"]], depth[INDEX["right_ear"]])
        other = RIGHT if side == LEFT else LEFT
        assert points[INDEX[f"{side}_hip"], 1] > points[INDEX[f"{other}_hip"], 1] + 0.1


def test_a_fault_too_small_to_count_says_why() -> None:
    """A half-way knee pull is labelled as not counted, with the reason."""
    rep = scores.faulty("knee_to_chest", "knee_not_near", 1.5, reps=1).label()["reps"][0]
    assert rep["counts"] is False and "90 degrees" in rep["why"]
    inside = scores.faulty("knee_to_chest", "knee_not_near", 0.5, reps=1).label()["reps"][0]
    assert inside["faults"] == [] and "counts" not in inside


WHOLE = [(name, fault) for name, fault in FAULTS if scores.exercise(name).changes[fault].whole]
UNEVEN = [(name, fault) for name, fault in WHOLE if scores.exercise(name).changes[fault].whole == LEFT]


@pytest.mark.parametrize(("name", "fault"), UNEVEN)
def test_a_set_with_unequal_sides_has_no_faulty_repetition(name: str, fault: str) -> None:
    """The label names it for the whole set; it is in no mixed clip."""
    label = scores.faulty(name, fault, 1.5).label()
    assert label["shows"] == fault and fault not in scores.faults(name)
    assert [rep["side"] for rep in label["reps"]].count(LEFT) == 3
    assert all(rep["faults"] == [] and "tried" not in rep for rep in label["reps"])


@pytest.mark.parametrize(("name", "fault"), [one for one in UNEVEN if one[0] != "spiral_twist"])
def test_unequal_sides_are_told_at_the_end_of_the_set(name: str, fault: str) -> None:
    """Beyond the limit both sides are named, in their order; well inside nothing is said."""
    found = [acted.run(name, record(scores.faulty(name, fault, strength, seed=3), 15.0)[0]) for strength in (0.4, 1.6)]
    more, less = (LEFT, RIGHT) if name == "seated_rotation" else (RIGHT, LEFT)
    assert uneven(found[0]) == ""
    assert more in uneven(found[1]).split("than")[0] and less in uneven(found[1]).split("than")[1]


def test_a_mixed_clip_shows_each_fault_twice_running() -> None:
    """Every fault appears in two consecutive repetitions, with good ones between."""
    tried = [rep.get("tried", "") for rep in scores.mixed("glute_bridge").label()["reps"]]
    for fault in scores.faults("glute_bridge"):
        first = tried.index(fault)
        assert tried[first - 1] == "" and tried[first : first + 3] == [fault, fault, ""]


def test_the_same_seed_gives_the_same_movement_at_every_frame_rate() -> None:
    """Half the frames are every other frame, to the last digit, with and without the error model."""
    score = scores.clean("bird_dog", seed=4, reps=2)
    (fast, _), (slow, _) = record(score, fps=30.0), record(score, fps=15.0)
    assert np.allclose(fast.xy[::2][: len(slow)], slow.xy, atol=1e-6)
    assert np.allclose(score.frames(30.0).angles[::2][: len(slow)], score.frames(15.0).angles)


def test_the_error_model_has_the_measured_size() -> None:
    """Near-side hip and knee angles differ from the truth by 1 to 6 degrees on average, as MediaPipe's do."""
    score = scores.clean("glute_bridge", seed=2)
    (noisy, _), (true, _) = record(score), record(score, noise=False)
    near = (
        LEFT
        if noisy.visibility[:, INDEX["left_knee"]].mean() > noisy.visibility[:, INDEX["right_knee"]].mean()
        else RIGHT
    )

    def knee(xy: np.ndarray) -> np.ndarray:
        a, b, c = (xy[:, INDEX[f"{near}_{part}"]] for part in ("hip", "knee", "ankle"))
        u, v = a - b, c - b
        return np.degrees(np.arccos(np.sum(u * v, -1) / np.linalg.norm(u, axis=-1) / np.linalg.norm(v, axis=-1)))

    assert 0.5 < np.mean(np.abs(knee(noisy.xy) - knee(true.xy))) < 6.0


@pytest.mark.parametrize("name", LOOKALIKES)
def test_a_look_alike_has_no_repetitions(name: str) -> None:
    """Look-alikes are labelled as none of the exercises, and somebody moves in them."""
    score = scores.lookalike(name)
    assert score.label()["exercise"] == "none" and score.label()["reps"] == []
    assert np.ptp(score.frames(5.0).angles, axis=0).max() > 20


def test_everyday_movement_has_no_repetitions() -> None:
    """A life clip is labelled as none of the exercises; the person stands, and lies down."""
    score = scores.life(1)
    points = score.landmarks(score.frames(5.0))
    assert score.label()["reps"] == [] and score.label()["exercise"] == "none"
    assert points[:, INDEX["nose"], 1].max() > 1.3 and points[:, INDEX["nose"], 1].min() < 0.35


@pytest.mark.parametrize("person", BODIES)
def test_who_sits_or_lies_down_does_not_hang_in_the_air(person: str) -> None:
    """With the feet well ahead, the seat is on the floor."""
    score = scores.life(1, person)
    points = score.landmarks(score.frames(5.0))
    hips, heels = (points[:, [INDEX[f"left_{part}"], INDEX[f"right_{part}"]]].mean(axis=1) for part in ("hip", "heel"))
    down = np.linalg.norm((hips - heels)[:, [0, 2]], axis=1) > 0.23 * score.body.height
    assert down.sum() > 20 and hips[down, 1].max() < 0.13 * score.body.height


def test_a_label_reads_back_from_its_file(tmp_path) -> None:
    """What is written as TOML is what the score said."""
    label = scores.faulty("bird_dog", "arm_low", 1.5, reps=2).label()
    assert tomllib.loads(label_text(label)) == label
    write_label(label, tmp_path / "new" / "clip.toml")
    assert tomllib.loads((tmp_path / "new" / "clip.toml").read_text())["reps"][0]["faults"] == ["arm_low"]


def test_the_truth_file_holds_angles_and_landmarks(tmp_path) -> None:
    """Angles by name, 2-D and 3-D landmarks and the camera, one row a frame."""
    score = scores.clean("glute_bridge", reps=1)
    write_truth(score, 10.0, tmp_path / "truth.npz")
    with np.load(tmp_path / "truth.npz") as file:
        assert file["angles"].shape == (len(file["t"]), len(ANGLES)) and list(file["names"]) == list(ANGLES)
        assert file["xy"].shape == (len(file["t"]), 33, 2) and file["points"].shape == (len(file["t"]), 33, 3)


@pytest.mark.parametrize(
    "call",
    [lambda: scores.clean("yoga"), lambda: scores.clean("bird_dog", "nobody"), lambda: scores.faulty("bird_dog", "nonsense"),
     lambda: scores.lookalike("nonsense")],
)  # fmt: skip
def test_an_unknown_name_is_answered_with_the_known_ones(call) -> None:
    """The error names the wrong value and lists what there is."""
    with pytest.raises(UserError, match="choose one of"):
        call()
