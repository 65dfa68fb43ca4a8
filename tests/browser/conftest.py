"""Fixtures for tests in a browser: one Home Assistant and one Chromium for all tests of a process.

They and the tests run on one event loop, the session's, since both are talked to over
connections that outlive a test.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Mapping
from contextlib import AsyncExitStack
from datetime import UTC, datetime
import os
from pathlib import Path
import subprocess
from typing import Any

from playwright.async_api import Browser, Locator, Page, async_playwright, expect
import pytest
import pytest_asyncio
import pytest_socket

from tests.live.flow import add_entry
from tests.live.hass import REPOSITORY, HassProcess
from tests.live.seed import House
from tests.live.test_calls_survive import ANSWERS
from tests.simulator import SimulatedPbx, Simulator

from .axe import Axe
from .board import delete_dashboard, make_dashboard, one_section, save_dashboard
from .card import CallLog, card
from .problems import Problems
from .screen import CHROMIUM_FLAGS, DESKTOP, PATIENCE_MS, Screen, Walk, Windows, go_to

ENTRIES = "/api/config/config_entries/entry"
BOARD_PATH = "test-board"
AFTERNOON = 14

type AddPbx = Callable[[], Awaitable[str]]
type Visit = Callable[..., Awaitable[Page]]
type Board = Callable[[Mapping[str, Any]], Awaitable[str]]
type ShowCard = Callable[..., Awaitable[CallLog]]
type Picture = Callable[[Page | Locator, str], Awaitable[None]]


TRIES = 3
"""Home Assistant's frontend has races of its own where a processor is shared with other tests: an
error of its code, a click that goes astray. What fails once is tried again, and reported as rerun.
"""
HAS_FAILED = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the tests of this folder on the session's event loop, again if they fail."""
    here = Path(__file__).parent
    for item in items:
        if item.path.parent == here:
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
            item.add_marker(pytest.mark.flaky(reruns=TRIES - 1))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let fixtures know whether their test has failed."""
    report = yield
    item.stash[HAS_FAILED] = report.failed
    return report


@pytest.fixture(autouse=True)
def sockets() -> None:
    """Allow connections to 127.0.0.1, the only host that the plugin lets through."""
    pytest_socket.enable_socket()


@pytest.fixture(autouse=True)
def verify_cleanup() -> None:
    """Do nothing: the plugin looks for what a Home Assistant within this process left over."""


@pytest.fixture(scope="session")
def time_zone() -> str:
    """Return a zone where it is early afternoon whenever the tests run: today has a past there."""
    behind = datetime.now(UTC).hour - AFTERNOON
    return f"Etc/GMT{behind:+}" if behind else "Etc/GMT"


def provided(variable: str, script: str) -> str:
    """Return what scripts/test has found, or look for it; skip the test where it can't be had."""
    found = os.environ.get(variable)
    if found is None:
        ours = REPOSITORY / script
        asked = subprocess.run(ours, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603
        found = asked.stdout.strip()
    if not found:
        pytest.skip(f"{script} finds none and can't get one; run it, it says why")
    return found


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Return a headless Chromium."""
    program = provided("DIFUSE_CHROMIUM", "scripts/lib/chromium")
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=program, args=[*CHROMIUM_FLAGS])
        yield running
        await running.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def home(
    browser: Browser, time_zone: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[HassProcess]:
    """Return a Home Assistant that has started, without an entry of this integration."""
    pytest_socket.enable_socket()
    config_dir = tmp_path_factory.mktemp("hass") / "config"
    house = House(time_zone=time_zone, language="en-GB", country="GB")
    async with HassProcess(config_dir, house=house, extra_yaml="mobile_app:\n") as process:
        yield process


@pytest.fixture
def pbx(time_zone: str) -> SimulatedPbx:
    """Return an empty PBX, to be filled before it is added."""
    return SimulatedPbx(zone=time_zone)


@pytest_asyncio.fixture(loop_scope="session")
async def simulator(pbx: SimulatedPbx) -> AsyncIterator[Simulator]:
    """Serve the PBX on a loopback port, without TLS."""
    async with Simulator(pbx) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def add_pbx(home: HassProcess, simulator: Simulator) -> AsyncIterator[AddPbx]:
    """Return a function that adds the PBX and returns the entry's id; it goes with the test."""
    async with AsyncExitStack() as stack:

        async def add() -> str:
            entry_id = await add_entry(home, {"host": simulator.url, **ANSWERS})
            stack.push_async_callback(home.delete, f"{ENTRIES}/{entry_id}")
            return entry_id

        yield add


@pytest_asyncio.fixture(loop_scope="session")
async def problems(home: HassProcess) -> AsyncIterator[Problems]:
    """Fail the test at its end if something went wrong in a page."""
    problems = Problems()
    yield problems
    await problems.look_into_log(home)
    assert problems.found == []


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def windows(browser: Browser, home: HassProcess, time_zone: str) -> Windows:
    """Return what opens windows."""
    return Windows(browser, home, time_zone)


@pytest_asyncio.fixture(loop_scope="session")
async def visit(windows: Windows, problems: Problems) -> AsyncIterator[Visit]:
    """Return a function that opens a path in a new tab, logged in, and watches it."""
    async with AsyncExitStack() as stack:

        async def open_page(path: str, screen: Screen = DESKTOP) -> Page:
            page = await windows.new_page(screen)
            stack.push_async_callback(page.close)
            problems.watch(page)
            stack.push_async_callback(problems.look_at, page)
            await go_to(page, path)
            return page

        yield open_page


@pytest_asyncio.fixture(loop_scope="session")
async def walk(
    request: pytest.FixtureRequest, windows: Windows, problems: Problems
) -> AsyncIterator[Visit]:
    """Return a function that goes to a page in a tab that is open already, if there is one.

    The tab must be left with the frontend in it, as somebody leaves it who goes on to another page.
    Where a test fails it is closed, so that no other one fails for that.
    """
    walk = Walk(windows, problems)
    yield walk.go
    await walk.end(may_rest=not request.node.stash[HAS_FAILED])


@pytest.fixture(scope="session")
def axe() -> Axe:
    """Return what finds barriers in a page."""
    return Axe(Path(provided("DIFUSE_AXE", "scripts/lib/axe")).read_text(encoding="utf-8"))


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Picture:
    """Return a function that writes a picture for the docs, with --screenshots; else none."""

    async def take(shown: Page | Locator, name: str) -> None:
        if request.config.getoption("--screenshots"):
            await shown.screenshot(path=REPOSITORY / f"docs/{name}.png", animations="disabled")

    return take


@pytest_asyncio.fixture(loop_scope="session")
async def board(home: HassProcess) -> AsyncIterator[Board]:
    """Return a function that makes a dashboard and returns its path; it goes with the test.

    A second one takes the place of the first.
    """
    async with AsyncExitStack() as stack:
        made: list[str] = []

        async def make(config: Mapping[str, Any]) -> str:
            if made:
                await save_dashboard(home, BOARD_PATH, config)
            else:
                made.append(await make_dashboard(home, BOARD_PATH, config))
                stack.push_async_callback(delete_dashboard, home, made[0])
            return f"/{BOARD_PATH}/0"

        yield make


@pytest.fixture
def show_card(board: Board, visit: Visit, walk: Visit) -> ShowCard:
    """Return a function that shows a board with nothing but the call log card.

    It opens a tab ``anew`` for a test that leaves one in which nobody could go on.
    """

    async def show(screen: Screen = DESKTOP, *, anew: bool = False, **config: Any) -> CallLog:
        path = await board(one_section([card(**config)]))
        return CallLog(await (visit if anew else walk)(path, screen))

    return show
