"""Labelled clips: landmarks and what is known to be in them.

A clip is up to three files with one stem: ``.npz`` landmarks, ``.mp4`` video, ``.toml`` label. A label says what was
rendered or what a person saw, never what this program found. Its keys:

    exercise = "bird_dog"       # else the folder's name; "none", or a folder "negative": no repetition of anything
    count = 2                   # repetitions that count; not needed where reps are given
    usual = 106.3               # how far the person goes on other days, in the unit of what is counted
    good = true                 # a real clip in good form: no major fault
    every_rep_shows = ["..."]   # faults seen in each repetition; others are not labelled, their absence says nothing
    maybe = ["..."]             # faults too near their limit to be asked for either way, in any repetition
    source, person, from, kind, view, note, shows = "..."

    [[reps]]                    # or reps = [ { ... }, ... ]
    start = 1.0                 # s; the span holds one turning point
    end = 4.2
    side = "left"               # where known
    faults = ["hips_low"]       # all faults of this repetition; without the key they are not labelled
    counts = false              # an attempt that is not to be counted, with
    why = "partial"             # the reason
    tried = "hips_low"          # rendered: the fault that was acted, and how far: 0 good, 1 exactly at its limit;
    strength = 1.5              # near the limit it is a "maybe"
    with = ["feet_slide"]       # rendered: what a body cannot help doing along with it; a "maybe" too
"""

from __future__ import annotations

import itertools
import math
import sys
import tomllib
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from . import rulebook
from .errors import UserError
from .footage import read
from .pose import LEFT, RIGHT
from .recording import READING, Recording

#: In place of an exercise: clips in which nothing is to be counted, whatever is looked for.
NEGATIVE = ("negative", "none")

#: What people wrote who labelled by eye, in words of the exercise's description, and the fault that it is in the rule.
ALIASES = {
    "partial_crunch": {"too_high": "sit_up"},
}

#: A fault that was acted with a strength this close to 1 may be found or not: a landmark's jitter decides.
TOO_CLOSE = 0.3

#: Seconds by which a label may go on after its clip; more is another unit, or another clip's label.
SLACK = 5.0

_KEYS = {
    "exercise": str, "source": str, "from": str, "person": str, "kind": str, "view": str, "note": str,
    "count": int, "good": bool, "every_rep_shows": list, "maybe": list, "reps": list, "seed": int,
    "shows": str, "usual": float,
}  # fmt: skip
_REP_KEYS = {
    "start": float, "end": float, "side": str, "faults": list, "maybe": list, "counts": bool, "why": str,
    "tried": str, "strength": float, "with": list,
}  # fmt: skip
_TYPES = {str: "text", int: "a whole number", float: "a number", bool: "true or false", list: "a list", dict: "a table"}


@dataclass(frozen=True)
class LabelledRep:
    """One attempt that is known to be in a clip. start, end: s. side: "left", "right" or None where unknown.

    faults: all faults that it shows, None when they are not labelled. counts: whether it is to be counted, else why not.
    tried: the fault that was acted.
    """

    start: float
    end: float
    side: str | None = None
    faults: frozenset[str] | None = None
    maybe: frozenset[str] = frozenset()
    counts: bool = True
    why: str = ""
    tried: str = ""

    def holds(self, t: float) -> bool:
        """Whether a moment (s) lies in its span; the end belongs to the next one."""
        return self.start <= t < self.end


@dataclass(frozen=True)
class Label:
    """What is known about a clip. exercise: None where nothing is to be counted. reps: empty when only ``count`` is
    known. shows: faults that every repetition shows. maybe: faults that are not asked for. good: no major fault.
    usual: how far the person goes on other days, NaN where unknown."""

    exercise: str | None
    count: int
    reps: tuple[LabelledRep, ...] = ()
    shows: frozenset[str] = frozenset()
    maybe: frozenset[str] = frozenset()
    good: bool = False
    person: str = ""
    kind: str = ""
    source: str = ""
    note: str = ""
    usual: float = math.nan


@dataclass(frozen=True)
class Clip:
    """One labelled clip. path: its files without their ending. among: the folder in which it was looked for."""

    path: Path
    label: Label
    among: Path = Path()

    @property
    def name(self) -> str:
        """Folder and stem."""
        return f"{self.path.parent.name}/{self.path.name}"

    def recording(self) -> Recording:
        """Its landmarks, and what the label says of other days; from the video, then kept beside it, where there is only
        that, or where the landmarks kept before are those of another video or of an earlier way to read it.

        Raises UserError when neither can be read, or when the label goes on after the clip's end, and KeyboardInterrupt
        when the user stopped the reading.
        """
        recording = self._landmarks()
        last, end = (
            max((rep.end for rep in self.label.reps), default=0.0),
            float(recording.t[-1]) if len(recording) else 0.0,
        )
        if last > end + SLACK:
            raise UserError(
                f"{_with(self.path, '.toml')}: a repetition ends at {last:g} s, the clip at {end:.1f} s. "
                "Give times in seconds from the clip's beginning."
            )
        return recording if math.isnan(self.label.usual) else replace(recording, usual=self.label.usual)

    def _landmarks(self) -> Recording:
        npz, mp4 = _with(self.path, ".npz"), _with(self.path, ".mp4")
        if npz.exists():
            kept = Recording.load(npz)
            changed = _changed(kept, mp4) if kept.made_of and mp4.exists() else ""
            if not changed:
                return kept
            click.echo(f"formcheck: {mp4} {changed}; it is read anew.", err=True)
        if not mp4.exists():
            raise UserError(
                f"{_with(self.path, '.toml')} is a label without a clip: put {mp4.name} or {npz.name} beside it."
            )
        footage = read(mp4)
        if footage.stopped:
            raise KeyboardInterrupt  # kept beside the clip, the part seen would pass for all of it
        for note in footage.notes:
            click.echo(f"formcheck: {note}", err=True)
        try:
            replace(footage.recording, made_of=mp4.stat().st_size, reading=READING).save(npz)
        except UserError:
            pass  # a folder that cannot be written: the landmarks are made again next time
        return footage.recording


def _changed(kept: Recording, mp4: Path) -> str:
    """Why landmarks made of a video are not those that it gives now, "" when they are."""
    if kept.made_of != mp4.stat().st_size:
        return "is another video than before"
    return "" if kept.reading == READING else "was read by an earlier formcheck"


def _with(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def find(
    folders: Iterable[Path], exercises: Collection[str] | None = None, tell: Callable[[str], object] | None = None
) -> tuple[Clip, ...]:
    """All labelled clips in some folders and the folders in them, in the order of their names.

    exercises: those whose rules are needed now; in labels of others the faults' names are not looked up. tell: is given
    a sentence for each label that is not one; without it the first such label raises UserError.
    """
    labels: dict[Path, tuple[Path, Path]] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*.toml")):
            labels.setdefault(path.resolve(), (path, folder))
    clips = []
    for path, folder in labels.values():
        try:
            clips.append(Clip(path.with_suffix(""), load_label(path, exercises), folder))
        except UserError as error:
            if tell is None:
                raise
            tell(str(error))
    return tuple(clips)


def load_label(path: Path, exercises: Collection[str] | None = None) -> Label:
    """Reads a label. Raises UserError, with the file and the key, for what is not as it must be."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))  # some editors begin a file with a mark
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path} cannot be read ({error}). Check the file.") from None
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"{path} is no TOML: {error}.") from None
    _check_keys(table, _KEYS, str(path))
    exercise: str = table.get("exercise", path.parent.name)
    if exercise not in (*rulebook.ids(), *NEGATIVE, path.parent.name):
        raise UserError(f"{path}: exercise: {rulebook.unknown(exercise, rulebook.ids(), 'exercise')}")
    reps = tuple(_rep(row, f"{path}: reps {number}") for number, row in enumerate(table.get("reps", []), start=1))
    _check_apart(reps, path)
    aliases: dict[str, str] = ALIASES.get(exercise, {})
    label = Label(
        exercise=None if exercise in NEGATIVE else exercise,
        count=_count(table, reps, path, exercise in NEGATIVE),
        reps=reps,
        shows=frozenset(aliases.get(str(word), str(word)) for word in table.get("every_rep_shows", ())),
        maybe=frozenset(table.get("maybe", ())),
        good=table.get("good", False),
        usual=float(table.get("usual", math.nan)),
        **{key: table.get(key, "") for key in ("person", "kind", "source", "note")},
    )
    if exercises is None or label.exercise in exercises:
        _check_faults(label, path)
    return label


def _count(table: dict[str, Any], reps: tuple[LabelledRep, ...], path: Path, none: bool) -> int:
    """How many are to be counted. none: it is a clip of no exercise."""
    if "count" not in table and "reps" not in table:
        raise UserError(f"{path}: it has neither reps nor count; say how many repetitions there are.")
    known = sum(rep.counts for rep in reps)
    count = table.get("count", known)
    if count < 0:
        raise UserError(f"{path}: count: {count} is less than nothing.")
    if "reps" in table and count != known:
        raise UserError(f"{path}: count says {count}, but {known} of the reps are to be counted. Correct one of them.")
    if count and none:
        raise UserError(
            f"{path}: {count} to be counted, but it is a clip of no exercise. Name the exercise, or count 0."
        )
    return count


def _rep(row: Any, where: str) -> LabelledRep:
    if not isinstance(row, dict):
        raise UserError(f"{where}: it must be {_TYPES[dict]} such as {{ start = 1.0, end = 4.2 }}.")
    _check_keys(row, _REP_KEYS, where)
    for key in ("start", "end"):
        if key not in row:
            raise UserError(f"{where}: it has no {key}; give it in seconds.")
    if not 0 <= row["start"] < row["end"]:
        raise UserError(f"{where}: its start ({row['start']} s) must come before its end ({row['end']} s).")
    if row.get("side", LEFT) not in (LEFT, RIGHT):
        raise UserError(f'{where}: side is "{row["side"]}"; it must be left or right.')
    faults = frozenset(row["faults"]) if "faults" in row else None
    close = "tried" in row and abs(row.get("strength", 0.0) - 1) < TOO_CLOSE
    maybe = {*row.get("maybe", ()), *row.get("with", ()), *([row["tried"]] if close else ())}
    return LabelledRep(
        float(row["start"]), float(row["end"]), row.get("side"), faults, frozenset(maybe),
        row.get("counts", True), row.get("why", ""), row.get("tried", ""),
    )  # fmt: skip


def _check_apart(reps: tuple[LabelledRep, ...], path: Path) -> None:
    """No two repetitions at the same time; one may begin when another ends."""
    numbered = sorted(enumerate(reps, start=1), key=lambda row: row[1].start)
    for (before, rep), (number, after) in itertools.pairwise(numbered):
        if after.start < rep.end:
            raise UserError(
                f"{path}: reps {number}: it starts at {after.start:g} s, before reps {before} ends ({rep.end:g} s)."
            )


def _check_keys(table: dict[str, Any], known: dict[str, type], where: str) -> None:
    for key, value in table.items():
        if key not in known:
            raise UserError(f"{where}: {rulebook.unknown(key, known, 'key')}")
        wanted = known[key]
        fits = isinstance(value, (int, float) if wanted is float else wanted)
        if not fits or (isinstance(value, bool) and wanted is not bool):
            raise UserError(f"{where}: {key} must be {_TYPES[wanted]}, not {value!r}.")
        if wanted is float and not abs(value) <= sys.float_info.max:
            raise UserError(f"{where}: {key} is {value}; give a number that can be measured.")
        if isinstance(value, list) and key != "reps" and not all(isinstance(word, str) for word in value):
            raise UserError(f"{where}: {key} must be a list of words in quotes.")


def _check_faults(label: Label, path: Path) -> None:
    """Each fault that a label names must be one that the exercise's rule can find."""
    named = {"every_rep_shows": label.shows, "maybe": label.maybe}
    for number, rep in enumerate(label.reps, start=1):
        named[f"reps {number}"] = rep.maybe | (rep.faults or frozenset()) | ({rep.tried} if rep.tried else frozenset())
    words = {word: key for key, group in named.items() for word in group}
    if not words or label.exercise not in rulebook.ids():
        return
    known = [fault.name for fault in rulebook.load(label.exercise).faults]
    for word, key in words.items():
        if word not in known:
            raise UserError(f"{path}: {key}: {rulebook.unknown(word, known, f'{label.exercise} fault')}")
