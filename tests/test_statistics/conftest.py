"""A recorder on each of the databases, and what it holds of a PBX's calls."""

from collections.abc import Awaitable, Callable, Generator
from datetime import UTC, datetime
from itertools import count
import logging

from homeassistant.components.recorder.core import Recorder
from homeassistant.components.recorder.statistics import statistics_during_period
from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import get_instance
import pytest

from custom_components.difuse.statistics.series import CallSeries, HourRow, running, series_ids
from tests.conftest import SetUp
from tests.postgres import database, reason_to_skip, running_postgres

DATABASES = ("sqlite", "postgresql")

type Recorded = Callable[[], Awaitable[list[HourRow]]]

_numbers = count(1)
# The plugin has every statement of the recorder written down: a quarter of what these tests cost.
logging.getLogger("sqlalchemy.engine").setLevel(logging.WARNING)


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
    """Return the recorder each of the databases in turn, empty."""
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


@pytest.fixture
def series(recorder_mock: Recorder, hass: HomeAssistant) -> CallSeries:
    """Return the series that the entry's title leads to."""
    return CallSeries(hass, "difuse_pbx", "Difuse PBX")


@pytest.fixture
def recorded(hass: HomeAssistant, series: CallSeries) -> Recorded:
    """Return a function that reads the rows; that the totals run on is checked."""

    async def read() -> list[HourRow]:
        found = await series.async_read(0)
        rows = running(found.rows, [0] * 6)
        ids = series_ids("difuse_pbx")
        begin = datetime.fromtimestamp(0, UTC)
        sums = await get_instance(hass).async_add_executor_job(
            statistics_during_period, hass, begin, None, set(ids), "hour", None, {"sum"}
        )
        for place, name in enumerate(ids):
            assert [row["sum"] for row in sums[name]] == [row.sums[place] for row in rows]
        return rows

    return read


@pytest.fixture
def on(recorder_mock: Recorder, set_up: SetUp) -> SetUp:
    """Return a function that sets the entry up beside a recorder: statistics are on by default."""
    return set_up
