"""Somebody exercises before the camera: the sample clips, played to the page as its camera."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from pathlib import Path

import clips
import numpy as np
import pytest

from formcheck import rulebook
from formcheck.coach import Coach
from formcheck.recording import Recording
from formcheck.replay import replay
from formcheck.report import as_dict
from formcheck.rule import NO_SIDES, Rule
from formcheck.session import Session

pytestmark = [pytest.mark.browser, pytest.mark.model, pytest.mark.slow, pytest.mark.flaky(reruns=3)]

SAMPLES = Path(__file__).parents[2] / "sample_videos"
CLEAN = sorted(path for path in SAMPLES.glob("*/clean*.mp4") if path.with_suffix(".toml").exists())
#: Clips are played in real time, and those with all faults are minutes long: one of them stands for the others.
MIXED = [SAMPLES / "seated_rotation" / "mixed.mp4"]
#: The exercise whose clean clip, short and easy to see, is used for everything else.
SUITED = "glute_bridge"
by_name = {"ids": lambda path: f"{path.parent.name}-{path.stem}"}


@pytest.fixture(scope="session")
def as_camera(tmp_path_factory):
    """video -> the same as Motion JPEG, made once."""
    folder, made = tmp_path_factory.mktemp("clips"), {}

    def convert(video: Path) -> Path:
        if video not in made:
            made[video] = clips.to_mjpeg(video, folder / f"{video.parent.name}-{video.stem}.mjpeg")
        return made[video]

    return convert


def labelled(video: Path) -> list[dict]:
    """The repetitions of a clip's label."""
    return tomllib.loads(video.with_suffix(".toml").read_text())["reps"]


def expected(video: Path) -> tuple[dict[str, int], list[str]]:
    """What the label says: counted repetitions by side, and the words of the counts in order."""
    rule = rulebook.load(video.parent.name)
    reps = [rep for rep in labelled(video) if rep.get("counts", True)]
    counts, said = Counter({"": 0} if rule.sides == NO_SIDES else {"left": 0, "right": 0}), []
    for rep in reps:
        side = rep.get("side", "") if rule.sides != NO_SIDES else ""
        counts[side] += 1
        said.append(Coach(rule).count_words(side or None, counts[side]))
    return dict(counts), said


def sit_through(browse, video: Path, camera: Path, **more):
    """The set from its beginning to the end of the clip; (page, expected words)."""
    counts, said = expected(video)
    live = browse(camera, **more)
    live.choose(video.parent.name, dose=max(counts.values()) + 1)
    length = clips.seconds(video)
    live.until(lambda: "Ready. Go." in live.spoken(), length + 60)
    live.until(lambda: len(live.said("count")) >= len(said), length + 60)
    live.tab.wait_for_timeout(3000)  # and no more than that
    return live, counts, said


@pytest.mark.parametrize("video", [clip for clip in CLEAN if clip.parent.name != SUITED], **by_name)
def test_a_clean_clip_gives_its_exact_count_and_words_in_order(browse, as_camera, video):
    live, counts, said = sit_through(browse, video, as_camera(video))
    assert live.counts() == counts
    assert live.said("count") == said
    assert live.errors == []


@pytest.mark.parametrize("video", MIXED, **by_name)
def test_a_mixed_clip_gives_its_faults_cues(browse, as_camera, video):
    live = browse(as_camera(video))
    live.choose(video.parent.name, dose=50)
    live.tab.wait_for_timeout(1000 * (clips.LEAD + clips.seconds(video) + 8))
    shown = {fault for rep in labelled(video) for fault in (*rep["faults"], *rep.get("with", ()))}
    rule = rulebook.load(video.parent.name)
    cues = {fault.cue: fault.name for fault in rule.faults}
    cued, told = ({cues[text] for text in texts if text in cues} for texts in (live.spoken(), heard(video, rule)))
    assert cued <= shown
    # Frames come at other times than in the file: a cue may just miss its turn.
    assert len(cued & told) >= 0.7 * len(told)
    assert live.errors == []


def heard(video: Path, rule: Rule) -> list[str]:
    """What the coach says over the landmarks of the clip."""
    session, coach = Session(rule), Coach(rule)
    return [say.text for pose in Recording.load(video.with_suffix(".npz")) for say in coach.hear(session.update(pose))]


def suited() -> Path:
    """A clean clip to do other things with."""
    return next((path for path in CLEAN if path.parent.name == SUITED), *CLEAN[:1])


needs_a_clip = pytest.mark.skipif(not CLEAN, reason="There is no sample clip: make samples")


@needs_a_clip
def test_a_live_set_is_counted_and_replays_to_the_same_ledger_to_the_last_digit(browse, as_camera, tmp_path):
    video = suited()
    live, counts, said = sit_through(browse, video, as_camera(video))
    assert live.counts() == counts
    assert live.said("count") == said
    live.tab.keyboard.press("Escape")
    live.until(lambda: live.tab.is_visible("#summary-title"))
    for words, name in (("Download the joints", "set.npz"), ("Download all attempts", "ledger.json")):
        with live.tab.expect_download() as download:
            live.tab.click(f"text={words}")
        download.value.save_as(tmp_path / name)
    recording = Recording.load(tmp_path / "set.npz")
    ledger = json.loads((tmp_path / "ledger.json").read_text())
    again = replay(recording, rulebook.load(video.parent.name), look_ahead=False)
    assert recording.live
    assert json.loads(json.dumps(as_dict(again, video.parent.name, "live"))) == ledger
    assert ledger["count"] == sum(counts.values()) == int(live.tab.get_attribute("[data-count]", "data-count"))
    kept = live.tab.inner_text("text=Kept in").removeprefix("Kept in ")
    assert np.array_equal(Recording.load(kept).xy, recording.xy, equal_nan=True)
    live.tab.click("text=Erase this set")
    live.until(lambda: live.tab.is_visible("#choose-title"))
    assert not Path(kept).exists()


@needs_a_clip
def test_a_slow_browser_gives_the_same_count(browse, as_camera):
    video = suited()
    counts, said = expected(video)
    live = browse(as_camera(video))
    live.tab.context.new_cdp_session(live.tab).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    live.choose(video.parent.name, dose=20)
    live.until(lambda: len(live.said("count")) >= len(said), clips.seconds(video) + 60)
    assert live.counts() == counts


@needs_a_clip
def test_a_reload_in_the_middle_keeps_what_was_counted(browse, as_camera):
    video = suited()
    live = browse(as_camera(video))
    live.choose(video.parent.name, dose=20)
    live.until(lambda: sum(live.counts().values()) >= 1, clips.seconds(video) + 60)
    before = live.counts()
    live.load()
    live.until(lambda: "The set goes on." in live.spoken())
    live.until(lambda: live.state() not in ("", "wait"))
    assert live.counts() == before


@needs_a_clip
def test_the_set_ends_by_itself_when_the_dose_is_done(browse, as_camera):
    video = suited()
    live = browse(as_camera(video))
    live.choose(video.parent.name, dose=1)
    live.until(lambda: live.tab.is_visible("#summary-title"), clips.seconds(video) + 60)
    assert "That was the last one. Well done. Rest now." in live.spoken()
    assert set(live.counts().values()) == {1}
    live.tab.click("text=Do it again")
    live.until(lambda: live.tab.evaluate("liveApp().stage.element.open"))
