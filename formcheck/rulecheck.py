"""What a rule must keep, checked when it is loaded: the author's mistake is told with file and line, not at judging."""

from __future__ import annotations

import ast
import difflib
import reprlib
import string
import traceback
import warnings
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import is_dataclass
from functools import cache
from numbers import Integral, Real
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import numpy as np

from . import rule as words
from .body import NAMES, Body, Stance
from .gate import sides_of
from .measures import Rep
from .pose import INDEX, LEFT, Pose
from .rule import Allowed, Fault, Posture, Rule
from .signals import Derived, Signal

#: A mistake in words, and the piece of the author's file (a quoted string or a call's name) beside which it stands.
Problem = tuple[str, str]

VIEWS = (words.SIDE, words.FRONT, words.OBLIQUE)
RELIABILITIES = (words.HIGH, words.MEDIUM, words.LOW)
SIDES = (words.NO_SIDES, words.ALTERNATING, words.ONE_THEN_OTHER)
FRONTS = ("up", "down", "toes")

_KINDS: dict[Any, str] = {
    str: "text in quotes", float: "a number", int: "a whole number", bool: "True or False", NoneType: "None",
    Allowed: "a range such as at_least(10)",
}  # fmt: skip

#: (x, y) in image heights, y down, of a person who stands facing the camera; the other landmarks are filled in.
_STANDING = {
    "ear": (0.03, 0.12), "shoulder": (0.09, 0.25), "elbow": (0.11, 0.40), "wrist": (0.12, 0.53), "hip": (0.06, 0.53),
    "knee": (0.06, 0.72), "ankle": (0.06, 0.90), "heel": (0.06, 0.92), "foot_index": (0.08, 0.93),
}  # fmt: skip


def problem_of(rule: Rule, path: Path) -> str | None:
    """The first mistake in a rule, as one sentence that begins with file and line; None when there is none."""
    try:
        for message, near in _problems(rule):
            return f"{path}, line {_line(path, near)}: {message}"
        _try_out(rule)
    except _Mistake as mistake:
        near = _line(path, mistake.near)
        return f"{where(mistake.__cause__, path, near)}: {mistake}"
    except Exception as error:  # noqa: BLE001 - a mistake that nobody thought of
        return f"{where(error, path)}: the rule cannot be used ({type(error).__name__}: {error})."
    return None


def where(error: BaseException | None, path: Path, line: int = 1) -> str:
    """ "file, line n": the last line of the author's own file that an exception went through."""
    if isinstance(error, SyntaxError) and error.filename == str(path):
        return f"{path}, line {error.lineno}"
    frames = traceback.extract_tb(error.__traceback__) if error else []
    lines = [frame.lineno for frame in frames if Path(frame.filename) == path]
    return f"{path}, line {lines[-1] if lines else line}"


def _line(path: Path, near: str) -> int:
    """The line on which a quoted string first stands in a file, as a key if it is one, or a call or an argument of that
    name; else 1."""
    nodes = list(ast.walk(ast.parse(path.read_bytes())))  # Python itself sees which encoding it is
    keys = [key for node in nodes if isinstance(node, ast.Dict) for key in node.keys if key is not None]
    strings = [node for node in nodes if isinstance(node, ast.Constant)]
    lines = (
        [node.lineno for node in keys if isinstance(node, ast.Constant) and node.value == near]
        or [node.lineno for node in strings if node.value == near]
        or [node.lineno for node in nodes if isinstance(node, ast.Call) and getattr(node.func, "id", None) == near]
        or [node.lineno for node in nodes if isinstance(node, ast.keyword) and node.arg == near]
    )
    return min(lines, default=1)


def _kind_problems(piece: Any) -> Iterator[Problem]:
    """The fields of a rule, and of every piece in it, that do not hold what their class says."""
    piece_name = type(piece).__name__
    for name, kind in _kinds(type(piece)).items():
        value = getattr(piece, name)
        if not _fits(value, kind):
            what, near = (name, name) if isinstance(piece, Rule) else (f"{piece_name}: {name}", piece_name)
            if isinstance(piece, Fault) and isinstance(piece.name, str):
                what, near = f'the fault "{piece.name}": {name}', piece.name
            shown = type(value).__name__ if is_dataclass(value) else reprlib.repr(value)
            yield f"{what} is {shown}; it must be {_in_words(kind)}.", near
        inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, tuple) else (value,)
        for one in inner:
            if is_dataclass(one):
                yield from _kind_problems(one)


_kinds = cache(get_type_hints)


def _fits(value: Any, kind: Any) -> bool:
    """Whether a value is of a kind, as a class's annotations name it."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return any(_fits(value, one) for one in inner)
    if origin is tuple:
        kinds = inner[:1] * len(value) if isinstance(value, tuple) and inner[-1] is ... else inner
        return isinstance(value, tuple) and len(value) == len(kinds) and all(map(_fits, value, kinds))
    if origin is Mapping:
        return isinstance(value, Mapping) and all(_fits(k, inner[0]) and _fits(v, inner[1]) for k, v in value.items())
    if origin is Callable:
        return callable(value)
    if kind in (float, int):
        return isinstance(value, Real if kind is float else Integral) and not isinstance(value, bool)
    return isinstance(value, kind)


def _in_words(kind: Any) -> str:
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return ", or ".join(map(_in_words, inner))
    if origin is tuple and inner[-1] is ...:
        return f"in brackets with a comma after each piece, (a, b,), each {_in_words(inner[0])}"
    if origin is tuple:
        return f"{len(inner)} pieces in brackets, each {_in_words(inner[0])}"
    if origin is Mapping:
        return f"a table {{name: value, ...}}, each value {_in_words(inner[1])}"
    if origin is Callable:
        return "a function"
    return _KINDS.get(kind, f"a {getattr(kind, '__name__', kind)}")


def _problems(rule: Rule) -> Iterator[Problem]:
    yield from _kind_problems(rule)
    yield from _head_problems(rule)
    yield from _posture_problems(rule.posture)
    yield from _count_problems(rule)
    named = [(ready.signal, what) for what, group in (("ready", rule.ready), ("stay", rule.stay)) for ready in group]
    named += [(name, "count") for name in (rule.count.signal, rule.count.side_by) if name]
    for name, what in named:
        if name not in rule.signals:
            yield f'{what} names the signal "{name}", {_not_among(name, rule.signals)}', name
    for ready in (*rule.ready, *rule.stay):
        yield from _range_problems(ready.allowed, f'the condition on "{ready.signal}"', "Ready")
    for ready in rule.ready:
        signal = rule.signals.get(ready.signal)
        if isinstance(signal, Derived) or (isinstance(signal, Signal) and signal.change):
            yield (
                (
                    f'ready names the signal "{ready.signal}", which is known only once the start pose is: '
                    "name one that is read from the body as it stands."
                ),
                "ready",
            )
        if not ready.words.strip():
            yield f'the start pose\'s condition on "{ready.signal}" says nothing to the user: give it words.', "Ready"
    for need in rule.count.needs:
        yield from _range_problems(need.allowed, "a Need", "Need")
        yield from _field_problems(need.reason, {"value"}, "the Need's reason", need.reason)
    names = [fault.name for fault in rule.faults]
    for fault in rule.faults:
        if names.count(fault.name) > 1:
            yield f'two faults are called "{fault.name}": give each its own name.', fault.name
        yield from _fault_problems(fault)


def _head_problems(rule: Rule) -> Iterator[Problem]:
    if not rule.title.strip():
        yield "the title is empty.", "Rule"
    if not rule.ready:
        yield "there is no ready: nothing could tell the start pose.", "Rule"
    if not rule.setup:
        yield "setup is empty: say how to get into the picture.", "setup"
    if isinstance(rule.dose, Mapping) and set(rule.dose) != set(words.LEVELS):
        yield f"dose must be one for all, or one for each of {', '.join(words.LEVELS)}.", "dose"
    views = (*VIEWS, words.ANY)
    if rule.camera.view not in views:
        yield _not_one_of("the camera's view", rule.camera.view, views), rule.camera.view
    if rule.sides not in SIDES:
        yield _not_one_of("sides", rule.sides, SIDES), rule.sides
    yield from _field_problems(rule.side_words, {"side"}, "side_words", rule.side_words)
    if rule.reach:
        yield from _field_problems(rule.reach.words, {"degrees"}, "Reach: words", rule.reach.words)
    if rule.balance and rule.sides == words.NO_SIDES:
        yield "there is a balance of the sides, but the exercise has no sides.", "Balance"
    if rule.balance:
        yield from _field_problems(rule.balance.words, {"more", "less"}, "Balance: words", rule.balance.words)


def _posture_problems(posture: Posture) -> Iterator[Problem]:
    if posture.front is not None and posture.front not in FRONTS:
        yield _not_one_of("Posture: front", posture.front, FRONTS), posture.front
    for contact in posture.contacts:
        if f"{LEFT}_{contact.removeprefix('mid_')}" not in INDEX:
            yield (
                f'Posture: "{contact}" is no joint of one side, as heel is, nor the middle of two, as mid_hip.',
                contact,
            )


def _count_problems(rule: Rule) -> Iterator[Problem]:
    count = rule.count
    if not count.back >= 0:
        yield f"Reps: back ({count.back:g}) must not be less than 0.", "Reps"
    if not count.back < count.leave:
        yield f"Reps: back ({count.back:g}) must be less than leave ({count.leave:g}).", "Reps"
    if not count.near <= count.turn:
        yield f"Reps: near ({count.near:g}) must not be more than turn ({count.turn:g}).", "Reps"
    signal = rule.signals.get(count.signal)
    start = 0.0 if isinstance(signal, Signal) and signal.change else count.rest
    if start is not None and not start + count.leave <= count.turn:
        yield f"Reps: leave ({count.leave:g}) lies beyond turn ({count.turn:g}).", "Reps"
    if not 0 < count.shortest < count.longest:
        yield f"Reps: shortest ({count.shortest:g}) must lie between 0 and longest ({count.longest:g}).", "Reps"
    yield from _field_problems(count.partial, {"short", "peak"}, "Reps' partial", count.partial)


def _fault_problems(fault: Fault) -> Iterator[Problem]:
    what = f'the fault "{fault.name}"'
    for key in ("message", "cue"):
        if not getattr(fault, key).strip():
            yield f"{what} has an empty {key}.", fault.name
    if fault.severity not in words.SEVERITIES:
        yield _not_one_of(f"{what}: severity", fault.severity, words.SEVERITIES), fault.name
    if fault.reliability not in RELIABILITIES:
        yield _not_one_of(f"{what}: reliability", fault.reliability, RELIABILITIES), fault.name
    for view in fault.views:
        if view not in VIEWS:
            yield _not_one_of(f"{what}: a view", view, VIEWS), fault.name
    for joint in fault.joints:
        if joint not in NAMES:
            yield f"{what}: {_unknown_name(joint)}", fault.name
    if isinstance(fault.allowed, Mapping) and set(fault.allowed) != set(words.LEVELS):
        yield f"{what}: allowed must have one range for each of {', '.join(words.LEVELS)}.", fault.name
        return
    for level in words.LEVELS:
        yield from _range_problems(fault.range(level), what, fault.name)
    yield from _field_problems(fault.message, {"value", "limit"}, f"{what}: message", fault.name)
    yield from _field_problems(fault.cue, set(), f"{what}: cue", fault.name)
    if fault.unit and fault.unit not in words.UNITS:
        yield _not_one_of(f"{what}: unit", fault.unit, tuple(words.UNITS)), fault.name


def _range_problems(allowed: Allowed, what: str, near: str) -> Iterator[Problem]:
    if not allowed.low <= allowed.high:
        yield f"{what} allows nothing: {allowed.low:g} to {allowed.high:g} is empty.", near
    if np.isinf(allowed.low) and np.isinf(allowed.high):
        yield f"{what} allows everything: give it a limit.", near


def _field_problems(text: str, known: set[str], what: str, near: str) -> Iterator[Problem]:
    """A text with {fields}: only known ones, each printable as a number (``side`` as a word)."""
    values = {name: "left" if name == "side" else 1.0 for name in known}
    try:
        fields = {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}
        if wrong := fields - known:
            yield f"{what} has the field {{{min(wrong)}}}; it may have {', '.join(sorted(known)) or 'none'}.", near
        else:
            text.format(**values)
    except (ValueError, IndexError, KeyError) as error:
        yield f"{what} cannot be filled in ({error}).", near


def _not_one_of(what: str, word: str, known: tuple[str, ...]) -> str:
    return f'{what} is "{word}"; it must be one of {", ".join(known)}.'


def _not_among(name: str, known: Mapping[str, object]) -> str:
    near = difflib.get_close_matches(name, list(known), n=1)
    return f"which is not among the signals{f'; did you mean {near[0]}?' if near else '.'}"


class _Mistake(Exception):
    """Something that a trial run found; near: where it stands in the author's file."""

    def __init__(self, message: str, near: str) -> None:
        super().__init__(message)
        self.near = near


class _Known(dict[str, Any]):
    """Signals by name, which says in words when a name is not there, or not yet: ``below`` are those still to come."""

    def __init__(self, known: Mapping[str, Any] | None = None, below: Collection[str] = ()) -> None:
        super().__init__(known or {})
        self.below = below

    def __missing__(self, name: str) -> Any:
        if name in self.below:
            raise LookupError(f'it uses the signal "{name}", which stands below it; put that one first.')
        raise LookupError(f'it uses the signal "{name}", {_not_among(name, self)}')


def _try_out(rule: Rule) -> None:
    """Every signal once on a standing body, every measure once on a made-up repetition."""
    plain = {name: s for name, s in rule.signals.items() if not isinstance(s, Derived)}
    derived = {name: s for name, s in rule.signals.items() if isinstance(s, Derived)}
    for side in sides_of(rule):
        body = Body(standing(), Stance(LEFT, 1, 1, 0.0), side or None)
        values: _Known = _Known()
        for name, signal in plain.items():
            of = signal.of if isinstance(signal, Signal) else signal
            values[name] = _number(of, (body,), f'the signal "{name}"', name)
        for name, signal in derived.items():
            seen = _Known(values, rule.signals)
            values[name] = _number(signal.of, (seen, seen), f'the signal "{name}"', name)
        rep = _rep(values, rule, side)
        for fault in rule.faults:
            _number(fault.measure, (rep,), f'the fault "{fault.name}"', fault.name)
        for need in rule.count.needs:
            _number(need.measure, (rep,), f'what must hold lest "{need.reason}"', need.reason)
        if rule.reach:
            _number(rule.reach.measure, (rep,), "how far it went", "Reach")
        if rule.balance:
            _number(rule.balance.measure, (rep,), "the balance of the sides", "Balance")


def _number(of: Callable[..., object], given: tuple[object, ...], what: str, near: str) -> float:
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            value = of(*given)
    except LookupError as error:
        raise _Mistake(f"{what}: {_unknown_name(str(error.args[0]) if error.args else '')}", near) from error
    except Exception as error:  # the author's own function may raise anything
        raise _Mistake(f"{what} raises {type(error).__name__}: {error}", near) from error
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise _Mistake(f"{what} gives {value!r}, not a number.", near) from None


def _unknown_name(name: str) -> str:
    """``_Known`` speaks in sentences; a body only names the joint that it has not."""
    if " " in name:
        return name
    nearest = difflib.get_close_matches(name, NAMES, n=1)
    return f'there is no joint called "{name}"{f"; did you mean {nearest[0]}?" if nearest else "."}'


def standing() -> Pose:
    """A person who stands facing the camera, every landmark seen."""
    xy = np.tile((0.6, 0.1), (33, 1))
    for joint, (x, y) in _STANDING.items():
        xy[INDEX[f"left_{joint}"]], xy[INDEX[f"right_{joint}"]] = (0.6 + x, y), (0.6 - x, y)
    world = np.column_stack([(xy - (0.6, 0.53)) * 1.8, np.zeros(33)])
    return Pose(0.0, xy, world, np.ones(33))


def _rep(values: Mapping[str, float], rule: Rule, side: str) -> Rep:
    """Two seconds in which every signal rises off its value in the start pose and comes back."""
    t = np.linspace(0, 2, 61)
    shape = np.sin(t * np.pi / 2)
    signals = _Known({name: np.nan_to_num(value) + 10 * shape for name, value in values.items()})
    return Rep(t, signals, _Known(values), 0.0, 1.0, 2.0, (0.6, 1.4), side or None, counting=rule.count.signal)
