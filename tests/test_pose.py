"""Poses, recordings and smoothing."""

from __future__ import annotations

import contextlib
import random

import numpy as np
import pytest
import stick

from formcheck.errors import UserError
from formcheck.pose import Pose
from formcheck.recording import Recording
from formcheck.smoothing import Smoother


def test_a_pose_of_the_wrong_shape_is_refused_with_the_shape_it_needs():
    with pytest.raises(ValueError, match=r"Pose.xy must have shape \(33, 2\)"):
        Pose(0.0, np.zeros((32, 2)), np.zeros((33, 3)), np.zeros(33))


def test_nobody_is_a_pose_too():
    assert not Pose.empty(1.0).found


def test_mirroring_twice_gives_the_same_pose():
    pose = stick.pose(0.0, *stick.all_fours(0.5, 0.5))
    twice = pose.mirrored(stick.WIDTH).mirrored(stick.WIDTH)
    np.testing.assert_allclose(twice.xy, pose.xy)
    np.testing.assert_allclose(twice.visibility, pose.visibility)


def test_a_recording_survives_being_saved(tmp_path):
    recording = stick.film(lambda t: stick.bridge(10 * t), 1)
    recording.save(tmp_path / "clip.npz")
    loaded = Recording.load(tmp_path / "clip.npz")
    np.testing.assert_array_equal(loaded.xy, recording.xy)
    assert (loaded.width, loaded.live, len(loaded)) == (recording.width, False, len(recording))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"not a recording", "is not a landmark recording"),
        (b"", "is not a landmark recording"),
        (b"PK\x03\x04xx", "not a landmark recording"),
    ],
)
def test_a_corrupt_recording_gives_one_sentence_with_the_file(tmp_path, content, words):
    path = tmp_path / "bad.npz"
    path.write_bytes(content)
    with pytest.raises(UserError, match=words) as raised:
        Recording.load(path)
    assert "bad.npz" in str(raised.value)


def test_a_recording_with_arrays_that_do_not_fit_is_refused(tmp_path):
    np.savez(tmp_path / "odd.npz", t=np.arange(3.0), xy=np.zeros((2, 33, 2)), world=np.zeros((3, 33, 3)),
             visibility=np.zeros((3, 33)))  # fmt: skip
    with pytest.raises(UserError, match="xy has shape"):
        Recording.load(tmp_path / "odd.npz")


def test_a_recording_damaged_anywhere_gives_one_sentence(tmp_path):
    """Each library on the way complains in its own manner: zlib, zipfile, NumPy."""
    path = tmp_path / "bad.npz"
    stick.film(lambda t: stick.bridge(10 * t), 1).save(path)
    whole = path.read_bytes()
    chance = random.Random(1)
    for _ in range(150):
        content = bytearray(whole)
        for _ in range(3):
            content[chance.choice((chance.randrange(60), chance.randrange(len(whole))))] = chance.randrange(256)
        path.write_bytes(content)
        with contextlib.suppress(UserError):  # what is hit may happen not to matter
            Recording.load(path)


@pytest.mark.parametrize(
    ("name", "value"), [("xy", np.inf), ("xy", 1e300), ("world", -np.inf), ("visibility", 1.5), ("visibility", -0.5)]
)
def test_a_recording_with_impossible_numbers_is_refused(tmp_path, name, value):
    recording = stick.film(lambda t: stick.standing(), 1)
    getattr(recording, name)[3, 5] = value
    recording.save(tmp_path / "odd.npz")
    with pytest.raises(UserError, match=r"odd\.npz is damaged"):
        Recording.load(tmp_path / "odd.npz")


def test_a_recording_whose_times_fall_is_refused(tmp_path):
    recording = stick.film(lambda t: stick.standing(), 1)
    Recording(recording.t[::-1], recording.xy, recording.world, recording.visibility).save(tmp_path / "back.npz")
    with pytest.raises(UserError, match="times do not rise"):
        Recording.load(tmp_path / "back.npz")


def test_saving_to_a_place_that_cannot_be_written_is_said(tmp_path):
    with pytest.raises(UserError, match="Cannot write"):
        stick.film(lambda t: stick.standing(), 1).save(tmp_path / "missing" / "clip.npz")


def test_smoothing_calms_noise_and_keeps_the_height_of_a_quick_repetition():
    lift = stick.wave(stick.repetitions([22.0], way=0.6, hold=0.3))
    clean = stick.film(lambda t: stick.bridge(lift(t)), 4)
    noisy = stick.film(lambda t: stick.bridge(lift(t)), 4, noise=0.004)
    smooth = Smoother()
    hip = np.array([smooth(pose).xy[23, 1] for pose in noisy])
    still = clean.t < 1.5
    assert np.std(hip[still]) < 0.5 * np.std(noisy.xy[still, 23, 1])
    reached = (clean.xy[0, 23, 1] - hip.min()) / (clean.xy[0, 23, 1] - clean.xy[:, 23, 1].min())
    assert 0.93 < reached < 1.07


@pytest.mark.parametrize("fps", [15, 10])
def test_a_camera_with_fewer_pictures_a_second_is_smoothed_as_one_with_thirty(fps):
    def heights(rate):
        smooth = Smoother()
        return [smooth(pose).xy[23, 1] for pose in stick.film(lambda t: stick.bridge(10 * t), 1, fps=rate)]

    assert heights(fps) == pytest.approx(heights(30)[:: 30 // fps], abs=1e-6)
