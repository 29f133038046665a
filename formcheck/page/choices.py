"""What the recorded view and the view for authors both ask for, and words that are shown as they are."""

from __future__ import annotations

import re

import streamlit as st

from .. import rulebook
from ..rule import LEVELS, TYPICAL, Rule

#: What a level is called on all pages.
LEVEL = "Level"
#: Asks for the exercise to be recognised.
RECOGNISE = "recognise"

#: Streamlit leaves a hand's width above the page, and makes titles larger than these views need.
_ROOM = (
    "<style>.stMainBlockContainer { padding-top: 3.5rem; padding-bottom: 2rem; } "
    ".stMainBlockContainer h1 { font-size: 1.9rem; padding: 0.3rem 0; }</style>"
)


def heading(words: str) -> None:
    """The view's title."""
    st.html(_ROOM)
    st.title(words, anchor=False)


def plain(text: str) -> str:
    r"""A text that Streamlit shows as it is: a file's name is data, and no markup.

    >>> print(plain("a*b_c.mp4"))
    a\*b\_c\.mp4
    """
    return re.sub(r"([\\`*_{}\[\]()#+\-.!|<>$:~&])", r"\\\1", text).replace("\n", " ")


def rules() -> dict[str, Rule]:
    """All exercises that can be loaded; a warning for each one that cannot."""
    return rulebook.usable(lambda words: st.warning(plain(words)))


def asked(known: dict[str, Rule]) -> str | None:
    """The exercise in the page's address (?exercise=bird_dog); a sentence when there is no such exercise."""
    word = st.query_params.get("exercise")
    if word and word not in known:
        st.warning(plain(rulebook.unknown(word[:60], known, "exercise")))
        return None
    return word


def level(key: str) -> str:
    """The level: what is asked for."""
    return st.selectbox(
        LEVEL, LEVELS, LEVELS.index(TYPICAL), format_func=level_words, key=key,
        help="Each level has its own usual amount. For some faults beginners have wider limits, and experts stricter ones.",
    )  # fmt: skip


def level_words(level: str) -> str:
    """A level as the pages show it.

    >>> level_words("beginner")
    'Beginner'
    """
    return level.capitalize()


def levels_matter(rule: Rule) -> bool:
    """Whether the usual amount or any fault's limits differ between the levels."""
    alike = [(rule.amount(level), *(fault.range(level) for fault in rule.faults)) for level in LEVELS]
    return any(one != alike[0] for one in alike)
