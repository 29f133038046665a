"""The committed clips in good form, through their rules: exactly what their labels say."""

import json

import pytest
from click.testing import CliRunner

from formcheck import rulebook
from formcheck.cli import main
from formcheck.clips import find
from formcheck.compare import compare
from formcheck.replay import replay
from formcheck.session import FAULT, TIP


@pytest.mark.slow
@pytest.mark.parametrize("exercise", rulebook.ids())
def test_a_clip_in_good_form_gives_its_label_and_no_fault_nor_any_other_attempt(exercise, root):
    clip = next(clip for clip in find([root / "sample_videos" / exercise]) if clip.path.name == "clean")
    seen = replay(clip.recording(), rulebook.load(exercise))
    outcome = compare(clip, seen, exercise)
    assert outcome.found == outcome.expected == len(clip.label.reps) == len(seen.attempts) > 0
    assert outcome.sides_right == outcome.sides_known == sum(rep.side is not None for rep in clip.label.reps)
    assert not outcome.mismatches
    assert not [f.fault.name for attempt in seen.attempts for f in attempt.findings if f.verdict in (FAULT, TIP)]


@pytest.mark.slow
@pytest.mark.parametrize("exercise", rulebook.ids())
def test_a_clip_with_every_fault_is_counted_exactly_and_judged_as_its_label_says_but_for_one_verdict(exercise, root):
    clip = next(clip for clip in find([root / "sample_videos" / exercise]) if clip.path.name == "mixed")
    outcome = compare(clip, replay(clip.recording(), rulebook.load(exercise), usual=clip.recording().usual), exercise)
    assert outcome.found == outcome.expected >= 20
    assert len(outcome.mismatches) <= 1, outcome.mismatches


@pytest.mark.slow
@pytest.mark.parametrize("exercise", rulebook.ids())
def test_the_command_reports_a_clip_in_good_form(exercise, root):
    """In words and in data, from the same recording, with nothing on stderr."""
    clip = next(clip for clip in find([root / "sample_videos" / exercise]) if clip.path.name == "clean")
    words, data = (
        CliRunner().invoke(main, ["check", f"{clip.path}.npz", "-e", exercise, *form]) for form in ([], ["--json"])
    )
    assert words.exit_code == data.exit_code == 0, words.output + data.output
    assert words.stderr == data.stderr == ""
    assert "Counted" in words.stdout
    assert json.loads(data.stdout)["count"] == len(clip.label.reps)
