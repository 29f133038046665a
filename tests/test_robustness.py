"""The bench of robustness: what its alterations do to a recording, and that it notices a difference."""

import numpy as np

from benchmarks.robustness import jittering, missing, same, slower
from formcheck.replay import replay
from formcheck.rulebook import load
from sample_videos.actor import score
from sample_videos.actor.landmarks import record

DOG = load("bird_dog")


def reaches(reps=2):
    return record(score.clean("bird_dog", "c", 3, reps=reps), 30, seed=3)[0]


def test_at_fewer_pictures_a_second_each_is_the_first_one_that_is_due():
    times = [pose.t for pose in slower(reaches(), 10)]
    assert np.allclose(np.diff(times), 0.1, atol=1e-3)


def test_about_a_tenth_of_the_pictures_goes_missing_and_the_others_stay_as_they_are():
    whole = reaches()
    left = list(missing(whole))
    assert 0.85 * len(whole) < len(left) < 0.95 * len(whole)
    assert {pose.t for pose in left} <= set(whole.t)


def test_jitter_moves_every_landmark_by_about_half_a_percent_of_the_height():
    whole = reaches()
    moved = np.array([after.xy - before.xy for before, after in zip(whole, jittering(whole), strict=True)])
    assert 0.0045 < moved.std() < 0.0055


def test_a_recording_and_its_mirror_image_agree_when_the_sides_are_swapped():
    whole = reaches()
    mirrored = replay([pose.mirrored(whole.width) for pose in whole], DOG)
    tally = same(replay(whole, DOG), mirrored, True)
    assert tally["count", True] == 1 and tally["side", True] == 2 and not tally["side", False]


def test_a_lost_repetition_is_a_different_count():
    assert same(replay(reaches(), DOG), replay(reaches(reps=1), DOG), False)["count", False] == 1
