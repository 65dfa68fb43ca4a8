"""The PBX's own history of calls, asked for by actions and assistants."""

from datetime import datetime
from typing import Final

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.util import dt as dt_util

from .cdr.calls import CallFilter
from .cdr.feed import FoundCalls, Span, find_calls
from .cdr.pbx import PbxError
from .const import DOMAIN
from .coordinator import DifuseCoordinator
from .messages import error_key

LARGEST_LIMIT: Final = 1000
DEFAULT_LIMIT: Final = 100


async def async_search(
    coordinator: DifuseCoordinator, span: Span, wanted: CallFilter, limit: int
) -> FoundCalls:
    """Search the PBX's own list. Raises PbxError when the PBX doesn't answer it."""
    numbers = coordinator.memory.ledger.numbers
    return await find_calls(coordinator.client.read_page, numbers, span, wanted, limit)


async def async_find_calls(
    coordinator: DifuseCoordinator,
    start: datetime | None,
    end: datetime | None,
    wanted: CallFilter,
    limit: int,
) -> FoundCalls:
    """Find the latest calls that started within the span and are wanted.

    Raises ServiceValidationError for what can't be asked, and HomeAssistantError
    when the PBX doesn't answer it.
    """
    if not 1 <= limit <= LARGEST_LIMIT:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="limit_out_of_range",
            translation_placeholders={"limit": str(limit), "largest": str(LARGEST_LIMIT)},
        )
    span = read_span(start, end)
    if coordinator.is_push_only:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="push_only")
    try:
        return await async_search(coordinator, span, wanted, limit)
    except PbxError as err:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key=error_key(err),
            translation_placeholders={"error": str(err)},
        ) from err


def read_span(start: datetime | None, end: datetime | None) -> Span:
    """Read the span; moments without a zone are in Home Assistant's own.

    Raises ServiceValidationError when it ends before it begins.
    """
    start = dt_util.as_utc(start) if start else None
    end = dt_util.as_utc(end) if end else None
    if start and end and end <= start:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="range_reversed",
            translation_placeholders={"start": _readable(start), "end": _readable(end)},
        )
    return Span(start, end)


def _readable(moment: datetime) -> str:
    return f"{dt_util.as_local(moment):%Y-%m-%d %H:%M:%S}"
