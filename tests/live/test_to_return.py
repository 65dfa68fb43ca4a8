"""The life of missed calls in a real Home Assistant, over its restarts: none is left unanswered."""

import asyncio
import json
from pathlib import Path
import time
from typing import Any

from tests.simulator import SimulatedPbx, Simulator

from .automations import heard, use_note
from .flow import add_entry
from .hass import HassProcess
from .test_calls_survive import ANSWERS, LONGEST_WAIT, place_calls, poll, wait_until_stored

LIST = "todo.difuse_pbx_calls_to_return"
HOUR = 3600
AUTOMATIONS = {
    "difuse.call_not_returned": "{{ trigger.call.other_name }} waits",
    "difuse.call_returned": "{{ trigger.call.other_name }} {{ trigger.call.handled }}",
}
NUMBERS = {
    name: f"+4477009001{at:02}" for at, name in enumerate(("Alice", "Bob", "Carol", "Dave", "Erin"))
}


def write_automations(config_dir: Path) -> None:
    """Note what the triggers say, with the patience that they have by themselves."""
    listed = [
        {
            "alias": key,
            "mode": "queued",
            "max": 100,
            "triggers": [{"trigger": key}],
            "actions": [{"action": "note.write", "data": {"line": line}}],
        }
        for key, line in AUTOMATIONS.items()
    ]
    (config_dir / "automations.yaml").write_text(json.dumps(listed))
    use_note(config_dir)


def missed(pbx: SimulatedPbx, name: str, ago: float) -> None:
    start = time.time() - ago
    pbx.call(source=NUMBERS[name], name=name, start=start, ring=9, disposition="NO ANSWER")


async def listed(hass: HassProcess) -> set[str]:
    """Return who is on the list, with a tick if nobody has to call back any more."""
    result = await hass.ws_call("todo/item/list", entity_id=LIST)
    ticks = {"needs_action": "", "completed": "✓ "}
    return {ticks[one["status"]] + one["summary"] for one in result["items"]}


async def until_listed(hass: HassProcess, *expected: str) -> None:
    """Let Home Assistant look at the PBX until this is what the list says."""
    found: Any = None
    try:
        async with asyncio.timeout(LONGEST_WAIT):
            while (found := await listed(hass)) != {*expected}:
                await poll(hass)
                await asyncio.sleep(0.5)
    except TimeoutError:
        assert found == {*expected}


async def until_heard(hass: HassProcess, *expected: str) -> None:
    """Wait until this was noted, and no more."""
    try:
        async with asyncio.timeout(LONGEST_WAIT):
            while len(heard(hass.config_dir)) < len(expected):  # noqa: ASYNC110
                await asyncio.sleep(0.2)  # another process writes it
    except TimeoutError:
        pass
    await asyncio.sleep(1)
    assert sorted(heard(hass.config_dir)) == sorted(expected)


async def test_the_life_of_missed_calls_over_restarts(tmp_path: Path) -> None:
    pbx = SimulatedPbx()
    hass = HassProcess(tmp_path / "config")
    write_automations(hass.config_dir)
    place_calls(pbx, 0, 3)
    async with Simulator(pbx) as simulator, hass:
        await add_entry(hass, {"host": simulator.url, **ANSWERS})
        missed(pbx, "Alice", ago=900)
        missed(pbx, "Alice", ago=600)
        missed(pbx, "Bob", ago=500)
        missed(pbx, "Carol", ago=HOUR - 5)
        missed(pbx, "Erin", ago=300)
        await until_listed(hass, "Alice (2)", "Bob", "Carol", "Erin")
        await until_heard(hass, "Carol waits")

        # An extension calls Alice back, and Bob rings again.
        pbx.call(source="1001", destination=NUMBERS["Alice"], start=time.time() - 60, talk=9)
        pbx.call(source=NUMBERS["Bob"], start=time.time() - 50, talk=9)
        await until_listed(hass, "✓ Alice (2)", "✓ Bob", "Carol", "Erin")
        told = ["Carol waits", "Alice returned", "Bob answered_later"]
        await until_heard(hass, *told)

        # While it is off, Erin is called back, and Dave has waited for an hour.
        due_at = time.time() + 15
        missed(pbx, "Dave", ago=HOUR - 15)
        await until_listed(hass, "✓ Alice (2)", "✓ Bob", "Carol", "Dave", "Erin")
        await wait_until_stored(hass)
        await hass.stop()
        assert sorted(heard(hass.config_dir)) == sorted(told)
        pbx.call(source="1001", destination=NUMBERS["Erin"], start=time.time() - 20, talk=9)
        await asyncio.sleep(max(0, due_at - time.time()))
        await hass.start()
        await until_listed(hass, "✓ Alice (2)", "✓ Bob", "Carol", "Dave", "✓ Erin")
        told += ["Dave waits", "Erin returned"]
        await until_heard(hass, *told)

        await hass.stop()
        await hass.start()
        await until_listed(hass, "✓ Alice (2)", "✓ Bob", "Carol", "Dave", "✓ Erin")
        await poll(hass)
        await until_heard(hass, *told)
        # A person ticks what is left, as the card does.
        for item in (await hass.ws_call("todo/item/list", entity_id=LIST))["items"]:
            if item["status"] == "needs_action":
                change = {"item": item["uid"], "rename": item["summary"], "status": "completed"}
                await hass.ws_call(
                    "call_service",
                    domain="todo",
                    service="update_item",
                    service_data=change,
                    target={"entity_id": LIST},
                )
        await until_heard(hass, *told, "Carol seen", "Dave seen")
    assert not [
        line for line in hass.log_text().splitlines() if "difuse" in line and "ERROR" in line
    ]
