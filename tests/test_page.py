"""The page's Python half, run by Streamlit's own test harness."""

from __future__ import annotations

import asyncio
import re
import signal
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from formcheck import rulebook
from formcheck.errors import UserError
from formcheck.hub import HUB, Hub
from formcheck.page import live, routes
from formcheck.rule import ANY, BEGINNER, EXPERT, TYPICAL, at_least
from formcheck.rulecheck import VIEWS


@pytest.fixture
def page(root):
    return AppTest.from_file(str(root / "formcheck/page/main.py"), default_timeout=60)


def test_the_page_opens_on_the_live_view_without_an_error(page):
    page.run()
    assert not page.exception
    assert not page.warning


def test_a_page_gets_one_token_and_keeps_it_over_its_runs(page):
    token = page.run().session_state["live_token"]
    assert HUB.admits(token)
    assert page.run().session_state["live_token"] == token


def test_a_rule_that_cannot_be_loaded_leaves_the_others_on_the_page(page, monkeypatch):
    really = rulebook.load

    def load(exercise):
        if exercise == "bird_dog":
            raise UserError("bird_dog.py, line 3: a mistake.")
        return really(exercise)

    monkeypatch.setattr(rulebook, "load", load)
    page.run()
    assert "bird_dog is left out. bird_dog.py, line 3" in page.warning[0].value
    assert "glute_bridge" in [card["id"] for card in live.catalogue()[0]]


@pytest.mark.parametrize("exercise", rulebook.ids())
def test_every_exercise_has_what_its_card_shows(exercise):
    card = live.card(exercise, rulebook.load(exercise))
    assert card["title"] and card["purpose"] and card["setup"] and card["safety"]
    assert all(1 <= dose["reps"] <= 20 and dose["hold"] >= 0 and dose["words"] for dose in card["dose"].values())


def test_the_levels_have_one_name_and_the_same_words_on_all_pages():
    def view():
        from formcheck.page import recorded

        recorded.show()

    (asked,) = (box for box in AppTest.from_function(view, default_timeout=60).run().selectbox if "level" in box.key)
    here = live.handed("token", [])
    assert asked.label == here["level"]
    assert asked.options == [level["words"] for level in here["levels"]] == ["Beginner", "Typical", "Expert"]


def test_a_level_is_asked_for_only_where_limits_differ():
    bridge = rulebook.load("glute_bridge")
    same = replace(
        bridge, dose=bridge.amount(), faults=tuple(replace(fault, allowed=fault.range()) for fault in bridge.faults)
    )
    wide = replace(bridge.faults[0], allowed={BEGINNER: at_least(1), TYPICAL: at_least(2), EXPERT: at_least(2)})
    assert not live.card("glute_bridge", same)["levels_matter"]
    assert live.card("glute_bridge", replace(same, faults=(wide,)))["levels_matter"]
    assert live.card("glute_bridge", replace(same, dose=bridge.dose))["levels_matter"]


@pytest.mark.parametrize("exercise", rulebook.ids())
def test_every_exercise_has_a_drawing_of_its_own(exercise):
    assert f"  {exercise}: {{" in (routes.ASSETS / "figures.js").read_text()


@pytest.mark.parametrize("script", ["screens.js", "sketch.js"])
def test_every_view_that_a_rule_may_ask_for_has_words_on_the_page(script):
    text = (routes.ASSETS / script).read_text()
    assert all(re.search(rf"\b{view}: \"", text) for view in (*VIEWS, ANY))


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="Windows has no such signal")
@pytest.mark.parametrize("before", [signal.SIG_DFL, signal.SIG_IGN], ids=["as usual", "outlives the terminal"])
def test_a_terminal_that_is_closed_ends_the_program_as_any_wish_to_end_it_does(before, monkeypatch):
    monkeypatch.setattr(routes, "HUB", Hub())
    ended = []
    kept = [(number, signal.getsignal(number)) for number in (signal.SIGHUP, signal.SIGTERM)]
    signal.signal(signal.SIGHUP, before)
    signal.signal(signal.SIGTERM, lambda *_: ended.append("asked"))

    async def run():
        async with routes.lifespan(None):
            signal.raise_signal(signal.SIGHUP)

    try:
        asyncio.run(run())
    finally:
        for number, handler in kept:
            signal.signal(number, handler)
    assert ended == (["asked"] if before is signal.SIG_DFL else [])


@pytest.mark.parametrize(
    ("origin", "host", "same"),
    [
        ("http://localhost:8501", "localhost:8501", True),
        ("https://Coach.example", "coach.example", True),
        ("http://localhost:8502", "localhost:8501", False),
        ("http://localhost.evil.example:8501", "localhost:8501", False),
        ("http://127.0.0.1:8501", "localhost:8501", False),
        ("null", "localhost:8501", False),
        (None, "localhost:8501", False),
        ("http://localhost:8501", None, False),
        ("http://", "", False),
    ],
)
def test_only_a_page_of_this_very_server_has_the_same_origin(origin, host, same):
    assert routes.same_origin(origin, host) is same


def test_the_page_asks_nothing_from_outside():
    for path in routes.ASSETS.glob("*"):
        text = (
            path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "").replace("http://localhost", "")
        )
        assert "http://" not in text and "https://" not in text, path.name
