"""Rules are found by their file's name and checked when they are loaded, with the author's file and line."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import pose_rules
from formcheck import rulebook
from formcheck.errors import UserError
from formcheck.rule import Rule

TINY = (Path(__file__).parent / "tiny.py").read_text()


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, str], Path]]:
    """Puts one more rule beside those of the package."""
    monkeypatch.setattr(pose_rules, "__path__", [*pose_rules.__path__, str(tmp_path)])
    before = set(sys.modules)

    def write(name: str, text: str) -> Path:
        path = tmp_path / f"{name}.py"
        path.write_text(text)
        monkeypatch.delitem(sys.modules, f"pose_rules.{name}", raising=False)  # another test's rule of that name
        importlib.invalidate_caches()
        return path

    yield write
    for name in set(sys.modules) - before:
        if name.startswith("pose_rules."):
            del sys.modules[name]


def line_of(text: str, piece: str) -> int:
    return text[: text.index(piece)].count("\n") + 1


def test_every_rule_of_the_package_passes_its_checks() -> None:
    """What is shipped loads."""
    rules = rulebook.all()
    assert set(rules) == set(rulebook.ids())
    assert {"bird_dog", "glute_bridge"} <= set(rules)
    assert all(isinstance(rule, Rule) for rule in rules.values())


@pytest.mark.parametrize("exercise", rulebook.ids())
def test_every_number_of_a_rule_says_where_it_comes_from(exercise: str) -> None:
    rule = rulebook.load(exercise)
    assert rule.count.source
    assert all(fault.source for fault in rule.faults)


@pytest.mark.parametrize("exercise", rulebook.ids())
def test_every_source_of_a_rule_can_be_looked_up(exercise: str) -> None:
    """A word in square brackets is a line of docs/sources.md."""
    rule = rulebook.load(exercise)
    listed = set(
        re.findall(
            r"^\| ([A-Z0-9_]+) \|", (Path(__file__).parents[1] / "docs" / "sources.md").read_text(), re.MULTILINE
        )
    )
    named = re.findall(
        r"\[([A-Z][A-Z0-9_, ]*)\]", " ".join([rule.count.source, *(fault.source for fault in rule.faults)])
    )
    assert {tag for tags in named for tag in tags.split(", ")} <= listed
    assert listed


def test_a_new_file_is_a_new_exercise(write: Callable[[str, str], Path]) -> None:
    """No list has to be edited, and a file whose name begins with an underscore is none."""
    write("tiny", TINY)
    write("_shared", "HALF = 0.5\n")
    assert rulebook.load("tiny").title == "Tiny bridge"
    assert "tiny" in rulebook.ids()
    assert "_shared" not in rulebook.ids()


@pytest.mark.parametrize("word", ["brid_dog", "bird-dog", "Bird Dog", "birddog"])
def test_an_unknown_exercise_is_answered_with_the_nearest(word: str) -> None:
    """A slip of the finger is met with a suggestion."""
    with pytest.raises(UserError, match="Did you mean bird_dog"):
        rulebook.load(word)


def test_a_word_that_is_near_nothing_is_answered_with_all() -> None:
    """Nothing near: the list."""
    with pytest.raises(UserError, match="Choose one of: bird_dog, glute_bridge|bird_dog, .*glute_bridge"):
        rulebook.load("zzzz")


MISTAKES = [
    ('Ready("knee", within(40, 110)', 'Ready("kne", within(40, 110)', 'Ready("kne"', "ready names .*did you mean knee"),
    ('stay=(Ready("trunk"', 'stay=(Ready("trunc"', "trunc", "stay names .*did you mean trunk"),
    ('        "hip",\n        turn', '        "hips",\n        turn', '"hips",', 'count names the signal "hips"'),
    ('change("knee")', 'change("kneee")', '"knee_change"', 'uses the signal "kneee".*did you mean knee'),
    ('"knee_change": change("knee")', '"twice": change("knee_change"), "knee_change": change("knee")', '"twice"', 'uses the signal "knee_change", which stands below it'),
    ('angle("hip", "knee", "ankle")', 'angle("hip", "knee", "ankel")', '"knee": angle', 'no joint called "ankel"; did you mean ankle'),
    ('highest("rise")', 'highest("ries")', '"your hips stayed low"', 'uses the signal "ries"'),
    ('typical("toes")', 'typical("toe")', '"seen_from_the_front"', 'uses the signal "toe"'),
    ('"knee_moves", typ', '"hips_low", typ', '"hips_low"', 'two faults are called "hips_low"'),
    ("at_least(170)", "within(170, 160)", '"hips_low"', "170 to 160 is empty"),
    ("at_least(170)", "within(float('-inf'), float('inf'))", '"hips_low"', "allows everything"),
    ("at_least(170)", '{"typical": at_least(170)}', '"hips_low"', "one range for each of beginner, typical, expert"),
    ("back=8", "back=12", "count=Reps(", "back .12. must be less than leave .10."),
    ("near=140", "near=160", "count=Reps(", "near .160. must not be more than turn .152."),
    ('"Keep your knees still."', '" "', '"knee_moves"', "empty cue"),
    ('"Your toes."', '""', '"seen_from_the_front"', "empty message"),
    ('title="Tiny bridge"', 'title=""', "RULE = Rule(", "title is empty"),
    ('"Lie down on your back."),\n        Ready', '""),\n        Ready', "Ready(", "says nothing to the user"),
    ('views=("front",)', 'views=("top",)', '"seen_from_the_front"', 'a view is "top"'),
    ('views=("front",)', 'joints=("ankel",)', '"seen_from_the_front"', 'no joint called "ankel"; did you mean ankle'),
    ("Camera(SIDE,", 'Camera("above",', '"above"', 'the camera\'s view is "above"'),
    ('"deg", MAJOR, HIGH', '"deg", "huge", HIGH', '"hips_low"', 'severity is "huge"'),
    ('"deg", MAJOR, HIGH', '"deg", MAJOR, "sure"', '"hips_low"', 'reliability is "sure"'),
    ('highest("hip")', 'highest("hip", "top")', '"hips_low"', 'has the phase "top"; it must be one of out, hold, back, whole, entry'),
    ('"deg", MAJOR, HIGH', '"degree", MAJOR, HIGH', '"hips_low"', 'unit is "degree"; it must be one of deg, '),
    ('"Keep your knees still."', '"Knees {value:.0f} still."', '"knee_moves"', "cue has the field {value}; it may have none"),
    ("{limit:.0f}", "{wanted:.0f}", '"hips_low"', "field {wanted}; it may have limit, value"),
    ("{limit:.0f}", "{limit:d}", '"hips_low"', "cannot be filled in"),
    ("{limit:.0f}", "{limit", '"hips_low"', "cannot be filled in"),
    ('your back."),),', 'your back.")),', "stay=(", "stay is Ready; it must be in brackets with a comma after each piece"),
    ('stayed low"),),', 'stayed low")),', "count=Reps(", "Reps: needs is Need; it must be in brackets with a comma"),
    ('setup=("Lie on your back.",)', 'setup=("Lie on your back.")', "setup=", "setup is 'Lie on your back.'; it must be in brackets"),
    ('setup=("Lie on your back.",)', "setup=()", "setup=", "setup is empty"),
    ("at_least(170)", "170", '"hips_low"', 'the fault "hips_low": allowed is 170; it must be a range such as at_least'),
    ("at_least(170)", "(160, 170)", '"hips_low"', r"allowed is \(160, 170\); it must be a range"),
    ('highest("hip"), at_least(170)', 'at_least(170), highest("hip")', '"hips_low"', "measure is Allowed; it must be a function"),
    ("turn=152", 'turn="152"', "count=Reps(", "Reps: turn is '152'; it must be a number"),
    ("leave=10", "leave=True", "count=Reps(", "Reps: leave is True; it must be a number"),
    ("leave=10,\n        back=8", "leave=-5,\n        back=-8", "count=Reps(", "back .-8. must not be less than 0"),
    ('"hip",\n        turn=152,\n        leave=10', '"rise",\n        turn=152,\n        leave=160', "count=Reps(", "leave .160. lies beyond turn .152."),
    ('title="Tiny bridge"', "title=None", "title=", "title is None; it must be text in quotes"),
    ("posture=SUPINE", 'posture="supine"', "posture=", "posture is 'supine'; it must be a Posture"),
    ("posture=SUPINE", 'posture=type(SUPINE)("on your back", "top")', '"top"', "Posture: front is \"top\"; it must be one of up, down"),
    ("posture=SUPINE", 'posture=type(SUPINE)("on your back", "up", ("far_hip",))', '"far_hip"', 'Posture: "far_hip" is no joint of one side'),
    ("(0.3, 0.6)", "0.5", "camera=Camera(", "Camera: height is 0.5; it must be 2 pieces in brackets, each a number"),
    ('dose=Dose(10, 2, "Ten times.")', 'dose={"typical": Dose(10, 2, "Ten times.")}', "dose=", "dose must be .* one for each of beginner, typical, expert"),
    ('Ready("knee", within', 'Ready("knee_change", within', "ready=", 'ready names the signal "knee_change", which is known only once'),
    ('Ready("knee", within', 'Ready("rise", within', "ready=", 'ready names the signal "rise", which is known only once'),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "near", "words"), MISTAKES)
def test_a_mistake_is_told_with_file_and_line(
    write: Callable[[str, str], Path], old: str, new: str, near: str, words: str
) -> None:
    """The author reads where to look and what is wrong, before any video is run."""
    assert old in TINY
    text = TINY.replace(old, new, 1)
    path = write("broken", text)
    with pytest.raises(UserError, match=words) as found:
        rulebook.load("broken")
    assert str(found.value).startswith(f"{path}, line {line_of(text, near)}: ")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("x = 1\ny = (\n", 2, "SyntaxError"),
        ("x = 1\n\nraise ValueError('no such thing')\n", 3, "ValueError: no such thing"),
        ("import no_such_module_at_all\n", 1, "ModuleNotFoundError"),
        ("from formcheck.rule import at_lest\n", 1, "ImportError"),
        ("x = 1\nraise SystemExit('no')\n", 2, "SystemExit: no"),
    ],
)
def test_a_file_that_cannot_be_imported_is_told_with_its_line(
    write: Callable[[str, str], Path], text: str, line: int, words: str
) -> None:
    """Python's own complaints are one sentence, too."""
    path = write("broken", text)
    with pytest.raises(UserError, match=words) as found:
        rulebook.load("broken")
    assert str(found.value).startswith(f"{path}, line {line}: ")


@pytest.mark.parametrize(
    ("head", "encoding"), [("", "utf-8-sig"), ("# -*- coding: latin-1 -*-\n", "latin-1")], ids=["mark", "latin-1"]
)
def test_a_mistake_is_found_in_a_file_of_another_encoding(
    write: Callable[[str, str], Path], head: str, encoding: str
) -> None:
    """Python reads it, and so does who looks for the line."""
    path = write("broken", "")
    text = head + TINY.replace("Tiny bridge", "Br\xfccke").replace("near=140", "near=160")
    path.write_text(text, encoding=encoding)
    with pytest.raises(UserError, match="near .160. must not be more than turn") as found:
        rulebook.load("broken")
    assert str(found.value).startswith(f"{path}, line {line_of(text, 'count=Reps(')}: ")


def test_what_nobody_thought_of_is_told_with_the_file(
    write: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No stack trace for a rule that trips the check itself."""
    path = write("broken", TINY)
    monkeypatch.setattr("formcheck.rulecheck.sides_of", lambda rule: 1 / 0)
    with pytest.raises(UserError, match="the rule cannot be used .ZeroDivisionError") as found:
        rulebook.load("broken")
    assert str(found.value).startswith(str(path))


def test_what_holds_all_through_may_be_a_change(write: Callable[[str, str], Path]) -> None:
    """The start pose is known by then."""
    write("tiny", TINY.replace('stay=(Ready("trunk", within(-45, 25)', 'stay=(Ready("knee_change", within(-90, 90)'))
    assert rulebook.load("tiny").stay[0].signal == "knee_change"


def test_a_function_that_raises_is_told_with_the_line_in_it(write: Callable[[str, str], Path]) -> None:
    """A signal written as a def is run once; the line is that on which it broke."""
    text = TINY.replace('"toes": height("foot_index", "heel")', '"toes": toes')
    text = text.replace("RULE = Rule(", "def toes(body):\n    half = 0\n    return 1 / half\n\n\nRULE = Rule(")
    path = write("broken", text)
    with pytest.raises(UserError, match="ZeroDivisionError") as found:
        rulebook.load("broken")
    assert f"{path}, line {line_of(text, '    return 1 / half')}: " in str(found.value)


def test_a_function_that_gives_no_number_is_told(write: Callable[[str, str], Path]) -> None:
    """A forgotten return."""
    text = TINY.replace('height("foot_index", "heel")', "lambda body: None")
    write("broken", text)
    with pytest.raises(UserError, match='the signal "toes" gives None, not a number'):
        rulebook.load("broken")


def test_a_file_without_a_rule_is_told(write: Callable[[str, str], Path]) -> None:
    """A module in the folder must be an exercise."""
    write("empty", "x = 1\n")
    with pytest.raises(UserError, match="it has no RULE"):
        rulebook.load("empty")


def test_naming_the_exercises_loads_no_rule() -> None:
    """The list of names is quick."""
    code = "import sys; from formcheck import rulebook; rulebook.ids(); print('pose_rules.bird_dog' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_broken_rule_leaves_the_others_usable(write: Callable[[str, str], Path]) -> None:
    """Somebody who edits one rule goes on with the others."""
    write("broken", "RULE = Rule(")
    told: list[str] = []
    assert "glute_bridge" in rulebook.usable(told.append)
    assert len(told) == 1
    assert told[0].startswith("broken is left out. ")
