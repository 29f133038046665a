"""The view for authors of rules: signals over a clip, and one threshold moved over all labelled clips."""

from __future__ import annotations

import math
from pathlib import Path

import streamlit as st

from .. import rulebook, tune
from ..clips import Clip
from ..joints import signals_of
from ..ledger import in_words
from ..rule import UNITS, Fault, Rule
from . import charts
from .choices import asked, heading, level, plain, rules
from .labelled import ENVIRONMENT, course_of, folders, labelled, line_of, samples_of, stamp, thresholds, verdict


def show() -> None:
    """Shows the view for authors."""
    heading("Try a threshold")
    known = rules()
    if not known:
        return
    first, second, third = st.columns(3)
    wish, ids = asked(known), list(known)
    with first:
        exercise = st.selectbox(
            "Rule",
            ids,
            ids.index(wish) if wish else 0,
            format_func=lambda name: known[name].title,
            key="rules_exercise",
        )
    rule = known[exercise]
    if not rule.faults:
        st.info("This rule has no faults yet: there is no limit to try.")
        return
    with second:
        name = st.selectbox(
            "Fault", [fault.name for fault in rule.faults], format_func=in_words, key=f"rules_fault_{exercise}"
        )
    with third:
        strict = level("rules_level")
    clips, troubles = labelled(folders(), exercise)
    for trouble in troubles:
        st.warning(plain(trouble))
    if not clips and troubles:
        return
    if not clips:
        st.info(
            f"There is no labelled clip of this exercise. Put clips with labels into sample_videos/{exercise}, or name "
            f"a folder with such clips in the environment variable {ENVIRONMENT} and start the page again."
        )
        return
    _threshold(exercise, rule, rule.fault(name), strict, clips)
    _signals(exercise, rule, rule.fault(name), strict, clips)


@st.fragment
def _threshold(exercise: str, rule: Rule, fault: Fault, strict: str, clips: list[Clip]) -> None:
    """The slider, what it does over all clips, and which repetitions decide."""
    with st.spinner("Reading the clips"):
        samples = [s for clip in clips for s in samples_of(clip, exercise, strict).get(fault.name, [])]
    seen = tuple(sample for sample in samples if not math.isnan(sample.value))
    shown = sum(sample.shows for sample in seen)
    hidden = sum(sample.shows for sample in samples) - shown
    allowed = fault.range(strict)
    st.write(
        f"{len(clips)} labelled clips; {len(seen)} repetitions in which this fault was measured, with the fault in {shown} of them"
        + (f"; in {hidden} more it could not be seen." if hidden else ".")
    )
    if not seen or (math.isfinite(allowed.low) and math.isfinite(allowed.high)):
        st.info(
            "No labelled repetition says anything about this fault."
            if not seen
            else f"Allowed is {allowed.words(fault.unit)}: a range with two ends is not moved here."
        )
        return
    swept = tune.swept(fault, seen, hidden, strict)
    threshold = _slider(exercise, swept)
    step = verdict(swept, threshold)
    _scores(swept, step)
    st.altair_chart(charts.strip(swept, threshold), key="strip")
    if shown:
        st.altair_chart(charts.curves(swept, threshold), key="curves")
    _deciding(swept, threshold)
    _hint(exercise, fault, swept, threshold)


def _slider(exercise: str, swept: tune.Sweep) -> float:
    values = [sample.value for sample in swept.samples] + [swept.now.threshold]
    room = (max(values) - min(values) or 1.0) * 0.1
    digits = max(0, 2 - math.floor(math.log10(max(abs(max(values)), abs(min(values)), 1e-6))))
    low, high = round(min(values) - room, digits), round(max(values) + room, digits)
    words = f"Allowed: {'at least' if swept.below else 'at most'} ({UNITS.get(swept.fault.unit, '') or swept.fault.unit}); now {swept.now.threshold:g}"
    if swept.hidden >= 0 and any(sample.shows for sample in swept.samples):
        words += f", fewest mistakes at {swept.best.threshold:.4g}"
    key = f"rules_threshold_{exercise}_{swept.fault.name}"
    return st.slider(words, low, high, round(swept.now.threshold, digits), step=10.0**-digits, key=key)


def _scores(swept: tune.Sweep, step: tune.Step) -> None:
    cells = st.columns(6)
    words = ("Found", "Missed", "False alarms")
    for cell, word, now, before in zip(
        cells,
        words,
        (step.hits, step.missed, step.false),
        (swept.now.hits, swept.now.missed, swept.now.false),
        strict=False,
    ):
        change = now - before
        cell.metric(
            word, now, f"{change:+d} against the rule" if change else None, delta_color="off", delta_arrow="off"
        )
    cells[3].metric("Precision", _percent(step.hits, step.hits + step.false))
    cells[4].metric("Recall", _percent(step.hits, step.hits + step.missed))
    cells[5].metric("F1", "-" if math.isnan(step.f1) else f"{step.f1:.2f}")


def _percent(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "-"


def _deciding(swept: tune.Sweep, threshold: float) -> None:
    table = charts.table(swept, threshold)
    wrong = table[table.verdict.isin(["missed", "false alarm"])]
    near = table.iloc[(table.measured - threshold).abs().argsort()[:6]]
    left, right = st.columns(2)
    with left:
        st.subheader(f"Mistakes ({len(wrong)})", anchor=False)
        if len(wrong):
            st.dataframe(wrong, hide_index=True, height=240)
        else:
            st.write("None.")
    with right:
        st.subheader("Repetitions that decide", anchor=False)
        st.dataframe(near, hide_index=True, height=240)


def _hint(exercise: str, fault: Fault, swept: tune.Sweep, threshold: float) -> None:
    """How to write the tried threshold into the rule; the page itself writes nothing."""
    path = Path(rulebook.__file__).parents[1] / "pose_rules" / f"{exercise}.py"
    place = line_of(path, fault.name)
    word = f"{'at_least' if swept.below else 'at_most'}({threshold:g})"
    st.write(
        f"To keep it, write `{word}` into `pose_rules/{exercise}.py`{f', line {place}' if place else ''}, "
        f"fault `{fault.name}`, then start the page again. Say in its source which clips the number rests on."
    )


def _signals(exercise: str, rule: Rule, fault: Fault, strict: str, clips: list[Clip]) -> None:
    """One clip's signals over time, its labels and the attempts that were found."""
    st.subheader("Signals of one clip", anchor=False)
    clip = st.selectbox("Clip", clips, format_func=lambda clip: clip.name, key=f"rules_clip_{exercise}")
    lines, attempts, start = course_of(clip, exercise, strict, str(clip.path), stamp(clip))
    own = signals_of(rule, fault)
    chosen = st.multiselect(
        "Signals", list(rule.signals), list(dict.fromkeys([rule.count.signal, *own])),
        key=f"rules_signals_{exercise}_{fault.name}",
    )  # fmt: skip
    st.altair_chart(charts.spans(clip, attempts, lines), key="spans")
    for name in chosen:
        st.altair_chart(charts.course(lines, name, thresholds(rule, fault, name, strict, start)), key=f"line_{name}")
