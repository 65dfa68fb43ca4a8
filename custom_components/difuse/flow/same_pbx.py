"""Whether a PBX is in Home Assistant already under another address: its list of calls says so."""

from collections.abc import Iterable
import time
from typing import Final

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant

from ..cdr import RowKey
from ..cdr.database import DatabaseError
from ..cdr.pbx import RecordList
from ..cdr.views import latest_records
from ..connection import create_client
from ..coordinator import DifuseConfigEntry
from .draft import EntryDraft, cookieless_session

LATEST_CALLS: Final = 3
"""Of an entry. A PBX that began as a copy of another has the older ones as well."""
NEWEST_ROWS: Final = 100
"""Of the list, among which they are looked for: some may have come since the last poll."""


async def same_pbx(
    hass: HomeAssistant, draft: EntryDraft, entries: Iterable[DifuseConfigEntry]
) -> ConfigEntry | None:
    """Return which of these has its latest calls from the PBX of a draft. Raise PbxError.

    Only those that run can be asked; where there is none, nothing is read.
    """
    known = [(entry, keys) for entry in entries if (keys := await _latest(entry))]
    if not known:
        return None
    async with cookieless_session(hass) as session:
        read_page = create_client(session, draft.data).read_page
        newest = await _newest(RecordList(read_page, time.time, NEWEST_ROWS))
    return next((entry for entry, keys in known if keys & newest), None)


async def _newest(listed: RecordList) -> set[RowKey]:
    """Return what the newest rows of a list are known by."""
    await listed.orient()
    count = (await listed.look(1)).count
    keys: list[RowKey] = []
    while len(keys) < NEWEST_ROWS and (more := await listed.below(len(keys), count, NEWEST_ROWS)):
        keys += [row.key for row in more]
    return {*keys}


async def _latest(entry: DifuseConfigEntry) -> set[RowKey]:
    """Return what the rows of the latest calls of an entry are known by."""
    if entry.state is not ConfigEntryState.LOADED:
        return set()
    try:
        records = await entry.runtime_data.archive.read(latest_records, LATEST_CALLS)
    except DatabaseError:
        return set()
    return {record.key for record in records}
