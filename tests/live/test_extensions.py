"""An extension in a real Home Assistant: added in its form, kept over a restart, removed."""

from pathlib import Path
import time
from typing import Any

from tests.simulator import SimulatedPbx, Simulator

from .flow import add_entry
from .hass import HassProcess
from .test_calls_survive import ANSWERS, poll, wait_until_stored

FLOW = "/api/config/config_entries/subentries/flow"
SENSOR = "sensor.anna_calls_today"


async def devices(hass: HassProcess) -> dict[str, dict[str, Any]]:
    """Return the integration's devices by their names."""
    found = await hass.ws_call("config/device_registry/list")
    return {one["name"]: one for one in found if one["identifiers"][0][0] == "difuse"}


def place_call(pbx: SimulatedPbx) -> None:
    # One that has just ended could still get more rows, and would have to wait for them.
    a_while_ago = time.time() - 40
    pbx.call(source="1001", name="Anna", destination="+447700900001", start=a_while_ago, talk=5)


async def test_an_extension_is_added_kept_and_removed(tmp_path: Path) -> None:
    pbx = SimulatedPbx()
    place_call(pbx)
    async with Simulator(pbx) as simulator, HassProcess(tmp_path / "config") as hass:
        entry = await add_entry(hass, {"host": simulator.url, **ANSWERS})
        form = await hass.post(FLOW, {"handler": [entry, "extension"]})
        options = form["data_schema"][0]["selector"]["select"]["options"]
        assert options == [{"value": "1001", "label": "1001 · Anna (1 call)"}]
        result = await hass.post(f"{FLOW}/{form['flow_id']}", {"extension": "1001"})
        assert (result["type"], result["title"]) == ("create_entry", "Anna")
        await hass.wait_for_state(SENSOR, lambda state: state["state"] == "1")
        found = await devices(hass)
        assert found["Anna"]["via_device_id"] == found["Difuse PBX"]["id"]

        place_call(pbx)
        await poll(hass)
        event = await hass.wait_for_state(
            "event.anna_call", lambda state: state["attributes"].get("caller_number") == "1001"
        )
        await wait_until_stored(hass)
        await hass.stop()
        await hass.start()
        await hass.wait_for_state(SENSOR, lambda state: state["state"] == "2")
        assert (await hass.states())["event.anna_call"]["state"] == event["state"]

        device = (await devices(hass))["Anna"]["id"]
        await hass.ws_call(
            "config/device_registry/remove_config_entry", config_entry_id=entry, device_id=device
        )
        assert list(await devices(hass)) == ["Difuse PBX"]
        assert not [one for one in await hass.states() if "anna" in one]
        assert await hass.ws_call("config_entries/subentries/list", entry_id=entry) == []
    problems = [one for one in hass.log_text().splitlines() if "difuse" in one and "ERROR" in one]
    assert problems == []
    # Home Assistant says so at its end, after it has waited ten seconds for them.
    assert "non-daemonic threads" not in hass.log_text()
