"""What this person did on other days, as the kept ledgers tell it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

#: Days that are looked back on (exercises.md, forward bend, "over_reach_day").
DAYS = 14
#: So many counted repetitions make a habit; a first careful try does not.
ENOUGH = 3


def farthest(folder: Path, exercise: str, today: date) -> float:
    """The farthest that a counted repetition went in the ``DAYS`` days before today, as a value of the counting signal.

    folder: where ledgers are kept, named by their day. NaN where there were fewer than ``ENOUGH`` repetitions. Ledgers that
    cannot be read are passed over: they are no reason not to exercise.
    """
    peaks = [
        peak
        for path in folder.glob(f"????-??-??-*-{exercise}*.json")
        if 0 < (today - _day(path, today)).days <= DAYS
        for peak in _peaks(path, exercise)
    ]
    return max(peaks) if len(peaks) >= ENOUGH else math.nan


def _day(path: Path, today: date) -> date:
    try:
        return date.fromisoformat(path.name[:10])
    except ValueError:
        return today + timedelta(days=1)


def _peaks(path: Path, exercise: str) -> Iterator[float]:
    try:
        ledger = json.loads(path.read_text(encoding="utf-8"))
        if ledger["exercise"] == exercise:
            yield from [
                float(a["peak"]) for a in ledger["attempts"] if a["status"] == "counted" and a["peak"] is not None
            ]
    except (OSError, ValueError, TypeError, KeyError):
        return
