"""Who may send frames, which set goes on, and what is kept of it; then the same over a real socket."""

from __future__ import annotations

import contextlib
import json
import struct
import threading
import urllib.error
import urllib.request
from datetime import datetime
from pathlib import Path

import cv2
import numpy as np
import pytest
import uvicorn
from starlette.applications import Starlette
from test_live import Script, bridges
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from formcheck import hub as hub_module
from formcheck.errors import UserError
from formcheck.hub import ADMITTED, KEPT, Hub
from formcheck.page import routes
from formcheck.recording import Recording
from formcheck.replay import replay
from formcheck.report import as_dict
from pose_rules.glute_bridge import RULE as BRIDGE


def eyes():
    """Makes landmarkers: the first of each set's thread sees two bridges, its second, for other people, sees nobody."""
    known = threading.local()

    def make():
        first, known.used = not hasattr(known, "used"), True
        return Script(bridges([22.0, 22.0]) if first else [])

    return make


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def hub(tmp_path, clock):
    made = Hub(eyes(), folder=lambda: tmp_path / "sets", clock=clock)
    yield made
    made.close()


def done(place, seconds=13):
    """Plays a set of two bridges from the set's own thread."""
    image = np.full((36, 64, 3), 128, np.uint8)
    for i in range(seconds * 30):
        place.thread.submit(place.live.frame, 100 + i / 30, image).result()
    return place


def test_only_a_page_with_a_token_of_this_hub_is_admitted(hub, clock):
    token = hub.token()
    assert hub.admits(token)
    assert not any(hub.admits(other) for other in ("", None, 5, token + "x", Hub().token()))
    clock.now = ADMITTED + 1
    assert not hub.admits(token)


def test_a_set_waits_for_its_page_and_is_forgotten_after_a_while(hub, clock):
    place = hub.open("page one", "glute_bridge")
    hub.leave(place, "page one")
    clock.now = KEPT - 1
    assert hub.resume("page two", place.id) is place
    hub.leave(place, "page two")
    clock.now = 3 * KEPT
    assert hub.resume("page three", place.id) is None


def test_another_page_cannot_take_a_set_that_is_still_held(hub):
    place = hub.open("page one", "glute_bridge")
    assert hub.resume("page two", place.id) is None
    assert hub.resume("page one", place.id) is place


def test_a_late_goodbye_of_the_page_before_does_not_part_the_new_one(hub):
    place = hub.open("page one", "glute_bridge")
    hub.leave(place, "page one")
    hub.resume("page two", place.id)
    hub.leave(place, "page one")
    assert hub.resume("page three", place.id) is None


def test_a_finished_set_is_kept_as_landmarks_that_replay_to_its_ledger(hub):
    place = done(hub.open("page", "glute_bridge"))
    summary = hub.end(place)
    again = replay(Recording.load(summary["saved"]), BRIDGE, look_ahead=False)
    assert again.count == summary["count"] == 2
    assert as_dict(again, "glute_bridge", "live") == place.live.report()
    assert json.loads(place.saved[1].read_text())["count"] == 2


def test_a_set_that_was_ended_twice_is_kept_once(hub, tmp_path):
    place = done(hub.open("page", "glute_bridge"))
    assert hub.end(place)["saved"] == hub.end(place)["saved"]
    assert len(list((tmp_path / "sets").iterdir())) == 2


def test_a_finished_set_lets_go_of_its_pose_models(hub):
    place = done(hub.open("page", "glute_bridge"))
    eyes = place.live.warm_up()
    hub.end(place)
    assert eyes.closed


def test_a_ledger_that_cannot_be_written_leaves_the_summary_and_no_half_of_a_set(hub, tmp_path, monkeypatch):
    def full(path, text):
        raise UserError(f"Cannot write {path}: no space left.")

    monkeypatch.setattr(hub_module, "write_text", full)
    place = done(hub.open("page", "glute_bridge"))
    for summary in (hub.end(place), hub.end(place)):
        assert summary["saved"] == "" and "no space left" in summary["trouble"]
        assert summary["count"] == 2
    assert list((tmp_path / "sets").iterdir()) == []


def test_nothing_is_kept_when_that_is_not_wished_or_nothing_happened(hub, tmp_path):
    hub.end(done(hub.open("page", "glute_bridge", save=False)))
    hub.end(hub.open("page", "glute_bridge"))
    assert not (tmp_path / "sets").exists()


def test_a_set_that_nobody_came_back_to_is_kept_when_it_is_forgotten(hub, clock, tmp_path):
    place = done(hub.open("page", "glute_bridge"))
    hub.leave(place, "page")
    clock.now = KEPT + 1
    hub.token()
    place.thread.shutdown(wait=True)
    assert len(list((tmp_path / "sets").glob("*.npz"))) == 1


def test_sets_in_progress_are_kept_when_the_program_ends(hub, tmp_path):
    done(hub.open("page", "glute_bridge"))
    hub.close()
    assert len(list((tmp_path / "sets").glob("*.npz"))) == 1


def test_erasing_leaves_nothing_on_disk_and_nothing_to_fetch(hub, tmp_path):
    place = done(hub.open("page", "glute_bridge"))
    hub.end(place)
    hub.erase(place)
    assert list((tmp_path / "sets").iterdir()) == []
    assert hub.find(place.id) is None


def test_a_folder_that_cannot_be_made_is_told_and_loses_nothing(tmp_path):
    (tmp_path / "sets").write_text("a file stands in the way")
    hub = Hub(eyes(), folder=lambda: tmp_path / "sets")
    place = done(hub.open("page", "glute_bridge"))
    summary = hub.end(place)
    assert summary["saved"] == "" and str(tmp_path) in summary["trouble"]
    assert summary["count"] == 2


@pytest.mark.parametrize("wish", [{"exercise": "juggling"}, {"level": "olympic"}, {"dose": 0}, {"dose": 1000}])
def test_a_wish_that_cannot_be_met_is_told_in_words(hub, wish):
    with pytest.raises(UserError):
        hub.open("page", **{"exercise": "glute_bridge"} | wish)


def test_sets_are_kept_in_the_users_own_folder():
    assert hub_module.folder().name == "sets" and "formcheck" in str(hub_module.folder())


# Over a socket


@pytest.fixture
def server(hub, monkeypatch):
    """(host:port) of a server with the page's routes and this hub."""
    monkeypatch.setattr(routes, "HUB", hub)
    config = uvicorn.Config(Starlette(routes=routes.ROUTES), port=0, log_level="error", ws="websockets-sansio")
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run)
    thread.start()
    while not running.started:
        threading.Event().wait(0.02)
    yield f"127.0.0.1:{running.servers[0].sockets[0].getsockname()[1]}"
    running.should_exit = True
    thread.join()


def jpeg(size=(36, 64)) -> bytes:
    return cv2.imencode(".jpg", np.full((*size, 3), 128, np.uint8))[1].tobytes()


def frame(t: float, content: bytes | None = None) -> bytes:
    return struct.pack("<d", t) + (jpeg() if content is None else content)


class Page:
    """A page's side of the socket."""

    def __init__(self, socket, name):
        self.socket, self.name = socket, name

    def ask(self, message) -> dict:
        self.socket.send(message if isinstance(message, bytes) else json.dumps(message))
        return json.loads(self.socket.recv(timeout=30))

    def hello(self, token, **wish) -> dict:
        return self.ask({"type": "hello", "page": self.name, "token": token} | ({"level": "typical"} | wish))


@pytest.fixture
def visit(server):
    """Opens pages: visit(name, origin) -> Page."""
    with contextlib.ExitStack() as stack:
        yield lambda name="page", origin=f"http://{server}": Page(
            stack.enter_context(connect(f"ws://{server}/api/live", origin=origin)), name
        )


@pytest.mark.parametrize("origin", ["http://elsewhere.example", "http://localhost:1", "null", "file://"])
def test_a_page_of_another_origin_is_refused_in_words(visit, origin):
    with pytest.raises(InvalidStatus) as refused:
        visit(origin=origin)
    assert refused.value.response.status_code == 403
    assert b"may not send frames" in refused.value.response.body


@pytest.mark.parametrize("token", [None, "", "guessed"])
def test_a_page_without_the_token_is_refused_in_words(visit, token):
    page = visit()
    assert "not known" in page.hello(token, exercise="glute_bridge")["words"]
    with pytest.raises(ConnectionClosed):
        page.socket.recv(timeout=10)


@pytest.mark.parametrize("message", [frame(1.0), "{}", "no json", "[]", '{"type": "stop"}', '{"type": "open"}'])
def test_nothing_is_done_before_the_token_was_shown(visit, message):
    page = visit()
    page.socket.send(message)
    assert json.loads(page.socket.recv(timeout=10))["type"] == "refused"


def test_frames_go_in_and_the_count_comes_out(visit, hub):
    page = visit()
    assert page.hello(hub.token(), exercise="glute_bridge", dose=2)["type"] == "ready"
    answers = [page.ask(frame(i / 30)) for i in range(13 * 30)]
    assert answers[-1]["counts"] == {"": 2}
    assert page.ask({"type": "stop"})["count"] == 2


def test_pictures_that_are_none_are_passed_over_and_the_set_goes_on(visit, hub):
    page = visit()
    page.hello(hub.token(), exercise="glute_bridge")
    for content in (b"", b"no picture", jpeg()[:100], b"\xff" * 3_000_000, jpeg((20, 4000))):
        assert page.ask(frame(1.0, content))["type"] == "skipped"
    assert page.ask(frame(2.0))["type"] == "frame"


def test_an_unknown_exercise_is_told_in_words(visit, hub):
    answer = visit().hello(hub.token(), exercise="juggling")
    assert answer["type"] == "error" and "juggling" in answer["words"]


def test_a_set_whose_file_cannot_be_removed_may_be_erased_again(visit, hub, tmp_path):
    page = visit()
    page.hello(hub.token(), exercise="glute_bridge")
    for i in range(7 * 30):
        page.ask(frame(i / 30))
    kept = Path(page.ask({"type": "stop"})["saved"])
    kept.rename(tmp_path / "aside.npz")
    kept.mkdir()  # no file any more: it cannot be unlinked
    assert str(kept) in page.ask({"type": "erase"})["words"]
    kept.rmdir()
    assert page.ask({"type": "erase"})["type"] == "erased"
    assert list(kept.parent.iterdir()) == []


def test_a_set_without_a_pose_model_is_told_and_another_may_be_begun(visit, hub, monkeypatch):
    def missing():
        raise UserError("The pose model could not be fetched.")

    page, make = visit(), hub._eyes
    monkeypatch.setattr(hub, "_eyes", missing)
    assert "could not be fetched" in page.hello(hub.token(), exercise="glute_bridge")["words"]
    assert not hub._places
    monkeypatch.setattr(hub, "_eyes", make)
    assert page.hello(hub.token(), exercise="glute_bridge")["type"] == "ready"


def test_a_page_that_was_loaded_again_goes_on_with_its_set(visit, hub):
    page = visit("first")
    ready = page.hello(hub.token(), exercise="glute_bridge", dose=2)
    for i in range(7 * 30):
        page.ask(frame(i / 30))
    page.socket.close()
    later = visit("second")
    again = later.hello(hub.token(), set=ready["set"])
    while again["type"] == "gone":  # until the server has noticed that the first one went
        again = later.hello(hub.token(), set=ready["set"])
    assert again["counts"] == {"": 1}
    assert (again["exercise"], again["dose"]) == ("glute_bridge", 2)


def test_a_set_that_another_page_holds_is_told_from_one_that_is_gone(visit, hub):
    ready = visit("first").hello(hub.token(), exercise="glute_bridge")
    assert visit("second").hello(hub.token(), set=ready["set"]) == {"type": "gone", "held": True}
    assert visit("third").hello(hub.token(), set="no such set") == {"type": "gone", "held": False}


def test_a_page_that_missed_the_result_of_its_set_gets_it_when_it_asks_again(visit, hub):
    page = visit("first")
    ready = page.hello(hub.token(), exercise="glute_bridge", dose=2, save=False)
    for i in range(7 * 30):
        page.ask(frame(i / 30))
    ended = page.ask({"type": "stop"})
    assert visit("other").hello(hub.token(), set=ready["set"]) == {"type": "gone", "held": True}
    again = visit("first").hello(hub.token(), set=ready["set"])
    assert again == ended
    assert (again["count"], again["dose"]) == (1, 2)


def test_a_failure_inside_is_told_and_does_not_end_the_connection(visit, hub, monkeypatch):
    page = visit()
    page.hello(hub.token(), exercise="glute_bridge")
    monkeypatch.setattr(Script, "detect", lambda self, frame: 1 / 0)
    assert "should still be there" in page.ask(frame(1.0))["words"]
    monkeypatch.undo()


def test_the_files_of_a_set_can_be_fetched_until_it_is_erased(server, hub):
    place = done(hub.open("other", "glute_bridge"))
    hub.end(place)
    address = f"http://{server}/api/live/{place.id}"
    assert json.load(urllib.request.urlopen(f"{address}/ledger.json"))["count"] == 2
    assert len(urllib.request.urlopen(f"{address}/landmarks.npz").read()) > 1000
    hub.erase(place)
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(f"{address}/landmarks.npz")


def test_sets_of_one_exercise_that_are_forgotten_at_the_same_moment_are_both_kept(hub, clock, tmp_path):
    """Each under the time at which it was left, not the one at which somebody next opened the page."""
    places = [done(hub.open(page, "glute_bridge")) for page in ("one", "two")]
    for place, page in zip(places, ("one", "two"), strict=True):
        hub.leave(place, page)
        place.left_on = datetime(2026, 3, 1, 22, 50)
    clock.now = KEPT + 1
    hub.token()
    for place in places:
        place.thread.shutdown(wait=True)
    names = sorted(path.name for path in (tmp_path / "sets").iterdir())
    assert names == [
        "2026-03-01-225000-glute_bridge-2.json", "2026-03-01-225000-glute_bridge-2.npz",
        "2026-03-01-225000-glute_bridge.json", "2026-03-01-225000-glute_bridge.npz",
    ]  # fmt: skip
    assert all(len(Recording.load(path)) for path in (tmp_path / "sets").glob("*.npz"))
