"""Many hopeless searches at once: one at a time, and the PBX isn't asked for anything."""

import asyncio
import threading
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.difuse.cdr.calls import CallFilter
from custom_components.difuse.cdr.views import find, sizes
from custom_components.difuse.const import DOMAIN
from custom_components.difuse.selection import finding
from tests.conftest import SetUp
from tests.home import now, poll
from tests.simulator import SimulatedPbx


class Searches:
    """Looks on while the archive is searched."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.running, self.most, self.count = 0, 0, 0
        self.threads: set[int] = set()
        self._pause = threading.Event()
        monkeypatch.setattr(finding, "find", self.find)

    def find(self, *args: Any) -> Any:
        self.count += 1
        self.running += 1
        self.most = max(self.most, self.running)
        self.threads.add(threading.get_ident())
        self._pause.wait(0.01)  # others would have the time to begin
        try:
            return find(*args)
        finally:
            self.running -= 1


@pytest.fixture
async def busy(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> MockConfigEntry:
    """Set up a PBX whose calls are all in the archive."""
    for number in range(300):
        pbx.call(source=f"+4477009{number:05}", start=now() - 9000 + number, talk=1)
    entry = await set_up()
    await poll(hass, freezer, 5)
    pbx.requests.clear()
    return entry


async def test_ten_hopeless_searches_of_cards_run_one_at_a_time(
    hass: HomeAssistant,
    busy: MockConfigEntry,
    pbx: SimulatedPbx,
    hass_ws_client: WebSocketGenerator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cards = [await hass_ws_client(hass) for _ in range(10)]
    searches = Searches(monkeypatch)
    asked = {"type": "difuse/calls/find", "entry_id": busy.entry_id, "text": "nobody is called so"}
    for card in cards:
        await card.send_json_auto_id(asked)
    answers = [await card.receive_json() for card in cards]
    assert [answer["result"]["calls"] for answer in answers] == [[]] * 10
    assert (searches.count, searches.most, pbx.requests) == (10, 1, [])
    assert threading.get_ident() not in searches.threads


async def test_ten_hopeless_searches_by_action_run_one_at_a_time(
    hass: HomeAssistant,
    busy: MockConfigEntry,
    pbx: SimulatedPbx,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    searches = Searches(monkeypatch)
    asked = {"number": "+99 999 999", "start": "2001-01-01 00:00:00"}
    answers = await asyncio.gather(
        *[
            hass.services.async_call(
                DOMAIN, "get_calls", asked, blocking=True, return_response=True
            )
            for _ in range(10)
        ]
    )
    assert answers == [{"calls": [], "truncated": False}] * 10
    assert (searches.count, searches.most, pbx.requests) == (10, 1, [])
    assert threading.get_ident() not in searches.threads


async def test_what_a_poll_reads_waits_for_one_search_and_not_for_all(
    hass: HomeAssistant, busy: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    searches, coordinator = Searches(monkeypatch), busy.runtime_data
    wanted = CallFilter(text="nobody is called so")
    waiting = [
        asyncio.create_task(finding.async_find_calls(coordinator, wanted, 1)) for _ in range(10)
    ]
    await asyncio.sleep(0)
    await coordinator.archive.read(sizes)
    assert searches.count <= 2
    await asyncio.gather(*waiting)
    assert searches.count == 10
