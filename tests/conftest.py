"""Which tests run: plain `pytest` the quick ones, `pytest --all` every one that this machine can run.

What a machine cannot run is skipped with the reason, and the summary says how to get it. With FORMCHECK_ALL=1 in the
environment, as in .ci/run, a skipped test fails the run instead.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections import Counter
from pathlib import Path

import pytest

from formcheck import doctor

MARKERS = ("slow", "model", "browser")
STRICT = os.environ.get("FORMCHECK_ALL") == "1"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all", action="store_true", help="also run the tests marked slow, model and browser")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--all"):
        missing = {marker: reason for marker, reason in _missing().items() if reason}
        for item in items:
            for marker in set(missing) & {mark.name for mark in item.iter_markers()}:
                item.add_marker(pytest.mark.skip(reason=missing[marker]))
    elif not config.option.markexpr:
        left_out = [item for item in items if any(item.get_closest_marker(name) for name in MARKERS)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def pytest_sessionfinish(session: pytest.Session) -> None:
    if STRICT and _skipped(session.config) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    write = terminalreporter.write_line
    for reason, count in _skipped(config).items():
        tests = f"{count} test{'s' if count > 1 else ''}"
        write(f"{'FAILED, left out' if STRICT else 'Left out'}: {tests}. {reason}", yellow=True)
    if not config.getoption("--all") and not config.option.markexpr and terminalreporter.stats.get("deselected"):
        write("Only the quick tests ran. All of them: pytest --all, or make test")


def _skipped(config: pytest.Config) -> Counter[str]:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    reports = reporter.stats.get("skipped", []) if reporter else []
    return Counter(report.longrepr[2].removeprefix("Skipped: ") for report in reports)


def _missing() -> dict[str, str]:
    """Marker -> why its tests cannot run here and how to change that, empty when they can."""
    return {
        "model": next((check.remedy for check in (*doctor.system_libraries(), doctor.model()) if not check.ok), ""),
        "browser": _missing_browser(),
    }


def _missing_browser() -> str:
    if importlib.util.find_spec("playwright") is None:
        return "Playwright is not installed: pip install -e .[test]"
    if not chromium():
        return "There is no Chromium: sudo apt-get install chromium (or name one in FORMCHECK_CHROMIUM)"
    return ""


def chromium() -> str | None:
    """Path of the browser for the tests."""
    names = (os.environ.get("FORMCHECK_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if name and (path := shutil.which(name))), None)


@pytest.fixture(autouse=True)
def _no_chosen_model(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """A model that the developer has chosen for himself does not change what the quick tests see."""
    if not request.node.get_closest_marker("model"):
        monkeypatch.delenv("FORMCHECK_MODEL", raising=False)


@pytest.fixture
def root() -> Path:
    """The checkout."""
    return Path(__file__).parents[1]
