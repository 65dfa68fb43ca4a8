"""Who is still to be called back."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ..cdr import Call, Direction
from ..cdr.calls import CallFilter, plain_number
from ..coordinator import DifuseCoordinator
from ..selection import async_find_calls

_MOST: Final = 1000


@dataclass(frozen=True, slots=True)
class OpenCaller:
    """A caller whose missed calls nobody has returned or seen."""

    number: str
    name: str


async def open_callers(pbx: DifuseCoordinator) -> list[OpenCaller]:
    """Return them, the latest first. Raise HomeAssistantError when that can't be done."""
    open_ids = set(pbx.data.unseen)
    if not open_ids:
        return []
    asked = CallFilter(missed=True, directions=frozenset({Direction.INBOUND}))
    found = await async_find_calls(pbx, asked, _MOST)
    return _callers(call for call in found.calls if call.call_id in open_ids)


def _callers(calls: Iterable[Call]) -> list[OpenCaller]:
    callers: dict[str, OpenCaller] = {}
    for call in calls:
        known = plain_number(call.caller_number) or call.caller_name
        callers.setdefault(known, OpenCaller(call.caller_number, call.caller_name))
    return [*callers.values()]
