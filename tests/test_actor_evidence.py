"""The evidence that the actor is fair: what it measures, checked where the answer is known."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("skimage", reason="the actor's packages are not installed: pip install 'formcheck[actor]'")
pytest.importorskip("moderngl", reason="the actor's packages are not installed: pip install 'formcheck[actor]'")

from formcheck.errors import UserError
from sample_videos.actor import evidence, noise, photographs, samples, score, seen
from sample_videos.actor.landmarks import ERRORS, record, truth


def acted(seed: int, noisy: bool = True) -> seen.Seen:
    """A glute bridge as the error model shows it, beside its truth."""
    sample = samples.Sample("glute_bridge", "clean", "a", "living", seed)
    performed = score.clean("glute_bridge", "a", seed)
    return seen.Seen.of(sample, record(performed, 15.0, noise=noisy)[0], truth(performed, performed.frames(15.0)))


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


def test_clips_without_their_truth_are_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(evidence, "clips", list)
    assert "python -m sample_videos.actor samples" in evidence.report()


def test_a_folder_of_photographs_needs_its_index(tmp_path):
    with pytest.raises(UserError, match="index.csv"):
        photographs.people(tmp_path)
