"""A recorder on each of the databases, and what it holds of a PBX's calls."""

from collections.abc import Awaitable, Callable, Generator
from itertools import count

from homeassistant.components.recorder.core import Recorder
from homeassistant.core import HomeAssistant
import pytest

from custom_components.difuse import statistics_import
from custom_components.difuse.pbx.hours import Figures, HourRow, running
from custom_components.difuse.statistics_series import CallSeries
from tests.conftest import SetUp
from tests.postgres import database, reason_to_skip, running_postgres

ON = {"statistics_enabled": True}
DATABASES = ("sqlite", "postgresql")

type Recorded = Callable[[], Awaitable[list[HourRow]]]

_numbers = count(1)


@pytest.fixture(scope="session")
def postgres() -> Generator[str]:
    """Run one PostgreSQL for all tests."""
    if reason := reason_to_skip():
        pytest.skip(reason)
    with running_postgres() as server:
        yield server


@pytest.fixture
def recorder_db_url(
    request: pytest.FixtureRequest, hass_fixture_setup: list[bool]
) -> Generator[str]:
    """Give the recorder each of the databases in turn, empty."""
    assert not hass_fixture_setup
    if request.param == "sqlite":
        yield "sqlite://"
        return
    with database(request.getfixturevalue("postgres"), f"test_{next(_numbers)}") as url:
        yield url


@pytest.fixture
def only_sqlite() -> None:
    """Mark a test for which the database makes no difference; see ``pytest_generate_tests``."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test on all databases, but those that ask for ``only_sqlite``."""
    if "recorder_db_url" in metafunc.fixturenames:
        databases = ["sqlite"] if "only_sqlite" in metafunc.fixturenames else DATABASES
        metafunc.parametrize("recorder_db_url", databases, indirect=True)


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read without pauses."""
    monkeypatch.setattr(statistics_import, "PAUSE_SECONDS", 0)
    monkeypatch.setattr(statistics_import, "FIRST_WAIT_SECONDS", 0)


@pytest.fixture
def series(recorder_mock: Recorder, hass: HomeAssistant) -> CallSeries:
    """Give the series that the entry's title leads to."""
    return CallSeries(hass, "difuse_pbx", "Difuse PBX")


@pytest.fixture
def recorded(hass: HomeAssistant, series: CallSeries) -> Recorded:
    """Give a function that reads the rows; that the totals run on is checked."""

    async def read() -> list[HourRow]:
        found = await series.async_read(0)
        hours: dict[int, Figures] = dict(found.rows)
        rows = running(hours, [0] * 6)
        for row in rows:
            one = await series.async_read(row.hour, row.hour + 3600)
            sums = [b + f for b, f in zip(one.before, row.figures, strict=True)]
            assert sums == row.sums, row
        return rows

    return read


@pytest.fixture
def on(recorder_mock: Recorder, set_up: SetUp) -> SetUp:
    """Give a function that sets the entry up with statistics turned on."""

    async def do_set_up(**options: object) -> object:
        return await set_up(**(ON | options))

    return do_set_up  # type: ignore[return-value]
