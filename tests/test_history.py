"""What somebody did on other days, and what it changes in today's set."""

from __future__ import annotations

import dataclasses
import json
import math
from datetime import date, timedelta

import numpy as np
import pytest
from test_live import Script, bridges, exact, live, play

from formcheck.history import DAYS, ENOUGH, farthest, reached_before
from formcheck.hub import Hub
from formcheck.measures import beyond_usual
from formcheck.recording import Recording
from formcheck.replay import replay
from formcheck.rule import HIGH, INFO, Fault, at_most
from formcheck.session import FAULT, OK, UNSEEN
from pose_rules.forward_bend import RULE as BEND
from pose_rules.glute_bridge import RULE as BRIDGE
from pose_rules.spiral_twist import RULE as TWIST

TODAY = date(2026, 3, 20)
FARTHER = Fault("farther", beyond_usual(), at_most(12), "deg", INFO, HIGH, "{value:.0f} more.", "Stay.", "")
RULE = dataclasses.replace(BRIDGE, faults=(FARTHER,))


def ledger(folder, days_ago, peaks, exercise="forward_bend", status="counted", number=""):
    """One kept set, as the live page names and writes it."""
    attempts = [{"status": status, "peak": peak} for peak in peaks]
    path = folder / f"{TODAY - timedelta(days_ago)}-101500-{exercise}{number}.json"
    path.write_text(json.dumps({"exercise": exercise, "attempts": attempts}), encoding="utf-8")


def test_the_farthest_counted_repetition_of_the_last_days_is_what_is_usual(tmp_path):
    ledger(tmp_path, 1, [80.0, 90.0])
    ledger(tmp_path, DAYS, [95.0])
    assert farthest(tmp_path, "forward_bend", TODAY) == 95.0


def test_today_and_older_days_and_other_exercises_and_what_did_not_count_are_not_usual(tmp_path):
    ledger(tmp_path, 1, [80.0] * ENOUGH)
    ledger(tmp_path, 0, [120.0] * ENOUGH)
    ledger(tmp_path, DAYS + 1, [120.0] * ENOUGH)
    ledger(tmp_path, 2, [120.0] * ENOUGH, exercise="forward_bend_more")
    ledger(tmp_path, 3, [120.0] * ENOUGH, status="rejected")
    assert farthest(tmp_path, "forward_bend", TODAY) == 80.0


def test_a_first_careful_try_is_no_habit(tmp_path):
    ledger(tmp_path, 1, [60.0] * (ENOUGH - 1))
    assert math.isnan(farthest(tmp_path, "forward_bend", TODAY))
    assert math.isnan(farthest(tmp_path / "none", "forward_bend", TODAY))


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"exercise": "forward_bend"}', '{"exercise": "forward_bend", "attempts": [1]}']
)
def test_a_damaged_ledger_is_passed_over(tmp_path, text):
    ledger(tmp_path, 1, [80.0] * ENOUGH)
    (tmp_path / f"{TODAY - timedelta(2)}-090000-forward_bend.json").write_text(text, encoding="utf-8")
    (tmp_path / "9999-99-99-090000-forward_bend.json").write_text("{}", encoding="utf-8")
    assert farthest(tmp_path, "forward_bend", TODAY) == 80.0


def test_going_farther_than_on_other_days_is_found_and_as_far_is_not():
    """By more than twelve degrees beyond the hold's own values; without other days nobody can say."""
    recording = bridges([22.0] * 2)
    held = [float(np.quantile(a.rep.seen(a.rep.counting, "hold"), 0.9)) for a in replay(recording, RULE).attempts]
    for usual, verdict in ((held[0] - 13, FAULT), (held[0] - 11, OK), (math.nan, UNSEEN)):
        finding = replay(recording, RULE, usual=usual).attempts[0].findings[0]
        assert finding.verdict == verdict
        assert finding.why == ("unknown" if verdict == UNSEEN else "")


def test_a_live_set_that_knows_of_other_days_replays_to_the_same(tmp_path):
    recording = bridges([22.0] * 2)
    found = live(recording, RULE, usual=100.0)
    play(found, recording)
    found.end()
    found.recording().save(tmp_path / "set.npz")
    kept = Recording.load(tmp_path / "set.npz")
    again = replay(kept, RULE, look_ahead=False, usual=kept.usual)
    assert kept.usual == 100.0 and found.session.attempts[0].findings[0].verdict == FAULT
    assert exact(again.attempts) == exact(found.session.attempts)


def test_the_page_asks_what_was_kept_of_other_days(tmp_path):
    hub = Hub(lambda: Script([]), folder=lambda: tmp_path)
    day = date.today() - timedelta(3)
    attempts = [{"status": "counted", "peak": 91.5}] * ENOUGH
    (tmp_path / f"{day}-101500-forward_bend.json").write_text(
        json.dumps({"exercise": "forward_bend", "attempts": attempts}), encoding="utf-8"
    )
    try:
        assert hub.open("a page", "forward_bend").live.session.usual == 91.5
        assert math.isnan(hub.open("a page", "glute_bridge").live.session.usual)
    finally:
        hub.close()


def test_how_far_it_went_on_the_last_other_day_is_told(tmp_path):
    for days_ago, right in ((1, 46.2), (5, 30.0), (0, 80.0)):
        path = tmp_path / f"{TODAY - timedelta(days_ago)}-101500-spiral_twist.json"
        reached = {"exercise": "spiral_twist", "reached_degrees": {"right": right, "left": None}, "attempts": []}
        path.write_text(json.dumps(reached), encoding="utf-8")
    said = reached_before(tmp_path, "spiral_twist", TWIST, TODAY)
    assert said == "On 19 March: your knees went down 46 degrees to the right."
    assert reached_before(tmp_path, "spiral_twist", TWIST, TODAY - timedelta(5)) == ""


def test_of_two_sets_on_one_day_the_later_one_is_told(tmp_path):
    """Whatever the figures' first digits."""
    for clock, right in (("080000", 9.0), ("180000", 45.0)):
        reached = {"exercise": "spiral_twist", "reached_degrees": {"right": right}, "attempts": []}
        path = tmp_path / f"{TODAY - timedelta(1)}-{clock}-spiral_twist.json"
        path.write_text(json.dumps(reached), encoding="utf-8")
    said = reached_before(tmp_path, "spiral_twist", TWIST, TODAY)
    assert said == "On 19 March: your knees went down 45 degrees to the right."


def test_a_first_set_has_no_other_day(tmp_path):
    ledger(tmp_path, 1, [80.0])
    assert reached_before(tmp_path, "forward_bend", BEND, TODAY) == ""
