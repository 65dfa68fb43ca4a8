"""The PBX's wall clock: its strings carry no zone, only the epoch beside them does.

Asterisk writes start, answer and end as local wall time without an offset
(``docs/vendor.md``), so every row calibrates its own strings: wall time read as
UTC, less the epoch, rounded to a quarter of an hour, is the offset in force.
"""

from datetime import UTC, datetime, timedelta, tzinfo
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Final

EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""Older than any PBX of this kind: what lies before is a filler such as 1970-01-01."""

LATEST: Final = datetime(2100, 1, 1, tzinfo=UTC)

LONGEST_LEG: Final = timedelta(days=7)
"""A leg can't last longer; an end later than that is a broken field."""

_EARLIEST_EPOCH: Final = EARLIEST.timestamp()
_LATEST_EPOCH: Final = LATEST.timestamp()
_NO_TIME: Final = timedelta()
_HOUR: Final = timedelta(hours=1)
_QUARTER: Final = 900


def read_epoch(value: object) -> float | None:
    """Return whole seconds since 1970, of a number or a string; None if it makes no sense."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        epoch = float(value)
    except ValueError, OverflowError:
        return None
    return float(int(epoch)) if _EARLIEST_EPOCH <= epoch < _LATEST_EPOCH else None


def read_wall_time(value: object) -> datetime | None:
    """Read ``2024-02-03 08:48:29``; None for all the ways a PBX writes «never».

    Those are an empty string, null, a zero date, and 1970 in any zone
    (``docs/vendor.md``). The result is marked UTC although it is wall time.
    """
    return _parse_wall_time(value) if isinstance(value, str) else None


@lru_cache(maxsize=256)
def _parse_wall_time(text: str) -> datetime | None:
    """Parse once what stands in several fields of a row, and in all rows of a ring group."""
    try:
        wall = datetime.fromisoformat(text)
        wall = wall.replace(tzinfo=UTC) if wall.tzinfo is None else wall.astimezone(UTC)
    except ValueError, OverflowError:
        return None
    return wall.replace(microsecond=0) if EARLIEST <= wall < LATEST else None


def read_http_date(value: str | None) -> datetime | None:
    """Read a date as HTTP headers have it, in UTC; None where it makes no sense."""
    try:
        moment = parsedate_to_datetime(value or "")
    except ValueError, OverflowError:
        return None
    moment = moment.replace(tzinfo=moment.tzinfo or UTC)
    return moment.astimezone(UTC) if EARLIEST <= moment < LATEST else None


class PbxClock:
    """Turns the wall times of one row into UTC.

    ``zone`` is a guess at the PBX's zone. It is used only where a row's own
    offset agrees with it, to tell how long a call was that spans a change of
    the clocks.
    """

    def __init__(self, zone: tzinfo | None) -> None:
        """Start with what is known of the PBX's zone, which may be nothing."""
        self._zone = zone
        self._steady_days: dict[int, bool] = {}

    def start_and_offset(
        self, epoch: float | None, wall: datetime | None
    ) -> tuple[datetime | None, timedelta]:
        """Return the start in UTC and the offset of the row's strings from UTC.

        With only one of epoch and string, the offset is that of the zone we were
        given, or none: the times may be off by the zone, but the call is kept.
        """
        if epoch is None:
            if wall is None or self._zone is None:
                return wall, _NO_TIME
            start = wall.replace(tzinfo=self._zone).astimezone(UTC)
            return start, wall - start
        if wall is None:
            start = datetime.fromtimestamp(epoch, UTC)
            offset = start.astimezone(self._zone).utcoffset() if self._zone else None
            return start, offset or _NO_TIME
        seconds = round((wall.timestamp() - epoch) / _QUARTER) * _QUARTER
        offset = timedelta(seconds=seconds)
        return wall - offset if seconds else wall, offset

    def moment(self, wall: datetime | None, start: datetime, offset: timedelta) -> datetime | None:
        """Return a later moment of a row that started at ``start``, in UTC.

        Never before the start; None where there is none or it is absurd.
        """
        if wall is None:
            return None
        moment = wall - offset if offset else wall
        if self._zone is not None and not self._is_steady(start):
            moment = self._across_change(wall, start, offset) or moment
        if moment < start:
            # The clocks went back during the call, in a zone that we don't know.
            moment = max(moment + _HOUR, start)
        return moment if moment - start <= LONGEST_LEG else None

    def _is_steady(self, start: datetime) -> bool:
        """Return whether the zone's offset is the same from the day before to the day after."""
        day = start.toordinal()
        steady = self._steady_days.get(day)
        if steady is None:
            around = (start - timedelta(days=1), start + timedelta(days=2))
            offsets = {moment.astimezone(self._zone).utcoffset() for moment in around}
            steady = self._steady_days[day] = len(offsets) == 1
        return steady

    def _across_change(self, wall: datetime, start: datetime, offset: timedelta) -> datetime | None:
        if start.astimezone(self._zone).utcoffset() != offset:
            return None
        local = wall.replace(tzinfo=self._zone)
        both = (local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
        return min((moment for moment in both if moment >= start), default=None)
