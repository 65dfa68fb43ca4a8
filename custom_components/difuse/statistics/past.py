"""The import of past calls: read from the PBX once, slowly, and kept over restarts."""

import asyncio
from collections.abc import Callable
from typing import Any, Final
from uuid import uuid4

from homeassistant.core import HomeAssistant

from ..cdr.feed import (
    Boundary,
    Figures,
    HourBook,
    PastReading,
    ReadPage,
    merged,
    no_figures,
    read_hours,
    running,
    write_hours,
)
from ..cdr.pbx import Page, PbxError, PbxStateError
from ..const import LOGGER
from ..delivery import Delivery
from ..memory import CallMemory
from .series import RECORDER_ERRORS, CallSeries, RecordedHours
from .store import ImportState, ImportStore, Stage

PAUSE_SECONDS: Final = 1.0
"""Before each page: a hundred rows a second are little work even for a small PBX."""

FIRST_WAIT_SECONDS: Final = 5.0
LONGEST_WAIT_SECONDS: Final = 600.0
"""After a failure, and after many of them."""

PAGES_BETWEEN_SAVES: Final = 20


class PastImport:
    """Reads what is past, counts it, and writes it to the recorder; once.

    ``tell`` is called when ``percent`` may have changed.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry_id: str,
        memory: CallMemory,
        delivery: Delivery,
        read_page: ReadPage,
        tell: Callable[[], None],
    ) -> None:
        """Take what is read from and counted with; nothing is read yet."""
        self._store = ImportStore(hass, entry_id)
        self._memory = memory
        self._delivery = delivery
        self._read_page = read_page
        self._tell = tell
        self._reading: PastReading | None = None
        self._hours: dict[int, Figures] = {}
        self._has_rows = False
        self.stage = Stage.READING
        self.failures = 0

    @property
    def percent(self) -> int:
        """How much of the PBX's list is in the statistics; 100 when all is written."""
        if self.stage is not Stage.READING:
            return 100 if self.stage is Stage.DONE else 99
        return min(99, self._reading.reader.percent) if self._reading else 0

    async def async_run(self, series: CallSeries) -> None:
        """Import, or go on where an earlier run was interrupted; nothing where all is done."""
        reading = await self._resume(series)
        if reading is None and self.stage is Stage.READING:
            reading = await self._begin()
        self._reading = reading
        self._tell()
        if reading is not None:
            await self._read(reading)
            await self._join(reading, series)
        if self.stage is Stage.WRITING:
            await self._write(series)
        self._tell()

    async def _resume(self, series: CallSeries) -> PastReading | None:
        """Load how far an earlier run came; what can't be used is as if it weren't there."""
        state, run = await self._store.async_load_known(), self._memory.hours.run
        try:
            if state is None or not run or state["run"] != run:
                return None
            stage, self._hours = Stage(state["stage"]), read_hours(state["hours"])
            self._has_rows = bool(state["has_rows"])
            if stage is Stage.READING and state["reading"] is not None:
                plan = self._memory.ledger.numbers.plan
                return PastReading.from_dict(state["reading"], plan, self._read_kindly)
        except PbxStateError, KeyError, TypeError, ValueError, AttributeError:
            return None
        # A new database, with nothing in it, is filled again.
        is_lost = stage is Stage.DONE and self._has_rows and not (await self._recorded(series)).rows
        if not is_lost:
            self.stage = stage
        return None

    async def _begin(self) -> PastReading:
        """Draw the boundary: what is past is read, the rest is counted as it comes."""
        memory = self._memory
        boundary = Boundary.of(memory.ledger)
        memory.hours = HourBook.of(uuid4().hex, memory.ledger.known_calls)
        reading = PastReading(boundary, memory.ledger.numbers.plan, self._read_kindly)
        await self._delivery.commit()
        await self._save(reading)
        return reading

    async def _read(self, reading: PastReading) -> None:
        """Read the list down to its oldest row; what was counted is kept, whatever it becomes.

        Another list than the one that the boundary was drawn in isn't read.
        """
        waiting, pages, is_more = _Waiting(), 0, True
        while is_more and not self._memory.hours.is_cut:
            try:
                is_more = await reading.step()
            except PbxError as err:
                self.failures += 1
                LOGGER.debug("The import of past calls waits: %s", err)
                await waiting.wait()
                continue
            waiting = _Waiting()
            pages += 1
            self._tell()
            if pages % PAGES_BETWEEN_SAVES == 0:
                await self._save(reading)
        await reading.finish()

    async def _read_kindly(self, page: int, limit: int) -> Page:
        if limit > 1:
            await asyncio.sleep(PAUSE_SECONDS)
        return await self._read_page(page, limit)

    async def _join(self, reading: PastReading, series: CallSeries) -> None:
        """Bring what was read together with what the recorder has of earlier.

        Its rows, once they are written, can't be told from those of an earlier
        import: so nothing is written before the result is kept.
        """
        found, past = await self._recorded(series), reading.past
        self._hours = merged(past.hours, past.oldest, found.rows, self._memory.hours.pending)
        self._has_rows = bool(self._hours)
        await self._enter(Stage.WRITING)

    async def _write(self, series: CallSeries) -> None:
        """Write all hours; until that is known to be done, the calls that came since wait."""
        rows, waiting = running(self._hours, no_figures()), _Waiting()
        while rows:
            try:
                if await series.async_write(rows):
                    break
            except RECORDER_ERRORS as err:
                self._note_recorder(err)
            await waiting.wait()
        self._hours = {}
        await self._enter(Stage.DONE)

    async def _recorded(self, series: CallSeries) -> RecordedHours:
        waiting = _Waiting()
        while True:
            try:
                return await series.async_read(0)
            except RECORDER_ERRORS as err:
                self._note_recorder(err)
            await waiting.wait()

    def _note_recorder(self, err: Exception) -> None:
        self.failures += 1
        LOGGER.debug("The recorder can't be used (%s)", type(err).__name__)

    async def _enter(self, stage: Stage) -> None:
        """Go on only when that is written down."""
        waiting = _Waiting()
        self.stage = stage
        await self._save()
        while not self._store.is_writable:
            await waiting.wait()
            await self._save()

    async def _save(self, reading: PastReading | None = None) -> None:
        state: ImportState = {
            "run": self._memory.hours.run,
            "stage": self.stage.value,
            "reading": reading.as_dict() if reading else None,
            "hours": write_hours(self._hours),
            "has_rows": self._has_rows,
        }
        await self._store.async_save(state)

    def as_dict(self) -> dict[str, Any]:
        """Give how it goes, for diagnostics."""
        reading = self._reading
        return {
            "stage": self.stage.value,
            "percent": self.percent,
            "rows": reading.past.rows if reading else 0,
            "unreadable_rows": reading.past.unreadable if reading else 0,
            "requests": reading.reader.pages.requests if reading else 0,
            "failures": self.failures,
            "lost_its_place": reading is not None and reading.reader.is_lost,
            "was_cut": self._memory.hours.is_cut,
        }


class _Waiting:
    """Waits longer each time."""

    def __init__(self) -> None:
        self._seconds = FIRST_WAIT_SECONDS

    async def wait(self) -> None:
        await asyncio.sleep(self._seconds)
        self._seconds = min(2 * self._seconds, LONGEST_WAIT_SECONDS)
