"""The tables that ``formcheck test`` prints, for a terminal of 110 columns."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import mean, median
from typing import TypeVar

from . import rulebook
from .compare import Outcome, Tally
from .rule import HIGH, LOW, MEDIUM, Fault

WIDTH = 110
#: Reliability -> the F1 that is aimed at; tips have none.
AIM = {HIGH: 0.95, MEDIUM: 0.85}

_LEGEND = """
MAE: mean difference in count. OBO: clips off by one at most. exact: clips with the right count.
counted: median time from a repetition's labelled end to its number being told; negative where a label waits for the last \
bit of the way.
cue: median time, live, from the end of the first labelled repetition that shows a fault to its cue. said: in how many of \
the clips that show it that came before the clip's end. A fault is told when it shows again or lasts in a hold, cues \
keep 6 s apart and a graver fault's goes first: where a clip shows each fault once, most are never said.
hidden: labelled repetitions in which the fault could not be seen. unseen: time of all attempts in which it could not be \
judged.
""".strip().splitlines()

Item = TypeVar("Item")


@dataclass(frozen=True)
class Named:
    """A clip whose exercise was to be recognised. among: its set. exercise, found: ids, None for none of them."""

    among: str
    clip: str
    exercise: str | None
    found: str | None


def tables(outcomes: Sequence[Outcome]) -> str:
    """The figures of each set, exercise and fault, what was never judged, and what does not agree with the labels."""
    lines = []
    for name, group in _groups(outcomes, lambda outcome: outcome.among).items():
        exercises = _groups(group, lambda outcome: outcome.exercise)
        lines += [_COUNTS.format(name), *(_counts(e, own) for e, own in exercises.items()), _counts("all", group), ""]
        lines += [line for e, own in exercises.items() for line in _faults(e, own)]
        lines += _below_aim(name, exercises)
    for words in _LEGEND:
        lines += textwrap.wrap(words, WIDTH, subsequent_indent="  ")
    return "\n".join([*lines, "", *_never_judged(outcomes), *_mismatches(outcomes)]) + "\n"


def recognition(named: Sequence[Named]) -> str:
    """How many clips of each exercise were recognised, set by set, and those that were not."""
    sets = _groups(named, lambda one: one.among)
    lines = ["", f"{'recognised':<24}" + "".join(f"{name:>{_wide(name)}}" for name in sets)]
    rows = _groups(sorted(named, key=lambda one: one.exercise or "~"), lambda one: one.exercise or "none of them")
    for exercise, group in {**rows, "all": list(named)}.items():
        cells = [f"{_right([one for one in group if one.among == name]):>{_wide(name)}}" for name in sets]
        lines.append(f"  {exercise:<22}" + "".join(cells))
    wrong = [one for one in named if one.found != one.exercise]
    lines += [""] if wrong else []
    lines += [f"  {one.among}: {one.clip} is taken for {one.found or 'none of them'}" for one in wrong]
    return "\n".join(lines) + "\n"


def _wide(name: str) -> int:
    return max(12, len(name) + 3)


def _right(named: Sequence[Named]) -> str:
    return f"{sum(one.found == one.exercise for one in named)}/{len(named)}" if named else "-"


def _groups(items: Sequence[Item], key: Callable[[Item], str]) -> dict[str, list[Item]]:
    """Items by a key, in the order in which each key comes first."""
    return {name: [item for item in items if key(item) == name] for name in dict.fromkeys(map(key, items))}


_COUNTS = (
    f"{{:<24}}{'clips':>6}{'reps':>6}{'found':>7}{'MAE':>6}{'OBO':>6}{'exact':>7}{'sides':>9}{'counted':>9}{'cue':>8}"
    "  false a minute"
)


def _counts(name: str, outcomes: Sequence[Outcome]) -> str:
    own, others = [o for o in outcomes if o.own], [o for o in outcomes if not o.own]
    errors = [abs(outcome.found - outcome.expected) for outcome in own]
    sides = f"{sum(o.sides_right for o in own)}/{sum(o.sides_known for o in own)}"
    delays = [delay for outcome in own for delay in outcome.delays]
    cues = [cue for outcome in own for cue in outcome.cues.values()]
    minutes = sum(outcome.seconds for outcome in others) / 60
    false = sum(outcome.found for outcome in others)
    rate = f"{false / minutes:.2f} ({false} in {minutes:.0f} min)" if minutes else "-"
    return (
        f"  {name:<22}{len(own):>6}{sum(o.expected for o in own):>6}{sum(o.found for o in own):>7}"
        f"{_number(mean(errors) if errors else math.nan, '.2f'):>6}"
        f"{_percent([error <= 1 for error in errors]):>6}{_percent([error == 0 for error in errors]):>7}"
        f"{sides if sides != '0/0' else '-':>9}{_middle(delays):>9}{_middle(cues):>8}  {rate}"
    )


def _faults(exercise: str, outcomes: Sequence[Outcome]) -> Iterator[str]:
    """The figures of each fault that a clip shows or that was found, and the names of the others."""
    faults, totals = rulebook.load(exercise).faults, _totals(outcomes)
    known = [fault for fault in faults if fault.name in totals and totals[fault.name].labelled]
    shown = [fault for fault in known if _shown(totals[fault.name])]
    if shown:
        yield (
            f"{exercise:<32}{'shown':>6}{'found':>6}{'false':>6}{'hidden':>7}{'precision':>10}{'recall':>7}{'F1':>6}"
            f"{'unseen':>9}{'cue':>8}{'said':>7}"
        )
    elif known:
        yield exercise
    for fault in shown:
        cues = [outcome.cues[fault.name] for outcome in outcomes if fault.name in outcome.cues]
        yield _fault(fault, totals[fault.name], cues)
    clean = [fault.name for fault in known if fault not in shown]
    silent = [fault.name for fault in faults if fault not in known]
    for words, names in (("neither labelled nor found", clean), ("no label speaks of", silent)):
        if known and names:
            yield from textwrap.wrap(f"  {words}: {', '.join(names)}", WIDTH, subsequent_indent="    ")
    if known:
        yield ""


def _totals(outcomes: Sequence[Outcome]) -> dict[str, Tally]:
    totals: dict[str, Tally] = {}
    for outcome in outcomes:
        for name, tally in outcome.tallies.items():
            totals.setdefault(name, Tally()).__iadd__(tally)
    return totals


def _shown(tally: Tally) -> int:
    return tally.hits + tally.missed + tally.false + tally.hidden


def _fault(fault: Fault, tally: Tally, cues: Sequence[float]) -> str:
    shares = [_number(value, ".2f") for value in (tally.precision, tally.recall, tally.f1)]
    said = f"{sum(map(math.isfinite, cues))}/{len(cues)}" if cues else "-"
    return (
        f"  {fault.name:<24}{'(tip)' if fault.reliability == LOW else '':<6}{tally.hits + tally.missed:>6}"
        f"{tally.hits:>6}{tally.false:>6}{tally.hidden:>7}{shares[0]:>10}{shares[1]:>7}{shares[2]:>6}"
        f"{tally.unseen:>7.0f} s{_middle(cues):>8}{said:>7}"
    )


def _below_aim(name: str, exercises: dict[str, list[Outcome]]) -> Iterator[str]:
    """The faults of one set whose F1 misses the aim, for nobody finds them among a hundred rows."""
    rows = [
        f"  {exercise:<24}{fault.name:<24}{fault.reliability:<8}F1 {tally.f1:.2f}  shown {tally.hits + tally.missed}, "
        f"found {tally.hits}, false {tally.false}"
        for exercise, own in exercises.items()
        for fault in rulebook.load(exercise).faults
        if (tally := _totals(own).get(fault.name)) and tally.f1 < AIM.get(fault.reliability, 0.0)
    ]
    if rows:
        yield f"{name}, F1 below the aim ({AIM[HIGH]:g} for faults of high reliability, {AIM[MEDIUM]:g} of medium):"
        yield from (*rows, "")


def _never_judged(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """A fault that is always hidden is neither right nor wrong, and would pass unnoticed."""
    silent = []
    for exercise, group in _groups([o for o in outcomes if o.own], lambda outcome: outcome.exercise).items():
        never = [name for name, tally in _totals(group).items() if not tally.judged]
        silent += [f"{exercise} {', '.join(never)}"] if never else []
    if silent:
        yield from textwrap.wrap(f"Never judged on these clips: {'; '.join(silent)}.", WIDTH, subsequent_indent="  ")
        yield ""


def _mismatches(outcomes: Sequence[Outcome]) -> Iterator[str]:
    wrong = [outcome for outcome in outcomes if outcome.mismatches]
    if not wrong:
        yield f"All {len(outcomes)} runs agree with the labels."
        return
    yield f"{len(wrong)} of {len(outcomes)} runs do not agree with the labels:"
    for name, group in _groups(wrong, lambda outcome: outcome.among).items():
        yield name
        yield from (f"  {o.exercise} on {o.clip}: {line}" for o in group for line in o.mismatches)


def _middle(seconds: Sequence[float]) -> str:
    """The median of what is finite."""
    known = [value for value in seconds if math.isfinite(value)]
    return f"{median(known):.1f} s" if known else "-"


def _percent(right: Sequence[bool]) -> str:
    return f"{mean(right):.0%}" if right else "-"


def _number(value: float, form: str) -> str:
    return "-" if math.isnan(value) else f"{value:{form}}"
