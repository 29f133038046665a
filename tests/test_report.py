"""The report: everything that was found, as data and in plain words."""

from __future__ import annotations

import csv
import io
import json
import math
from dataclasses import replace as changed
from pathlib import Path

import acted
import book
import numpy as np
import pytest
import stick
import tiny

from formcheck import rulebook
from formcheck.errors import UserError
from formcheck.ledger import WIDTH, ledger, measured, wanted
from formcheck.pose import Pose
from formcheck.recording import Recording
from formcheck.replay import Replay, replay
from formcheck.report import COLUMNS, as_dict, to_csv, to_json, write_text
from formcheck.rule import Allowed, Need, at_least, at_most
from formcheck.rulecheck import standing
from formcheck.rulesheet import listing, sheet
from formcheck.summary import judged, leaves_at, reach_words, reached, uneven, waited, why_nothing


def nobody(seconds: float, start: float = 0.0) -> list[Pose]:
    return [Pose.empty(start + n / 15) for n in range(int(seconds * 15))]


@pytest.fixture(scope="module")
def found() -> Replay:
    """A good bridge, one that stops low, and one that is no repetition."""
    return replay(book.bridges(book.HIGH, book.SHORT, book.LOW), tiny.RULE)


def lines(found: Replay) -> list[str]:
    return ledger(found, "clip.npz").splitlines()


def test_each_attempt_is_listed_with_times_and_outcome(found: Replay) -> None:
    """Number, span, counted or why not."""
    heads = [line.split() for line in lines(found) if line[:3].strip().isdigit()]
    assert [head[0] for head in heads] == ["1", "2", "3"]
    assert [" ".join(head[5:]) for head in heads] == [
        "counted, number 1", "counted, number 2", "partial, not counted: 4 degrees short",
    ]  # fmt: skip
    assert float(heads[0][1]) == pytest.approx(2.3, abs=0.4)


def test_measured_values_stand_beside_the_allowed_ranges(found: Replay) -> None:
    """Good and bad alike."""
    rows = [line.split() for line in lines(found) if "hips low" in line and "wanted" in line]
    assert [row[0] for row in rows] == ["ok", "FAULT", "FAULT"]
    assert rows[1] == ["FAULT", "hips", "low", "155", "degrees", "wanted:", "at", "least", "170", "degrees"]


def test_the_table_of_measures_is_explained_once(found: Replay) -> None:
    """Beside a fault's name "ok" means that it is not there; where nothing was attempted nothing is explained."""
    assert "\n".join(lines(found)).count("ok: it is not there") == 1
    nothing = replay(stick.film(lambda t: stick.standing(), 4), tiny.RULE)
    assert "ok:" not in ledger(nothing, "clip.npz")


def test_outcomes_stand_below_each_other_whatever_the_side() -> None:
    """The words for the left are shorter than those for the right."""
    path = Path(__file__).parents[1] / "sample_videos" / "bird_dog" / "clean.npz"
    text = ledger(replay(Recording.load(path), rulebook.load("bird_dog")), "clean.npz")
    heads = [line for line in text.splitlines() if "counted, number" in line]
    assert len({line.index("counted, number") for line in heads}) == 1
    assert {"left", "right"} <= {word for line in heads for word in line.split()}


def test_a_fault_is_told_with_what_was_seen_and_what_to_do(found: Replay) -> None:
    """The message has the value in it; a tip is called a tip."""
    text = "\n".join(lines(found))
    assert "Fault: Your hips stopped at 155 degrees, 170 was wanted. Lift until all is one line." in text
    assert "Tip: You held it for" in text


def test_what_could_not_be_judged_is_named_with_the_reason(found: Replay) -> None:
    """In each attempt, and over all in seconds."""
    text = "\n".join(lines(found))
    assert text.count("Not judged, not visible from this view: seen from the front.") == 3
    (row,) = [line for line in lines(found) if line.strip().startswith("seen from the front")]
    assert row.split()[4:6] == ["0.0", "of"]
    assert "wrong view in 3" in row


def test_the_ledger_fits_the_terminal_and_says_its_limits_once(found: Replay) -> None:
    """100 columns; what the camera cannot see, and that this is no medical advice."""
    assert max(map(len, lines(found))) <= WIDTH
    text = "\n".join(lines(found))
    assert text.count("I cannot see your lower back.") == 1
    assert text.count("not medical advice") == 1


def test_totals_are_given_for_each_side() -> None:
    """With the side in the rule's own words."""
    leg = stick.wave(stick.repetitions([1.0], hold=3))
    recording = stick.film(lambda t: stick.all_fours(leg(t), leg(t)), 10, 15)
    from formcheck.rulebook import load

    text = ledger(replay(recording, load("bird_dog")), "clip.npz")
    assert "Counted: 1 (1 left leg, 0 right leg). Partial: 0. Not counted: 0." in text
    assert "left leg   counted, number 1 on the left" in text


def test_colour_only_adds(found: Replay) -> None:
    """Without the paint the words are the same."""
    painted = ledger(found, "clip.npz", lambda text, meaning: f"<{text}>")
    assert painted.replace("<", "").replace(">", "") == ledger(found, "clip.npz")
    assert "<FAULT " in painted


def test_looking_ahead_is_said() -> None:
    """A recording that begins mid-exercise: where the start position was taken from."""
    whole = book.bridges(book.HIGH, book.HIGH)
    late = Recording.of([pose for pose in whole if pose.t > 3.5])
    text = ledger(replay(late, tiny.RULE), "clip.npz")
    assert "Start position taken from" in text
    assert "looked ahead" in text
    assert max(map(len, text.splitlines())) <= WIDTH


@pytest.mark.parametrize(
    ("recording", "words"),
    [
        (Recording.of(nobody(3)), "Nobody was found in the picture."),
        (stick.film(lambda t: stick.standing(), 4, 15), 'The start position was never seen. What was missing for longest'),
        (stick.film(lambda t: stick.standing(), 4, 15), '"Lie down on your back."'),
        (book.bridges(0.0, tail=3), "The start position was seen at"),
        (book.bridges(book.LOW), "The one attempt was no repetition; the reason is listed with it."),
        (book.bridges(book.LOW, book.LOW), "None of the 2 attempts was a repetition"),
    ],
)  # fmt: skip
def test_nothing_counted_is_explained(recording: Recording, words: str) -> None:
    """Nobody, no start position (which condition), no attempt, or no attempt that counts."""
    found = replay(recording, tiny.RULE)
    assert words in (why_nothing(found) or "")
    assert words.split('"')[0].strip() in " ".join(ledger(found, "clip.npz").split())


def test_who_left_the_picture_in_mid_repetition_reads_so() -> None:
    """In the attempts, and the sentence points there instead of saying that nothing followed."""
    found = replay([pose if pose.t < 4 else Pose.empty(pose.t) for pose in book.bridges(book.HIGH, tail=3)], tiny.RULE)
    text = ledger(found, "clip.npz")
    assert "not counted: I did not see you come back" in text
    assert "The one attempt was no repetition; the reason is listed with it." in text


def test_a_movement_that_went_far_enough_is_not_told_as_a_share_that_falls_short() -> None:
    """A wild frame or two can go past what counts and be no attempt."""
    found = replay(book.bridges(0.0, tail=3), tiny.RULE)
    found.course.farthest = 1.99
    words = why_nothing(found) or ""
    assert "was over at once, or broke off" in words
    assert "%" not in words


def test_a_camera_in_the_wrong_place_is_named_when_nothing_was_counted() -> None:
    """Filmed from the side what is judged from the front."""
    rule = changed(tiny.RULE, camera=changed(tiny.RULE.camera, view="front"))
    words = why_nothing(replay(book.bridges(book.LOW), rule))
    assert words is not None
    assert "sees you from the side; this exercise is judged from the front" in words


def test_a_view_from_which_all_is_judged_is_not_told_as_a_wrong_one() -> None:
    """Who lies on the side looks narrow: at an angle, the leg lift is judged all the same."""
    rule = rulebook.load("lateral_leg_lift")
    slanted = changed(replay(book.bridges(), rule), view="oblique")
    assert "Camera: at an angle, which will do." in lines(slanted)
    assert "Camera: from the front, as wanted." in lines(changed(slanted, view="front"))


def test_the_view_told_is_that_of_the_exercise_not_of_the_way_to_the_laptop() -> None:
    """Who gets up afterwards and faces the camera was judged from the side."""
    poses = list(book.bridges(book.HIGH))
    up = [changed(standing(), t=poses[-1].t + n / 15) for n in range(1, 60)]
    found = replay([*poses, *up], tiny.RULE)
    assert found.updates[-1].view == "front"
    assert (found.view, "Camera: from the side, as wanted." in lines(found)) == ("side", True)


def test_an_empty_recording_gives_a_report() -> None:
    """Stopped before the first frame."""
    found = replay([], tiny.RULE)
    assert "Nobody was found" in ledger(found, "clip.npz")
    assert as_dict(found, "tiny")["count"] == 0


def test_leaving_the_picture_is_noticed() -> None:
    """From when on nobody is there; a short absence at the end is none."""
    poses = list(book.bridges(book.HIGH))
    end = poses[-1].t
    assert leaves_at(replay([*poses, *nobody(5, end + 0.1)], tiny.RULE)) == pytest.approx(end)
    assert leaves_at(replay([*poses, *nobody(1, end + 0.1)], tiny.RULE)) is None


def test_seconds_judged_are_the_phases_own(found: Replay) -> None:
    """The whole attempt for one fault, its hold for another, nothing where the view is wrong."""
    table = judged(found)
    spans = sum(attempt.rep.end - attempt.rep.start for attempt in found.attempts)
    holds = sum(attempt.rep.hold[1] - attempt.rep.hold[0] for attempt in found.attempts)
    assert table["hips_low"].seconds == pytest.approx(spans)
    assert table["knee_moves"].seconds == pytest.approx(holds)
    assert (table["seen_from_the_front"].seconds, table["seen_from_the_front"].view) == (0, 3)


def test_a_time_longer_than_the_seconds_judged_is_explained(found: Replay) -> None:
    """Where the exercise asks how long the way up or down took, and only there."""
    words = "How long a movement took is worked out from the middle of it"
    bridges = replay(book.bridges(book.HIGH), rulebook.load("glute_bridge"))
    assert words in " ".join(ledger(bridges, "clip.npz").split())
    assert words not in " ".join(ledger(found, "clip.npz").split())


def test_json_holds_everything_and_no_number_that_json_lacks(found: Replay) -> None:
    """Unknown values and missing limits are null."""
    report = json.loads(to_json(as_dict(found, "tiny", "clip.npz")), parse_constant=lambda word: pytest.fail(word))
    assert (report["count"], report["exercise"], report["file"]) == (2, "tiny", "clip.npz")
    finding = report["attempts"][1]["findings"][0]
    assert finding["fault"] == "hips_low"
    assert finding["allowed"] == [170, None]
    assert finding["value"] == pytest.approx(155, abs=2)
    assert finding["cue"] == "Lift until all is one line."
    unseen = report["attempts"][1]["findings"][3]
    assert (unseen["verdict"], unseen["unseen_because"], unseen["value"]) == ("unseen", "view", None)
    assert report["judged"]["hips_low"]["judged"] == 3


def test_csv_has_a_row_for_each_attempt_and_finding(found: Replay) -> None:
    """Read back by any spreadsheet."""
    rows = list(csv.DictReader(io.StringIO(to_csv(as_dict(found, "tiny")))))
    assert len(rows) == 3 * 4
    assert tuple(rows[0]) == COLUMNS
    assert [row["verdict"] for row in rows if row["fault"] == "hips_low"] == ["ok", "fault", "fault"]
    assert rows[0]["allowed_low"] == "170"
    assert rows[0]["allowed_high"] == ""


def test_an_attempt_without_findings_has_a_row_of_its_own() -> None:
    """Turned down: its reason is in the table."""
    short = changed(tiny.RULE, count=changed(tiny.RULE.count, shortest=0.5, longest=1.0))
    rows = list(csv.DictReader(io.StringIO(to_csv(as_dict(replay(book.bridges(book.HIGH), short), "tiny")))))
    assert (rows[0]["status"], rows[0]["fault"]) == ("rejected", "")
    assert "did not come back" in rows[0]["reason"]


def test_a_text_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk leaves the old file and no scrap."""
    path = tmp_path / "out.json"
    write_text(path, "old")

    def full(*paths: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(UserError, match=r"Cannot write .*No space left"):
        write_text(path, "new")
    assert path.read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["out.json"]


def test_a_rule_sheet_shows_every_threshold() -> None:
    """Written from the rule itself, for the level asked for."""
    text = sheet("tiny", tiny.RULE, "typical")
    assert max(map(len, text.splitlines())) <= WIDTH
    for piece in ("hips low", "at least 170 degrees", "hip 152 degrees", "Bend your knees", "tip only", "not medical"):
        assert piece in text
    assert "Tiny bridge" in listing({"tiny": tiny.RULE})


def test_a_reason_that_needs_a_measured_value_is_shown_with_its_limit() -> None:
    """No template; and a reason that two conditions share stands there once."""
    needs = (
        Need(lambda rep: 0.0, at_least(2.5), "you held it for only {value:.0f} seconds"),
        Need(lambda rep: 0.0, at_most(0.4), "you moved by {value:.1f} steps"),
        *tiny.RULE.count.needs * 2,
    )
    text = sheet("tiny", changed(tiny.RULE, count=changed(tiny.RULE.count, needs=needs)), "typical")
    assert "not counted when   you held it for less than 2.5 seconds" in text
    assert "not counted when   you moved by more than 0.4 steps" in text
    assert text.count("your hips stayed low") == 1


def test_no_rule_sheet_shows_a_template() -> None:
    """Of all exercises there are."""
    for exercise, rule in rulebook.all().items():
        assert "{" not in (text := sheet(exercise, rule, "typical"))
        assert ("told at the end" in text) == (rule.balance is not None)


@pytest.mark.parametrize(
    ("value", "unit", "allowed", "words", "limit"),
    [
        (0.16, "torso", at_most(0.143), "16% of trunk length", "at most 14.3% of trunk length"),
        (2.04, "torso/s", at_most(1.9), "2.0 trunk lengths/s", "at most 1.9 trunk lengths/s"),
        (4.0, "", at_most(3), "4 times", "at most 3 times"),
        (1.2, "", at_most(3), "1 time", "at most 3 times"),
        (1.4, "deg", at_most(18), "1 degree", "at most 18 degrees"),
        (1.0, "s", at_least(0.95), "1.0 seconds", "at least 0.95 seconds"),
        (0.94, "ratio", at_most(0.925), "0.94, slightly too high", "at most 0.925 (a ratio)"),
        (-0.3, "ratio", at_least(0.86), "-0.30, far too low", "at least 0.86 (a ratio)"),
        (0.1, "ratio", at_most(0.14), "0.10, within the limit", "at most 0.14 (a ratio)"),
        (169.7, "deg", at_least(170), "169.7 degrees", "at least 170 degrees"),
    ],
)
def test_a_measure_is_told_in_words_that_need_no_key(
    value: float, unit: str, allowed: Allowed, words: str, limit: str
) -> None:
    """And rounded so that it stands on its own side of the limit."""
    assert measured(value, unit, allowed) == words
    assert wanted(allowed, unit) == limit


def test_units_that_not_everybody_knows_are_explained_where_they_stand() -> None:
    """Under the report, once; not where none of them was measured."""
    toes = changed(tiny.RULE.faults[3], views=())
    with_toes = changed(tiny.RULE, faults=(*tiny.RULE.faults[:3], toes))
    bridge = book.bridges(book.HIGH, book.HIGH)
    assert ledger(replay(bridge, with_toes), "clip.npz").count("Trunk length: from shoulder to hip") == 1
    assert "Trunk length" not in ledger(replay(bridge, tiny.RULE), "clip.npz")


def test_the_same_recording_gives_the_same_report(found: Replay) -> None:
    """To the last digit."""
    again = replay(book.bridges(book.HIGH, book.SHORT, book.LOW), tiny.RULE)
    assert as_dict(again, "tiny") == as_dict(found, "tiny")


@pytest.mark.parametrize("exercise", rulebook.ids())
def test_what_is_forgotten_on_the_way_is_not_missed_in_the_report(exercise: str) -> None:
    """A long recording is checked without keeping every frame; the report is the same to the last word."""
    whole = acted.clean(exercise, reps=6)
    light = acted.clean(exercise, reps=6, keep=False)
    assert as_dict(light, exercise) == as_dict(whole, exercise)
    assert ledger(light, "clip.npz") == ledger(whole, "clip.npz")


def test_hidden_joints_are_reported_as_hidden() -> None:
    """Feet out of sight: the knee cannot be judged, and the report says hidden, not good."""
    poses = [
        Pose(pose.t, pose.xy, pose.world, np.where(np.arange(33) >= 27, 0.0, pose.visibility) if pose.t > 2 else pose.visibility)
        for pose in book.bridges(book.HIGH)
    ]  # fmt: skip
    found = replay(poses, tiny.RULE)
    assert found.count == 1
    assert "Not judged, hidden: knee moves." in ledger(found, "clip.npz")


def unbalanced(found: Replay, left: float) -> Replay:
    """The same set, in which every turn to the left went this far, and every one to the right 30 degrees."""
    attempts = [changed(attempt, extent=left if attempt.side == "left" else 30.0) for attempt in found.attempts]
    return changed(found, attempts=tuple(attempts))


@pytest.mark.parametrize("exercise", ["seated_rotation", "knee_to_chest", "downward_dog_leg_lift"])
def test_sides_that_went_equally_far_are_not_told_apart(exercise: str) -> None:
    """Of six good repetitions nothing is said."""
    assert uneven(acted.clean(exercise, reps=6)) == ""


def test_sides_that_went_unequally_far_are_told_once_with_the_totals() -> None:
    """In the ledger and in the data, and only beyond what the rule allows."""
    turns = acted.clean("seated_rotation", reps=6)
    words = "You turned farther to the right than to the left today."
    assert uneven(unbalanced(turns, 17.0)) == words == as_dict(unbalanced(turns, 17.0), "seated_rotation")["uneven"]
    assert words in ledger(unbalanced(turns, 17.0), "clip.npz")
    assert uneven(unbalanced(turns, 19.0)) == ""
    assert as_dict(turns, "seated_rotation")["uneven"] is None


@pytest.mark.parametrize(("exercise", "words"), [("forward_bend", "You bent "), ("seated_rotation", "You turned ")])
def test_how_far_it_went_is_told_as_a_figure_of_progress(exercise: str, words: str) -> None:
    """In the ledger and in the data."""
    found = acted.clean(exercise, reps=2)
    said = reach_words(found.rule, reached(found))
    assert said.startswith(words) and said in ledger(found, "clip.npz").replace("\n", " ")
    assert as_dict(found, exercise)["reached"] == said
    assert all(25 < degrees < 125 for degrees in reached(found).values())


def test_how_low_the_legs_went_is_told_for_each_side_and_not_guessed() -> None:
    """A side that could not be seen is said to be unknown, and nothing is said of a set without a figure."""
    rule = acted.clean("spiral_twist", reps=2).rule
    assert (
        reach_words(rule, {"right": 50.2, "left": 44.0})
        == "Your knees went down 50 degrees to the right and 44 degrees to the left."
    )
    assert reach_words(rule, {"right": math.nan, "left": 44.0}) == (
        "Your knees went down 44 degrees to the left. How far to the right, I cannot tell."
    )
    assert reach_words(rule, {"right": math.nan}) == reach_words(rule, {}) == ""
    assert reached(acted.clean("glute_bridge", reps=1)) == {}


def test_sides_are_not_compared_after_a_few_repetitions() -> None:
    """Two a side are one turn's chance."""
    assert uneven(unbalanced(acted.clean("seated_rotation", reps=4), 10.0)) == ""


def bridge_and_standing(seconds: float) -> Replay:
    lift = stick.wave(stick.repetitions([book.HIGH]))
    poses = stick.film(lambda t: stick.bridge(lift(t)) if t < 8 else stick.standing(), 8 + seconds, 15)
    return replay(poses, tiny.RULE)


def test_time_without_the_start_position_is_told_of_a_recording_in_which_something_was_counted() -> None:
    """What was done meanwhile was not watched."""
    found = bridge_and_standing(60)
    said = waited(found)
    assert found.count == 1
    assert said.startswith("For 60 seconds") and tiny.RULE.ready[0].words in said
    assert said.split()[0:3] == " ".join(lines(found)).split("Not counted: 0. ")[1].split()[0:3]
    assert as_dict(found, "tiny")["waited"] == said


def test_who_gets_up_at_the_end_is_not_told_of_a_missing_start_position() -> None:
    assert bridge_and_standing(15).count == 1
    assert waited(bridge_and_standing(15)) == ""
