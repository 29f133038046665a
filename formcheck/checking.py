"""``formcheck check``: a file goes in, the report and the files asked for come out."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import click

from . import rulebook
from .errors import UserError
from .footage import Footage, is_recording, progress, read
from .ledger import ledger
from .replay import Replay, replay
from .report import as_dict, check_place, to_csv, to_json, write_text
from .session import COUNTED, FAULT, OK, PARTIAL, TIP
from .summary import nobody

#: Where JSON goes when no file is named for it.
STDOUT = Path("-")

_COLOURS = {COUNTED: "bright_white", OK: "cyan", PARTIAL: "yellow", FAULT: "yellow", TIP: "bright_black"}


@dataclass(frozen=True)
class Outputs:
    """The files to write, None for those not asked for."""

    json_out: Path | None = None
    csv_out: Path | None = None
    video_out: Path | None = None
    landmarks_out: Path | None = None

    def check(self, source: Path) -> None:
        """Raises UserError for a place that cannot be written, before any work is done."""
        paths = [path for path in vars(self).values() if path and path != STDOUT]
        for path in paths:
            check_place(path)
            if path.exists() and source.exists() and os.path.samefile(path, source):
                raise UserError(f"Cannot write {path}: it is the file to check. Choose another name.")
            if paths.count(path) > 1:
                raise UserError(f"Cannot write two things to {path}. Give each its own name.")
        if self.landmarks_out and not is_recording(self.landmarks_out):
            raise UserError(f"Cannot write {self.landmarks_out}: landmarks need a name that ends in .npz")
        if self.video_out and is_recording(source):
            raise UserError(f"{source} is a recording without pictures: --video needs the video that it was made from.")


def check_file(source: Path, exercise: str, level: str, outputs: Outputs) -> int:
    """Checks one file and writes what was asked for; gives the exit code. Raises UserError for what cannot be used."""
    rule = rulebook.load(exercise)
    outputs.check(source)
    footage = read(source)
    result = replay(footage.recording, rule, level, look_ahead=not footage.recording.live)
    if not footage.stopped and nobody(result):
        raise UserError(
            f"Nobody was found in {source}. Film the whole body, in good light, one to four metres from the camera."
        )
    _write(footage, result, exercise, outputs)
    if footage.stopped:
        _say(f"Stopped early: this is the part up to {_end(result):.1f} s.")
    return 130 if footage.stopped else 0


def _write(footage: Footage, result: Replay, exercise: str, outputs: Outputs) -> None:
    """The report first, then the files, the slow one last: what is done stays when the user stops it there."""
    report = as_dict(result, exercise, footage.path.name, footage.notes)
    report["stopped_early"] = footage.stopped
    if outputs.json_out == STDOUT:
        click.echo(to_json(report), nl=False)
    else:
        click.echo(ledger(result, footage.path.name, _paint if sys.stdout.isatty() else _plain), nl=False)
    for note in footage.notes:
        _say(note)
    if outputs.landmarks_out:
        footage.recording.save(outputs.landmarks_out)
    if outputs.json_out and outputs.json_out != STDOUT:
        write_text(outputs.json_out, to_json(report))
    if outputs.csv_out:
        write_text(outputs.csv_out, to_csv(report))
    if outputs.video_out and not footage.stopped:
        write_video(footage, result, outputs.video_out)


def write_video(footage: Footage, result: Replay, path: Path) -> None:
    """The video once more, with what was found drawn into each frame: no frame is kept.

    Raises UserError when the place cannot be written.
    """
    from .draw import Painter
    from .video import Frame, VideoWriter, open_video

    painter = Painter(result)
    updates = iter(zip(footage.recording, result.updates, strict=True))
    with open_video(footage.path) as video, VideoWriter(path) as out:
        for frame in progress(video, len(footage.recording), "Drawing"):
            pose, update = next(updates, (None, None))
            if pose is None or update is None:
                break
            out.write(Frame(frame.t, painter.paint(frame.image, pose, update)))


def _end(result: Replay) -> float:
    return result.updates[-1].t if result.updates else 0.0


def _plain(text: str, meaning: str) -> str:
    return text


def _paint(text: str, meaning: str) -> str:
    colour = _COLOURS.get(meaning)
    return click.style(text, fg=colour, bold=meaning in (FAULT, COUNTED)) if colour else text


def _say(sentence: str) -> None:
    click.echo(f"formcheck: {sentence}", err=True)
