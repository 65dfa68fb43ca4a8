"""Rows that go into an archive, and all that is seen of them."""

from custom_components.difuse.cdr import CallRecord, Row, UnreadableRow
from custom_components.difuse.cdr.archive import Arrival, Ingested
from custom_components.difuse.cdr.callers import open_calls
from custom_components.difuse.cdr.calls import CallFilter
from custom_components.difuse.cdr.tables import State
from custom_components.difuse.cdr.views import find, latest_records, sizes
from tests.cdr.archives import Kept, run
from tests.cdr.helpers import leg

UNREADABLE = UnreadableRow((0, "!0123"), "a row without its db_id")


def ingest(kept: Kept, *rows: Row, listed: bool = True, state: State = State.DUE) -> Ingested:
    """Ingest rows at the archive's time, and return what was new."""
    arrival = Arrival(listed=listed, now=kept.at, judge=lambda _: state, wait=lambda _: 0)
    done, kept.marks = run(kept.archive.ingest(rows, arrival, kept.marks))
    return done


def everything(kept: Kept) -> object:
    """Return all that users see, and the rows."""
    records = sorted(kept.ask(latest_records, 1000), key=lambda record: record.key)
    return kept.ask(find, CallFilter(), 1000), records, kept.ask(sizes), kept.ask(open_calls, 9)


def ring_group() -> list[CallRecord]:
    """Return the legs of a call for which three phones rang; the last one answered."""
    return [
        leg(1, destination="600", computed="1001", disposition="no_answer", ring=20),
        leg(2, destination="600", computed="1002", disposition="no_answer", ring=20),
        leg(3, destination="600", computed="1003", ring=20, talk=40, recording_url="http://x/3"),
    ]
