"""One live set: frames in, what the page shows and says out. The engine is the recorded one's, pose for pose."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol

import numpy as np

from . import framing
from .coach import Coach
from .course import Course
from .guide import PATIENCE, Guide
from .pose import INDEX, Pose
from .quiet import Quiet
from .recording import Recording
from .replay import Replay
from .report import as_dict
from .rule import SEVERITIES, TYPICAL, Ready, Rule, within
from .say import DONE, LOST, SET_UP, Say
from .session import GONE, MOVING, NOBODY, PAUSED, READY, SETUP, Attempt, Session, Update
from .session import LOST as BLINK
from .smoothing import Smoother
from .summary import DISCLAIMER, side_words
from .video import Frame

#: Seconds without anybody in a set that has begun, after which that is said, and after which, at the earliest, it ends.
MISSED, AWAY = 30.0, 60.0
#: The same before a set has begun: nobody wants a camera that watches an empty room.
NEVER_CAME = 300.0
#: Joints that can carry the progress of a repetition: of the near side, and of the leg under test. No hands: where they
#: move, they go with the leg that is counted.
_TRUNK, _LEG = ("hip", "shoulder"), ("knee", "ankle")

#: Seconds for which somebody in a movement may seem to be at rest.
FLICKER = 0.3

PAUSE = "pause"
#: The session's reason for an attempt that was hidden.
UNSEEN = "I could not see enough of it"
MISSED_WORDS = "I still cannot see you. In half a minute I end the set."
AWAY_WORDS = "You have been away for a minute. I have ended the set."
NEVER_WORDS = "Nobody has come for five minutes. I have ended the set."


class Eyes(Protocol):
    """What a live set needs of a landmarker."""

    def detect(self, frame: Frame) -> Pose:
        """The person in this frame."""
        ...

    def close(self) -> None:
        """Let go of the model."""
        ...


class LiveSet:
    """One person, one exercise, one camera: to be used from one thread.

    exercise, rule: its id and rule. level: "beginner", "typical" or "expert". dose: repetitions (a side), None = no end.
    usual: how far this person went on other days, see ``Rep``; NaN when unknown. rate: how fast the voice speaks.
    eyes: makes a landmarker; called at the first frame. others: the same for looking out for other people; None for one of
    the former.
    """

    def __init__(
        self, exercise: str, rule: Rule, eyes: Callable[[], Eyes], level: str = TYPICAL, dose: int | None = None,
        usual: float = math.nan, rate: float = 1.0, others: Callable[[], Eyes] | None = None,
    ) -> None:  # fmt: skip
        self.exercise, self.rule, self.level, self.dose = exercise, rule, level, dose
        self.session = Session(rule, level, usual=usual)
        self.coach = Coach(rule, level, dose, rate)
        self.poses: list[Pose] = []
        self.updates: list[Update] = []
        self.width = math.nan
        self.paused = self.ended = self.done = False
        self._make_eyes = eyes
        self._eyes: Eyes | None = None
        self._guide = Guide(rule, others or eyes)
        self._quiet = Quiet(rule, level)
        self._origin: float | None = None
        self._smooth = Smoother()
        self._ready: Pose | None = None
        self._carrier: int | None = None
        self._state = ""
        self._last: Update | None = None
        self._known: Update | None = None
        self._advised = "", 0.0
        self._viewed = ""
        self._seen_at: float | None = None
        self._missed_at = math.inf
        self._say_next: list[Say] = []
        self._untold: tuple[Attempt, ...] = ()

    # Frames

    def warm_up(self) -> Eyes:
        """Loads the pose model, so that the first frame need not wait for it. Raises UserError when it cannot."""
        if self._eyes is None:
            self._eyes = self._make_eyes()
        return self._eyes

    def frame(self, stamp: float, image: np.ndarray) -> dict[str, Any] | None:
        """Takes one picture; stamp in seconds on any clock that runs on. None when it is no later than the last one."""
        t = self._time(stamp)
        if t is None or self.ended:
            return None
        self.width = image.shape[1] / image.shape[0]
        if self.paused:
            return self._idle(t)
        frame = Frame(t, image)
        pose = self.warm_up().detect(frame)
        return self.take(pose, self._guide.look(pose, frame, self._last))

    def _idle(self, t: float) -> dict[str, Any]:
        """A picture while paused: nobody is looked for, and one such moment a second is kept."""
        kept = self.poses and not self.poses[-1].found and t - self.poses[-1].t < 1.0
        if kept and self._last is not None and not self._say_next:
            return self._shown(Pose.empty(t), replace(self._last, t=t, attempts=(), faults=()), [])
        return self.take(Pose.empty(t))

    def take(self, pose: Pose, advice: str = "") -> dict[str, Any]:
        """Takes one pose; advice is what must be changed before the camera can work, said while getting ready.

        While the start has to wait for that, the session sees nobody, and so does a replay. Once the set is done, what
        somebody does while getting up is no attempt.
        """
        if self.done and self._last is not None:
            return self._shown(pose, replace(self._last, t=pose.t, attempts=()), [])
        last = self.poses[-1].t if self.poses else pose.t
        if pose.t - last > GONE:
            self._seen_at = pose.t  # who comes back to the page is not yet missed
        waits = self._guide.waits(pose.t, advice, self._last)
        update = self._update(Pose.empty(pose.t) if waits else pose)
        heard = self._steady(update)
        if advice and heard.state in (SETUP, NOBODY, PAUSED):
            state = PAUSED if heard.state == PAUSED else SETUP
            heard = replace(heard, state=state, missing=Ready("", within(0, 0), self._asked_for(update, advice)))
        said = [*self._say_next, *self._warnings(update, advice), *self._absent(pose)]
        self._say_next = []
        for say in said:
            self.coach.note(say)
        if self.paused:
            self._untold += heard.attempts  # what the pause broke off is told when it is over
        else:
            heard = replace(heard, attempts=self._untold + heard.attempts)
            self._untold = ()
            said += self.coach.hear(heard)
            said += self._unseen(update)
            said += self._nothing_came(pose, heard)
        self.done = self.done or any(say.kind == DONE for say in said)
        self._state = heard.state
        return self._shown(pose, heard, said)

    def _asked_for(self, update: Update, advice: str) -> str:
        """What is to be changed; after a while together with what the start pose lacks, for the former may not be in the
        person's power."""
        if advice != self._advised[0]:
            self._advised = advice, update.t
        lacks = update.missing.words if isinstance(update.missing, Ready) else ""
        patient = update.t - self._advised[1] < PATIENCE
        return advice if patient or not lacks or lacks in advice else f"{lacks} {advice}"

    def _update(self, pose: Pose) -> Update:
        self.poses.append(pose)
        update = self.session.update(pose)
        self.updates.append(update)
        self._last = update
        return update

    def _steady(self, update: Update) -> Update:
        """A blink in which nobody was found, or in which the limbs had changed their names, changes neither state nor
        words: what was known goes on."""
        known = self._known
        resting = update.state == READY and not update.attempts
        if resting and known is not None and known.state == MOVING and update.t - known.t <= FLICKER:
            return replace(known, t=update.t, faults=(), attempts=())
        if update.missing != "nobody":
            self._known = update
        elif self._known is not None and update.t - self._known.t <= BLINK and not update.attempts:
            return replace(self._known, t=update.t, faults=(), attempts=())
        return update

    def _unseen(self, update: Update) -> list[Say]:
        """What to change, after an attempt that could not be seen well enough."""
        if not any(attempt.reason == UNSEEN for attempt in update.attempts) or not self._guide.seen:
            return []
        say = Say(update.t, SET_UP, self._guide.seen)
        self.coach.note(say)
        return [say]

    def _nothing_came(self, pose: Pose, update: Update) -> list[Say]:
        words = self._quiet.look(pose, update, self._guide.patchy(pose.t))
        said = self.coach.add(update.t, words)
        if said:
            self._quiet.told(update.t)
        return said

    def _time(self, stamp: float) -> float | None:
        if not math.isfinite(stamp):
            return None
        if self._origin is None:
            self._origin = stamp
        t = stamp - self._origin
        return None if self.poses and t <= self.poses[-1].t else t

    def reconnected(self, stamp: float) -> None:
        """The stream comes from another page or clock from now on, whose first time is ``stamp``."""
        if self._origin is None or not self.poses:
            return
        last = self.poses[-1].t
        if stamp - self._origin <= last:
            self._origin = stamp - last - GONE

    def _warnings(self, update: Update, advice: str) -> list[Say]:
        """What picture and place of the camera keep from being judged: said once, when the start pose is taken, and again when
        the camera sees the person from elsewhere than before."""
        if update.state != READY or update.view == self._viewed:
            return []
        first, self._viewed = self._viewed == "", update.view
        costs = self._guide.costs(advice, update, self.session.baseline) if first else ()
        costs = costs or (framing.cost_words(update.view, self.rule),)
        return [Say(update.t, SET_UP, text) for text in costs if text]

    def _absent(self, pose: Pose) -> list[Say]:
        """Tells, and then ends, a set whose person is gone, once what is being said was heard. A pause that was asked for
        may last."""
        if self._seen_at is None or pose.found or self.paused:
            self._seen_at, self._missed_at = pose.t, math.inf
        if self.coach.speaks(pose.t):
            return []
        gone = pose.t - self._seen_at
        if self.session.opened is None:
            return [Say(pose.t, DONE, NEVER_WORDS)] if gone >= NEVER_CAME else []
        if pose.t - self._missed_at >= AWAY - MISSED:
            return [Say(pose.t, DONE, AWAY_WORDS)]
        if gone >= MISSED and math.isinf(self._missed_at):
            self._missed_at = pose.t
            return [Say(pose.t, LOST, MISSED_WORDS)]
        return []

    # What is shown

    def _shown(self, pose: Pose, update: Update, said: list[Say]) -> dict[str, Any]:
        progress = min(max(update.progress, 0.0), 1.2) if update.state == MOVING else 0.0
        return {
            "type": "frame",
            "t": update.t,
            "state": "paused" if self.paused else update.state,
            "counts": dict(update.counts),
            "side": update.side if update.state == MOVING else None,
            "progress": round(progress, 3),
            "held": round(update.held, 2),
            "say": [{"kind": say.kind, "text": say.text, "sound": say.sound} for say in said],
            "points": self._points(pose),
            "joint": self._joint(pose, update),
            "done": self.done,
        }

    def _points(self, pose: Pose) -> list[list[float]] | None:
        if not pose.found:
            return None
        xy = self._smooth(pose).xy / [self.width if math.isfinite(self.width) else 1.0, 1.0]
        return np.column_stack([xy, pose.visibility]).round(4).tolist()

    def _joint(self, pose: Pose, update: Update) -> int | None:
        """The joint that carries the progress: the one that has moved farthest since the start pose."""
        if update.state == READY:
            self._ready, self._carrier = pose, None
        if update.state != MOVING or self._ready is None or not pose.found:
            return self._carrier
        if update.progress < 0.6 or self._carrier is None:
            side, near = update.side, update.near
            legs = [f"{side}_{joint}" for joint in _LEG] if side else []
            joints = [INDEX[name] for name in (*legs, *(f"{near}_{joint}" for joint in _TRUNK))]
            moved = np.hypot(*(pose.xy - self._ready.xy)[joints].T)
            self._carrier = joints[int(np.argmax(np.where(pose.visibility[joints] > 0.2, moved, 0)))]
        return self._carrier

    # The person's wishes

    def pause(self, on: bool) -> None:
        """Stops watching, or goes on; until then the session sees nobody."""
        if on == self.paused or self.ended:
            return
        self.paused = on
        t = self.poses[-1].t if self.poses else 0.0
        self._say_next.append(Say(t, PAUSE, "Paused." if on else "Carry on when you are ready."))

    def end(self) -> dict[str, Any]:
        """Ends the set and sums it up; a second call gives the same."""
        if not self.ended:
            self.ended = True
            self.session.finish()
        return self.summary()

    def close(self) -> None:
        """Lets go of the pose model."""
        for eyes in (self._eyes, self._guide.company and self._guide.company.eyes):
            if eyes is not None:
                eyes.close()
        self._eyes = self._guide.company = None

    # What is left of it

    def recording(self) -> Recording:
        """The raw poses as the session got them: replayed without looking ahead they give the same ledger."""
        return Recording.of(self.poses, self.width, live=True, usual=self.session.usual)

    def replay(self) -> Replay:
        """The set as a replay, as if it had been recorded."""
        return Replay.of(self.session, Course.of(self.updates))

    def report(self) -> dict[str, Any]:
        """The ledger as plain values."""
        return as_dict(self.replay(), self.exercise, "live")

    def summary(self) -> dict[str, Any]:
        """What the page shows after the set."""
        report = self.report()
        faults: dict[str, dict[str, Any]] = {}
        for finding in (f for attempt in report["attempts"] for f in attempt["findings"] if f["cue"]):
            row = faults.setdefault(
                finding["fault"],
                {name: finding[name] for name in ("cue", "verdict", "severity")} | {"messages": []},
            )
            row["messages"].append(finding["message"])
        return {
            "type": "summary",
            "exercise": self.exercise,
            "title": self.rule.title,
            "level": self.level,
            "count": report["count"],
            "counts": {side_words(self.rule, side): count for side, count in report["counts"].items()},
            "not_counted": [_not_counted(self.rule, a) for a in report["attempts"] if a["status"] != "counted"],
            "faults": sorted(faults.values(), key=_worst_first),
            "nothing_because": report["nothing_counted_because"],
            "uneven": report["uneven"],
            "reached": report["reached"],
            "cannot_see": list(self.rule.cannot_see),
            "seconds": report["seconds"],
            "disclaimer": DISCLAIMER,
        }


def _worst_first(row: dict[str, Any]) -> tuple[bool, int, int]:
    return row["verdict"] == "tip", SEVERITIES.index(row["severity"]), -len(row["messages"])


def _not_counted(rule: Rule, attempt: dict[str, Any]) -> dict[str, Any]:
    return {"side": side_words(rule, attempt["side"]), "status": attempt["status"], "reason": attempt["reason"]}
