"""One open socket of one page: its messages in, answers out."""

from __future__ import annotations

import asyncio
import json
import logging
import struct
from collections.abc import Callable
from typing import Any

import numpy as np
from starlette.websockets import WebSocket, WebSocketDisconnect

from ..errors import UserError
from ..hub import Hub, Place

#: Bytes: a frame of 640 pixels is 20 to 80 thousand; a good deal more is no frame of ours.
LARGEST = 2_000_000
#: Pixels of a frame's longer side that are taken at most.
LARGEST_SIDE = 2000
#: WebSocket close code: "violates the policy".
REFUSED = 1008

_NO_TOKEN = "This page is not known here any more. Load it again."
_NO_MEANING = "That message was not understood. Load the page again."
_BROKEN = (
    "Something went wrong in formcheck itself. Load the page again: what was counted so far should still be there."
)

_log = logging.getLogger(__name__)


class Connection:
    """One open socket of one page.

    In: JSON messages with a ``type`` ("hello", "pause", "stop", "erase") and binary frames: 8 bytes with the time of
    capture (little-endian double, seconds), then a JPEG. Out: "ready", "frame", "summary", "erased", "gone", "error".
    """

    def __init__(self, hub: Hub, socket: WebSocket) -> None:
        self.hub, self.socket = hub, socket
        self.page = ""
        self.place: Place | None = None
        self._fresh = True

    async def run(self) -> None:
        """Answers every message until the page goes."""
        while True:
            message = await self.socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            try:
                answer = await self._answer(message.get("bytes"), message.get("text"))
            except UserError as error:
                answer = {"type": "error", "words": str(error)}
            except _Refused as error:
                await self._send({"type": "refused", "words": str(error)})
                await self.socket.close(REFUSED, str(error)[:120])
                return
            except (WebSocketDisconnect, asyncio.CancelledError):
                raise
            except Exception:  # noqa: BLE001 - whatever it is, the page must learn that something went wrong
                _log.exception("a live set")
                answer = {"type": "error", "words": _BROKEN}
            if answer is not None:
                await self._send(answer)

    def leave(self) -> None:
        """The socket has closed: the set waits for its page to come back."""
        if self.place is not None:
            self.hub.leave(self.place, self.page)

    async def _send(self, answer: dict[str, Any]) -> None:
        await self.socket.send_text(json.dumps(answer, allow_nan=False))

    async def _answer(self, frame: bytes | None, text: str | None) -> dict[str, Any] | None:
        if frame is not None:
            return await self._frame(frame)
        try:
            message = json.loads(text or "")
            handler = getattr(self, f"_on_{message['type']}")
        except (ValueError, TypeError, KeyError, AttributeError):
            raise _Refused(_NO_MEANING) from None
        if not self.page and message["type"] != "hello":
            raise _Refused(_NO_TOKEN)
        return await handler(message)

    async def _on_hello(self, message: dict[str, Any]) -> dict[str, Any]:
        """Begins a set, or goes on with one ("set"); that may be "gone", or "held" by another page. One that has ended is
        summed up: its page may have missed that."""
        if not self.hub.admits(message.get("token")):
            raise _Refused(_NO_TOKEN)
        self.page = str(message.get("page"))
        self.leave()
        if message.get("set"):
            self.place = self.hub.resume(self.page, message["set"])
            if self.place is None:
                return {"type": "gone", "held": self.hub.find(str(message["set"])) is not None}
            if self.place.live.ended:
                return await self._in_thread(self.hub.end, self.place)
        else:
            dose, rate = message.get("dose"), message.get("rate")
            self.place = self.hub.open(
                self.page,
                str(message.get("exercise")),
                str(message.get("level")),
                dose if isinstance(dose, int) else None,
                bool(message.get("save", True)),
                float(rate) if isinstance(rate, int | float) and 0.5 <= rate <= 2 else 1.0,
            )
        self._fresh = True
        live = self.place.live
        await self._warm_up(self.place)
        return {
            "type": "ready",
            "set": self.place.id,
            "exercise": live.exercise,
            "level": live.level,
            "dose": live.dose,
            "paused": live.paused,
            "counts": dict(live.session.counts),
        }

    async def _warm_up(self, place: Place) -> None:
        """Loads the pose model. A set that cannot even begin is forgotten: the page asks for another one."""
        try:
            await self._in_thread(place.live.warm_up)
        except UserError:
            if not place.live.poses:
                self.hub.drop(place)
                self.place = None
            raise

    async def _on_pause(self, message: dict[str, Any]) -> None:
        if self.place is not None:
            await self._in_thread(self.place.live.pause, bool(message.get("on")))

    async def _on_stop(self, message: dict[str, Any]) -> dict[str, Any] | None:
        return None if self.place is None else await self._in_thread(self.hub.end, self.place)

    async def _on_erase(self, message: dict[str, Any]) -> dict[str, Any] | None:
        if self.place is None:
            return None
        await asyncio.to_thread(self.hub.erase, self.place)
        self.place = None  # not before: when a file could not be removed, the page may ask again
        return {"type": "erased"}

    async def _frame(self, content: bytes) -> dict[str, Any] | None:
        if self.place is None:
            raise _Refused(_NO_TOKEN)
        if len(content) > LARGEST or len(content) < 9:
            return {"type": "skipped", "words": "A picture from the camera was too large or empty."}
        (stamp,) = struct.unpack_from("<d", content)
        if self._fresh:
            self._fresh = False
            await self._in_thread(self.place.live.reconnected, stamp)
        return await self._in_thread(_take, self.place, stamp, content[8:])

    async def _in_thread(self, work: Callable[..., Any], *arguments: Any) -> Any:
        assert self.place is not None
        return await asyncio.get_running_loop().run_in_executor(self.place.thread, work, *arguments)


class _Refused(Exception):
    """The connection is closed with these words."""


def _take(place: Place, stamp: float, jpeg: bytes) -> dict[str, Any]:
    import cv2

    image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    if image is None or max(image.shape[:2]) > LARGEST_SIDE:
        return {"type": "skipped", "words": "A picture from the camera could not be read."}
    return place.live.frame(stamp, image) or {"type": "skipped", "words": ""}
