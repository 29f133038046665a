"""The charts of the view for authors: colour-blind safe, and never colour alone."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from .. import tune
from ..clips import Clip
from ..ledger import in_words
from ..rule import UNITS

#: After Okabe and Ito's palette: told apart by the colour-blind, on light and on dark.
BLUE, ORANGE, PURPLE = "#2f86c8", "#e69f00", "#cc79a7"


def table(swept: tune.Sweep, threshold: float) -> pd.DataFrame:
    """Every measured repetition, and what the threshold makes of it."""
    rows = []
    for sample in swept.samples:
        found = sample.value < threshold if swept.below else sample.value > threshold
        verdict = {(1, 1): "found", (0, 1): "missed", (1, 0): "false alarm", (0, 0): "rightly quiet"}[
            found, sample.shows
        ]
        rows.append({
            "clip": sample.clip, "time": round(sample.t, 1), "measured": round(sample.value, 4),
            "label": "shows it" if sample.shows else "free of it", "verdict": verdict,
        })  # fmt: skip
    return pd.DataFrame(rows)


def strip(swept: tune.Sweep, threshold: float) -> alt.FacetChart | alt.LayerChart:
    """Every repetition by its measured value; what shows the fault is a triangle, what is free of it a circle."""
    title = f"{in_words(swept.fault.name)} ({UNITS.get(swept.fault.unit, '') or swept.fault.unit})"
    kinds = ["shows it", "free of it"]
    points = (
        alt.Chart(table(swept, threshold))
        .mark_point(size=90, filled=True, opacity=0.75)
        .encode(
            x=alt.X("measured:Q", title=title, scale=alt.Scale(zero=False)),
            y=alt.Y("label:N", title=None),
            color=alt.Color("label:N", scale=alt.Scale(domain=kinds, range=[ORANGE, BLUE]), legend=None),
            shape=alt.Shape("label:N", scale=alt.Scale(domain=kinds, range=["triangle-up", "circle"]), legend=None),
            tooltip=["clip", "time", "measured", "label", "verdict"],
        )
    )
    marks = pd.DataFrame({"at": [swept.now.threshold, threshold], "what": ["in the rule", "tried"]})
    return alt.layer(points, _rules(marks)).properties(height=130)


def _rules(marks: pd.DataFrame) -> alt.Chart:
    return (
        alt.Chart(marks)
        .mark_rule(size=2.5, color=PURPLE)
        .encode(
            x="at:Q",
            strokeDash=alt.StrokeDash(
                "what:N", title=None, scale=alt.Scale(domain=["in the rule", "tried"], range=[[5, 4], [1, 0]])
            ),
            tooltip=["what", "at"],
        )
    )


def curves(swept: tune.Sweep, threshold: float) -> alt.FacetChart | alt.LayerChart:
    """Misses and false alarms over the threshold."""
    counts = pd.DataFrame(
        [{"at": s.threshold, "repetitions": n, "mistake": word} for s in swept.steps
         for word, n in (("missed", s.missed), ("false alarms", s.false))]
    )  # fmt: skip
    lines = (
        alt.Chart(counts)
        .mark_line(interpolate="step-after", point=True)
        .encode(
            x=alt.X("at:Q", title="threshold", scale=alt.Scale(zero=False)),
            y=alt.Y("repetitions:Q", axis=alt.Axis(tickMinStep=1)),
            color=alt.Color("mistake:N", title=None, scale=alt.Scale(range=[BLUE, ORANGE])),
            shape=alt.Shape("mistake:N", title=None),
            tooltip=["mistake", "repetitions", "at"],
        )
    )
    return alt.layer(lines, _rules(pd.DataFrame({"at": [threshold], "what": ["tried"]}))).properties(height=180)


def spans(clip: Clip, attempts: list[dict[str, Any]], lines: pd.DataFrame) -> alt.Chart:
    """What is labelled and what was found, over time."""
    rows = pd.DataFrame(
        [{"from": rep.start, "to": rep.end, "what": "labelled"} for rep in clip.label.reps] + attempts,
        columns=["from", "to", "what"],
    )
    domain = [float(lines.t.min()), float(lines.t.max())]
    return (
        alt.Chart(rows)
        .mark_bar(height=14, cornerRadius=3)
        .encode(
            x=alt.X("from:Q", title="seconds", scale=alt.Scale(domain=domain)),
            x2="to:Q",
            y=alt.Y("what:N", title=None, sort=["labelled", "counted", "not counted"]),
            color=alt.Color("what:N", legend=None, scale=alt.Scale(domain=["labelled", "counted", "not counted"], range=["#7f8c99", BLUE, ORANGE])),
            tooltip=["what", "from", "to"],
        )
        .properties(height=110)
    )  # fmt: skip


def course(lines: pd.DataFrame, name: str, levels: dict[str, float]) -> alt.FacetChart | alt.LayerChart:
    """One signal over time, and the levels that stand against it."""
    values = pd.DataFrame({"t": lines.t, "value": lines[name] if name in lines else float("nan")})
    domain = [float(lines.t.min()), float(lines.t.max())]
    curve = (
        alt.Chart(values)
        .mark_line(color=BLUE)
        .encode(
            x=alt.X("t:Q", title="seconds", scale=alt.Scale(domain=domain)),
            y=alt.Y("value:Q", title=in_words(name), scale=alt.Scale(zero=False)),
        )
    )
    marks = pd.DataFrame([{"at": value, "level": f"{word} {value:g}"} for word, value in levels.items()], columns=["at", "level"])  # fmt: skip
    rows = alt.Chart(marks).mark_rule(size=1.5, color=ORANGE).encode(
        y="at:Q", strokeDash=alt.StrokeDash("level:N", title=None), tooltip=["level"]
    )  # fmt: skip
    return alt.layer(curve, rows).properties(height=190)
