"""Nothing of an address book is in a log or in diagnostics, whatever goes wrong."""

import json
import logging

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)
from sqlalchemy import Connection, text

from custom_components.difuse.cdr.books import Card
from custom_components.difuse.diagnostics import async_get_config_entry_diagnostics
from tests.books import PHOTO, BookFlow, keep
from tests.conftest import SetUp
from tests.home import now, poll, state_of
from tests.simulator import SimulatedPbx

NUMBER = "+442079460777"
SECRETS = ("Quixotina", "Hartebeest", "9460777", "946 0777", "London")
"""Parts of the name, the group, the number and where it is from."""

CONTACT = Card("Quixotina", ("020 7946 0777",), ("Hartebeest",), photo=PHOTO)
VCARD = (
    "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Quixotina\r\nTEL:020 7946 0777\r\n"
    "CATEGORIES:Hartebeest\r\nEND:VCARD\r\n"
)


@pytest.fixture
async def entry(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    britain: None,
    pbx: SimulatedPbx,
    set_up: SetUp,
    caplog: pytest.LogCaptureFixture,
) -> MockConfigEntry:
    """Set up a PBX, with everything logged that can be."""
    caplog.set_level(logging.DEBUG)
    entry = await set_up()
    await poll(hass, freezer, 15)
    return entry


def leaked(found: str) -> list[str]:
    return [secret for secret in SECRETS if secret in found]


def logged(caplog: pytest.LogCaptureFixture) -> str:
    """Return what was logged; what Home Assistant says of states and websockets isn't ours."""
    theirs = ("homeassistant.core", "homeassistant.components.websocket_api")
    records = [one for one in caplog.records if not one.name.startswith(theirs)]
    return "\n".join(f"{one.name} {one.getMessage()} {one.exc_text}" for one in records)


async def test_nothing_is_in_logs_and_diagnostics(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    entry: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
    hass_client: ClientSessionGenerator,
    caplog: pytest.LogCaptureFixture,
) -> None:
    card = await hass_ws_client()
    await BookFlow(hass, entry, hass_client).add_file(VCARD)
    await keep(hass, entry, freezer, CONTACT)
    pbx.call(source=NUMBER, start=now() - 100, disposition="NO ANSWER")
    pbx.call(source="1001", destination=NUMBER, start=now() - 60)
    await poll(hass, freezer)
    assert state_of(hass, "last_caller").attributes["other_name"] == "Quixotina"
    await card.send_json_auto_id({"type": "difuse/calls/find", "entry_id": entry.entry_id})
    found = (await card.receive_json())["result"]
    client = await hass_client()
    assert (await client.get(found["people"][NUMBER]["photo"])).status == 200
    shown = json.dumps(await async_get_config_entry_diagnostics(hass, entry), ensure_ascii=False)
    assert '"other_name": "**REDACTED**"' in shown
    assert leaked(shown) == []
    assert leaked(logged(caplog)) == []


async def test_an_archive_that_cant_take_a_book_quotes_nothing_of_it(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def spoil(db: Connection, _: int) -> None:
        db.execute(text("ALTER TABLE difuse_person DROP COLUMN words"))

    await entry.runtime_data.archive.write(spoil)
    await keep(hass, entry, freezer, CONTACT)
    assert "Address books can't be kept" in caplog.text
    assert leaked(logged(caplog)) == []
