"""Look-alikes: what resembles an exercise is not counted as it, or counts and is told what it is."""

from functools import cache

import acted
import pytest

from formcheck import rulebook
from sample_videos.actor import score
from sample_videos.actor.landmarks import record
from sample_videos.actor.life import LOOKALIKES, VARIATIONS

#: Look-alike -> the exercises it resembles and does not count as.
OTHERS = {
    "feet_down_knee_roll": ("glute_bridge", "knee_to_chest", "partial_crunch"),
    "double_knee_to_chest": ("knee_to_chest", "partial_crunch", "glute_bridge"),
    "single_leg_bridge": ("knee_to_chest", "partial_crunch"),
    "clamshell": ("lateral_leg_lift",),
    "full_sit_up": ("knee_to_chest", "forward_bend"),
    "standing_hip_abduction": ("lateral_leg_lift", "forward_bend"),
    "plank": ("downward_dog", "downward_dog_leg_lift", "bird_dog"),
    "upward_dog": ("downward_dog", "downward_dog_leg_lift", "bird_dog"),
    "cat_cow": ("bird_dog", "downward_dog"),
    "seated_side_bend": ("seated_rotation", "forward_bend"),
}
#: The fault that names a variation.
TOLD = {"feet_down_knee_roll": "feet_down", "single_leg_bridge": "one_leg_up", "full_sit_up": "sit_up"}


@cache
def acted_out(name):
    return record(score.lookalike(name, "c", 5, reps=2), 15, seed=5)[0]


def test_every_look_alike_is_tried():
    assert set(OTHERS) == set(LOOKALIKES)


@pytest.mark.parametrize(("name", "exercise"), [(name, other) for name, others in OTHERS.items() for other in others])
def test_a_look_alike_is_not_counted(name, exercise):
    assert acted.run(exercise, acted_out(name)).count == 0


@pytest.mark.slow
@pytest.mark.parametrize("name", LOOKALIKES)
def test_a_look_alike_counts_as_nothing_but_the_exercise_that_it_varies(name):
    counting = {exercise for exercise in rulebook.ids() if acted.run(exercise, acted_out(name)).count}
    assert counting == ({VARIATIONS[name]} if name in VARIATIONS else set())


@pytest.mark.parametrize("name", VARIATIONS)
def test_a_variation_counts_and_only_that_is_told(name):
    seen = acted.run(VARIATIONS[name], acted_out(name))
    assert (seen.count, acted.named(seen)) == (2, {TOLD[name]})


@pytest.mark.parametrize("exercise", ["downward_dog", "bird_dog"])
def test_cat_cow_is_not_even_an_attempt(exercise):
    assert acted.run(exercise, acted_out("cat_cow")).attempts == ()
