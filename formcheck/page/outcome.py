"""What a recording came to, on the page: player, ledger, the faults with their pictures, and files to take away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ..ledger import clock, in_words
from ..replay import Replay
from ..report import told
from ..rule import INFO, Fault
from ..session import COUNTED, PARTIAL
from ..summary import (
    DISCLAIMER,
    judged,
    leaves_at,
    reach_words,
    reached,
    share_with_a_person,
    side_words,
    uneven,
    view_words,
    waited,
    why_nothing,
    wrong_view,
)  # fmt: skip
from . import timeline
from .choices import plain
from .serving import Shown
from .stills import Shot, by_fault
from .takeaway import await_film, downloads, film_of
from .verdict import Verdict

if TYPE_CHECKING:
    from .recorded import Visit

_MARKS = {COUNTED: "✓", PARTIAL: "◐"}
#: Faults beside each other.
COLUMNS = 3


def show(visit: Visit, verdict: Verdict, wish: tuple[str, str]) -> None:
    """Shows everything about one verdict."""
    _headline(verdict)
    _player(visit, verdict, wish)
    st.subheader("Every attempt")
    if verdict.replay.attempts:
        st.table(rows(verdict), hide_index=True, border="horizontal")
    else:
        st.write("There was none.")
    if verdict.shots:
        st.subheader("What to change")
        _faults(verdict)
    _unjudged(verdict)
    downloads(visit, verdict, wish)
    for words in verdict.replay.rule.cannot_see:
        st.caption(words)
    st.caption(DISCLAIMER)


def _headline(verdict: Verdict) -> None:
    result = verdict.replay
    sides = [f"{count} {side_words(result.rule, side)}" for side, count in result.counts.items() if side]
    partial = sum(attempt.status == PARTIAL for attempt in result.attempts)
    with st.container(horizontal=True, gap="large"):
        st.metric(
            "Counted", result.count, ", ".join(sides) or None, delta_color="off", delta_arrow="off", width="content"
        )
        st.metric("Partial", partial, width="content")
        st.metric("Not counted", len(result.attempts) - result.count - partial, width="content")
        faulty = [a for a in result.attempts if any(finding.fault.severity != INFO for finding in a.faults)]
        st.metric("With a fault", len(faulty), width="content")
    if reason := why_nothing(result):
        st.warning(plain(reason))
    elif wrong := wrong_view(result).strip():
        st.warning(wrong)
    for note in (*verdict.notes, *_notes(result)):
        st.info(plain(note))


def _notes(result: Replay) -> list[str]:
    notes = []
    if (share := share_with_a_person(result)) < 0.9:
        notes.append(f"Somebody was seen in {share:.0%} of the pictures.")
    if result.looked_ahead and result.ready_at is not None:
        notes.append(
            f"The recording does not begin with a still second in the start position; it was taken from {clock(result.ready_at)}."
        )
    if (left := leaves_at(result)) is not None:
        notes.append(f"Nobody is in the picture from {clock(left)} to the end.")
    notes += [said for said in (waited(result), uneven(result), reach_words(result.rule, reached(result))) if said]
    return notes


def _player(visit: Visit, verdict: Verdict, wish: tuple[str, str]) -> None:
    """The video with the skeleton drawn in the browser; where that does not play, one with it drawn in."""
    material = visit.material
    if visit.shown is None:
        playable = material.media_type
        visit.unplayable = verdict.footage.pictures and playable is None
        video = material.path if playable else None
        visit.shown = Shown(verdict.footage.recording, video, playable, material)
    if not visit.unplayable:
        if timeline.player(visit.shown, verdict.replay, verdict.shots, seek=visit.seek):
            visit.unplayable = True
            st.rerun()
        return
    film = film_of(visit, verdict, wish)
    if film.result is None:
        st.info("This browser does not play the file. It has to be made into one that every browser plays.")
        await_film(visit, film, wish)
        return
    shown = Shown(verdict.footage.recording, film.result, "video/mp4", material)
    if visit.shown.video != film.result:
        visit.shown = shown
    timeline.player(visit.shown, verdict.replay, verdict.shots, drawn=True, seek=visit.seek)


def rows(verdict: Verdict) -> list[dict[str, str]]:
    """The ledger: a row for each attempt, in plain words."""
    table = []
    for number, attempt in enumerate(verdict.replay.attempts, start=1):
        mark = _MARKS.get(attempt.status, "✕")
        wrong = told(attempt)
        table.append({
            "Attempt": str(number),
            "Time": f"{attempt.rep.start:.1f} to {attempt.rep.end:.1f} s",
            "Result": f"{mark} {timeline.status_words(verdict.replay, number)}",
            "Faults and tips": "; ".join(
                f"{'tip: ' if f.verdict == 'tip' else ''}{in_words(f.fault.name)}" for f in wrong
            ) or ("none seen" if attempt.findings else "not judged"),
        })  # fmt: skip
    return table


def _faults(verdict: Verdict) -> None:
    """A card for each fault with its clearest attempt; the others are folded away."""
    groups = by_fault(verdict.shots)
    for start in range(0, len(groups), COLUMNS):
        for column, (fault, group) in zip(st.columns(COLUMNS), groups[start : start + COLUMNS], strict=False):
            with column.container(border=True):
                _card(verdict, fault, group)


def _card(verdict: Verdict, fault: Fault, group: list[Shot]) -> None:
    good_to_know = group[0].finding.fault.severity == INFO
    kind = "△ Tip, hard to see" if group[0].tip else "○ Good to know" if good_to_know else "▲ Fault"
    st.markdown(
        f"**{kind}: {in_words(fault.name)}**, in {len(group)} of {len(verdict.replay.attempts)} attempts  \n{plain(fault.cue)}"
    )
    worst, *others = sorted(group, key=lambda shot: -abs(fault.range(verdict.replay.level).beyond(shot.finding.value)))
    _shot(verdict, worst)
    if others:
        with st.expander(f"The other {len(others)}"):
            for shot in sorted(others, key=lambda shot: shot.number):
                _shot(verdict, shot)


def _shot(verdict: Verdict, shot: Shot) -> None:
    fault = shot.finding.fault
    words = f"Attempt {shot.number}, {clock(shot.t)}: {shot.measured(verdict.replay.level)}"
    if still := verdict.stills.get(shot):
        st.image(still, width="stretch", alt=f"{in_words(fault.name)}. {words}")
    st.markdown(f"{plain(fault.told(shot.finding.value, verdict.replay.level))}  \n{plain(words)}.")
    st.button(
        "Show it in the video" if verdict.footage.pictures else "Show it",
        key=f"seek_{shot.number}_{fault.name}", on_click=_seek, args=(shot.t,),
    )  # fmt: skip


def _seek(t: float) -> None:
    visit: Visit = st.session_state.recorded
    visit.seek = (visit.seek[0] + 1 if visit.seek else 1, t)


def _unjudged(verdict: Verdict) -> None:
    """Faults that could not be judged in all attempts, and why."""
    told_of = []
    for name, row in judged(verdict.replay).items():
        if not (unseen := row.hidden + row.view + row.uncounted + row.unknown):
            continue
        why = [f"hidden in {row.hidden}"] * bool(row.hidden)
        why += [f"no repetition in {row.uncounted}"] * bool(row.uncounted)
        why += ["nothing known of other days"] * bool(row.unknown)
        if row.view:
            wanted = " or ".join(view_words(view) for view in verdict.replay.rule.fault(name).views)
            why.append(f"can be judged only {wanted or 'from another side'}")
        told_of.append({"Fault": in_words(name), "Judged in": f"{row.judged} of {row.judged + unseen} attempts", "Why": "; ".join(why)})  # fmt: skip
    if told_of:
        with st.expander(f"What could not be judged ({len(told_of)})"):
            st.table(told_of, hide_index=True, border="horizontal")
