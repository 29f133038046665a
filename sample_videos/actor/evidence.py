"""Is the actor a fair stand-in for a person? MediaPipe's view of the committed clips against what really happened."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from formcheck.gate import Reader, measure
from formcheck.pose import Pose
from formcheck.rule import Rule

from . import noise, views
from .photographs import People, people
from .samples import SAMPLES
from .seen import JOINTS, Seen, clips


def report(photos: Path | None = None) -> str:
    """The whole evidence as text. photos: see ``photographs.people``."""
    known = clips()
    lines = [f"{sample.name} was made from another score and is left out: python -m sample_videos.actor samples --only {sample.name}"
             for sample in SAMPLES if sample not in [seen.sample for seen in known]]  # fmt: skip
    if known:
        lines += [*_clips(known, people(photos) if photos else {}), "", *_rules(known), "", noise.report(known), ""]
    return "\n".join([*lines, views.report()])


def _clips(known: list[Seen], photographed: dict[str, People]) -> list[str]:
    lines = [
        "MediaPipe on the actor, video mode: share of frames with a person; error of the near side's 2-D angles, median /",
        "95 %, degrees; mean visibility of the main joints of the near and the far side. Last: photographs of people doing",
        "this or nearly this, found / all, visibility near and far" + ("." if photographed else " (give --photos)."),
        f"{'clip':<30}{'found':>6}" + "".join(f"{joint:>12}" for joint in JOINTS) + f"{'near':>6}{'far':>5}   photographs",
    ]  # fmt: skip
    for seen in known:
        cells = "".join(f"{_two(seen.errors(joint)):>12}" for joint in JOINTS)
        sight = f"{seen.seen_share(True):6.2f}{seen.seen_share(False):5.2f}"
        real = photographed.get(seen.sample.exercise)
        beside = f"   {real.found:2d} / {real.count:2d} {real.near:6.2f} {real.far:5.2f}" if real else "    -"
        lines.append(f"{seen.sample.name:<30}{seen.found.mean():6.3f}{cells}{sight}{beside}")
    cells = [_two(np.concatenate([seen.errors(joint) for seen in known])) for joint in JOINTS]
    found = np.concatenate([seen.found for seen in known]).mean()
    return [*lines, f"{'all':<30}{found:6.3f}" + "".join(f"{cell:>12}" for cell in cells)]


def _two(values: np.ndarray) -> str:
    return f"{np.median(values):.1f} / {np.percentile(values, 95):.1f}" if len(values) else "-"


def _rules(known: list[Seen]) -> list[str]:
    """The angles that each exercise's rule reads, in all repetitions of its clips."""
    from formcheck import rulebook

    lines = [
        "Error of the angles that the rules read (not smoothed), in all repetitions: median / 95 %, degrees; not seen"
    ]
    for name in dict.fromkeys(seen.sample.exercise for seen in known):
        if name not in rulebook.ids():
            continue
        rule, gaps = rulebook.load(name), {}
        for seen in known:
            for signal, values in _gaps(seen, rule).items() if seen.sample.exercise == name else ():
                gaps.setdefault(signal, []).append(values)
        lines.append(name)
        for signal, parts in gaps.items():
            values = np.concatenate(parts)
            missed = np.isnan(values).mean()
            lines.append(f"    {signal:<22}{_two(values[~np.isnan(values)]):>14}{missed:8.1%}")
    return lines


def _gaps(seen: Seen, rule: Rule) -> dict[str, np.ndarray]:
    """Signal in degrees -> what MediaPipe's landmarks give minus what the true ones give; NaN where it saw too little."""
    reader, still = Reader(rule), np.flatnonzero(seen.rest)
    shown, dim, true = (
        [Pose(float(t), *rest) for t, *rest in zip(seen.t, xy, world, visibility, strict=True)]
        for xy, world, visibility in (
            (seen.xy, seen.world, seen.visibility),
            (
                seen.true,
                seen.points,
                seen.visibility,
            ),  # how visible a joint is decides which side is taken for the near
            (seen.true, seen.points, np.ones_like(seen.visibility)),
        )
    )
    starts = [measure([poses[number] for number in still], rule, reader) for poses in (dim, shown)]
    angles = [name for name, signal in rule.signals.items() if getattr(signal, "unit", "deg") == "deg"]
    gaps: dict[str, list[float]] = {name: [] for name in angles}
    for rep in seen.reps:
        side = rep.get("side", "") if reader.sides != ("",) else ""
        for number in np.flatnonzero((seen.t >= rep["start"]) & (seen.t <= rep["end"]) & seen.found):
            truth, sight = (reader.read(poses[number], start)[side] for poses, start in
                            zip((true, shown), starts, strict=True))  # fmt: skip
            for name in angles:
                if not np.isnan(truth[name]):
                    gaps[name].append(abs((sight[name] - truth[name] + 180.0) % 360.0 - 180.0))
    return {name: np.array(values) for name, values in gaps.items()}
