"""The committed clips in good form, through their rules: exactly what their labels say."""

import pytest

from formcheck import rulebook
from formcheck.clips import find
from formcheck.compare import compare
from formcheck.replay import replay
from formcheck.session import FAULT, TIP


@pytest.mark.slow
@pytest.mark.parametrize("exercise", rulebook.ids())
def test_a_clip_in_good_form_gives_its_label_and_no_fault(exercise, root):
    clip = next(clip for clip in find([root / "sample_videos" / exercise]) if clip.path.name == "clean")
    seen = replay(clip.recording(), rulebook.load(exercise))
    outcome = compare(clip, seen, exercise)
    assert outcome.found == outcome.expected == len(clip.label.reps) > 0
    assert outcome.sides_right == outcome.sides_known == sum(rep.side is not None for rep in clip.label.reps)
    assert not outcome.mismatches
    assert not [f.fault.name for attempt in seen.attempts for f in attempt.findings if f.verdict in (FAULT, TIP)]
