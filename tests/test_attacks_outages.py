"""A disk that is full while somebody marks calls as seen: what wasn't kept isn't done."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest

from custom_components.difuse.cdr.database import Database, DatabaseError
from custom_components.difuse.const import DOMAIN
from tests.conftest import SetUp
from tests.home import BUTTON, now, poll, state_of
from tests.simulator import SimulatedPbx

WAYS = {
    "service": (DOMAIN, "mark_missed_calls_seen", {}),
    "button": ("button", "press", {"entity_id": BUTTON}),
}


@pytest.mark.parametrize("way", WAYS)
async def test_marking_as_seen_says_when_it_could_not_be_kept(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    monkeypatch: pytest.MonkeyPatch,
    way: str,
) -> None:
    entry = await set_up()
    pbx.call(source="+447700900001", disposition="NO ANSWER", start=now() - 30)
    await poll(hass, freezer)
    domain, action, data = WAYS[way]

    async def fail(*_: object) -> None:
        raise DatabaseError("OperationalError")

    with monkeypatch.context() as full:
        full.setattr(Database, "write", fail)
        with pytest.raises(HomeAssistantError) as caught:
            await hass.services.async_call(domain, action, data, blocking=True)
    assert caught.value.translation_key == "archive_unavailable"
    assert state_of(hass, "new_missed_calls").state == "1"
    assert entry.runtime_data.data.unseen
    await hass.services.async_call(domain, action, data, blocking=True)
    assert state_of(hass, "new_missed_calls").state == "0"
