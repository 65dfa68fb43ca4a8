"""What becomes of a missed call, said by a test."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers.dispatcher import async_dispatcher_send

from custom_components.difuse.cdr import Call
from custom_components.difuse.cdr.archive import MissedCaller
from custom_components.difuse.const import signal_handled
from custom_components.difuse.running.reminders import reminders


async def wait_too_long(hass: HomeAssistant, entry_id: str, call: Call) -> None:
    """Let it be noticed that nobody has called back in time."""
    for reminder in reminders(hass):
        reminder.remind(entry_id, _caller(call))
    await hass.async_block_till_done(wait_background_tasks=True)


async def handle(hass: HomeAssistant, entry_id: str, call: Call) -> None:
    """Let it be noticed that nobody has to call back any more."""
    async_dispatcher_send(hass, signal_handled(entry_id), _caller(call))
    await hass.async_block_till_done(wait_background_tasks=True)


def _caller(call: Call) -> MissedCaller:
    return MissedCaller(call.other.number, call, 1, call.started_at)
