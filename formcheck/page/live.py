"""The live view: one component that owns camera, picture, voice and keys; Python only hands it the exercises."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2 import component

from formcheck import rulebook
from formcheck.errors import UserError
from formcheck.hub import HUB, folder
from formcheck.page.choices import LEVEL, level_words, levels_matter
from formcheck.page.loader import loader
from formcheck.rule import LEVELS, NO_SIDES, Rule
from formcheck.summary import DISCLAIMER

_ASSETS = Path(__file__).parent / "assets"

# Streamlit leaves a hand's width above the page; the cards need it.
_ROOM = "<style>.stMainBlockContainer { padding-top: 3.5rem; padding-bottom: 1rem; }</style>"


def show() -> None:
    """Shows the live view."""
    st.html(_ROOM)
    exercises, troubles = catalogue()
    for trouble in troubles:
        st.warning(trouble)
    st.session_state.setdefault("live_token", HUB.token())
    _component()(key="live", data=handed(st.session_state.live_token, exercises))


def handed(token: str, exercises: list[dict[str, Any]]) -> dict[str, Any]:
    """All that the component gets. exercises: their cards."""
    return {
        "token": token,
        "socket": "/api/live",
        "exercises": exercises,
        "level": LEVEL,
        "levels": [{"id": level, "words": level_words(level)} for level in LEVELS],
        "disclaimer": DISCLAIMER,
        "folder": str(folder()),
    }


def _component() -> Any:
    return component(
        "formcheck_live",
        html='<div class="live" id="live-root"></div>',
        css=(_ASSETS / "live.css").read_text(encoding="utf-8"),
        js=loader("live.js", "#live-root"),
    )


def catalogue() -> tuple[list[dict[str, Any]], list[str]]:
    """The exercises as the component needs them, and what is wrong with those that cannot be loaded."""
    found, troubles = [], []
    for exercise in rulebook.ids():
        try:
            found.append(card(exercise, rulebook.load(exercise)))
        except UserError as error:
            troubles.append(f"{exercise} is left out. {error}")
    return found, troubles


def card(exercise: str, rule: Rule) -> dict[str, Any]:
    """One exercise: what its card, its set-up picture and its words are made of."""
    return {
        "id": exercise,
        "title": rule.title,
        "purpose": rule.purpose,
        "posture": rule.posture.name,
        "view": rule.camera.view,
        "height": list(rule.camera.height),
        "distance": list(rule.camera.distance),
        "camera": rule.camera.words,
        "setup": list(rule.setup),
        "safety": list(rule.safety),
        "cannot_see": list(rule.cannot_see),
        "dose": {level: vars(rule.amount(level)) for level in LEVELS},
        "levels_matter": levels_matter(rule),
        "sides": rule.sides != NO_SIDES,
        "side_words": rule.side_words,
    }
