"""What extensions are called: by the user, else by the PBX, in new calls and past ones."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from sqlalchemy import Connection

from custom_components.difuse.cdr.database import DatabaseError
from tests.home import now, poll, state_of
from tests.simulator import SimulatedPbx

from .adding import (
    KEYS,
    OUTSIDE,
    add_extension,
    device_of,
    entities_of,
    names,
    subentry_id,
    submit,
)


async def test_another_name_is_there_at_once(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    await add_extension(hass, loaded, "1001")
    subentry = subentry_id(loaded, "1001")
    result = await loaded.start_subentry_reconfigure_flow(hass, subentry)
    assert result["description_placeholders"] == {"extension": "1001"}
    result = await submit(hass, result, name="Bea")
    assert result["reason"] == "reconfigure_successful"
    device = device_of(hass, loaded, "1001")
    assert device is not None
    assert device.name == loaded.subentries[subentry].title == "Bea"
    assert state_of(hass, "sensor.anna_calls_today").name == "Bea Calls today"
    assert (await names(loaded))["1001"] == "Bea"

    result = await loaded.start_subentry_reconfigure_flow(hass, subentry)
    await submit(hass, result)
    assert loaded.subentries[subentry].title == "Anna"
    assert (await names(loaded))["1001"] == "Anna"


async def test_a_name_is_shown_with_past_calls_at_once(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    def answered_by() -> str | None:
        calls = state_of(hass, "recent_calls").attributes["calls"]
        name: str | None = calls[0]["answered_by_name"]
        return name

    assert answered_by() is None
    await add_extension(hass, loaded, "1003", name="Front desk")
    assert answered_by() == "Front desk"
    hass.config_entries.async_update_subentry(
        loaded, loaded.subentries[subentry_id(loaded, "1003")], title="Lobby"
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    assert answered_by() == "Lobby"
    hass.config_entries.async_remove_subentry(loaded, subentry_id(loaded, "1003"))
    await hass.async_block_till_done(wait_background_tasks=True)
    assert answered_by() is None


@pytest.mark.parametrize(
    ("title", "name"),
    [("A\0n\u202ena", "Anna"), (" \0 ", None), ("<b>Anna</b> {{ 1 }}", "<b>Anna</b> {{ 1 }}")],
)
async def test_a_name_is_data_that_every_database_takes(
    hass: HomeAssistant, loaded: MockConfigEntry, title: str, name: str | None
) -> None:
    await add_extension(hass, loaded, "1003", name="Front desk")
    hass.config_entries.async_update_subentry(
        loaded, loaded.subentries[subentry_id(loaded, "1003")], title=title
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    assert (await names(loaded)).get("1003") == name


async def test_a_default_name_that_is_left_stays_one(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, loaded: MockConfigEntry
) -> None:
    """It doesn't stand before a name that the PBX sends later."""
    await add_extension(hass, loaded, "1003")
    result = await loaded.start_subentry_reconfigure_flow(hass, subentry_id(loaded, "1003"))
    await submit(hass, result, name="Extension 1003")
    pbx.call(source="1003", name="Carl", destination=OUTSIDE, start=now() - 60)
    await poll(hass, freezer)
    assert (await names(loaded))["1003"] == "Carl"


async def test_what_cannot_be_kept_now_is_kept_later(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    loaded: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(_: Connection, *__: object) -> None:
        raise DatabaseError("The disk is full")

    with monkeypatch.context() as broken:
        broken.setattr("custom_components.difuse.running.extensions.name_extensions", fail)
        await add_extension(hass, loaded, "1001", name="Bea")
        assert (await names(loaded))["1001"] == "Anna"
    await poll(hass, freezer)
    assert (await names(loaded))["1001"] == "Bea"
    assert set(entities_of(hass, loaded, "1001")) == set(KEYS)
