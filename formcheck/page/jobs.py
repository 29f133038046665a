"""Long work beside the page: it runs in a thread, says how far it is, and can be cancelled."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Generic, TypeVar

from ..errors import UserError

Result = TypeVar("Result")

_BROKEN = "Something went wrong in formcheck itself. Try another file; the program's own window says more."

_log = logging.getLogger(__name__)


class Cancelled(Exception):
    """The user has cancelled the work."""


class Job(Generic[Result]):
    """One piece of work, begun at once in a thread of its own, which must not touch Streamlit.

    work: is given the job and passes what it goes through to ``track``. what: what is being done, in words.
    trouble: in words, when it failed. result: what the work gave, None until it is done or when it failed.
    """

    def __init__(self, work: Callable[[Job[Result]], Result], what: str = "Getting ready") -> None:
        self.what, self.trouble = what, ""
        self.result: Result | None = None
        self._done, self._total, self._since = 0, 0, time.monotonic()
        self._stop, self._ended = threading.Event(), threading.Event()
        threading.Thread(target=self._run, args=(work,), name="formcheck-job", daemon=True).start()

    def _run(self, work: Callable[[Job[Result]], Result]) -> None:
        try:
            self.result = work(self)
        except Cancelled:
            pass
        except UserError as error:
            self.trouble = str(error)
        except Exception:  # noqa: BLE001 - whatever it is, the page must learn that something went wrong
            _log.exception(self.what)
            self.trouble = _BROKEN
        finally:
            self._ended.set()

    def track(self, items: Iterable[Any], total: int | None, what: str) -> Iterator[Any]:
        """The items, counted; raises Cancelled in the work's own thread once the user has cancelled."""
        self.what, self._done, self._total, self._since = what, 0, total or 0, time.monotonic()
        for item in items:
            if self._stop.is_set():
                raise Cancelled
            yield item
            self._done += 1

    def cancel(self) -> None:
        """Ends the work before its next step."""
        self._stop.set()

    def wait(self, seconds: float | None = None) -> bool:
        """Whether the work has ended, after at most so many seconds."""
        return self._ended.wait(seconds)

    @property
    def ended(self) -> bool:
        """Whether the work is over: done, failed or cancelled."""
        return self._ended.is_set()

    @property
    def share(self) -> float:
        """How much of the present step is done, 0 to 1."""
        return min(1.0, self._done / self._total) if self._total else 0.0

    @property
    def left(self) -> float | None:
        """Seconds that the present step still takes, None while that cannot be said."""
        gone = time.monotonic() - self._since
        return gone * (1 - self.share) / self.share if self.share > 0.02 and gone > 1 else None
