"""Options that use the archive: numbers are proposed from it, and it may be on a server."""

from collections.abc import Iterator
import sys
from typing import Any, Final

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import sqlalchemy as sa

from custom_components.difuse.cdr.database import DatabaseError
from custom_components.difuse.flow import options
from tests.conftest import SetUp
from tests.flows import Result, suggested
from tests.home import poll, state_of
from tests.postgres import database, reason_to_skip, running_postgres
from tests.pushing import ALICE
from tests.simulator import SimulatedPbx, queue
from tests.test_extensions.adding import begin_to_add, submit as submit_extension

_NO_POSTGRES: Final = reason_to_skip()
_SERVER: Final = {
    "host": "db.lan",
    "port": 5432,
    "database_name": "calls",
    "username": "difuse",
    "tls": "disable",
}
needs_postgres: Final = pytest.mark.skipif(bool(_NO_POSTGRES), reason=_NO_POSTGRES)


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """Return a server."""
    with running_postgres() as server:
        yield server


@pytest.fixture
def place(postgres: str) -> Iterator[dict[str, Any]]:
    """Return what a user types to reach an empty database."""
    with database(postgres, "calls") as url:
        folder = sa.make_url(url).query["host"]
        yield {"host": folder, "database_name": "calls", "username": "postgres", "tls": "disable"}


async def choose(hass: HomeAssistant, entry: MockConfigEntry, step: str) -> Result:
    """Choose a form in the menu."""
    result: Result = await hass.config_entries.options.async_init(entry.entry_id)
    return await hass.config_entries.options.async_configure(
        result["flow_id"], {"next_step_id": step}
    )


async def submit(hass: HomeAssistant, result: Result, typed: dict[str, Any]) -> Result:
    """Submit the form, and wait for what it sets off."""
    result = await hass.config_entries.options.async_configure(result["flow_id"], typed)
    await hass.async_block_till_done(wait_background_tasks=True)
    return result


def proposed(result: Result) -> dict[str, list[str]]:
    """Return what the form proposes, by field, as the user reads it."""
    return {
        str(key): [option["label"] for option in value.config["options"]]
        for key, value in result["data_schema"].schema.items()
        if "numbers" in str(key)
    }


def make_calls(pbx: SimulatedPbx) -> None:
    """Let two customers ring the office, which has a queue."""
    for _ in range(4):
        pbx.call(source=ALICE, dialled="+442079460100", destination="1001")
    for _ in range(2):
        legs = queue(tries=1, timeout=True)
        pbx.call(source="+447700900002", dialled="+442079460103", destination="700", legs=legs)


async def test_proposes_numbers_that_it_finds(
    hass: HomeAssistant, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    make_calls(pbx)
    entry = await set_up()
    pbx.requests.clear()
    found = proposed(await choose(hass, entry, "calls"))
    assert found["own_numbers"] == [
        "+442079460100: 4 calls from outside came in on it",
        "+442079460103: 2 calls from outside came in on it",
    ]
    assert found["service_numbers"][0].startswith("700 queue: ")
    assert not pbx.requests


async def test_the_form_comes_all_the_same_when_the_archive_cannot_be_read(
    hass: HomeAssistant, pbx: SimulatedPbx, set_up: SetUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise DatabaseError("OperationalError")

    make_calls(pbx)
    entry = await set_up()
    with monkeypatch.context() as patch:
        patch.setattr(entry.runtime_data.archive, "read", fail)
        result = await choose(hass, entry, "calls")
        assert proposed(result) == {"own_numbers": [], "service_numbers": []}
    await submit(hass, result, {"own_numbers": ["+442079460100"]})
    assert entry.options["own_numbers"] == ["+442079460100"]


async def test_an_empty_pbx_proposes_nothing(hass: HomeAssistant, set_up: SetUp) -> None:
    found = proposed(await choose(hass, await set_up(), "calls"))
    assert found == {"own_numbers": [], "service_numbers": []}


async def test_how_long_calls_are_kept(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    pbx.call(source=ALICE, start=1_700_000_000)
    entry = await set_up(keep_days=0)
    assert state_of(hass, "last_caller").state == ALICE
    result = await choose(hass, entry, "archive")
    assert suggested(result) == {"keep_days": 0}
    await submit(hass, result, {"keep_days": 30, "database": "home_assistant"})
    assert entry.options["keep_days"] == 30
    for _ in range(2):
        await poll(hass, freezer, 86_400)
    assert state_of(hass, "last_caller").state == "unknown"


async def test_without_the_archive_forms_only_propose_nothing(
    hass: HomeAssistant, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    pbx.call(destination="1001")
    entry = await set_up()
    await entry.runtime_data.archive.database.close()
    assert (await choose(hass, entry, "calls"))["step_id"] == "calls"
    result = await begin_to_add(hass, entry)
    assert result["step_id"] == "user"
    assert (await submit_extension(hass, result, extension="1001"))["title"] == "Extension 1001"


async def test_half_a_day_is_not_taken_for_ever(hass: HomeAssistant, set_up: SetUp) -> None:
    entry = await set_up()
    result = await choose(hass, entry, "archive")
    with pytest.raises(InvalidData) as refused:
        await submit(hass, result, {"keep_days": 0.5, "database": "home_assistant"})
    # The frontend looks it up among the errors of the options.
    assert refused.value.schema_errors == {"keep_days": "whole_number"}
    assert "keep_days" not in entry.options


async def test_a_driver_that_is_missing_is_told_before_anything_is_typed(
    hass: HomeAssistant, set_up: SetUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = await choose(hass, await set_up(), "archive")
    monkeypatch.setitem(sys.modules, "psycopg2", None)
    result = await submit(hass, result, {"keep_days": 30, "database": "postgresql"})
    assert (result["step_id"], result["errors"]) == ("archive", {"database": "no_database_driver"})
    assert suggested(result) == {"keep_days": 30, "database": "postgresql"}


async def test_what_was_typed_stays_and_what_was_saved_is_not_shown(
    hass: HomeAssistant, set_up: SetUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(_: HomeAssistant, server: dict[str, Any]) -> dict[str, str]:
        tried.append(server)
        return {"host": "database_unreachable"}

    tried: list[dict[str, Any]] = []
    monkeypatch.setattr(options, "check_server", refuse)
    entry = await set_up()
    saved = {**_SERVER, "password": "swordfish"}
    hass.config_entries.async_update_entry(entry, data={**entry.data, "postgresql": saved})
    result = await choose(hass, entry, "archive")
    result = await submit(hass, result, {"keep_days": 730, "database": "postgresql"})
    assert suggested(result) == _SERVER
    result = await submit(hass, result, {**_SERVER, "host": " db.lan ", "tls": "require"})
    assert tried.pop() == {**saved, "tls": "require"}
    for elsewhere in ({"host": "other.lan"}, {"port": 5433}, {"username": "grafana"}):
        result = await submit(hass, result, {**_SERVER, **elsewhere})
        assert tried.pop() == {**_SERVER, **elsewhere}
    typed = {**_SERVER, "host": "other.lan", "password": " typed "}
    result = await submit(hass, result, typed)
    assert tried == [typed]
    assert suggested(result) == typed


@needs_postgres
async def test_calls_may_be_kept_in_postgresql(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    place: dict[str, Any],
) -> None:
    pbx.call(source=ALICE)
    entry = await set_up()
    result = await choose(hass, entry, "archive")
    result = await submit(hass, result, {"keep_days": 730, "database": "postgresql"})
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "postgresql")
    for mistake, field, error in (
        ({"host": "127.0.0.1", "port": 1}, "host", "database_unreachable"),
        ({"database_name": "nowhere"}, "database_name", "database_no_database"),
        ({"username": "nobody"}, "password", "database_login"),
    ):
        result = await submit(hass, result, {**place, **mistake})
        assert result["errors"] == {field: error}
    result = await submit(hass, result, place)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.state is ConfigEntryState.LOADED
    assert "password" not in str(entry.options)
    assert state_of(hass, "last_caller").state == ALICE
    pbx.call(source="+447700900002", talk=5)
    for _ in range(2):
        await poll(hass, freezer)
    engine = sa.create_engine(f"postgresql://postgres@/calls?host={place['host']}")
    with engine.connect() as db:
        assert db.scalar(sa.text("SELECT count(*) FROM calls")) == 2
    await hass.config_entries.async_remove(entry.entry_id)
    with engine.connect() as db:
        assert db.scalar(sa.text("SELECT count(*) FROM calls")) == 0
    engine.dispose()
