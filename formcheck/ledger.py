"""A replay in plain words and aligned columns, for a terminal of 100 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Collection, Iterator

from .measures import BACK, OUT
from .pose import OTHER
from .replay import Replay
from .report import told
from .rule import ANY, INFO, UNITS, Allowed
from .session import COUNTED, FAULT, OK, PARTIAL, TIP, UNSEEN, Attempt, Finding
from .summary import (
    DISCLAIMER,
    Judged,
    judged,
    leaves_at,
    reach_words,
    reached,
    share_with_a_person,
    side_words,
    uneven,
    view_words,
    waited,
    why_nothing,
    wrong_view,
)

WIDTH = 100

#: Takes a text and what it means (a verdict or a status), gives it back, perhaps coloured.
Paint = Callable[[str, str], str]

_VERDICTS = {OK: "ok", FAULT: "FAULT", TIP: "tip"}
_UNSEEN = {
    "hidden": "hidden",
    "view": "not visible from this view",
    "uncounted": "because it was no repetition",
    "unknown": "without other days to compare with",
}
_DIGITS = {"deg": 0, "deg/s": 0, "s": 1, "torso/s": 1, "%": 0, "": 0}
_WORDS = {"%": "% of trunk length", "torso/s": "trunk lengths/s", "": "times", "ratio": "(a ratio)"}
_ONE = {"deg": "degree", "deg/s": "degree a second", "": "time"}
_EXPLAINED = {
    "torso": "Trunk length: from shoulder to hip, about half a metre.",
    "ratio": "A ratio compares one length in the picture with another.",
}

#: Shares of a limit by which a ratio is past it: up to the first slightly, from the second far.
SLIGHTLY, FAR = 0.1, 0.5


def plain(text: str, meaning: str) -> str:
    """No colour: ``meaning`` is left to the words."""
    return text


def ledger(replay: Replay, file: str, paint: Paint = plain) -> str:
    """The whole report as text."""
    lines = [*_header(replay, file), "", *_attempts(replay, paint), *_totals(replay, paint), *_judged(replay)]
    units = {f.fault.unit for attempt in replay.attempts for f in attempt.findings if f.verdict != UNSEEN}
    lines += [*explained(units), "", *_footer(replay)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _header(replay: Replay, file: str) -> Iterator[str]:
    rule = replay.rule
    course = replay.course
    yield f"{rule.title}: {file}"
    yield (
        f"{clock(course.seconds)} long, {course.frames} frames, somebody in {share_with_a_person(replay):.0%} of them; "
        f"level: {replay.level}"
    )
    if replay.view:
        fits = {ANY: "", replay.view: ", as wanted"}.get(rule.camera.view, ", which will do")
        yield from _wrapped(wrong_view(replay).strip() or f"Camera: {view_words(replay.view)}{fits}.")
    if replay.looked_ahead and replay.ready_at is not None:
        yield from _wrapped(
            f"Start position taken from {replay.ready_at:.1f} s: the recording begins mid-exercise or without a still "
            "second, so I looked ahead."
        )
    if (left := leaves_at(replay)) is not None:
        yield f"Nobody is in the picture from {left:.1f} s to the end."


def _attempts(replay: Replay, paint: Paint) -> Iterator[str]:
    if any(f.verdict != UNSEEN for attempt in replay.attempts for f in attempt.findings):
        yield "Under each attempt: the faults that were looked for, and what was measured; ok: it is not there."
        yield ""
    for number, attempt in enumerate(replay.attempts, start=1):
        yield from _attempt(replay, number, attempt, paint)
        yield ""


def _attempt(replay: Replay, number: int, attempt: Attempt, paint: Paint) -> Iterator[str]:
    rep = attempt.rep
    times = f"{rep.start:.1f} - {rep.end:.1f} s"
    width = max(len(side_words(replay.rule, side)) for side in OTHER) + 2 if attempt.side else 0
    side = f"{side_words(replay.rule, attempt.side):<{width}}"
    yield f"{number:3}  {times:<15}  {side}{paint(_status(replay, attempt), attempt.status)}"
    for finding in attempt.findings:
        if finding.verdict != UNSEEN:
            yield _measured(finding, replay.level, paint)
    yield from _unseen(attempt)
    for finding in told(attempt):
        kind = "Tip" if finding.verdict == TIP else "Good to know" if finding.fault.severity == INFO else "Fault"
        text = f"{kind}: {finding.fault.told(finding.value, replay.level)} {finding.fault.cue}"
        first, *rest = textwrap.wrap(text, WIDTH - 7)
        yield f"     {paint(first, finding.verdict)}"
        yield from (f"       {line}" for line in rest)


def _status(replay: Replay, attempt: Attempt) -> str:
    if attempt.status == COUNTED:
        side = f" on the {attempt.side}" if attempt.side else ""
        return f"counted, number {attempt.number}{side}"
    return f"{'partial, not counted' if attempt.status == PARTIAL else 'not counted'}: {attempt.reason}"


def _measured(finding: Finding, level: str, paint: Paint) -> str:
    fault = finding.fault
    word = "note" if finding.verdict == FAULT and fault.severity == INFO else _VERDICTS[finding.verdict]
    verdict = paint(f"{word:<6}", finding.verdict)
    allowed = fault.range(level)
    value = measured(finding.value, fault.unit, allowed)
    return f"     {verdict} {in_words(fault.name):<26} {value:<23} wanted: {wanted(allowed, fault.unit)}"


def _unseen(attempt: Attempt) -> Iterator[str]:
    """One line for each reason why something could not be judged."""
    for why, words in _UNSEEN.items():
        names = [in_words(f.fault.name) for f in attempt.findings if f.verdict == UNSEEN and f.why == why]
        if names:
            text = f"Not judged, {words}: {', '.join(names)}."
            yield from textwrap.wrap(text, WIDTH, initial_indent=" " * 5, subsequent_indent=" " * 7)


def _totals(replay: Replay, paint: Paint) -> Iterator[str]:
    sides = [f"{count} {side_words(replay.rule, side)}" for side, count in replay.counts.items() if side]
    partial = sum(attempt.status == PARTIAL for attempt in replay.attempts)
    missed = len(replay.attempts) - replay.count - partial
    told = f"Counted: {replay.count}" + (f" ({', '.join(sides)})" if sides else "")
    yield paint(told, COUNTED) + f". Partial: {partial}. Not counted: {missed}."
    for said in (why_nothing(replay) or uneven(replay), waited(replay), reach_words(replay.rule, reached(replay))):
        if said:
            yield from _wrapped(said)


def _judged(replay: Replay) -> Iterator[str]:
    rows = judged(replay)
    if not any(row.of for row in rows.values()):
        return
    yield ""
    yield "How much of these attempts could be judged"
    if any(row.of and replay.rule.fault(name).phase in (OUT, BACK) for name, row in rows.items()):
        yield from _wrapped(
            "In seconds of that part of each attempt in which a fault can show. How long a movement took is worked out "
            "from the middle of it, so that it can be more than these seconds."
        )
    for name, row in rows.items():
        tip = " (a tip only: hard to see)" if replay.rule.fault(name).reliability == "low" else ""
        reasons = [f"{words} in {number}" for words, number in _counted(row) if number]
        why = f"  {', '.join(reasons)}" if reasons else ""
        yield f"     {in_words(name):<26} {row.seconds:5.1f} of {row.of:5.1f} s{why}{tip}"


def _counted(row: Judged) -> tuple[tuple[str, int], ...]:
    """In how many attempts a fault could not be judged, for each reason."""
    return (
        ("hidden", row.hidden), ("wrong view", row.view), ("no repetition", row.uncounted), ("no other days", row.unknown),
    )  # fmt: skip


def explained(units: Collection[str]) -> Iterator[str]:
    """A paragraph, after an empty line, on those units that not everybody knows; nothing where there are none."""
    if words := [sentence for unit, sentence in _EXPLAINED.items() if unit in units]:
        yield ""
        yield from _wrapped(" ".join(words))


def _footer(replay: Replay) -> Iterator[str]:
    if replay.rule.cannot_see:
        yield "What the camera cannot see"
    for words in replay.rule.cannot_see:
        yield from textwrap.wrap(words, WIDTH, initial_indent="     ", subsequent_indent="     ")
    yield ""
    yield from _wrapped(DISCLAIMER)


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH)


def in_words(name: str) -> str:
    """A fault's name as it is read: "hips low" for hips_low."""
    return name.replace("_", " ")


def wanted(allowed: Allowed, unit: str) -> str:
    """A range with its unit in words that need no key.

    >>> wanted(Allowed(high=0.15), "torso")
    'at most 15% of trunk length'
    """
    if unit == "torso":
        allowed, unit = Allowed(100 * allowed.low, 100 * allowed.high), "%"
    return allowed.words(_WORDS.get(unit, unit)).replace(" %", "%")


def measured(value: float, unit: str, allowed: Allowed) -> str:
    """A measured value likewise; a ratio says little by itself, so that it is told how far it is past the limit.

    As many digits as it takes to see on which side of the limit it is.
    """
    if unit == "torso":
        value, allowed, unit = 100 * value, Allowed(100 * allowed.low, 100 * allowed.high), "%"
    digits = _DIGITS.get(unit, 2)
    rounded = (f"{round(value, digits + more) + 0.0:.{digits + more}f}" for more in range(3))
    text = next((text for text in rounded if (float(text) in allowed) == (value in allowed)), f"{value:g}")
    if unit == "ratio":
        return f"{text}, {_how_far(value, allowed)}"
    words = _ONE.get(unit, "") if text in ("1", "-1") else ""
    return f"{text} {words or _WORDS.get(unit, UNITS.get(unit, unit))}".replace(" %", "%")


def _how_far(value: float, allowed: Allowed) -> str:
    beyond = allowed.beyond(value)
    if not beyond:
        return "within the limit"
    share = abs(beyond) / max(abs(allowed.high if beyond > 0 else allowed.low), 1e-9)
    degree = "slightly " if share <= SLIGHTLY else "far " if share >= FAR else ""
    return f"{degree}too {'high' if beyond > 0 else 'low'}"


def clock(seconds: float) -> str:
    """A length of time as it is read: "23.4 s" or "1 min 05 s"."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{int(seconds // 60)} min {int(seconds % 60):02} s"
