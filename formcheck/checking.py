"""``formcheck check``: a file goes in, the report and the files asked for come out."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from . import rulebook
from .errors import UserError
from .footage import Footage, Progress, Tracked, is_recording, progress, read
from .ledger import ledger, plain
from .recognise import recognise
from .replay import Replay, replay
from .report import as_dict, check_place, to_csv, to_json, write_text
from .session import COUNTED, FAULT, PARTIAL, TIP
from .summary import leaves_at

#: The terminal, or the next program in a pipe: JSON or CSV goes there in place of the report.
STDOUT = Path("-")

#: The share of a recording that may be empty at its end: people walk to the camera to switch it off.
LEFT_EARLY = 0.2

#: How a terminal shows what the words already say; nothing that is lost on a light or on a dark background.
_STYLES = {COUNTED: {"bold": True}, FAULT: {"fg": "red", "bold": True}, PARTIAL: {"bold": True}, TIP: {"italic": True}}


@dataclass(frozen=True)
class Outputs:
    """The files to write, None for those not asked for."""

    json_out: Path | None = None
    csv_out: Path | None = None
    video_out: Path | None = None
    landmarks_out: Path | None = None

    def check(self, source: Path) -> None:
        """Raises UserError for a place that cannot be written, before any work is done."""
        paths = [path for path in vars(self).values() if path]
        if paths.count(STDOUT) > 1:
            raise UserError("Cannot write two things to the terminal. Name a file for one of them.")
        paths = [path for path in paths if path != STDOUT]
        for path in paths:
            check_place(path)
            if path.exists() and source.exists() and os.path.samefile(path, source):
                raise UserError(f"Cannot write {path}: it is the file to check. Choose another name.")
            if paths.count(path) > 1:
                raise UserError(f"Cannot write two things to {path}. Give each its own name.")
        self._check_endings()
        if self.video_out and is_recording(source):
            raise UserError(f"{source} is a recording without pictures: --video needs the video that it was made from.")

    def _check_endings(self) -> None:
        """Each file's name says what it holds. In ``--json *.mp4`` the first video would else be written over."""
        for path, what, endings in (
            (self.json_out, "JSON needs", (".json", "")),
            (self.csv_out, "comma-separated values need", (".csv", ".txt", "")),
            (self.landmarks_out, "landmarks need", (".npz",)),
            (self.video_out, "annotated video needs", (".mp4", ".mov", ".mkv")),
        ):
            if path and path.suffix.lower() not in endings:
                raise UserError(f"Cannot write {path}: {what} a name that ends in {endings[0]}")


def check_file(source: Path, exercise: str | None, level: str, outputs: Outputs) -> int:
    """Checks one file, prints the report and writes what was asked for; gives the exit code.

    exercise: None asks for it to be recognised.

    0: all was well. 2: the report was made, but the file is not as it should be; a sentence on stderr says how. 130: the
    user stopped it; the report is on the part seen. Raises UserError for what cannot be used at all.
    """
    if exercise is not None:
        rulebook.load(exercise)
    outputs.check(source)
    footage = read(source)
    if not footage.stopped and not any(pose.found for pose in footage.recording):
        raise UserError(
            f"Nobody was found in {source}. Film the whole body, in good light, one to four metres from the camera."
        )
    written = True
    if landmarks := outputs.landmarks_out:  # at once: minutes of work, whatever comes of them
        written = _kept(lambda: footage.recording.save(landmarks))
    exercise = exercise or _recognised(footage)
    if exercise is None:
        return 130
    rule = rulebook.load(exercise)
    poses = Tracked(footage.recording, "Looking for repetitions")
    live, usual = footage.recording.live, footage.recording.usual
    result = replay(poses, rule, level, look_ahead=not live, keep=False, usual=usual)
    notes = footage.notes + tuple(_absence(source, result))
    written &= _report(footage, result, exercise, outputs, notes)
    if not result.count:
        _look_elsewhere(footage, exercise)
    for note in notes:
        _say(note)
    finished = _film(footage, result, outputs.video_out) and not footage.stopped
    return 130 if not finished else 2 if notes or not written else 0


def _kept(write: Callable[[], None]) -> bool:
    """Writes one file; where that fails, says so and gives False, for the others are worth having all the same."""
    try:
        write()
    except UserError as error:
        _say(str(error))
        return False
    return True


def _recognised(footage: Footage) -> str | None:
    """The exercise that the recording shows; None when the user stopped it before it showed one, which is said.

    Raises UserError when a whole recording shows none of them.
    """
    guesses = recognise(footage.recording, rulebook.usable(_say), progress)
    if not guesses and footage.stopped:
        _say(
            f"Stopped early: what was seen of {footage.path.name} shows none of the exercises that I know. "
            "Name it with -e NAME to have a report on so short a part."
        )
        return None
    if not guesses:
        raise UserError(
            f"{footage.path} shows none of the exercises that I know. If it should, name it with -e NAME "
            "(`formcheck rules` lists the names): the report then says what was missing."
        )
    _say(f"Nobody said which exercise this is; it looks like {rulebook.load(guesses[0].exercise).title}.")
    return guesses[0].exercise


def _look_elsewhere(footage: Footage, exercise: str) -> None:
    """Nothing was counted: says so when the recording shows another exercise."""
    others = {name: rule for name, rule in rulebook.usable(_say).items() if name != exercise}
    for guess in recognise(footage.recording, others, progress)[:1]:
        _say(f"This looks like another exercise: {rulebook.load(guess.exercise).title}. Try -e {guess.exercise}.")


def _absence(source: Path, result: Replay) -> Iterator[str]:
    """A sentence when the person left for good well before the end."""
    left, end = leaves_at(result), result.course.end
    if left is not None and end - left > LEFT_EARLY * result.course.seconds:
        yield (
            f"Nobody is in {source.name} from {left:.1f} s to its end at {end:.1f} s: "
            "stay in the picture until you have finished, or cut the end off."
        )


def _report(footage: Footage, result: Replay, exercise: str, outputs: Outputs, notes: tuple[str, ...]) -> bool:
    """The report to the terminal and into files; False when one of them could not be written."""
    report: dict[str, Any] = {}
    if outputs.json_out or outputs.csv_out:
        report = as_dict(result, exercise, footage.path.name, notes) | {"stopped_early": footage.stopped}
    if outputs.json_out == STDOUT:
        click.echo(to_json(report), nl=False)
    elif outputs.csv_out == STDOUT:
        click.echo(to_csv(report), nl=False)
    else:
        click.echo(ledger(result, footage.path.name, _paint if _coloured() else plain), nl=False)
    if footage.stopped:
        _say(f"Stopped early: this is the part of {footage.path.name} up to {result.course.end:.1f} s.")
    written = True
    for path, text in ((outputs.json_out, to_json), (outputs.csv_out, to_csv)):
        if path and path != STDOUT:
            written &= _kept(lambda path=path, text=text: write_text(path, text(report)))
    return written


def _film(footage: Footage, result: Replay, path: Path | None) -> bool:
    """Writes the annotated video, last because it is slow; False when the user stopped it, which leaves no video."""
    if path is None:
        return True
    try:
        if not footage.stopped:
            write_video(footage, result, path)
            return True
    except KeyboardInterrupt:
        pass
    _say(f"Stopped: {path} was not written; everything else is done.")
    return False


def write_video(footage: Footage, result: Replay, path: Path, progress: Progress = progress) -> None:
    """The video once more, with what was found drawn into each frame: no frame is kept.

    Raises UserError when the place cannot be written.
    """
    from .painter import Painter
    from .video import Frame, VideoWriter, open_video

    painter = Painter(result)
    updates = zip(footage.recording, result.again(footage.recording), strict=True)
    with open_video(footage.path) as video, VideoWriter(path) as out:
        for frame in progress(video, len(footage.recording), "Drawing"):
            pose, update = next(updates, (None, None))
            if pose is None or update is None:
                break
            out.write(Frame(frame.t, painter.paint(frame.image, pose, update)))


def _paint(text: str, meaning: str) -> str:
    return click.style(text, **_STYLES[meaning]) if meaning in _STYLES else text


def _coloured() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def _say(sentence: str) -> None:
    click.echo(f"formcheck: {sentence}", err=True)
