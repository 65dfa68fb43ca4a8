"""What users change in the archive: they take missed calls as seen, or open them again."""

from collections.abc import Callable
from typing import Concatenate

from sqlalchemy import Connection

from .cdr.callers import mark_number_seen, mark_seen
from .cdr.database import DatabaseError
from .coordinator import DifuseCoordinator


async def async_change[**P, T](
    coordinator: DifuseCoordinator,
    change: Callable[Concatenate[Connection, int, P], T],
    *args: P.args,
    **more: P.kwargs,
) -> T:
    """Change the archive, show it, and return what the change gave.

    Raise HomeAssistantError when that can't be kept.
    """
    try:
        answer = await coordinator.archive.write(change, *args, **more)
    except DatabaseError as err:
        raise coordinator.archive_failed(err) from err
    await coordinator.async_publish()
    return answer


async def async_mark_seen(coordinator: DifuseCoordinator, number: str | None = None) -> None:
    """Take all missed calls as seen, or those of a number, however it is written.

    Raise HomeAssistantError when that can't be kept.
    """
    if number is None:
        await async_change(coordinator, mark_seen)
    else:
        await async_change(coordinator, mark_number_seen, number, coordinator.archive.numbering.who)
