"""What one entry knows of its PBX's calls: ledger and summary, merged and stored together."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from .cdr import CallRecord
from .cdr.calls import DEFAULT_INTERNAL_DIGITS, NumberPlan
from .cdr.feed import CallLedger, Harvest, HourBook, LedgerChange, ListState, Summary, batches
from .cdr.pbx import PbxStateError, Row
from .const import CONF_INTERNAL_DIGITS, CONF_OWN_NUMBERS, CONF_SERVICE_NUMBERS
from .snapshot import Snapshot
from .store import CallStore, StoredState

BATCH_ROWS: Final = 50
"""So many rows are merged and announced at a time: a few milliseconds of the event loop."""

_NEVER: Final = datetime.fromtimestamp(0, tz=dt_util.UTC)


class CallMemory:
    """The ledger and the summary of one PBX, which are stored as one.

    ``polled_at`` is when the PBX was last read; ``clock_offset`` by how much its
    clock is ahead of ours. ``hours`` is for statistics, where they are on.
    """

    def __init__(
        self, hass: HomeAssistant, entry_id: str, plan: NumberPlan, *, counts_hours: bool = False
    ) -> None:
        """Start knowing nothing."""
        self.store = CallStore(hass, entry_id)
        self.ledger = CallLedger(plan)
        self.summary = Summary(dt_util.get_default_time_zone())
        self.counts_hours = counts_hours
        self.hours = HourBook()
        self.polled_at = _NEVER
        self.clock_offset = timedelta()
        self.is_restored = False
        self._plan = plan

    async def load(self) -> bool:
        """Load what an earlier run knew; False when there is nothing, or nothing of use.

        Raises UnsupportedStorageVersionError for a store of a newer version.
        """
        state = await self.store.async_load()
        if state is None:
            return False
        try:
            ledger = CallLedger.from_dict(state["ledger"], self._plan)
            summary = Summary.from_dict(state["summary"], self.summary.zone)
            polled_at = datetime.fromisoformat(state["polled_at"]).astimezone(dt_util.UTC)
            clock_offset = timedelta(seconds=state["clock_offset"])
        except PbxStateError, KeyError, TypeError, ValueError, OverflowError:
            self.store.was_corrupt = True
            return False
        self.ledger, self.summary = ledger, summary
        self.polled_at, self.clock_offset = polled_at, clock_offset
        self.is_restored = True
        if self.counts_hours and "hours" in state:
            with suppress(PbxStateError):  # then all the past is read again
                self.hours = HourBook.from_dict(state["hours"])
        return True

    async def save(self) -> None:
        """Write it down now: what is announced must not be announced again."""
        state: StoredState = {
            "ledger": self.ledger.as_dict(),
            "summary": self.summary.as_dict(),
            "polled_at": self.polled_at.isoformat(),
            "clock_offset": self.clock_offset.total_seconds(),
        }
        if self.counts_hours:
            state["hours"] = self.hours.as_dict()
        await self.store.async_save(state)

    def begin(self, harvest: Harvest) -> None:
        """Take what is there as past: it is counted and listed, and not announced."""
        now = dt_util.utcnow()
        # Where either clock is ahead, calls to come would seem to have ended before.
        by = min(harvest.read_at or now, now)
        change = self.ledger.baseline(harvest.past or (), harvest.count, by=by, now=now)
        self.summary.forget()
        self.summary.apply(change, now=now, past=True)
        oldest = min([call.started_at for call in change.settled], default=None)
        reached = oldest is None or oldest < dt_util.start_of_local_day()
        self.summary.since = None if reached or len(harvest.past or ()) >= harvest.count else oldest

    def start_over(self, harvest: Harvest) -> None:
        """Take over a list that is another than before; nothing happens where it is the same."""
        if harvest.past is not None:
            self.hours.is_cut = True
        if harvest.state is ListState.OTHER_PBX:
            self.begin(harvest)
        elif harvest.past is not None:
            # What was counted of today stays counted: those calls did happen.
            self.ledger.start_over(harvest.past, harvest.count - len(harvest.rows))

    @staticmethod
    def parts(harvest: Harvest) -> list[tuple[Row, ...]]:
        """Split what was read into parts to merge; one empty part where nothing was read."""
        return list(batches(harvest.rows, BATCH_ROWS)) or [()]

    def recall(self, harvest: Harvest) -> None:
        """Fill the lists with calls that were announced in an earlier run."""
        self.ledger.recall(harvest.rows)
        self.summary.list_only(self.ledger.known_calls, dt_util.utcnow())

    def merge(
        self, rows: tuple[Row, ...], *, settled_before: datetime | None, settle: bool
    ) -> LedgerChange:
        """Merge rows from a poll; the change says which calls to announce."""
        now = dt_util.utcnow()
        change = self.ledger.apply(rows, now=now, settled_before=settled_before, settle=settle)
        self._count(change)
        return change

    def merge_pushed(
        self, records: Sequence[CallRecord], *, settle: bool, alone: bool
    ) -> LedgerChange:
        """Merge rows that the PBX pushed; ``alone`` where there is no polling beside it."""
        now = dt_util.utcnow()
        change = self.ledger.apply_pushed(records, now=now, settle=settle, alone=alone)
        self._count(change)
        return change

    def _count(self, change: LedgerChange) -> None:
        self.summary.apply(change, now=dt_util.utcnow())
        if self.counts_hours:
            self.hours.apply(change)

    def snapshot(self) -> Snapshot:
        """Take a picture for the entities, as of today."""
        self.summary.zone = dt_util.get_default_time_zone()
        midnight = dt_util.start_of_local_day()
        return Snapshot.of(self.summary, midnight, midnight.date())


def number_plan(options: Mapping[str, Any]) -> NumberPlan:
    """Give what the user says of the office's numbers."""
    return NumberPlan.of(
        int(options.get(CONF_INTERNAL_DIGITS, DEFAULT_INTERNAL_DIGITS)),
        options.get(CONF_OWN_NUMBERS, ()),
        options.get(CONF_SERVICE_NUMBERS, ()),
    )
