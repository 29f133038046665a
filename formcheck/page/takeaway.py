"""What can be taken away of a judged recording: ledger, landmarks, and the annotated video, which is made when asked for."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from ..checking import write_video
from ..report import as_dict, to_csv, to_json
from .choices import plain
from .jobs import Job
from .verdict import Verdict
from .waiting import waiting

if TYPE_CHECKING:
    from .recorded import Visit

_saving = threading.Lock()


def film_of(visit: Visit, verdict: Verdict, wish: tuple[str, str]) -> Job[Path]:
    """The annotated video, begun when it is first asked for."""
    if wish not in visit.films:
        path = visit.material.scratch(f"annotated-{wish[0]}-{wish[1]}.mp4")

        def work(job: Job[Path]) -> Path:
            write_video(verdict.footage, verdict.replay, path, job.track)
            return path

        visit.films[wish] = Job(work, "Drawing")
    return visit.films[wish]


def await_film(visit: Visit, film: Job[Path], wish: tuple[str, str]) -> None:
    """How far the annotated video is; once it has failed or was cancelled, it is made again only when asked for."""
    if not film.ended:
        waiting(film, film.cancel)
        return
    st.warning(plain(film.trouble or "The annotated video was cancelled."))
    if st.button("Make the annotated video after all"):
        visit.films.pop(wish, None)
        st.rerun()


def downloads(visit: Visit, verdict: Verdict, wish: tuple[str, str]) -> None:
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
            film_of(visit, verdict, wish)
            st.rerun()
    elif film.result:
        columns[3].download_button("Annotated video (MP4)", film.result.read_bytes, f"{stem}.mp4", "video/mp4", **kept)
    elif not visit.unplayable:
        await_film(visit, film, wish)


def _landmarks(visit: Visit, verdict: Verdict) -> bytes:
    path = visit.material.scratch("landmarks.npz")
    with _saving:
        verdict.footage.recording.save(path)
        return path.read_bytes()
