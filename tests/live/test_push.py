"""A real Home Assistant takes what the simulated PBX pushes, within seconds."""

import asyncio
from pathlib import Path
import time
from typing import Any

from aiohttp import ClientSession
import pytest
from yarl import URL

from tests.simulator import (
    Encoding,
    PushJob,
    PushSettings,
    Shape,
    SimulatedPbx,
    Simulator,
    ring_group,
)

from .automations import heard, write_automation
from .flow import FLOW, OPTIONS, add_entry
from .hass import HassProcess

ANSWERS = {"extension": "4001", "secret": "difuse-demo"}
WITHIN = 5.0
CHOICES = {"push_enabled": True, "push_local_only": True, "push_address": "internal"}


async def turn_on(hass: HassProcess, entry_id: str) -> dict[str, str]:
    """Turn pushing on as a person would; give what is shown to be entered in the PBX."""
    flow = await hass.post(OPTIONS, {"handler": entry_id})
    path = f"{OPTIONS}/{flow['flow_id']}"
    await hass.post(path, {"next_step_id": "push"})
    shown: dict[str, str] = (await hass.post(path, CHOICES))["description_placeholders"]
    assert (await hass.post(path, {}))["type"] == "create_entry"
    return shown


async def add_push_only(hass: HassProcess) -> dict[str, str]:
    """Add a PBX that can't be reached; give what is shown to be entered in it."""
    flow = await hass.post(FLOW, {"handler": "difuse"})
    path = f"{FLOW}/{flow['flow_id']}"
    await hass.post(path, {"host": "203.0.113.7", "advanced": {"push_only": True}})
    chosen = {key: CHOICES[key] for key in ("push_local_only", "push_address")}
    shown: dict[str, str] = (await hass.post(path, chosen))["description_placeholders"]
    assert (await hass.post(path, {}))["type"] == "create_entry"
    return shown


def job(hass: HassProcess, pbx: SimulatedPbx, shown: dict[str, str], **settings: Any) -> PushJob:
    """Fill the PBX's form in with what Home Assistant shows."""
    url = hass.url + URL(shown["url"]).path
    return PushJob(pbx, PushSettings(url=url, **settings))


def ways(shown: dict[str, str]) -> list[dict[str, Any]]:
    """Return some ways to push, one after the other."""
    token, username = shown["token"], shown["username"]
    return [
        {"api_key": token},
        {"bearer": token, "method": "PUT", "shape": Shape.LIST},
        {"username": username, "password": token, "encoding": Encoding.FORM},
        {"api_key": token, "shape": Shape.DATA, "encoding": Encoding.FORM},
    ]


async def wait_until_open(hass: HassProcess, shown: dict[str, str]) -> None:
    """Wait until the entry, which has been reloaded, takes pushes; until then 200 means nothing."""
    path, headers = URL(shown["url"]).path, {"x-api-key": shown["token"]}
    async with ClientSession() as session, asyncio.timeout(60):
        while True:
            async with session.post(hass.url + path, json=[], headers=headers) as answer:
                if await answer.text() == "merged":
                    return
            await asyncio.sleep(0.1)


async def assert_heard_in_time(hass: HassProcess, expected: list[str]) -> float:
    begin = time.monotonic()
    while heard(hass.config_dir) != expected:
        assert time.monotonic() - begin < WITHIN, heard(hass.config_dir)
        await asyncio.sleep(0.1)
    return time.monotonic() - begin


@pytest.mark.parametrize("alone", [False, True], ids=["beside polling", "alone"])
async def test_each_way_of_pushing_is_heard_within_seconds(tmp_path: Path, *, alone: bool) -> None:
    hass, pbx = HassProcess(tmp_path / "config"), SimulatedPbx()
    write_automation(hass.config_dir)
    async with Simulator(pbx) as simulator, hass:
        if alone:
            shown = await add_push_only(hass)
        else:
            entry_id = await add_entry(hass, {"host": simulator.url, **ANSWERS})
            shown = await turn_on(hass, entry_id)
        await wait_until_open(hass, shown)
        expected: list[str] = []
        for number, way in enumerate(ways(shown)):
            pushing = job(hass, pbx, shown, **way)
            caller = f"+44770090000{number}"
            legs = ring_group(("1001", "1002"), "1002")
            pbx.call(source=caller, legs=legs, start=time.time() - 20, ring=2, talk=5)
            results = await pushing.push_now()
            assert {result.status for result in results} == {200}
            expected.append(caller)
            print(way, await assert_heard_in_time(hass, expected))  # noqa: T201
        await asyncio.sleep(3)
        assert heard(hass.config_dir) == expected
        (refused,) = await job(hass, pbx, shown, api_key="wrong", from_first_row=True).push_now()
        assert refused.status == 401
        assert shown["token"] not in hass.log_text()
        assert "/difuse/" not in hass.log_text()  # a traceback of ours
