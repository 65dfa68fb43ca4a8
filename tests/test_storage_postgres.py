"""Calls on a server of PostgreSQL that goes away and comes back, and what is left on it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import sqlalchemy as sa

from custom_components.difuse.backup import async_post_backup, async_pre_backup
from custom_components.difuse.cdr.archive import retention
from custom_components.difuse.cdr.tables import migrate
from custom_components.difuse.cdr.tables.schema import CALLS, LEGS, METADATA, PARTIES, SCHEMA
from tests.conftest import SetUp
from tests.home import Announced, assert_private, is_available, logged, now, poll
from tests.postgres import Server, database, reason_to_skip, stoppable_postgres
from tests.pushing import ALICE, BOB, CAROL
from tests.simulator import SimulatedPbx
from tests.storing import NOT_DELETED, UNAVAILABLE, content, file_of, issues, kept_calls, loading


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Run a server."""
    if reason := reason_to_skip():
        pytest.skip(reason)
    with stoppable_postgres() as server:
        yield server


@pytest.fixture
def engine(server: Server) -> Iterator[sa.Engine]:
    """Return an empty database on it."""
    with database(server.url, "calls") as url:
        engine = sa.create_engine(url, pool_pre_ping=True)
        yield engine
        engine.dispose()


@pytest.fixture
def entry(
    hass: HomeAssistant, engine: sa.Engine, server: Server, entry: MockConfigEntry
) -> MockConfigEntry:
    """Let the entry keep its calls there."""
    login = {"host": str(server.folder), "port": 5432, "username": "postgres"}
    place = {**login, "password": "swordfish", "database_name": "calls", "tls": "prefer"}
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(
        entry,
        data={**entry.data, "postgresql": place},
        options={"database": "postgresql"},
    )
    return entry


def count(engine: sa.Engine, table: sa.Table) -> int | None:
    with engine.connect() as db:
        return db.scalar(sa.select(sa.func.count()).select_from(table))


def ask(engine: sa.Engine, what: str) -> Any:
    with engine.connect() as db:
        return db.scalar(sa.text(what))


async def test_a_server_that_goes_away_is_shown_and_its_calls_come_once(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
    server: Server,
    pbx: SimulatedPbx,
    set_up: SetUp,
) -> None:
    announced = Announced(hass)
    entry = await set_up()
    for caller in (ALICE, BOB):
        pbx.call(source=caller, name="Alice", start=now() - 30, talk=5)
    await poll(hass, freezer)
    server.stop()
    pbx.call(source=CAROL, start=now() - 30, talk=5)
    for _ in range(3):
        await poll(hass, freezer)
        assert UNAVAILABLE in issues(hass)
        assert not is_available(hass)
    server.start()
    for _ in range(2):
        await poll(hass, freezer)
    assert is_available(hass)
    assert issues(hass) == set()
    assert announced.callers == [ALICE, BOB, CAROL]
    assert await kept_calls(entry) == 3
    assert "swordfish" not in caplog.text
    assert_private(caplog.text)


async def test_a_server_that_is_away_at_a_start_is_tried_again(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    server: Server,
    pbx: SimulatedPbx,
    set_up: SetUp,
) -> None:
    announced = Announced(hass)
    entry = await set_up()
    await hass.config_entries.async_unload(entry.entry_id)
    server.stop()
    pbx.call(source=ALICE, start=now() - 30, talk=5)
    await set_up()
    assert loading(entry) is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == UNAVAILABLE
    assert issues(hass) == {UNAVAILABLE}
    server.start()
    await poll(hass, freezer, 30)
    assert loading(entry) is ConfigEntryState.LOADED
    assert issues(hass) == set()
    assert announced.callers == [ALICE]


async def test_what_a_later_release_wrote_there_is_not_touched(
    engine: sa.Engine, entry: MockConfigEntry, set_up: SetUp
) -> None:
    with engine.begin() as db:
        migrate(db)
        db.execute(sa.text("UPDATE difuse_schema SET version = 99"))
    await set_up()
    assert loading(entry) is ConfigEntryState.SETUP_ERROR
    assert entry.error_reason_translation_key == "archive_too_new"
    assert ask(engine, "SELECT count(*) FROM difuse_pbx") == 0


async def test_a_backup_leaves_a_server_alone(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture, server: Server, set_up: SetUp
) -> None:
    entry = await set_up()
    server.stop()
    caplog.clear()
    await async_pre_backup(hass)
    await async_post_backup(hass)
    assert logged(caplog) == []
    assert not file_of(hass, entry).exists()
    server.start()


async def test_with_an_entry_its_rows_go_and_no_others(
    hass: HomeAssistant,
    monkeypatch: pytest.MonkeyPatch,
    engine: sa.Engine,
    pbx: SimulatedPbx,
    set_up: SetUp,
) -> None:
    monkeypatch.setattr(retention, "STEP", 1)
    for caller in (ALICE, BOB, CAROL):
        pbx.call(source=caller, start=now() - 300)
    entry = await set_up()
    with engine.begin() as db:
        db.execute(
            sa.text(
                "INSERT INTO difuse_pbx SELECT 99, 'another', set_up_at, polled_at, listed,"
                " highest_id, past_id, import_from, import_to, reread, swept_at, plan"
                " FROM difuse_pbx"
            )
        )
    assert ask(engine, "SELECT count(*) FROM calls") == 3
    await hass.config_entries.async_remove(entry.entry_id)
    for table in (CALLS, LEGS, PARTIES):
        assert count(engine, table) == 0
    assert ask(engine, "SELECT entry FROM difuse_pbx") == "another"


async def test_an_entry_that_went_back_to_a_file_leaves_nothing_on_the_server(
    hass: HomeAssistant, engine: sa.Engine, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    pbx.call(source=ALICE, start=now() - 300)
    entry = await set_up()
    await hass.config_entries.async_unload(entry.entry_id)
    await set_up(database="home_assistant")
    assert content(file_of(hass, entry))
    assert ask(engine, "SELECT count(*) FROM calls") == 1
    await hass.config_entries.async_remove(entry.entry_id)
    assert ask(engine, "SELECT count(*) FROM calls") == 0
    assert not file_of(hass, entry).exists()


def documented_deletion(entry: MockConfigEntry) -> str:
    """Return how to delete by hand what is left of an entry."""
    said = (Path(__file__).parents[1] / "docs/postgresql.md").read_text(encoding="utf-8")
    block = said.partition("-- PostgreSQL, with the id")[2].partition("```")[0]
    return block.partition("\n")[2].replace("the id", entry.entry_id)


async def test_an_entry_whose_server_is_away_can_be_removed(
    hass: HomeAssistant,
    caplog: pytest.LogCaptureFixture,
    pbx: SimulatedPbx,
    engine: sa.Engine,
    server: Server,
    set_up: SetUp,
) -> None:
    pbx.call(source=ALICE)
    entry = await set_up()
    server.stop()
    caplog.clear()
    await hass.config_entries.async_remove(entry.entry_id)
    assert not hass.config_entries.async_entries(entry.domain)
    assert [line for line in logged(caplog) if "deleted" in line] == [
        f"{NOT_DELETED}: OperationalError"
    ]
    assert issues(hass) == {"calls_left"}
    assert "swordfish" not in caplog.text
    server.start()
    assert count(engine, CALLS) == 1
    with engine.begin() as db:
        db.execute(sa.text(documented_deletion(entry)))
    for table in METADATA.sorted_tables:
        assert not count(engine, table) or table is SCHEMA
