"""Whether a worse recording of the same movement gives the same result: python -m benchmarks.robustness [FOLDER]...

Every labelled clip of sample_videos and of each FOLDER is replayed as it is and altered: at fewer pictures a second,
mirrored, with landmarks that jitter, with pictures missing. For each alteration the table says
  count      clips in which as many repetitions are counted as in the clip as it is
  side       of the repetitions counted in both, those on the same side (mirrored: on the other one)
  verdict    of the faults judged in both, those with the same verdict (tips not among them)
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import click
import numpy as np

from formcheck import clips, rulebook
from formcheck.bench import SAMPLES
from formcheck.errors import UserError
from formcheck.pose import OTHER, Pose
from formcheck.recording import Recording
from formcheck.replay import Replay, replay
from formcheck.rule import LOW, Rule
from formcheck.session import COUNTED, UNSEEN, Attempt

MIRRORED = "mirrored"
#: The landmarks' jitter in image heights, and the share of missing pictures.
JITTER, MISSING = 0.005, 0.1
#: Image heights: the width of a picture of which it is not known.
WIDE = 16 / 9


def slower(poses: Recording, rate: float) -> Iterator[Pose]:
    """At most ``rate`` pictures a second, each the first one that is due."""
    due = -np.inf
    for pose in poses:
        if pose.t >= due - 1e-6:
            due = (due if pose.t - due < 1 / rate else pose.t) + 1 / rate
            yield pose


def jittering(poses: Recording) -> Iterator[Pose]:
    """Each landmark elsewhere by a standard deviation of JITTER in every picture."""
    rng = np.random.default_rng(1)
    return (Pose(p.t, p.xy + rng.normal(0, JITTER, p.xy.shape), p.world, p.visibility) for p in poses)


def missing(poses: Recording) -> Iterator[Pose]:
    """Without a tenth of the pictures."""
    rng = np.random.default_rng(2)
    return (pose for pose in poses if rng.random() >= MISSING)


ALTERATIONS: dict[str, Callable[[Recording], Iterator[Pose]]] = {
    "15 a second": lambda poses: slower(poses, 15),
    "10 a second": lambda poses: slower(poses, 10),
    MIRRORED: lambda poses: (pose.mirrored(poses.width) for pose in poses),
    f"jitter of {JITTER}": jittering,
    f"{MISSING:.0%} missing": missing,
}


def same(before: Replay, after: Replay, mirrored: bool) -> Counter[tuple[str, bool]]:
    """(what, whether it is the same) -> how often."""
    tally = Counter({("count", before.count == after.count): 1})
    for one, other in _pairs(before, after):
        if one.side:
            tally["side", other.side == (OTHER[one.side] if mirrored else one.side)] += 1
        verdicts = {finding.fault.name: finding.verdict for finding in other.findings}
        for finding in one.findings:
            told = verdicts.get(finding.fault.name, UNSEEN)
            if finding.fault.reliability != LOW and UNSEEN not in (finding.verdict, told):
                tally["verdict", finding.verdict == told] += 1
    return tally


def _pairs(before: Replay, after: Replay) -> Iterator[tuple[Attempt, Attempt]]:
    """Counted attempts, and the one in the other replay that is under way at each one's turning point."""
    for attempt in before.attempts:
        turn = attempt.rep.turn
        twin = next((a for a in after.attempts if a.status == COUNTED and a.rep.start <= turn <= a.rep.end), None)
        if attempt.status == COUNTED and twin:
            yield attempt, twin


def altered(clip: clips.Clip) -> dict[str, Counter[tuple[str, bool]]]:
    """Every alteration of one clip against the clip as it is."""
    recording, exercise = clip.recording(), clip.label.exercise
    if math.isnan(recording.width):  # where the mirror stands changes nothing
        recording = replace(recording, width=WIDE)
    rules = [rulebook.load(name) for name in ([exercise] if exercise else rulebook.ids())]
    table = {}
    for name, alter in ALTERATIONS.items():
        changed = list(alter(recording))
        table[name] = sum((_against(recording, changed, rule, name == MIRRORED) for rule in rules), Counter())
    return table


def _against(recording: Recording, changed: list[Pose], rule: Rule, mirrored: bool) -> Counter[tuple[str, bool]]:
    return same(replay(recording, rule, usual=recording.usual), replay(changed, rule, usual=recording.usual), mirrored)


@click.command(help=__doc__)
@click.argument("folders", type=click.Path(path_type=Path), nargs=-1)
def main(folders: tuple[Path, ...]) -> None:
    """Print a table for each folder."""
    for folder in (SAMPLES, *folders):
        found = [clip for clip in clips.find([folder]) if clip.label.exercise in (None, *rulebook.ids())]
        if not found:
            raise UserError(f"There are no labelled clips in {folder}.")
        total = {name: Counter[tuple[str, bool]]() for name in ALTERATIONS}
        with ProcessPoolExecutor() as pool, click.progressbar(
            pool.map(altered, found), len(found), label=folder.name, file=sys.stderr
        ) as tables:  # fmt: skip
            for table in tables:
                for name, tally in table.items():
                    total[name] += tally
        click.echo(f"{folder.name + f', {len(found)} clips':<26}" + "".join(f"{what:>16}" for what in WHAT))
        for name, tally in total.items():
            click.echo(f"  {name:<24}" + "".join(f"{_share(tally, what):>16}" for what in WHAT))


WHAT = ("count", "side", "verdict")


def _share(tally: Counter[tuple[str, bool]], what: str) -> str:
    right, wrong = tally[what, True], tally[what, False]
    return f"{right}/{right + wrong}" if right + wrong else "-"


if __name__ == "__main__":
    try:
        main()
    except UserError as error:
        print(f"formcheck: {error}", file=sys.stderr)
        sys.exit(2)
