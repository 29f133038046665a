"""A threshold is swept over labelled clips: misses against false alarms, the best one and what decides it."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_session import HIGH, bridges

from formcheck.errors import UserError
from formcheck.rule import TYPICAL, at_least
from formcheck.tune import sweep, told, with_threshold
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


def test_a_fault_that_no_label_shows_is_said(folder: Path):
    with pytest.raises(UserError, match="No labelled clip shows over_arched"):
        sweep("glute_bridge", "over_arched", [folder])


def test_an_unknown_fault_is_answered_with_the_nearest(folder: Path):
    with pytest.raises(UserError, match="not_high_enough"):
        sweep("glute_bridge", "not_high_enuf", [folder])


def test_a_moved_threshold_keeps_its_kind():
    fault = BRIDGE.fault("not_high_enough")
    assert with_threshold(fault, 155, TYPICAL).range(TYPICAL) == at_least(155)
    assert with_threshold(fault, 155, TYPICAL).range("beginner") == fault.range("beginner")
    assert with_threshold(BRIDGE.fault("feet_slide"), 0.2, TYPICAL).range().high == 0.2
