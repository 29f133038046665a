"""Labelled clips are run one by one: what is wrong with one of them does not hide what the others show."""

from __future__ import annotations

import math
from pathlib import Path

import book
import pytest
from click.testing import CliRunner, Result

from formcheck.bench import Comparison
from formcheck.cli import main
from formcheck.clips import find
from formcheck.compare import Outcome
from formcheck.recording import Recording

FARTHER = """faults=(
        Fault("farther", beyond_usual(), at_most(12), "deg", MAJOR, HIGH, "Farther.", "Not so far today.", "[T]"),"""


@pytest.fixture(autouse=True)
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The exercise ``tiny``, and no clips but a test's own. Gives the rule's file."""
    monkeypatch.setattr("formcheck.bench.SAMPLES", tmp_path / "none")
    book.with_tiny(tmp_path / "rules", monkeypatch)
    return tmp_path / "rules" / "tiny.py"


def labelled(folder: Path, text: str, recording: Recording | None = None, name: str = "clip") -> Path:
    """A labelled clip of ``tiny``, without landmarks when there is no recording."""
    path = folder / "tiny" / name
    path.parent.mkdir(exist_ok=True)
    path.with_suffix(".toml").write_text(text)
    if recording:
        recording.save(path.with_suffix(".npz"))
    return folder


def ran(*words: object) -> Result:
    return CliRunner().invoke(main, ["test", *map(str, words)])


def test_what_is_said_of_other_days_is_heard_where_the_replay_looked_ahead_too(tmp_path: Path, tiny: Path) -> None:
    """The live run beside such a replay knows of the same other days."""
    text = tiny.read_text().replace("measures import", "measures import beyond_usual,").replace("faults=(", FARTHER)
    tiny.write_text(text)
    late = [pose for pose in book.bridges(*[book.HIGH] * 5) if pose.t > 3.5]
    row = "start = 7.5, end = 12, faults = ['farther']"
    labelled(tmp_path, f"usual = 100.0\nreps = [{{ {row} }}]", Recording.of(late))
    (clip,) = find([tmp_path])
    outcome = Comparison(clip, "tiny", "typical").run()
    assert isinstance(outcome, Outcome)
    assert outcome.tallies["farther"].hits == 1
    assert math.isfinite(outcome.cues["farther"])


def test_a_label_without_its_clip_does_not_hide_the_results_of_the_others(tmp_path: Path) -> None:
    """It is told, and the exit code is that of a mismatch."""
    labelled(tmp_path, "count = 1", book.bridges(book.HIGH))
    result = ran("tiny", labelled(tmp_path, "count = 1", name="forgotten"), "--recognise")
    assert result.exit_code == 1
    assert "All 1 runs agree" in result.stdout and "recognised" in result.stdout
    assert result.stderr.count("forgotten.toml is a label without a clip") == 1


def test_where_no_clip_can_be_read_no_figures_are_printed(tmp_path: Path) -> None:
    """As after ``formcheck new``, before there is a video."""
    result = ran("tiny", labelled(tmp_path, "count = 1"))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "clip.toml is a label without a clip: put clip.mp4 or clip.npz beside it." in result.stderr
