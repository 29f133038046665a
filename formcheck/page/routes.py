"""What the page's own server answers beside Streamlit: the live frames, the files of a set, the component's assets."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import Scope
from starlette.websockets import WebSocket, WebSocketDisconnect

from ..hub import HUB, Place
from ..report import to_json
from . import intake
from .connection import Connection

ASSETS = Path(__file__).parent / "assets"
_STRANGER = "This page may not send frames here. Open formcheck in this browser by its own address."


def same_origin(origin: str | None, host: str | None) -> bool:
    """Whether a request comes from a page of this very server: same host and port."""
    parts = urlsplit(origin or "")
    return parts.scheme in ("http", "https") and bool(host) and parts.netloc.lower() == host.lower()


async def live(socket: WebSocket) -> None:
    """Frames of one page in, JSON out; see ``Connection``."""
    if not same_origin(socket.headers.get("origin"), socket.headers.get("host")):
        await socket.send_denial_response(PlainTextResponse(_STRANGER, 403))
        return
    await socket.accept()
    connection = Connection(HUB, socket)
    try:
        await connection.run()
    except WebSocketDisconnect:
        pass
    finally:
        connection.leave()


async def landmarks(request: Request) -> Response:
    """The landmarks of a set, as a file."""
    place = HUB.find(request.path_params["set"])
    if place is None:
        return PlainTextResponse("This set is not here any more.", 404)
    content = await asyncio.get_running_loop().run_in_executor(place.thread, _npz, place)
    return _download(content, f"{place.live.exercise}.npz", "application/octet-stream")


async def ledger(request: Request) -> Response:
    """The ledger of a set, as JSON."""
    place = HUB.find(request.path_params["set"])
    if place is None:
        return PlainTextResponse("This set is not here any more.", 404)
    report = await asyncio.get_running_loop().run_in_executor(place.thread, place.live.report)
    return _download(to_json(report).encode(), f"{place.live.exercise}.json", "application/json")


def _npz(place: Place) -> bytes:
    import tempfile

    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "set.npz"
        place.live.recording().save(path)
        return path.read_bytes()


def _download(content: bytes, name: str, kind: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=kind, headers=headers)


class Assets(StaticFiles):
    """The component's modules; the browser asks each time whether they have changed."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, to be checked before it is used again."""
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response


@contextlib.asynccontextmanager
async def lifespan(app: object) -> AsyncIterator[dict[str, Any]]:
    """When the program ends, what open sets have so far is kept, and what was uploaded to be checked is deleted."""
    _end_with_the_terminal()
    yield {}
    intake.discard_all()
    await asyncio.to_thread(HUB.close)


def _end_with_the_terminal() -> None:
    """A terminal that is closed ends the program as a wish to end it does, not at once: the sets must be kept first. Who
    started it so that it outlives the terminal is obeyed."""
    closed = getattr(signal, "SIGHUP", None)  # not on Windows
    if closed is None or threading.current_thread() is not threading.main_thread():
        return
    if signal.getsignal(closed) is signal.SIG_DFL:
        signal.signal(closed, lambda *_: signal.raise_signal(signal.SIGTERM))


ROUTES = [
    WebSocketRoute("/api/live", live),
    Route("/api/live/{set}/landmarks.npz", landmarks),
    Route("/api/live/{set}/ledger.json", ledger),
    Mount("/api/assets", Assets(directory=ASSETS)),
]
