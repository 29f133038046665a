"""Labels are read strictly, and what is found is compared with them fairly."""

from __future__ import annotations

import math
import shutil
from dataclasses import replace
from pathlib import Path

import book
import pytest
import stick

from formcheck.clips import Clip, LabelledRep, find, load_label
from formcheck.compare import Outcome, Tally, compare, match
from formcheck.errors import UserError
from formcheck.footage import Footage
from formcheck.recording import READING, Recording
from formcheck.replay import replay
from formcheck.rulebook import load


@pytest.fixture(autouse=True)
def _tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book.with_tiny(tmp_path / "rules", monkeypatch)


def label(folder: Path, text: str, name: str = "clip", exercise: str = "tiny") -> Path:
    path = folder / exercise / f"{name}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def outcome(folder: Path, text: str, recording: Recording, exercise: str = "tiny") -> Outcome:
    path = label(folder, text, exercise=exercise)
    clip = Clip(path.with_suffix(""), load_label(path))
    return compare(clip, replay(recording, load("tiny")), "tiny")


def test_a_label_gives_spans_sides_and_faults(tmp_path: Path) -> None:
    """The format of the module's docstring."""
    found = load_label(
        label(tmp_path, 'person = "b"\nreps = [{ start = 1.0, end = 4, side = "left", faults = ["hips_low"] }]')
    )
    assert (found.exercise, found.count, found.person) == ("tiny", 1, "b")
    assert found.reps == (LabelledRep(1.0, 4.0, "left", frozenset({"hips_low"})),)


def test_a_label_may_give_a_count_alone(tmp_path: Path) -> None:
    """Counted by eye, times not marked."""
    found = load_label(label(tmp_path, "count = 3"))
    assert (found.count, found.reps) == (3, ())


def test_an_attempt_that_is_not_to_count_is_not_in_the_count(tmp_path: Path) -> None:
    """counts = false, with the reason."""
    text = 'reps = [{ start = 1, end = 2 }, { start = 2, end = 3, counts = false, why = "partial" }]'
    assert load_label(label(tmp_path, text)).count == 1


def test_the_exercise_is_the_key_or_else_the_folder(tmp_path: Path) -> None:
    """In a folder "negative" it is none."""
    assert load_label(label(tmp_path, 'exercise = "tiny"\ncount = 1', exercise="anything")).exercise == "tiny"
    assert load_label(label(tmp_path, "count = 0", exercise="negative")).exercise is None
    assert load_label(label(tmp_path, 'exercise = "none"\nreps = []', exercise="anything")).count == 0


def test_a_fault_acted_near_its_limit_is_asked_for_neither_way(tmp_path: Path) -> None:
    """Rendered clips say how far a fault was acted: 1 is exactly at the limit."""
    row = '{{ start = {0}, end = {0}.5, faults = [], tried = "hips_low", strength = {1} }}'
    text = f"reps = [{row.format(1, 0.9)}, {row.format(2, 0.2)}]"
    close, clear = load_label(label(tmp_path, text)).reps
    assert close.maybe == {"hips_low"}
    assert clear.maybe == frozenset()


def test_what_comes_along_with_an_acted_fault_is_asked_for_neither_way(tmp_path: Path) -> None:
    """The body cannot help it: the renderer says so with the word ``with``."""
    text = 'reps = [{ start = 1, end = 2, faults = ["hips_low"], with = ["knee_moves"] }]'
    assert load_label(label(tmp_path, text)).reps[0].maybe == {"knee_moves"}


def test_words_of_eye_labels_are_known_by_the_rules_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An alias is written down for one exercise and one word; every other word must be a fault's name."""
    monkeypatch.setattr("formcheck.clips.ALIASES", {"tiny": {"too_low": "hips_low"}})
    assert load_label(label(tmp_path, 'count = 1\nevery_rep_shows = ["too_low"]')).shows == {"hips_low"}
    with pytest.raises(UserError, match="too_slow"):
        load_label(label(tmp_path, 'count = 1\nevery_rep_shows = ["too_slow"]'))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("count = ", "is no TOML"),
        ("", "neither reps nor count"),
        ("count = -1", "less than nothing"),
        ('count = "two"', "count must be a whole number, not 'two'"),
        ("count = true", "count must be a whole number"),
        ("cuont = 1", 'no key "cuont". Did you mean count'),
        ("count = 2\nreps = [{ start = 1, end = 2 }]", "count says 2, but 1 of the reps"),
        ("reps = [3]", "reps 1: it must be a table"),
        ("reps = [{ start = 1 }]", "reps 1: it has no end"),
        ("reps = [{ start = 2, end = 1 }]", "reps 1: its start"),
        ("reps = [{ start = 2, end = inf }]", "reps 1: end is inf; give a number"),
        ("reps = [{ start = nan, end = 2 }]", "reps 1: start is nan; give a number"),
        (
            'reps = [{ start = 1, end = 2, tried = "hips_low", strength = nan }]',
            "reps 1: strength is nan; give a number",
        ),
        ("count = 1\nusual = inf", "usual is inf; give a number"),
        (f"reps = [{{ start = 1, end = {10**400} }}]", "reps 1: end is 1000*; give a number"),
        ("count = 5\nreps = []", "count says 5, but 0 of the reps"),
        ('exercise = "none"\ncount = 3', "3 to be counted, but it is a clip of no exercise"),
        ('exercise = "none"\nreps = [{ start = 1, end = 2 }]', "1 to be counted, but it is a clip of no exercise"),
        (
            'reps = [{ start = 1, end = 2, faults = [], tried = "hip_low", strength = 3.0 }]',
            'reps 1: There is no tiny fault "hip_low"',
        ),
        (
            "reps = [{ start = 1, end = 3 }, { start = 2.5, end = 4 }]",
            r"reps 2: it starts at 2.5 s, before reps 1 ends \(3 s\)",
        ),
        ('reps = [{ start = 1, end = "x" }]', "end must be a number"),
        ('reps = [{ start = 1, end = 2, side = "up" }]', "it must be left or right"),
        ('reps = [{ start = 1, end = 2, faults = "hips_low" }]', "faults must be a list"),
        ("reps = [{ start = 1, end = 2, faults = [1] }]", "list of words"),
        (
            'reps = [{ start = 1, end = 2, faults = ["hip_low"] }]',
            'reps 1: There is no tiny fault "hip_low". Did you mean hips_low',
        ),
        ('count = 1\nmaybe = ["knees"]', "maybe: There is no tiny fault"),
        ('exercise = "tinny"\ncount = 1', "Did you mean tiny"),
    ],
)
def test_a_wrong_label_is_told_in_a_sentence_with_file_and_key(tmp_path: Path, text: str, words: str) -> None:
    """Nothing is passed over in silence: a slip in a label would make a wrong figure look right."""
    path = label(tmp_path, text)
    with pytest.raises(UserError, match=words) as found:
        load_label(path)
    assert str(found.value).startswith(str(path))


def test_repetitions_may_touch_and_stand_in_any_order(tmp_path: Path) -> None:
    """One begins when another ends; who labels the left side first and then the right is understood."""
    reps = "[{ start = 3, end = 4 }, { start = 1, end = 2 }, { start = 2, end = 3 }]"
    assert load_label(label(tmp_path, f"reps = {reps}")).count == 3


def test_a_label_that_begins_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    """As some editors save it."""
    assert load_label(label(tmp_path, "\ufeffcount = 2")).count == 2


def test_clips_are_found_in_folders_once_each(tmp_path: Path) -> None:
    """However the folders overlap."""
    label(tmp_path, "count = 0", "b")
    label(tmp_path, "count = 0", "a")
    assert [clip.name for clip in find([tmp_path, tmp_path / "tiny"])] == ["tiny/a", "tiny/b"]


def test_a_label_without_a_clip_is_told(tmp_path: Path) -> None:
    """A forgotten file."""
    path = label(tmp_path, "count = 0")
    with pytest.raises(UserError, match=r"clip\.toml is a label without a clip"):
        Clip(path.with_suffix(""), load_label(path)).recording()


def test_a_clip_that_is_as_labelled_has_no_mismatch(tmp_path: Path) -> None:
    """The good case: count, faults, and the delay from the end of a repetition to its number."""
    text = "reps = [{ start = 2, end = 6.5, faults = [] }, { start = 7.5, end = 12, faults = ['hips_low'] }]"
    found = outcome(tmp_path, text, book.bridges(book.HIGH, book.SHORT))
    assert found.mismatches == ()
    assert (found.expected, found.found) == (2, 2)
    assert vars(found.tallies["hips_low"]) == vars(Tally(hits=1, right=1, unseen=0.0, judged=2))
    assert len(found.delays) == 2
    assert all(abs(delay) < 1 for delay in found.delays)


def test_counts_that_differ_are_a_mismatch(tmp_path: Path) -> None:
    """With a count alone."""
    assert outcome(tmp_path, "count = 3", book.bridges(book.HIGH)).mismatches == ("1 counted, 3 labelled",)


def test_missed_and_surplus_repetitions_are_told_with_their_times(tmp_path: Path) -> None:
    """Two labelled and two found, but not the same two."""
    text = "reps = [{ start = 2, end = 6.5 }, { start = 20, end = 22 }]"
    found = outcome(tmp_path, text, book.bridges(book.HIGH, book.HIGH)).mismatches
    assert found[0] == "20.0 - 22.0 s: not counted (no attempt found)"
    assert found[1].startswith("one more counted, turning at ")


def test_a_partial_one_is_right_where_the_label_does_not_count_it(tmp_path: Path) -> None:
    """And wrong where the label does; the reason is told."""
    span = "start = 2, end = 6.5"
    assert outcome(tmp_path, f"reps = [{{ {span}, counts = false }}]", book.bridges(book.LOW)).mismatches == ()
    (line,) = outcome(tmp_path, f"reps = [{{ {span} }}]", book.bridges(book.LOW)).mismatches
    assert line.startswith("2.0 - 6.5 s: not counted (")
    assert line.endswith("degrees short)")


def test_counting_what_must_not_count_is_a_mismatch(tmp_path: Path) -> None:
    """The label's reason is repeated."""
    text = 'reps = [{ start = 2, end = 6.5, counts = false, why = "one leg" }]'
    (line,) = outcome(tmp_path, text, book.bridges(book.HIGH)).mismatches
    assert "labelled as not to count (one leg)" in line


def test_faults_that_differ_are_mismatches_with_the_measured_value(tmp_path: Path) -> None:
    """Which way a limit would have to move can be read off the line."""
    text = "reps = [{ start = 2, end = 6.5, faults = ['hips_low'] }, { start = 7.5, end = 12, faults = [] }]"
    missed, false = outcome(tmp_path, text, book.bridges(book.HIGH, book.SHORT)).mismatches
    assert "hips_low labelled, not found: measured 17" in missed
    assert "hips_low found, not labelled: measured 15" in false
    assert "at least 170 degrees" in false


def test_a_labelled_fault_that_cannot_be_seen_is_counted_as_hidden(tmp_path: Path) -> None:
    """Not seen is neither right nor wrong, but a fault that is always unseen must not look as if it were never wrong."""
    text = "reps = [{ start = 2, end = 6.5, faults = ['seen_from_the_front'] }]"
    found = outcome(tmp_path, text, book.bridges(book.HIGH))
    assert found.mismatches == ()
    tally = found.tallies["seen_from_the_front"]
    assert (tally.missed, tally.hidden, math.isnan(tally.recall)) == (0, 1, True)
    assert tally.unseen > 1


def test_where_faults_are_not_labelled_their_absence_says_nothing(tmp_path: Path) -> None:
    """A clip labelled by eye: found faults are neither right nor wrong, but those named must be found."""
    low = book.bridges(book.SHORT)
    assert not outcome(tmp_path, "count = 1", low).tallies["hips_low"].labelled
    assert outcome(tmp_path, "count = 1\nevery_rep_shows = ['hips_low']", low).tallies["hips_low"].hits == 1
    assert outcome(tmp_path, "count = 1\nevery_rep_shows = ['knee_moves']", low).tallies["knee_moves"].missed == 1


def test_a_clip_marked_good_shows_no_major_fault(tmp_path: Path) -> None:
    """Minor ones stay open."""
    found = outcome(tmp_path, "count = 1\ngood = true", book.bridges(book.SHORT))
    assert found.tallies["hips_low"].false == 1
    assert not found.tallies["knee_moves"].labelled
    assert len(found.mismatches) == 1


def test_a_maybe_is_asked_for_neither_way(tmp_path: Path) -> None:
    """For one repetition or for the whole clip."""
    low, span = book.bridges(book.SHORT), "start = 2, end = 6.5, faults = []"
    for text in (f"reps = [{{ {span}, maybe = ['hips_low'] }}]", f"maybe = ['hips_low']\nreps = [{{ {span} }}]"):
        found = outcome(tmp_path, text, low)
        assert found.mismatches == ()
        assert not found.tallies["hips_low"].labelled


def test_a_tip_that_differs_is_tallied_but_no_mismatch(tmp_path: Path) -> None:
    """What is hard to see is only a tip."""
    found = outcome(tmp_path, "reps = [{ start = 2, end = 6.5, faults = [] }]", book.bridges(book.HIGH))
    assert found.tallies["hold_short"].false == 1
    assert found.mismatches == ()


def test_anything_counted_in_a_negative_clip_is_false(tmp_path: Path) -> None:
    """Nothing is to be counted there, whatever the exercise."""
    found = outcome(tmp_path, "count = 0", book.bridges(book.HIGH, book.HIGH), exercise="negative")
    assert not found.own
    assert found.found == 2
    assert found.mismatches[0].startswith("2 counted where there is none (at ")


def test_a_clip_of_another_exercise_is_a_negative_one(tmp_path: Path) -> None:
    """Its own repetitions are none of this exercise."""
    found = outcome(tmp_path, "count = 2", book.bridges(book.HIGH), exercise="bird_dog")
    assert (found.own, found.expected, found.found) == (False, 0, 1)


def test_of_two_attempts_in_one_span_a_counted_one_is_matched_and_a_second_counted_one_is_over() -> None:
    """A span holds one turning point; the end of a span belongs to the next."""
    attempts = replay(book.bridges(book.LOW, book.HIGH, book.HIGH), load("tiny")).attempts
    assert [attempt.status for attempt in attempts] == ["partial", "counted", "counted"]
    pairs, extra = match((LabelledRep(0, 99),), attempts)
    assert pairs[0].counted
    assert len(extra) == 1
    turn = attempts[1].rep.turn
    pairs, _ = match((LabelledRep(0, turn), LabelledRep(turn, turn + 1)), attempts)
    assert pairs[1].attempt is attempts[1]


def test_precision_recall_and_f1() -> None:
    """Of four found, three are right; of five shown, three are found."""
    tally = Tally(hits=3, missed=2, false=1)
    assert tally.precision == pytest.approx(3 / 4)
    assert tally.recall == pytest.approx(3 / 5)
    assert tally.f1 == pytest.approx(2 * (3 / 4) * (3 / 5) / (3 / 4 + 3 / 5))
    assert math.isnan(Tally(right=9).f1)


def test_sides_are_compared(tmp_path: Path) -> None:
    """Of the repetitions whose side is labelled: how many were found on that side."""
    leg = stick.wave(stick.repetitions([1.0], hold=3))
    arm = stick.wave(stick.repetitions([1.0], hold=3))
    recording = stick.film(lambda t: stick.all_fours(leg(t), arm(t)), 10, 15)
    path = label(tmp_path, 'reps = [{ start = 2, end = 8, side = "right" }]', exercise="bird_dog")
    clip = Clip(path.with_suffix(""), load_label(path))
    found = compare(clip, replay(recording, load("bird_dog")), "bird_dog")
    assert (found.sides_known, found.sides_right) == (1, 0)
    assert "found on the left, labelled right" in " ".join(found.mismatches)


def test_landmarks_are_read_without_the_video(tmp_path: Path) -> None:
    """The .npz is enough, and it is what is used."""
    path = label(tmp_path, "count = 1")
    book.bridges(book.HIGH).save(path.with_suffix(".npz"))
    shutil.copy(path, path.with_suffix(".mp4"))  # no video at all: it must not be opened
    assert len(Clip(path.with_suffix(""), load_label(path)).recording()) > 100


def test_a_video_that_is_stopped_midway_leaves_no_landmarks_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C: the part seen would be taken for the whole clip ever after."""
    path = label(tmp_path, "count = 1")
    video = path.with_suffix(".mp4")
    video.touch()
    part = Footage(video, book.bridges(book.HIGH), stopped=True)
    monkeypatch.setattr("formcheck.clips.read", lambda path: part)
    with pytest.raises(KeyboardInterrupt):
        Clip(path.with_suffix(""), load_label(path)).recording()
    assert not path.with_suffix(".npz").exists()


def test_a_video_that_was_filmed_again_is_read_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The landmarks kept beside it are those of the video before; without a note of which video, they are an author's own."""
    path = label(tmp_path, "count = 1").with_suffix("")
    video, seen = path.with_suffix(".mp4"), []

    def read(video: Path) -> Footage:
        seen.append(video.name)
        return Footage(video, stick.film(lambda t: stick.bridge(0.0), float(len(seen))), ())

    monkeypatch.setattr("formcheck.clips.read", read)
    clip = Clip(path, load_label(path.with_suffix(".toml")))
    video.write_bytes(b"first take")
    lengths = [clip.recording().seconds, clip.recording().seconds]
    video.write_bytes(b"the second take")
    lengths.append(clip.recording().seconds)
    assert lengths[0] == lengths[1] < lengths[2]
    earlier = replace(Recording.load(path.with_suffix(".npz")), reading=READING - 1)
    earlier.save(path.with_suffix(".npz"))
    assert clip.recording().seconds > 2.9, "read in the way of an earlier version"
    assert "was read by an earlier formcheck" in capsys.readouterr().err
    stick.film(lambda t: stick.bridge(0.0), 9.0).save(path.with_suffix(".npz"))
    assert clip.recording().seconds > 8
    assert len(seen) == 3


def test_a_label_that_goes_on_long_after_its_clip_is_told(tmp_path: Path) -> None:
    """Minutes or frames in place of seconds would else look like repetitions that were missed."""
    path = label(tmp_path, "reps = [{ start = 1, end = 300 }]")
    stick.film(lambda t: stick.bridge(0.0), 10.0).save(path.with_suffix(".npz"))
    with pytest.raises(UserError, match=r"clip.toml: a repetition ends at 300 s, the clip at .* seconds"):
        Clip(path.with_suffix(""), load_label(path)).recording()


def test_one_bad_label_hides_no_other_clip_where_somebody_is_told_of_it(tmp_path: Path) -> None:
    """As the view for authors looks for clips."""
    label(tmp_path, "count = 1", "good")
    label(tmp_path, "count = ", "bad")
    told: list[str] = []
    assert [clip.path.name for clip in find([tmp_path], tell=told.append)] == ["good"]
    assert len(told) == 1
    assert "bad.toml" in told[0]
