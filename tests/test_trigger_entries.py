"""Triggers follow entries as they come and go, and only those of this integration."""

from collections.abc import Callable

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_send
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.difuse.cdr import Call
from custom_components.difuse.const import DOMAIN, signal_call
from custom_components.difuse.triggers.listener import PbxListener
from tests.automations import Runs, set_up_automations
from tests.cdr.helpers import a_call
from tests.conftest import SetUp
from tests.home import poll
from tests.simulator import SimulatedPbx


@pytest.fixture
def tell(hass: HomeAssistant) -> Callable[[ConfigEntryChange, ConfigEntry], None]:
    """Return a function that tells of an entry as Home Assistant does."""

    def tell(change: ConfigEntryChange, entry: ConfigEntry) -> None:
        async_dispatcher_send(hass, SIGNAL_CONFIG_ENTRY_CHANGED, change, entry)

    return tell


@pytest.mark.parametrize("change", ConfigEntryChange)
async def test_entries_of_others_are_not_listened_to(
    hass: HomeAssistant,
    tell: Callable[[ConfigEntryChange, ConfigEntry], None],
    change: ConfigEntryChange,
) -> None:
    heard: list[tuple[str, Call]] = []
    listener = PbxListener(hass, signal_call, callback(lambda *what: heard.append(what)))
    other = MockConfigEntry(domain="other", entry_id="other")
    tell(change, other)
    async_dispatcher_send(hass, signal_call(other.entry_id), a_call(), ())
    listener.async_close()
    assert heard == []


async def test_an_entry_that_was_removed_is_not_heard_and_may_come_again(
    hass: HomeAssistant,
    caplog: pytest.LogCaptureFixture,
    tell: Callable[[ConfigEntryChange, ConfigEntry], None],
) -> None:
    heard: list[tuple[str, Call]] = []
    listener = PbxListener(hass, signal_call, callback(lambda *what: heard.append(what)))
    entry = MockConfigEntry(domain=DOMAIN, entry_id="ours")
    for change, times in (
        (ConfigEntryChange.REMOVED, 0),  # it was never heard of
        (ConfigEntryChange.ADDED, 1),
        (ConfigEntryChange.UPDATED, 2),
        (ConfigEntryChange.REMOVED, 2),
        (ConfigEntryChange.REMOVED, 2),
        (ConfigEntryChange.ADDED, 3),
    ):
        tell(change, entry)
        async_dispatcher_send(hass, signal_call(entry.entry_id), a_call(), ())
        assert len(heard) == times
    listener.async_close()
    async_dispatcher_send(hass, signal_call(entry.entry_id), a_call(), ())
    assert len(heard) == 3
    assert "Traceback" not in caplog.text


async def test_another_integrations_entry_may_come_and_go(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp
) -> None:
    runs = Runs(hass)
    await set_up()
    await set_up_automations(hass, {"triggers": [{"trigger": "difuse.call_finished"}]})
    other = MockConfigEntry(domain="other")
    await hass.config_entries.async_add(other)
    await hass.config_entries.async_remove(other.entry_id)
    pbx.call(source="+447700900001", talk=2)
    await poll(hass, freezer)
    await poll(hass, freezer)
    assert runs.callers == ["+447700900001"]
