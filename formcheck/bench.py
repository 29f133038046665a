"""``formcheck test``: labelled clips against the rules, as tables and a list of what does not agree."""

from __future__ import annotations

import math
import os
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median

import click

from . import rulebook
from .clips import Clip, find
from .compare import Outcome, Tally, compare
from .errors import UserError
from .footage import progress
from .replay import replay
from .rule import LOW

#: The clips that come with the sources.
SAMPLES = Path(__file__).resolve().parent.parent / "sample_videos"


@dataclass(frozen=True)
class Job:
    """One clip to be run against one exercise."""

    clip: Clip
    exercise: str
    level: str

    def run(self) -> Outcome:
        """Replays the clip and compares."""
        recording = self.clip.recording()
        result = replay(recording, rulebook.load(self.exercise), self.level, look_ahead=not recording.live)
        return compare(self.clip, result, self.exercise)


def run(what: Sequence[str], cross: bool, level: str) -> int:
    """Tests and prints; 1 when something does not agree with its label, else 0. Raises UserError for bad input."""
    exercises, folders = _asked(what)
    clips = find([*([SAMPLES] if SAMPLES.is_dir() else []), *folders], exercises)
    jobs = list(_jobs(clips, exercises, cross, level))
    if not jobs:
        raise UserError(
            f"There are no labelled clips of {', '.join(exercises)} in the folders. Name a folder with some."
        )
    outcomes = run_jobs(jobs)
    click.echo(tables(outcomes), nl=False)
    if ruleless := sorted({c.label.exercise for c in clips if c.label.exercise} - set(rulebook.ids())):
        click.echo(
            f"formcheck: there is no rule for {', '.join(ruleless)}: their repetitions were not tested.", err=True
        )
    return 1 if any(outcome.mismatches for outcome in outcomes) else 0


def _asked(what: Sequence[str]) -> tuple[list[str], list[Path]]:
    """Exercises (all when none is named) and folders out of the words of the command."""
    exercises = [word for word in what if word in rulebook.ids()]
    rest = [Path(word) for word in what if word not in rulebook.ids()]
    for path in rest:
        if not path.is_dir():
            raise UserError(f"{rulebook.unknown(str(path), rulebook.ids(), 'exercise')} Nor is there a folder {path}.")
    return exercises or list(rulebook.ids()), rest


def _jobs(clips: Iterable[Clip], exercises: Iterable[str], cross: bool, level: str) -> Iterator[Job]:
    """Each clip against its own exercise; negatives, and with ``cross`` all other clips, against every exercise."""
    clips = list(clips)
    for exercise in exercises:
        for clip in clips:
            if clip.label.exercise in (exercise, None) or cross:
                yield Job(clip, exercise, level)


def run_jobs(jobs: Sequence[Job]) -> list[Outcome]:
    """Runs all jobs, on all cores when there are many."""
    if len(jobs) < 8:
        return [job.run() for job in progress(jobs, len(jobs), "Testing")]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        return list(progress(pool.map(Job.run, jobs, chunksize=2), len(jobs), "Testing"))


def tables(outcomes: Sequence[Outcome]) -> str:
    """The figures of each exercise, of each fault that a label speaks of, and what does not agree."""
    names = list(dict.fromkeys(outcome.exercise for outcome in outcomes))
    groups = {name: [outcome for outcome in outcomes if outcome.exercise == name] for name in names}
    lines = [_HEAD, *(_figures(name, group) for name, group in groups.items()), ""]
    for name, group in groups.items():
        lines += _fault_table(name, group)
    lines += _mismatches(outcomes)
    return "\n".join(lines) + "\n"


_HEAD = (
    f"{'exercise':<23}{'clips':>5}{'reps':>6}{'found':>7}{'MAE':>6}{'OBO':>6}{'exact':>7}{'sides':>8}{'delay':>8}"
    "  false a minute"
)


def _figures(name: str, outcomes: Sequence[Outcome]) -> str:
    own, others = [o for o in outcomes if o.own], [o for o in outcomes if not o.own]
    errors = [abs(outcome.found - outcome.expected) for outcome in own]
    sides = f"{sum(o.sides_right for o in own)}/{sum(o.sides_known for o in own)}"
    delays = [delay for outcome in own for delay in outcome.delays]
    minutes = sum(outcome.seconds for outcome in others) / 60
    false = sum(outcome.found for outcome in others)
    return (
        f"{name:<23}{len(own):>5}{sum(o.expected for o in own):>6}{sum(o.found for o in own):>7}"
        f"{_number(mean(errors) if errors else None, '.2f'):>6}"
        f"{_percent([error <= 1 for error in errors]):>6}{_percent([error == 0 for error in errors]):>7}"
        f"{sides if sides != '0/0' else '-':>8}{_number(median(delays) if delays else None, '.1f', ' s'):>8}"
        f"{_number(false / minutes if minutes else None, '.2f'):>6} ({false} in {minutes:.1f} min)"
    )


def _fault_table(name: str, outcomes: Sequence[Outcome]) -> Iterator[str]:
    faults = rulebook.load(name).faults
    totals = {fault.name: Tally() for fault in faults}
    for outcome in outcomes:
        for fault, tally in outcome.tallies.items():
            totals[fault] += tally
    known = [fault for fault in faults if totals[fault.name].labelled]
    if known:
        yield (
            f"{name:<32}{'shown':>7}{'found':>7}{'false':>7}{'hidden':>8}{'precision':>11}{'recall':>8}{'F1':>6}"
            f"{'unseen s':>10}"
        )
    for fault in known:
        yield f"  {fault.name:<23}{'(tip)' if fault.reliability == LOW else '':<7}{_tally(totals[fault.name])}"
    if silent := [fault.name for fault in faults if not totals[fault.name].labelled]:
        yield f"{name}: no label speaks of {len(silent)} of {len(faults)} faults:"
        yield from _columns(silent)
    yield ""


def _tally(tally: Tally) -> str:
    shares = [_number(value, ".2f") for value in (tally.precision, tally.recall, tally.f1)]
    return (
        f"{tally.hits + tally.missed:>7}{tally.hits:>7}{tally.false:>7}{tally.hidden:>8}"
        f"{shares[0]:>11}{shares[1]:>8}{shares[2]:>6}{tally.unseen:>10.1f}"
    )


def _columns(words: Sequence[str]) -> Iterator[str]:
    yield from textwrap.wrap(", ".join(words), 96, initial_indent="  ", subsequent_indent="  ")


def _mismatches(outcomes: Sequence[Outcome]) -> Iterator[str]:
    wrong = [outcome for outcome in outcomes if outcome.mismatches]
    if not wrong:
        yield f"All {len(outcomes)} runs agree with the labels."
        return
    yield f"{len(wrong)} of {len(outcomes)} runs do not agree with the labels:"
    yield from (f"  {o.exercise} on {o.clip}: {line}" for o in wrong for line in o.mismatches)


def _percent(right: Sequence[bool]) -> str:
    return f"{mean(right):.0%}" if right else "-"


def _number(value: float | None, form: str, unit: str = "") -> str:
    return "-" if value is None or math.isnan(value) else f"{value:{form}}{unit}"
