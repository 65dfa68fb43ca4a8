"""Who is to be reminded of callers whom nobody has called back, each after a time of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from homeassistant.core import CALLBACK_TYPE, CoreState, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from ..cdr.callers import MissedCaller
from ..cdr.tables import EPOCH
from ..const import DOMAIN, SIGNAL_REMINDERS


@dataclass(frozen=True, slots=True, eq=False)
class Reminder:
    """One wish to be reminded, with whatever was due before ``since`` left out.

    ``remind`` is given the id of the PBX's entry, and who waits.
    """

    patience: timedelta
    since: datetime
    remind: Callable[[str, MissedCaller], None]


_REMINDERS: HassKey[dict[Reminder, None]] = HassKey(f"{DOMAIN}_reminders")


@callback
def reminders(hass: HomeAssistant) -> list[Reminder]:
    """Return all that are wished for, in the order in which that was said."""
    return [*hass.data.get(_REMINDERS, ())]


@callback
def async_add_reminder(
    hass: HomeAssistant, patience: timedelta, remind: Callable[[str, MissedCaller], None]
) -> CALLBACK_TYPE:
    """Remind somebody from now on; return what ends it.

    One that is there when Home Assistant starts was there before: it hears of what came due
    meanwhile. Whoever comes later only hears of what comes due afterwards.
    """
    since = dt_util.utcnow() if hass.state is CoreState.running else EPOCH
    there = hass.data.setdefault(_REMINDERS, {})
    there[reminder := Reminder(patience, since, remind)] = None
    async_dispatcher_send(hass, SIGNAL_REMINDERS)

    @callback
    def end() -> None:
        there.pop(reminder, None)

    return end
