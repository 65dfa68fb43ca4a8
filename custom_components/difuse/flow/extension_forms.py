"""The fields of the forms about extensions."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from homeassistant.const import CONF_NAME
from homeassistant.helpers.selector import (
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
)

from ..const import CONF_EXTENSION

if TYPE_CHECKING:
    # Home Assistant puts it in the place of voluptuous, and its types are these.
    import probatio as vol
else:
    import voluptuous as vol

_NAME: Final = TextSelector(TextSelectorConfig(autocomplete="off"))

NAME_FORM: Final = vol.Schema({vol.Optional(CONF_NAME): _NAME})


def extension_form(labels: Mapping[str, str]) -> vol.Schema:
    """Make the form in which one is chosen; any other may be typed."""
    options = [SelectOptionDict(value=number, label=label) for number, label in labels.items()]
    choice = SelectSelectorConfig(
        options=options, custom_value=True, mode=SelectSelectorMode.DROPDOWN
    )
    return vol.Schema(
        {vol.Required(CONF_EXTENSION): SelectSelector(choice), vol.Optional(CONF_NAME): _NAME}
    )
