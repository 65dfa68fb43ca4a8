"""Diagnostics: how the sync goes, without a number, name or secret in it."""

from dataclasses import asdict
from typing import Any, Final

from homeassistant.components.diagnostics import async_redact_data
from homeassistant.const import CONF_HOST, CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant

from .cdr.database import DatabaseError
from .cdr.views import sizes
from .const import (
    CONF_EXTENSION,
    CONF_FINGERPRINT,
    CONF_OWN_NUMBERS,
    CONF_POSTGRESQL,
    CONF_PUSH_TOKEN,
    CONF_SECRET_HASH,
    CONF_SERVICE_NUMBERS,
    CONF_STATISTICS_SLUG,
)
from .coordinator import DifuseConfigEntry, DifuseCoordinator

TO_REDACT: Final = frozenset(
    {
        CONF_HOST,
        CONF_EXTENSION,
        CONF_SECRET_HASH,
        CONF_FINGERPRINT,
        CONF_OWN_NUMBERS,
        CONF_SERVICE_NUMBERS,
        CONF_POSTGRESQL,
        CONF_PUSH_TOKEN,
        CONF_WEBHOOK_ID,
        CONF_STATISTICS_SLUG,
        "caller_number",
        "caller_name",
        "called_number",
        "answered_by",
        "extensions",
        "other_number",
        "other_name",
        "groups",
        "location",
        "answered_by_name",
    }
)


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant,  # noqa: ARG001  Home Assistant calls it so
    entry: DifuseConfigEntry,
) -> dict[str, Any]:
    """Return what helps to see why calls are missing or misread."""
    coordinator = entry.runtime_data
    return {
        "entry": async_redact_data(
            {"data": dict(entry.data), "options": dict(entry.options)}, TO_REDACT
        ),
        "list": _list(coordinator),
        "sync": _sync(coordinator),
        "archive": await _archive(coordinator),
        "push": _push(coordinator),
        "statistics": coordinator.statistics.as_dict(),
        "own_numbers_learned": len(coordinator.archive.numbers.learned),
        "recent_calls": [
            async_redact_data(dict(call.as_dict()), TO_REDACT)
            for call in coordinator.data.recent[:5]
        ],
    }


def _list(coordinator: DifuseCoordinator) -> dict[str, Any]:
    pages = coordinator.feed.list
    return {
        "newest_first": pages.newest_first,
        "rows_in_smallest_page": pages.unit,
        "requests": pages.requests,
    }


def _sync(coordinator: DifuseCoordinator) -> dict[str, Any]:
    intake, error = coordinator.feed.intake, coordinator.last_exception
    return {
        "last_sync": coordinator.sync.at.isoformat() if coordinator.sync.at else None,
        "last_update_success": coordinator.last_update_success,
        "last_error": type(error).__name__ if error else None,
        "clock_ahead_seconds": coordinator.feed.list.ahead,
        "marks": asdict(intake.marks),
        "next_due": intake.next_due,
        "unreadable_rows": intake.unreadable,
    }


async def _archive(coordinator: DifuseCoordinator) -> dict[str, Any]:
    try:
        return await coordinator.archive.read(sizes)
    except DatabaseError as err:
        return {"error": str(err)}


def _push(coordinator: DifuseCoordinator) -> dict[str, Any]:
    pushes = coordinator.pushes
    return {
        "is_on": pushes.is_on,
        "is_push_only": coordinator.is_push_only,
        "requests": pushes.requests,
        "entries": pushes.entries,
        "entries_incomplete": pushes.incomplete,
        "last": pushes.last.isoformat() if pushes.last else None,
        "refused": dict(pushes.refused),
    }
