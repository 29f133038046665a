"""A live set against the recorded engine, with eyes that read a stick person instead of a picture."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest
import stick

from formcheck import framing
from formcheck.guide import PATIENCE
from formcheck.instruct import LOST_WORDS
from formcheck.live import AWAY, AWAY_WORDS, MISSED, MISSED_WORDS, NEVER_CAME, NEVER_WORDS, LiveSet, _worst_first
from formcheck.pose import INDEX, Pose
from formcheck.quiet import COME_BACK, TOO_SMALL
from formcheck.recording import Recording
from formcheck.replay import replay
from formcheck.report import as_dict
from formcheck.say import length
from formcheck.session import MOVING, READY, Update
from pose_rules.bird_dog import RULE as BIRD_DOG
from pose_rules.glute_bridge import RULE as BRIDGE

GREY = np.full((360, 640, 3), 128, np.uint8)
HIPS_DOWN = np.arange(33) >= INDEX["left_hip"]
START = 1_700_000_000.0  # a time of day, as browsers stamp their frames


class Script:
    """Eyes that see one pose after the other, and nobody at the end."""

    def __init__(self, poses):
        self.poses, self.closed = list(poses), False

    def detect(self, frame):
        """The next pose, at the frame's time."""
        if not self.poses:
            return Pose.empty(frame.t)
        seen = self.poses.pop(0)
        return Pose(frame.t, seen.xy, seen.world, seen.visibility)

    def close(self):
        """Remember it."""
        self.closed = True


def bridges(peaks, seconds_before=2.0, **more):
    times = stick.repetitions(peaks, start=seconds_before, hold=more.pop("hold", 1.0))
    lift = stick.wave(times)
    return stick.film(lambda t: stick.bridge(lift(t)), times[-1][0] + 1, **more)


def live(poses, rule=BRIDGE, **more) -> LiveSet:
    """A set whose first landmarker follows the script and whose second one sees nobody else."""
    eyes = iter([Script(poses)])
    return LiveSet("glute_bridge", rule, lambda: next(eyes, Script([])), **more)


def play(found: LiveSet, recording: Iterable[Pose], offset: float = START) -> list[dict]:
    return [found.frame(offset + pose.t, GREY) for pose in recording]


def words(answers) -> list[str]:
    return [say["text"] for answer in answers for say in answer["say"]]


def exact(attempts):
    return [
        (a.status, a.side, a.number, a.reason, a.peak, a.rep.start, a.rep.turn, a.rep.end, a.rep.hold)
        + tuple((f.fault.name, f.value, f.verdict, f.seconds) for f in a.findings)
        for a in attempts
    ]


def test_each_repetition_is_counted_and_said_in_order():
    recording = bridges([22.0] * 3)
    answers = play(found := live(recording, dose=3), recording)
    assert answers[-1]["counts"] == {"": 3}
    assert [text for text in words(answers) if text.isdigit()] == ["1", "2", "3"]
    assert words(answers).index("Ready. Go.") < words(answers).index("1")
    assert answers[-1]["done"] and found.done


def test_a_saved_live_set_replays_to_the_same_ledger_to_the_last_digit(tmp_path):
    recording = bridges([22.0, 9.0, 22.0], noise=0.002)
    play(found := live(recording), recording)
    found.end()
    found.recording().save(tmp_path / "set.npz")
    again = replay(Recording.load(tmp_path / "set.npz"), BRIDGE, look_ahead=False)
    assert repr(exact(again.attempts)) == repr(exact(found.session.attempts))
    assert as_dict(again, "glute_bridge", "live") == found.report()
    assert len(again.attempts) == 3


def test_a_set_goes_on_after_the_page_was_loaded_again():
    recording = bridges([22.0] * 2)
    found = live([*recording, *recording])
    play(found, recording)
    found.reconnected(START + 100)
    answers = play(found, recording, START + 100)
    assert answers[-1]["counts"] == {"": 4}
    assert (np.diff([pose.t for pose in found.poses]) > 0).all()


def test_a_page_whose_clock_stands_earlier_goes_on_all_the_same():
    recording = bridges([22.0])
    found = live([*recording, *recording])
    play(found, recording)
    found.reconnected(5.0)
    assert play(found, recording, 5.0)[-1]["counts"] == {"": 2}


def test_a_frame_that_is_not_later_than_the_last_one_is_left_out():
    found = live(bridges([22.0]))
    assert found.frame(START, GREY) is not None
    assert found.frame(START, GREY) is None
    assert found.frame(START - 1, GREY) is None
    assert found.frame(float("nan"), GREY) is None
    assert len(found.poses) == 1


def test_while_paused_nothing_is_counted_and_it_goes_on_after_the_start_pose():
    recording = bridges([22.0] * 2)
    found = live([*bridges([22.0]), *recording])
    first = play(found, bridges([22.0]))
    found.pause(True)
    paused = [found.frame(START + 50 + i / 30, GREY) for i in range(200)]
    found.pause(False)
    after = play(found, recording, START + 60)
    assert first[-1]["counts"] == paused[-1]["counts"] == {"": 1}
    assert {answer["state"] for answer in paused} == {"paused"}
    assert words(paused) == ["Paused."]
    assert after[-1]["counts"] == {"": 3}


def test_a_repetition_that_a_pause_breaks_off_is_told_of_when_the_pause_is_over():
    recording = bridges([22.0] * 2)
    begun = [pose for pose in recording if pose.t < 8.5]  # the second one is held
    found = live([*begun, *recording])
    play(found, begun)
    found.pause(True)
    paused = [found.frame(START + 10 + i / 5, GREY) for i in range(30)]
    found.pause(False)
    after = play(found, list(recording)[:30], START + 17)
    assert words(paused) == ["Paused."]
    assert words(after)[0] == "Carry on when you are ready."
    assert any("did not see you come back" in text for text in words(after))


def test_a_repetition_during_which_no_picture_came_is_told_of():
    recording = bridges([22.0] * 2)
    begun = [pose for pose in recording if pose.t < 8.5]
    found = live([*begun, *recording])
    play(found, begun)
    after = play(found, recording, START + 30)
    assert any("did not see you come back" in text for text in words(after))
    assert after[-1]["counts"] == {"": 3}


def test_a_long_pause_keeps_one_moment_a_second_and_is_told_at_once():
    recording = bridges([22.0])
    found = live(recording)
    play(found, recording)
    before, last = len(found.poses), START + float(recording.t[-1])
    found.pause(True)
    answers = [found.frame(last + k / 30, GREY) for k in range(1, 30 * 60)]
    assert len(found.poses) - before <= 61
    assert words(answers[:1]) == ["Paused."] and words(answers[1:]) == []
    found.pause(False)
    assert "Carry on when you are ready." in words([found.frame(last + 61, GREY)])


def test_what_to_work_on_is_told_worst_first_however_often_the_rest_was_seen():
    rows = [
        {"verdict": verdict, "severity": severity, "messages": ["x"] * seen}
        for verdict, severity, seen in (
            ("tip", "major", 9),
            ("fault", "info", 8),
            ("fault", "minor", 2),
            ("fault", "major", 2),
            ("fault", "minor", 3),
        )
    ]
    found = sorted(rows, key=_worst_first)
    assert [(row["verdict"], row["severity"], len(row["messages"])) for row in found] == [
        ("fault", "major", 2), ("fault", "minor", 3), ("fault", "minor", 2), ("fault", "info", 8), ("tip", "major", 9),
    ]  # fmt: skip


def test_what_must_be_changed_in_the_picture_is_said_before_anything_else():
    found = live([stick.pose(0, *stick.standing())] * 90)
    answers = [found.frame(START + i / 30, np.zeros_like(GREY)) for i in range(90)]
    assert words(answers) == [framing.TOO_DARK]


def lies_still(seconds, width=0.0):
    """On the back, ready for a bridge; width: of the shoulders and hips as the camera sees them, in torso lengths."""

    def turned(t):
        near, far = stick.bridge(0)
        return near, {name: (x, y + width * stick.TORSO) for name, (x, y) in far.items()}

    return stick.film(turned, seconds)


def test_the_start_waits_for_what_is_to_be_changed_but_not_for_ever():
    recording = lies_still(16)
    found = live(recording)
    answers = [found.frame(START + float(t), np.zeros_like(GREY)) for t in recording.t]
    assert [text for text in words(answers) if text == "Ready. Go." or text == framing.TOO_DARK] == [
        framing.TOO_DARK, framing.TOO_DARK, framing.TOO_DARK, "Ready. Go.",
    ]  # fmt: skip
    assert next(a["t"] for a in answers if a["state"] == "ready") == pytest.approx(PATIENCE + 1, abs=0.5)


def test_the_start_waits_no_longer_once_it_is_changed():
    recording = lies_still(6)
    found = live(recording)
    answers = [found.frame(START + float(t), np.zeros_like(GREY) if t < 3 else GREY) for t in recording.t]
    assert words(answers) == [framing.TOO_DARK, "Ready. Go."]
    assert next(a["t"] for a in answers if a["state"] == "ready") == pytest.approx(4, abs=0.3)


def test_who_lies_at_an_angle_is_told_to_turn_before_the_set_begins():
    askew, straight = lies_still(5, width=0.5), lies_still(3)
    found = live([*askew, *straight])
    answers = [found.frame(START + i / 30, GREY) for i in range(len(askew) + len(straight))]
    assert words(answers) == [
        "You are at an angle. Turn side-on to the camera.", "Good. Hold still.", "Ready. Go.",
    ]  # fmt: skip
    assert found.session.view == "side"


def test_who_cannot_turn_begins_all_the_same_and_is_told_what_it_costs():
    found = live(askew := lies_still(18, width=0.5))
    said = [say | {"t": answer["t"]} for answer in play(found, askew) for say in answer["say"]]
    assert said[0]["text"] == "You are at an angle. Turn side-on to the camera."
    cost, go = said[-2:]
    assert [cost["text"], go["text"]] == ["From this angle I can count, but not judge how you move.", "Ready. Go."]
    assert go["t"] - cost["t"] >= length(cost["text"]), "it is heard to its end"


def test_who_turns_away_in_mid_set_is_told_once_what_that_costs():
    straight, askew = lies_still(6), lies_still(6, width=0.5)
    found = live([*straight, *askew, *askew])
    answers = [found.frame(START + i / 30, GREY) for i in range(len(straight) + 2 * len(askew))]
    assert words(answers) == [
        "Good. Hold still.", "Ready. Go.", "From this angle I can count, but not judge how you move.",
    ]  # fmt: skip


def test_who_stands_facing_the_camera_is_told_to_lie_down_and_how():
    def facing(t):
        near, far = stick.standing()
        return near, {name: (x + 0.25, y) for name, (x, y) in far.items()}

    found = live(recording := stick.film(facing, 4))
    assert words(play(found, recording))[-1] == "Lie down on your back. Turn side-on to the camera."


def test_a_set_that_began_in_spite_of_a_poor_picture_replays_to_the_same_ledger():
    recording = bridges([22.0], seconds_before=13)
    found = live(recording)
    for t in recording.t:
        found.frame(START + float(t), np.zeros_like(GREY))
    found.end()
    again = replay(found.recording(), BRIDGE, look_ahead=False)
    assert repr(exact(again.attempts)) == repr(exact(found.session.attempts))
    assert len(again.attempts) == 1


def test_somebody_who_leaves_is_missed_and_after_a_minute_the_set_ends():
    recording = bridges([22.0] * 2)
    found = live(recording)
    play(found, recording)
    gone = [found.frame(START + float(recording.t[-1]) + i / 5, GREY) for i in range(1, 5 * 90)]
    left = {say["text"]: answer["t"] for answer in gone for say in answer["say"]}
    assert MISSED <= left[MISSED_WORDS] - recording.t[-1] < MISSED + 10  # whatever was being said is heard out
    assert AWAY - MISSED <= left[AWAY_WORDS] - left[MISSED_WORDS] < AWAY - MISSED + 10
    assert [answer["done"] for answer in gone].index(True) == [answer["t"] for answer in gone].index(left[AWAY_WORDS])
    assert found.end()["count"] == 2


def test_somebody_who_comes_back_goes_on():
    recording = bridges([22.0])
    found = live([*recording, *[Pose.empty(0)] * 200, *recording])
    play(found, recording)
    away = [found.frame(START + 20 + i / 5, GREY) for i in range(200)]
    back = play(found, recording, START + 61)
    assert LOST_WORDS in words(away)
    assert not back[-1]["done"]
    assert back[-1]["counts"] == {"": 2}


def test_a_page_that_was_closed_for_minutes_gives_its_person_time_to_come_back():
    recording = bridges([22.0])
    found = live([*recording, *[Pose.empty(0)] * 50, *recording])
    play(found, recording)
    returned = [found.frame(START + 500 + i / 5, GREY) for i in range(50)]
    back = play(found, recording, START + 515)
    assert not any(answer["done"] for answer in returned)
    assert back[-1]["counts"] == {"": 2}


def test_a_pause_that_was_asked_for_may_last():
    found = live(recording := bridges([22.0]))
    play(found, recording)
    found.pause(True)
    paused = [found.frame(START + 20 + i, GREY) for i in range(600)]
    assert words(paused) == ["Paused."]
    assert not found.done


def blinking(recording, begin=0.0, every=2):
    """The same, but in every second frame nobody is found from ``begin`` (s) on."""
    return [Pose.empty(p.t) if p.t >= begin and i % every == 0 else p for i, p in enumerate(recording)]


def test_a_blink_in_which_nobody_is_found_changes_neither_the_state_nor_the_count():
    recording = bridges([22.0] * 2)
    found = live(blinking(recording, begin=1.5))
    answers = play(found, recording)
    assert "paused" not in {answer["state"] for answer in answers}
    assert answers[-1]["counts"] == {"": 2}


def test_a_moment_in_which_the_limbs_change_their_names_does_not_look_like_rest(monkeypatch):
    found = live([])
    states = [READY, *[MOVING] * 5, READY, *[MOVING] * 5, *[READY] * 10]
    updates = (Update(i / 15, state, {"": 0}, near="left") for i, state in enumerate(states))
    monkeypatch.setattr(found.session, "update", lambda pose: next(updates))
    shown = [found.take(p)["state"] for p in stick.film(lambda t: stick.bridge(0), len(states) / 15, fps=15)]
    assert shown[1:12] == [MOVING] * 11
    assert shown[-1] == READY


def test_who_is_lost_from_sight_again_and_again_while_getting_ready_is_told():
    recording = lies_still(12)
    found = live(blinking(recording, every=3))
    assert framing.PATCHY in words(play(found, recording))


def moves_without_result(way, seconds=45, hold=1.0):
    """On the back, ready for a bridge, the hips rising by so much again and again."""
    lift = stick.wave(stick.repetitions([way] * int(seconds / 5), hold=hold, start=2.0))
    return stick.film(lambda t: stick.bridge(lift(t)), seconds)


def test_who_moves_too_little_for_long_is_told_so():
    found = live(recording := moves_without_result(5.0))
    heard = words(play(found, recording))
    assert found.session.attempts == []
    assert TOO_SMALL in heard


def test_who_rests_in_a_gentle_stretch_is_not_urged_on():
    found = live(recording := stick.film(lambda t: stick.bridge(5.0 * min(max(t - 4, 0), 1)), 60))
    heard = words(play(found, recording))
    assert max(update.progress for update in found.updates) > 0.4
    assert TOO_SMALL not in heard


def test_who_does_another_exercise_is_told_which_one_is_watched():
    def march(t):
        near, far = stick.bridge(0)
        raised = 0.15 * max(0.0, np.sin(t))
        return near, {name: (x, y + raised if name in ("knee", "ankle") else y) for name, (x, y) in far.items()}

    found = live(recording := stick.film(march, 30))
    assert any(BRIDGE.title in text and BRIDGE.setup[0] in text for text in words(play(found, recording)))


def test_who_rests_between_repetitions_is_left_alone():
    found = live(recording := lies_still(60))
    assert words(play(found, recording)) == ["Good. Hold still.", "Ready. Go."]


def test_who_stays_in_a_hold_for_long_is_told_that_coming_back_makes_it_count():
    recording = bridges([22.0], hold=40)
    assert COME_BACK in words(play(live(recording), recording))


def test_an_attempt_that_could_not_be_seen_is_followed_by_what_to_change():
    recording = bridges([22.0] * 2)
    hidden = [
        p if p.t < 3 or not p.found else replace(p, visibility=np.where(HIPS_DOWN, 0.0, p.visibility))
        for p in recording
    ]
    heard = words(play(live(hidden), recording))
    assert any("feet" in text or "all of you" in text for text in heard), heard


def test_an_empty_room_is_not_watched_for_ever():
    found = live([])
    answers = [found.frame(START + i, GREY) for i in range(int(NEVER_CAME) + 2)]
    assert words(answers)[-1] == NEVER_WORDS
    assert answers[-1]["done"]


def test_somebody_else_in_the_picture_is_told():
    person, other = stick.pose(0, *stick.standing()), stick.pose(0, *stick.standing())
    person.xy[:, 0] -= 0.5
    eyes = iter([Script([person] * 300), Script([other] * 30)])
    found = LiveSet("glute_bridge", BRIDGE, lambda: next(eyes))
    answers = [found.frame(START + i / 30, GREY) for i in range(240)]
    assert framing.COMPANY in words(answers)


def test_the_joint_that_moves_carries_the_progress():
    leg = stick.wave(stick.repetitions([1.0], hold=4.0))
    recording = stick.film(lambda t: stick.all_fours(leg(t), leg(t)), 9)
    found = LiveSet("bird_dog", BIRD_DOG, iter([Script(recording), Script([])]).__next__)
    moving = [a for a in play(found, recording) if a["state"] == "moving" and a["progress"] > 0.9]
    assert moving
    assert {answer["joint"] for answer in moving} <= {
        25,
        27,
    }  # the left knee or ankle: the arm goes with it, but the leg is counted


def test_a_lift_of_the_hips_is_carried_by_the_hips():
    found = live(recording := bridges([22.0]))
    moving = [a for a in play(found, recording) if a["state"] == "moving" and a["progress"] > 0.5]
    assert {answer["joint"] for answer in moving} == {INDEX["left_hip"]}


def test_what_somebody_does_after_the_last_repetition_is_no_attempt():
    recording = bridges([22.0, 22.0])
    found = live(recording, dose=1)
    answers = play(found, recording)
    assert answers[-1]["counts"] == {"": 1}
    assert answers[-1]["points"] is not None
    assert found.end()["not_counted"] == []
    assert len(found.report()["attempts"]) == 1


def test_every_answer_can_be_sent_as_json():
    found = live(recording := bridges([22.0]))
    answers = [*play(found, recording), found.frame(START + 99, GREY), found.end()]
    assert json.loads(json.dumps(answers, allow_nan=False))[-1]["count"] == 1


def test_the_summary_tells_the_counts_and_why_others_were_not_counted():
    found = live(recording := bridges([22.0, 9.0]))
    play(found, recording)
    summary = found.end()
    assert summary["count"] == 1
    assert [attempt["status"] for attempt in summary["not_counted"]] == ["partial"]
    assert "short" in summary["not_counted"][0]["reason"]


def test_a_set_that_has_ended_takes_no_more_frames():
    found = live(bridges([22.0]))
    found.frame(START, GREY)
    found.end()
    assert found.frame(START + 1, GREY) is None
    found.close()


def test_closing_lets_go_of_both_landmarkers():
    first, second = Script(bridges([22.0])), Script([])
    eyes = iter([first, second])
    found = LiveSet("glute_bridge", BRIDGE, lambda: next(eyes))
    play(found, bridges([22.0]))
    found.close()
    assert first.closed and second.closed


@pytest.mark.parametrize("fps", [30, 12, 6])
def test_fewer_frames_give_the_same_count(fps):
    recording = bridges([22.0] * 3, fps=fps)
    assert play(live(recording), recording)[-1]["counts"] == {"": 3}


def test_who_cannot_follow_the_advice_hears_what_the_start_pose_lacks_as_well():
    """A small room may leave no other place for the laptop; who stands can lie down all the same."""
    made, said = live([]), []
    for pose in stick.film(lambda t: stick.standing(), 3 * PATIENCE, 10):
        said += [(pose.t, say["text"]) for say in made.take(pose, "Move the laptop back.")["say"]]
    assert {text for t, text in said if t < PATIENCE / 2} == {"Move the laptop back."}
    assert any("Lie down" in text and text.endswith("Move the laptop back.") for _, text in said)
