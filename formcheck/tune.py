"""``formcheck tune``: one threshold swept over labelled clips.

A threshold changes no measurement, so every clip is replayed once; after that any threshold is answered at once.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from . import rulebook
from .clips import Clip, find
from .compare import asked, judgeable, match
from .errors import UserError
from .replay import Replay, replay
from .rule import TYPICAL, Fault

#: Thresholds tried between the lowest and the highest measured value, beside the present one.
STEPS = 24


@dataclass(frozen=True)
class Sample:
    """One labelled repetition's measurement: value in the fault's unit, shows: whether the label names the fault."""

    clip: str
    t: float
    value: float
    shows: bool


@dataclass(frozen=True)
class Step:
    """What one threshold would do. missed: labelled, not found. false: found, not labelled. hits: both."""

    threshold: float
    hits: int
    missed: int
    false: int

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, NaN when the fault is neither labelled nor found."""
        whole = 2 * self.hits + self.missed + self.false
        return 2 * self.hits / whole if whole else math.nan

    @property
    def wrong(self) -> int:
        """Misses and false alarms together."""
        return self.missed + self.false


@dataclass(frozen=True)
class Sweep:
    """A threshold swept. below: a fault lies below the threshold (allowed "at least"), else above. hidden: labelled
    repetitions in which it could not be seen. best: the middle of the widest gap with the fewest errors. margin: how
    far the threshold may move either way without another error."""

    fault: Fault
    below: bool
    samples: tuple[Sample, ...]
    steps: tuple[Step, ...]
    now: Step
    best: Step
    margin: float
    hidden: int

    def deciding(self, count: int = 5) -> tuple[Sample, ...]:
        """The repetitions nearest to the best threshold: they are what it rests on."""
        return tuple(sorted(self.samples, key=lambda s: abs(s.value - self.best.threshold))[:count])


def sweep(exercise: str, fault_name: str, folders: Sequence[Path], level: str = TYPICAL) -> Sweep:
    """Sweeps the fault's threshold over all labelled clips of the exercise.

    Raises UserError for an unknown fault, or when no label says anything about it.
    """
    rule = rulebook.load(exercise)
    faults = {fault.name: fault for fault in rule.faults}
    if fault_name not in faults:
        raise UserError(rulebook.unknown(fault_name, faults, f"fault of {exercise}"))
    allowed = faults[fault_name].range(level)
    if math.isfinite(allowed.low) and math.isfinite(allowed.high):
        raise UserError(
            f"{fault_name} allows {allowed.words(faults[fault_name].unit)}: a range with two ends is not swept. "
            "Try one end at a time, with at_least or at_most."
        )
    clips = [clip for clip in find(folders, [exercise]) if clip.label.exercise == exercise]
    read = list(measured(clips, exercise, fault_name, level))
    seen = tuple(sample for sample in read if not math.isnan(sample.value))
    hidden = sum(sample.shows for sample in read) - sum(sample.shows for sample in seen)
    if not any(sample.shows for sample in seen):
        raise UserError(
            f"No labelled clip shows {fault_name} where it can be seen (of {exercise} there are {len(clips)}). "
            "Add a folder with clips whose labels name it."
        )
    return swept(faults[fault_name], seen, hidden, level)


def measured(clips: Iterable[Clip], exercise: str, fault_name: str, level: str) -> Iterator[Sample]:
    """The fault's measurement in every labelled repetition; NaN where it could not be seen."""
    for clip in clips:
        found = samples(clip, replayed(clip, exercise, level))
        yield from (sample for name, sample in found if name == fault_name)


def replayed(clip: Clip, exercise: str, level: str) -> Replay:
    """The clip's replay, as ``formcheck test`` makes it."""
    recording = clip.recording()
    return replay(recording, rulebook.load(exercise), level, look_ahead=not recording.live, usual=recording.usual)


def samples(clip: Clip, result: Replay) -> Iterator[tuple[str, Sample]]:
    """The names of faults and what was measured of them, in every repetition of which the label says something."""
    pairs, _ = match(clip.label.reps, result.attempts)
    for about, attempt in judgeable(clip, pairs, result):
        for finding in attempt.findings:
            name = finding.fault.name
            if asked(clip, about, finding.fault):
                yield name, Sample(clip.name, attempt.rep.turn, finding.value, name in about.named)


def swept(fault: Fault, samples: tuple[Sample, ...], hidden: int, level: str) -> Sweep:
    """The sweep over measurements, none of them NaN; ``hidden`` is how many more there were that could not be seen."""
    allowed = fault.range(level)
    below = not math.isinf(allowed.low)
    values = np.array([sample.value for sample in samples])
    shows = np.array([sample.shows for sample in samples])

    def step(threshold: float) -> Step:
        found = values < threshold if below else values > threshold
        return Step(
            float(threshold), int((found & shows).sum()), int((~found & shows).sum()), int((found & ~shows).sum())
        )

    ordered = np.unique(values)
    # Beyond either end as well: the best may be to find all of them, or none.
    edge = np.ptp(ordered) / STEPS or abs(ordered[0]) / STEPS or 1.0
    places = np.array([ordered[0] - edge, *ordered, ordered[-1] + edge])
    tried = [step(threshold) for threshold in (places[1:] + places[:-1]) / 2]
    least = min(one.wrong for one in tried)
    gaps = zip((np.diff(places) / 2).tolist(), tried, strict=True)
    margin, best = max((pair for pair in gaps if pair[1].wrong == least), key=lambda pair: pair[0])
    grid = tuple(step(threshold) for threshold in np.linspace(ordered[0], ordered[-1], STEPS))
    return Sweep(fault, below, samples, grid, step(allowed.low if below else allowed.high), best, margin, hidden)


def told(found: Sweep, exercise: str, level: str) -> str:
    """The sweep as text: a row for each threshold with its misses and false alarms as bars, and what decides."""
    unit = f" {found.fault.unit}".rstrip()
    sign = "at least" if found.below else "at most"
    shown = sum(sample.shows for sample in found.samples)
    lines = [
        f"{exercise} {found.fault.name}, allowed now: {found.fault.range(level).words(found.fault.unit)}",
        f"{len(found.samples)} labelled repetitions, {shown} with the fault"
        + (f"; in {found.hidden} more with the fault it could not be seen" if found.hidden else ""),
        "",
        f"{sign + unit:>20}  missed  false   F1",
    ]
    widest = max([1, *(max(one.missed, one.false) for one in found.steps)])
    rows = sorted([*found.steps, found.now, found.best], key=lambda one: one.threshold)
    for one in dict.fromkeys(rows):
        mark = " ".join(word for word, it in (("<- best", found.best), ("<- now", found.now)) if one == it)
        bars = "m" * round(24 * one.missed / widest) + "f" * round(24 * one.false / widest)
        lines.append(f"{one.threshold:>20.4g}  {one.missed:>6}  {one.false:>5}  {one.f1:.2f}  {bars} {mark}".rstrip())
    lines.append("")
    lines.append(
        f"Best: {found.best.threshold:.4g}{unit}, margin {found.margin:.2g} either way, "
        f"{found.best.missed} missed, {found.best.false} false. Decided by:"
    )
    for sample in found.deciding():
        kind = "shows it" if sample.shows else "is free of it"
        lines.append(f"  {sample.value:>9.4g}{unit}  {sample.clip} at {sample.t:.1f} s, which {kind}")
    if level != TYPICAL:
        lines.append(f"Level: {level}")
    return "\n".join(lines) + "\n"
