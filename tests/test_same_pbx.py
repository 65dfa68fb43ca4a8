"""One PBX under two addresses is one entry: its list of calls tells."""

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.conftest import SetUp
from tests.flows import add, fields, make_entry, stored, submit
from tests.simulator import Order, SimulatedPbx, Simulator


def ring(pbx: SimulatedPbx, times: int) -> None:
    for _ in range(times):
        pbx.call(source="+447700900001")


def call_it_by_name(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Let an entry have a name in place of the address that it was set up with."""
    hass.config_entries.async_update_entry(entry, data={**entry.data, "host": "http://pbx.lan"})


@pytest.mark.parametrize("order", [Order.ID_ASCENDING, Order.ID_DESCENDING])
async def test_a_name_for_the_address_of_a_pbx_is_no_other_pbx(
    hass: HomeAssistant, simulator: Simulator, set_up: SetUp, order: Order
) -> None:
    simulator.pbx.order = order
    ring(simulator.pbx, 120)
    call_it_by_name(hass, await set_up())
    ring(simulator.pbx, 5)
    result = await add(hass, fields(simulator))
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "already_configured")
    assert result["description_placeholders"] == {"title": "Difuse PBX"}

    other = make_entry(hass, stored(simulator, host="http://old.lan"), title="Branch")
    result = await other.start_reconfigure_flow(hass)
    result = await submit(hass, result, fields(simulator))
    assert result["reason"] == "already_configured"
    assert other.data["host"] == "http://old.lan"


async def test_a_pbx_that_began_as_a_copy_of_another_is_another(
    hass: HomeAssistant, simulator: Simulator, set_up: SetUp
) -> None:
    ring(simulator.pbx, 5)
    async with Simulator() as copy:
        for row in simulator.pbx.rows:
            copy.pbx.add(row)
        ring(simulator.pbx, 3)
        await set_up()
        result = await add(hass, fields(copy))
        assert result["type"] is FlowResultType.CREATE_ENTRY
        await hass.config_entries.async_unload(result["result"].entry_id)


async def test_an_archive_that_cannot_be_read_stops_nobody(
    hass: HomeAssistant, simulator: Simulator, set_up: SetUp
) -> None:
    ring(simulator.pbx, 1)
    entry = await set_up()
    call_it_by_name(hass, entry)
    await entry.runtime_data.archive.database.close()
    result = await add(hass, fields(simulator))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.config_entries.async_unload(result["result"].entry_id)
