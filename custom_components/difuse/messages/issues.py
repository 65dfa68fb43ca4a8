"""What stands under Repairs: problems that only people can judge or mend."""

from typing import Final

from homeassistant.const import CONF_HOST
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from yarl import URL

from ..const import DOMAIN, TITLE

TO_CONFIRM: Final = frozenset({"list_replaced", "archive_broken", "calls_left"})
"""They happened once and stay until they were read."""

TO_PASS: Final = frozenset({"archive_unavailable", "clock_off", "push_silent"})
"""They go by themselves when the cause is gone."""


@callback
def raise_issue(hass: HomeAssistant, entry_id: str, key: str, **placeholders: str) -> None:
    """Show an issue of this entry; ``placeholders`` hold no numbers and names of callers."""
    entry = hass.config_entries.async_get_entry(entry_id)
    title = entry.title if entry else TITLE
    if key in TO_CONFIRM and entry and (URL(entry.data[CONF_HOST]).host or "") in title:
        # It is stored, and a part of diagnostics, where nobody is to see the address.
        title = TITLE
    placeholders["title"] = title
    ir.async_create_issue(
        hass,
        DOMAIN,
        f"{key}_{entry_id}",
        is_fixable=key in TO_CONFIRM,
        is_persistent=key in TO_CONFIRM,
        severity=ir.IssueSeverity.WARNING,
        translation_key=key,
        translation_placeholders=placeholders,
        data={"entry_id": entry_id},
    )


@callback
def clear_issue(hass: HomeAssistant, entry_id: str, key: str) -> None:
    """Take an issue back; nothing happens where there is none."""
    ir.async_delete_issue(hass, DOMAIN, f"{key}_{entry_id}")


@callback
def clear_issues(hass: HomeAssistant, entry_id: str) -> None:
    """Take all issues of an entry back: it is being removed."""
    for key in TO_CONFIRM | TO_PASS:
        clear_issue(hass, entry_id, key)
