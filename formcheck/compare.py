"""What was found in a clip beside what its label knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Self

from .clips import Clip, LabelledRep
from .replay import Replay
from .rule import LOW, MAJOR, STOP, Fault
from .session import COUNTED, FAULT, REJECTED, TIP, UNSEEN, Attempt, Finding
from .summary import judged

#: (found, labelled) -> which number of a Tally it adds to.
_KINDS = {(True, True): "hits", (False, True): "missed", (True, False): "false", (False, False): "right"}


@dataclass
class Tally:
    """How often one fault was found and labelled, over repetitions.

    hits: both. missed: labelled, not found. false: found, not labelled. right: neither. hidden: labelled, but it could
    not be seen. unseen: s in which it could not be judged. judged: attempts, labelled or not, in which it could.
    """

    hits: int = 0
    missed: int = 0
    false: int = 0
    right: int = 0
    hidden: int = 0
    unseen: float = 0.0
    judged: int = 0

    def __iadd__(self, other: Tally) -> Self:
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)
        return self

    @property
    def labelled(self) -> bool:
        """Whether any label says something about this fault."""
        return bool(self.hits + self.missed + self.false + self.right + self.hidden)

    @property
    def precision(self) -> float:
        """The share of what was found that is labelled; NaN when nothing was found."""
        return _share(self.hits, self.hits + self.false)

    @property
    def recall(self) -> float:
        """The share of what is labelled that was found; NaN when nothing is labelled."""
        return _share(self.hits, self.hits + self.missed)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; NaN when the fault is neither labelled nor found."""
        return _share(2 * self.hits, 2 * self.hits + self.false + self.missed)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


@dataclass(frozen=True)
class Outcome:
    """One clip against one exercise, in plain numbers.

    own: the clip shows this exercise; otherwise every counted repetition is a false one. seconds: the clip's length.
    delays: s from a repetition's labelled end to its being counted. cues: for each labelled fault, s until its cue is said
    (see ``cues``). mismatches: one sentence each. among: the folder given, in words.
    """

    clip: str
    exercise: str
    own: bool
    expected: int
    found: int
    seconds: float
    sides_known: int = 0
    sides_right: int = 0
    delays: tuple[float, ...] = ()
    tallies: dict[str, Tally] = field(default_factory=dict)
    mismatches: tuple[str, ...] = ()
    cues: dict[str, float] = field(default_factory=dict)
    among: str = ""


@dataclass(frozen=True, eq=False)
class Pair:
    """A labelled repetition and the attempt whose turning point it holds, if there is one."""

    label: LabelledRep
    attempt: Attempt | None

    @property
    def counted(self) -> bool:
        """Whether the attempt was counted."""
        return self.attempt is not None and self.attempt.status == COUNTED


def compare(clip: Clip, result: Replay, exercise: str) -> Outcome:
    """What a replay of the clip found, beside its label."""
    own = clip.label.exercise == exercise
    seconds = result.course.seconds
    if not own:
        return Outcome(clip.name, exercise, False, 0, result.count, seconds, mismatches=tuple(_strays(result)))
    pairs, extra = match(clip.label.reps, result.attempts)
    sides = [(p.label.side, p.attempt.side) for p in pairs if p.counted and p.attempt and p.label.side]
    lines = [*_count_lines(clip, result), *_pair_lines(pairs, extra)]
    tallies = {name: Tally(unseen=row.of - row.seconds, judged=row.judged) for name, row in judged(result).items()}
    for about, attempt in judgeable(clip, pairs, result):
        lines += _tally(clip, about, attempt, result.level, tallies)
    return Outcome(
        clip.name,
        exercise,
        True,
        clip.label.count,
        result.count,
        seconds,
        len(sides),
        sum(labelled == found for labelled, found in sides),
        tuple(_delays(pairs, result)),
        tallies,
        tuple(lines),
    )


def match(reps: tuple[LabelledRep, ...], attempts: tuple[Attempt, ...]) -> tuple[list[Pair], list[Attempt]]:
    """Pairs of labelled and found, and the counted attempts that are left over.

    An attempt belongs to the span that holds its turning point; of several in one span, a counted one, the highest.
    """
    pairs, left = [], [attempt for attempt in attempts if attempt.status == COUNTED] if reps else []
    for rep in reps:
        inside = [attempt for attempt in attempts if rep.holds(attempt.rep.turn)]
        best = max(inside, key=lambda a: (a.status == COUNTED, a.status != REJECTED, a.peak), default=None)
        pairs.append(Pair(rep, best))
        left = [attempt for attempt in left if attempt is not best]
    return pairs, left


def _strays(result: Replay) -> Iterator[str]:
    if result.count:
        times = ", ".join(f"{a.rep.turn:.1f}" for a in result.attempts if a.status == COUNTED)
        yield f"{result.count} counted where there is none (at {times} s)"


def _count_lines(clip: Clip, result: Replay) -> Iterator[str]:
    if not clip.label.reps and result.count != clip.label.count:
        yield f"{result.count} counted, {clip.label.count} labelled"


def _pair_lines(pairs: list[Pair], extra: list[Attempt]) -> Iterator[str]:
    for pair in pairs:
        label, attempt = pair.label, pair.attempt
        if label.counts and not pair.counted:
            yield f"{_span(label)} not counted ({attempt.reason if attempt else 'no attempt found'})"
        if not label.counts and pair.counted:
            yield f"{_span(label)} counted, though it is labelled as not to count ({label.why or 'no reason given'})"
        if label.side and attempt and pair.counted and attempt.side != label.side:
            yield f"{_span(label)} found on the {attempt.side}, labelled {label.side}"
    for attempt in extra:
        yield f"one more counted, turning at {attempt.rep.turn:.1f} s"


def _span(label: LabelledRep) -> str:
    return f"{label.start:.1f} - {label.end:.1f} s:"


@dataclass(frozen=True)
class About:
    """What a label says about one repetition's faults. all: whether those not named are known to be absent."""

    where: str
    named: frozenset[str]
    maybe: frozenset[str]
    all: bool


def judgeable(clip: Clip, pairs: list[Pair], result: Replay) -> Iterator[tuple[About, Attempt]]:
    """Attempts with findings, and what is known about them."""
    label = clip.label
    if not label.reps:
        for attempt in result.attempts:
            if attempt.status == COUNTED:
                yield About(f"{attempt.rep.turn:.1f} s:", label.shows, label.maybe, False), attempt
    for pair in pairs:
        if pair.attempt is not None and pair.attempt.findings:
            named = (pair.label.faults or frozenset()) | label.shows
            maybe = pair.label.maybe | label.maybe
            yield About(_span(pair.label), named, maybe, pair.label.faults is not None), pair.attempt


def asked(clip: Clip, about: About, fault: Fault) -> bool:
    """Whether the label says of this fault that the repetition shows it, or that it does not."""
    good = clip.label.good and fault.severity in (MAJOR, STOP)
    return fault.name not in about.maybe and (fault.name in about.named or about.all or good)


def _tally(clip: Clip, about: About, attempt: Attempt, level: str, tallies: dict[str, Tally]) -> Iterator[str]:
    """Adds an attempt's findings to the tallies; gives a sentence for each that is not as labelled."""
    for finding in attempt.findings:
        fault = finding.fault
        named = fault.name in about.named
        if not asked(clip, about, fault):
            continue
        found, hidden = finding.verdict in (FAULT, TIP), finding.verdict == UNSEEN
        tally = tallies[fault.name]
        if hidden:  # neither right nor wrong, but counted by itself
            tally.hidden += named
            continue
        kind = _KINDS[found, named]
        setattr(tally, kind, getattr(tally, kind) + 1)
        if found != named and fault.reliability != LOW:
            yield f"{about.where} {_difference(finding, named, level)}"


def _difference(finding: Finding, named: bool, level: str) -> str:
    fault = finding.fault
    measured = f"measured {finding.value:.3g}, allowed {fault.range(level).words(fault.unit)}"
    return f"{fault.name} {'labelled, not found' if named else 'found, not labelled'}: {measured}"


def _delays(pairs: list[Pair], result: Replay) -> Iterator[float]:
    told = {id(attempt): update.t for update in result.updates for attempt in update.attempts}
    for pair in pairs:
        if pair.counted and id(pair.attempt) in told:
            yield told[id(pair.attempt)] - pair.label.end
