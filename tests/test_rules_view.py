"""The view for authors: a threshold is moved over labelled clips that were measured once."""

from __future__ import annotations

import os

import pytest
from book import HIGH, bridges, with_tiny
from streamlit.testing.v1 import AppTest

from formcheck import rulebook, tune
from formcheck.page import labelled

PATIENCE = 60


@pytest.fixture
def clips(tmp_path, monkeypatch):
    """A folder with two clips of ``tiny``: two good bridges, and a good one with a low one."""
    with_tiny(tmp_path / "rules", monkeypatch)
    folder = tmp_path / "clips" / "tiny"
    folder.mkdir(parents=True)
    spans = "{{ start = 2.0, end = 7.4, faults = [] }}, {{ start = 7.5, end = 12.9, faults = {} }}"
    for stem, peaks, faults in (("good", (HIGH, HIGH), "[]"), ("low", (HIGH, 14.0), '["hips_low"]')):
        bridges(*peaks).save(folder / f"{stem}.npz")
        (folder / f"{stem}.toml").write_text(f"reps = [{spans.format(faults)}]\n")
    monkeypatch.setattr(labelled, "SAMPLES", tmp_path / "none")
    monkeypatch.setenv(labelled.ENVIRONMENT, str(tmp_path / "clips"))
    return folder


@pytest.fixture
def page(clips):
    def view():
        from formcheck.page import rules

        rules.show()

    page = AppTest.from_function(view, default_timeout=PATIENCE)
    page.query_params["exercise"] = "tiny"
    page.run()
    assert not page.exception
    return page


def scores(page):
    return {metric.label: metric.value for metric in page.metric}


def test_moving_the_threshold_changes_the_verdicts_over_all_clips_without_replaying_them(page, monkeypatch):
    assert scores(page) == {
        "Found": "1", "Missed": "0", "False alarms": "0", "Precision": "100%", "Recall": "100%", "F1": "1.00",
    }  # fmt: skip
    monkeypatch.setattr(labelled.tune, "replayed", None)
    slider = page.slider[0]
    slider.set_value(slider.max).run()
    assert not page.exception
    assert scores(page)["False alarms"] == "3" and scores(page)["Precision"] == "25%"
    slider = page.slider[0]
    slider.set_value(slider.min).run()
    assert scores(page)["Missed"] == "1" and scores(page)["Recall"] == "0%" and scores(page)["Precision"] == "-"


def test_the_hint_names_file_line_and_what_to_write_and_the_rule_file_is_left_alone(page):
    shown = " ".join(one.value for one in page.markdown)
    assert "`at_least(170)` into `pose_rules/tiny.py`" in shown


def test_a_clip_that_has_changed_is_measured_anew(clips):
    clip = next(c for c in labelled.labelled(labelled.folders(), "tiny")[0] if c.path.name == "low")
    before = labelled.samples_of(clip, "tiny", "typical")["hips_low"]
    bridges(HIGH, HIGH).save(clips / "low.npz")
    os.utime(clips / "low.npz", (1, 1))
    after = labelled.samples_of(clip, "tiny", "typical")["hips_low"]
    assert before[1].value < 170 < after[1].value


def test_the_page_and_the_command_give_the_same_verdicts(clips):
    found = tune.sweep("tiny", "hips_low", labelled.folders())
    ready, _ = labelled.labelled(labelled.folders(), "tiny")
    mine = [s for clip in ready for s in labelled.samples_of(clip, "tiny", "typical")["hips_low"]]
    assert tuple(mine) == found.samples
    assert labelled.verdict(found, found.now.threshold) == found.now


def test_a_clip_without_landmarks_is_named_and_left_out(clips):
    (clips / "new.toml").write_text("count = 2\n")
    ready, troubles = labelled.labelled(labelled.folders(), "tiny")
    assert [clip.path.name for clip in ready] == ["good", "low"]
    assert "tiny/new" in troubles[0]


def test_a_label_with_a_mistake_is_told_with_its_file(clips, page):
    (clips / "low.toml").write_text("counts = 2\n")
    page.run()
    assert "low.toml" in " ".join(warning.value for warning in page.warning).replace("\\", "")
    assert not page.exception


def test_a_faults_limit_stands_against_the_one_signal_that_it_measures(clips):
    rule = rulebook.load("tiny")
    levels = labelled.thresholds(rule, rule.fault("hips_low"), "hip", "typical", 120.0)
    assert levels == {"counts": 152, "begins": 130.0, "fault below": 170}
    assert "fault below" not in labelled.thresholds(rule, rule.fault("hold_short"), "hip", "typical", None)


def test_the_line_of_a_fault_in_its_file_is_found(root):
    path = root / "pose_rules/glute_bridge.py"
    line = labelled.line_of(path, "not_high_enough")
    assert '"not_high_enough"' in path.read_text().splitlines()[line - 1]
    assert labelled.line_of(path, "no_such_fault") is None
