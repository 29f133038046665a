"""The actor's commands: python -m sample_videos.actor --help."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from formcheck.errors import UserError

if TYPE_CHECKING:
    from .samples import Sample

ROOT = Path(__file__).resolve().parents[2]
RENDERED = ROOT / "rendered"


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
def main() -> None:
    """A person made of shapes performs the exercises and their faults, so that every label is known beforehand."""


@main.command("list")
def list_() -> None:
    """Exercises with their faults, look-alikes, persons and rooms."""
    from . import score
    from .life import LOOKALIKES
    from .rooms import ROOMS
    from .skeleton import BODIES

    for name in score.EXERCISES:
        click.echo(f"{name}: {', '.join(score.faults(name))}")
        if whole := [fault for fault, change in score.exercise(name).changes.items() if change.whole]:
            click.echo(f"  of a whole set, in no mixed clip: {', '.join(whole)}")
        if hidden := score.unseen(name):
            click.echo(f"  not seen by its camera, in no mixed clip: {', '.join(hidden)}")
    click.echo(f"look-alikes: {', '.join(LOOKALIKES)}")
    for body in BODIES.values():
        click.echo(f"person {body.name}: {body.sex}, {body.height:.2f} m")
    click.echo(f"rooms: {', '.join(ROOMS)}")


_PERFORMANCE = (
    click.argument("exercise", required=False, default=""),
    click.option(
        "--kind",
        default="clean",
        help="clean, mixed (every fault among good ones), visit (walks in, gets into position, leaves), life, lookalike, "
        "or one fault's name.",
    ),
    click.option("--each", default=2, help="How often a mixed clip shows each fault.", show_default=True),
    click.option("--person", default="a", help="a to z, aa to au; 'list' shows them.", show_default=True),
    click.option("--seed", default=0, help="The same seed gives the same clip.", show_default=True),
    click.option("--strength", default=1.6, help="Of a fault: 0 good, 1 exactly at its limit.", show_default=True),
    click.option("--fps", default=15.0, help="Pictures a second.", show_default=True),
    click.option("--near", default="", help="Side towards the camera in side views, left or right; else by the seed."),
    click.option("--out", type=click.Path(path_type=Path), help="Name without ending, or the folder of a set."),
)


def performance(command: Callable[..., None]) -> Callable[..., None]:
    """The options that say what is performed, by whom."""
    for option in reversed(_PERFORMANCE):
        command = option(command)
    return command


@main.command()
@performance
@click.option("--room", default="", help="living, bedroom, studio or kitchen; else by the seed.")
@click.option("--look", default=0, help="Which of the person's clothes.", show_default=True)
@click.option(
    "--set",
    "which",
    type=click.Choice(["train", "test", "aside"]),
    help="A whole set of clips instead of one; those that are there already are kept.",
)
@click.option("--jobs", default=2, help="Clips rendered at the same time.", show_default=True)
def render(room: str, look: int, which: str | None, jobs: int, out: Path | None, **what: Any) -> None:
    """Film one clip (video, landmarks, label), or a set of them."""
    from . import samples

    if which:
        folder = out or RENDERED / which
        samples.make_all(
            samples.RENDERED_SETS[which](), lambda one: folder / f"{one.name}-{one.person}{one.seed}", jobs, True
        )
        click.echo(f"Wrote {folder}")
        return
    one = _sample(**what, room=_room(room, what["seed"]), look=look)
    stem = samples.make(one, _stem(one, out))
    click.echo(f"Wrote {stem}.mp4, .npz and .toml")


@main.command()
@performance
@click.option(
    "--set",
    "which",
    type=click.Choice(["train", "test", "aside"]),
    help="A whole set of clips instead of one; those that are there already are kept.",
)
def landmarks(which: str | None, out: Path | None, **what: Any) -> None:
    """The same performance as landmarks alone (with MediaPipe's usual errors, without pictures), and its label."""
    from tqdm import tqdm

    from .samples import RENDERED_SETS

    if not which:
        one = _sample(**what, room="living")
        stem = _trace(one, _stem(one, out))
        click.echo(f"Wrote {stem}.npz and .toml")
        return
    folder = out or RENDERED / f"{which}-landmarks"
    for one in tqdm(RENDERED_SETS[which](), unit="clip"):
        _trace(one, folder / f"{one.name}-{one.person}{one.seed}")
    click.echo(f"Wrote {folder}")


def _trace(one: Sample, stem: Path) -> Path:
    from .files import write_label
    from .landmarks import record

    recording, label = record(one.score(), one.fps)
    write_label(label, stem.with_suffix(".toml"))
    recording.save(stem.with_suffix(".npz"))
    return stem


def _sample(exercise: str, kind: str, **rest: Any) -> Sample:
    from . import samples

    if not exercise and kind != "life":
        raise UserError("Name an exercise; 'python -m sample_videos.actor list' shows them.")
    return samples.Sample("life" if kind == "life" else exercise, kind, **rest)


def _stem(one: Sample, out: Path | None) -> Path:
    return out or RENDERED / f"{one.name}-{one.person}{one.seed}"


def _room(room: str, seed: int) -> str:
    from .rooms import ROOMS

    if room and room not in ROOMS:
        raise UserError(f"There is no room '{room}'; choose one of: {', '.join(ROOMS)}.")
    return room or list(ROOMS)[seed % len(ROOMS)]


@main.command()
@click.option("--only", multiple=True, help="An exercise, or exercise/kind; may be given several times.")
@click.option("--jobs", default=2, show_default=True, help="Clips rendered at the same time.")
def samples(only: tuple[str, ...], jobs: int) -> None:
    """Make the committed clips anew: sample_videos/<exercise>/clean, mixed, and negative/life."""
    from . import samples as plan

    chosen = [one for one in plan.SAMPLES if not only or one.name in only or one.exercise in only]
    if not chosen:
        raise UserError(f"Nothing is called {', '.join(only)}; names look like glute_bridge or glute_bridge/mixed.")
    plan.make_all(chosen, lambda one: plan.FOLDER / one.name, jobs)


@main.command()
@click.option("--photos", type=click.Path(path_type=Path), help="Folder of photographs of people exercising.")
def evidence(photos: Path | None) -> None:
    """How far MediaPipe's view of the committed clips is from the truth, and whether it sees them as it sees people."""
    from . import evidence as proof

    click.echo(proof.report(photos))


def run() -> None:
    """Run a command; what the user can put right is one sentence and exit code 2."""
    try:
        main(prog_name="python -m sample_videos.actor")
    except UserError as error:
        click.echo(error, err=True)
        sys.exit(2)


if __name__ == "__main__":
    run()
