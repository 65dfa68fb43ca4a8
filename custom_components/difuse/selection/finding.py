"""Calls of the past, found in the archive for actions, cards, assistants and media browsers."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.util import dt as dt_util

from ..cdr import Call
from ..cdr.archive import Way, find, ways
from ..cdr.calls import SAME_CALL_WITHIN, CallFilter
from ..cdr.database import DatabaseError
from ..const import DOMAIN
from ..coordinator import DifuseCoordinator

LARGEST_LIMIT: Final = 1000
DEFAULT_LIMIT: Final = 100
AROUND: Final = timedelta(minutes=5)
"""A call's start can still move by so much: by a leg that came late, or the PBX's clock."""


@dataclass(frozen=True, slots=True)
class FoundCalls:
    """The latest calls that pass a filter, and whether there are more."""

    calls: tuple[Call, ...]
    truncated: bool


async def async_find_calls(
    coordinator: DifuseCoordinator, asked: CallFilter, limit: int
) -> FoundCalls:
    """Return the latest calls that pass a filter. Raise HomeAssistantError when that can't be done.

    Others wait their turn here: what polls read of the archive goes between two searches.
    """
    try:
        async with coordinator.searching:
            calls = await coordinator.archive.read(find, asked, limit + 1)
    except DatabaseError as err:
        raise unavailable() from err
    return FoundCalls(tuple(calls[:limit]), truncated=len(calls) > limit)


async def async_find_call(
    coordinator: DifuseCoordinator, call_id: str, about: datetime
) -> Call | None:
    """Return the call with this id that began about then; ids can come again after days.

    It may have become part of another since, which began before.
    """
    span = CallFilter(call_id=call_id, start=about - SAME_CALL_WITHIN, end=about + AROUND)
    found = await async_find_calls(coordinator, span, 1)
    return found.calls[0] if found.calls else None


async def async_find_way(coordinator: DifuseCoordinator, call: Call) -> Way:
    """Return the way that a call went. Raise HomeAssistantError when that can't be done."""
    archive = coordinator.archive
    try:
        (way,) = await archive.read(ways, archive.numbers, [call])
    except DatabaseError as err:
        raise unavailable() from err
    return way


def unavailable() -> HomeAssistantError:
    """Return what to raise where the archive can't be asked."""
    return HomeAssistantError(translation_domain=DOMAIN, translation_key="archive_unavailable")


def check_limit(limit: int) -> int:
    """Return how many calls are asked for. Raise ServiceValidationError for too many or too few."""
    if not 1 <= limit <= LARGEST_LIMIT:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="limit_out_of_range",
            translation_placeholders={"limit": str(limit), "largest": str(LARGEST_LIMIT)},
        )
    return limit


def within(asked: CallFilter, start: datetime | None, end: datetime | None) -> CallFilter:
    """Return a filter of calls that began in a span; without a zone it is in Home Assistant's own.

    Raise ServiceValidationError when it ends before it begins.
    """
    start = dt_util.as_utc(start) if start else None
    end = dt_util.as_utc(end) if end else None
    if start and end and end <= start:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="range_reversed",
            translation_placeholders={"start": _readable(start), "end": _readable(end)},
        )
    return replace(asked, start=start, end=end)


def _readable(moment: datetime) -> str:
    return f"{dt_util.as_local(moment):%Y-%m-%d %H:%M:%S}"
