"""Actions: get calls of the past out of the archive, and mark missed calls as seen."""

from typing import TYPE_CHECKING, Final, cast

from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.service import async_get_config_entry
from homeassistant.util.json import JsonValueType

from .cdr import Direction
from .cdr.calls import plain_number
from .changes import async_mark_seen
from .const import DOMAIN
from .coordinator import DifuseConfigEntry
from .selection import (
    CONF_NUMBER,
    DEFAULT_LIMIT,
    DISPOSITION_FIELDS,
    PBX_FIELD,
    PEOPLE_FIELDS,
    async_assert_may_see,
    async_find_calls,
    async_read_filter,
    check_limit,
    direction_fields,
    within,
)

if TYPE_CHECKING:
    # Home Assistant puts it in the place of voluptuous, and its types are these.
    import probatio as vol
else:
    import voluptuous as vol

GET_CALLS: Final = "get_calls"
MARK_SEEN: Final = "mark_missed_calls_seen"

CONF_START: Final = "start"
CONF_END: Final = "end"
CONF_LIMIT: Final = "limit"

GET_CALLS_SCHEMA: Final = vol.Schema(
    {
        vol.Optional(ATTR_CONFIG_ENTRY_ID): cv.string,
        vol.Optional(CONF_START): cv.datetime,
        vol.Optional(CONF_END): cv.datetime,
        # Its range is checked later, for an error in the user's language.
        vol.Optional(CONF_LIMIT, default=DEFAULT_LIMIT): vol.Coerce(int),
        **PEOPLE_FIELDS,
        **direction_fields(*Direction),
        **DISPOSITION_FIELDS,
    }
)

MARK_SEEN_SCHEMA: Final = vol.Schema(
    {
        **PBX_FIELD,
        # Empty stands for those who withheld theirs, as in a call's `other_number`.
        vol.Optional(CONF_NUMBER): vol.All(cv.string, str.strip),
    }
)


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions; they are there before any PBX is."""
    hass.services.async_register(
        DOMAIN,
        GET_CALLS,
        _get_calls,
        schema=GET_CALLS_SCHEMA,
        supports_response=SupportsResponse.ONLY,
    )
    hass.services.async_register(DOMAIN, MARK_SEEN, _mark_seen, schema=MARK_SEEN_SCHEMA)


async def _get_calls(call: ServiceCall) -> ServiceResponse:
    """Answer with calls out of the archive, the latest first."""
    data = call.data
    entry: DifuseConfigEntry = async_get_config_entry(
        call.hass, DOMAIN, data.get(ATTR_CONFIG_ENTRY_ID)
    )
    await async_assert_may_see(call.hass, call.context, entry.entry_id)
    limit = check_limit(data[CONF_LIMIT])
    given = await async_read_filter(call.hass, data)
    asked = within(given, data.get(CONF_START), data.get(CONF_END))
    found = await async_find_calls(entry.runtime_data, asked, limit)
    calls = [cast("JsonValueType", one.as_dict()) for one in found.calls]
    return {"calls": calls, "truncated": found.truncated}


async def _mark_seen(call: ServiceCall) -> None:
    """Take the missed calls of the given PBXs, or of all, as seen, or only those of a number."""
    entries: list[DifuseConfigEntry]
    if chosen := call.data.get(ATTR_CONFIG_ENTRY_ID):
        entries = [async_get_config_entry(call.hass, DOMAIN, entry_id) for entry_id in chosen]
    else:
        entries = call.hass.config_entries.async_loaded_entries(DOMAIN)
    if not entries:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="no_pbx")
    number = call.data.get(CONF_NUMBER)
    if number and not plain_number(number):
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="no_number",
            translation_placeholders={"number": number},
        )
    for entry in entries:
        await async_assert_may_see(call.hass, call.context, entry.entry_id)
    for entry in entries:
        await async_mark_seen(entry.runtime_data, number)
