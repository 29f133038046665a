"""The committed clips: for each exercise one without faults and one with each fault twice; and ordinary life."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from tqdm import tqdm

from formcheck.pose import LEFT, RIGHT

from . import score
from .clip import FPS, Take, film
from .files import write_label, write_truth
from .life import LOOKALIKES, VARIATIONS
from .score import Rep, Score
from .skeleton import BODIES

FOLDER = Path(__file__).resolve().parent.parent
TRUTH = FOLDER.parent / "rendered" / "truth"  # what really happened in each rendered clip; not committed
#: Landmarks are kept in steps of 0.09 pixels, 2 mm and 1/100, below MediaPipe's own jitter: a quarter of the bytes.
STEPS = {"xy": 4096, "world": 512, "visibility": 100}
STRENGTH = 1.6  # of a shown fault: 1 is exactly its limit


@dataclass(frozen=True)
class Sample:
    """One clip to be made: what, by whom, where.

    kind: "clean", "mixed", "visit", "life", "lookalike" or a fault's name. each: how often a mixed clip shows each fault.
    aside: degrees by which the camera of a clean clip stands beside its place.
    """

    exercise: str
    kind: str
    person: str
    room: str
    seed: int
    look: int = 0
    near: str = ""
    fps: float = FPS
    strength: float = STRENGTH
    each: int = 2
    aside: float = 0.0

    @property
    def name(self) -> str:
        """Folder and stem."""
        if self.kind in ("life", "lookalike"):
            return f"negative/{self.exercise}"
        return f"{self.exercise}/{self.kind}"

    def score(self) -> Score:
        """What the person does."""
        if self.kind == "life":
            return score.life(self.seed, self.person)
        if self.kind == "lookalike":
            return score.lookalike(self.exercise, self.person, self.seed)
        if self.kind == "clean":
            reps = 6 if score.exercise(self.exercise).sides else 5
            return score.clean(self.exercise, self.person, self.seed, reps=reps, near=self.near, aside=self.aside)
        if self.kind == "visit":
            return score.visit(self.exercise, self.person, self.seed, self.near)
        if self.kind == "mixed":
            reps = tour(self.exercise, self.strength, self.each)
            return score.perform(self.exercise, reps, self.person, self.seed, near=self.near)
        return score.faulty(self.exercise, self.kind, self.strength, self.person, self.seed, near=self.near)

    def take(self) -> Take:
        """How it is filmed."""
        return Take.of(self.score(), self.room, self.look, self.fps)


def tour(exercise: str, strength: float, each: int = 2) -> list[Rep]:
    """Every fault ``each`` times running, a good repetition at the start and after every third fault.

    Where sides take turns, each fault and each good repetition is done by both sides in turn (with ``each`` = 1: by one);
    where sides come in blocks, a fault comes ``each`` / 2 times in each side's block (with ``each`` = 1: in one of them).
    A fault that shows in the ready position comes after the rest: rules measure from where a person began.
    """
    every = score.faults(exercise)
    late = [fault for fault in every if _shows_at_ready(exercise, fault)]
    order = [fault for fault in every if fault not in late] + late
    kind = score.exercise(exercise).sides
    if kind == "blocks":
        half = (len(order) + 1) // 2
        blocks = (order, order) if each > 1 else (order[:half], order[half:])
        plan = [(side, fault) for side, some in zip((RIGHT, LEFT), blocks, strict=True)
                for fault in _among_good(some, max(1, each // 2), 1)]  # fmt: skip
    else:
        faults = _among_good(order, each, each if kind else 1)
        plan = [((RIGHT, LEFT)[n % 2] if kind else "", fault) for n, fault in enumerate(faults)]
    return [Rep(side, fault, strength if fault else 0.0) for side, fault in plan]


def _among_good(faults: list[str], each: int, good: int) -> list[str]:
    """Faults ``each`` times running; ``good`` repetitions ("") first and after every third fault."""
    plan = [""] * good
    for number, fault in enumerate(faults, start=1):
        plan += [fault] * each
        if number % 3 == 0 or number == len(faults):
            plan += [""] * good
    return plan


def _shows_at_ready(exercise: str, fault: str) -> bool:
    what, body = score.exercise(exercise), BODIES["a"]
    knobs = what.knobs | {"side": 1.0}
    knob = what.changes[fault].knob
    return what.ready(body, knobs) != what.ready(body, knobs | {knob: 1.1 * knobs[knob] + 0.1})


#: (exercise, person and room without faults, person and room with faults)
_PAIRS = (
    ("forward_bend", "b", "living", "a", "studio"),
    ("knee_to_chest", "a", "bedroom", "d", "living"),
    ("seated_rotation", "e", "kitchen", "a", "living"),
    ("spiral_twist", "d", "studio", "b", "bedroom"),
    ("partial_crunch", "c", "living", "b", "studio"),
    ("bird_dog", "a", "studio", "c", "bedroom"),
    ("glute_bridge", "b", "bedroom", "a", "living"),
    ("lateral_leg_lift", "d", "living", "a", "bedroom"),
    ("downward_dog", "a", "kitchen", "d", "studio"),
    ("downward_dog_leg_lift", "b", "studio", "a", "kitchen"),
)
#: Clips of seven and eight minutes, most of it held still, are kept small by fewer pictures a second.
UNHURRIED = {"downward_dog/mixed": 10.0, "forward_bend/mixed": 10.0}
SAMPLES = (
    *(
        Sample(exercise, kind, person, room, 11 + number, number % 2, fps=UNHURRIED.get(f"{exercise}/{kind}", FPS))
        for exercise, *cast in _PAIRS
        for number, (kind, person, room) in enumerate((("clean", *cast[:2]), ("mixed", *cast[2:])))
    ),
    Sample("life", "life", "d", "living", seed=31),
)


#: Set for measuring -> (person, room, side that is near, seed, strength of faults). Nobody of one is in the other.
SETS = {
    "train": (
        ("a", "living", LEFT, 1000, 1.3),
        ("b", "bedroom", RIGHT, 1001, 1.6),
        ("d", "living", LEFT, 1002, 1.9),
        ("f", "studio", LEFT, 5000, STRENGTH),
        ("g", "kitchen", RIGHT, 5001, STRENGTH),
        ("h", "studio", LEFT, 5002, STRENGTH),
        ("i", "kitchen", LEFT, 7001, STRENGTH),
        ("j", "bedroom", RIGHT, 7002, STRENGTH),
        ("k", "living", RIGHT, 8001, STRENGTH),
        ("l", "kitchen", LEFT, 8002, STRENGTH),
        ("m", "bedroom", LEFT, 9001, STRENGTH),
        ("n", "studio", RIGHT, 9002, 1.8),
        ("o", "kitchen", RIGHT, 10001, STRENGTH),
        ("p", "living", LEFT, 10002, 1.8),
        ("q", "studio", LEFT, 11001, STRENGTH),
        ("r", "bedroom", RIGHT, 11002, 1.8),
        ("s", "kitchen", RIGHT, 12001, STRENGTH),
        ("t", "living", LEFT, 12002, 1.8),
        ("u", "bedroom", LEFT, 13001, STRENGTH),
        ("v", "studio", RIGHT, 13002, 1.8),
        ("w", "living", RIGHT, 14001, STRENGTH),
        ("x", "kitchen", LEFT, 14002, 1.8),
        ("y", "studio", LEFT, 15001, STRENGTH),
        ("z", "bedroom", RIGHT, 15002, 1.8),
        ("aa", "kitchen", RIGHT, 16001, STRENGTH),
        ("ab", "living", LEFT, 16002, 1.8),
        ("ac", "bedroom", LEFT, 16003, STRENGTH),
        ("ad", "studio", RIGHT, 16004, 1.8),
        ("ae", "living", RIGHT, 17001, STRENGTH),
        ("af", "studio", LEFT, 17002, 1.8),
        ("ag", "bedroom", LEFT, 19001, STRENGTH),
        ("ah", "kitchen", RIGHT, 19002, 1.8),
        ("ai", "studio", LEFT, 20001, STRENGTH),
        ("aj", "living", RIGHT, 20002, 1.8),
        ("ak", "bedroom", RIGHT, 21001, STRENGTH),
        ("al", "kitchen", LEFT, 21002, 1.8),
        ("am", "living", LEFT, 22001, STRENGTH),
        ("an", "studio", RIGHT, 22002, 1.8),
        ("ao", "studio", LEFT, 23001, STRENGTH),
        ("ap", "bedroom", RIGHT, 23002, 1.8),
        ("aq", "kitchen", RIGHT, 23003, STRENGTH),
    ),
    "test": (
        ("ar", "living", RIGHT, 24001, STRENGTH),
        ("as", "bedroom", LEFT, 24002, 1.8),
        ("at", "kitchen", LEFT, 25001, STRENGTH),
        ("au", "studio", RIGHT, 25002, 1.8),
    ),
}
#: How often a mixed clip of a set shows each fault.
SHOWINGS = {"train": 1, "test": 2}


def train_or_test(which: str) -> list[Sample]:
    """A larger set for measuring: every exercise by several persons, without faults and with each fault; and what only
    resembles an exercise.

    The rules were tuned on the committed clips and on "train"; the persons of "test" appear nowhere else.
    """
    samples = []
    for person, room, near, first, strength in SETS[which]:
        for place, (exercise, *_) in enumerate(_PAIRS):
            seed = first + 10 * place
            clip = Sample(exercise, "clean", person, room, seed, seed % 2, near)
            fps = UNHURRIED.get(f"{exercise}/mixed", FPS)
            samples += [
                clip, replace(clip, kind="mixed", seed=seed + 500, fps=fps, strength=strength, each=SHOWINGS[which])
            ]  # fmt: skip
        for place, other in enumerate(name for name in LOOKALIKES if name not in VARIATIONS):
            samples.append(Sample(other, "lookalike", person, room, first + 900 + place, place % 2, near))
    return samples


#: Degrees to either side of its place from which the camera of the set "aside" films, and who is filmed in which room.
ASIDE = 20.0
_ASIDE = (("o", "studio"), ("m", "living"), ("k", "kitchen"), ("p", "bedroom"))


def aside() -> list[Sample]:
    """Good repetitions of every exercise from a camera that stands to the left and to the right of its place."""
    samples = []
    for place, (exercise, *_) in enumerate(_PAIRS):
        for turn, degrees in enumerate((-ASIDE, ASIDE)):
            person, room = _ASIDE[(place + 2 * turn) % len(_ASIDE)]
            samples.append(Sample(exercise, "clean", person, room, 18001 + 10 * place + turn, turn, aside=degrees))
    return samples


#: Name -> the clips of a set for measuring.
RENDERED_SETS = {"train": lambda: train_or_test("train"), "test": lambda: train_or_test("test"), "aside": aside}


def make(sample: Sample, stem: Path, bar: bool = True) -> Path:
    """Render one clip: video, landmarks as MediaPipe sees them in it, label, and its truth into ``TRUTH``."""
    stem.parent.mkdir(parents=True, exist_ok=True)
    take = sample.take()
    film(take, stem.with_suffix(".mp4"), bar=bar)
    watch(stem)
    write_label(take.score.label(), stem.with_suffix(".toml"))
    truth = TRUTH / f"{stem.parent.name}-{stem.name}.npz"
    write_truth(take.score, sample.fps, truth)
    return stem


def watch(stem: Path) -> None:
    """Run MediaPipe over the finished video, as over a user's, and keep what it saw beside it."""
    from formcheck.landmarker import Landmarker
    from formcheck.recording import Recording
    from formcheck.video import open_video

    with open_video(stem.with_suffix(".mp4")) as video, Landmarker() as landmarker:
        poses = [landmarker.detect(frame) for frame in video]
    seen = Recording.of(poses, width=640 / 360)
    kept = {name: np.round(getattr(seen, name) * steps) / steps for name, steps in STEPS.items()}
    Recording(seen.t, **kept, width=seen.width).save(stem.with_suffix(".npz"))


def make_all(
    samples: list[Sample], stem_of: Callable[[Sample], Path], jobs: int = 2, missing: bool = False
) -> list[Path]:
    """Render several clips side by side; one bar counts the clips. missing: only those that have no label yet."""
    if missing:
        samples = [one for one in samples if not stem_of(one).with_suffix(".toml").exists()]
    os.environ.setdefault("LP_NUM_THREADS", "0")
    done = []
    with ProcessPoolExecutor(max_workers=jobs) as pool:
        work = {pool.submit(make, sample, stem_of(sample), False): sample for sample in samples}
        for future in tqdm(as_completed(work), total=len(work), unit="clip"):
            done.append(future.result())
            tqdm.write(f"  {work[future].name}")
    return done
