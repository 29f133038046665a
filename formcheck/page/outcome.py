"""What a recording came to, on the page: player, ledger, the faults with their pictures, and files to take away."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from ..checking import write_video
from ..errors import UserError
from ..footage import Footage
from ..ledger import clock, in_words
from ..replay import Replay, replay
from ..report import as_dict, to_csv, to_json, told
from ..rule import Fault, Rule
from ..session import COUNTED, PARTIAL
from ..summary import (
    DISCLAIMER,
    judged,
    leaves_at,
    nobody,
    share_with_a_person,
    side_words,
    view_words,
    why_nothing,
    wrong_view,
)  # fmt: skip
from ..video import open_video
from . import timeline
from .choices import plain
from .intake import Material
from .jobs import Job
from .serving import Shown
from .stills import MOST, Shot, blank, by_fault, picture, pictures, shots
from .waiting import waiting

if TYPE_CHECKING:
    from .recorded import Visit

_MARKS = {COUNTED: "✓", PARTIAL: "◐"}
#: Faults beside each other.
COLUMNS = 3


@dataclass(frozen=True, eq=False)
class Verdict:
    """One recording judged as one exercise at one level. stills: a JPEG for each shot, up to a number of them."""

    exercise: str
    footage: Footage
    replay: Replay
    shots: tuple[Shot, ...]
    stills: dict[Shot, bytes]
    notes: tuple[str, ...]


def judge(material: Material, footage: Footage, exercise: str, rule: Rule, level: str, job: Job[Any]) -> Verdict:
    """Counts, judges, and takes the faults' pictures. Raises UserError when nobody is to be seen."""
    recording = footage.recording
    result = replay(
        job.track(recording, len(recording), "Looking for repetitions"), rule, level, look_ahead=not recording.live
    )
    if nobody(result):
        raise UserError(
            f"Nobody was found in {material.name}. Film the whole body, in good light, one to four metres from the camera."
        )
    found = shots(result, recording)
    notes = tuple(material.told(note) for note in footage.notes)
    return Verdict(exercise, footage, result, found, _stills(footage, result, found, job), notes)


def _stills(footage: Footage, result: Replay, found: tuple[Shot, ...], job: Job[Any]) -> dict[Shot, bytes]:
    if not footage.pictures:
        ground = blank(footage.recording)
        wanted = job.track(found[:MOST], min(MOST, len(found)), "Drawing the faults")
        return {shot: picture(ground, shot, footage.recording, result) for shot in wanted}
    last = max((shot.frame for shot in found[:MOST]), default=0)
    with open_video(footage.path) as video:
        frames = job.track(video, last + 1, "Taking the pictures of the faults")
        return pictures(found, frames, footage.recording, result)


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
    _downloads(visit, verdict, wish)
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
        st.metric("With a fault", sum(bool(attempt.faults) for attempt in result.attempts), width="content")
    if reason := why_nothing(result):
        st.warning(plain(reason.replace("stands above", "stands below").replace("stand above", "stand below")))
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
    film = _film(visit, verdict, wish)
    if film.result is None:
        st.info("This browser does not play the file. It has to be made into one that every browser plays.")
        _await_film(visit, film, wish)
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
    kind = "△ Tip, hard to see" if group[0].tip else "▲ Fault"
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
        if not (row.hidden or row.view):
            continue
        why = f"hidden in {row.hidden}" if row.hidden else ""
        if row.view:
            wanted = " or ".join(view_words(view) for view in verdict.replay.rule.fault(name).views)
            why = f"{why}; " * bool(why) + f"can be judged only {wanted or 'from another side'}"
        told_of.append({"Fault": in_words(name), "Judged in": f"{row.judged} of {row.judged + row.hidden + row.view} attempts", "Why": why})  # fmt: skip
    if told_of:
        with st.expander(f"What could not be judged ({len(told_of)})"):
            st.table(told_of, hide_index=True, border="horizontal")


def _film(visit: Visit, verdict: Verdict, wish: tuple[str, str]) -> Job[Path]:
    """The annotated video, begun when it is first asked for."""
    if wish not in visit.films:
        path = visit.material.scratch(f"annotated-{wish[0]}-{wish[1]}.mp4")

        def work(job: Job[Path]) -> Path:
            write_video(verdict.footage, verdict.replay, path, job.track)
            return path

        visit.films[wish] = Job(work, "Drawing")
    return visit.films[wish]


def _await_film(visit: Visit, film: Job[Path], wish: tuple[str, str]) -> None:
    """How far the annotated video is; once it has failed or was cancelled, it is made again only when asked for."""
    if not film.ended:
        waiting(film, film.cancel)
        return
    st.warning(plain(film.trouble or "The annotated video was cancelled."))
    if st.button("Make the annotated video after all"):
        visit.films.pop(wish, None)
        st.rerun()


def _downloads(visit: Visit, verdict: Verdict, wish: tuple[str, str]) -> None:
    st.subheader("Take it with you")
    stem = f"{visit.material.stem}-{verdict.exercise}"
    report = as_dict(verdict.replay, verdict.exercise, visit.material.name, verdict.notes)
    columns = st.columns(4)
    kept: dict[str, Any] = {"on_click": "ignore", "width": "stretch"}
    columns[0].download_button("Ledger (CSV)", to_csv(report), f"{stem}.csv", "text/csv", **kept)
    columns[1].download_button("Ledger (JSON)", to_json(report), f"{stem}.json", "application/json", **kept)
    columns[2].download_button("Landmarks (.npz)", lambda: _landmarks(visit, verdict), f"{stem}.npz", **kept)
    if not verdict.footage.pictures:
        return
    film = visit.films.get(wish)
    if film is None:
        if columns[3].button("Make the annotated video", width="stretch"):
            _film(visit, verdict, wish)
            st.rerun()
    elif film.result:
        columns[3].download_button("Annotated video (MP4)", film.result.read_bytes, f"{stem}.mp4", "video/mp4", **kept)
    elif not visit.unplayable:
        _await_film(visit, film, wish)


_saving = threading.Lock()


def _landmarks(visit: Visit, verdict: Verdict) -> bytes:
    path = visit.material.scratch("landmarks.npz")
    with _saving:
        verdict.footage.recording.save(path)
        return path.read_bytes()
