"""The printed automations in a real Home Assistant: each call once, in order, and none again."""

import asyncio
import json
from pathlib import Path
import time
from typing import Any

from tests.pages import automations
from tests.simulator import SimulatedPbx, Simulator

from .flow import add_entry
from .hass import HassProcess
from .test_calls_survive import ANSWERS, LONGEST_WAIT, place_calls, poll, wait_until_stored
from .websocket import Events


def write_automations(hass: HassProcess) -> None:
    """Put the printed automations where Home Assistant reads them."""
    listed = [{"id": name, **example} for name, example in automations().items()]
    (hass.config_dir / "automations.yaml").write_text(json.dumps(listed))


class Notifications:
    """The notifications that were shown, in the order of their coming."""

    def __init__(self, events: Events) -> None:
        """Read them from a subscription."""
        self._events = events
        self.messages: list[str] = []

    async def wait_for(self, count: int) -> list[str]:
        """Return the messages when there are so many; one too many is given, too."""
        try:
            async with asyncio.timeout(LONGEST_WAIT):
                while len(self.messages) < count:
                    self._take(await self._events.get())
        except TimeoutError:
            pass
        await asyncio.sleep(1)
        while not self._events.empty():
            self._take(self._events.get_nowait())
        return self.messages

    def _take(self, event: dict[str, Any]) -> None:
        if event["type"] in ("current", "added"):
            shown = event["notifications"].values()
            self.messages += [" ".join(str(one["message"]).split()) for one in shown]


async def watch(hass: HassProcess) -> Notifications:
    return Notifications(await hass.subscribe("persistent_notification/subscribe"))


async def test_fifty_calls_in_one_poll_and_a_restart(tmp_path: Path) -> None:
    pbx = SimulatedPbx()
    hass = HassProcess(tmp_path / "config")
    write_automations(hass)
    place_calls(pbx, 0, 3)
    async with Simulator(pbx) as simulator, hass:
        await add_entry(hass, {"host": simulator.url, **ANSWERS})
        states = await hass.states()
        assert [
            state["state"] for name, state in states.items() if name.startswith("automation.")
        ] == ["on"] * 4
        shown = await watch(hass)
        callers = [f"+4477009{number:05}" for number in range(50)]
        for caller in callers:
            start = time.time() - 60
            pbx.call(source=caller, destination="1001", start=start, disposition="NO ANSWER")
        await poll(hass)
        expected = [f"+44 7700 {caller[7:]} called 1001." for caller in callers]
        assert await shown.wait_for(50) == expected

        shown.messages.clear()
        for source, destination, talk in (
            ("+442079460101", "1001", 59),
            ("00442079460101", "1002", 120),
            ("+442079450101", "1002", 120),
            ("+442079460101", "1003", 120),
            ("1001", "+442079460102", 600),
            ("1001", "1002", 600),
        ):
            pbx.call(
                source=source, destination=destination, start=time.time() - 700, ring=2, talk=talk
            )
        await poll(hass)
        long = ["1002 talked for 2 minutes.", "+442079460102 talked for 10 minutes."]
        assert await shown.wait_for(2) == long

        await wait_until_stored(hass)
        await hass.stop()
        await hass.start()
        shown = await watch(hass)
        await poll(hass)
        assert await shown.wait_for(0) == []
        pbx.call(source="+15550100", start=time.time() - 60, disposition="NO ANSWER")
        await poll(hass)
        assert await shown.wait_for(1) == ["+15550100 called 1001."]


async def assert_a_day_is_given(hass: HassProcess) -> None:
    """Ask for the calls before a moment, as the API takes it."""
    an_hour_ago = time.gmtime(time.time() - 3600)
    answer = await hass.ws_call(
        "call_service",
        domain="difuse",
        service="get_calls",
        service_data={"end": time.strftime("%Y-%m-%d %H:%M:%S", an_hour_ago)},
        return_response=True,
    )
    response = answer["response"]
    assert [call["caller_number"] for call in response["calls"]] == [
        "+447700900001",
        "+447700900002",
    ]
    assert response["truncated"] is False


async def described(hass: HassProcess, command: str) -> dict[str, Any]:
    """Return what the editor is told of this integration's triggers or conditions."""
    events = await hass.subscribe(command)
    ours: dict[str, Any] = {}
    async with asyncio.timeout(LONGEST_WAIT):
        while not ours:
            told = await events.get()
            ours = {name: fields for name, fields in told.items() if name.startswith("difuse.")}
    return ours


async def test_the_newest_home_assistant_gives_calls_and_knows_what_the_editor_shows(
    tmp_path: Path,
) -> None:
    """What the editor shows comes over the websocket; a page has the picture of it."""
    pbx = SimulatedPbx()
    for number in range(3):
        pbx.call(source=f"+4477009{number:05}", start=time.time() - 86_400 * number - 60)
    async with Simulator(pbx) as simulator, HassProcess(tmp_path / "config") as hass:
        version = (await hass.get("/api/config"))["version"]
        assert tuple(int(part) for part in version.split(".")[:2]) >= (2026, 11)
        await add_entry(hass, {"host": simulator.url, **ANSWERS})
        await assert_a_day_is_given(hass)
        ours = await described(hass, "trigger_platforms/subscribe")
        of_calls, of_callers = ("finished", "missed", "answered"), ("not_returned", "returned")
        assert set(ours) == {f"difuse.call_{key}" for key in (*of_calls, *of_callers)}
        fields = ours["difuse.call_missed"]["fields"]
        assert set(fields) == {"direction", "number", "extension", "group", "config_entry_id"}
        assert set(await described(hass, "condition_platforms/subscribe")) == {
            "difuse.has_new_missed_calls"
        }
        for category in ("triggers", "conditions", "services"):
            words = await hass.ws_call(
                "frontend/get_translations",
                language="en",
                category=category,
                integration=["difuse"],
            )
            assert words["resources"], category
        assert "ERROR" not in "\n".join(
            line for line in hass.log_text().splitlines() if "difuse" in line
        )
