"""Options of every test run, and what makes it quick."""

import gc
from typing import override

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

LIVE = "tests/live/"
BROWSER = "tests/browser/"
LONGEST_NAME = 100

# Nothing that is imported or collected goes away again: to look for it costs a second each time.
gc.disable()


class LoadFilesAndFolders(LoadFileScheduling):
    """Gives a worker a file after the other, but for what waits for other programs.

    Tests with a real Home Assistant go to two workers: while they wait, others compute. Those in a
    browser go to two others, each of which starts one, and opens the frontend, which is dear.
    """

    @override
    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        if file.startswith(LIVE):
            return LIVE + ("first" if file < f"{LIVE}test_e" else "rest")
        if file.startswith(BROWSER):
            return BROWSER + ("card" if file.startswith(f"{BROWSER}test_card") else "rest")
        return file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFilesAndFolders | None:
    """Share the tests out by files."""
    if config.getoption("dist") != "loadfile":
        return None
    return LoadFilesAndFolders(config, log)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a long value by its length: programs that a test starts are given the test's name."""
    if isinstance(val, str | bytes) and len(val) > LONGEST_NAME:
        return f"{argname} of {len(val)}"
    return None


def pytest_collection_finish() -> None:
    """Collect garbage from here on, but never look at what is there already."""
    gc.freeze()
    gc.enable()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --long and --screenshots."""
    parser.addoption("--long", action="store_true", help="also run tests that take minutes")
    parser.addoption(
        "--screenshots", action="store_true", help="also write the README's pictures to docs"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes long; leave long tests out, unless they are asked for."""
    items.sort(key=lambda item: not item.nodeid.startswith(LIVE))
    if config.getoption("--long"):
        return
    long = [item for item in items if item.get_closest_marker("long")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]
