"""The committed sample clips keep what the project promises about them; known from their labels."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from formcheck.pose import LEFT, RIGHT
from sample_videos.actor import score

FOLDER = Path(__file__).resolve().parents[1] / "sample_videos"
TEN = [name for name in score.EXERCISES if name != "squat"]


def label(clip: str) -> dict:
    """The label of a committed clip, whose three files are all there."""
    stem = FOLDER / clip
    assert stem.with_suffix(".mp4").is_file() and stem.with_suffix(".npz").is_file()
    return tomllib.loads(stem.with_suffix(".toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", TEN)
def test_the_clean_clip_has_five_good_repetitions_or_more(name: str) -> None:
    reps = label(f"{name}/clean")["reps"]
    assert len(reps) >= 5 and not any(rep["faults"] for rep in reps)


@pytest.mark.parametrize("name", TEN)
@pytest.mark.parametrize("kind", ["clean", "mixed"])
def test_both_sides_are_done_equally_often_where_there_are_sides(name: str, kind: str) -> None:
    sides = Counter(rep.get("side") for rep in label(f"{name}/{kind}")["reps"])
    if score.exercise(name).sides:
        assert set(sides) == {LEFT, RIGHT} and sides[LEFT] == sides[RIGHT]
    else:
        assert set(sides) == {None}


@pytest.mark.parametrize("name", TEN)
def test_the_mixed_clip_shows_each_fault_twice_among_good_repetitions(name: str) -> None:
    reps = label(f"{name}/mixed")["reps"]
    shown = Counter(fault for rep in reps for fault in rep["faults"])
    assert set(shown) == set(score.faults(name)) and min(shown.values()) >= 2
    assert not reps[0]["faults"] and sum(not rep["faults"] for rep in reps) >= 3


def test_the_life_clip_has_nothing_to_count() -> None:
    life = label("negative/life")
    assert life["exercise"] == "none" and life["reps"] == []


def test_the_committed_clips_stay_under_40_megabytes() -> None:
    files = [path for path in FOLDER.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert sum(path.stat().st_size for path in files) < 40e6


def test_no_half_made_file_lies_among_the_clips() -> None:
    assert not [path for path in FOLDER.rglob("*.part*")]
