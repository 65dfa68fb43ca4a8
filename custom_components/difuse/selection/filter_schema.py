"""Which calls are asked for: options of triggers and fields of actions, as a filter."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import VolDictType

from ..cdr import Direction, Disposition
from ..cdr.calls import CallFilter, NumberPattern, NumberPlan
from ..cdr.people import Numbering, PhoneNumbers
from ..const import CONF_EXTENSION
from ..messages import Words, group_as_asked, words_of

if TYPE_CHECKING:
    # Home Assistant puts it in the place of voluptuous, and its types are these.
    import probatio as vol
else:
    import voluptuous as vol

CONF_NUMBER: Final = "number"
CONF_GROUP: Final = "group"
CONF_DIRECTION: Final = "direction"
CONF_DISPOSITION: Final = "disposition"
CONF_MISSED: Final = "missed"
CONF_NAME: Final = "name"
CONF_MIN_TALK: Final = "min_talk"
CONF_MAX_TALK: Final = "max_talk"


def _number(value: object) -> str:
    """Check a number or a pattern; without quotes YAML makes an integer of it."""
    text = cv.string(value)
    try:
        NumberPattern.parse(text)
    except ValueError as err:
        raise vol.Invalid(f"{text!r} is no number to compare with: {err}") from err
    return text


def _without_empty(values: list[Any]) -> list[Any]:
    """Drop the empty lines that a form leaves."""
    return [value for value in values if str(value).strip()]


def _several(check: Any) -> Any:
    return vol.All(cv.ensure_list, _without_empty, [check])


PEOPLE_FIELDS: Final[VolDictType] = {
    vol.Optional(CONF_NUMBER): _several(_number),
    vol.Optional(CONF_EXTENSION): _several(vol.All(cv.string, str.strip)),
    vol.Optional(CONF_GROUP): _several(vol.All(cv.string, str.strip)),
}

PBX_FIELD: Final[VolDictType] = {vol.Optional(ATTR_CONFIG_ENTRY_ID): _several(cv.string)}
"""Which PBXs; none means all of them."""

DISPOSITION_FIELDS: Final[VolDictType] = {
    vol.Optional(CONF_DISPOSITION): _several(vol.In([*Disposition])),
    vol.Optional(CONF_MISSED): cv.boolean,
}


def direction_fields(*directions: Direction, default: list[Direction] | None = None) -> VolDictType:
    """Return the field of directions; none chosen means all of them."""
    choices = _several(vol.In([*directions]))
    if default is None:
        return {vol.Optional(CONF_DIRECTION): choices}
    return {vol.Optional(CONF_DIRECTION, default=[one.value for one in default]): choices}


async def async_read_filter(hass: HomeAssistant, given: Mapping[str, Any]) -> CallFilter:
    """Make a filter of validated fields, with numbers as people write them in our country."""
    words = words_of(hass)
    if not given.get(CONF_NUMBER):
        return _read_filter(words, given, lambda _: "")
    numbering = Numbering(PhoneNumbers(hass.config.country, NumberPlan()))
    # The first number loads what reads numbers.
    return await hass.async_add_executor_job(_read_filter, words, given, numbering.who)


def _read_filter(words: Words, given: Mapping[str, Any], who: Callable[[str], str]) -> CallFilter:
    return CallFilter(
        numbers=tuple([NumberPattern.parse(text, who) for text in given.get(CONF_NUMBER, ())]),
        name=given.get(CONF_NAME, ""),
        extensions=frozenset(given.get(CONF_EXTENSION, ())),
        groups=frozenset(group_as_asked(words, group) for group in given.get(CONF_GROUP, ())),
        directions=frozenset(Direction(one) for one in given.get(CONF_DIRECTION, ())),
        dispositions=frozenset(Disposition(one) for one in given.get(CONF_DISPOSITION, ())),
        missed=given.get(CONF_MISSED),
        min_talk=given.get(CONF_MIN_TALK),
        max_talk=given.get(CONF_MAX_TALK),
    )
