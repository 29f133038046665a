"""One recording judged as one exercise: counted, its faults found, and the faults' pictures taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import UserError
from ..footage import Footage, Tracked
from ..recognise import recognise
from ..replay import Replay, replay
from ..rule import Rule
from ..summary import nobody
from ..video import open_video
from .intake import Material
from .jobs import Job
from .stills import MOST, Shot, blank, picture, pictures, shots


@dataclass(frozen=True, eq=False)
class Verdict:
    """One recording judged as one exercise at one level. stills: a JPEG for each shot, up to a number of them."""

    exercise: str
    footage: Footage
    replay: Replay
    shots: tuple[Shot, ...]
    stills: dict[Shot, bytes]
    notes: tuple[str, ...]


def judge(
    material: Material, footage: Footage, exercise: str, known: Mapping[str, Rule], level: str, job: Job[Any]
) -> Verdict:
    """Counts, judges, and takes the faults' pictures. known: id -> rule, for one that nothing is counted of may be another.
    Raises UserError when nobody is to be seen."""
    recording, rule = footage.recording, known[exercise]
    poses = Tracked(recording, "Looking for repetitions", job.track)
    result = replay(poses, rule, level, look_ahead=not recording.live, usual=recording.usual)
    if nobody(result):
        raise UserError(
            f"Nobody was found in {material.name}. Film the whole body, in good light, one to four metres from the camera."
        )
    found = shots(result, recording)
    notes = tuple(material.told(note) for note in footage.notes)
    if not result.count:
        others = {name: other for name, other in known.items() if name != exercise}
        for guess in recognise(recording, others, job.track)[:1]:
            notes += (f"This looks like another exercise: {known[guess.exercise].title}. You can choose it above.",)
    return Verdict(exercise, footage, result, found, _stills(footage, result, found, job), notes)


def _stills(footage: Footage, result: Replay, found: tuple[Shot, ...], job: Job[Any]) -> dict[Shot, bytes]:
    if not footage.pictures:
        ground = blank(footage.recording)
        wanted = job.track(found[:MOST], min(MOST, len(found)), "Drawing the faults")
        return {shot: picture(ground, shot, footage.recording, result) for shot in wanted}
    last = max((shot.frame for shot in found[:MOST]), default=0)
    with open_video(footage.path) as video:
        frames = job.track(video, last + 1, "Taking the pictures of the faults")
        return pictures(found, frames, footage.recording, result)
