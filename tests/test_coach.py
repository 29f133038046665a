"""What the coach says, when, and when it keeps quiet."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
import stick
from test_session import HIGH, LOW, bird_dogs, bridges

from formcheck.coach import Coach
from formcheck.instruct import IN_IT
from formcheck.pose import Pose
from formcheck.recording import Recording
from formcheck.replay import replay
from formcheck.rule import INFO, LEVELS, NO_SIDES, ONE_THEN_OTHER, STOP
from formcheck.rulebook import ids, load
from formcheck.say import COUNT, CUE, DONE, GO, HOLD, OTHER_SIDE, PACE, PRAISE, REASON, SET_UP
from formcheck.session import (
    COUNTED,
    FAULT,
    MOVING,
    NOBODY,
    OK,
    PARTIAL,
    PAUSED,
    READY,
    REJECTED,
    SETUP,
    Finding,
    Session,
    Update,
)  # fmt: skip
from pose_rules.bird_dog import RULE as BIRD_DOG
from pose_rules.glute_bridge import RULE as BRIDGE


def said(recording, rule=BRIDGE, **options):
    session, coach = Session(rule), Coach(rule, **options)
    return [say for pose in recording for say in coach.hear(session.update(pose))]


def test_it_says_go_and_then_each_count():
    words = said(bridges([HIGH] * 3, way=2, hold=2))
    assert [say.text for say in words if say.kind in (GO, COUNT)] == ["Ready. Go.", "1", "2", "3"]


def test_a_count_names_the_side():
    words = said(bird_dogs([(1, 1), (1, 1)]), BIRD_DOG)
    assert [say.text for say in words if say.kind == COUNT] == ["Left leg 1", "Left leg 2"]


def test_the_other_side_is_asked_for_once_when_one_side_is_counted_twice_running():
    words = said(bird_dogs([(1, 1)] * 5, hold=4.5), BIRD_DOG)
    assert [say.text for say in words if say.kind in (COUNT, OTHER_SIDE)] == [
        "Left leg 1", "Left leg 2", "Now the other side.", "Left leg 3", "Left leg 4", "Left leg 5",
    ]  # fmt: skip
    (asked,) = (say for say in words if say.kind == OTHER_SIDE)
    counts = [say for say in words if say.kind == COUNT]
    assert all(count.t + len(count.text) / PACE < asked.t for count in counts if count.t < asked.t)
    assert all(asked.t + len(asked.text) / PACE < count.t for count in counts if count.t > asked.t)


@pytest.mark.parametrize(
    ("sides", "attempts"),
    [
        (ONE_THEN_OTHER, [("left", COUNTED)] * 3),
        (BIRD_DOG.sides, [("left", COUNTED), ("right", COUNTED)] * 3),
        (BIRD_DOG.sides, [("left", COUNTED), ("right", PARTIAL)] * 3),
        (BIRD_DOG.sides, [("left", COUNTED), ("left", PARTIAL)]),
    ],
    ids=["sides in blocks", "in turn", "the other side was tried", "counted once"],
)
def test_the_other_side_is_not_asked_for_without_a_reason(sides, attempts):
    coach, attempt = Coach(replace(BIRD_DOG, sides=sides)), replay(bird_dogs([(1, 1)]), BIRD_DOG).attempts[0]
    for number, (side, status) in enumerate(attempts, start=1):
        told = replace(attempt, rep=replace(attempt.rep, side=side), status=status, number=number, findings=())
        updates = [Update(8.0 * number, READY, {}, attempts=(told,)), Update(8.0 * number + 5, READY, {})]
        assert OTHER_SIDE not in [say.kind for update in updates for say in coach.hear(update)]


def test_a_partial_repetition_is_followed_by_its_reason():
    reasons = [say for say in said(bridges([HIGH, LOW])) if say.kind == REASON]
    assert len(reasons) == 1
    assert reasons[0].sound == "partial"
    assert reasons[0].text.startswith("Not counted:") and "degrees short" in reasons[0].text


def test_a_minor_fault_is_cued_only_when_seen_twice():
    once, twice = (said(bridges([HIGH, *[14.0] * n, HIGH], way=1.2, hold=0.9)) for n in (1, 2))
    cue = BRIDGE.fault("not_high_enough").cue
    assert cue not in [say.text for say in once]
    assert cue in [say.text for say in twice]


def judged(rule, fault, verdicts, every=8.0):
    """What is said after attempts with this fault's verdicts, as (side, verdict)."""
    coach, attempt = Coach(rule), replay(bridges([HIGH]), BRIDGE).attempts[0]
    heard = []
    for number, (side, verdict) in enumerate(verdicts, start=1):
        finding = Finding(fault, 1.0, verdict, 1.0)
        told = replace(attempt, rep=replace(attempt.rep, side=side), number=number, findings=(finding,))
        t = number * every
        updates = [Update(t, READY, {}, attempts=(told,)), Update(t + 3, READY, {})]
        heard.append([say.kind for update in updates for say in coach.hear(update) if say.kind in (CUE, PRAISE)])
    return heard


def test_a_major_fault_too_is_cued_only_when_seen_twice():
    fault = BRIDGE.fault("over_arched")
    assert judged(BRIDGE, fault, [(None, FAULT), (None, OK), (None, FAULT), (None, FAULT)]) == [[], [], [], [CUE]]


def test_a_fault_that_must_stop_is_cued_at_once():
    assert judged(BRIDGE, replace(BRIDGE.fault("over_arched"), severity=STOP), [(None, FAULT)]) == [[CUE]]


def test_a_fault_of_one_side_only_is_cued_at_that_sides_second_repetition_and_praised_when_that_side_mends_it():
    verdicts = [("left", FAULT), ("right", OK), ("left", FAULT), ("right", OK), ("left", OK), ("right", OK)]
    assert judged(BIRD_DOG, BIRD_DOG.faults[0], verdicts) == [[], [], [CUE], [], [], [PRAISE]]


def test_a_fault_seen_once_on_each_side_running_is_cued():
    assert judged(BIRD_DOG, BIRD_DOG.faults[0], [("left", FAULT), ("right", FAULT)]) == [[], [CUE]]


def test_a_fault_that_lasts_in_a_hold_is_cued_during_the_hold():
    words = said(bridges([14.0], hold=12), replace(BRIDGE, dose=replace(BRIDGE.amount(), hold=10.0)))
    cue = next(say for say in words if say.kind == CUE)
    count = next(say for say in words if say.kind == COUNT)
    assert cue.text == BRIDGE.fault("not_high_enough").cue
    assert cue.t < count.t


def test_cues_keep_their_distance_and_never_fall_on_a_count():
    words = said(bridges([14.0] * 8, way=0.6, hold=0.8, rest=0.6))
    cues = [say.t for say in words if say.kind == CUE]
    assert len(cues) >= 2
    assert all(later - earlier >= 6 for earlier, later in pairwise(cues))
    counts = [say.t for say in words if say.kind in (COUNT, REASON)]
    assert all(abs(cue - count) > 0.3 for cue in cues for count in counts)


def test_a_fault_that_lasts_through_a_long_hold_is_not_nagged_about():
    words = said(bridges([14.0], hold=38), replace(BRIDGE, dose=replace(BRIDGE.amount(), hold=40.0)))
    cues = [say.t for say in words if say.kind == CUE]
    assert len(cues) == 3
    assert all(later - earlier >= 15 for earlier, later in pairwise(cues))


def test_a_cue_is_not_begun_when_it_would_run_into_the_countdown_of_a_hold():
    rule = replace(BRIDGE, dose=replace(BRIDGE.amount(), hold=6.0))
    words = said(bridges([14.0] * 3, hold=8), rule)
    cues = [say for say in words if say.kind == CUE]
    counts = [say.t for say in words if say.kind == HOLD and say.text in "321"]
    assert cues and len(counts) >= 6
    assert not [t for cue in cues for t in counts if cue.t <= t < cue.t + len(cue.text) / 14]


def test_where_nothing_is_held_for_long_cues_come_right_after_a_count_so_that_no_count_cuts_them_off():
    words = said(bridges([14.0] * 6, hold=3))
    cues = [say for say in words if say.kind == CUE]
    counts = [say.t for say in words if say.kind == COUNT]
    assert cues
    assert not [t for cue in cues for t in counts if cue.t <= t < cue.t + len(cue.text) / 14]


def test_a_mended_fault_is_praised_once():
    words = said(bridges([14.0] * 3 + [HIGH] * 5, way=2, hold=2, rest=1.5))
    assert [say.text for say in words if say.kind == CUE]
    assert len([say for say in words if say.kind == PRAISE]) == 1


def test_a_hold_is_counted_down():
    words = [say.text for say in said(bird_dogs([(1, 1)], hold=6), BIRD_DOG) if say.kind == HOLD]
    assert words == ["Hold.", "3", "2", "1", "And back."]


def test_a_hold_of_three_seconds_is_counted_down_from_two():
    coach = Coach(replace(BRIDGE, dose=replace(BRIDGE.amount(), hold=3.0)))
    assert [text for _, text in heard(coach, holding(2.0, 6.0))] == ["Hold.", "2", "1", "And back."]


def test_it_ends_when_the_dose_is_done():
    words = said(bridges([HIGH] * 3), dose=3)
    assert [say.kind for say in words if say.kind == DONE] == [DONE]


def test_an_unmet_start_pose_is_said_and_repeated_without_nagging():
    words = said(stick.film(lambda t: stick.standing(), 60))
    assert all(say.text.startswith("Lie down on your back.") and say.kind == SET_UP for say in words)
    assert [round(say.t) for say in words] == [1, 9, 25, 57]


def test_an_instruction_that_has_been_said_twice_in_vain_is_followed_by_one_sentence_more_of_the_start_position():
    words = [say.text for say in said(stick.film(lambda t: stick.standing(), 60))]
    assert [[sentence for sentence in BRIDGE.setup if sentence in text] for text in words] == [
        [], [], [BRIDGE.setup[0]], [BRIDGE.setup[1]],
    ]  # fmt: skip


#: A bridge that is held for ten seconds, and one fault of it.
HELD = replace(BRIDGE, dose=replace(BRIDGE.amount(), hold=10.0))
LOW_HIPS = Finding(BRIDGE.fault("not_high_enough"), 1.0, FAULT, 1.0)


def heard(coach, updates):
    """What is said after these updates, as (s, words)."""
    return [(round(say.t, 1), say.text) for update in updates for say in coach.hear(update)]


def holding(start, end, **more):
    """Updates of a hold from start to end (s), ten a second."""
    return [Update(t / 10, MOVING, {}, held=t / 10 - start, **more) for t in range(round(start * 10), round(end * 10))]


def attempt(t, status=COUNTED, findings=(), reason="", number=1):
    """The update with which an attempt of two seconds ends."""
    one = replay(bridges([HIGH]), BRIDGE).attempts[0]
    rep = replace(one.rep, start=t - 2.0, end=t)
    return Update(
        t, READY, {}, attempts=(replace(one, rep=rep, status=status, findings=findings, reason=reason, number=number),)
    )


def test_a_cue_that_is_being_said_is_not_cut_off_by_the_word_hold():
    coach = Coach(HELD)
    heard(coach, [attempt(2.0, findings=(LOW_HIPS,)), attempt(12.0, findings=(LOW_HIPS,))])
    words = heard(coach, [Update(13.0, READY, {}), *holding(14.0, 25.0)])
    assert words[0] == (13.0, LOW_HIPS.fault.cue)
    assert [text for _, text in words[1:]] == ["3", "2", "1", "And back."]


def test_on_the_way_back_from_a_hold_nothing_is_begun_that_the_count_would_cut_off():
    coach = Coach(HELD)
    back = [Update(8.0 + t / 10, MOVING, {}, held=0.0, faults=(LOW_HIPS,)) for t in range(20)]
    words = heard(coach, [Update(0.5, READY, {}), *holding(2.0, 8.0), *back, attempt(10.0)])
    assert [text for _, text in words] == ["Ready. Go.", "Hold.", "Number 1"]


def test_a_cue_of_the_hold_is_not_said_again_when_the_repetition_ends():
    coach = Coach(replace(HELD, dose=replace(HELD.amount(), hold=30.0)))
    held = holding(1.0, 9.0, faults=(LOW_HIPS,))
    ended = replace(attempt(10.0, findings=(LOW_HIPS,)), t=10.0)
    rep = replace(ended.attempts[0].rep, start=0.5)
    before = heard(coach, [attempt(0.2, findings=(LOW_HIPS,)), *held])
    after = heard(coach, [replace(ended, attempts=(replace(ended.attempts[0], rep=rep),)), Update(18.0, READY, {})])
    assert LOW_HIPS.fault.cue in [text for _, text in before]
    assert LOW_HIPS.fault.cue not in [text for _, text in after]


def test_a_cue_about_the_repetition_before_is_not_said_in_the_next_hold():
    coach = Coach(replace(HELD, dose=replace(HELD.amount(), hold=30.0)))
    heard(coach, [attempt(2.0, findings=(LOW_HIPS,)), attempt(12.0, findings=(LOW_HIPS,))])
    assert [text for _, text in heard(coach, holding(13.0, 20.0))] == ["Hold."]


def test_no_praise_for_a_repetition_in_which_something_else_was_wrong():
    coach = Coach(BRIDGE)
    mended, other = replace(LOW_HIPS, verdict=OK), Finding(BRIDGE.fault("over_arched"), 1.0, FAULT, 1.0)
    before = [attempt(2.0, findings=(LOW_HIPS,)), attempt(12.0, findings=(LOW_HIPS,)), Update(15.0, READY, {})]
    words = heard(
        coach,
        [*before, attempt(22.0, findings=(mended,)), attempt(32.0, findings=(mended, other)), Update(35.0, READY, {})],
    )
    assert "Better. Keep it like that." not in [text for _, text in words]
    assert (45.0, "Better. Keep it like that.") in heard(
        coach, [attempt(42.0, findings=(mended,)), Update(45.0, READY, {})]
    )


def test_no_praise_for_a_repetition_that_did_not_count():
    coach, mended = Coach(BRIDGE), replace(LOW_HIPS, verdict=OK)
    heard(coach, [attempt(2.0, findings=(LOW_HIPS,)), attempt(12.0, findings=(LOW_HIPS,)), Update(15.0, READY, {})])
    good, rejected = (
        attempt(22.0, findings=(mended,)),
        attempt(32.0, REJECTED, (mended,), "your hips rolled to the side"),
    )
    words = heard(coach, [good, rejected, Update(36.0, READY, {})])
    assert "Better. Keep it like that." not in [text for _, text in words]


def test_who_is_lost_from_sight_in_a_hold_is_not_told_to_hold_again():
    lost = [Update(6.0 + t / 10, PAUSED, {}, missing="nobody") for t in range(5)]
    seen = [replace(update, held=update.t - 3.0) for update in holding(6.5, 8.0)]
    words = heard(Coach(HELD), [*holding(3.0, 6.0), *lost, *seen])
    assert [text for _, text in words] == ["Hold."]


def test_hold_still_is_heard_before_go_by_who_takes_the_start_pose():
    taken = [Update(t / 10, SETUP, {}, missing="hold") for t in range(10)]
    words = heard(Coach(BRIDGE), [*taken, *[Update(1.0 + t / 10, READY, {}) for t in range(60)]])
    assert [text for _, text in words] == ["Good. Hold still.", "Ready. Go."]
    still, go = words
    assert still[0] + len(still[1]) / PACE <= go[0] <= 3.0


def test_go_waits_until_the_reason_before_it_was_heard():
    rejected = replace(
        attempt(2.0, REJECTED, reason="you left the position before coming back"), state=SETUP, missing="left"
    )
    words = heard(Coach(BRIDGE), [rejected, *[Update(3.0 + t / 10, READY, {}) for t in range(60)]])
    reason, go = words
    assert go[1] == "Ready. Go."
    assert go[0] >= reason[0] + len(reason[1]) / PACE


def test_one_movement_that_is_an_attempt_of_both_legs_gets_its_reason_once():
    twice = [
        attempt(2.0, REJECTED, reason="the leg did not reach back"),
        attempt(2.1, REJECTED, reason="the leg did not reach back"),
    ]
    said = [text for _, text in heard(Coach(BIRD_DOG), twice)]
    assert said.count("Not counted: the leg did not reach back.") == 1


def test_a_wobble_on_landing_is_not_worth_a_word_but_a_later_quick_movement_is():
    def quick(t):
        told = attempt(t, REJECTED, reason="too quick to be a repetition")
        one = told.attempts[0]
        return replace(told, attempts=(replace(one, rep=replace(one.rep, start=t - 0.3)),))

    words = [text for _, text in heard(Coach(BRIDGE), [attempt(2.0), quick(4.0), Update(5.0, READY, {}), quick(6.0)])]
    assert words.count("Not counted: too quick to be a repetition.") == 1


def test_two_instructions_in_turn_are_no_reason_to_nag():
    first, second = BRIDGE.ready[0], BRIDGE.ready[1]
    updates = [Update(t / 10, SETUP, {}, missing=first if t // 40 % 2 else second) for t in range(600)]
    times = [t for t, text in heard(Coach(BRIDGE), updates) if text.startswith(first.words)]
    assert all(later - earlier >= pause for (earlier, later), pause in zip(pairwise(times), (8, 16, 32), strict=False))


def test_an_empty_picture_is_said():
    words = said([Pose.empty(i / 30) for i in range(90)])
    assert [say.text for say in words] == ["I cannot see anybody. Come into the picture, from head to feet."]


def test_who_is_in_the_picture_and_yet_not_found_is_told_what_may_help():
    words = [say.text for say in said([Pose.empty(i / 10) for i in range(200)])]
    assert [IN_IT in text for text in words] == [False, True]


def test_the_same_updates_give_the_same_words():
    recording = bridges([14.0, 14.0, HIGH, HIGH, LOW], noise=0.003)
    assert said(recording) == said(recording)


SAMPLES = sorted(path for path in Path(__file__).parents[1].glob("sample_videos/*/*.npz") if path.parent.name in ids())


@pytest.mark.slow
@pytest.mark.parametrize("clip", SAMPLES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_on_the_sample_clips_nothing_is_cued_that_is_not_shown(clip):
    rule = load(clip.parent.name)
    reps = tomllib.loads(clip.with_suffix(".toml").read_text())["reps"]
    shown = {fault for rep in reps for fault in (*rep["faults"], *rep.get("with", ()))}
    words = {say.text for say in said(Recording.load(clip), rule) if say.kind == CUE}
    cued = {fault.name for fault in rule.faults if fault.cue in words}  # tips are hard to see, and said as such
    assert cued <= shown
    assert bool(cued) is bool(shown)


def counted(coach, done, after=()):
    """What is said of the sides when these are counted, eight seconds apart, and after these seconds of rest."""
    counts, told = {"left": 0, "right": 0}, []
    for step, side in enumerate(done, start=1):
        counts = counts | {side: counts[side] + 1}
        update = attempt(8.0 * step, number=counts[side])
        one = update.attempts[0]
        update = replace(update, counts=counts, attempts=(replace(one, rep=replace(one.rep, side=side)),))
        told += heard(coach, [update, Update(update.t + 3, READY, counts)])
    rest = [Update(8.0 * len(done) + t, READY, counts) for t in after]
    return [text for _, text in [*told, *heard(coach, rest)] if "the other side" in text or "more, " in text]


@pytest.mark.parametrize("sides", [ONE_THEN_OTHER, BIRD_DOG.sides])
def test_who_has_done_one_side_is_told_to_go_on_with_the_other(sides):
    coach = Coach(replace(BIRD_DOG, sides=sides), dose=2)
    assert counted(coach, ["left", "left"])[-1] == "That was the last one, left leg. Now the other side."
    assert counted(coach, ["left"] * 4)[-1] == "Now the other side."


def test_who_takes_turns_is_not_told_to():
    assert counted(Coach(BIRD_DOG, dose=3), ["left", "right"] * 3) == []


def test_who_rests_while_one_side_is_short_is_told_how_many_are_missing():
    coach = Coach(BIRD_DOG, dose=3)
    assert (
        counted(coach, ["left", "right", "left", "right", "left"], after=(5, 9, 20, 30, 50, 60))
        == ["One more, right leg."] * 3
    )
    assert counted(Coach(BIRD_DOG, dose=3), ["left", "right", "left", "left"], after=(9,))[-1] == ("2 more, right leg.")


def test_what_is_counted_is_never_mistaken_for_the_seconds_of_a_hold():
    for exercise in ids():
        rule = load(exercise)
        for level in LEVELS:
            coach = Coach(rule, level)
            side = None if rule.sides == NO_SIDES else "left"
            bare = coach.count_words(side, 3).isdigit()
            assert not (bare and rule.amount(level).hold >= 3), (exercise, level)


def test_a_long_hold_is_told_how_long_it_still_lasts():
    words = heard(Coach(replace(HELD, dose=replace(HELD.amount(), hold=30.0))), holding(0.0, 31.0))
    assert [text for _, text in words] == ["Hold.", "20 more seconds.", "10 more seconds.", "3", "2", "1", "And back."]


@pytest.mark.parametrize(("state", "later"), [(NOBODY, 1.0), (SETUP, 11.0)])
def test_who_has_gone_is_told_nothing_of_what_was_wrong(state, later):
    coach = Coach(BRIDGE)
    heard(coach, [attempt(2.0, findings=(LOW_HIPS,)), Update(3.0, READY, {}), attempt(12.0, findings=(LOW_HIPS,))])
    gone = [Update(12.0 + later + t / 10, state, {}, missing="nobody") for t in range(100)]
    assert LOW_HIPS.fault.cue not in [text for _, text in heard(coach, [*gone, Update(40.0, READY, {})])]


def test_what_is_only_good_to_know_is_told_once_and_its_end_is_no_cause_for_praise():
    fault = replace(BRIDGE.fault("over_arched"), severity=INFO)
    verdicts = [(None, FAULT)] * 4 + [(None, OK)] * 3
    assert judged(BRIDGE, fault, verdicts) == [[], [CUE], [], [], [], [], []]


def test_what_is_told_in_vain_is_told_more_and_more_seldom():
    coach, every = Coach(BRIDGE), 8
    updates = [(attempt(every * n, findings=(LOW_HIPS,)), Update(every * n + 2.0, READY, {})) for n in range(1, 18)]
    told = [t for t, text in heard(coach, [one for both in updates for one in both]) if text == LOW_HIPS.fault.cue]
    assert [round((t - 2) / every) for t in told] == [2, 3, 5, 9, 16]
