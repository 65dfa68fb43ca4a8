"""The extensions that a user has added to a PBX: each a subentry, with a device of its own."""

from homeassistant.config_entries import ConfigEntry, ConfigSubentry

from .cdr.pbx import read_text
from .const import CONF_DEFAULT_NAME, CONF_EXTENSION, SUBENTRY_EXTENSION


def added_extensions(entry: ConfigEntry) -> dict[str, ConfigSubentry]:
    """Return the extensions that were added, by their numbers."""
    found = entry.get_subentries_of_type(SUBENTRY_EXTENSION)
    return {one.data[CONF_EXTENSION]: one for one in found}


def given_names(entry: ConfigEntry) -> dict[str, str]:
    """Return the names that the user gave them; what one is called by default isn't given."""
    return {
        number: name
        for number, one in added_extensions(entry).items()
        if one.title != one.data.get(CONF_DEFAULT_NAME) and (name := read_text(one.title).strip())
    }


def extension_id(entry_id: str, number: str) -> str:
    """Return what a device and its entities are known by, also when it is added anew."""
    return f"{entry_id}_{number}"
