"""A replay as data: everything that was found, as JSON, as a table of comma-separated values, and for a page."""

from __future__ import annotations

import csv
import io
import json
import math
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from . import __version__
from .errors import UserError
from .recording import umask
from .replay import Replay
from .session import FAULT, TIP, Attempt, Finding
from .summary import DISCLAIMER, judged, reach_words, reached, share_with_a_person, uneven, waited, why_nothing

COLUMNS: tuple[str, ...] = (
    "exercise", "attempt", "status", "side", "start", "turn", "end", "reason",
    "fault", "verdict", "value", "allowed_low", "allowed_high", "unit", "severity", "message", "cue",
)  # fmt: skip


def as_dict(replay: Replay, exercise: str, file: str = "", notes: tuple[str, ...] = ()) -> dict[str, Any]:
    """Everything a replay found, as plain values that JSON can hold; what is unknown or without limit is None.

    Times are in seconds, values and their allowed ranges in the unit beside them. A Replay's updates are not in it.
    """
    rule, course = replay.rule, replay.course
    return _plain({
        "formcheck": __version__,
        "exercise": exercise,
        "title": rule.title,
        "file": file,
        "level": replay.level,
        "frames": course.frames,
        "seconds": course.seconds,
        "share_with_a_person": share_with_a_person(replay),
        "view": replay.view or None,
        "wanted_view": rule.camera.view,
        "ready_at": replay.ready_at,
        "looked_ahead": replay.looked_ahead,
        "count": replay.count,
        "counts": {side: count for side, count in replay.counts.items() if side},
        "nothing_counted_because": why_nothing(replay),
        "waited": waited(replay) or None,
        "uneven": uneven(replay) or None,
        "reached": reach_words(rule, reached(replay)) or None,
        "reached_degrees": reached(replay),
        "attempts": [_attempt(replay, attempt) for attempt in replay.attempts],
        "judged": {name: vars(row) for name, row in judged(replay).items()},
        "cannot_see": rule.cannot_see,
        "notes": notes,
        "disclaimer": DISCLAIMER,
    })  # fmt: skip


def _attempt(replay: Replay, attempt: Attempt) -> dict[str, Any]:
    rep, count = attempt.rep, replay.rule.count
    return {
        "status": attempt.status,
        "number": attempt.number or None,
        "side": attempt.side,
        "start": rep.start,
        "turn": rep.turn,
        "end": rep.end,
        "hold": rep.hold,
        "reason": attempt.reason or None,
        "signal": count.signal,
        "peak": attempt.peak,
        "counts_from": count.turn,
        "findings": [_finding(replay, attempt, finding) for finding in attempt.findings],
    }


def _finding(replay: Replay, attempt: Attempt, finding: Finding) -> dict[str, Any]:
    fault = finding.fault
    allowed = fault.range(replay.level)
    wrong = finding.verdict in (FAULT, TIP)
    return {
        "fault": fault.name,
        "verdict": finding.verdict,
        "unseen_because": finding.why or None,
        "value": finding.value,
        "allowed": [allowed.low, allowed.high],
        "unit": fault.unit,
        "severity": fault.severity,
        "reliability": fault.reliability,
        "phase": fault.phase,
        "span": attempt.rep.span(fault.phase),
        "seconds": finding.seconds,
        "message": fault.told(finding.value, replay.level) if wrong else None,
        "cue": fault.cue if wrong else None,
    }


def told(attempt: Attempt) -> tuple[Finding, ...]:
    """The findings of an attempt that are to be told: faults and tips, faults first."""
    wrong = [finding for finding in attempt.findings if finding.verdict in (FAULT, TIP)]
    return tuple(sorted(wrong, key=lambda finding: finding.verdict == TIP))


def _plain(value: Any) -> Any:
    """The same with tuples as lists, numbers of limited length, None for what is no finite number, and no character that
    UTF-8 lacks, as a file's name may hold."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    if isinstance(value, float):
        return round(value, 4) if math.isfinite(value) else None
    if isinstance(value, str):
        return value.encode(errors="replace").decode()
    return value


def to_json(report: dict[str, Any]) -> str:
    """The report as JSON text."""
    return json.dumps(report, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def to_csv(report: dict[str, Any]) -> str:
    """The report as comma-separated values: a row for each attempt and finding, one alone for an attempt without."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(_rows(report))
    return text.getvalue()


def _rows(report: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for number, attempt in enumerate(report["attempts"], start=1):
        row = {"exercise": report["exercise"], "attempt": number}
        row |= {key: attempt[key] for key in ("status", "side", "start", "turn", "end", "reason")}
        if not attempt["findings"]:
            yield row
        for finding in attempt["findings"]:
            low, high = finding["allowed"]
            kept = ("fault", "verdict", "value", "unit", "severity", "message", "cue")
            yield row | {key: finding[key] for key in kept} | {"allowed_low": low, "allowed_high": high}


def check_place(path: Path) -> None:
    """Raises UserError when no file can be written at ``path``: said before the long work, not after it."""
    folder = path.parent
    if path.is_dir():
        raise UserError(f"Cannot write {path}: it is a folder. Name a file in it.")
    if path.exists() and not path.is_file():
        raise UserError(f"Cannot write {path}: it is no file but a device. Name a file; - is the terminal.")
    if not folder.is_dir():
        raise UserError(f"Cannot write {path}: there is no folder {folder}. Make it, or choose another place.")
    if not os.access(folder, os.W_OK):
        raise UserError(f"Cannot write {path}: you may not write to {folder}. Choose another place.")


def write_text(path: Path, text: str) -> None:
    """Writes a text file whole or not at all. Raises UserError when it cannot be written."""
    check_place(path)
    scratch = None
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="", dir=path.parent, prefix=f".{path.stem}-", delete=False
        ) as file:
            scratch = Path(file.name)
            file.write(text)
        os.chmod(scratch, 0o666 & ~umask())
        os.replace(scratch, path)
    except OSError as error:
        raise UserError(f"Cannot write {path}: {error.strerror}. Choose another place.") from None
    finally:
        if scratch:
            scratch.unlink(missing_ok=True)
