"""Sets with all that comes before and after: what is counted, and how people move in and out of position."""

from __future__ import annotations

import acted
import numpy as np
import pytest

from formcheck.pose import INDEX
from sample_videos.actor import score as scores
from sample_videos.actor.landmarks import record

TEN = [name for name in scores.EXERCISES if name != "squat"]


@pytest.mark.parametrize("name", TEN)
def test_nothing_but_the_repetitions_is_counted_when_somebody_walks_in_and_leaves(name: str) -> None:
    """Walking, talking, getting down, getting up and a scratch count nothing, and nothing is said of them."""
    performed = scores.visit(name, "c", 7)
    poses, label = record(performed, 15.0)
    seen = acted.run(name, poses, keep=False)
    assert seen.count == len(label["reps"]) == len(seen.attempts) == 6


@pytest.mark.parametrize("name", TEN)
def test_a_visit_begins_and_ends_on_the_feet_with_the_labelled_set_between(name: str) -> None:
    """The nose is high at both ends, and each repetition moves as the same one does without the visit."""
    performed, inner = scores.visit(name, "c", 2), scores.clean(name, "c", 2)
    ends = performed.landmarks(performed.at(np.array([0.0, performed.seconds])))
    assert ends[:, INDEX["nose"], 1].min() > 0.8 * performed.body.height
    begin = performed.reps[0]["start"] - inner.reps[0]["start"]
    assert begin > 5 and len(performed.reps) == len(inner.reps)
    times = np.linspace(inner.reps[0]["start"], inner.reps[-1]["end"], 30)
    moved, still = (one.at(when).angles for one, when in ((performed, times + begin), (inner, times)))
    assert np.abs(moved - still).mean() < 1.0


@pytest.mark.parametrize("name", TEN)
def test_nobody_sinks_into_the_floor_on_the_way(name: str) -> None:
    """Trunk and knees stay above it; a hand or foot in passing is under it by 10 cm at most."""
    performed = scores.visit(name, "a", 2)
    points = performed.landmarks(performed.frames(5.0))
    assert (
        points[
            :, [INDEX[f"{side}_{part}"] for side in ("left", "right") for part in ("hip", "shoulder", "knee")], 1
        ].min()
        > 0
    )
    assert points[..., 1].min() > -0.1
