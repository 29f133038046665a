"""The commands. Each says what is asked of whom; the work is done elsewhere."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import Any

import click

from . import __version__
from .errors import UserError
from .rule import LEVELS, TYPICAL


class Commands(click.Group):
    """The group of all commands: whatever the user can put right is one sentence on stderr and exit code 2."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(errors="replace")  # a file's name may hold what no terminal can print
        try:
            sys.exit(super().main(*args, **kwargs | {"standalone_mode": False}) or 0)
        except click.exceptions.NoArgsIsHelpError as error:  # nothing was asked for: the message is the whole help
            click.echo(error.format_message(), err=True)
            sys.exit(2)
        except (UserError, click.ClickException) as error:
            click.echo(f"formcheck: {_told(error)}", err=True)
            sys.exit(2)
        except (click.Abort, KeyboardInterrupt):
            click.echo("formcheck: stopped.", err=True)
            sys.exit(130)
        except BrokenPipeError:  # the reader, "head" for one, has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)
        except OSError as error:
            click.echo(f"formcheck: {_refused(error)}", err=True)
            sys.exit(2)


def _refused(error: OSError) -> str:
    """What the system would not do, and with which file, where it says that."""
    reason = error.strerror or str(error)
    if error.filename is None:
        return f"Something could not be read or written: {reason}. Free some space, or choose another place."
    return f"{error.filename} cannot be used: {reason}. Check its name, and whether you may enter its folder."


def _told(error: UserError | click.ClickException) -> str:
    """The message; after a slip of the keyboard also where to look."""
    if not isinstance(error, click.ClickException):
        return str(error)
    context = error.ctx if isinstance(error, click.UsageError) else None
    return error.format_message() + (f" See: {context.command_path} --help" if context else "")


_PATH = click.Path(path_type=Path)
_LEVEL = click.option(
    "--level", type=click.Choice(LEVELS), default=TYPICAL, show_default=True, help="Whose ranges are asked for."
)


@click.group(
    "formcheck", cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name="formcheck", message="%(prog)s %(version)s")
def main() -> None:
    """Counts back-care exercises in a video and says what to do better."""


@main.command(short_help="Report on a video: repetitions, measures, faults.")
@click.argument("video", type=_PATH, required=False)
@click.option(
    "-e",
    "--exercise",
    metavar="NAME",
    help="Which exercise it is (`formcheck rules` lists them); without it, it is recognised.",
)
@_LEVEL
@click.option("--json", "json_out", type=_PATH, is_flag=False, flag_value="-", metavar="[OUT]", help="Everything as "
              "JSON, into a file, or instead of the report when no file is named; write it after VIDEO.")  # fmt: skip
@click.option("--csv", "csv_out", type=_PATH, metavar="OUT", help="A row for each attempt and finding; - writes "
              "them in place of the report.")  # fmt: skip
@click.option("--video", "video_out", type=_PATH, metavar="OUT.mp4", help="The video with the findings drawn into it.")
@click.option("--landmarks", "landmarks_out", type=_PATH, metavar="OUT.npz", help="The landmarks, to check again fast.")
def check(video: Path | None, exercise: str | None, **options: Any) -> None:
    """Report on VIDEO: repetitions, what was measured in each, and what to do better.

    VIDEO is any video, or a recording of landmarks (.npz). Ctrl-C ends early and reports on the part seen.
    """
    from .checking import STDOUT, Outputs, check_file
    from .errors import UserError

    if video is None:
        taken = options["json_out"]
        if taken is None or str(taken) == STDOUT:
            raise click.MissingParameter(param_hint="'VIDEO'", param_type="argument", ctx=click.get_current_context())
        raise UserError(f"--json took {taken} for its own file. Name the video first: formcheck check {taken} --json")
    level = options.pop("level")
    sys.exit(check_file(video, exercise, level, Outputs(**options)))


@main.command(short_help="Compare what is found in labelled clips with their labels.")
@click.argument("what", nargs=-1, metavar="[EXERCISE] [FOLDER]...")
@click.option("--cross", is_flag=True, help="Also take every clip of another exercise as one that must count nothing.")
@click.option("--recognise", is_flag=True, help="Also try which clips are recognised when nobody names the exercise.")
@_LEVEL
def test(what: tuple[str, ...], cross: bool, recognise: bool, level: str) -> None:
    """Compare what is found in labelled clips with their labels.

    Without EXERCISE: all of them. The clips are those in sample_videos and in each FOLDER, each of which is a set with its
    own figures. Exit code 1: a mismatch, or a label whose clip cannot be read.
    """
    from .bench import run

    sys.exit(run(what, cross, recognise, level))


@main.command(short_help="List the exercises, or show one in full.")
@click.argument("exercise", required=False)
@_LEVEL
def rules(exercise: str | None, level: str) -> None:
    """List the exercises, or show all that is asked for in one EXERCISE."""
    from . import rulebook
    from .rulesheet import listing, sheet

    if exercise:
        click.echo(sheet(exercise, rulebook.load(exercise), level), nl=False)
        return
    troubles: list[str] = []
    click.echo(listing(rulebook.usable(troubles.append)), nl=False)
    for trouble in troubles:
        click.echo(f"formcheck: {trouble}", err=True)
    sys.exit(2 if troubles else 0)


@main.command(short_help="Sweep one limit over labelled clips.")
@click.argument("exercise")
@click.argument("fault")
@click.argument("folders", nargs=-1, type=_PATH, metavar="[FOLDER]...")
@_LEVEL
def tune(exercise: str, fault: str, folders: tuple[Path, ...], level: str) -> None:
    """Sweep the threshold of one FAULT over the labelled clips of an EXERCISE: misses against false alarms."""
    from .bench import SAMPLES
    from .tune import sweep, told

    for folder in folders:
        if not folder.is_dir():
            raise UserError(f"There is no folder {folder}. Name a folder with labelled clips.")
    samples = [SAMPLES] if SAMPLES.is_dir() else []
    click.echo(told(sweep(exercise, fault, [*samples, *folders], level), exercise, level), nl=False)


@main.command(short_help="Begin a new exercise: a rule and a label.")
@click.argument("exercise")
def new(exercise: str) -> None:
    """Begin a new EXERCISE: a rule module and a label for its first clip, which already pass their checks."""
    from .bench import SAMPLES
    from .newrule import create

    rule, label = create(exercise, SAMPLES)
    click.echo(f"Wrote {rule}: change it until it says what you mean.")
    click.echo(f"Wrote {label}: put first_clip.mp4 beside it and write down what you see in it.")
    click.echo(f"Then: formcheck rules {exercise} and formcheck test {exercise}")


@main.command(short_help="Look for what is missing on this computer.")
def doctor() -> None:
    """Look for what is missing on this computer, and say what to do about it."""
    from .doctor import checks

    failed = False
    for found in checks():
        mark = "ok" if found.ok else "MISSING" if found.required else "note"
        failed |= found.required and not found.ok
        click.echo(f"{mark:<8} {found.name}: {found.found}")
        if found.remedy:
            click.echo(f"{'':8} {found.remedy}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
