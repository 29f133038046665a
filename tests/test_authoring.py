"""Commands for those who do not know the exercise's name, and for those who write rules."""

from __future__ import annotations

from pathlib import Path

import pytest
import stick
from click.testing import CliRunner, Result
from test_session import HIGH, bridges

from formcheck.cli import main
from formcheck.pose import Pose
from formcheck.recording import Recording
from sample_videos.actor import score
from sample_videos.actor.landmarks import record


def ran(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def bridge(tmp_path: Path) -> Path:
    bridges([HIGH] * 3).save(tmp_path / "clip.npz")
    return tmp_path / "clip.npz"


def test_without_a_name_the_exercise_is_recognised(bridge: Path):
    result = ran("check", bridge)
    assert result.exit_code == 0
    assert result.stdout.startswith("Glute bridge")
    assert "Counted: 3" in result.stdout
    assert "it looks like Glute bridge" in result.stderr


def test_a_recording_of_none_of_the_exercises_is_said_to_be_none(tmp_path: Path):
    stick.film(lambda t: stick.standing(), 5).save(tmp_path / "still.npz")
    result = ran("check", tmp_path / "still.npz")
    assert result.exit_code == 2
    assert "none of the exercises" in result.stderr and "still.npz" in result.stderr


def test_the_wrong_exercise_is_answered_with_the_right_one(bridge: Path):
    result = ran("check", bridge, "-e", "bird_dog")
    assert "This looks like another exercise: Glute bridge. Try -e glute_bridge." in result.stderr


def test_the_right_exercise_is_named_also_where_attempts_at_the_wrong_one_were_found(tmp_path: Path):
    record(score.clean("forward_bend", "c", 3, reps=2), 15, seed=3)[0].save(tmp_path / "bends.npz")
    result = ran("check", tmp_path / "bends.npz", "-e", "downward_dog_leg_lift")
    assert "Counted: 0" in result.stdout
    assert "Try -e forward_bend." in result.stderr


def test_an_empty_room_is_said_to_be_empty_whether_or_not_an_exercise_is_named(tmp_path: Path):
    Recording.of([Pose.empty(t / 10) for t in range(50)], 1.5).save(tmp_path / "empty.npz")
    for named in ((), ("-e", "bird_dog")):
        assert "Nobody was found in" in ran("check", tmp_path / "empty.npz", *named).stderr


def test_a_threshold_is_swept_from_the_command_line(tmp_path: Path):
    folder = tmp_path / "glute_bridge"
    folder.mkdir()
    bridges([HIGH, 14.0]).save(folder / "one.npz")
    rows = '[{ start = 2, end = 7, faults = [] }, { start = 7.5, end = 12, faults = ["not_high_enough"] }]'
    (folder / "one.toml").write_text(f"reps = {rows}")
    result = ran("tune", "glute_bridge", "not_high_enough", tmp_path)
    assert result.exit_code == 0
    assert "Best:" in result.stdout and "glute_bridge/one at" in result.stdout


def test_tuning_over_a_folder_that_is_not_there_is_said(tmp_path: Path):
    result = ran("tune", "glute_bridge", "not_high_enough", tmp_path / "nowhere")
    assert result.exit_code == 2
    assert "There is no folder" in result.stderr


def test_a_new_exercise_with_a_name_that_is_taken_is_refused():
    result = ran("new", "glute_bridge")
    assert result.exit_code == 2
    assert "is there already" in result.stderr
