"""A rule as a person reads it: how to set up, what counts, and every threshold. Written from the rule itself."""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Iterator, Mapping

from .ledger import WIDTH, explained, in_words, wanted
from .measures import BACK, ENTRY, HOLD, OUT, WHOLE
from .pose import LEFT, RIGHT
from .rule import ANY, NO_SIDES, Need, Rule, at_least
from .signals import Derived, Signal
from .summary import DISCLAIMER, side_words, view_words

#: The part of a repetition that a fault is looked for in.
_PHASES = {
    OUT: "on the way out",
    HOLD: "in the hold",
    BACK: "on the way back",
    WHOLE: "throughout",
    ENTRY: "until it is held",
}


def listing(rules: Mapping[str, Rule]) -> str:
    """One line for each exercise: id, title, number of faults, camera."""
    if not rules:
        return "There are no exercises yet.\n"
    wide = max(len(name) for name in rules)
    title = max(len(rule.title) for rule in rules.values())
    lines = [
        f"{name:<{wide}}  {rule.title:<{title}}  {len(rule.faults):2} faults"
        + ("" if rule.camera.view == ANY else f", filmed {view_words(rule.camera.view)}")
        for name, rule in rules.items()
    ]
    return "\n".join(lines) + "\n"


def sheet(exercise: str, rule: Rule, level: str) -> str:
    """All of one rule."""
    lines = [
        f"{rule.title} ({exercise})",
        *_wrap(rule.purpose),
        "",
        *_setting_up(rule, level),
        "",
        *_counting(rule),
        "",
    ]
    lines += _faults(rule, level)
    for head, group in (("What the camera cannot see", rule.cannot_see), ("Safety", (*rule.safety, DISCLAIMER))):
        lines += [head, *(f"  {line}" for words in group for line in _wrap(words)), ""]
    lines += _wrap("The words in square brackets are the sources: docs/sources.md in this program's repository.")
    return "\n".join(lines) + "\n"


def _setting_up(rule: Rule, level: str) -> Iterator[str]:
    camera = rule.camera
    view = "" if camera.view == ANY else f"{view_words(camera.view)}, "
    yield (f"Camera: {view}{_span(camera.height)} m high, {_span(camera.distance)} m away, {rule.posture.name}")
    for words in (camera.words, *rule.setup, rule.amount(level).words):
        yield from _wrap(words)
    yield ""
    yield "Start position"
    for ready in rule.ready:
        allowed = wanted(ready.allowed, _unit(rule, ready.signal))
        yield f"  {in_words(ready.signal):<24} {allowed:<28} {ready.words}"


def _counting(rule: Rule) -> Iterator[str]:
    count = rule.count
    name, unit = in_words(count.signal), _unit(rule, count.signal)
    yield "A repetition" + ("" if rule.sides == NO_SIDES else f" (sides: {rule.sides})")
    yield f"  counts from        {name} {_level(count.turn, unit)}"
    yield f"  partial from       {name} {_level(count.near, unit)}"
    yield f"  begins, ends       {_level(count.leave, unit)} and {_level(count.back, unit)} from the start position"
    yield f"  lasts              {count.shortest:g} to {count.longest:g} seconds"
    for reason in dict.fromkeys(map(_reason, count.needs)):
        yield f"  not counted when   {reason}"
    yield from textwrap.wrap(count.source, WIDTH, initial_indent="    ", subsequent_indent="    ")
    if rule.reach:
        yield from textwrap.wrap(
            f'  progress           "{rule.reach.words.format(degrees="... degrees")}"', WIDTH, subsequent_indent="    "
        )
    if balance := rule.balance:
        said = balance.words.format(more=side_words(rule, LEFT), less=side_words(rule, RIGHT))
        yield f"  told at the end    beyond {_level(balance.most, balance.unit)} between the sides:"
        yield from textwrap.wrap(f"{said} {balance.source}", WIDTH, initial_indent="    ", subsequent_indent="    ")


def _level(value: float, unit: str) -> str:
    return wanted(at_least(value), unit).removeprefix("at least ")


def _reason(need: Need) -> str:
    """Why an attempt is not counted, with the limit where the measured value would stand."""
    low = need.allowed.low
    limit = f"more than {need.allowed.high:g}" if math.isinf(low) else f"less than {low:g}"
    return re.sub(r"(only )?\{value[^}]*\}", limit, need.reason)


def _faults(rule: Rule, level: str) -> Iterator[str]:
    if not rule.faults:
        return
    yield f"Faults (level: {level})"
    for fault in rule.faults:
        allowed = wanted(fault.range(level), fault.unit)
        yield f"  {in_words(fault.name):<24} {allowed:<29} {_PHASES[fault.phase]:<15} {fault.severity:<6} seen: " + (
            f"{fault.reliability}{' (tip only)' if fault.reliability == 'low' else ''}"
        )
        yield from textwrap.wrap(f"{fault.cue} {fault.source}", WIDTH, initial_indent="    ", subsequent_indent="    ")
    yield from explained({fault.unit for fault in rule.faults})
    yield ""


def _unit(rule: Rule, name: str) -> str:
    signal = rule.signals[name]
    return signal.unit if isinstance(signal, (Signal, Derived)) else "deg"


def _span(pair: tuple[float, float]) -> str:
    return f"{pair[0]:g} to {pair[1]:g}"


def _wrap(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH - 2)
