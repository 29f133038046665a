"""The page in real Chromium: a server of its own, a fake camera that plays a clip, and a record of what was spoken."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = os.environ.get("FORMCHECK_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--mute-audio",
)  # fmt: skip
#: Two voices that say nothing, and a record of the words; Debian's Chromium has no voices of its own.
RECORDER = """
window.spoken = [];
window.cancelled = 0;
const voices = [
  { name: "Anna", lang: "de-DE", voiceURI: "anna", localService: true, default: true },
  { name: "Brian", lang: "en-GB", voiceURI: "brian", localService: true, default: false },
];
speechSynthesis.getVoices = () => voices;
speechSynthesis.speak = (said) => window.spoken.push(said.text);
speechSynthesis.cancel = () => { window.cancelled += 1; };
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""
#: The component's own part of the page, whether or not it stands in a shadow.
APP = """
window.liveApp = () => {
  const find = (root) => root.querySelector("#live-root")
    ?? [...root.querySelectorAll("*")].map((e) => e.shadowRoot && find(e.shadowRoot)).find(Boolean);
  return find(document)?.app;
};
"""
#: What the coach had said, with its kind: in a hold "3" counts down, elsewhere it counts.
LISTENER = """() => {
  const { on } = liveApp().stream;
  const frame = on.frame;
  window.said = [];
  on.frame = (answer) => { window.said.push(...answer.say); frame(answer); };
}"""
#: Seconds: the machine may be busy, and the pose model takes its time to load.
PATIENCE = 60


class Server:
    """The page's server process, with a data folder of its own."""

    def __init__(self, root: Path, data: Path, port: int = 0) -> None:
        self.root, self.data, self.port = root, data, port or _free_port()
        self.address = f"http://localhost:{self.port}"
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.headless", "true"]
        self.process = subprocess.Popen(
            [*command, "--server.port", str(self.port)],
            cwd=self.root,
            env=os.environ | {"XDG_DATA_HOME": str(self.data)},
        )
        for _ in range(PATIENCE * 5):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{self.address}/_stcore/health").read()
                return
            time.sleep(0.2)
        raise RuntimeError("the page did not start")

    def stop(self) -> None:
        """Ends the process."""
        self.process.terminate()
        self.process.wait(20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def server(tmp_path_factory) -> Iterator[Server]:
    """One server for all browser tests."""
    made = Server(Path(__file__).parents[2], tmp_path_factory.mktemp("data"))
    yield made
    made.stop()


class Live:
    """The live view in one tab, as its user sees it."""

    def __init__(self, tab: Any, address: str) -> None:
        self.tab = tab
        self.errors: list[str] = []
        self.hosts: set[str] = set()
        tab.on("pageerror", lambda error: self.errors.append(str(error)))
        tab.on("request", lambda request: self.hosts.add(request.url.split("/")[2]))
        self.address = address
        self.load()

    def load(self) -> None:
        """Opens the page, or loads it again."""
        self.tab.goto(self.address)
        self.tab.wait_for_selector("#live-root .screen", state="attached", timeout=PATIENCE * 1000)
        self.tab.evaluate(LISTENER)

    def choose(self, exercise: str, dose: int | None = None) -> None:
        """Chooses an exercise and starts its set."""
        self.tab.click(f"[data-exercise={exercise}]")
        if dose is not None:
            self.tab.fill("#dose", str(dose))
        self.tab.click("text=Start the camera")

    def counts(self) -> dict[str, int]:
        """The digits on the page, by side."""
        cells = self.tab.eval_on_selector_all(".digits", "all => all.map(e => [e.dataset.side, +e.textContent])")
        return dict(cells)

    def spoken(self) -> list[str]:
        """What was said so far."""
        return self.tab.evaluate("window.spoken")

    def said(self, kind: str) -> list[str]:
        """What the coach has said of one kind, all of it spoken and in that order."""
        said = self.tab.evaluate("window.said")
        words = iter(self.spoken())
        assert all(say["text"] in words for say in said), (said, self.spoken())
        return [say["text"] for say in said if say["kind"] == kind]

    def state(self) -> str:
        """The state of the set, as the stage shows it."""
        return self.tab.evaluate("liveApp().stage.element.dataset.state")

    def until(self, check: Callable[[], object], seconds: float = PATIENCE) -> None:
        """Waits for a state of the page."""
        end = time.monotonic() + seconds
        while not check():
            if time.monotonic() > end:
                raise AssertionError(f"not within {seconds} s: {self.told()}")
            self.tab.wait_for_timeout(200)

    def told(self) -> dict[str, Any]:
        """Where the page stands, for a failing test."""
        return {"counts": self.counts(), "spoken": self.spoken(), "errors": self.errors, "state": self.state()}


@pytest.fixture
def browse(server, tmp_path) -> Iterator[Callable[..., Live]]:
    """browse(clip, ...) opens Chromium with that clip (Motion JPEG) as its camera, and the page in it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, contextlib.ExitStack() as stack:

        def start(clip: Path | None = None, flags: tuple[str, ...] = (), script: str = RECORDER, **more: Any) -> Live:
            camera = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
            if clip:
                camera.append(f"--use-file-for-fake-video-capture={clip}")
            if any("media-stream" in flag for flag in flags):
                camera = []
            profile = tmp_path / f"profile{len(list(tmp_path.glob('profile*')))}"
            context = stack.enter_context(
                playwright.chromium.launch_persistent_context(
                    profile, executable_path=CHROMIUM, headless=True, args=[*FLAGS, *camera, *flags],
                    viewport=more.pop("viewport", {"width": 1366, "height": 768}), accept_downloads=True, **more,
                )
            )  # fmt: skip
            context.add_init_script(APP + script)
            return Live(context.pages[0], server.address)

        yield start
