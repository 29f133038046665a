"""What this person did on other days, as the kept ledgers tell it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from .rule import Rule
from .summary import reach_words

#: Days that are looked back on (the specification, forward bend, "over_reach_day").
DAYS = 14
#: So many counted repetitions make a habit; a first careful try does not.
ENOUGH = 3


def farthest(folder: Path, exercise: str, today: date) -> float:
    """The farthest that a counted repetition went in the ``DAYS`` days before today, as a value of the counting signal.

    folder: where ledgers are kept, named by their day. NaN where there were fewer than ``ENOUGH`` repetitions. Ledgers that
    cannot be read are passed over: they are no reason not to exercise.
    """
    recent = (ledger for day, ledger in _ledgers(folder, exercise) if 0 < (today - day).days <= DAYS)
    peaks = [peak for ledger in recent for peak in _peaks(ledger)]
    return max(peaks) if len(peaks) >= ENOUGH else math.nan


def reached_before(folder: Path, exercise: str, rule: Rule, today: date) -> str:
    """How far it went on the last day before today on which that was told, in that day's last set; empty without one."""
    told = [
        (day, said)
        for day, ledger in _ledgers(folder, exercise)
        if day < today and (said := reach_words(rule, _degrees(ledger)))
    ]
    if not told:
        return ""
    day, said = told[-1]
    return f"On {day.day} {day:%B}: {said[:1].lower()}{said[1:]}"


def _ledgers(folder: Path, exercise: str) -> Iterator[tuple[date, Any]]:
    """The kept ledgers of one exercise, each with its day, in the order in which they were kept."""
    for path in sorted(folder.glob(f"????-??-??-*-{exercise}*.json")):
        try:
            day = date.fromisoformat(path.name[:10])
            ledger = json.loads(path.read_text(encoding="utf-8"))
            if ledger["exercise"] == exercise:
                yield day, ledger
        except (OSError, ValueError, TypeError, KeyError):
            continue


def _peaks(ledger: Any) -> list[float]:
    try:
        return [float(a["peak"]) for a in ledger["attempts"] if a["status"] == "counted" and a["peak"] is not None]
    except (ValueError, TypeError, KeyError):
        return []


def _degrees(ledger: Any) -> dict[str, float]:
    try:
        return {side: float(value) for side, value in ledger["reached_degrees"].items() if value is not None}
    except (ValueError, TypeError, KeyError, AttributeError):
        return {}
