"""What the page's own server hands to the player: the picture of a recording and its landmarks, to who knows the token.

A token holds only as long as the view that shows the recording.
"""

from __future__ import annotations

import secrets
import weakref
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from ..recording import Recording

_GONE = "This recording is not here any more. Choose it again."
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass(eq=False)
class Shown:
    """One recording on one page. video: a file that browsers play, None without one. keeps: what must live with it."""

    recording: Recording
    video: Path | None = None
    media_type: str | None = None
    keeps: Any = None
    token: str = field(default_factory=lambda: secrets.token_urlsafe(18))

    def __post_init__(self) -> None:
        _SHOWN[self.token] = self


_SHOWN: weakref.WeakValueDictionary[str, Shown] = weakref.WeakValueDictionary()


async def video(request: Request) -> Response:
    """The video's own bytes, or the part that is asked for."""
    shown = _SHOWN.get(request.path_params["token"])
    if shown is None or shown.video is None or not shown.video.exists():
        return PlainTextResponse(_GONE, 404)
    return FileResponse(shown.video, media_type=shown.media_type, headers=_HEADERS)


async def poses(request: Request) -> Response:
    """The landmarks as little-endian 32-bit floats, for each frame: t (s), then x, y (image heights) and visibility of
    33 landmarks; NaN for nobody."""
    shown = _SHOWN.get(request.path_params["token"])
    if shown is None:
        return PlainTextResponse(_GONE, 404)
    return Response(packed(shown.recording), media_type="application/octet-stream", headers=_HEADERS)


def packed(recording: Recording) -> bytes:
    """A recording as ``poses`` sends it: n x 100 floats."""
    points = np.concatenate([recording.xy, recording.visibility[:, :, None]], axis=2).reshape(len(recording), -1)
    return np.column_stack([recording.t, points]).astype("<f4").tobytes()


ROUTES = [Route("/api/recorded/{token}/video", video), Route("/api/recorded/{token}/poses", poses)]
