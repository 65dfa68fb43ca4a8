"""What tests of call-backs share: calls of people, the list, and automations."""

from typing import Any, Final

from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.automations import tell
from tests.home import TO_RETURN, now
from tests.simulator import SimulatedPbx

ALICE: Final = "+447700900001"
BOB: Final = "+447700900002"
BOB_SHOWN: Final = "+44 7700 900002"
OPEN: Final = "needs_action"
DONE: Final = "completed"


def missed(pbx: SimulatedPbx, source: str = ALICE, ago: float = 30, **more: Any) -> None:
    """Let somebody call in vain, so many seconds ago."""
    given: dict[str, Any] = {"name": "Alice Morgan" if source == ALICE else ""} | more
    pbx.call(source=source, start=now() - ago, ring=10, disposition="NO ANSWER", **given)


def answered(pbx: SimulatedPbx, source: str = ALICE, ago: float = 30) -> None:
    """Let somebody call, and be answered."""
    pbx.call(source=source, start=now() - ago, ring=2, talk=9)


def returned(pbx: SimulatedPbx, destination: str = ALICE, ago: float = 30) -> None:
    """Let an extension call somebody."""
    pbx.call(source="1001", destination=destination, start=now() - ago, ring=2, talk=9)


async def items(hass: HomeAssistant, *statuses: str) -> list[dict[str, Any]]:
    """Return what is on the list, as everybody is given it."""
    answer = await hass.services.async_call(
        "todo",
        "get_items",
        {"status": [*statuses] or [OPEN, DONE]},
        target={"entity_id": TO_RETURN},
        blocking=True,
        return_response=True,
    )
    assert answer
    found: Any = answer[TO_RETURN]
    return [*found["items"]]


async def listed(hass: HomeAssistant, *statuses: str) -> list[str]:
    """Return who is on the list; whoever needs nobody any more has a tick."""
    ticks = {OPEN: "", DONE: "✓ "}
    return [ticks[one["status"]] + one["summary"] for one in await items(hass, *statuses)]


async def tick(hass: HomeAssistant, item: str, status: str = DONE, **more: Any) -> None:
    """Change an item by its name, as voice and automations do."""
    await hass.services.async_call(
        "todo",
        "update_item",
        {"item": item, "status": status, **more},
        target={"entity_id": TO_RETURN},
        blocking=True,
    )
    await hass.async_block_till_done()


def reminder(**options: Any) -> dict[str, Any]:
    """Return an automation for those whom nobody has called back."""
    return _automation("call_not_returned", "waits", **options)


def all_clear(**options: Any) -> dict[str, Any]:
    """Return an automation for those who need nobody any more."""
    return _automation("call_returned", "{{ trigger.call.handled }}", **options)


def _automation(key: str, what: str, **options: Any) -> dict[str, Any]:
    said = f"{{{{ trigger.call.other_name }}}} {{{{ trigger.calls }}}} {what}"
    triggers = [{"trigger": f"difuse.{key}", "options": options}]
    return {"triggers": triggers, "actions": tell(said)}


async def reload(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Reload the entry, as after saving options."""
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
