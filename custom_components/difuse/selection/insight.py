"""What calls say together, out of the archive."""

from contextlib import suppress
from datetime import timedelta

from homeassistant.util import dt as dt_util

from ..cdr.database import DatabaseError
from ..cdr.figures import insight, keep_days, today
from ..cdr.insight import Insight, Today
from ..coordinator import DifuseCoordinator
from .finding import unavailable


async def async_look_at_today(coordinator: DifuseCoordinator) -> Today:
    """Return today beside a usual day. Raise HomeAssistantError when that can't be done."""
    try:
        async with coordinator.searching:
            return await coordinator.archive.read(today, dt_util.now())
    except DatabaseError as err:
        raise unavailable() from err


async def async_look_into(coordinator: DifuseCoordinator, days: int) -> Insight:
    """Return what became of the calls of some days. Raise HomeAssistantError likewise.

    Days that weren't summed up yet are now, a few at a time: what polls write goes between.
    """
    now, archive = dt_util.now(), coordinator.archive
    first, last = (now.date() - timedelta(days=back) for back in (2 * days - 1, 1))
    try:
        async with coordinator.searching:
            # Where nothing can be written, they are counted.
            with suppress(DatabaseError):
                while await archive.write(keep_days, first, last, dt_util.get_default_time_zone()):
                    pass
            return await archive.read(insight, now, days)
    except DatabaseError as err:
        raise unavailable() from err
