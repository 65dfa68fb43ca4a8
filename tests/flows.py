"""How tests walk through the config flow and the options."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from homeassistant.config_entries import SOURCE_USER
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.difuse.cdr.pbx import PbxClient, hash_secret
from custom_components.difuse.const import DOMAIN
from tests.simulator import Simulator

SECRET = "difuse-demo"
SECRET_HASH = hash_secret(SECRET)

INCOMING = "Error on transport creation for incoming connection"

type Result = Any
"""What a step gives; its type differs between Home Assistant's flows."""


def fields(sim: Simulator, **changes: Any) -> dict[str, Any]:
    """Return what a user would type to reach this PBX."""
    return {"host": sim.url, "extension": "4001", "secret": SECRET, **changes}


def stored(sim: Simulator, **changes: Any) -> dict[str, Any]:
    """Return what an entry for this PBX holds."""
    return {
        "host": sim.url,
        "extension": "4001",
        "secret_hash": SECRET_HASH,
        "authentication": "basic",
        **changes,
    }


def make_entry(hass: HomeAssistant, data: dict[str, Any], **changes: Any) -> MockConfigEntry:
    """Add an entry as the flow makes it."""
    entry = MockConfigEntry(domain=DOMAIN, **{"title": "Difuse PBX", "data": data, **changes})
    entry.add_to_hass(hass)
    return entry


async def begin(hass: HomeAssistant) -> Result:
    """Start to add a PBX."""
    return await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})


async def submit(hass: HomeAssistant, result: Result, typed: dict[str, Any]) -> Result:
    """Submit the form that is shown, and wait for what the flow sets off."""
    result = await hass.config_entries.flow.async_configure(result["flow_id"], typed)
    await hass.async_block_till_done()
    return result


async def add(hass: HomeAssistant, typed: dict[str, Any]) -> Result:
    """Start to add a PBX and submit the first form."""
    return await submit(hass, await begin(hass), typed)


async def look_again(hass: HomeAssistant, result: Result) -> Result:
    """Open the dialog of a flow that is under way, as the frontend does."""
    return await hass.config_entries.flow.async_configure(result["flow_id"])


def suggested(result: Result) -> dict[str, Any]:
    """Return what stands in the form, sections flattened."""
    found: dict[str, Any] = {}
    for key, value in result["data_schema"].schema.items():
        if hasattr(value, "options") and hasattr(value, "schema"):
            found |= suggested({"data_schema": value.schema})
        elif key.description and "suggested_value" in key.description:
            found[str(key)] = key.description["suggested_value"]
    return found


def shorten_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the client give up after a moment."""
    defaults = PbxClient.__init__.__kwdefaults__
    assert defaults is not None
    monkeypatch.setitem(defaults, "answer_seconds", 0.05)


@asynccontextmanager
async def serve_securely() -> AsyncGenerator[Simulator]:
    """Serve a PBX with a certificate that nobody vouches for.

    In the same loop as Home Assistant's, its server's side of a handshake that
    the client broke off would otherwise count as an error of the test.
    """
    loop = asyncio.get_running_loop()
    handler = loop.get_exception_handler() or (lambda loop, it: loop.default_exception_handler(it))

    def handle(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        if context["message"] != INCOMING:
            handler(loop, context)

    loop.set_exception_handler(handle)
    async with Simulator(tls=True) as running:
        yield running
