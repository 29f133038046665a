"""The evidence that the actor is fair: what it measures, checked where the answer is known."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("skimage", reason="the actor's packages are not installed: pip install 'formcheck[actor]'")
pytest.importorskip("moderngl", reason="the actor's packages are not installed: pip install 'formcheck[actor]'")

from formcheck.errors import UserError
from sample_videos.actor import evidence, noise, photographs, samples, score, seen, views
from sample_videos.actor.landmarks import ERRORS, record


def acted(seed: int, noisy: bool = True) -> seen.Seen:
    """A glute bridge as the error model shows it, beside its truth."""
    sample = samples.Sample("glute_bridge", "clean", "a", "living", seed)
    performed = score.clean("glute_bridge", "a", seed)
    return seen.Seen.of(sample, record(performed, 15.0, noise=noisy)[0], performed)


def test_the_noise_measured_on_landmarks_made_with_the_error_model_is_the_error_models_own():
    lasting, slow, fast, visible = noise.measured([acted(seed) for seed in range(6)]).mean(axis=0)
    assert lasting == pytest.approx(np.array(ERRORS.bias), rel=0.3)
    assert slow == pytest.approx(np.array(ERRORS.drift), rel=0.35)
    assert fast == pytest.approx(np.array(ERRORS.jitter), rel=0.35)
    assert visible[0] == pytest.approx(ERRORS.near, abs=0.02) and visible[1] < visible[0]


def test_landmarks_without_noise_have_no_angle_error():
    clip = acted(0, noisy=False)
    assert all(clip.errors(joint).max() < 1e-6 for joint in seen.JOINTS)


def test_the_better_seen_side_is_the_one_towards_the_camera():
    clip = acted(1)
    assert clip.seen_share(True) > clip.seen_share(False) + 0.2


def test_a_clip_made_from_another_score_is_named_with_how_to_make_it_anew(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(evidence, "clips", list)
    monkeypatch.setattr(views, "report", str)
    assert "python -m sample_videos.actor samples --only glute_bridge/mixed" in evidence.report()


@pytest.mark.parametrize("sample", samples.SAMPLES, ids=lambda one: one.name)
def test_each_committed_clip_belongs_to_its_score_and_shows_the_person_where_the_score_says(sample: samples.Sample):
    clip = seen.Seen.load(sample)
    assert clip is not None
    off = np.linalg.norm(clip.xy - clip.true, axis=-1)[clip.found][:, [11, 12, 23, 24]]
    assert np.median(off) < 0.1 * np.median(clip.torso)


def test_the_rest_before_the_first_repetition_is_the_start_pose_wherever_a_clip_begins():
    performed = score.clean("downward_dog_leg_lift", reps=2)
    sample = samples.Sample("downward_dog_leg_lift", "clean", "a", "living", 0)
    clip = seen.Seen.of(sample, record(performed, 15.0, noise=False)[0], performed)
    assert clip.rest.sum() == pytest.approx(30, abs=1)
    assert np.ptp(clip.true[clip.rest], axis=0).max() < 0.05
    assert clip.t[clip.rest].max() < performed.reps[0]["start"] < clip.t[clip.rest].max() + 0.1


@pytest.mark.parametrize("exercise", score.EXERCISES)
def test_a_fault_that_its_camera_does_not_show_is_acted_by_name_and_in_no_mixed_clip(exercise: str):
    for fault in score.unseen(exercise):
        assert score.faulty(exercise, fault, 1.6, reps=1).label()["reps"][0]["faults"] == [fault]
        assert fault not in {rep.fault for rep in samples.tour(exercise, 1.6)}
        assert fault in views.POSES[exercise][1]


def test_stills_show_the_pose_from_the_place_that_was_asked_for():
    try:
        [good], [caved] = (
            views.shots("glute_bridge", fault, (0, 1.25), np.mean, ["a"]) for fault in ("", "knees_cave")
        )
    except UserError as error:
        pytest.skip(str(error))
    assert views.knees_apart(caved.true) < 0.75 < views.knees_apart(good.true)
    assert abs(good.true[[11, 12]].mean(axis=0) - good.true[[27, 28]].mean(axis=0))[0] < 0.1, (
        "feet in front of the head"
    )


def test_joints_are_in_place_within_a_fifth_of_the_torso():
    true = record(score.clean("glute_bridge", reps=1), noise=False)[0].xy[0]
    nobody, shifted = np.full((33, 2), np.nan), true.copy()
    shifted[[25, 27]] += 1.0
    assert [views.in_place(true, xy) for xy in (true, shifted, nobody)] == [1.0, pytest.approx(10 / 12), 0.0]


def test_a_folder_of_photographs_needs_its_index(tmp_path):
    with pytest.raises(UserError, match="index.csv"):
        photographs.people(tmp_path)
