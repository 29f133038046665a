"""The recorded view: a file or a sample goes in; video, timeline, ledger and the faults' pictures come out."""

from __future__ import annotations

import weakref
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import streamlit as st

from ..errors import UserError
from ..footage import Footage
from ..ledger import clock
from ..recognise import Guess, recognise
from ..rule import Rule
from . import outcome
from .choices import RECOGNISE, asked, heading, level, plain, rules
from .intake import LONGEST, Material, keep, watch
from .jobs import Job
from .labelled import SAMPLES
from .serving import Shown
from .verdict import Verdict, judge
from .waiting import waiting

_OWN, _SAMPLE = "A file of mine", "A sample"


@dataclass(eq=False)
class Visit:
    """What one page looks at. Each piece of work is a Job, so that the page goes on answering meanwhile.

    shown: what the player may fetch. verdicts: (exercise, level) -> the work of judging it. seek: the last wish to see a
    moment in the player: (its number, s). unplayable: this browser does not play the file.
    """

    material: Material
    reading: Job[Footage]
    shown: Shown | None = None
    guessing: Job[tuple[Guess, ...]] | None = None
    verdicts: dict[tuple[str, str], Job[Verdict]] = field(default_factory=dict)
    films: dict[tuple[str, str], Job[Path]] = field(default_factory=dict)
    seek: tuple[int, float] | None = None
    unplayable: bool = False

    def jobs(self) -> list[Job[Any]]:
        """All work of this visit."""
        return [self.reading, *filter(None, [self.guessing]), *self.verdicts.values(), *self.films.values()]

    def anew(self, job: Job[Any]) -> None:
        """Lets go of judging or recognising that came to nothing: the next run of the page begins it anew."""
        self.verdicts = {wish: one for wish, one in self.verdicts.items() if one is not job}
        if self.guessing is job:
            self.guessing = None


def show() -> None:
    """Shows the recorded view."""
    heading("Check a recording")
    known = rules()
    exercise, strict = _wishes(known)
    visit: Visit | None = st.session_state.get("recorded")
    if visit is None:
        _choose()
    elif not visit.reading.ended:
        waiting(visit.reading, forget)
    elif visit.reading.trouble or visit.reading.result is None:
        trouble = visit.reading.trouble
        forget()
        st.session_state.recorded_trouble = trouble
        st.rerun()
    else:
        _read(visit, visit.reading.result, known, exercise, strict)


def _wishes(known: dict[str, Rule]) -> tuple[str, str]:
    """Exercise and level; they may be changed at any time, for landmarks are read only once."""
    first, second = st.columns([3, 1])
    options = [RECOGNISE, *known]
    if "recorded_exercise" not in st.session_state:
        st.session_state.recorded_exercise = asked(known) or RECOGNISE
    if st.session_state.recorded_exercise not in options:
        st.session_state.recorded_exercise = RECOGNISE
    with first:
        exercise = st.selectbox(
            "Exercise", options, key="recorded_exercise",
            format_func=lambda name: "Recognise it for me" if name == RECOGNISE else known[name].title,
        )  # fmt: skip
    with second:
        return exercise, level("recorded_level")


def _choose() -> None:
    """A file or a sample, and the button that begins."""
    if trouble := st.session_state.get("recorded_trouble"):
        st.error(plain(trouble))
    samples = sorted(SAMPLES.glob("*/*.mp4"))
    kind = st.radio("What to look at", [_OWN, _SAMPLE], horizontal=True) if samples else _OWN
    material: Material | None = None
    if kind == _SAMPLE:
        path = st.selectbox("Sample", samples, format_func=lambda path: f"{path.parent.name}: {path.stem}")
        if path:
            material = Material(f"{path.parent.name} {path.name}", path, path.with_suffix(".npz"))
        begin = st.button("Check it", type="primary", disabled=material is None)
    else:
        largest = int(st.get_option("server.maxUploadSize"))
        upload = st.file_uploader(
            f"A video, or a set that the live page has kept (.npz): at most {LONGEST / 60:.0f} minutes and {largest} MB. "
            "It stays on this computer; the copy is deleted when you choose another one or end the program.",
            key="recorded_upload",
        )
        begin = st.button("Check it", type="primary", disabled=upload is None)
        if begin and upload:
            try:
                material = keep(upload, upload.name, upload.size, largest * 1_000_000)
            except UserError as error:
                st.error(plain(str(error)))
    if begin and material:
        _begin(material)
        st.rerun()


def _begin(material: Material) -> None:
    visit = Visit(material, Job(lambda job: watch(material, job)))
    weakref.finalize(visit, Job.cancel, visit.reading)  # the tab was closed: nobody waits for it any more
    st.session_state.recorded = visit
    st.session_state.recorded_trouble = ""


def forget() -> None:
    """Cancels what is under way and lets go of the file."""
    visit: Visit | None = st.session_state.pop("recorded", None)
    for job in visit.jobs() if visit else ():
        job.cancel()
    if visit:
        visit.material.discard()


def _read(visit: Visit, footage: Footage, known: dict[str, Rule], exercise: str, strict: str) -> None:
    """The landmarks are there."""
    first, second = st.columns([3, 1], vertical_alignment="center")
    first.markdown(f"**{plain(visit.material.name)}**, {clock(footage.recording.seconds)} long")
    second.button("Another recording", on_click=forget, width="stretch")
    if exercise == RECOGNISE:
        _propose(visit, footage, known)
        return
    wish = exercise, strict
    if wish not in visit.verdicts:
        material = visit.material
        visit.verdicts[wish] = Job(lambda job: judge(material, footage, exercise, known, strict, job))
    job = visit.verdicts[wish]
    if not job.ended:
        waiting(job, job.cancel)
    elif job.result is None:
        _once_more(visit, job)
    else:
        outcome.show(visit, job.result, wish)


def _once_more(visit: Visit, job: Job[Any]) -> None:
    """Why there is no result, and a way to begin that piece of work again; what was read of the file is still there."""
    if job.trouble:
        st.error(plain(job.trouble))
    else:
        st.info("That was cancelled.")
    st.button("Try again" if job.trouble else "Do it after all", on_click=visit.anew, args=(job,))


def _propose(visit: Visit, footage: Footage, known: dict[str, Rule]) -> None:
    """Says which exercise it looks like; the user decides."""
    if visit.guessing is None:
        poses = list(footage.recording)
        visit.guessing = Job(lambda job: recognise(poses, known, job.track))
    if not visit.guessing.ended:
        waiting(visit.guessing, visit.guessing.cancel)
        return
    if visit.guessing.result is None:
        _once_more(visit, visit.guessing)
    elif not visit.guessing.result:
        st.warning(
            f"None of the {len(known)} exercises. No repetition of any of them was found. If you know which one it is "
            "meant to be, choose it above: then I can say what is missing."
        )
    for number, guess in enumerate(visit.guessing.result or ()):
        title = known[guess.exercise].title
        times = "1 repetition" if guess.counted == 1 else f"{guess.counted} repetitions"
        st.markdown(f"{'This looks like' if not number else 'Or'} **{title}**: {times}.")
        st.button(
            f"Check it as {title}", key=f"as_{guess.exercise}", on_click=_take, args=(guess.exercise,),
            type="primary" if not number else "secondary",
        )  # fmt: skip
    if visit.guessing.result:
        st.caption("None of these? Choose the exercise above.")


def _take(exercise: str) -> None:
    st.session_state.recorded_exercise = exercise
