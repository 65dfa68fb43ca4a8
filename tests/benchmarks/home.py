"""A real Home Assistant in this process, with both contenders in it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import logging
import os
from pathlib import Path
import sqlite3
import sys
import tempfile
from types import MappingProxyType
from typing import Any, Final

from homeassistant.bootstrap import async_setup_hass
from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import get_instance
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator
from homeassistant.runner import RuntimeConfig
from homeassistant.util import dt as dt_util

from custom_components.difuse.cdr.pbx import hash_secret
from custom_components.difuse.coordinator import DifuseCoordinator
from tests.live.hass import STAND_INS, HassProcess, free_port
from tests.live.seed import seed_http

from .remote import EXTENSION, SECRET, RemotePbx

REST_SENSOR: Final = "sensor.newest_caller"
EVENT: Final = "event.difuse_pbx_call"

# As a user would write it, but for the interval: polls are driven by hand.
_REST_YAML: Final = """\
  - resource: {resource}
    authentication: basic
    username: "{username}"
    password: {password}
    verify_ssl: false
    scan_interval: 86400
    sensor:
      - name: {name}
        value_template: "{{{{ value_json.data[0].caller_id if value_json.data else '' }}}}"
        json_attributes: [data]
"""


class Home:
    """A running Home Assistant; ``rest`` is the coordinator of the RESTful sensor."""

    def __init__(self, hass: HomeAssistant, pbx: RemotePbx, tls_pbx: RemotePbx) -> None:
        self.hass = hass
        self.pbx = pbx
        self.tls_pbx = tls_pbx
        coordinators: list[DataUpdateCoordinator[Any]] = hass.data["rest"]["coordinator"]
        self.rest, self.tls_rest = coordinators
        _close_connections_at_once(hass)

    @asynccontextmanager
    async def entry(self, pbx: RemotePbx | None = None) -> AsyncIterator[DifuseCoordinator]:
        """Set the integration up, wait for its first poll, and remove it in the end."""
        entry = await self.add_entry(pbx or self.pbx)
        coordinator: DifuseCoordinator = entry.runtime_data
        try:
            await self.settle(coordinator)
            yield coordinator
        finally:
            await self.hass.config_entries.async_remove(entry.entry_id)

    async def add_entry(self, pbx: RemotePbx) -> ConfigEntry[DifuseCoordinator]:
        """Set the integration up; its first poll may still be under way."""
        fingerprint = (await pbx.tell("", "GET"))["fingerprint"]
        entry: ConfigEntry[DifuseCoordinator] = ConfigEntry(
            version=1,
            minor_version=1,
            domain="difuse",
            title="Difuse PBX",
            data={
                "host": pbx.url,
                "extension": EXTENSION,
                "secret_hash": hash_secret(SECRET),
                "authentication": "basic",
                **({"fingerprint": fingerprint} if fingerprint else {}),
            },
            options={},
            source="user",
            unique_id=None,
            discovery_keys=MappingProxyType({}),
            subentries_data=(),
        )
        await self.hass.config_entries.async_add(entry)
        assert entry.state is ConfigEntryState.LOADED, entry.reason
        _close_connections_at_once(self.hass)
        return entry

    async def settle(self, coordinator: DifuseCoordinator) -> None:
        """Wait until the first poll, an audit, is over; the import of the past is left alone."""
        while coordinator.sync.at is None:  # noqa: ASYNC110  nothing tells of it
            await asyncio.sleep(0.01)
        coordinator._background.stop()
        await asyncio.sleep(0.1)
        await self.hass.async_block_till_done()
        coordinator.feed._polling._audit_at = dt_util.utcnow().timestamp() + 86_400
        await coordinator.async_refresh()

    async def recorded_bytes(self) -> int:
        """Return the size of the recorder's database when all is written."""
        await self.hass.async_block_till_done()
        await get_instance(self.hass).async_block_till_done()
        return await asyncio.to_thread(
            _database_size, self.hass.config.path("home-assistant_v2.db")
        )


def _close_connections_at_once(hass: HomeAssistant) -> None:
    """Let no connection wait for the next poll: a minute later it would be closed as well."""
    for key, connectors in hass.data.items():
        if "connector" in str(key):
            for connector in connectors.values():
                connector._force_close = True


def _database_size(path: str) -> int:
    with sqlite3.connect(path, timeout=30) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (pages,) = database.execute("PRAGMA page_count").fetchone()
        (free,) = database.execute("PRAGMA freelist_count").fetchone()
        (size,) = database.execute("PRAGMA page_size").fetchone()
    database.close()
    return int((pages - free) * size)


@asynccontextmanager
async def running_home(pbx: RemotePbx, tls_pbx: RemotePbx) -> AsyncIterator[Home]:
    """Start a Home Assistant that has a RESTful sensor on each of these PBXs."""
    if str(STAND_INS) not in sys.path:
        sys.path.insert(0, str(STAND_INS))
    port = free_port()
    os.environ["SETUP_PORT"] = str(port)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        HassProcess(Path(folder), port=port, extra_yaml=_extra_yaml(pbx, tls_pbx))
        seed_http(Path(folder), port)
        # Of programs that are missing here; what goes wrong with a contender is asserted.
        logging.disable(logging.CRITICAL)
        hass = await async_setup_hass(RuntimeConfig(config_dir=folder, skip_pip=True))
        assert hass is not None
        try:
            await hass.async_start()
            await hass.async_block_till_done()
            yield Home(hass, pbx, tls_pbx)
        finally:
            await hass.async_stop(force=True)


def _extra_yaml(pbx: RemotePbx, tls_pbx: RemotePbx) -> str:
    named = {"Newest caller": pbx, "Newest caller over TLS": tls_pbx}
    password = hash_secret(SECRET)
    return "rest:\n" + "".join(
        _REST_YAML.format(
            name=name, resource=one.page_url(limit=20), username=EXTENSION, password=password
        )
        for name, one in named.items()
    )
