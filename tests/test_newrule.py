"""A new exercise begins with a rule and a label that already pass their checks."""

from __future__ import annotations

import importlib.util

import pytest
import stick

from formcheck import rulecheck
from formcheck.clips import load_label
from formcheck.errors import UserError
from formcheck.newrule import create
from formcheck.replay import replay


@pytest.fixture
def made(tmp_path):
    rules = tmp_path / "pose_rules"
    rules.mkdir()
    return create("wall_squat", tmp_path / "sample_videos", rules)


def loaded(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.RULE


def test_the_new_rule_passes_the_checks_of_every_rule(made):
    rule, _ = made
    assert rulecheck.problem_of(loaded(rule), rule) is None


def test_the_new_rule_leaves_a_standing_person_in_peace(made):
    found = replay(stick.film(lambda t: stick.standing(), 4), loaded(made[0]))
    assert found.count == 0
    assert found.ready_at is not None


def test_the_new_label_can_be_read(made):
    label = load_label(made[1])
    assert (label.exercise, label.count) == ("wall_squat", 2)


def test_nothing_that_is_there_is_written_over(made, tmp_path):
    with pytest.raises(UserError, match="is there already"):
        create("wall_squat", tmp_path / "sample_videos", tmp_path / "pose_rules")


@pytest.mark.parametrize("name", ["negative", "none", "actor", "recognise"])
def test_a_name_that_means_something_else_is_refused_and_nothing_is_written(tmp_path, name):
    with pytest.raises(UserError, match=f"'{name}' cannot be an exercise's name"):
        create(name, tmp_path / "sample_videos", tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["Wall Squat", "../squat", "class", "", "1squat"])
def test_a_name_that_is_no_module_name_is_refused_with_an_example(tmp_path, name):
    with pytest.raises(UserError, match="wall_squat"):
        create(name, tmp_path, tmp_path)
