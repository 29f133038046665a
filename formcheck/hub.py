"""The live sets of all open pages: who may send frames, which set goes on, and where finished sets are kept."""

from __future__ import annotations

import contextlib
import re
import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import platformdirs

from . import history, rulebook
from .errors import UserError
from .live import Eyes, LiveSet
from .report import to_json, write_text
from .rule import LEVELS, TYPICAL, Rule

#: Seconds for which a set without a page is kept: long enough to find the closed tab again, or to fetch a glass of water.
KEPT = 15 * 60.0
#: Seconds for which a page may be left open and still begin a set.
ADMITTED = 24 * 3600.0
#: Most repetitions (a side) that can be asked for.
MOST = 100


def folder() -> Path:
    """Where finished sets are kept."""
    return Path(platformdirs.user_data_path("formcheck", appauthor=False)) / "sets"


def landmarker() -> Eyes:
    """MediaPipe's landmarker; imported late, for it takes seconds."""
    from .landmarker import Landmarker

    return Landmarker()


def follower() -> Eyes:
    """MediaPipe looking at each picture once, which will do for seeing whether somebody else is there."""
    from .landmarker import Follower

    return Follower()


@dataclass(eq=False)
class Place:
    """One live set in the hub: its thread, the page that holds it, and when that page was last heard of.

    page: the name that the page gave itself, None while no page is connected. saved: the files it was kept in.
    """

    id: str
    live: LiveSet
    save: bool = True
    page: str | None = None
    left_at: float = 0.0
    left_on: datetime | None = None
    saved: list[Path] = field(default_factory=list)
    thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "formcheck-live"))

    def close(self) -> None:
        """Ends its thread and lets go of the pose model."""
        self.thread.submit(self.live.close)
        self.thread.shutdown(wait=False)


class Hub:
    """Tokens and sets. May be used from any thread; a set itself only from its own (``Place.thread``).

    eyes, others: make a landmarker, and the one that looks out for other people. load: id -> rule. clock: seconds, only for forgetting what was left.
    """

    def __init__(
        self,
        eyes: Callable[[], Eyes] = landmarker,
        load: Callable[[str], Rule] = rulebook.load,
        folder: Callable[[], Path] = folder,
        clock: Callable[[], float] = time.monotonic,
        others: Callable[[], Eyes] | None = None,
    ) -> None:
        self._eyes, self._load, self._folder, self._clock, self._others = eyes, load, folder, clock, others
        self._tokens: dict[str, float] = {}
        self._places: dict[str, Place] = {}
        self._lock = threading.Lock()

    def token(self) -> str:
        """A new secret for one page; without it no frame is taken."""
        token = secrets.token_urlsafe(24)
        with self._lock:
            self._forget()
            self._tokens[token] = self._clock()
        return token

    def admits(self, token: object) -> bool:
        """Whether a page holds a token of this hub."""
        with self._lock:
            self._forget()
            if not isinstance(token, str) or token not in self._tokens:
                return False
            self._tokens[token] = self._clock()
            return True

    def open(
        self,
        page: str,
        exercise: str,
        level: str = TYPICAL,
        dose: int | None = None,
        save: bool = True,
        rate: float = 1.0,
    ) -> Place:
        """A new set for a page. Raises UserError when the exercise, level or number is none; rate: of the page's voice."""
        if level not in LEVELS:
            raise UserError(f'There is no level "{level}". Choose one of: {", ".join(LEVELS)}.')
        if dose is not None and not 1 <= dose <= MOST:
            raise UserError(f"{dose} repetitions cannot be asked for. Choose 1 to {MOST}.")
        usual = history.farthest(self._folder(), exercise, date.today())
        live = LiveSet(exercise, self._load(exercise), self._eyes, level, dose, usual, rate, self._others)
        place = Place(secrets.token_urlsafe(18), live, save, page)
        with self._lock:
            self._forget()
            self._places[place.id] = place
        return place

    def resume(self, page: str, set_id: object) -> Place | None:
        """The set that a page asks for again, even when it is over; None when forgotten, or held by another page."""
        with self._lock:
            self._forget()
            place = self._places.get(set_id) if isinstance(set_id, str) else None
            if place is None or place.page not in (None, page):
                return None
            place.page = page
            return place

    def leave(self, place: Place, page: str) -> None:
        """The page's connection has ended; the set is kept for a while."""
        with self._lock:
            if place.page == page:
                place.page, place.left_at, place.left_on = None, self._clock(), datetime.now()

    def find(self, set_id: str) -> Place | None:
        """The set of that id, whoever holds it; None when there is none."""
        with self._lock:
            self._forget()
            return self._places.get(set_id)

    def drop(self, place: Place) -> None:
        """Forgets a set at once."""
        with self._lock:
            self._places.pop(place.id, None)
        place.close()

    def close(self) -> None:
        """Keeps what every open set has so far, and lets go of them all."""
        with self._lock:
            places, self._places = list(self._places.values()), {}
        for place in places:
            if place.save and not place.saved and place.live.session.attempts:
                place.thread.submit(self._keep_quietly, place).result()
            place.close()

    def _forget(self) -> None:
        now = self._clock()
        self._tokens = {token: at for token, at in self._tokens.items() if now - at < ADMITTED}
        for place in list(self._places.values()):
            if place.page is None and now - place.left_at >= KEPT:
                del self._places[place.id]
                place.thread.submit(self._keep_quietly, place)
                place.close()

    # Finished sets

    def end(self, place: Place) -> dict[str, Any]:
        """Ends a set, keeps it on disk if wished and anything was seen, and sums it up; a second call gives the same. From
        the set's own thread.

        Its pose models are let go of: the set itself stays for as long as its page may ask for its files.
        """
        summary = place.live.end()
        before = history.reached_before(self._folder(), place.live.exercise, place.live.rule, date.today())
        summary |= {"set": place.id, "dose": place.live.dose, "saved": "", "trouble": "", "reached_before": before}
        if place.save:
            try:
                summary["saved"] = str(self._keep(place) or "")
            except UserError as error:
                summary["trouble"] = str(error)
        place.live.close()
        return summary

    def _keep(self, place: Place) -> Path | None:
        """Writes the landmarks and the ledger once, both or neither; None when there is nothing worth keeping."""
        if place.saved or not place.live.session.attempts:
            return place.saved[0] if place.saved else None
        when = place.left_on if place.page is None and place.left_on else datetime.now()
        target = self._target(place.live.exercise, when)
        ledger = target.with_suffix(".json")
        try:
            place.live.recording().save(target)
            write_text(ledger, to_json(place.live.report()))
        except UserError:
            with contextlib.suppress(OSError):
                target.unlink()
            raise
        place.saved = [target, ledger]
        return target

    def _keep_quietly(self, place: Place) -> None:
        try:
            if place.save:
                place.live.end()
                self._keep(place)
        except (UserError, OSError):
            return  # nobody is there to be told

    def _target(self, exercise: str, when: datetime) -> Path:
        """A new file, empty as yet: a set that is kept at the same moment takes another one."""
        folder = self._folder()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(f"Cannot make the folder {folder}: {error.strerror}. The set was not saved.") from None
        stem = f"{when:%Y-%m-%d-%H%M%S}-{re.sub(r'[^a-z0-9_]', '', exercise)}"
        number = 1
        while True:
            target = folder / f"{stem}{f'-{number}' if number > 1 else ''}.npz"
            try:
                target.touch(exist_ok=False)
                return target
            except FileExistsError:
                number += 1
            except OSError as error:
                raise UserError(f"Cannot write {target}: {error.strerror}. The set was not saved.") from None

    def erase(self, place: Place) -> None:
        """Removes what was kept of a set, on disk and in memory. Raises UserError when a file cannot be removed."""
        for path in place.saved:
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise UserError(f"Cannot remove {path}: {error.strerror}. Remove it by hand.") from None
        self.drop(place)


#: The one hub of this process: the page's script and the routes share it.
HUB = Hub(others=follower)
