"""A threshold is swept over labelled clips: misses against false alarms, the best one and what decides it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from test_session import HIGH, bridges

from formcheck.clips import find
from formcheck.errors import UserError
from formcheck.recording import Recording
from formcheck.rule import TYPICAL, within
from formcheck.tune import Sample, measured, sweep, swept, told
from pose_rules.glute_bridge import RULE as BRIDGE


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """One clip with two full and two lower bridges; the lower ones are labelled."""
    folder = tmp_path_factory.mktemp("clips") / "glute_bridge"
    folder.mkdir()
    bridges([HIGH, 14.0, HIGH, 15.0]).save(folder / "one.npz")
    starts = [2.0 + 5.5 * number for number in range(4)]
    rows = [
        f"{{ start = {start}, end = {start + 5}, faults = {faults} }}"
        for start, faults in zip(starts, ("[]", '["not_high_enough"]', "[]", '["not_high_enough"]'), strict=True)
    ]
    (folder / "one.toml").write_text(f"reps = [{', '.join(rows)}]")
    return folder.parent


def test_the_best_threshold_parts_the_labelled_from_the_others(folder: Path):
    found = sweep("glute_bridge", "not_high_enough", [folder])
    assert (found.best.hits, found.best.missed, found.best.false) == (2, 0, 0)
    low = max(sample.value for sample in found.samples if sample.shows)
    high = min(sample.value for sample in found.samples if not sample.shows)
    assert low < found.best.threshold < high
    assert found.margin == pytest.approx((high - low) / 2)


def test_every_threshold_trades_misses_for_false_alarms(folder: Path):
    steps = sweep("glute_bridge", "not_high_enough", [folder]).steps
    assert steps[0].missed == 2 and steps[0].false == 0
    assert steps[-1].missed == 0 and steps[-1].false >= 1
    assert [step.missed for step in steps] == sorted((step.missed for step in steps), reverse=True)


def test_the_report_names_the_clips_that_decide(folder: Path):
    text = told(sweep("glute_bridge", "not_high_enough", [folder]), "glute_bridge", TYPICAL)
    assert "glute_bridge/one at" in text and "which shows it" in text and "which is free of it" in text
    assert "<- best" in text and "<- now" in text


def test_a_limit_that_is_already_the_best_is_marked_as_both(folder: Path):
    found = sweep("glute_bridge", "not_high_enough", [folder])
    text = told(replace(found, now=replace(found.best)), "glute_bridge", TYPICAL)
    assert text.count("<- best <- now") == 1


def test_a_fault_that_no_label_shows_is_said(folder: Path):
    with pytest.raises(UserError, match="No labelled clip shows over_arched"):
        sweep("glute_bridge", "over_arched", [folder])


def test_an_unknown_fault_is_answered_with_the_nearest(folder: Path):
    with pytest.raises(UserError, match="not_high_enough"):
        sweep("glute_bridge", "not_high_enuf", [folder])


def rated(folder: Path, label: str, fault: str, poses=None, live: bool = False) -> list[Sample]:
    """What a clip with this label says about a fault; by default two full bridges."""
    path = folder / "glute_bridge" / "one"
    path.parent.mkdir()
    Recording.of(poses or bridges([HIGH] * 2), live=live).save(path.with_suffix(".npz"))
    path.with_suffix(".toml").write_text(label)
    return list(measured(find([folder]), "glute_bridge", fault, TYPICAL))


def test_a_clip_in_good_form_is_known_to_be_free_of_major_faults_and_of_no_others(tmp_path: Path):
    """As `formcheck test` takes it."""
    assert [sample.shows for sample in rated(tmp_path, "count = 2\ngood = true", "over_arched")] == [False, False]
    assert list(measured(find([tmp_path]), "glute_bridge", "feet_too_far", TYPICAL)) == []


def test_a_fault_that_is_a_maybe_is_no_sample_even_where_it_is_named(tmp_path: Path):
    assert rated(tmp_path, 'count = 2\nevery_rep_shows = ["no_hold"]\nmaybe = ["no_hold"]', "no_hold") == []


def test_a_recorded_live_set_is_measured_as_it_was_lived(tmp_path: Path):
    """Begun in the middle of a bridge: live that one was not seen, so that it is no sample."""
    poses = [pose for pose in bridges([HIGH] * 2) if pose.t > 3.5]
    assert len(rated(tmp_path, 'count = 1\nevery_rep_shows = ["no_hold"]', "no_hold", poses, live=True)) == 1


def test_a_bad_label_of_another_exercise_does_not_matter(folder: Path, tmp_path: Path):
    (tmp_path / "bird_dog").mkdir()
    (tmp_path / "bird_dog" / "one.toml").write_text('count = 1\nmaybe = ["nope"]')
    assert sweep("glute_bridge", "not_high_enough", [folder, tmp_path]).samples


def rows(*values: tuple[float, bool]) -> tuple[Sample, ...]:
    return tuple(Sample("one", 1.0, value, shows) for value, shows in values)


def test_where_every_repetition_shows_the_fault_the_best_threshold_finds_them_all():
    """And where none of them can be told from the others, it finds none."""
    fault = BRIDGE.fault("not_high_enough")
    found = swept(fault, rows((150, True), (152, True), (155, True)), 0, TYPICAL)
    assert (found.best.hits, found.best.missed) == (3, 0) and found.best.threshold > 155
    alone = swept(fault, rows((150, True)), 0, TYPICAL)
    assert alone.best.wrong == 0 and alone.margin > 0
    none = swept(fault, rows((150, False), (151, False), (152, True), (153, False), (154, False)), 0, TYPICAL)
    assert none.best.wrong == 1 and none.best.threshold < 150


def test_of_two_gaps_that_are_equally_good_and_wide_one_is_taken():
    found = swept(
        BRIDGE.fault("not_high_enough"), rows((150, True), (152, False), (154, True), (156, False)), 0, TYPICAL
    )
    assert (found.best.wrong, found.margin) == (1, 1.0)


def test_a_range_with_two_ends_is_not_swept(folder: Path, monkeypatch: pytest.MonkeyPatch):
    """One end alone would be moved as if the other one were not there."""
    fault = replace(BRIDGE.fault("not_high_enough"), allowed=within(150, 190))
    both = replace(BRIDGE, faults=(fault,))
    monkeypatch.setattr("formcheck.tune.rulebook.load", lambda exercise: both)
    with pytest.raises(UserError, match="two ends"):
        sweep("glute_bridge", "not_high_enough", [folder])
