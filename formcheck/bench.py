"""``formcheck test``: labelled clips against the rules."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import click

from . import cues, rulebook
from .clips import Clip, find
from .compare import Outcome, compare
from .errors import UserError
from .figures import Named, recognition, tables
from .footage import progress
from .recognise import recognise
from .replay import replay
from .session import Session

#: The clips that come with the sources.
SAMPLES = Path(__file__).resolve().parent.parent / "sample_videos"

Item = TypeVar("Item")
Result = TypeVar("Result")


class Unread(str):
    """Why a clip could not be read: the other clips are tested all the same."""


@dataclass(frozen=True)
class Comparison:
    """One clip to be run against one exercise."""

    clip: Clip
    exercise: str
    level: str

    def run(self) -> Outcome | Unread:
        """Replays the clip and compares; its own exercise also as live, for what would be said."""
        try:
            recording = self.clip.recording()
        except UserError as error:
            return Unread(str(error))
        rule = rulebook.load(self.exercise)
        own = self.clip.label.exercise == self.exercise
        result = replay(recording, rule, self.level, look_ahead=not recording.live, keep=own, usual=recording.usual)
        outcome = replace(compare(self.clip, result, self.exercise), among=_set(self.clip))
        if not own:
            return outcome
        session = Session(rule, self.level, usual=recording.usual)
        live = map(session.update, recording) if result.looked_ahead else result.updates
        return replace(outcome, cues=cues.delays(self.clip.label, rule, self.level, live))


def _named(clip: Clip) -> Named | None:
    """What a clip is taken for when nobody names its exercise; None where it cannot be read, which the test has told."""
    try:
        recording = clip.recording()
    except UserError:
        return None
    guesses = recognise(recording, rulebook.all())
    return Named(_set(clip), clip.name, clip.label.exercise, guesses[0].exercise if guesses else None)


def _set(clip: Clip) -> str:
    return SAMPLES.name if clip.among == SAMPLES else str(clip.among)


def run(what: Sequence[str], cross: bool, recognised: bool, level: str) -> int:
    """Tests and prints; 1 when something does not agree with its label or has no clip, else 0. Raises UserError for bad input."""
    exercises, folders = _asked(what)
    clips = find([*([SAMPLES] if SAMPLES.is_dir() else []), *folders], exercises)
    jobs = list(_jobs(clips, exercises, cross, level))
    if not jobs:
        raise UserError(
            f"There are no labelled clips of {', '.join(exercises)} in the folders. Name a folder with some."
        )
    done = _done(Comparison.run, jobs, "Testing")
    outcomes = [one for one in done if isinstance(one, Outcome)]
    unread = dict.fromkeys(one for one in done if isinstance(one, Unread))
    if outcomes:
        click.echo(tables(outcomes), nl=False)
    if outcomes and recognised:
        named = _done(_named, [clip for clip in clips if clip.label.exercise in (*exercises, None)], "Recognising")
        click.echo(recognition([one for one in named if one]), nl=False)
    for why in unread:
        click.echo(f"formcheck: not tested: {why}", err=True)
    if ruleless := sorted({c.label.exercise for c in clips if c.label.exercise} - set(rulebook.ids())):
        click.echo(
            f"formcheck: there is no rule for {', '.join(ruleless)}: their repetitions were not tested.", err=True
        )
    return 1 if unread or any(outcome.mismatches for outcome in outcomes) else 0


def _asked(what: Sequence[str]) -> tuple[list[str], list[Path]]:
    """Exercises (all when none is named) and folders out of the words of the command."""
    exercises = [word for word in what if word in rulebook.ids()]
    rest = [Path(word) for word in what if word not in rulebook.ids()]
    for path in rest:
        if not path.is_dir():
            raise UserError(f"{rulebook.unknown(str(path), rulebook.ids(), 'exercise')} Nor is there a folder {path}.")
    return exercises or list(rulebook.ids()), rest


def _jobs(clips: Iterable[Clip], exercises: Iterable[str], cross: bool, level: str) -> Iterator[Comparison]:
    """Each clip against its own exercise; negatives, and with ``cross`` all other clips, against every exercise."""
    clips = list(clips)
    for exercise in exercises:
        for clip in clips:
            if clip.label.exercise in (exercise, None) or cross:
                yield Comparison(clip, exercise, level)


def _done(work: Callable[[Item], Result], items: Sequence[Item], what: str) -> list[Result]:
    """The work on every item, on all cores when there are many."""
    if len(items) < 8:
        return [work(item) for item in progress(items, len(items), what)]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        return list(progress(pool.map(work, items, chunksize=2), len(items), what))
