"""How the live page keeps up: python -m benchmarks.live [CLIP ...]

Plays labelled clips to the page as the camera of a real Chromium (the browser tests' server and clips), and prints
  frames a second    what the camera gave, and for how many of them an answer came back
  to the drawing     from the moment a picture was taken to its skeleton's being on the page
  to the count       from the picture with which a repetition ended to its number's being on the page
  after the end      from the repetition's labelled end to its number's being on the page; below 0 where the label waits
                     for the last bit of the way back
  sent               what goes to the server in a second
All of it as this browser's own clock saw it. Other programs on the computer slow it down: the load is printed beside it.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import click

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "browser"))  # the same server, flags and clips as the browser tests

import clips  # pyright: ignore[reportMissingImports]
import conftest as browser  # pyright: ignore[reportMissingImports]

#: Writes down, in ms on the page's clock: when each picture was taken, answered and drawn, and when the digits changed.
PROBE = """() => {
  const { stream, stage } = liveApp();
  const seen = (window.seen = { camera: [], answers: [], drawn: [], counts: [], bytes: 0 });
  const wall = () => performance.timeOrigin + performance.now();
  const offer = stream.offer.bind(stream), answer = stream.on.frame, paint = stage.overlay.paint.bind(stage.overlay);
  let first = null, fresh = null;
  stream.offer = (video, at) => {
    const stamp = performance.timeOrigin + at;
    seen.camera.push(stamp);
    offer(video, at);
    if (first === null && stream.last > 0) first = stamp;
  };
  stream.on.frame = (frame) => {
    const taken = first + frame.t * 1000;
    seen.answers.push([taken, wall()]);
    const before = digits();
    answer(frame);
    if (digits() !== before) requestAnimationFrame(() => seen.counts.push([taken, wall()]));
    fresh = taken;
  };
  stage.overlay.paint = (...size) => {
    paint(...size);
    if (fresh !== null) seen.drawn.push([fresh, wall()]);
    fresh = null;
  };
  const digits = () => [...stage.counts.querySelectorAll(".digits")].map((e) => e.textContent).join();
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) { seen.bytes += data.size ?? data.length; send.call(this, data); };
}"""


def main() -> None:
    """Measures each clip and prints its lines."""
    names = sys.argv[1:] or [str(ROOT / "sample_videos/glute_bridge/clean.mp4")]
    with tempfile.TemporaryDirectory() as folder:
        server = browser.Server(ROOT, Path(folder) / "data")
        try:
            for name in names:
                video = Path(name)
                report(video, *watch(server.address, video, Path(folder)))
        finally:
            server.stop()


def watch(address: str, video: Path, folder: Path) -> tuple[dict[str, Any], float]:
    """Plays a clip to the page until its end; (what the page wrote down, the computer's load)."""
    from playwright.sync_api import sync_playwright

    camera = clips.to_mjpeg(video, folder / "camera.mjpeg")
    fake = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    flags = [*browser.FLAGS, *fake, f"--use-file-for-fake-video-capture={camera}"]
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            folder / f"{video.parent.name}-{video.stem}", executable_path=browser.CHROMIUM, headless=True, args=flags,
            viewport={"width": 1366, "height": 768},
        )  # fmt: skip
        context.add_init_script(browser.APP + browser.RECORDER)
        live = browser.Live(context.pages[0], address)
        live.tab.evaluate(PROBE)
        live.choose(video.parent.name, dose=100)
        live.tab.wait_for_timeout(1000 * (clips.LEAD + clips.seconds(video) + 3))
        seen = live.tab.evaluate("window.seen")
        context.close()
    return seen, os.getloadavg()[0]


def report(video: Path, seen: dict[str, Any], load: float) -> None:
    """Prints what was measured with one clip."""
    begin = seen["camera"][0]
    seconds = (seen["camera"][-1] - begin) / 1000
    ends = [
        rep["end"] for rep in tomllib.loads(video.with_suffix(".toml").read_text())["reps"] if rep.get("counts", True)
    ]
    counted = [(shown - begin) / 1000 - clips.LEAD for _, shown in seen["counts"]]
    click.echo(f"{video.parent.name}/{video.stem}: {seconds:.0f} s, load {load:.1f} on {os.cpu_count()} cores")
    rates = [len(seen[name]) / seconds for name in ("camera", "answers")]
    click.echo(f"  frames a second  {rates[0]:.1f} from the camera, {rates[1]:.1f} answered")
    click.echo(f"  to the drawing   {spread(seen['drawn'])}")
    click.echo(f"  to the count     {spread(seen['counts'])}; {len(counted)} counted, {len(ends)} labelled")
    if len(counted) == len(ends):
        late = sorted(at - end for at, end in zip(counted, ends, strict=True))
        click.echo(f"  after the end    {statistics.median(late):+.2f} s, at most {late[-1]:+.2f} s")
    click.echo(f"  sent             {seen['bytes'] / seconds / 1000:.0f} kB a second")


def spread(pairs: list[list[float]]) -> str:
    """Median and 95 % of how long after its picture something came."""
    delays = sorted(shown - taken for taken, shown in pairs)
    if not delays:
        return "nothing"
    return f"median {statistics.median(delays):.0f} ms, 95 % within {delays[int(0.95 * (len(delays) - 1))]:.0f} ms"


if __name__ == "__main__":
    main()
