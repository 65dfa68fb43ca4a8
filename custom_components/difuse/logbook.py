"""The logbook: what a call was, in words, at the event entity's line.

The logbook shows each change of an event entity and knows no way to leave it
out, so a line of our own for the entity would be a second one. The words are
therefore given to the line that is there: the event ``difuse_call`` is the
cause of the entity's change and names no entity itself.
"""

from collections.abc import Callable

from homeassistant.components.logbook.const import LOGBOOK_ENTRY_NAME
from homeassistant.core import Event, HomeAssistant, callback

from .const import ATTR_SENTENCE, DOMAIN, EVENT_CALL


@callback
def async_describe_events(
    hass: HomeAssistant,  # noqa: ARG001  Home Assistant calls it so
    async_describe_event: Callable[[str, str, Callable[[Event], dict[str, str]]], None],
) -> None:
    """Tell the logbook how a call reads."""
    async_describe_event(DOMAIN, EVENT_CALL, _describe)


@callback
def _describe(event: Event) -> dict[str, str]:
    # As its name: of a cause the frontend shows nothing else.
    return {LOGBOOK_ENTRY_NAME: event.data[ATTR_SENTENCE]}
