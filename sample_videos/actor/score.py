"""The score: which repetitions a person does, when and how; it gives the movement and the label alike."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from formcheck.errors import UserError
from formcheck.pose import LEFT, OTHER, RIGHT

from .camera import Camera
from .exercise import ALL, Exercise, about_face, beyond, sign, turned_knobs
from .motion import Key, sample, unrest
from .repertoire import EXERCISES
from .skeleton import ANGLES, BODIES, Body, forward, landmarks, rotation
from .solver import Pose, solve

WAIT = 2.5  # seconds in the first pose, so that it can be seen to be held
INTO = 2.6  # seconds from the pose before the ready one into it


class Frames(NamedTuple):
    """A movement: angles (n, 43) degrees in the order of ``ANGLES``, times (n,) s, root (n, 3) m."""

    angles: np.ndarray
    times: np.ndarray
    root: np.ndarray


@dataclass(frozen=True)
class Rep:
    """One repetition to perform: a side where there are sides, a fault (or "") and its strength."""

    side: str = ""
    fault: str = ""
    strength: float = 0.0


@dataclass(frozen=True)
class Score:
    """Key poses of one person in front of one camera, and the repetitions they contain.

    heading: degrees the whole scene is turned by. reps: label tables. unrest: share of the usual sway and tremor.
    notes: more for the label. props: what stands in the room: "mat", "chair".
    """

    exercise: str
    person: str
    seed: int
    view: str
    camera: Camera
    keys: tuple[Key, ...]
    reps: tuple[dict, ...] = ()
    heading: float = 0.0
    unrest: float = 1.0
    notes: dict = field(default_factory=dict)
    props: tuple[str, ...] = ("mat",)

    @property
    def body(self) -> Body:
        """The person's build."""
        return BODIES[self.person]

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return self.keys[-1].t

    @cached_property
    def _shift(self) -> np.ndarray:
        """(3,) m along the floor that brings the middle of all that happens in front of the camera."""
        points = self._landmarks(self._solved(np.linspace(0.0, self.seconds, 60), calm=True))
        low, high = points.min(axis=(0, 1)), points.max(axis=(0, 1))
        return np.array([1.0, 0.0, 1.0]) * -(low + high) / 2

    def _solved(self, times: np.ndarray, calm: bool = False) -> Frames:
        channels = sample(list(self.keys), times)
        if not calm:
            unrest(channels, times, np.random.default_rng(self.seed + 7919), self.unrest)
        angles, root = solve(self.body, channels)
        angles["yaw"] = angles["yaw"] + self.heading
        table = np.stack([np.broadcast_to(angles[name], times.shape) for name in ANGLES], axis=-1)
        return Frames(table, times, root @ rotation("y", self.heading).T)

    def _landmarks(self, frames: Frames) -> np.ndarray:
        return landmarks(self.body, forward(self.body, frames.angles, frames.root))

    def frames(self, fps: float = 30.0) -> Frames:
        """Joint angles, times and root at ``fps`` frames a second; the same movement at every rate."""
        return self.at(np.arange(0.0, self.seconds, 1.0 / fps))

    def at(self, times: np.ndarray) -> Frames:
        """Joint angles, times and root at the given times (n,), s."""
        frames = self._solved(np.asarray(times, dtype=float))
        return frames._replace(root=frames.root + self._shift)

    def landmarks(self, frames: Frames) -> np.ndarray:
        """(n, 33, 3) m: true landmarks in the world."""
        return self._landmarks(frames)

    def label(self) -> dict:
        """The clip's label, known from the score."""
        return {
            "source": "rendered by sample_videos/actor", "kind": "rendered", "exercise": self.exercise,
            "person": self.person, "view": self.view, "seed": self.seed, **self.notes,
            "reps": [dict(rep) for rep in self.reps],
        }  # fmt: skip


def exercise(name: str) -> Exercise:
    """The exercise of that name. Raises UserError for an unknown one."""
    if name not in EXERCISES:
        raise UserError(
            f"There is no exercise '{name}' in the actor's repertoire; choose one of: {', '.join(EXERCISES)}."
        )
    return EXERCISES[name]


def faults(name: str) -> list[str]:
    """The faults of a repetition that the actor can show to MediaPipe."""
    changes = exercise(name).changes
    return [fault for fault, change in changes.items() if not change.unseen and not change.whole]


def unseen(name: str) -> list[str]:
    """The faults the actor performs and MediaPipe does not see from the exercise's camera."""
    return [fault for fault, change in exercise(name).changes.items() if change.unseen]


def perform(
    name: str, reps: list[Rep], person: str = "a", seed: int = 0, camera: Camera | None = None, near: str = "",
    careless: float = 1.0, aside: float = 0.0,
) -> Score:  # fmt: skip
    """A score of the given repetitions in their order. near: the side towards the camera in side views; "" = by the seed.
    careless: how far from the recommended place the camera stands, in times of the usual. aside: degrees by which it stands
    beside that place.

    Raises UserError for an unknown exercise, person or fault.
    """
    what = exercise(name)
    if person not in BODIES:
        raise UserError(f"There is no person '{person}'; choose one of: {', '.join(BODIES)}.")
    for rep in reps:
        if rep.fault and rep.fault not in what.changes:
            raise UserError(f"{name} has no fault '{rep.fault}'; choose one of: {', '.join(what.changes)}.")
    rng = np.random.default_rng(seed)
    near = near or (RIGHT if rng.random() < 0.5 else LEFT)
    if camera is None:
        camera = varied(what.camera, rng, careless)
        if near == LEFT:  # the person lies the other way round, so the camera moves to the other side of the foot end
            camera = replace(camera, azimuth=-camera.azimuth)
    camera = replace(camera, azimuth=camera.azimuth + aside)
    if what.sides == "blocks":
        near = reps[0].side if reps else RIGHT
    heading = what.turned[near] + float(rng.normal(0.0, 1.0))
    writer = _Writer(what, BODIES[person], camera, heading, rng)
    writer.play(reps)
    notes = {} if what.usual is None else {"usual": what.usual}
    return Score(name, person, seed, what.view, camera, tuple(writer.keys), tuple(writer.labels), heading, what.unrest,
                 notes, what.props)  # fmt: skip


def varied(camera: Camera, rng: np.random.Generator, careless: float = 1.0) -> Camera:
    """The recommended camera, put up by hand: within some centimetres and a degree, or ``careless`` times as far off."""
    height, distance, azimuth, tilt = careless * rng.normal(0.0, [0.02, 0.04, 1.0, 0.5])
    return replace(
        camera, height=camera.height + height, distance=camera.distance + distance, azimuth=camera.azimuth + azimuth,
        tilt=camera.tilt + tilt, roll=careless * float(rng.normal(0.0, 0.3)),
    )  # fmt: skip


class _Writer:
    """Writes key poses and labels one after the other."""

    def __init__(self, what: Exercise, body: Body, camera: Camera, heading: float, rng: np.random.Generator) -> None:
        self.what, self.body, self.camera, self.heading, self.rng = what, body, camera, heading, rng
        self.keys: list[Key] = []
        self.labels: list[dict] = []
        self.t = 0.0
        self.about = 0.0  # degrees the body has turned round since the first side

    def key(self, seconds: float, pose: Pose, via: Pose | None = None) -> None:
        self.t += seconds
        via = None if via is None else about_face(via, self.about)
        self.keys.append(Key(round(self.t, 4), about_face(pose, self.about), via))

    def wait(self, seconds: float) -> None:
        """Stay in the last pose."""
        self.t += seconds
        self.keys.append(Key(round(self.t, 4), self.keys[-1].pose))

    def play(self, reps: list[Rep]) -> None:
        what = self.what
        first = self._ready(what.knobs, reps[0].side if reps else "")
        start = what.before(self.body, what.knobs) if what.before else first
        self.key(0.0, start)
        self.wait(WAIT)
        if what.before:
            self.key(INTO, first)
            self.wait(WAIT)
        side = reps[0].side if reps else ""
        for rep in reps:
            if what.sides == "blocks" and rep.side != side:
                for step in what.change_over(self.body, side, rep.side):
                    self.key(step.seconds, step.pose, step.via)
                self.about += -sign(side) * 180.0
                self.wait(2.0)
            side = rep.side
            self._rep(rep)
        self.wait(2.0)
        if what.before:
            self.key(INTO, start)
            self.wait(1.0)

    def _ready(self, knobs: dict, side: str) -> Pose:
        return self.what.ready(self.body, {**knobs, "side": 1.0 if side == LEFT else -1.0})

    def _rep(self, rep: Rep) -> None:
        what = self.what
        spread = {name: float(np.clip(self.rng.normal(), -1.6, 1.6)) * sd for name, sd in what.vary.items()}
        knobs = {name: value + spread.get(name, 0.0) for name, value in what.knobs.items()}
        knobs["side"] = 1.0 if rep.side == LEFT else -1.0
        if rep.fault:
            knobs = turned_knobs(
                what, self.body, self.camera, rep.side, self._heading(rep.side), rep.fault, rep.strength, knobs
            )
        ready = what.ready(self.body, knobs)
        placed = about_face(ready, self.about)
        if any(abs(placed.get(n, 0.0) - self.keys[-1].pose.get(n, 0.0)) > 1e-6 for n in {*placed, *self.keys[-1].pose}):
            self.key(1.5, ready)
            self.key(1.2, ready)
        start = self.t
        for step in what.steps(self.body, knobs, rep.side):
            self.key(step.seconds, step.pose, step.via)
        self._label(rep, start, self._companions(rep, knobs))
        pause = knobs.get("pause", what.rest)
        if pause > 0:
            self.wait(pause + abs(float(self.rng.normal(0.0, 0.15))))

    def _companions(self, rep: Rep, knobs: dict) -> list[str]:
        """Other faults that the body cannot avoid with this one: at their own thresholds, or nearly, at the peak."""
        if not rep.fault or rep.strength < 1.0:
            return []
        usual = {**self.what.knobs, "side": knobs["side"]}
        found = beyond(self.what, self.body, self.camera, knobs, rep.side, self._heading(rep.side), usual)
        return [name for name in found if name != rep.fault]

    def _heading(self, side: str) -> float:
        """Heading of the body now: a change of sides turns it round."""
        return self.heading + self.about

    def _label(self, rep: Rep, start: float, companions: list[str]) -> None:
        label: dict = {"start": round(start, 2), "end": round(self.t, 2)}
        if self.what.sides:
            label["side"] = rep.side
        named = rep.fault and not self.what.changes[rep.fault].whole
        too_much = named and rep.strength >= 1.0
        label["faults"] = [rep.fault] if too_much else []
        if named:
            label |= {"tried": rep.fault, "strength": rep.strength}
        if companions:
            label["with"] = companions
        if too_much and self.what.changes[rep.fault].uncounted:
            label |= {"counts": False, "why": self.what.changes[rep.fault].uncounted}
        self.labels.append(label)


def _sides(name: str, count: int, first: str = RIGHT) -> list[str]:
    """Which side each of ``count`` repetitions (per block: all) is on."""
    kind = exercise(name).sides
    if not kind:
        return [""] * count
    if kind == "blocks":
        return [first] * ((count + 1) // 2) + [OTHER[first]] * (count // 2)
    return [first if number % 2 == 0 else OTHER[first] for number in range(count)]


def clean(
    name: str, person: str = "a", seed: int = 0, camera: Camera | None = None, reps: int = 6, near: str = "",
    aside: float = 0.0,
) -> Score:  # fmt: skip
    """Good repetitions only, both sides where there are sides."""
    return perform(name, [Rep(side) for side in _sides(name, reps)], person, seed, camera, near, aside=aside)


def faulty(
    name: str, fault: str, strength: float = 1.5, person: str = "a", seed: int = 0, reps: int = 4,
    camera: Camera | None = None, near: str = "",
) -> Score:  # fmt: skip
    """Every repetition with one fault of the given strength: 0 good, 1 exactly at the threshold.

    A fault of a whole set takes at least three repetitions a side, and shows in what all or the left ones do.
    """
    change = exercise(name).changes.get(fault)
    if change is None or not change.whole:
        return perform(name, [Rep(side, fault, strength) for side in _sides(name, reps)], person, seed, camera, near)
    plan = [Rep(side, fault if change.whole in (side, ALL) else "", strength) for side in _sides(name, max(reps, 6))]
    performed = perform(name, plan, person, seed, camera, near)
    return replace(performed, notes=performed.notes | {"shows": fault})


def mixed(
    name: str, person: str = "a", seed: int = 0, camera: Camera | None = None, strength: float = 1.5, near: str = "",
    only: list[str] | None = None,
) -> Score:  # fmt: skip
    """Each fault (or those in ``only``) in two repetitions running (two of each side), good repetitions between."""
    plan, order = [""], only if only is not None else faults(name)
    for fault in order:
        plan += [fault, fault, ""]
    kind = exercise(name).sides
    if kind == "alternate":
        plan = [fault for fault in plan for _ in (0, 1)]
    if kind == "blocks":
        cut = 1 + 3 * ((len(order) + 1) // 2)
        sides = [RIGHT] * cut + [LEFT] * (len(plan) - cut)
    else:
        sides = _sides(name, len(plan))
    reps = [Rep(side, fault, strength if fault else 0.0) for side, fault in zip(sides, plan, strict=True)]
    return perform(name, reps, person, seed, camera, near)


def life(seed: int = 0, person: str = "", camera: Camera | None = None) -> Score:
    """Everyday movement, nothing of the exercises; see ``life.life``."""
    from . import life as everyday

    return everyday.life(seed, person, camera)


def visit(name: str, person: str = "a", seed: int = 0, near: str = "") -> Score:
    """Six good repetitions by somebody who comes in for them and leaves (see ``visit.visit``), the laptop put up in haste."""
    from .visit import visit as around

    return around(perform(name, [Rep(side) for side in _sides(name, 6)], person, seed, near=near, careless=4.0))


def lookalike(name: str, person: str = "a", seed: int = 0, reps: int = 5, camera: Camera | None = None) -> Score:
    """Something that resembles an exercise but is another; see ``life.lookalike``."""
    from . import life as everyday

    return everyday.lookalike(name, person, seed, reps, camera)
