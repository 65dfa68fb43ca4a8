"""Calls of the past, found in the archive for actions, cards, assistants and media browsers."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Concatenate, Final

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.util import dt as dt_util
from sqlalchemy import Connection

from ..cdr import Call
from ..cdr.callers import known_groups
from ..cdr.calls import SAME_CALL_WITHIN, CallFilter
from ..cdr.database import DatabaseError
from ..cdr.tables import latest_extensions
from ..cdr.views import Way, find, recorded_at, ways
from ..const import DOMAIN
from ..coordinator import DifuseCoordinator

LARGEST_LIMIT: Final = 1000
DEFAULT_LIMIT: Final = 100
AROUND: Final = timedelta(minutes=5)
"""A call's start can still move by so much: by a leg that came late, or the PBX's clock."""


_MOST_CHOICES: Final = 500
"""Nobody would look through more."""


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
    calls = await async_read(coordinator, find, asked, limit + 1)
    return FoundCalls(tuple(calls[:limit]), truncated=len(calls) > limit)


async def async_read[**P, T](
    coordinator: DifuseCoordinator,
    query: Callable[Concatenate[Connection, int, P], T],
    *args: P.args,
    **more: P.kwargs,
) -> T:
    """Return the answer to a query that may take a while. Raise HomeAssistantError, likewise."""
    try:
        async with coordinator.searching:
            return await coordinator.archive.read(query, *args, **more)
    except DatabaseError as err:
        raise unavailable() from err


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


async def async_recorded_at(coordinator: DifuseCoordinator, call: Call) -> tuple[str, ...]:
    """Return at which numbers a call was recorded. Raise HomeAssistantError, likewise."""
    try:
        return await coordinator.archive.read(recorded_at, call)
    except DatabaseError as err:
        raise unavailable() from err


async def async_find_choices(coordinator: DifuseCoordinator) -> tuple[list[str], list[str]]:
    """Return which extensions and groups calls can be asked for. Raise HomeAssistantError, too."""
    archive = coordinator.archive
    try:
        extensions = await archive.read(latest_extensions, _MOST_CHOICES)
        return extensions, await archive.read(known_groups, _MOST_CHOICES)
    except DatabaseError as err:
        raise unavailable() from err


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
