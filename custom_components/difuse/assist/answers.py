"""What is answered: each question a function that looks into the archives of some PBXs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
import re
from typing import Final

from homeassistant.util import dt as dt_util

from ..cdr import Call, Direction, Disposition
from ..cdr.callers import open_callers
from ..cdr.calls import CallFilter
from ..coordinator import DifuseCoordinator
from ..selection import CONF_NUMBER, async_find_calls, async_read_filter
from ..snapshot import listed_until
from .language import FEW, Language
from .speech import spoken_name, spoken_number, spoken_person

_MOST: Final = 1000
_INBOUND: Final = frozenset({Direction.INBOUND})
_TO_HERE: Final = frozenset({Direction.INBOUND, Direction.INTERNAL})
_NUMBER: Final = re.compile(r"[\d\s+()/.-]*(\d[\s+()/.-]*){3}")
"""From three digits on it is a number, as in the search."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which PBXs are asked, in which language, and of which caller."""

    pbxs: Sequence[DifuseCoordinator]
    language: Language
    caller: str


async def last_caller(asked: Asked) -> str:
    """Say who called last."""
    calls = await _find(asked, CallFilter(directions=_INBOUND), 1)
    if not calls:
        return asked.language.say("no_calls")
    who, when = _who(asked, calls[0]), _when(asked, calls[0])
    return _joined(asked.language.say("last_call", who=who, when=when), _outcome(asked, calls[0]))


async def missed_calls(asked: Asked) -> str:
    """Say how many calls were missed today, from whom, and how many callers are still open."""
    today = CallFilter(start=dt_util.start_of_local_day(), missed=True, directions=_INBOUND)
    calls = await _find(asked, today, _MOST)
    said = asked.language.say("none_missed")
    if calls:
        # As the sensor counts; only so many are looked at.
        number = max(len(calls), sum(pbx.data.today.missed for pbx in asked.pbxs))
        said = _counted(asked, "missed_today", calls, number)
    still_open = sum(pbx.data.to_return for pbx in asked.pbxs)
    return _joined(said, asked.language.count("still_open", still_open) if still_open else "")


async def did_call(asked: Asked) -> str:
    """Say whether a caller called today, how often and when, and how the last call ended."""
    if not asked.caller:
        return await _did_anybody_call(asked)
    midnight = dt_util.start_of_local_day()
    if calls := await _find_caller(asked, midnight, _MOST):
        said = _counted(asked, "called_today", calls, len(calls))
        return _joined(said, _outcome(asked, calls[0]))
    if earlier := await _find_caller(asked, None, 1):
        who, when = _who(asked, earlier[0]), _when(asked, earlier[0])
        return asked.language.say("not_today", who=who, when=when)
    sought = spoken_number(asked.caller) if _NUMBER.fullmatch(asked.caller) else ""
    return asked.language.say("never_called", who=sought or spoken_name(asked.caller))


async def calls_to_return(asked: Asked) -> str:
    """Say who is still to be called back."""
    callers = [caller for pbx in asked.pbxs for caller in await pbx.archive.read(open_callers, FEW)]
    if not callers:
        return asked.language.say("none_to_return")
    callers.sort(key=lambda caller: caller.call.started_at, reverse=True)
    # As the sensor counts; only the first few are named.
    number = max(len(callers), sum(pbx.data.to_return for pbx in asked.pbxs))
    who = asked.language.enumerate([_who(asked, caller.call) for caller in callers], number)
    return asked.language.count("to_return", number, who=who)


async def _did_anybody_call(asked: Asked) -> str:
    today = CallFilter(start=dt_util.start_of_local_day(), directions=_INBOUND)
    calls = await _find(asked, today, 1)
    if not calls:
        return asked.language.say("nobody_today")
    who, time = _who(asked, calls[0]), _time(asked, calls[0])
    said = asked.language.say("somebody_today", who=who, time=time)
    return _joined(said, _outcome(asked, calls[0]))


async def _find(asked: Asked, sought: CallFilter, limit: int) -> list[Call]:
    """Return the latest calls of all PBXs; what is dated in the future has a broken date."""
    found: list[Call] = []
    for pbx in asked.pbxs:
        until = replace(sought, end=listed_until(pbx.feed.list.ahead or 0))
        found += (await async_find_calls(pbx, until, limit)).calls
    found.sort(key=lambda call: call.started_at, reverse=True)
    return found[:limit]


async def _find_caller(asked: Asked, start: datetime | None, limit: int) -> list[Call]:
    sought = CallFilter(start=start, directions=_TO_HERE)
    if not _NUMBER.fullmatch(asked.caller):
        return await _find(asked, replace(sought, name=asked.caller), limit)
    written = await async_read_filter(asked.pbxs[0].hass, {CONF_NUMBER: [asked.caller]})
    calls = await _find(asked, replace(sought, numbers=written.numbers), _MOST)
    # Those that called it are none that it made.
    return [call for call in calls if _is_from(call, written)][:limit]


def _is_from(call: Call, written: CallFilter) -> bool:
    (number,) = written.numbers
    return number.matches(call.caller_number) or number.matches(call.other.number)


def _counted(asked: Asked, phrase: str, calls: Sequence[Call], number: int) -> str:
    """Return a phrase that says how many calls there were, from whom, and when the last one."""
    # Somebody with several numbers is one.
    callers = dict.fromkeys([_who(asked, call) for call in calls])
    who = asked.language.enumerate([*callers], len(callers))
    return asked.language.count(phrase, number, who=who, time=_time(asked, calls[0]))


def _who(asked: Asked, call: Call) -> str:
    number = call.other.shown or call.caller_number
    return spoken_person(asked.language, call.other.name or call.caller_name, number)


def _time(asked: Asked, call: Call) -> str:
    return asked.language.time(dt_util.as_local(call.started_at))


def _when(asked: Asked, call: Call) -> str:
    return asked.language.moment(dt_util.as_local(call.started_at), dt_util.now())


def _outcome(asked: Asked, call: Call) -> str:
    """Say whether a call was answered, and by whom; or that it was missed."""
    if call.missed:
        return asked.language.say("missed")
    if call.disposition is not Disposition.ANSWERED:
        return ""
    if not call.answered_by:
        return asked.language.say("answered")
    by = spoken_person(asked.language, call.answered_by_name, call.answered_by)
    return asked.language.say("answered_by", who=by)


def _joined(*sentences: str) -> str:
    return " ".join(filter(None, sentences))
